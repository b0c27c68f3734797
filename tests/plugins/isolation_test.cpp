#include <catch2/catch.hpp>

#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <future>
#include <set>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/sanitizer.hpp"
#include "core/base/text.hpp"
#include "core/content/content_plan.hpp"
#include "core/measure/measure.hpp"
#include "core/plugin_host/fork_server.hpp"
#include "core/plugin_host/isolated_plugin.hpp"
#include "core/plugin_host/plugin_library.hpp"
#include "core/plugin_host/plugin_text.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/temp_folder.hpp"

namespace {

using namespace vk;
using std::chrono::milliseconds;

constexpr int kRounds = VK_ADDRESS_SANITIZER ? 3 : 50;
constexpr int kFewRounds = 3;
constexpr size_t kAtOnce = 25;
constexpr const char* kMeasurement = "deeds";
constexpr const char* kContent = "content_deeds";

/// The sabotage libraries, each loaded in processes of its own.
const PluginLibrary& library() {
  static const PluginLibrary kLibrary = [] {
    static test::TempFolder folder;
    for (const char* name : {kMeasurement, kContent, "reader", "plain_c"}) {
      const std::string file = std::string(name) + ".so";
      std::filesystem::copy_file(std::filesystem::path(VK_SABOTAGE_DIR) / file, folder / file);
    }
    Diagnostics diagnostics;
    const std::filesystem::path folders[] = {folder.path()};
    PluginLibrary found = PluginLibrary::search(folders, diagnostics, VK_PROGRAM);
    INFO(render(diagnostics));
    REQUIRE(diagnostics.empty());
    return found;
  }();
  return kLibrary;
}

ConfigTable deed_option(const std::string& deed) {
  Diagnostics diagnostics;
  return parse_config("deed = \"" + deed + "\"\n", "calendar.toml", diagnostics).root;
}

PluginSetting quick_setting() {
  PluginSetting setting;
  setting.hosting.isolation = Isolation::process;
  setting.hosting.limits.memory_mib = 256;
  return setting;
}

/// Limits that a hanging plugin meets soon.
PluginSetting impatient_setting() {
  PluginSetting setting = quick_setting();
  setting.hosting.limits.silence = milliseconds{500};
  setting.hosting.limits.grace = milliseconds{200};
  return setting;
}

/// Three members, measured.
Snapshot measure_three(PluginInstance& plugin) {
  MeasurementSpec measurement;
  measurement.id = "pulse";
  measurement.states = {{"committed", MoneyClass::secured}, {"leaving", MoneyClass::leaving}};
  Frame frame;
  frame.segments.tuples = {{}};
  frame.subjects = {10, 20, 30};
  frame.segment = {0, 0, 0};
  Occurrence occurrence;
  occurrence.name = {"pulse", "customers", "2026"};
  MetricAmounts amounts;
  amounts.money = {100, 200, 300};
  amounts.activity = {kActive, kActive, 0};
  return measure({&measurement, &occurrence, &frame, &amounts, {}, {}, 0}, plugin);
}

/// Three members, planned for.
ContentPlan plan_three(PluginInstance& plugin) {
  Snapshot snapshot;
  snapshot.subjects = {10, 20, 30};
  snapshot.money = {100, 200, 300};
  snapshot.state = {0, 0, 0};
  snapshot.segment = {0, 0, 0};
  snapshot.header.states = {{"committed", MoneyClass::secured}};
  snapshot.header.segments.tuples = {{}};
  snapshot.header.metric.currency = *Currency::from_code("EUR");
  ContentSpec content;
  content.id = "calls";
  Occurrence occurrence;
  occurrence.name = {"calls", "customers", "2026"};
  return plan_content({&content, &occurrence, &snapshot, nullptr, {}, 0}, plugin);
}

/// Uses a plugin; gives "" when its three rows are as they should be.
std::string use(PluginInstance& plugin) {
  if (plugin.description().kind == PluginKind::measurement) {
    return measure_three(plugin).state == std::vector<uint8_t>{0, 0, 0} ? "" : "other states";
  }
  const ContentPlan plan = plan_three(plugin);
  bool whole = plan.rows.size() == 3;
  for (const ContentRow& row : plan.rows) {
    whole = whole && row.reason == "member " + std::to_string(row.subject / 10 - 1);
  }
  return whole ? "" : "other rows";
}

/// Does `deed` in a process of its own; gives the error's text, or "" when it went well. From any thread.
std::string do_deed(const std::string& plugin, const std::string& deed, const PluginSetting& setting) {
  const std::vector<std::string> states{"committed", "leaving"};
  try {
    const auto instance = library().create(*library().find(plugin), deed_option(deed), states, setting);
    return use(*instance);
  } catch (const Error& problem) {
    return (problem.code() == ErrorCode::plugin_failed ? "" : "not as a plugin's failure: ") +
           std::string(problem.what());
  }
}

size_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<size_t>(std::distance(begin(all), end(all)));
}

