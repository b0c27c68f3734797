#pragma once
#include <optional>

#include "core/report/report_inputs.hpp"
#include "core/store/store.hpp"

namespace vk {

/// What a cycle's figures are made of.
struct FigureWish {
  const MeasurementSpec& measurement;
  const StoredSnapshot& stored;
  std::optional<StoredSnapshot> earlier;  ///< what the cycle is compared with
  const BridgeWaves& waves;               ///< that may link what the two asked
};

/// The figures that the calendar asks for of one cycle, each with its change when both cycles asked the same or bridge
/// waves link what they asked. A figure of what the plugin did not keep is a reason of the report, which is then
/// partial. Walks the snapshots slice by slice.
std::vector<AnswerFigure> gather_figures(Store& store, const FigureWish& wish, ReportInputs& inputs);

}  // namespace vk
