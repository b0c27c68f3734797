#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/config/config_value.hpp"
#include "core/plugin_host/plugin_library.hpp"

namespace vk {

/// What a folder testcases/<case>/ gives a plugin: plugin.toml (states, [options] and, where it matters, first, end,
/// as_of, currency) and one CSV a table.
struct PluginCase {
  ConfigText text;
  ConfigTable options;
  PluginContext context;
  std::vector<std::string> names;  ///< of the tables, in the plugin's order
  std::vector<Table> tables;       ///< one a name

  std::vector<NamedTable> named_tables() const;
};

/// Reads a case. Throws Error(invalid_input) with all problems of its files.
PluginCase read_plugin_case(const std::filesystem::path& folder, const PluginDescription& plugin);

/// Rows as CSV, or everything that was wrong.
struct CaseResult {
  bool failed = false;
  std::string text;

  /// The file of the case's folder that says what must come.
  std::string expected_name() const { return failed ? "expected.err" : "expected.csv"; }
};

/// Runs a case: the options are checked as a calendar's are, then the plugin runs once.
CaseResult run_plugin_case(const PluginLibrary& library, const PluginDescription& plugin, const PluginCase& given,
                           const PluginSetting& setting = {});

/// Compares with the case's expected file; gives "" when it is the same, else what is different, in one line.
std::string case_difference(const std::filesystem::path& folder, const CaseResult& result);
/// Makes the result what is expected from now on.
void approve_case(const std::filesystem::path& folder, const CaseResult& result);

/// A plugin's rows as CSV text, one line a row.
std::string rows_as_csv(const Table& rows);

}  // namespace vk