/// All processes by their parents, ended ones that nobody took note of among them.
std::multimap<pid_t, pid_t> processes_by_parent() {
  std::multimap<pid_t, pid_t> all;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const auto process = int64_from(entry.path().filename().string());
    if (!process) continue;
    std::ifstream file(entry.path() / "stat");
    std::string stat;
    std::getline(file, stat);
    const size_t name_end = stat.rfind(')');
    if (name_end == std::string::npos) continue;
    const std::vector<std::string_view> fields = split(std::string_view(stat).substr(name_end + 2), ' ');
    all.emplace(static_cast<pid_t>(int64_from(fields[1]).value_or(0)), static_cast<pid_t>(*process));
  }
  return all;
}

/// The fork servers of this process.
std::vector<pid_t> fork_servers() {
  const auto all = processes_by_parent();
  std::vector<pid_t> servers;
  const auto [first, last] = all.equal_range(getpid());
  for (auto each = first; each != last; ++each) servers.push_back(each->second);
  return servers;
}

/// The processes that fork servers have made ready and that are no plugin's yet.
std::vector<pid_t> spare_processes() {
  const auto all = processes_by_parent();
  std::vector<pid_t> spares;
  for (const pid_t server : fork_servers()) {
    const auto [first, last] = all.equal_range(server);
    for (auto each = first; each != last; ++each) {
      std::ifstream file("/proc/" + std::to_string(each->second) + "/comm");
      std::string name;
      if (std::getline(file, name) && name == kForkServerCommand) spares.push_back(each->second);
    }
  }
  return spares;
}

/// The same once every server has made one, which it does when it has rested; as they are after ten seconds.
std::vector<pid_t> awaited_spares() {
  constexpr int kTries = 5000;
  for (int tries = 0; tries < kTries && spare_processes().size() < fork_servers().size(); ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  return spare_processes();
}

/// Whether there is a process of a plugin.
bool has_children() {
  const auto all = processes_by_parent();
  size_t children = 0;
  for (const pid_t server : fork_servers()) children += all.count(server);
  return children > spare_processes().size();
}

/// Waits until a process is no more; false when it still is after ten seconds.
bool is_gone(pid_t process) {
  const int descriptor = static_cast<int>(syscall(SYS_pidfd_open, process, 0));
  if (descriptor < 0) return errno == ESRCH;
  pollfd wait{descriptor, POLLIN, 0};
  const bool gone = poll(&wait, 1, 10000) == 1;
  close(descriptor);
  return gone;
}

struct Deed {
  const char* deed;
  const char* message;                    ///< after "plugin NAME: "; empty = it goes well
  const char* content_message = nullptr;  ///< of a content plugin, when it is another
};

/// Does a deed so many times, several at once; gives each different thing that was said.
std::set<std::string> do_often(const std::string& plugin, const Deed& deed, const PluginSetting& setting, int rounds) {
  std::set<std::string> said;
  while (rounds > 0) {
    std::vector<std::future<std::string>> at_once;
    for (; rounds > 0 && at_once.size() < kAtOnce; --rounds) {
      at_once.push_back(std::async(std::launch::async, [&] { return do_deed(plugin, deed.deed, setting); }));
    }
    for (std::future<std::string>& each : at_once) said.insert(each.get());
  }
  return said;
}

void check_deeds(const char* plugin, std::span<const Deed> deeds, const PluginSetting& setting, int rounds) {
  REQUIRE(do_deed(plugin, "none", setting).empty());  // there is a fork server now
  REQUIRE_FALSE(has_children());
  const size_t before = open_descriptors();
  for (const Deed& each : deeds) {
    INFO(each.deed);
    const char* message = plugin == kContent && each.content_message != nullptr ? each.content_message : each.message;
    const std::string expected = *message == '\0' ? "" : "plugin " + std::string(plugin) + ": " + message;
    CHECK(do_often(plugin, each, setting, rounds) == std::set<std::string>{expected});
    CHECK_FALSE(has_children());
    CHECK(open_descriptors() == before);
  }
}

/// What a plugin can do to its own occurrence, and what is said of it.
constexpr Deed kQuickDeeds[] = {
    {"null_write", "killed by SIGSEGV (Segmentation fault)"},
    {"abort", "killed by SIGABRT (Aborted)"},
    {"throw", "the well is dry"},
    {"exit", "ended without END (exit code 0)"},
    {"crash_at_end", "killed by SIGSEGV (Segmentation fault)"},
    {"wrong_value", "column \"state\" holds 99 in rows 1 to 3; expected a state from 0 to 1, or 255 for none",
     "row 1: subject 0 has no channel"},
};

/// Other ways of the same kinds.
constexpr Deed kRareDeeds[] = {
    {"none", ""},
    {"stack_overflow", "killed by SIGSEGV (Segmentation fault)"},
    {"garbage", "sent a message that is not of the protocol"},
    {"crash_in_configure", "killed by SIGSEGV (Segmentation fault)"},
    {"wrong_column", "column \"mood\" is none of subject, state, disposition, flag_* and score_*",
     "column 'channel' is int64, expected text"},
    {"no_member", "column \"subject\" holds 999999 in row 3; expected a member from 0 to 2",
     "row 3: subject 999999 is not one of the 3 members"},
    {"kill_self", "killed by SIGKILL (Killed)"},
    {"quick_exit", "ended without END (exit code 0)"},
    {"exit_seven", "ended without END (exit code 7)"},
    {"grandchild_and_exit", "ended without END (exit code 0)"},
    {"closed_descriptors", "ended without END (exit code 71)"},
    {"leak", ""},
};

constexpr Deed kHangingDeeds[] = {
    {"hang", "gave no sign of life for 500 ms (limits.silence); ended by SIGTERM"},
    {"deaf_hang", "gave no sign of life for 500 ms (limits.silence); did not heed SIGTERM, ended by SIGKILL"},
    {"polite_hang", "gave no sign of life for 500 ms (limits.silence); stopped when it was asked to"},
    {"hang_in_configure", "gave no sign of life for 500 ms (limits.silence); ended by SIGTERM"},
    {"hang_at_end", "gave no sign of life for 500 ms (limits.silence); ended by SIGTERM"},
};

}  // namespace

