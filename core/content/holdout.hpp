#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/audience/permanent_number.hpp"
#include "core/content/content_proposals.hpp"
#include "core/measure/member_source.hpp"
#include "core/measure/snapshot.hpp"
#include "core/table/subject_index.hpp"

namespace vk {

/// Who is kept without one content, for good: a subject whose permanent number, salted by the content's id, is below
/// the share (METHODS.md f.8). The same in every cycle, store and machine. Not thread-safe.
class Holdout {
 public:
  /// `share` in hundredths of a percent, 0 to 10,000.
  Holdout(std::string_view content, int64_t share);
  bool holds(std::string_view subject);

 private:
  PermanentNumbers numbers_;
  int64_t share_ = 0;
};

/// A split less likely than this by chance is not the split that was planned (Fabijan et al. 2019).
inline constexpr double kSplitMismatch = 0.001;

/// Marks the members with a proposal that belong to the holdout, one mark a member of the snapshot.
std::vector<bool> held_out_members(const std::vector<ContactProposal>& proposals, const Snapshot& snapshot,
                                   const SubjectIndex& subjects, Holdout holdout);

/// Sizes, split check and detectable effect of decided proposals. `previous` is walked once and may be null; it tells
/// how much of next cycle's money is known from this one's.
HoldoutPlan plan_holdout(const std::vector<ContactProposal>& proposals, const Snapshot& snapshot,
                         MemberSource* previous, int64_t share);

/// One line for who makes the plan: sizes of the arms, what could be found, and whether the split is the planned one.
std::string holdout_words(const HoldoutPlan& plan, const Currency& currency);

}  // namespace vk
