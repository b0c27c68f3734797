#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/plugin_kit/plugin_case.hpp"

namespace vk {

/// What made tables hold: rows as the example's or plain ones; no value wherever a value may be missing; values at the
/// ends of their ranges.
enum class MadeData { ordinary, missing, extreme };

/// Which members made tables are about: [first, first + members) of the same data, counted from 0 again.
struct MadeShape {
  size_t members = 0;
  MadeData data = MadeData::ordinary;
  size_t first = 0;
};

/// Makes the plugin's tables with one row a member. `example` gives the states, the cycle and, where it has a table,
/// the rows to repeat; `wanted` names the columns that an open table has besides those declared.
PluginCase made_tables(const PluginDescription& plugin, const PluginCase& example,
                       const std::map<std::string, std::vector<std::string>>& wanted, const MadeShape& shape);

}  // namespace vk
