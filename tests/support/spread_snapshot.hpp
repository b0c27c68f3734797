#pragma once
#include <cstdint>
#include <string_view>

#include "core/measure/snapshot.hpp"

namespace vk::test {

/// What members of a spread snapshot have.
struct SpreadShape {
  bool sampled = false;     ///< drawn, so that everybody has a class of money at the draw
  bool currencies = false;  ///< euros and dollars, as paid and real
  bool regions = false;     ///< segments of two dimensions, one combination of which is in even years only
};

/// Members in `buckets` buckets, some of which are empty: silent and answering, below zero, giants, not eligible; about
/// four in five of the same people in every year. A score "stay" and a flag "would_call".
Snapshot spread_snapshot(uint64_t seed, int year, uint32_t buckets, const SpreadShape& shape = {});

/// A third of the money of every second member is in dollars, at another rate each year; prices rose by a tenth.
void add_currencies(Snapshot& snapshot, int year);

}  // namespace vk::test
