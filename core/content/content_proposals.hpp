#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/content/content_plan.hpp"
#include "core/measure/snapshot.hpp"
#include "core/table/column.hpp"

namespace vk {

/// One contact as a plugin proposed it, checked.
struct ContactProposal {
  uint32_t position = 0;  ///< of the subject in the snapshot
  ContentRow row;         ///< decision not made yet
};

/// Reads the rows of a content plugin: subject, action and channel are required; owner, when (int64 days since
/// 1970-01-01), priority (from 1), cost (minor units, from 0) and reason may be left out. A subject outside the
/// snapshot, a missing column, a wrong type, an empty channel and a negative cost throw Error(plugin_failed) with the
/// row.
std::vector<ContactProposal> read_proposals(const Table& rows, const Snapshot& snapshot, Day default_day);

}  // namespace vk
