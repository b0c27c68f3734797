#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "core/compare/comparison.hpp"
#include "core/estimate/cycle_change.hpp"
#include "core/estimate/represent.hpp"
#include "core/store/snapshot_reader.hpp"

namespace vk {

/// One cycle's response classes with the states that stand for each part. Borrows the reader.
struct CycleClasses {
  SnapshotReader& reader;
  const SnapshotHeader& header;
  MoneyClasses money;
  ResponseClasses classes;
  std::array<std::vector<bool>, kEstimatedParts> wanted;  ///< empty until somebody says which

  explicit CycleClasses(SnapshotReader& given);
  CycleClasses(const CycleClasses&) = delete;  // classes borrow the money beside them
  CycleClasses& operator=(const CycleClasses&) = delete;

  /// Whether a member holds a hundredth of all money and so stands for nobody else.
  bool stands_alone(const ResponseClasses::Member& member) const {
    return member.money >= 0 && money.of(member.money) == kOwnMoneyClass;
  }
};

/// One bucket of a cycle, by slot.
struct CycleSlots {
  BucketColumns columns;
  std::span<const uint8_t> disposition;
  std::span<const uint8_t> money_class;  ///< empty when no sample was drawn

  CycleSlots(SnapshotReader& reader, uint32_t bucket)
      : columns(reader.bucket(bucket)), disposition(reader.disposition()), money_class(reader.money_class()) {}
  bool holds(size_t slot) const { return slot < columns.state.size() && columns.state[slot] != kAbsent; }
  ResponseClasses::Member member(size_t slot) const {
    ResponseClasses::Member result{columns.state[slot], disposition[slot], columns.segment[slot], columns.money[slot]};
    if (!money_class.empty()) result.drawn_class = money_class[slot];
    return result;
  }
};

/// A subject as two cycles know it; nothing in a cycle that it is not a member of.
struct CycleMembers {
  std::optional<ResponseClasses::Member> before;
  std::optional<ResponseClasses::Member> after;
};

/// Calls `work(CycleMembers)` for every subject of either cycle, bucket by bucket.
template <typename Work>
void for_each_in_cycles(SnapshotReader& earlier, SnapshotReader& later, Work work) {
  for (uint32_t bucket = 0; bucket < earlier.buckets(); ++bucket) {
    const CycleSlots before(earlier, bucket);
    const CycleSlots after(later, bucket);
    const size_t slots = std::max(before.columns.state.size(), after.columns.state.size());
    for (size_t slot = 0; slot < slots; ++slot) {
      CycleMembers members;
      if (before.holds(slot)) members.before = before.member(slot);
      if (after.holds(slot)) members.after = after.member(slot);
      if (members.before || members.after) work(members);
    }
  }
}

/// Counts both cycles' members by class, and those of both by pair of classes.
class PairCounter {
 public:
  PairCounter(CycleClasses& earlier, CycleClasses& later) : earlier_(earlier), later_(later) {}

  void add(const CycleMembers& members);
  /// In the order of their strata.
  std::vector<PairCell> cells() &&;

 private:
  void add_pair(const ResponseClasses::Member& before, const ResponseClasses::Member& after);

  CycleClasses& earlier_;
  CycleClasses& later_;
  std::unordered_map<size_t, size_t> places_;  ///< pair of strata -> its cell; never walked
  std::vector<PairCell> cells_;
};

}  // namespace vk
