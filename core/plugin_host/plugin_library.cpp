#include "core/plugin_host/plugin_library.hpp"

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/plugin_host/description_cache.hpp"
#include "core/plugin_host/fork_server.hpp"
#include "core/plugin_host/isolated_plugin.hpp"
#include "core/plugin_host/loaded_plugin.hpp"
#include "core/plugin_host/option_place.hpp"
#include "core/plugin_host/plugin_file.hpp"
#include "core/plugin_host/plugin_trust.hpp"

namespace vk {

namespace {

void warn_duplicate(const PluginDescription& lost, const PluginDescription& kept, Diagnostics& diagnostics) {
  Diagnostic diagnostic;
  diagnostic.severity = Severity::warning;
  diagnostic.code = "PL005";
  diagnostic.at.file = lost.file.string();
  diagnostic.message = "plugin \"" + lost.id + "\" " + lost.version + " is not used: " + kept.file.string() + " (" +
                       kept.version + ") comes first";
  diagnostics.add(std::move(diagnostic));
}

/// A problem of the calendar: error `code` at `at` with the line it stands on.
struct CalendarProblem {
  std::string code;
  SourcePosition at;
  std::string message;
  std::string expected;
  std::string hint;
  uint32_t length = 1;
};

void report(CalendarProblem problem, const ConfigText& text, Diagnostics& diagnostics,
            Severity severity = Severity::error) {
  Diagnostic diagnostic;
  diagnostic.severity = severity;
  diagnostic.code = std::move(problem.code);
  diagnostic.excerpt = problem.at.file == text.file || text.file.empty() ? text.line(problem.at.line) : "";
  diagnostic.at = std::move(problem.at);
  diagnostic.message = std::move(problem.message);
  diagnostic.expected = std::move(problem.expected);
  diagnostic.hint = std::move(problem.hint);
  diagnostic.length = problem.length;
  diagnostics.add(std::move(diagnostic));
}

uint32_t caret_length(const ValueFault& fault) {
  if (fault.value == nullptr) return 1;
  const auto* text = std::get_if<std::string>(&fault.value->value);
  return text == nullptr ? 1 : static_cast<uint32_t>(utf8_length(*text)) + 2;
}

}  // namespace

struct PluginLibrary::Impl {
  std::shared_ptr<ForkServer> host;
  std::optional<DescriptionCache> cache;
  std::vector<std::unique_ptr<PluginFile>> files;  ///< those loaded in this process
  std::vector<PluginDescription> descriptions;
  std::vector<Diagnostic> broken;  ///< libraries that cannot be used

  /// The library in this process, loaded when it is not there yet.
  const PluginFile& file_of(const PluginDescription& plugin) {
    for (const std::unique_ptr<PluginFile>& file : files) {
      if (file->description().id == plugin.id) return *file;
    }
    Diagnostics diagnostics;
    std::unique_ptr<PluginFile> file = PluginFile::open(plugin.file, diagnostics, plugin.sha256);
    if (!file) {
      throw Error(ErrorCode::plugin_failed, "plugin " + plugin.id + ": " + diagnostics.all().front().message);
    }
    files.push_back(std::move(file));
    return *files.back();
  }

  /// What is wrong with the library that should have been plugin `id`, or nullptr.
  const Diagnostic* broken_library(std::string_view id) const {
    for (const Diagnostic& each : broken) {
      if (std::filesystem::path(each.at.file).stem().string() == id) return &each;
    }
    return nullptr;
  }

  /// Whether a library may be loaded, even to be described; tells why it is not trusted.
  bool may_load(const std::filesystem::path& path, const PluginSearch& search, Diagnostics& diagnostics) {
    std::optional<Diagnostic> doubt = distrust(path, search);
    if (!doubt) return true;
    const bool may = search.trust != PluginTrust::require;
    if (!may) broken.push_back(*doubt);
    diagnostics.add(std::move(*doubt));
    return may;
  }

  /// Loads a library where libraries are loaded; nothing, with a diagnostic, when it is none.
  std::optional<PluginDescription> describe(const std::filesystem::path& path, Diagnostics& diagnostics) {
    if (host == nullptr) {
      Diagnostics problems;
      std::unique_ptr<PluginFile> file = PluginFile::open(path, problems);
      for (const Diagnostic& problem : problems.all()) {
        broken.push_back(problem);
        diagnostics.add(problem);
      }
      if (!file) return std::nullopt;
      files.push_back(std::move(file));
      return files.back()->description();
    }
    std::optional<DescribedLibrary> known = cache->find(path);
    DescribedLibrary described = known ? std::move(*known) : describe_anew(path);
    if (described.description) return described.description;
    broken.push_back(described.problem);
    diagnostics.add(std::move(described.problem));
    return std::nullopt;
  }

  DescribedLibrary describe_anew(const std::filesystem::path& path) {
    PluginLimits limits;
    limits.silence = limits.total = limits.start;
    DescribedLibrary described =
        describe_isolated({host, path, path.stem().string(), limits, {}, false, false, {}, {}});
    if (described.lasting) cache->put(path, described);
    return described;
  }

