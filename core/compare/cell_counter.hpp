#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "core/compare/cell_layout.hpp"
#include "core/store/snapshot_reader.hpp"

namespace vk {

/// Sums of one cell while it is counted, exact in 128 bits.
struct CellSums {
  uint64_t subjects = 0;
  uint64_t expanded = 0;
  uint64_t contracted = 0;
  Cell::Wide money_from = 0;
  Cell::Wide money_to = 0;
  Cell::Wide gain = 0;
  Cell::Wide square_from = 0;
  Cell::Wide square_to = 0;
  Cell::Wide product = 0;

  /// Adds one subject with its money before and after.
  void add(int64_t before, int64_t after);
  bool operator==(const CellSums&) const = default;
};

/// Counts subject by subject: the plain reference, and the way for snapshots whose codes do not fit a table.
class PlainCounter {
 public:
  explicit PlainCounter(const CellLayout& layout) : layout_(layout) {}
  void add(const BucketColumns& earlier, const BucketColumns& later);
  const std::map<CellKey, CellSums>& sums() const { return sums_; }

 private:
  const CellLayout& layout_;
  std::map<CellKey, CellSums> sums_;
};

/// Counts block by block as the store keeps them: the kernel of every comparison.
class CellCounter {
 public:
  explicit CellCounter(const PairTable& table);
  /// Adds the slots of two blocks at the same place; either may be absent or shorter.
  void add(const SlotBlock& earlier, const SlotBlock& later);
  /// Sums by cell number.
  std::span<const CellSums> sums();

 private:
  /// Eight 64-bit sums of one cell: one cache line. Small amounts only, folded before any of them can overflow.
  struct alignas(64) Line {
    uint64_t counts = 0;  ///< subjects, expanded << 21, contracted << 42
    uint64_t money_from = 0;
    uint64_t money_to = 0;
    uint64_t gain = 0;
    uint64_t square_from = 0;
    uint64_t square_to = 0;
    uint64_t product = 0;
    uint64_t unused = 0;
  };
  struct Slots {
    const uint16_t* earlier = nullptr;
    const uint16_t* later = nullptr;
    size_t count = 0;
  };

  void add_narrow(const Slots& slots, const uint32_t* before, const uint32_t* after);
  void add_wide(const Slots& slots, const SlotBlock& earlier, const SlotBlock& later);
  void fold();

  const PairTable& table_;
  std::vector<Line> lines_;
  std::vector<CellSums> sums_;
  uint32_t blocks_ = 0;  ///< since the last fold
};

}  // namespace vk
