#include "core/compare/cell_layout.hpp"

#include <algorithm>
#include <iterator>

#include "core/base/check.hpp"
#include "core/base/error.hpp"

namespace vk {
namespace {

// Four bytes each: tables up to 16 MiB.
constexpr size_t kMostPairs = size_t{1} << 22U;
constexpr size_t kMovements = 5;

std::vector<uint16_t> codes_in(const SegmentScheme& scheme, const SegmentScheme& all) {
  std::vector<uint16_t> codes;
  for (const auto& tuple : scheme.tuples) {
    const auto found = std::lower_bound(all.tuples.begin(), all.tuples.end(), tuple);
    codes.push_back(static_cast<uint16_t>(found - all.tuples.begin()));
  }
  return codes;
}

}  // namespace

Movement movement_of(const SlotCode& before, const SlotCode& after) {
  const bool was = before.state != kAbsent && (before.activity & kActive) != 0;
  const bool is = after.state != kAbsent && (after.activity & kActive) != 0;
  if (was) return is ? Movement::kept : Movement::churn;
  if (!is) return Movement::none;
  return (after.activity & kActiveBefore) != 0 ? Movement::reactivation : Movement::added_new;
}

CellLayout::CellLayout(const SnapshotHeader& earlier, const SnapshotHeader& later, const Comparability& verdict)
    : state_map_(verdict.state_map), states_(std::max(earlier.states.size(), later.states.size())) {
  const SegmentScheme& a = earlier.segments;
  const SegmentScheme& b = later.segments;
  if (a.dimensions != b.dimensions) {
    segments_.tuples.emplace_back();
    earlier_segment_.assign(a.size(), 0);
    later_segment_.assign(b.size(), 0);
    return;
  }
  segments_.dimensions = b.dimensions;
  segments_.tuples = a.tuples;
  segments_.tuples.insert(segments_.tuples.end(), b.tuples.begin(), b.tuples.end());
  std::sort(segments_.tuples.begin(), segments_.tuples.end());
  segments_.tuples.erase(std::unique(segments_.tuples.begin(), segments_.tuples.end()), segments_.tuples.end());
  if (segments_.tuples.size() > size_t{1} << 16U) {
    throw Error(ErrorCode::invalid_input, "two cycles have more than 65536 segments together; split by fewer columns");
  }
  earlier_segment_ = codes_in(a, segments_);
  later_segment_ = codes_in(b, segments_);
}

CellKey CellLayout::key(const SlotCode& before, const SlotCode& after) const {
  CellKey key;
  key.movement = movement_of(before, after);
  key.from = before.state;
  key.to = after.state;
  if (!state_map_.empty() && before.state < state_map_.size()) key.from = state_map_[before.state];
  key.segment = after.state != kAbsent ? later_segment_.at(after.segment) : earlier_segment_.at(before.segment);
  return key;
}

size_t CellLayout::state_place(uint8_t state) const {
  if (state == kAbsent) return states_;
  return state == kUnmeasured ? states_ + 1 : state;
}

size_t CellLayout::place(const CellKey& key) const {
  const size_t kinds = states_ + 2;
  const size_t pair = (size_t{key.segment} * kinds + state_place(key.from)) * kinds + state_place(key.to);
  return pair * kMovements + static_cast<size_t>(key.movement);
}

size_t CellLayout::cells() const {
  return segments_.size() * (states_ + 2) * (states_ + 2) * kMovements;
}

bool PairTable::fits(const CellLayout& layout, size_t earlier_codes, size_t later_codes) {
  return layout.cells() <= kMostPairs && earlier_codes > 0 && later_codes <= kMostPairs / earlier_codes;
}

PairTable::PairTable(const CellLayout& layout, std::span<const SlotCode> earlier, std::span<const SlotCode> later)
    : stride_(later.size()) {
  VK_CHECK(fits(layout, earlier.size(), later.size()), "the caller asks first");
  std::vector<uint32_t> number_at(layout.cells(), 0);
  std::vector<CellKey> key_at(layout.cells());
  numbers_.assign(earlier.size() * later.size(), 0);
  for (size_t a = 0; a < earlier.size(); ++a) {
    for (size_t b = a == 0 ? 1 : 0; b < later.size(); ++b) {
      const CellKey key = layout.key(earlier[a], later[b]);
      const size_t place = layout.place(key);
      number_at[place] = 1;
      key_at[place] = key;
      numbers_[a * stride_ + b] = static_cast<uint32_t>(place);
    }
  }
  keys_.emplace_back();
  for (size_t place = 0; place < number_at.size(); ++place) {
    if (number_at[place] == 0) continue;
    number_at[place] = static_cast<uint32_t>(keys_.size());
    keys_.push_back(key_at[place]);
  }
  for (size_t i = 1; i < numbers_.size(); ++i) numbers_[i] = number_at[numbers_[i]];
}

}  // namespace vk
