#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/compare/comparison.hpp"
#include "core/store/snapshot_reader.hpp"

namespace vk {

/// Adds one bucket's positions into `cells`; the kernel of every comparison. Scalar and vector twins give the same
/// cells.
class CellCounter;

/// The cells of two stored snapshots, one pass over both. Segment codes are those of `segments`, the union of both
/// schemes.
std::vector<Cell> count_cells(SnapshotReader& earlier, SnapshotReader& later, const Comparability& verdict,
                              SegmentScheme& segments);

/// Everything after the cells; independent of the number of subjects.
Comparison figures_from_cells(const SnapshotHeader& earlier, const SnapshotHeader& later, const Comparability& verdict,
                              std::vector<Cell> cells, SegmentScheme segments);

/// judge, count_cells and figures_from_cells. The conservation laws are checked when made: opening + movements =
/// closing, cells add up to both bases, transitions add up to both memberships. What `waves` link has no transitions
/// and is for wave_change().
Comparison compare(SnapshotReader& earlier, SnapshotReader& later, const BridgeWaves& waves = {});

/// The laws again, for comparisons read back; each broken one in words, empty = sound.
std::vector<std::string> broken_laws(const Comparison& comparison);

}  // namespace vk
