#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/compare/comparison.hpp"
#include "core/estimate/represent.hpp"
#include "core/store/snapshot_reader.hpp"

namespace vk {

/// True when a cycle has money without a state, so that changes of states have sampling error.
bool has_unmeasured_money(const Comparison& comparison);

/// How the money of secured, at-risk and leaving states changed when a cycle is measured in part: estimates of both
/// cycles with the covariance of those who answered in both (METHODS.md b). `verdict` allows states. Segments that are
/// told apart from no change are found together (Benjamini and Hochberg at 5 %), and their intervals widened for having
/// been picked. Both are read bucket by bucket, twice; the memory is that of the cells.
EstimatedChange estimate_change(SnapshotReader& earlier, SnapshotReader& later, const Comparability& verdict);

}  // namespace vk
