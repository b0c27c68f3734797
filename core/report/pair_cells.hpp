#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "core/compare/comparison.hpp"
#include "core/measure/member_source.hpp"
#include "core/report/effect_cells.hpp"
#include "core/report/money_part.hpp"
#include "core/report/pair_segments.hpp"

namespace vk {

/// Everything that a comparison tells of, as cells: what the rules of disclosure look at, and all that they need of the
/// members.
struct PairCells {
  /// Members on one way between two states, by their money before and after.
  struct Square {
    DisclosureCell before;
    DisclosureCell after;

    bool operator==(const Square&) const = default;
  };
  /// Movement out of a part of the earlier cycle.
  struct PartMoves {
    DisclosureCell grown;
    DisclosureCell shrunk;      ///< or left
    DisclosureCell contracted;  ///< and stayed
    DisclosureCell left;

    bool operator==(const PartMoves&) const = default;
  };
  /// By state from and to, in the codes of transitions.
  std::map<std::pair<uint8_t, uint8_t>, Square> squares;
  PairLines lines{};
  DisclosureCell arrived_members;  ///< new or reactivated, and a member before
  DisclosureCell arrived_absent;   ///< and none before
  DisclosureCell left_members;     ///< churned, and still a member
  DisclosureCell left_absent;
  EffectCells effects;  ///< only where rates or prices had one
  std::array<PartMoves, kPlainParts> moves{};
  std::vector<PairDimension> dimensions;
  std::optional<PairCombinations> combinations;  ///< only where there are dimensions to combine

  bool operator==(const PairCells&) const = default;
};
/// One walk in step over the two snapshots compared, of one store, and two more where rates or prices had an effect:
/// then both have their money by currency, paid and real.
PairCells pair_cells(MemberSource& earlier, MemberSource& later, const Comparison& comparison);

/// A cycle with its states as told.
struct PairSide {
  MemberSource& members;
  const StateGroups& states;
};

/// Whom the comparison of two cycles counts otherwise than a comparison of one of them with a cycle between: each cell
/// is something that one report tells and the other does not.
struct PairDifferenceCells {
  std::vector<DisclosureCell> presence;  ///< members of one of the two earlier (or later) cycles only, by state as told
  std::vector<DisclosureCell> arrivals;  ///< active later, and before it in one of the two only
  std::vector<DisclosureCell> losses;    ///< active earlier, and after it in one of the two only

  bool operator==(const PairDifferenceCells&) const = default;
};
/// One for each cycle between. One walk in step over all of them, which are of one store, in the memory of a slice of
/// each.
std::vector<PairDifferenceCells> pair_difference_cells(const PairSide& earlier, std::span<MemberSource* const> between,
                                                       const PairSide& later);

}  // namespace vk
