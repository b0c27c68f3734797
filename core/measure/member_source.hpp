#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/measure/snapshot.hpp"

namespace vk {

/// Which further columns slices of a store have beside state, segment, activity, money, disposition and class of money.
struct MemberColumns {
  std::vector<std::string> answers;  ///< scores and flags, by name
  bool all_answers = false;          ///< all scores and flags
  bool local = false;                ///< money by currency
  bool real = false;                 ///< real money by currency
  bool consent = false;
};

/// Where the members of one snapshot come from: all at once, or slice by slice, so that what is made of them takes the
/// memory of a slice and not of all. Slices are whole buckets in ascending order, so a walk over them meets the members
/// in the order in which a whole snapshot has them, and sums come out the same to the last bit.
class MemberSource {
 public:
  MemberSource() = default;
  MemberSource(const MemberSource&) = delete;
  MemberSource& operator=(const MemberSource&) = delete;
  virtual ~MemberSource() = default;

  virtual const SnapshotHeader& header() const = 0;
  /// Names of the scores and flags that were kept, scores first.
  virtual std::vector<std::string> answers() const = 0;
  /// At least one. Two sources of one store have the same slices.
  virtual uint32_t slices() const = 0;
  /// The members of one slice; its header is the whole snapshot's. Borrowed until the next call.
  virtual const Snapshot& slice(uint32_t number) = 0;
};

/// A snapshot that is in memory, as one slice. Borrows it.
class WholeSnapshot final : public MemberSource {
 public:
  explicit WholeSnapshot(const Snapshot& snapshot) : snapshot_(snapshot) {}

  const SnapshotHeader& header() const override { return snapshot_.header; }
  std::vector<std::string> answers() const override {
    std::vector<std::string> names;
    for (const ScoreColumn& score : snapshot_.scores) names.push_back(score.name);
    for (const FlagColumn& flag : snapshot_.flags) names.push_back(flag.name);
    return names;
  }
  uint32_t slices() const override { return 1; }
  const Snapshot& slice(uint32_t) override { return snapshot_; }

 private:
  const Snapshot& snapshot_;
};

/// Calls `work` with every slice in turn.
template <typename Work>
void for_each_slice(MemberSource& members, Work work) {
  for (uint32_t number = 0; number < members.slices(); ++number) work(members.slice(number));
}

/// All members in ascending order.
std::vector<SubjectNumber> subjects_of(MemberSource& members);

/// All slices as one snapshot, for what has to hold every member: a plan that ranks them, a draw.
Snapshot whole_snapshot(MemberSource& members);

}  // namespace vk
