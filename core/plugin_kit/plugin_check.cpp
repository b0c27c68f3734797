#include "core/plugin_kit/plugin_check.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/plugin_host/fork_server.hpp"
#include "core/plugin_host/plugin_text.hpp"
#include "core/plugin_kit/library_exports.hpp"
#include "core/plugin_kit/made_tables.hpp"
#include "core/plugin_kit/plugin_attempt.hpp"
#include "core/plugin_kit/plugin_case.hpp"

namespace vk {

namespace {

constexpr const char* kEntryPrefix = "vk_plugin_entry_v";
constexpr size_t kSome = 100;
constexpr size_t kMany = 100'000;
constexpr size_t kSlice = 7;
constexpr size_t kRounds = 200;
constexpr std::pair<size_t, uint64_t> kBatches[] = {
    {kSome, 1}, {kSome, 2}, {kSome, 7}, {kMany, 65536}};  ///< members, rows
/// A library before a sanitizer's own is meant.
constexpr const char* kAnyLinkOrder = "ASAN_OPTIONS=verify_asan_link_order=0";
constexpr size_t kCancelBatches = 10;
constexpr uint64_t kCancelPoints[] = {0, 1, kCancelBatches / 2, kCancelBatches};  ///< batches taken
constexpr uint64_t kMemoryStep = 4;                                               // MiB

/// A value that a parameter of this type cannot take.
std::string misfit_toml(const ParameterDescription& parameter) {
  const bool takes_text = parameter.type != ParameterType::boolean && parameter.type != ParameterType::integer &&
                          parameter.type != ParameterType::number;
  return takes_text ? "true" : "\"no such value\"";
}

std::vector<std::filesystem::path> case_folders(const std::filesystem::path& project) {
  std::vector<std::filesystem::path> folders;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(project / "testcases", none)) {
    if (entry.is_directory()) folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

/// A case of nothing: three states, no options, no tables.
PluginCase plain_case() {
  PluginCase plain;
  plain.text.file = "plugin.toml";
  plain.context.occurrence = "check@2026";
  plain.context.cycle = "2026";
  plain.context.interval = {*day_from("2026-01-01"), *day_from("2027-01-01")};
  plain.context.as_of = plain.context.interval.end;
  plain.context.currency = *Currency::from_code("EUR");
  plain.context.states = {"committed", "uncertain", "leaving"};
  plain.context.state_money = {MoneyClass::secured, MoneyClass::at_risk, MoneyClass::leaving};
  return plain;
}

std::vector<std::string> sorted_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (const std::string_view line : split(text, '\n')) lines.emplace_back(line);
  std::sort(lines.begin(), lines.end());
  return lines;
}

/// Goes through all checks of one library.
class LibraryChecker {
 public:
  explicit LibraryChecker(const PluginCheckCall& call) : call_(call), example_(plain_case()) {
    result_.library = call.library;
    setting_.hosting.isolation = Isolation::process;
    setting_.hosting.limits = call.limits;
    search_.host = std::make_shared<ForkServer>(call.program);
  }

  PluginCheck check() {
    check_exports();
    if (!check_description()) return std::move(result_);
    check_docs();
    check_sample();
    check_wrong_options();
    check_cases();
    if (!takes_options()) return std::move(result_);
    check_made("no members", {0});
    check_made("one member", {1});
    check_made(fmt::format("{} members", kSome), {kSome});
    check_made("values missing", {kSome, MadeData::missing});
    check_made("extreme values", {kSome, MadeData::extreme});
    check_made(fmt::format("{} members", kMany), {kMany});
    check_twice();
    check_elsewhere();
    check_clock();
    check_batches();
    check_slices();
    check_cancel();
    check_cancel_points();
    check_rounds();
    check_memory();
    check_here();
    return std::move(result_);
  }

 private:
  void tell(std::string name, CheckVerdict verdict, std::string said) {
    std::replace(said.begin(), said.end(), '\n', ' ');
    result_.lines.push_back({std::move(name), verdict, std::move(said)});
  }
  void tell(std::string name, bool good, std::string said) {
    tell(std::move(name), good ? CheckVerdict::ok : CheckVerdict::failed, std::move(said));
  }

  void check_exports() {
    try {
      const std::vector<std::string> names = library_exports(read_file(call_.library));
      const bool has_entry = std::any_of(names.begin(), names.end(),
                                         [](const std::string& name) { return name.starts_with(kEntryPrefix); });
      std::vector<std::string> others;
      for (const std::string& name : names) {
        if (!name.starts_with(kEntryPrefix)) others.push_back(name);
      }
      if (!has_entry) return tell("exports", CheckVerdict::failed, "no entry symbol; write VK_PLUGIN(Struct) once");
      if (others.empty()) return tell("exports", CheckVerdict::ok, "the entry alone");
      tell("exports", CheckVerdict::failed,
           fmt::format("{} more names, {} among them; build it with vk_add_plugin", others.size(), others.front()));
    } catch (const Error& problem) {
      tell("exports", CheckVerdict::failed, problem.what());
    }
  }

