#pragma once
#include <cstdint>
#include <vector>

#include "core/measure/member_source.hpp"
#include "core/report/disclosure.hpp"
#include "core/report/told_cycle.hpp"

namespace vk {

/// What subtracting one revision of a cycle from another would tell.
struct RevisionDifference {
  /// Each figure that differs, by those whose money makes the difference: the base, parts, states as told, segments as
  /// told, and parts of segments.
  std::vector<DisclosureCell> figures;
  bool same_questions = true;  ///< as many scores and flags in both
  bool keeps_answers = false;  ///< the later one has scores or flags
  uint64_t answers = 0;        ///< members of one of the two only, or whose disposition, scores or flags differ

  bool operator==(const RevisionDifference&) const = default;
};
/// One walk in step over two revisions of one store, with all answers; the cells are those of `told`.
RevisionDifference revision_difference(MemberSource& earlier, MemberSource& later, const ToldCycle& told);

}  // namespace vk
