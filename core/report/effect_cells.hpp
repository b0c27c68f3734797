#pragma once
#include <vector>

#include "core/compare/comparison.hpp"
#include "core/measure/member_source.hpp"
#include "core/report/disclosure.hpp"

namespace vk {

/// What the effects of exchange rates and of prices in a comparison tell of. Rates and indices are no secret, so an
/// effect is the money that it worked on: each cell here is an amount that follows from what is told. Cells of nobody
/// are there, too.
struct EffectCells {
  /// Money of one comparison at the rates of the earlier cycle, or real.
  struct Kept {
    std::vector<DisclosureCell> net;    ///< what NRR tells: the same apart for those who were active before
    std::vector<DisclosureCell> came;   ///< and for new and reactivated, where their money is told apart
    std::vector<DisclosureCell> gross;  ///< what GRR tells: losses, and how they differ from those otherwise told
    std::vector<DisclosureCell> both;   ///< what both tell: the same of growth

    bool operator==(const Kept&) const = default;
  };
  std::vector<DisclosureCell> exchange;  ///< money of the later cycle by currency
  Kept exchange_kept;
  /// Money of both cycles by currency, and of each of it what is not of the lowest, or highest, price level: between
  /// two levels, real money tells what is of one of them.
  std::vector<DisclosureCell> prices;
  Kept prices_kept;

  bool operator==(const EffectCells&) const = default;
};
/// Two walks in step over the snapshots compared, of one store, with money by currency, paid and real.
EffectCells effect_cells(MemberSource& earlier, MemberSource& later, const Comparison& comparison);

}  // namespace vk
