#pragma once
#include <cstdint>

#include "core/measure/measure.hpp"
#include "core/measure/member_slices.hpp"
#include "core/table/column.hpp"

namespace vk {

/// The engine's own table of the frozen members of a slice: subject (position in the slice) and, when `wanted` declares
/// them or is open, segment (dictionary of labels), money, active (0/1).
Table frame_table(const Frame& frame, const MetricAmounts& amounts, const MemberSlice& slice,
                  const TableDescription& wanted);

/// A source's rows as a plugin sees them, and how many of them belonged to nobody.
struct InputTable {
  Table table;
  uint64_t rows_of_nobody = 0;
  bool is_money = false;  ///< the metric's own rows, whose strangers sum_metric has counted already
};

/// The rows of a slice's members inside the days that count, with the plugin's column names; columns as input_columns()
/// asked for them.
InputTable input_table(const MeasureRequest& request, const PluginInput& input, PluginInstance& plugin,
                       const MemberSlice& slice);

}  // namespace vk