TEST_CASE("isolation: a measurement plugin that ends badly costs its own occurrence") {
  check_deeds(kMeasurement, kQuickDeeds, quick_setting(), kRounds);
  check_deeds(kMeasurement, kRareDeeds, quick_setting(), kFewRounds);
}

TEST_CASE("isolation: a content plugin that ends badly costs its own occurrence") {
  check_deeds(kContent, kQuickDeeds, quick_setting(), kRounds);
  check_deeds(kContent, kRareDeeds, quick_setting(), kFewRounds);
}

TEST_CASE("isolation: a plugin that hangs is asked to stop, then ended, then killed") {
  check_deeds(kMeasurement, {kHangingDeeds, 2}, impatient_setting(), kRounds);
  check_deeds(kMeasurement, std::span(kHangingDeeds).subspan(2), impatient_setting(), kFewRounds);
}

TEST_CASE("isolation: a content plugin that hangs is ended as well") {
  check_deeds(kContent, {kHangingDeeds, 2}, impatient_setting(), kFewRounds);
}

TEST_CASE("isolation: a plugin that only talks meets the limit of all its time") {
  PluginSetting setting = quick_setting();
  setting.hosting.limits.total = milliseconds{1500};
  setting.hosting.limits.grace = milliseconds{500};
  for (const char* plugin : {kMeasurement, kContent}) {
    CHECK(do_deed(plugin, "chatty_hang", setting) ==
          "plugin " + std::string(plugin) + ": ran longer than 1500 ms (limits.total); ended by SIGTERM");
  }
}

TEST_CASE("isolation: processor time is limited") {
  PluginSetting setting = quick_setting();
  setting.hosting.limits.cpu = std::chrono::seconds{1};
  CHECK(do_deed(kMeasurement, "spin", setting) ==
        "plugin deeds: killed by SIGXCPU: more than 1 s of CPU time (limits.cpu)");
}

TEST_CASE("isolation: endless allocation ends at the limit of memory") {
  if (VK_ADDRESS_SANITIZER) {
    test::skip("a sanitizer's shadow leaves no room for a limit of addresses");
    return;
  }
  constexpr Deed kDeed{"endless_allocation", "out of memory"};
  PluginSetting setting = quick_setting();
  setting.hosting.limits.memory_mib = 16;
  for (const char* plugin : {kMeasurement, kContent}) check_deeds(plugin, {&kDeed, 1}, setting, kFewRounds);
}

