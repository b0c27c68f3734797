#include "core/engine/workspace.hpp"

#include "core/calendar/load_calendar.hpp"
#include "core/plan/make_plan.hpp"
#include "core/plugin_host/plugin_trust.hpp"

namespace vk {
namespace {

std::vector<std::string> names_of(const std::vector<StateSpec>& states) {
  std::vector<std::string> names;
  for (const StateSpec& state : states) names.push_back(state.name);
  return names;
}

/// What a measurement and a content item have in common when their plugin is looked for and checked.
struct PluginUse {
  const PlacedText& plugin;
  PluginKind kind;
  const std::map<std::string, PlacedText>& inputs;
  const ConfigTable& options;
  const SourcePosition& at;
};

PluginUse use_of(const MeasurementSpec& m) {
  return {m.plugin, PluginKind::measurement, m.inputs, m.options, m.at};
}

PluginUse use_of(const ContentSpec& c) {
  return {c.plugin, PluginKind::content, c.inputs, c.options, c.at};
}

void check_use(const Workspace& workspace, const PluginUse& use, std::span<const std::string> states, OptionCheck check,
               Diagnostics& diagnostics) {
  const ConfigText& text = workspace.text_of(use.at);
  const PluginDescription* plugin = workspace.plugins.resolve(use.plugin, use.kind, text, diagnostics);
  if (plugin == nullptr) return;
  PluginLibrary::check_inputs(*plugin, use.inputs, use.at, text, diagnostics);
  switch (check) {
    case OptionCheck::by_description:
      static_cast<void>(PluginLibrary::check_described(*plugin, use.options, text, diagnostics));
      return;
    case OptionCheck::by_plugin:
      workspace.plugins.check_options(*plugin, use.options, text, states, diagnostics);
      return;
  }
}

/// Gives all items one kind of isolation when it is asked for; true when a plugin needs a process of its own.
bool settle_isolation(AnnualCalendar& calendar, std::optional<Isolation> asked) {
  std::vector<PluginHosting*> all;
  for (MeasurementSpec& measurement : calendar.measurements) all.push_back(&measurement.hosting);
  for (ContentSpec& content : calendar.contents) all.push_back(&content.hosting);
  bool isolated = false;
  for (PluginHosting* hosting : all) {
    hosting->isolation = asked.value_or(hosting->isolation);
    isolated = isolated || hosting->isolation == Isolation::process;
  }
  return isolated;
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
  const std::filesystem::path installed =
      (options.program.parent_path() / "../share/vuosikello/calendars/holidays").lexically_normal();
  AnnualCalendar calendar = load_calendar(options.calendar, diagnostics, {&installed, 1});
  const bool isolated = settle_isolation(calendar, options.isolation);
  std::vector<std::filesystem::path> folders = options.plugin_dirs;
  for (const std::string& folder : calendar.plugin_dirs) folders.push_back(calendar.folder / folder);
  folders = plugin_search_path(folders, options.program, options.plugin_path);
  if (!options.finds_plugins) folders.clear();
  PluginSearch search{isolated ? options.plugin_host : nullptr,
                      options.plugin_cache,
                      options.trust.value_or(calendar.plugin_trust),
                      {}};
  if (options.finds_plugins && search.trust != PluginTrust::off)
    search.lock = read_plugin_lock(calendar.folder / kPluginLockFile, diagnostics);
  PluginLibrary plugins = PluginLibrary::search(folders, diagnostics, search);
  std::filesystem::path store = options.store ? *options.store : calendar.folder / calendar.store;
  return {std::move(calendar), std::move(plugins), store.lexically_normal(), installed, {}};
}

void check_workspace(Workspace& workspace, Day today, OptionCheck check, Diagnostics& diagnostics) {
  std::set<std::string> items;
  for (const MeasurementSpec& m : workspace.calendar.measurements) {
    check_use(workspace, use_of(m), names_of(m.states), check, diagnostics);
    items.insert(m.id);
  }
  for (const ContentSpec& c : workspace.calendar.contents) {
    check_use(workspace, use_of(c), {}, check, diagnostics);
    items.insert(c.id);
  }
  if (check == OptionCheck::by_plugin) workspace.items_asked = std::move(items);
  if (!diagnostics.has_errors()) {
    static_cast<void>(make_plan(workspace.calendar, {today, today + std::chrono::days{730}}, diagnostics));
  }
}

void ask_plugins(const Workspace& workspace, const std::set<std::string>& items, Diagnostics& diagnostics) {
  for (const MeasurementSpec& m : workspace.calendar.measurements) {
    if (!items.contains(m.id)) continue;
    check_use(workspace, use_of(m), names_of(m.states), OptionCheck::by_plugin, diagnostics);
  }
  for (const ContentSpec& c : workspace.calendar.contents) {
    if (items.contains(c.id)) check_use(workspace, use_of(c), {}, OptionCheck::by_plugin, diagnostics);
  }
}

}  // namespace vk
