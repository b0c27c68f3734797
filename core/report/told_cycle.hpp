#pragma once
#include <array>
#include <span>
#include <vector>

#include "core/compare/state_groups.hpp"
#include "core/measure/member_source.hpp"
#include "core/report/cycle_cells.hpp"
#include "core/report/disclosure.hpp"
#include "core/report/money_part.hpp"
#include "core/report/safe_segments.hpp"

namespace vk {

/// Which parts of a segment are not told, by MoneyPart.
using HiddenParts = std::array<bool, kMoneyParts>;

/// How finely reports may tell one cycle. It depends on what was measured and on the rule, never on the report, so that
/// all reports of the cycle tell the same cells and nothing is left to subtract (decision 0016).
struct ToldCycle {
  bool is_told = true;  ///< false: even the base would tell too much of one customer
  StateGroups states;
  SegmentRecode segments;
  std::vector<HiddenParts> hidden;  ///< by segment as recoded; empty when all parts of all segments are told
  bool active = true;               ///< how many are active; false: all but few of a state are, or of everybody

  bool operator==(const ToldCycle&) const = default;
};

/// The states that are told together: inside its part a state goes with the smallest others of the part; a part that is
/// too small itself goes whole with the smallest other parts, so that the base and all other parts stay told. `cells`
/// is one a state and the unmeasured last; the base must be safe.
StateGroups safe_states(const std::vector<StateSpec>& states, std::span<const DisclosureCell> cells,
                        const DisclosureRule& rule);

/// How to tell a cycle, from its first revision that can be told.
ToldCycle told_cycle(const CycleCells& cycle, const DisclosureRule& rule);

/// Whether a later revision can be told in the same cells beside all of `told_before` (at least one): each is of enough
/// members in it too, and so is everything that subtracting it from one of them tells. Otherwise the revision before it
/// stays the one that is told. All are of one store, with all answers; a walk over the revision, and one in step with
/// each of the others.
bool can_be_told_as(MemberSource& revision, const ToldCycle& told, std::span<MemberSource* const> told_before,
                    const DisclosureRule& rule);

/// True when no more than states changed from one revision to another, and nobody's money, activity or segment. One
/// walk in step over two of one store.
bool has_same_money(MemberSource& earlier, MemberSource& later);

}  // namespace vk