TEST_CASE("isolation: a member given more than once is refused with the row") {
  CHECK(do_deed(kMeasurement, "huge_rows", quick_setting()) == "plugin deeds: member 0 is there twice, again in row 2");
}

TEST_CASE("isolation: more rows than its limit of memory are not taken") {
  PluginSetting setting = quick_setting();
  setting.hosting.limits.memory_mib = 16;
  const std::string said = do_deed(kMeasurement, "huge_rows", setting);
  CHECK(said.find("plugin deeds: ") == 0);
  CHECK_FALSE(said.find("twice") != std::string::npos);
}

TEST_CASE("isolation: lines of the plugin's log and of its stderr carry its name and are limited in number") {
  std::vector<std::string> lines;
  PluginSetting setting = quick_setting();
  setting.log = [&](PluginLogLevel, const std::string& line) { lines.push_back(line); };
  CHECK(do_deed(kMeasurement, "log", setting).empty());
  CHECK(lines == std::vector<std::string>{"plugin deeds: a word for the log"});
  lines.clear();
  CHECK(do_deed(kMeasurement, "shout", setting).empty());
  REQUIRE(lines.size() == 201);
  CHECK(lines.front() == "plugin deeds: so loud");
  CHECK(lines.back() == "plugin deeds: 800 more lines are left out");
}

TEST_CASE("isolation: a plugin that asks for what it may not have is refused, and told") {
  const std::pair<std::string, std::string> deeds[] = {
      {"connect", "asked for the network, which a plugin may not have"},
      {"exec", "asked for another program, which a plugin may not have"},
      {"kill_parent", "asked for another process, which a plugin may not have"},
      {"new_session", "asked for another process group, which a plugin may not have"},
  };
  for (const auto& [deed, line] : deeds) {
    INFO(deed);
    std::vector<std::string> lines;
    PluginSetting setting = quick_setting();
    setting.log = [&](PluginLogLevel, const std::string& said) { lines.push_back(said); };
    for (const char* plugin : {kMeasurement, kContent}) {
      lines.clear();
      CHECK(do_deed(plugin, deed, setting) ==
            "plugin " + std::string(plugin) + ": " + deed + ": Operation not permitted");
      CHECK(lines == std::vector<std::string>{"plugin " + std::string(plugin) + ": " + line});
    }
  }
}

TEST_CASE("isolation: a plugin can neither read nor write files where the kernel has Landlock") {
  if (syscall(SYS_landlock_create_ruleset, nullptr, 0, 1U) < 1) {
    test::skip("this kernel has no Landlock");
    return;
  }
  test::TempFolder folder;
  const auto secret = folder.write("store.db", "secret");
  for (const char* plugin : {kMeasurement, kContent}) {
    INFO(plugin);
    const std::string name = "plugin " + std::string(plugin) + ": ";
    CHECK(do_deed(plugin, "read " + secret.string(), quick_setting()) == name + "read: Permission denied");
    CHECK(do_deed(plugin, "write " + secret.string(), quick_setting()) == name + "write: Permission denied");
    CHECK(do_deed(plugin, "write " + (folder / "new").string(), quick_setting()) == name + "write: Permission denied");
    CHECK(do_deed(plugin, "remove " + secret.string(), quick_setting()) == name + "remove: Permission denied");
  }
  CHECK(read_file(secret) == "secret");
}

TEST_CASE("isolation: a plugin that says it reads files can, and still cannot write them") {
  test::TempFolder folder;
  const auto file = folder.write("rates.txt", "1.5");
  CHECK(do_deed("reader", "read " + file.string(), quick_setting()).empty());
  CHECK(do_deed("reader", "connect", quick_setting()) == "plugin reader: connect: Operation not permitted");
}

TEST_CASE("isolation: a process the plugin started ends with it") {
  pid_t grandchild = 0;
  PluginSetting setting = quick_setting();
  setting.log = [&](PluginLogLevel, const std::string& line) {
    grandchild = static_cast<pid_t>(int64_from(line.substr(line.rfind(' ') + 1)).value_or(0));
  };
  CHECK(do_deed(kMeasurement, "grandchild", setting).empty());
  REQUIRE(grandchild > 0);
  CHECK(is_gone(grandchild));
}

