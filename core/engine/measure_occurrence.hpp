#pragma once
#include <optional>

#include "core/audience/frame.hpp"
#include "core/engine/workspace.hpp"
#include "core/measure/snapshot.hpp"
#include "core/plan/occurrence.hpp"
#include "core/store/store.hpp"

namespace vk {

/// A measured occurrence: the snapshot and what the store needs to keep beside it.
struct Measured {
  Snapshot snapshot;
  std::vector<Day> first_days;  ///< per member, for later cycles; Day::max() = never active; empty = no dates
};

/// When a measurement is made, and who hears what its plugin says.
struct MeasureRun {
  Instant as_of{};
  PluginLog plugin_log;
};

/// Reads the register of an occurrence's audience and freezes its members as of the cycle. Nothing when the data has
/// errors.
std::optional<Frame> freeze_occurrence(const Workspace& workspace, Store& store, const MeasurementSpec& measurement,
                                       const Occurrence& occurrence, Diagnostics& diagnostics);

/// What each member of a frame stands for by the measurement's money as its source is now. Nothing when the data has
/// errors.
std::optional<std::vector<int64_t>> money_of_members(const Workspace& workspace, Store& store,
                                                     const MeasurementSpec& measurement, const Occurrence& occurrence,
                                                     const Frame& frame, Diagnostics& diagnostics);

/// Measures an occurrence: frame (frozen at its opening, or now when nothing was), money, answers, plugin. Nothing when
/// the data has errors; throws Error(plugin_failed) when the plugin fails.
std::optional<Measured> measure_occurrence(const Workspace& workspace, Store& store, const MeasurementSpec& measurement,
                                           const Occurrence& occurrence, const MeasureRun& run,
                                           Diagnostics& diagnostics);

}  // namespace vk
