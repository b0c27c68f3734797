#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/compare/comparison.hpp"
#include "core/store/slot_code.hpp"

namespace vk {

/// What identifies a cell, in the order in which cells are sorted.
struct CellKey {
  uint16_t segment = 0;
  uint8_t from = kAbsent;
  uint8_t to = kAbsent;
  Movement movement = Movement::none;

  auto operator<=>(const CellKey&) const = default;
};

/// What happened to the money of a subject that stands so in both cycles; `before` or `after` may be absent (state
/// kAbsent).
Movement movement_of(const SlotCode& before, const SlotCode& after);

/// How the codes of two snapshots become cells: the union of both segment schemes and the earlier states read as later
/// ones.
class CellLayout {
 public:
  CellLayout(const SnapshotHeader& earlier, const SnapshotHeader& later, const Comparability& verdict);

  /// The union of both schemes; "all" when the dimensions differ.
  const SegmentScheme& segments() const { return segments_; }
  /// The cell of a subject, at least one of the two being present.
  CellKey key(const SlotCode& before, const SlotCode& after) const;
  /// Numbers below cells() in the order of keys.
  size_t place(const CellKey& key) const;
  size_t cells() const;

 private:
  size_t state_place(uint8_t state) const;

  SegmentScheme segments_;
  std::vector<uint16_t> earlier_segment_;  ///< code of the earlier scheme -> code of the union
  std::vector<uint16_t> later_segment_;
  std::vector<uint8_t> state_map_;  ///< empty = as it is
  size_t states_ = 0;               ///< of the larger scheme
};

/// The cell of every pair of codes, as a table of numbers; number 0 is "nobody".
class PairTable {
 public:
  /// False when the pairs or the possible cells are too many for a table; then count subject by subject.
  static bool fits(const CellLayout& layout, size_t earlier_codes, size_t later_codes);
  PairTable(const CellLayout& layout, std::span<const SlotCode> earlier, std::span<const SlotCode> later);

  /// keys()[n] is cell number n, sorted; keys()[0] is unused.
  std::span<const CellKey> keys() const { return keys_; }
  /// Cell number of codes (a, b) = numbers()[a * stride() + b].
  std::span<const uint32_t> numbers() const { return numbers_; }
  size_t stride() const { return stride_; }

 private:
  std::vector<CellKey> keys_;
  std::vector<uint32_t> numbers_;
  size_t stride_ = 0;
};

}  // namespace vk