  bool check_description() {
    const std::filesystem::path files[] = {call_.library};
    Diagnostics diagnostics;
    library_.emplace(PluginLibrary::search(files, diagnostics, search_));
    if (library_->descriptions().empty()) {
      const std::string why = diagnostics.empty() ? "there is no such file" : diagnostics.all().front().message;
      tell("description", CheckVerdict::failed, why);
      return false;
    }
    plugin_ = &library_->descriptions().front();
    result_.id = plugin_->id;
    result_.version = plugin_->version;
    result_.sha256 = plugin_->sha256;
    const PluginLibrary again = PluginLibrary::search(files, diagnostics, search_);
    const bool same =
        !again.descriptions().empty() && plugin_info_text(again.descriptions().front()) == plugin_info_text(*plugin_);
    tell("description", same,
         same ? fmt::format("{} options, {} tables, the same when asked twice", plugin_->parameters.size(),
                            plugin_->tables.size())
              : "another one when asked twice");
    return true;
  }

  void check_docs() {
    std::vector<std::string> bare;
    if (plugin_->doc.empty()) bare.emplace_back("the plugin");
    for (const ParameterDescription& parameter : plugin_->parameters) {
      if (parameter.doc.empty()) bare.push_back("option " + parameter.key);
    }
    for (const TableDescription& table : plugin_->tables) {
      if (table.doc.empty()) bare.push_back("table " + table.name);
      for (const TableColumnDescription& column : table.columns) {
        if (column.doc.empty()) bare.push_back("column " + table.name + "." + column.name);
      }
    }
    tell("docs", bare.empty(), bare.empty() ? "everything has a text" : "no text for " + join(bare, ", "));
  }

  /// sample.toml is what the plugin says of its options, so that it cannot grow old.
  void check_sample() {
    if (call_.project.empty()) return;
    const std::filesystem::path file = call_.project / "sample.toml";
    const std::string sample = plugin_sample_toml(*plugin_);
    if (call_.approve) write_file(file, sample);
    std::error_code none;
    const bool same = std::filesystem::exists(file, none) && read_file(file) == sample;
    tell("sample.toml", same,
         same ? "says what the plugin says" : "is not what the plugin says of its options; --approve writes it");
  }

  void check_wrong_options() {
    std::vector<std::string> taken;
    const auto refused = [&](const std::string& toml) {
      Diagnostics diagnostics;
      const ConfigDocument document = parse_config(toml, "plugin.toml", diagnostics);
      if (diagnostics.has_errors()) return true;
      return !PluginLibrary::check_described(*plugin_, document.root, document.text, diagnostics) &&
             std::all_of(diagnostics.all().begin(), diagnostics.all().end(),
                         [](const Diagnostic& each) { return each.at.line == 1 || each.code == "PL102"; });
    };
    if (!refused("no_such_option = 1\n")) taken.emplace_back("no_such_option");
    for (const ParameterDescription& parameter : plugin_->parameters) {
      if (!refused(parameter.key + " = " + misfit_toml(parameter) + "\n")) taken.push_back(parameter.key);
    }
    tell("wrong options", taken.empty(),
         taken.empty() ? "each is refused with its line" : "taken: " + join(taken, ", "));
  }

  void check_cases() {
    for (const std::filesystem::path& folder : case_folders(call_.project)) {
      const std::string name = "testcases/" + folder.filename().string();
      try {
        const PluginCase given = read_plugin_case(folder, *plugin_);
        const CaseResult came = run_plugin_case(*library_, *plugin_, given, setting_);
        if (call_.approve) approve_case(folder, came);
        const std::string difference = case_difference(folder, came);
        tell(name, difference.empty(), difference.empty() ? "as expected" : difference);
        if (!came.failed && example_.tables.empty()) example_ = given;
      } catch (const Error& problem) {
        tell(name, CheckVerdict::failed, problem.what());
      }
    }
  }

  /// Whether there are options to run with: those of the first test case with rows, or none at all.
  bool takes_options() {
    Diagnostics diagnostics;
    const bool described = PluginLibrary::check_described(*plugin_, example_.options, example_.text, diagnostics);
    if (!described) {
      tell("runs", CheckVerdict::skipped, "it needs options: give --project with a test case that has an expected.csv");
      return false;
    }
    library_->check_options(*plugin_, example_.options, example_.text, example_.context.states, diagnostics);
    if (diagnostics.empty()) return true;
    const Diagnostic& first = diagnostics.all().front();
    tell("options", CheckVerdict::failed, first.message);
    return false;
  }

