#include "core/store/subject_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>

#include "core/base/check.hpp"
#include "core/store/checksum.hpp"
#include "core/store/chunk.hpp"

namespace vk {
namespace {

// A part holds at most this many key bytes, so that no BLOB nears SQLite's limit of a gigabyte.
constexpr size_t kMostPartBytes = size_t{1} << 28U;

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

/// Key lengths as LEB128: seven bits a byte, the low ones first.
std::string pack_lengths(std::span<const uint32_t> lengths) {
  std::string packed;
  packed.reserve(lengths.size());
  for (uint32_t length : lengths) {
    while (length >= 0x80U) {
      packed += static_cast<char>((length & 0x7FU) | 0x80U);
      length >>= 7U;
    }
    packed += static_cast<char>(length);
  }
  return packed;
}

/// Appends `count` lengths; false when the bytes are not exactly that.
bool unpack_lengths(std::span<const std::byte> packed, size_t count, std::vector<uint32_t>& lengths) {
  size_t at = 0;
  for (size_t i = 0; i < count; ++i) {
    uint32_t length = 0;
    uint32_t shift = 0;
    while (at < packed.size() && shift < 35) {
      const auto byte = std::to_integer<uint32_t>(packed[at++]);
      length |= (byte & 0x7FU) << shift;
      shift += 7;
      if ((byte & 0x80U) == 0) break;
      if (at == packed.size()) return false;
    }
    if (shift == 0) return false;
    lengths.push_back(length);
  }
  return at == packed.size();
}

int64_t part_checksum(std::span<const std::byte> lengths, std::span<const std::byte> keys) {
  return std::bit_cast<int64_t>(std::rotl(checksum(lengths), 1) ^ checksum(keys));
}

/// One row of subject_keys: keys of a bucket in ordinal order.
struct KeyPart {
  uint32_t bucket = 0;
  uint32_t first_ordinal = 0;
  std::span<const uint32_t> lengths;
  std::string_view keys;
};

void insert_part(Statement& insert, const KeyPart& part) {
  const std::string packed = pack_lengths(part.lengths);
  insert.bind(1, int64_t{part.bucket}).bind(2, int64_t{part.first_ordinal});
  insert.bind(3, static_cast<int64_t>(part.lengths.size()));
  insert.bind(4, part_checksum(bytes_of(packed), bytes_of(part.keys)));
  insert.bind_bytes(5, bytes_of(packed)).bind_bytes(6, bytes_of(part.keys)).run();
}

/// Writes the keys of one bucket, in parts that no BLOB limit meets.
void insert_keys(Statement& insert, KeyPart all) {
  while (!all.lengths.empty()) {
    size_t count = 0;
    size_t size = 0;
    while (count < all.lengths.size() && (count == 0 || size + all.lengths[count] <= kMostPartBytes)) {
      size += all.lengths[count++];
    }
    insert_part(insert, {all.bucket, all.first_ordinal, all.lengths.first(count), all.keys.substr(0, size)});
    all.first_ordinal += static_cast<uint32_t>(count);
    all.lengths = all.lengths.subspan(count);
    all.keys.remove_prefix(size);
  }
}

/// Reads bucket after bucket; `check_next` gives the fault of the row just read, empty = sound.
class KeyPartReader {
 public:
  KeyPartReader(Database& database, uint32_t buckets)
      : select_(database, fmt::format("{} ORDER BY bucket, first_ordinal", kColumns)), buckets_(buckets) {}
  /// The parts of one bucket only.
  KeyPartReader(Database& database, uint32_t buckets, uint32_t bucket)
      : select_(database, fmt::format("{} WHERE bucket = ? ORDER BY first_ordinal", kColumns)), buckets_(buckets) {
    select_.bind(1, int64_t{bucket});
  }