TEST_CASE("isolation: a plugin's process does not outlive a parent that is killed") {
  REQUIRE(library().find(kMeasurement) != nullptr);
  int ends[2] = {-1, -1};
  REQUIRE(pipe(ends) == 0);
  const pid_t parent = fork();
  REQUIRE(parent >= 0);
  if (parent == 0) {
    PluginSetting setting = quick_setting();
    setting.log = [&](PluginLogLevel, const std::string& line) {
      const std::string number = line.substr(line.rfind(' ') + 1);
      static_cast<void>(!::write(ends[1], number.data(), number.size()));
    };
    static_cast<void>(do_deed(kMeasurement, "say_and_hang", setting));
    _exit(0);
  }
  close(ends[1]);
  char text[32] = {};
  REQUIRE(read(ends[0], text, sizeof text - 1) > 0);
  close(ends[0]);
  const auto child = static_cast<pid_t>(int64_from(text).value_or(0));
  REQUIRE(child > 0);
  REQUIRE(kill(parent, SIGKILL) == 0);
  REQUIRE(waitpid(parent, nullptr, 0) == parent);
  CHECK(is_gone(child));
}

TEST_CASE("isolation: when the process that starts plugins is killed, so are they, and the next has a new one") {
  REQUIRE(do_deed(kMeasurement, "none", quick_setting()).empty());
  PluginSetting setting = quick_setting();
  setting.log = [&](PluginLogLevel, const std::string& line) {
    if (line.find("left out") != std::string::npos) return;
    for (const pid_t server : fork_servers()) kill(server, SIGKILL);
  };
  for (const char* plugin : {kMeasurement, kContent}) {
    CHECK(do_deed(plugin, "say_and_hang", setting) ==
          "plugin " + std::string(plugin) + ": killed with the process it was started by; is there enough memory?");
    CHECK(do_deed(plugin, "none", quick_setting()).empty());
    CHECK_FALSE(has_children());
  }
}

TEST_CASE("isolation: the process that waits to be the next plugin's can be killed") {
  for (const char* plugin : {kMeasurement, kContent}) {
    REQUIRE(do_deed(plugin, "none", quick_setting()).empty());
    const std::vector<pid_t> spares = awaited_spares();
    REQUIRE(spares.size() == fork_servers().size());
    for (const pid_t spare : spares) {
      REQUIRE(kill(spare, SIGKILL) == 0);
      REQUIRE(is_gone(spare));
    }
    CHECK(do_deed(plugin, "none", quick_setting()).empty());
    CHECK_FALSE(has_children());
  }
}

TEST_CASE("isolation: a plugin knows nothing of the program's environment") {
  setenv("VUOSIKELLO_TEST_SECRET", "hunter2", 1);
  const PluginLibrary fresh = [] {
    static const std::filesystem::path kFile = std::filesystem::path(VK_SABOTAGE_DIR) / "deeds.so";
    Diagnostics diagnostics;
    return PluginLibrary::search({&kFile, 1}, diagnostics, VK_PROGRAM);
  }();
  std::vector<std::string> lines;
  PluginSetting setting = quick_setting();
  setting.log = [&](PluginLogLevel, const std::string& line) { lines.push_back(line); };
  const auto instance = fresh.create(*fresh.find(kMeasurement), deed_option("tell_environment"),
                                     std::vector<std::string>{"committed", "leaving"}, setting);
  CHECK(use(*instance).empty());
  unsetenv("VUOSIKELLO_TEST_SECRET");
  REQUIRE_FALSE(lines.empty());
  CHECK(std::find(lines.begin(), lines.end(), "plugin deeds: TZ=UTC") != lines.end());
  for (const std::string& line : lines) CHECK(line.find("hunter2") == std::string::npos);
}

TEST_CASE("isolation: a run can be cancelled from the log of the plugin") {
  std::unique_ptr<PluginInstance> plugin;
  PluginSetting setting = quick_setting();
  setting.hosting.limits.grace = milliseconds{500};
  setting.log = [&](PluginLogLevel, const std::string&) { plugin->cancel(); };
  plugin = library().create(*library().find(kMeasurement), deed_option("say_and_hang"), {}, setting);
  try {
    measure_three(*plugin);
    FAIL("it was not cancelled");
  } catch (const Error& problem) {
    CHECK(problem.code() == ErrorCode::cancelled);
    CHECK(std::string(problem.what()) == "plugin deeds: was cancelled; ended by SIGTERM");
  }
}

