#pragma once
#include <filesystem>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/base/diagnostic.hpp"
#include "core/calendar/annual_calendar.hpp"
#include "core/plugin_host/plugin_library.hpp"

namespace vk {

/// Where a calendar, its plugins and its store are looked for.
struct WorkspaceOptions {
  std::filesystem::path calendar = ".";            ///< a file or a folder of *.toml
  std::vector<std::filesystem::path> plugin_dirs;  ///< before the calendar's own
  std::filesystem::path program;                   ///< the running program; its plugins lie beside it
  const char* plugin_path = nullptr;               ///< VUOSIKELLO_PLUGIN_PATH, may be null
  std::optional<std::filesystem::path> store;      ///< instead of the calendar's `store`
  std::shared_ptr<ForkServer> plugin_host;         ///< where plugins' own processes come from; null = there are none
  std::optional<PluginTrust> trust;                ///< instead of what the calendar says
  std::filesystem::path plugin_cache;              ///< where descriptions of plugins are kept; empty = nowhere
  std::optional<Isolation> isolation;              ///< of all items, instead of what the calendar says
  bool finds_plugins = true;                       ///< false: it has none, for what neither checks nor runs any
};

/// A loaded and checked calendar with the plugins it can use: what every command works on.
struct Workspace {
  AnnualCalendar calendar;
  PluginLibrary plugins;
  std::filesystem::path store_path;
  std::filesystem::path installed_holidays;  ///< the last folder in which holiday files are looked for
  std::set<std::string> items_asked;         ///< whose plugins were asked whether they take their options

  /// The text of the calendar file that `at` points into; an empty text when there is none.
  const ConfigText& text_of(const SourcePosition& at) const;
};

/// Loads the calendar and finds the plugins, without checking one against the other.
Workspace open_workspace(const WorkspaceOptions& options, Diagnostics& diagnostics);

/// Who says whether a plugin's options fit: its description alone, or also the plugin, which takes a process an item.
enum class OptionCheck { by_description, by_plugin };

/// Everything that can be known before data is read: plugins exist and are of the right kind, their options and inputs
/// fit, and the next two years from `today` can be planned. All problems at once.
void check_workspace(Workspace& workspace, Day today, OptionCheck check, Diagnostics& diagnostics);

/// Asks the plugins of these items whether they take their options.
void ask_plugins(const Workspace& workspace, const std::set<std::string>& items, Diagnostics& diagnostics);

}  // namespace vk
