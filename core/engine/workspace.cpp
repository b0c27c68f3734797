#include "core/engine/workspace.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/calendar/load_calendar.hpp"
#include "core/plan/make_plan.hpp"

namespace vk {
namespace {

/// The text between the quotes of `at` starts one column further on; carets mark the whole word.
void add_error(const Workspace& workspace, Diagnostics& diagnostics, std::string code, const PlacedText& place,
               std::string message, std::string hint) {
  Diagnostic diagnostic;
  diagnostic.code = std::move(code);
  diagnostic.at = place.at;
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
  diagnostic.excerpt = workspace.text_of(place.at).line(place.at.line);
  diagnostic.length = static_cast<uint32_t>(std::max<size_t>(1, utf8_length(place.text) + 2));
  diagnostics.add(std::move(diagnostic));
}

const PluginDescription* find_plugin(const Workspace& workspace, const PlacedText& name, PluginKind kind,
                                     Diagnostics& diagnostics) {
  const PluginDescription* plugin = workspace.plugins.find(name.text);
  if (plugin == nullptr) {
    const std::vector<std::string> ids = workspace.plugins.ids();
    const auto nearest = nearest_word(name.text, ids);
    std::string hint = nearest ? fmt::format("did you mean \"{}\"?", *nearest)
                               : fmt::format("plugins found: {}", ids.empty() ? "none" : join(ids, ", "));
    add_error(workspace, diagnostics, "PL101", name, fmt::format("no plugin called \"{}\"", name.text), std::move(hint));
    return nullptr;
  }
  if (plugin->kind != kind) {
    add_error(workspace, diagnostics, "PL102", name,
              fmt::format("plugin \"{}\" is a {} plugin, a {} plugin is needed here", name.text, to_string(plugin->kind),
                          to_string(kind)),
              {});
    return nullptr;
  }
  return plugin;
}

void check_inputs(const Workspace& workspace, const PluginDescription& plugin,
                  const std::map<std::string, PlacedText>& inputs, const PlacedText& plugin_name, Diagnostics& diagnostics) {
  std::vector<std::string> tables;
  for (const TableDescription& table : plugin.tables) tables.push_back(table.name);
  for (const auto& [table, source] : inputs) {
    if (std::find(tables.begin(), tables.end(), table) != tables.end()) continue;
    const auto nearest = nearest_word(table, tables);
    add_error(workspace, diagnostics, "PL103", source, fmt::format("plugin \"{}\" reads no table called \"{}\"", plugin.id, table),
              nearest ? fmt::format("did you mean \"{}\"?", *nearest)
                      : fmt::format("its tables: {}", tables.empty() ? "none" : join(tables, ", ")));
  }
  for (const TableDescription& table : plugin.tables) {
    const bool from_engine = table.name == "frame" || table.name == "members";
    if (!table.required || from_engine || inputs.contains(table.name)) continue;
    add_error(workspace, diagnostics, "PL104", plugin_name,
              fmt::format("plugin \"{}\" needs a table \"{}\"", plugin.id, table.name),
              fmt::format("write inputs = {{ {} = \"<a source>\" }}", table.name));
  }
}

}  // namespace

const ConfigText& Workspace::text_of(const SourcePosition& at) const {
  static const ConfigText kNone;
  for (const ConfigText& text : calendar.texts) {
    if (text.file == at.file) return text;
  }
  return kNone;
}

Workspace open_workspace(const WorkspaceOptions& options, Diagnostics& diagnostics) {
  AnnualCalendar calendar = load_calendar(options.calendar, diagnostics);
  std::vector<std::filesystem::path> folders = options.plugin_dirs;
  for (const std::string& folder : calendar.plugin_dirs) folders.push_back(calendar.folder / folder);
  folders = plugin_search_path(folders, options.program, options.plugin_path);
  PluginLibrary plugins = PluginLibrary::search(folders, diagnostics);
  std::filesystem::path store = options.store ? *options.store : calendar.folder / calendar.store;
  return {std::move(calendar), std::move(plugins), store.lexically_normal()};
}

void check_workspace(const Workspace& workspace, Day today, Diagnostics& diagnostics) {
  for (const MeasurementSpec& measurement : workspace.calendar.measurements) {
    const PluginDescription* plugin = find_plugin(workspace, measurement.plugin, PluginKind::measurement, diagnostics);
    if (plugin == nullptr) continue;
    check_inputs(workspace, *plugin, measurement.inputs, measurement.plugin, diagnostics);
    std::vector<std::string> states;
    for (const StateSpec& state : measurement.states) states.push_back(state.name);
    workspace.plugins.check_options(*plugin, measurement.options, workspace.text_of(measurement.at), states, diagnostics);
  }
  for (const ContentSpec& content : workspace.calendar.contents) {
    const PluginDescription* plugin = find_plugin(workspace, content.plugin, PluginKind::content, diagnostics);
    if (plugin == nullptr) continue;
    check_inputs(workspace, *plugin, content.inputs, content.plugin, diagnostics);
    workspace.plugins.check_options(*plugin, content.options, workspace.text_of(content.at), {}, diagnostics);
  }
  if (!diagnostics.has_errors()) {
    static_cast<void>(make_plan(workspace.calendar, {today, today + std::chrono::days{730}}, diagnostics));
  }
}

}  // namespace vk