TEST_CASE("isolation: a library that breaks while it is loaded is told and breaks nothing else") {
  test::TempFolder folder;
  for (const char* name : {"crash_at_load", "exit_at_load", "no_symbol", "other_abi", "plain_c"}) {
    const std::string file = std::string(name) + ".so";
    std::filesystem::copy_file(std::filesystem::path(VK_SABOTAGE_DIR) / file, folder / file);
  }
  const std::string whole = read_file(std::filesystem::path(VK_SABOTAGE_DIR) / "deeds.so");
  folder.write("truncated.so", whole.substr(0, whole.size() / 2));
  Diagnostics diagnostics;
  const std::filesystem::path folders[] = {folder.path()};
  const PluginLibrary found = PluginLibrary::search(folders, diagnostics, VK_PROGRAM);
  CHECK(found.ids() == std::vector<std::string>{"plain_c"});
  std::map<std::string, std::string> said;
  for (const Diagnostic& each : diagnostics.all()) {
    CHECK(each.severity == Severity::warning);
    said[std::filesystem::path(each.at.file).stem().string()] = each.code + " " + each.message;
  }
  CHECK(said["crash_at_load"] == "PL004 cannot be loaded: killed by SIGSEGV (Segmentation fault)");
  CHECK(said["exit_at_load"] == "PL004 cannot be loaded: ended without END (exit code 0)");
  CHECK(said["no_symbol"] == "PL001 has no symbol vk_plugin_entry_v1");
  CHECK(said["other_abi"] == "PL002 was built for plugin ABI 2, this program speaks 1");
  CHECK(said["truncated"].find("PL004 cannot be loaded: ") == 0);
  CHECK_THROWS_WITH(found.require("crash_at_load"),
                    "plugin crash_at_load cannot be loaded: killed by SIGSEGV (Segmentation fault)");
}

TEST_CASE("isolation: a library that hangs while it is loaded is given up") {
  PluginLimits limits;
  limits.start = milliseconds{300};
  limits.grace = milliseconds{200};
  const auto library = std::filesystem::path(VK_SABOTAGE_DIR) / "hang_at_load.so";
  const DescribedLibrary described = describe_isolated(
      {std::make_shared<ForkServer>(VK_PROGRAM), library, "hang_at_load", limits, {}, false, false, {}, {}});
  CHECK_FALSE(described.description);
  CHECK(described.problem.code == "PL004");
  CHECK(described.problem.message == "cannot be loaded: did not start in 300 ms (limits.start); ended by SIGTERM");
  CHECK_FALSE(has_children());
}

TEST_CASE("isolation: a library that was described once is not loaded to be described again") {
  const test::TempFolder folder;
  const auto host = folder.write(
      "host", "#!/bin/sh\necho x >> '" + (folder / "starts").string() + "'\nexec '" + VK_PROGRAM + "' \"$@\"\n");
  std::filesystem::permissions(host, std::filesystem::perms::owner_all);
  for (const char* name : {"plain_c", "crash_at_load"}) {
    const std::string file = std::string(name) + ".so";
    std::filesystem::create_directory(folder / "plugins");
    std::filesystem::copy_file(std::filesystem::path(VK_SABOTAGE_DIR) / file, folder / "plugins" / file);
  }
  const std::filesystem::path folders[] = {folder / "plugins"};
  std::string said;
  for (int round = 0; round < 2; ++round) {
    INFO(round);
    Diagnostics diagnostics;
    const PluginLibrary found = PluginLibrary::search(folders, diagnostics, host, folder / "cache");
    CHECK(found.ids() == std::vector<std::string>{"plain_c"});
    REQUIRE(diagnostics.all().size() == 1);
    if (round == 0) said = render(diagnostics);
    CHECK(render(diagnostics) == said);
    CHECK(read_file(folder / "starts") == "x\n");  // the fork server of the first round
  }
}

TEST_CASE("isolation: a description is the same from another process as from this one") {
  Diagnostics diagnostics;
  const std::filesystem::path folders[] = {VK_PLUGIN_DIR};
  const PluginLibrary here = PluginLibrary::search(folders, diagnostics);
  const PluginLibrary there = PluginLibrary::search(folders, diagnostics, VK_PROGRAM);
  CHECK(diagnostics.empty());
  REQUIRE(here.ids() == there.ids());
  REQUIRE_FALSE(here.ids().empty());
  for (const PluginDescription& plugin : here.descriptions()) {
    const PluginDescription& other = *there.find(plugin.id);
    CHECK(plugin_info_text(plugin) == plugin_info_text(other));
    CHECK(plugin.sha256 == other.sha256);
    CHECK(plugin.by_member == other.by_member);
  }
}