  PluginAttempt attempt(const MadeShape& shape) const {
    return attempt_made(*library_, *plugin_, example_, shape, setting_);
  }

  void check_made(const std::string& name, const MadeShape& shape) {
    const PluginAttempt came = attempt(shape);
    if (!came.broke.empty()) return tell(name, CheckVerdict::failed, came.broke);
    if (!came.refused.empty()) return tell(name, CheckVerdict::ok, "refused: " + came.refused);
    tell(name, CheckVerdict::ok, fmt::format("{} rows", came.rows.rows));
  }

  void check_twice() {
    const PluginAttempt once = attempt({kSome});
    const PluginAttempt twice = attempt({kSome});
    const bool same = once.digest() == twice.digest();
    tell("same input twice", same && once.broke.empty(), same ? "the same rows" : "other rows the second time");
  }

  /// The same rows wherever on earth the program is started, and by whom.
  void check_elsewhere() {
    PluginSetting elsewhere = setting_;
    elsewhere.surroundings.variables = {"TZ=Pacific/Kiritimati", "LC_ALL=tr_TR.UTF-8", "LANG=tr_TR.UTF-8", "HOME=/"};
    elsewhere.surroundings.folder = "/";
    const PluginAttempt here = attempt({kSome});
    const PluginAttempt there = attempt_made(*library_, *plugin_, example_, {kSome}, elsewhere);
    const bool same = here.digest() == there.digest();
    tell("elsewhere", same && here.broke.empty(),
         same ? "the same rows in another time zone, language and folder"
              : "other rows in another time zone, language or folder");
  }

  /// The same rows whenever it is started: what time it is, the engine says.
  void check_clock() {
    if (!std::filesystem::is_regular_file(call_.clock)) {
      return tell("another day", CheckVerdict::skipped, "there is no " + call_.clock.string());
    }
    PluginSearch search;
    search.host = std::make_shared<ForkServer>(
        call_.program, std::vector<std::string>{"LD_PRELOAD=" + call_.clock.string(), kAnyLinkOrder});
    const std::filesystem::path files[] = {call_.library};
    Diagnostics diagnostics;
    const PluginLibrary library = PluginLibrary::search(files, diagnostics, search);
    if (library.descriptions().empty()) return tell("another day", CheckVerdict::failed, render(diagnostics));
    const PluginAttempt then = attempt_made(library, library.descriptions().front(), example_, {kSome}, setting_);
    const bool same = then.digest() == attempt({kSome}).digest();
    tell("another day", same, same ? "the same rows 400 days later" : "other rows 400 days later: it reads the clock");
  }

  /// A table may come in as many batches as its producer likes.
  void check_batches() {
    std::string differs;
    for (const auto& [members, rows] : kBatches) {
      PluginCase example = example_;
      const std::string whole = attempt_made(*library_, *plugin_, example, {members}, setting_).digest();
      example.context.batch_rows = rows;
      const PluginAttempt came = attempt_made(*library_, *plugin_, example, {members}, setting_);
      if (came.digest() == whole) continue;
      differs = fmt::format("another answer when {} rows come at a time{}{}", rows, came.broke.empty() ? "" : ": ",
                            came.broke);
      break;
    }
    tell("batches", differs.empty(), differs.empty() ? "the same rows however they come" : differs);
  }

  /// A plugin that says it looks at each member alone must give the same rows when the members come in slices.
  void check_slices() {
    if (!plugin_->by_member) return tell("slices", CheckVerdict::skipped, "it does not look at each member alone");
    const PluginAttempt whole = attempt({kSome});
    if (!whole.broke.empty() || !whole.refused.empty()) {
      return tell("slices", CheckVerdict::skipped, "there are no rows to compare");
    }
    std::vector<std::string> lines = {sorted_lines(rows_as_csv(whole.rows))};
    std::string pieces;
    for (size_t first = 0; first < kSome; first += kSlice) {
      PluginAttempt slice = attempt({std::min(kSlice, kSome - first), MadeData::ordinary, first});
      if (!slice.broke.empty()) return tell("slices", CheckVerdict::failed, slice.broke);
      Column* subject = slice.rows.find("subject");
      if (subject == nullptr) return tell("slices", CheckVerdict::failed, "other columns in a slice: " + slice.refused);
      for (int64_t& member : subject->int64s) member += static_cast<int64_t>(first);
      const std::string csv = rows_as_csv(slice.rows);
      pieces += first == 0 ? csv : csv.substr(csv.find('\n') + 1);
    }
    const bool same = sorted_lines(pieces) == lines;
    tell("slices", same,
         same ? "the same rows as all at once" : "other rows than all at once, but it has VK_BY_MEMBER");
  }

