#pragma once
#include <cstdint>

#include "core/measure/measure.hpp"
#include "core/table/column.hpp"

namespace vk {

/// The engine's own table of frozen members: subject (position), segment (dictionary of labels), money, active (0/1).
Table frame_table(const Frame& frame, const MetricAmounts& amounts);

/// A source's rows as a plugin sees them, and how many of them belonged to nobody.
struct InputTable {
  Table table;
  uint64_t rows_of_nobody = 0;
  bool is_money = false;  ///< the metric's own rows, whose strangers sum_metric has counted already
};

/// The rows of members inside the days that count, with the plugin's column names; columns as input_columns() asked for
/// them.
InputTable input_table(const MeasureRequest& request, const PluginInput& input, PluginInstance& plugin);

}  // namespace vk
