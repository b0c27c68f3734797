#include "core/store/snapshot_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "core/store/column_set.hpp"
#include "core/store/snapshot_reader_impl.hpp"

namespace vk {
namespace {

std::vector<SlotCode> codes_of(Database& database, int64_t column_set, uint32_t buckets) {
  const ColumnSetReader reader(database, column_set, buckets);
  return {reader.codes().begin(), reader.codes().end()};
}

std::optional<uint32_t> column_of_kind(Database& database, int64_t column_set, std::string_view kind) {
  Statement select(database, "SELECT number FROM set_column WHERE column_set = ? AND kind = ?");
  if (!select.bind(1, column_set).bind(2, kind).step()) return std::nullopt;
  return static_cast<uint32_t>(select.integer(0));
}

bool is_narrow(const StoredBlock& block, int64_t base) {
  return base == 0 && block.width <= sizeof(uint32_t);
}

}  // namespace

SnapshotReader::Impl::Impl(std::shared_ptr<Database> database, int64_t column_set, SnapshotHeader snapshot_header,
                           uint32_t bucket_count)
    : connection(std::move(database)),
      id(column_set),
      header(std::move(snapshot_header)),
      buckets(bucket_count),
      codes(codes_of(*connection, column_set, bucket_count)),
      code_blobs(*connection, "chunk", "data"),
      money_blobs(*connection, "chunk", "data"),
      member_blobs(*connection, "chunk", "data"),
      money_class_column(column_of_kind(*connection, column_set, kMoneyClassKind)) {}

ChunkView SnapshotReader::Impl::load(uint32_t column, uint32_t bucket, std::vector<std::byte>& bytes) {
  BlobReader& blobs = column == kCodeColumn ? code_blobs : column == kMoneyColumn ? money_blobs : member_blobs;
  bytes.resize(blobs.open(chunk_id(id, column, bucket)));
  blobs.read(bytes);
  try {
    return ChunkView(bytes);
  } catch (const Error& problem) {
    throw problem.with_context(
        fmt::format("snapshot {}, column {}, bucket {}", to_string(header.name), column, bucket));
  }
}

void SnapshotReader::Impl::open(uint32_t bucket) {
  opened = bucket;
  code_chunk = load(kCodeColumn, bucket, code_bytes);
  money_chunk = load(kMoneyColumn, bucket, money_bytes);
  const bool known = code_chunk.totals().max < static_cast<int64_t>(codes.size()) && code_chunk.totals().min >= 0;
  if (!known || code_chunk.totals().slots != money_chunk.totals().slots) {
    throw Error(ErrorCode::corrupt, fmt::format("snapshot {}, bucket {}: codes and money do not belong together",
                                                to_string(header.name), bucket));
  }
}

SnapshotReader::SnapshotReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SnapshotReader::SnapshotReader(SnapshotReader&&) noexcept = default;
SnapshotReader& SnapshotReader::operator=(SnapshotReader&&) noexcept = default;
SnapshotReader::~SnapshotReader() = default;

const SnapshotHeader& SnapshotReader::header() const {
  return impl_->header;
}

uint32_t SnapshotReader::buckets() const {
  return impl_->buckets;
}

std::span<const SlotCode> SnapshotReader::codes() const {
  return impl_->codes;
}

bool SnapshotReader::has_wide_codes() const {
  return impl_->codes.size() > std::numeric_limits<uint16_t>::max();
}

BucketColumns SnapshotReader::bucket(uint32_t bucket) {
  impl_->open(bucket);
  const uint32_t slots = impl_->code_chunk.totals().slots;
  std::vector<uint32_t> codes(slots);
  decode_chunk<uint32_t>(impl_->code_chunk, codes);
  impl_->state.resize(slots);
  impl_->segment.resize(slots);
  impl_->activity.resize(slots);
  impl_->money.resize(slots);
  decode_chunk<int64_t>(impl_->money_chunk, impl_->money);
  for (size_t i = 0; i < slots; ++i) {
    const SlotCode& code = impl_->codes[codes[i]];
    impl_->state[i] = code.state;
    impl_->segment[i] = code.segment;
    impl_->activity[i] = code.activity;
  }
  return {impl_->state, impl_->segment, impl_->money, impl_->activity};
}

void SnapshotReader::Impl::spread(uint32_t column, std::vector<uint8_t>& by_slot) {
  const ChunkView chunk = load(column, opened, member_bytes);
  std::vector<uint8_t> members(chunk.totals().slots);
  decode_chunk<uint8_t>(chunk, members);
  by_slot.assign(state.size(), 0);
  size_t next = 0;
  for (size_t slot = 0; slot < state.size(); ++slot) {
    if (state[slot] == kAbsent) continue;
    if (next == members.size()) break;
    by_slot[slot] = members[next++];
  }
  const auto present = state.size() - static_cast<size_t>(std::count(state.begin(), state.end(), kAbsent));
  if (next != members.size() || present != members.size()) {
    throw Error(ErrorCode::corrupt,
                fmt::format("snapshot {}, column {}, bucket {}: values and members differ in number",
                            to_string(header.name), column, opened));
  }
}

std::span<const uint8_t> SnapshotReader::disposition() {
  impl_->spread(kDispositionColumn, impl_->disposition);
  return impl_->disposition;
}

std::span<const uint8_t> SnapshotReader::money_class() {
  if (!impl_->money_class_column) return {};
  impl_->spread(*impl_->money_class_column, impl_->money_class);
  return impl_->money_class;
}

uint32_t SnapshotReader::open_bucket(uint32_t bucket) {
  impl_->open(bucket);
  return impl_->code_chunk.totals().slots;
}

SlotBlock SnapshotReader::block(uint32_t index) {
  SlotBlock result;
  if (index >= impl_->code_chunk.blocks()) return result;
  const StoredBlock code = impl_->code_chunk.block(index);
  if (code.kind == BlockKind::absent) return result;
  result.absent = false;
  const std::span<uint16_t> codes = std::span(impl_->code_room).first(code.slots);
  decode_block<uint16_t>(code, impl_->code_chunk.totals().base, codes);
  result.codes = codes;
  const StoredBlock money = impl_->money_chunk.block(index);
  const int64_t base = impl_->money_chunk.totals().base;
  if (!is_narrow(money, base)) {
    const std::span<int64_t> wide = std::span(impl_->wide_room).first(money.slots);
    decode_block<int64_t>(money, base, wide);
    result.wide = wide;
  } else if (money.kind == BlockKind::dense && money.width == sizeof(uint32_t)) {
    result.narrow = {reinterpret_cast<const uint32_t*>(money.values), money.slots};
  } else {
    const std::span<uint32_t> narrow = std::span(impl_->narrow_room).first(money.slots);
    decode_block<uint32_t>(money, base, narrow);
    result.narrow = narrow;
  }
  return result;
}

}  // namespace vk