  void check_cancel() {
    const std::string said = attempt_cancelled(*library_, *plugin_, example_, {kMany}, setting_);
    const bool soon = said.find("stopped when it was asked to") != std::string::npos;
    tell("cancel", soon, soon ? "stops when it is asked to" : said);
  }

  /// However far a run has come when it is cancelled: it says so or gives the rows it would have given, never others.
  void check_cancel_points() {
    const PluginAttempt whole = attempt({kMany});
    PluginCase example = example_;
    example.context.batch_rows = kMany / kCancelBatches;
    for (const uint64_t taken : kCancelPoints) {
      example.context.cancel_at = taken;
      const PluginAttempt came = attempt_made(*library_, *plugin_, example, {kMany}, setting_);
      if (came.cancelled || came.digest() == whole.digest()) continue;
      return tell("cancel at four points", CheckVerdict::failed,
                  fmt::format("cancelled after {} of {} batches: {}", taken, kCancelBatches,
                              came.broke.empty() ? "other rows, but no word of it" : came.broke));
    }
    tell("cancel at four points", CheckVerdict::ok, "says so or gives the same rows");
  }

  void check_rounds() {
    const std::string broke = attempt_rounds(*library_, *plugin_, example_, {kSome}, setting_, kRounds);
    tell("again and again", broke.empty(), broke.empty() ? fmt::format("{} runs in one process", kRounds) : broke);
  }

  /// With less memory than it needs a plugin says so; it never crashes or gives other rows.
  void check_memory() {
    const auto attempt_within = [&](uint64_t mib, size_t members) {
      PluginSetting small = setting_;
      small.hosting.limits.memory_mib = mib;
      return attempt_made(*library_, *plugin_, example_, {members}, small);
    };
    uint64_t least = 0;  // with this much its process does not even begin
    uint64_t most = setting_.hosting.limits.memory_mib;
    while (most - least > kMemoryStep) {
      const uint64_t middle = least + (most - least) / 2;
      (attempt_within(middle, 0).broke.empty() ? most : least) = middle;
    }
    const PluginAttempt enough = attempt({kMany});
    if (!enough.broke.empty()) return tell("little memory", CheckVerdict::skipped, "it fails with plenty, too");
    for (uint64_t mib = most; mib < setting_.hosting.limits.memory_mib; mib += std::max(kMemoryStep, mib / 8)) {
      const PluginAttempt came = attempt_within(mib, kMany);
      if (came.digest() == enough.digest()) break;
      const bool said_so = (came.broke + came.refused).find("out of memory") != std::string::npos;
      if (!said_so) return tell("little memory", CheckVerdict::failed, came.broke.empty() ? "other rows" : came.broke);
    }
    tell("little memory", CheckVerdict::ok, "says so when it is not enough");
  }

  /// Last of all and only when nothing was wrong, because here a crash would be this program's own.
  void check_here() {
    if (result_.count(CheckVerdict::failed) > 0) {
      return tell("in the program itself", CheckVerdict::skipped, "something above is wrong");
    }
    const std::filesystem::path files[] = {call_.library};
    Diagnostics diagnostics;
    const PluginLibrary here = PluginLibrary::search(files, diagnostics);
    if (here.descriptions().empty()) return tell("in the program itself", CheckVerdict::failed, render(diagnostics));
    const PluginAttempt came = attempt_made(here, here.descriptions().front(), example_, {kSome}, {});
    const bool same = came.digest() == attempt({kSome}).digest();
    tell("in the program itself", same,
         same ? "the same rows as in a process of its own" : "other rows than in a process of its own");
  }

  const PluginCheckCall& call_;
  PluginCheck result_;
  PluginSearch search_;
  PluginSetting setting_;
  PluginCase example_;
  std::optional<PluginLibrary> library_;
  const PluginDescription* plugin_ = nullptr;
};

}  // namespace

PluginLimits check_limits() {
  PluginLimits limits;
  limits.silence = limits.total = std::chrono::minutes{1};
  limits.cpu = std::chrono::minutes{1};
  limits.memory_mib = 1024;
  return limits;
}

PluginCheck check_plugin(const PluginCheckCall& call) {
  if (std::filesystem::is_directory(call.library)) {
    throw Error(ErrorCode::invalid_input, call.library.string() + " is a folder; name the library in it");
  }
  return LibraryChecker(call).check();
}

}  // namespace vk
