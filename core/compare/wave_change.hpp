#pragma once
#include <span>

#include "core/compare/comparison.hpp"
#include "core/store/snapshot_reader.hpp"

namespace vk {

/// Both halves of one bridge wave, in the order of Comparability::waves. Borrowed.
struct WaveReaders {
  WaveStep step;
  SnapshotReader* old_form = nullptr;
  SnapshotReader* new_form = nullptr;
};

/// How the money of states changed between two cycles whose instruments bridge waves link: the earlier cycle back-cast
/// by the factor of each set of states, the factors' own errors added (METHODS.md g.3). Where the later cycle is itself
/// the new form of a wave, or the earlier one the old form, their common error is counted once. Back-cast parts need
/// not add up to the base: each has a factor of its own, and none is made to fit.
///
/// `waves` is not empty. All snapshots are read bucket by bucket, twice for each pair; the memory is that of their
/// classes.
WaveChange wave_change(SnapshotReader& earlier, SnapshotReader& later, std::span<const WaveReaders> waves);

}  // namespace vk