  /// A configured instance, or nothing and the plugin's problems.
  std::unique_ptr<PluginInstance> load(const PluginDescription& plugin, std::vector<ParameterValue> values,
                                       std::span<const std::string> states, const PluginSetting& setting,
                                       std::vector<OptionProblem>& problems) {
    if (host && setting.hosting.isolation == Isolation::process) {
      return load_isolated(plugin,
                           {host, plugin.file, plugin.id, setting.hosting.limits, setting.log, plugin.needs_network,
                            plugin.needs_files, plugin.sha256, setting.surroundings},
                           std::move(values), states, problems);
    }
    PluginHooks hooks;
    if (setting.log) {
      hooks.log = [log = setting.log, id = plugin.id](PluginLogLevel level, const std::string& line) {
        log(level, "plugin " + id + ": " + line);
      };
    }
    const PluginConfiguration configuration(std::move(values), states);
    return load_plugin(file_of(plugin), configuration, problems, std::move(hooks));
  }
};

PluginLibrary::PluginLibrary(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PluginLibrary::PluginLibrary(PluginLibrary&&) noexcept = default;
PluginLibrary& PluginLibrary::operator=(PluginLibrary&&) noexcept = default;
PluginLibrary::~PluginLibrary() = default;

std::string_view to_string(PluginKind kind) {
  switch (kind) {
    case PluginKind::measurement:
      return "measurement";
    case PluginKind::content:
      return "content";
  }
  return "?";
}

PluginLibrary PluginLibrary::search(std::span<const std::filesystem::path> folders, Diagnostics& diagnostics,
                                    std::filesystem::path host, std::filesystem::path cache) {
  auto server = host.empty() ? nullptr : std::make_shared<ForkServer>(std::move(host));
  return search(folders, diagnostics, PluginSearch{std::move(server), std::move(cache), PluginTrust::off, {}});
}

PluginLibrary PluginLibrary::search(std::span<const std::filesystem::path> folders, Diagnostics& diagnostics,
                                    const PluginSearch& search) {
  auto impl = std::make_unique<Impl>();
  impl->host = search.host;
  impl->cache.emplace(search.cache, search.host ? search.host->program() : std::filesystem::path{});
  std::vector<std::filesystem::path> seen;
  for (const std::filesystem::path& folder : folders) {
    std::error_code missing;
    std::filesystem::path real = std::filesystem::weakly_canonical(folder, missing);
    if (missing || std::find(seen.begin(), seen.end(), real) != seen.end()) continue;
    seen.push_back(real);
    const bool is_file = std::filesystem::is_regular_file(folder, missing);
    for (const std::filesystem::path& path : files_matching(is_file ? folder : folder / "*.so")) {
      if (!impl->may_load(path, search, diagnostics)) continue;
      std::optional<PluginDescription> plugin = impl->describe(path, diagnostics);
      if (!plugin) continue;
      auto same = std::find_if(impl->descriptions.begin(), impl->descriptions.end(),
                               [&](const PluginDescription& other) { return other.id == plugin->id; });
      if (same != impl->descriptions.end()) {
        warn_duplicate(*plugin, *same, diagnostics);
        continue;
      }
      impl->descriptions.push_back(std::move(*plugin));
    }
  }
  impl->cache->save();
  std::sort(impl->descriptions.begin(), impl->descriptions.end(),
            [](const PluginDescription& a, const PluginDescription& b) { return a.id < b.id; });
  return PluginLibrary(std::move(impl));
}

const std::vector<PluginDescription>& PluginLibrary::descriptions() const {
  return impl_->descriptions;
}

const PluginDescription* PluginLibrary::find(std::string_view id) const {
  for (const PluginDescription& plugin : impl_->descriptions) {
    if (plugin.id == id) return &plugin;
  }
  return nullptr;
}

const PluginDescription& PluginLibrary::require(std::string_view id) const {
  if (const PluginDescription* plugin = find(id)) return *plugin;
  const Diagnostic* broken = impl_->broken_library(id);
  if (broken == nullptr) throw Error(ErrorCode::not_found, "there is no plugin \"" + std::string(id) + "\"");
  throw Error(ErrorCode::plugin_failed, "plugin " + std::string(id) + " " + broken->message);
}

std::vector<std::string> PluginLibrary::ids() const {
  std::vector<std::string> ids;
  for (const PluginDescription& plugin : impl_->descriptions) ids.push_back(plugin.id);
  return ids;
}

const PluginDescription* PluginLibrary::resolve(const PlacedText& id, PluginKind kind, const ConfigText& text,
                                                Diagnostics& diagnostics) const {
  if (id.text.empty()) return nullptr;  // told by who read it
  std::vector<std::string> of_kind;
  for (const PluginDescription& plugin : impl_->descriptions) {
    if (plugin.kind == kind) of_kind.push_back(plugin.id);
  }
  const PluginDescription* plugin = find(id.text);
  if (plugin != nullptr && plugin->kind == kind) return plugin;
  if (const Diagnostic* broken = plugin == nullptr ? impl_->broken_library(id.text) : nullptr) {
    report({"PL113", id.at, "plugin \"" + id.text + "\" " + broken->message, "", "what needs it will fail",
            static_cast<uint32_t>(utf8_length(id.text)) + 2},
           text, diagnostics, Severity::warning);
    return nullptr;
  }
  std::optional<std::string> near = nearest_word(id.text, of_kind);
  CalendarProblem problem;
  problem.code = plugin == nullptr ? "PL100" : "PL110";
  problem.at = id.at;
  problem.message = plugin == nullptr ? "there is no plugin \"" + id.text + "\""
                                      : "plugin \"" + id.text + "\" is of kind " + std::string(to_string(plugin->kind));
  problem.expected = of_kind.empty() ? "a " + std::string(to_string(kind)) + " plugin, but none was found"
                                     : "one of " + join(of_kind, ", ");
  problem.hint = near ? "did you mean \"" + *near + "\"?" : "";
  problem.length = static_cast<uint32_t>(utf8_length(id.text)) + 2;
  report(std::move(problem), text, diagnostics);
  return nullptr;
}

void PluginLibrary::check_inputs(const PluginDescription& plugin, const std::map<std::string, PlacedText>& inputs,
                                 const SourcePosition& at, const ConfigText& text, Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const TableDescription& table : plugin.tables) {
    if (table.name == kFrameTable || table.name == kSnapshotTable) continue;
    names.push_back(table.name);
    if (!table.required || inputs.count(table.name) != 0) continue;
    report({"PL112", at, "plugin \"" + plugin.id + "\" needs a source for its table \"" + table.name + "\"",
            "inputs = { " + table.name + " = \"name of a source\" }", table.doc, 1},
           text, diagnostics);
  }
  for (const auto& [name, source] : inputs) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    std::optional<std::string> near = nearest_word(name, names);
    report({"PL111", source.at, "plugin \"" + plugin.id + "\" reads no table \"" + name + "\"",
            names.empty() ? "no inputs at all" : "one of " + join(names, ", "),
            near ? "did you mean \"" + *near + "\"?" : "", 1},
           text, diagnostics);
  }
}