  bool next() { return select_.step(); }
  uint32_t bucket() const { return static_cast<uint32_t>(select_.integer(0)); }
  std::string_view keys() const {
    const std::span<const std::byte> bytes = select_.bytes(5);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  /// Appends the row's lengths to `lengths`, which holds those of the same bucket so far.
  std::string read(std::vector<uint32_t>& lengths) const {
    const std::string where = fmt::format("subject keys of bucket {}", select_.integer(0));
    if (select_.integer(0) < 0 || select_.integer(0) >= int64_t{buckets_}) return where + " are of no bucket";
    if (select_.integer(1) != static_cast<int64_t>(lengths.size())) return where + " have a gap";
    if (part_checksum(select_.bytes(4), select_.bytes(5)) != select_.integer(3))
      return where + " do not fit their checksum";
    const size_t before = lengths.size();
    if (!unpack_lengths(select_.bytes(4), static_cast<size_t>(select_.integer(2)), lengths))
      return where + " have bad lengths";
    uint64_t sum = 0;
    for (size_t i = before; i < lengths.size(); ++i) sum += lengths[i];
    return sum == select_.bytes(5).size() ? std::string{} : where + " have bad lengths";
  }

 private:
  static constexpr std::string_view kColumns =
      "SELECT bucket, first_ordinal, subjects, checksum, lengths, keys FROM subject_keys";

  Statement select_;
  uint32_t buckets_;
};

}  // namespace

void StoredKeys::read(uint32_t bucket, uint32_t keys, std::string& bytes, std::vector<uint32_t>& lengths) {
  Statement bits(*database_, "SELECT value FROM meta WHERE name = 'bucket_bits'");
  if (!bits.step() || bits.text(0) != std::to_string(bucket_bits_)) {
    throw Error(ErrorCode::conflict,
                fmt::format("another run has reorganised store {}: start again", database_->path().string()));
  }
  std::vector<uint32_t> found;
  KeyPartReader reader(*database_, uint32_t{1} << bucket_bits_, bucket);
  while (found.size() < keys && reader.next()) {
    const std::string fault = reader.read(found);
    if (!fault.empty()) throw Error(ErrorCode::corrupt, fault);
    bytes += reader.keys();
  }
  if (found.size() != keys) {
    throw Error(ErrorCode::corrupt,
                fmt::format("subject keys of bucket {} are {}, not {}", bucket, found.size(), keys));
  }
  lengths.insert(lengths.end(), found.begin(), found.end());
}

std::vector<uint32_t> kept_subjects(Database& database, uint32_t buckets) {
  std::vector<uint32_t> kept(buckets, 0);
  Statement select(database, "SELECT bucket, sum(subjects) FROM subject_keys GROUP BY bucket");
  while (select.step()) {
    if (select.integer(0) < 0 || select.integer(0) >= int64_t{buckets}) {
      throw Error(ErrorCode::corrupt, fmt::format("subject keys of bucket {} are of no bucket", select.integer(0)));
    }
    kept[static_cast<size_t>(select.integer(0))] = static_cast<uint32_t>(select.integer(1));
  }
  return kept;
}

std::vector<uint32_t> append_subjects(Database& database, const SubjectIndex& index, std::span<const uint32_t> kept) {
  Statement insert(database,
                   "INSERT INTO subject_keys(bucket, first_ordinal, subjects, checksum, lengths, keys) "
                   "VALUES(?, ?, ?, ?, ?, ?)");
  std::vector<uint32_t> now(kept.begin(), kept.end());
  std::string keys;
  std::vector<uint32_t> lengths;
  for (uint32_t bucket = 0; bucket < index.buckets(); ++bucket) {
    if (index.size(bucket) == kept[bucket]) continue;
    keys.clear();
    lengths.clear();
    index.keys_from(bucket, kept[bucket], keys, lengths);
    insert_keys(insert, {bucket, kept[bucket], lengths, keys});
    now[bucket] = index.size(bucket);
  }
  return now;
}

std::vector<std::string> verify_subjects(Database& database, uint32_t buckets) {
  std::vector<std::string> problems;
  KeyPartReader reader(database, buckets);
  std::vector<uint32_t> lengths;
  uint32_t current = 0;
  while (reader.next()) {
    if (reader.bucket() != current) lengths.clear();
    current = reader.bucket();
    const std::string fault = reader.read(lengths);
    if (!fault.empty()) problems.push_back(fault);
  }
  return problems;
}

std::vector<Day> FirstActivity::bucket(uint32_t bucket) {
  Statement select(database_, "SELECT days FROM first_activity WHERE metric = ? AND bucket = ?");
  if (!select.bind(1, metric_).bind(2, int64_t{bucket}).step()) return {};
  const std::span<const std::byte> stored = select.bytes(0);
  const std::vector<std::byte> aligned(stored.begin(), stored.end());
  const ChunkView view(aligned);
  std::vector<Day> days;
  days.reserve(view.totals().slots);
  std::array<int64_t, kBlockSlots> values;
  for (uint32_t number = 0; number < view.blocks(); ++number) {
    const StoredBlock block = view.block(number);
    decode_block<int64_t>(block, view.totals().base, std::span(values).first(block.slots));
    for (uint32_t slot = 0; slot < block.slots; ++slot)
      days.push_back(has_value(block, slot) ? Day{std::chrono::days{values[slot]}} : Day::max());
  }
  return days;
}

void FirstActivity::put(uint32_t bucket, std::span<const Day> days) {
  std::vector<uint32_t> slots;
  std::vector<int64_t> values;
  slots.reserve(days.size());
  values.reserve(days.size());
  for (size_t i = 0; i < days.size(); ++i) {
    if (days[i] == Day::max()) continue;
    slots.push_back(static_cast<uint32_t>(i));
    values.push_back(days[i].time_since_epoch().count());
  }
  std::vector<std::byte> chunk;
  const auto slot_count = static_cast<uint32_t>(days.size());
  encode_chunk<int64_t>({slots, values, slot_count, Presence::exact}, ChunkCodec::integers, chunk);
  Statement upsert(database_,
                   "INSERT INTO first_activity(metric, bucket, days) VALUES(?, ?, ?) "
                   "ON CONFLICT(metric, bucket) DO UPDATE SET days = excluded.days");
  upsert.bind(1, metric_).bind(2, int64_t{bucket}).bind_bytes(3, chunk).run();
}

std::vector<Day> FirstActivity::read(std::span<const SubjectNumber> subjects) {
  std::vector<Day> result(subjects.size(), Day::max());
  std::vector<Day> days;
  uint32_t current = std::numeric_limits<uint32_t>::max();
  for (size_t i = 0; i < subjects.size(); ++i) {
    if (subjects[i] == kNoSubject) continue;
    if (bucket_of(subjects[i]) != current) {
      current = bucket_of(subjects[i]);
      days = bucket(current);
    }
    if (ordinal_of(subjects[i]) < days.size()) result[i] = days[ordinal_of(subjects[i])];
  }
  return result;
}

void FirstActivity::merge(std::span<const SubjectNumber> subjects, const FirstDays& members) {
  const size_t told = members.days.empty() ? members.activity.size() : members.days.size();
  VK_CHECK(subjects.size() == told, "a first day or an activity for every subject");
  size_t i = 0;
  while (i < subjects.size()) {
    const uint32_t current = bucket_of(subjects[i]);
    std::vector<Day> days = bucket(current);
    size_t end = i;
    while (end < subjects.size() && bucket_of(subjects[end]) == current) ++end;
    days.resize(std::max<size_t>(days.size(), size_t{ordinal_of(subjects[end - 1])} + 1), Day::max());
    bool changed = false;
    for (; i < end; ++i) {
      Day& kept = days[ordinal_of(subjects[i])];
      const Day first = members.of(i);
      changed = changed || first < kept;
      kept = std::min(kept, first);
    }
    if (changed) put(current, days);
  }
}

}  // namespace vk
