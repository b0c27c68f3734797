#pragma once
#include "core/compare/comparison.hpp"
#include "core/estimate/represent.hpp"
#include "core/report/disclosure.hpp"
#include "core/store/snapshot_reader.hpp"

namespace vk {

/// Tells changes of estimates as coarsely as the cycles tell the estimates (coarsen_estimates): their difference, with
/// an interval made of theirs (MOVER). The correlation, which tells products of money, is rounded down to tenths, which
/// widens. It is that of few where squares of the money that changed its part, or did not, are: then it counts as none,
/// or as against each other. Changes by segment are left out. `earlier` and `later` are what the cycles tell; null for
/// a cycle that was measured whole. One walk over both cycles, bucket by bucket.
void coarsen_changes(SnapshotReader& before_reader, SnapshotReader& after_reader, const Representation* earlier,
                     const Representation* later, const DisclosureRule& rule, EstimatedChange& changes);

/// Shares of a part's money that were kept or left are sums over response classes, each with its weight: they are
/// rounded as coarsely as unsafe cells of classes and movements need, and left out where that is more than a fifth. The
/// half-width of an interval, which tells squares of money, is rounded up to a step of a fixed scale. `earlier` is what
/// the first cycle tells, null when it was measured whole. One walk over both cycles, bucket by bucket.
void coarsen_retention(SnapshotReader& before, SnapshotReader& after, const Representation* earlier,
                       const DisclosureRule& rule, EstimatedChange& changes);

}  // namespace vk
