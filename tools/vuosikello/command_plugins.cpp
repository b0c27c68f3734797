#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/plugin_host/plugin_text.hpp"
#include "core/plugin_host/plugin_trust.hpp"
#include "core/plugin_kit/plugin_check.hpp"
#include "core/plugin_kit/plugin_project.hpp"
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

/// A plugin by its id, or by its file when that is what `id` names.
PluginDescription require_plugin(const Session& session, const std::string& id) {
  if (id.ends_with(".so")) {
    const std::filesystem::path files[] = {id};
    Diagnostics diagnostics;
    const PluginLibrary alone = PluginLibrary::search(files, diagnostics, "/proc/self/exe");
    tell(render(diagnostics));
    if (!alone.descriptions().empty()) return alone.descriptions().front();
    throw Error(ErrorCode::not_found, fmt::format("there is no plugin in {}", id));
  }
  const PluginLibrary plugins = find_plugins(session);
  if (const PluginDescription* plugin = plugins.find(id)) return *plugin;
  const std::vector<std::string> ids = plugins.ids();
  const auto nearest = nearest_word(id, ids);
  throw Error(ErrorCode::not_found, fmt::format("no plugin called \"{}\"; {}", id,
                                                nearest ? fmt::format("did you mean \"{}\"?", *nearest)
                                                        : fmt::format("found: {}", join(ids, ", "))));
}

/// What `plugins new` was told.
struct NewProject {
  ProjectTemplate kind = ProjectTemplate::measurement;
  std::string id;
  std::string folder;
};

void add_new(CLI::App& command) {
  auto project = std::make_shared<NewProject>();
  const std::map<std::string, ProjectTemplate> kinds{{"measurement", ProjectTemplate::measurement},
                                                     {"content", ProjectTemplate::content},
                                                     {"c", ProjectTemplate::measurement_in_c}};
  CLI::App* made = command.add_subcommand("new", "writes a plugin project that builds and passes `plugins check`");
  made->add_option("--kind", project->kind, "measurement, content, or c: a measurement in plain C")
      ->transform(CLI::CheckedTransformer(kinds, CLI::ignore_case));
  made->add_option("--id", project->id, "the plugin's name in calendars, such as org.example.churn")->required();
  made->add_option("FOLDER", project->folder, "where the project is written; empty or not there yet")->required();
  made->callback([project] {
    for (const std::filesystem::path& file : write_plugin_project(project->kind, project->id, project->folder)) {
      print(file.string() + "\n");
    }
  });
}

/// Approves what the calendar finds now: every plugin that lies on its search path.
void add_lock(CLI::App& command, Session& session) {
  command.add_subcommand("lock", "approves the plugins that the calendar finds now, in plugins.lock.toml beside it")
      ->callback([&session] {
        const Workspace workspace = session.open_to_approve();
        const std::filesystem::path file = workspace.calendar.folder / kPluginLockFile;
        write_file(file, plugin_lock_text(workspace.plugins.descriptions()));
        for (const PluginDescription& plugin : workspace.plugins.descriptions()) {
          print(fmt::format("{:<18} {:<9} {}  {}\n", plugin.id, plugin.version, plugin.sha256, plugin.file.string()));
        }
      });
}

/// Lies beside the folder of the program's own plugins.
std::filesystem::path other_clock_file() {
  std::error_code problem;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", problem);
  return (program.parent_path() / "../lib/vuosikello/other_clock.so").lexically_normal();
}

void add_check(CLI::App& command, Session& session) {
  auto call = std::make_shared<PluginCheckCall>();
  CLI::App* check = command.add_subcommand("check", "checks that a plugin keeps the contract, in processes of its own");
  check->add_option("FILE", call->library, "the library")->required();
  check->add_option("--project", call->project, "the folder with testcases/ and sample.toml");
  check->add_flag("--approve", call->approve, "writes sample.toml and the expected files of the test cases anew")
      ->needs("--project");
  check->callback([&session, call] {
    call->program = "/proc/self/exe";
    call->clock = other_clock_file();
    call->limits = check_limits();
    const PluginCheck result = check_plugin(*call);
    print(session.output == Output::json ? check_json(result) : check_text(result));
    if (result.count(CheckVerdict::failed) > 0) session.exit_code = ExitCode::failed;
  });
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
  info->add_option("ID", *id, "the plugin, or its file")->required();
  info->callback([&session, id] { print(plugin_info_text(require_plugin(session, *id))); });

  CLI::App* sample = command->add_subcommand("sample", "a commented options table to copy into a calendar");
  sample->add_option("ID", *id, "the plugin, or its file")->required();
  sample->callback([&session, id] { print(plugin_sample_toml(require_plugin(session, *id))); });
  add_new(*command);
  add_check(*command, session);
  add_lock(*command, session);
}

}  // namespace vk::cli
