#include "core/store/column_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "core/base/check.hpp"

namespace vk {
namespace {

constexpr uint32_t kBucketBits = 20;
constexpr uint32_t kColumnBits = 11;

/// A member's segment, state and activity as one number, in the order in which codes are given out.
size_t combination(uint16_t segment, uint8_t state, uint8_t activity) {
  return (size_t{segment} << 10U) | (size_t{state} << 2U) | (activity & 3U);
}

SlotCode code_of(size_t combination) {
  return {static_cast<uint8_t>((combination >> 2U) & 0xFFU), static_cast<uint8_t>(combination & 3U),
          static_cast<uint16_t>(combination >> 10U)};
}

template <typename T>
T at_or_zero(std::span<const T> values, size_t i) {
  return values.empty() ? T{0} : values[i];
}

}  // namespace

int64_t chunk_id(int64_t column_set, uint32_t column, uint32_t bucket) {
  return (column_set << (kColumnBits + kBucketBits)) | (int64_t{column} << kBucketBits) | int64_t{bucket};
}

std::vector<BucketRange> bucket_ranges(std::span<const SubjectNumber> subjects, uint32_t buckets) {
  std::vector<BucketRange> ranges(buckets);
  for (size_t i = 1; i < subjects.size(); ++i) {
    if (subjects[i - 1] < subjects[i]) continue;
    throw Error(ErrorCode::invalid_input, "subjects are not sorted, or one is there twice");
  }
  if (!subjects.empty() && bucket_of(subjects.back()) >= buckets) {
    throw Error(ErrorCode::invalid_input, "a subject is not of this store");
  }
  size_t next = 0;
  for (uint32_t bucket = 0; bucket < buckets; ++bucket) {
    BucketRange& range = ranges[bucket];
    range.first = next;
    const auto end = std::lower_bound(subjects.begin() + static_cast<std::ptrdiff_t>(next), subjects.end(),
                                      (uint64_t{bucket} + 1) << 32U);
    next = static_cast<size_t>(end - subjects.begin());
    range.end = next;
    if (range.end > range.first) range.slots = ordinal_of(subjects[range.end - 1]) + 1;
  }
  return ranges;
}

int64_t add_column_set(Database& database, std::string_view kind) {
  Statement insert(database, "INSERT INTO column_set(kind, codes) VALUES(?, zeroblob(0))");
  insert.bind(1, kind).run();
  return database.last_row_id();
}

void clear_column_set(Database& database, int64_t column_set) {
  Statement chunks(database, "DELETE FROM chunk WHERE id >= ? AND id < ?");
  chunks.bind(1, chunk_id(column_set, 0, 0)).bind(2, chunk_id(column_set + 1, 0, 0)).run();
  Statement columns(database, "DELETE FROM set_column WHERE column_set = ?");
  columns.bind(1, column_set).run();
}

ColumnSetWriter::ColumnSetWriter(Database& database, int64_t column_set, std::span<const SubjectNumber> subjects,
                                 uint32_t buckets)
    : database_(database),
      subjects_(subjects),
      ranges_(bucket_ranges(subjects, buckets)),
      id_(column_set),
      insert_chunk_(database, "INSERT INTO chunk(id, data) VALUES(?, ?)") {}

std::span<const uint32_t> ColumnSetWriter::slots_of(const BucketRange& range) {
  slots_.clear();
  if (range.slots == range.end - range.first) return {};  // everybody of the bucket: value i is of slot i
  for (size_t i = range.first; i < range.end; ++i) slots_.push_back(ordinal_of(subjects_[i]));
  return slots_;
}

void ColumnSetWriter::declare(uint32_t column, std::string_view kind, std::string_view name) {
  if (column >= kMostColumns) {
    throw Error(ErrorCode::invalid_input,
                fmt::format("column {} is one too many: a snapshot has at most {}", name, kMostColumns));
  }
  Statement insert(database_, "INSERT INTO set_column(column_set, number, kind, name) VALUES(?, ?, ?, ?)");
  insert.bind(1, id_).bind(2, int64_t{column}).bind(3, kind).bind(4, name).run();
}

void ColumnSetWriter::keep(uint32_t column, uint32_t bucket) {
  insert_chunk_.bind(1, chunk_id(id_, column, bucket)).bind_bytes(2, chunk_).run();
}

void ColumnSetWriter::write_codes(std::span<const uint16_t> segment, std::span<const uint8_t> state,
                                  std::span<const uint8_t> activity) {
  const size_t segments = segment.empty() ? 1 : size_t{*std::max_element(segment.begin(), segment.end())} + 1;
  std::vector<uint32_t> code_at(segments << 10U, 0);
  for (size_t i = 0; i < subjects_.size(); ++i) {
    code_at[combination(at_or_zero(segment, i), at_or_zero(state, i), at_or_zero(activity, i))] = 1;
  }
  std::vector<SlotCode> codes{SlotCode{}};
  for (size_t i = 0; i < code_at.size(); ++i) {
    if (code_at[i] == 0) continue;
    code_at[i] = static_cast<uint32_t>(codes.size());
    codes.push_back(code_of(i));
  }
  declare(kCodeColumn, "code", "code");
  Statement update(database_, "UPDATE column_set SET codes = ? WHERE id = ?");
  update.bind_bytes(1, std::as_bytes(std::span(codes))).bind(2, id_).run();
  std::vector<uint32_t> values;
  for (uint32_t bucket = 0; bucket < ranges_.size(); ++bucket) {
    const BucketRange& range = ranges_[bucket];
    values.clear();
    for (size_t i = range.first; i < range.end; ++i) {
      values.push_back(code_at[combination(at_or_zero(segment, i), at_or_zero(state, i), at_or_zero(activity, i))]);
    }
    encode_chunk<uint32_t>({slots_of(range), values, range.slots, Presence::told_elsewhere}, ChunkCodec::integers,
                           chunk_);
    keep(kCodeColumn, bucket);
  }
}

void ColumnSetWriter::write_slots(uint32_t column, std::string_view kind, std::span<const int64_t> values) {
  declare(column, kind, kind);
  for (uint32_t bucket = 0; bucket < ranges_.size(); ++bucket) {
    const BucketRange& range = ranges_[bucket];
    const size_t count = range.end - range.first;
    encode_chunk<int64_t>({slots_of(range), values.subspan(range.first, count), range.slots, Presence::told_elsewhere},
                          ChunkCodec::integers, chunk_);
    keep(column, bucket);
  }
}

template <typename T>
void ColumnSetWriter::write_members(uint32_t column, std::string_view kind, std::string_view name,
                                    std::span<const T> values) {
  declare(column, kind, name);
  for (uint32_t bucket = 0; bucket < ranges_.size(); ++bucket) {
    const size_t count = ranges_[bucket].end - ranges_[bucket].first;
    const auto part = values.subspan(ranges_[bucket].first, count);
    encode_chunk<T>({{}, part, static_cast<uint32_t>(count), Presence::exact}, ChunkCodec::integers, chunk_);
    keep(column, bucket);
  }
}

void ColumnSetWriter::write_scores(uint32_t column, std::string_view name, const PackedDoubles& values) {
  declare(column, "score", name);
  std::vector<double> part;
  std::vector<int64_t> whole;
  for (uint32_t bucket = 0; bucket < ranges_.size(); ++bucket) {
    const size_t first = ranges_[bucket].first;
    whole.resize(ranges_[bucket].end - first);
    if (const std::optional<int> digits = values.copy_whole(first, whole)) {
      encode_decimals(whole, *digits, chunk_);
    } else {
      part.resize(whole.size());
      values.copy(first, part);
      encode_doubles(part, chunk_);
    }
    keep(column, bucket);
  }
}

ColumnSetReader::ColumnSetReader(Database& database, int64_t column_set, uint32_t buckets)
    : database_(database), column_set_(column_set), buckets_(buckets), blobs_(database, "chunk", "data") {
  Statement select(database, "SELECT codes FROM column_set WHERE id = ?");
  if (!select.bind(1, column_set).step()) {
    throw Error(ErrorCode::corrupt, fmt::format("the store has no columns {}", column_set));
  }
  const std::span<const std::byte> bytes = select.bytes(0);
  codes_.resize(bytes.size() / sizeof(SlotCode));
  if (!codes_.empty()) std::memcpy(codes_.data(), bytes.data(), codes_.size() * sizeof(SlotCode));
  if (codes_.empty() || codes_[0] != SlotCode{}) {
    throw Error(ErrorCode::corrupt, fmt::format("the codes of columns {} are damaged", column_set));
  }
}

std::vector<StoredColumn> ColumnSetReader::columns() {
  std::vector<StoredColumn> columns;
  Statement select(database_, "SELECT number, kind, name FROM set_column WHERE column_set = ? ORDER BY number");
  select.bind(1, column_set_);
  while (select.step()) {
    columns.push_back(
        {static_cast<uint32_t>(select.integer(0)), std::string{select.text(1)}, std::string{select.text(2)}});
  }
  return columns;
}

ChunkView ColumnSetReader::chunk(uint32_t column, uint32_t bucket) {
  bytes_.resize(blobs_.open(chunk_id(column_set_, column, bucket)));
  blobs_.read(bytes_);
  try {
    return ChunkView(bytes_);
  } catch (const Error& problem) {
    throw problem.with_context(fmt::format("columns {}, column {}, bucket {}", column_set_, column, bucket));
  }
}

std::vector<uint32_t> ColumnSetReader::slot_codes(uint32_t bucket) {
  const ChunkView view = chunk(kCodeColumn, bucket);
  if (view.totals().max >= static_cast<int64_t>(codes_.size())) {
    throw Error(ErrorCode::corrupt, fmt::format("columns {} hold a code that is not declared", column_set_));
  }
  std::vector<uint32_t> codes(view.totals().slots);
  decode_chunk<uint32_t>(view, codes);
  return codes;
}

template <typename T>
std::vector<T> ColumnSetReader::members(uint32_t column) {
  std::vector<T> values;
  for (uint32_t bucket = 0; bucket < buckets_; ++bucket) {
    const ChunkView view = chunk(column, bucket);
    const size_t first = values.size();
    values.resize(first + view.totals().slots);
    decode_chunk<T>(view, std::span<T>(values).subspan(first));
  }
  return values;
}

PackedDoubles ColumnSetReader::scores(uint32_t column) {
  std::vector<double> values;
  for (uint32_t bucket = 0; bucket < buckets_; ++bucket) {
    const std::vector<double> part = decode_doubles(chunk(column, bucket));
    values.insert(values.end(), part.begin(), part.end());
  }
  return PackedDoubles(std::span<const double>(values));
}

template <typename T>
std::vector<T> ColumnSetReader::members_of(uint32_t column, uint32_t bucket) {
  const ChunkView view = chunk(column, bucket);
  std::vector<T> values(view.totals().slots);
  decode_chunk<T>(view, values);
  return values;
}

PackedDoubles ColumnSetReader::scores_of(uint32_t column, uint32_t bucket) {
  return PackedDoubles(std::span<const double>(decode_doubles(chunk(column, bucket))));
}

template void ColumnSetWriter::write_members(uint32_t, std::string_view, std::string_view, std::span<const uint8_t>);
template void ColumnSetWriter::write_members(uint32_t, std::string_view, std::string_view, std::span<const uint32_t>);
template void ColumnSetWriter::write_members(uint32_t, std::string_view, std::string_view, std::span<const int64_t>);
template std::vector<uint8_t> ColumnSetReader::members_of(uint32_t, uint32_t);
template std::vector<int64_t> ColumnSetReader::members_of(uint32_t, uint32_t);
template std::vector<uint32_t> ColumnSetReader::members_of(uint32_t, uint32_t);
template std::vector<int64_t> ColumnSetReader::members(uint32_t);
template std::vector<uint8_t> ColumnSetReader::members(uint32_t);
template std::vector<uint32_t> ColumnSetReader::members(uint32_t);

}  // namespace vk
