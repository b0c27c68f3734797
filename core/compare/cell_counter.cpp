#include "core/compare/cell_counter.hpp"

#include <algorithm>

namespace vk {
namespace {

constexpr size_t kSlots = 1024;
// Amounts below 2^25 have squares below 2^50; 16 blocks of 1024 of them stay below 2^64.
constexpr uint32_t kSmallBits = 25;
constexpr uint32_t kBlocksAFold = 16;
constexpr uint32_t kCountBits = 21;
constexpr uint64_t kCountMask = (uint64_t{1} << kCountBits) - 1;

constexpr std::array<uint16_t, kSlots> kNoCodes{};
constexpr std::array<uint32_t, kSlots> kNoMoney{};

/// `values` filled up with zeros to `count`; as they are when they are long enough.
template <typename T>
const T* padded(std::span<const T> values, size_t count, std::span<const T, kSlots> zeros, std::span<T, kSlots> room) {
  if (values.empty()) return zeros.data();
  if (values.size() >= count) return values.data();
  std::copy(values.begin(), values.end(), room.begin());
  std::fill(room.begin() + static_cast<std::ptrdiff_t>(values.size()), room.end(), T{0});
  return room.data();
}

int64_t money_at(const SlotBlock& block, size_t slot) {
  if (slot < block.narrow.size()) return block.narrow[slot];
  return slot < block.wide.size() ? block.wide[slot] : 0;
}

/// Apart from the kernel's loop, which would otherwise spill its registers for the 128-bit sums of the few large
/// amounts.
[[gnu::noinline, gnu::cold]] void add_large(CellSums& sums, int64_t before, int64_t after) {
  sums.add(before, after);
}

SlotCode code_at(const BucketColumns& columns, size_t slot) {
  if (slot >= columns.state.size()) return {};
  return {columns.state[slot], columns.activity[slot], columns.segment[slot]};
}

}  // namespace

void CellSums::add(int64_t before, int64_t after) {
  const Cell::Wide from = before;
  const Cell::Wide to = after;
  ++subjects;
  if (to > from) {
    ++expanded;
    gain += to - from;
  }
  if (to < from) ++contracted;
  money_from += from;
  money_to += to;
  square_from += from * from;
  square_to += to * to;
  product += from * to;
}

void PlainCounter::add(const BucketColumns& earlier, const BucketColumns& later) {
  const size_t slots = std::max(earlier.state.size(), later.state.size());
  for (size_t slot = 0; slot < slots; ++slot) {
    const SlotCode before = code_at(earlier, slot);
    const SlotCode after = code_at(later, slot);
    if (before.state == kAbsent && after.state == kAbsent) continue;
    const int64_t money_before = before.state == kAbsent ? 0 : earlier.money[slot];
    const int64_t money_after = after.state == kAbsent ? 0 : later.money[slot];
    sums_[layout_.key(before, after)].add(money_before, money_after);
  }
}

CellCounter::CellCounter(const PairTable& table)
    : table_(table), lines_(table.keys().size()), sums_(table.keys().size()) {}

void CellCounter::add(const SlotBlock& earlier, const SlotBlock& later) {
  if (earlier.absent && later.absent) return;
  std::array<uint16_t, kSlots> code_room;
  Slots slots;
  slots.count = std::max(earlier.codes.size(), later.codes.size());
  // Only one of the two can be the shorter one.
  slots.earlier = padded<uint16_t>(earlier.codes, slots.count, kNoCodes, code_room);
  slots.later = padded<uint16_t>(later.codes, slots.count, kNoCodes, code_room);
  if (!earlier.wide.empty() || !later.wide.empty()) {
    add_wide(slots, earlier, later);
  } else {
    std::array<uint32_t, kSlots> money_room;
    add_narrow(slots, padded<uint32_t>(earlier.narrow, slots.count, kNoMoney, money_room),
               padded<uint32_t>(later.narrow, slots.count, kNoMoney, money_room));
  }
  if (++blocks_ == kBlocksAFold) fold();
}

void CellCounter::add_narrow(const Slots& slots, const uint32_t* before, const uint32_t* after) {
  const uint32_t* numbers = table_.numbers().data();
  const auto stride = static_cast<uint32_t>(table_.stride());
  Line* lines = lines_.data();
  for (size_t i = 0; i < slots.count; ++i) {
    const size_t cell = numbers[slots.earlier[i] * stride + slots.later[i]];
    const uint64_t from = before[i];
    const uint64_t to = after[i];
    if (((from | to) >> kSmallBits) != 0) [[unlikely]] {
      add_large(sums_[cell], before[i], after[i]);
      continue;
    }
    Line& line = lines[cell];
    // Signs by shifts: which way an amount went is anybody's guess, also a branch predictor's.
    const uint64_t rise = to - from;
    const uint64_t up = (from - to) >> 63U;
    const uint64_t down = rise >> 63U;
    line.counts += 1 + (up << kCountBits) + (down << (2 * kCountBits));
    line.money_from += from;
    line.money_to += to;
    line.gain += rise & (down - 1);
    line.square_from += from * from;
    line.square_to += to * to;
    line.product += from * to;
  }
}

void CellCounter::add_wide(const Slots& slots, const SlotBlock& earlier, const SlotBlock& later) {
  for (size_t i = 0; i < slots.count; ++i) {
    const size_t cell = table_.numbers()[slots.earlier[i] * table_.stride() + slots.later[i]];
    sums_[cell].add(money_at(earlier, i), money_at(later, i));
  }
}

void CellCounter::fold() {
  for (size_t cell = 0; cell < lines_.size(); ++cell) {
    const Line& line = lines_[cell];
    CellSums& sums = sums_[cell];
    sums.subjects += line.counts & kCountMask;
    sums.expanded += (line.counts >> kCountBits) & kCountMask;
    sums.contracted += line.counts >> (2 * kCountBits);
    sums.money_from += line.money_from;
    sums.money_to += line.money_to;
    sums.gain += line.gain;
    sums.square_from += line.square_from;
    sums.square_to += line.square_to;
    sums.product += line.product;
    lines_[cell] = Line{};
  }
  blocks_ = 0;
}

std::span<const CellSums> CellCounter::sums() {
  fold();
  return sums_;
}

}  // namespace vk
