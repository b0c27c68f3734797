#pragma once
#include <map>
#include <string>

#include "core/plugin_host/parameter_value.hpp"
#include "core/plugin_host/plugin_library.hpp"
#include "core/plugin_host/wire.hpp"

namespace vk {

/// What a run is given, as the other process holds it.
struct WiredRun {
  PluginContext context;
  std::vector<std::string> names;
  std::vector<Table> tables;  ///< one a name
};

/// Words of dictionary columns that the last run was given, by table and column. Both sides hold them, so that a list
/// which many runs share is handed over once.
using HandedWords = std::map<std::string, std::map<std::string, WordList>>;

void write_table(WireWriter& to, const Table& table);
/// Copies a table and checks the copy: lengths, text ends and word codes are as Table promises.
Table read_table(WireReader& from);

void write_run(WireWriter& to, const PluginContext& context, std::span<const NamedTable> tables, HandedWords& handed);
WiredRun read_run(WireReader& from, HandedWords& handed);

void write_description(WireWriter& to, const PluginDescription& plugin);
/// Everything but file and sha256, which only the reader knows.
PluginDescription read_wired_description(WireReader& from);

void write_values(WireWriter& to, std::span<const ParameterValue> values);
std::vector<ParameterValue> read_values(WireReader& from);

}  // namespace vk
