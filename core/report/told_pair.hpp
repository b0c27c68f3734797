#pragma once
#include "core/compare/comparison.hpp"
#include "core/report/disclosure.hpp"
#include "core/report/pair_cells.hpp"
#include "core/report/told_cycle.hpp"

namespace vk {

/// What decides how finely a comparison is told.
struct PairTelling {
  DisclosureRule rule;
  const ToldCycle& before;
  const ToldCycle& after;
  bool transitions = true;   ///< false: others were told of an earlier revision, or of a cycle between the two
  bool bridge = true;        ///< false: another was told of an earlier revision
  bool arrivals = true;      ///< false: new money apart from growth would tell of few beside what another pair tells
  bool losses = true;        ///< the same of churn apart from contraction
  bool over_others = false;  ///< there are cycles between the two, which other comparisons tell of
};

/// Why figures are left out, as a reason of verdicts and reports.
inline constexpr const char* kWithheld = "withheld: a figure of it would tell too much of one customer";

/// Leaves in a comparison what may be told of it (decision 0016): states in the groups of both cycles and transitions
/// hidden so that margins do not give them away, movements told together, segments joined. A verdict becomes
/// not_comparable with the reason kWithheld where nothing can be told. `cells` are those of the comparison; none are
/// looked at unless needs_pair_cells().
void tell_pair(Comparison& comparison, const PairCells& cells, const PairTelling& telling);
bool needs_pair_cells(const Comparison& comparison, const PairTelling& telling);

/// What two comparisons of one cycle, one of them with a cycle between, tell by their difference.
struct PairDifference {
  bool presence = false;  ///< too few were members in one of the two earlier (or later) cycles only
  bool arrivals = false;  ///< too few came back after one of them only
  bool losses = false;    ///< too few left after one of them only
};
PairDifference pair_difference(const PairDifferenceCells& cells, const DisclosureRule& rule);

}  // namespace vk