bool PluginLibrary::check_described(const PluginDescription& plugin, const ConfigTable& options, const ConfigText& text,
                                    Diagnostics& diagnostics) {
  std::vector<ValueFault> faults;
  static_cast<void>(read_options(plugin, options, Secrets::leave, faults));
  for (const ValueFault& fault : faults) {
    report({fault.code, fault.at, fault.message, fault.expected, fault.hint, caret_length(fault)}, text, diagnostics);
  }
  for (const ParameterDescription& parameter : plugin.parameters) {
    const ConfigTable::Entry* entry = options.find(parameter.key);
    if (!parameter.deprecated || entry == nullptr) continue;
    Diagnostic diagnostic;
    diagnostic.severity = Severity::warning;
    diagnostic.code = "PL108";
    diagnostic.at = entry->key_at;
    diagnostic.message = "option \"" + parameter.key + "\" of plugin \"" + plugin.id + "\" will go away";
    diagnostic.hint = parameter.doc;
    diagnostic.excerpt = text.line(entry->key_at.line);
    diagnostics.add(std::move(diagnostic));
  }
  return faults.empty();
}

void PluginLibrary::check_options(const PluginDescription& plugin, const ConfigTable& options, const ConfigText& text,
                                  std::span<const std::string> states, Diagnostics& diagnostics) const {
  if (!check_described(plugin, options, text, diagnostics)) return;
  std::vector<ValueFault> none;
  std::vector<ParameterValue> values = read_options(plugin, options, Secrets::leave, none);
  try {
    std::vector<OptionProblem> problems;
    PluginSetting setting;
    setting.hosting.isolation = Isolation::process;
    setting.hosting.limits.silence = setting.hosting.limits.start;
    const auto instance = impl_->load(plugin, std::move(values), states, setting, problems);
    if (instance) instance->finish();
    for (const OptionProblem& problem : problems) {
      report({"PL106", option_place(problem.subject, options, text), problem.message, "", "", 1}, text, diagnostics);
    }
  } catch (const Error& e) {
    report({"PL113", options.at, e.what(), "", "", 1}, text, diagnostics, Severity::warning);
  }
}

std::unique_ptr<PluginInstance> PluginLibrary::create(const PluginDescription& plugin, const ConfigTable& options,
                                                      std::span<const std::string> states,
                                                      const PluginSetting& setting) const {
  std::vector<ValueFault> faults;
  std::vector<ParameterValue> values = read_options(plugin, options, Secrets::fetch, faults);
  if (!faults.empty()) throw Error(ErrorCode::invalid_input, "plugin " + plugin.id + ": " + faults.front().message);
  std::vector<OptionProblem> problems;
  std::unique_ptr<PluginInstance> instance = impl_->load(plugin, std::move(values), states, setting, problems);
  if (instance) return instance;
  const OptionProblem& first = problems.front();
  throw Error(ErrorCode::plugin_failed, "plugin " + plugin.id + " refuses " +
                                            (first.subject.empty() ? "its options" : first.subject) + ": " +
                                            first.message);
}

}  // namespace vk
