#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/plugin_host/plugin_text.hpp"
#include "tools/vuosikello/commands.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>

namespace vk::cli {
namespace {

/// The plugins that this calendar would find; without a calendar those of the program and of VUOSIKELLO_PLUGIN_PATH.
PluginLibrary find_plugins(const Session& session) {
  Diagnostics diagnostics;
  std::vector<std::filesystem::path> folders(session.plugin_dirs.begin(), session.plugin_dirs.end());
  folders = plugin_search_path(folders, session.program, std::getenv("VUOSIKELLO_PLUGIN_PATH"));
  PluginLibrary plugins = PluginLibrary::search(folders, diagnostics, "/proc/self/exe", plugin_cache_file());
  tell(render(diagnostics));
  return plugins;
}

const PluginDescription& require_plugin(const PluginLibrary& plugins, const std::string& id) {
  if (const PluginDescription* plugin = plugins.find(id)) return *plugin;
  const std::vector<std::string> ids = plugins.ids();
  const auto nearest = nearest_word(id, ids);
  throw Error(ErrorCode::not_found, fmt::format("no plugin called \"{}\"; {}", id,
                                                nearest ? fmt::format("did you mean \"{}\"?", *nearest)
                                                        : fmt::format("found: {}", join(ids, ", "))));
}

}  // namespace

void add_plugins(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("plugins", "the plugins that can be used");
  command->require_subcommand(1);
  command->add_subcommand("list", "one line a plugin")->callback([&session] {
    const PluginLibrary plugins = find_plugins(session);
    for (const PluginDescription& plugin : plugins.descriptions()) {
      print(fmt::format("{:<18} {:<9} {:<12} {}\n", plugin.id, plugin.version, to_string(plugin.kind), plugin.doc));
    }
  });

  auto id = std::make_shared<std::string>();
  CLI::App* info = command->add_subcommand("info", "what a plugin reads, gives and can be told");
  info->add_option("ID", *id, "the plugin")->required();
  info->callback([&session, id] { print(plugin_info_text(require_plugin(find_plugins(session), *id))); });

  CLI::App* sample = command->add_subcommand("sample", "a commented options table to copy into a calendar");
  sample->add_option("ID", *id, "the plugin")->required();
  sample->callback([&session, id] { print(plugin_sample_toml(require_plugin(find_plugins(session), *id))); });
}

}  // namespace vk::cli
