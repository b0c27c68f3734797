#include <catch2/catch.hpp>

#include <fmt/format.h>

#include <filesystem>
#include <span>

#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/store/store.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/temp_folder.hpp"

namespace {

using namespace vk;

constexpr const char* kHead = R"toml(format   = 1
timezone = "UTC"
currency = "EUR"

[source.customers]
csv = "customers.csv"

[source.invoices]
csv     = "invoices.csv"
subject = "id"
date    = "day"

[audience.customers]
register = "customers"
key      = "id"

[metric.purchases]
source = "invoices"
sum    = "amount"
window = "the cycle"
)toml";

std::string plugin_keys(const std::string& plugin, const std::string& deed) {
  std::string text = "plugin = \"" + plugin + "\"\nisolation = \"process\"\nlimits = { silence = 1, memory = 256 }\n";
  if (!deed.empty()) text += "options = { deed = \"" + deed + "\" }\n";
  return text;
}

constexpr const char* kOnceAYear = "opens = \"December 31\"\n";
constexpr const char* kOnceAMonth = "every = \"month\"\nopens = \"third Tuesday of the month\"\n";

std::string measurement(const std::string& id, const std::string& plugin, const std::string& deed,
                        const char* schedule = kOnceAYear) {
  return "\n[[measurement]]\nid = \"" + id + "\"\naudience = \"customers\"\n" + schedule +
         "stays_open = \"1 day\"\nmoney = \"purchases\"\n" +
         "states = [{ name = \"committed\", money = \"secured\" }, { name = \"leaving\", money = \"leaving\" }]\n" +
         plugin_keys(plugin, deed);
}

std::string content(const std::string& id, const std::string& deed) {
  return "\n[[content]]\nid = \"" + id + "\"\nafter = \"good\"\nto = [\"folder:lists\"]\n" +
         plugin_keys("content_deeds", deed);
}

test::ProgramResult run(const std::filesystem::path& program, std::vector<std::string> arguments) {
  test::ProgramCall call;
  call.program = program;
  call.arguments = std::move(arguments);
  return test::run_program(call);
}

/// Writes a calendar with its data, and gives its folder the sabotage libraries `names`.
void write_calendar(const test::TempFolder& folder, const std::string& calendar, std::span<const char* const> names) {
  folder.write("calendar.toml", calendar);
  folder.write("customers.csv", "id\nA\nB\nC\n");
  folder.write("invoices.csv", "id,day,amount\nA,2025-02-01,100.00\nB,2025-03-01,50.00\n");
  std::filesystem::create_directory(folder / "plugins");
  for (const char* name : names) {
    const std::string file = std::string(name) + ".so";
    std::filesystem::copy_file(std::filesystem::path(VK_SABOTAGE_DIR) / file, folder / "plugins" / file);
  }
}

std::vector<std::string> backfill_arguments(const test::TempFolder& folder, const std::string& first,
                                            const std::string& last) {
  return {"--config",
          folder.path().string(),
          "--plugin-dir",
          (folder / "plugins").string(),
          "backfill",
          "--from",
          first,
          "--to",
          last,
          "--as-of",
          "2026-01-02T00:00:00Z"};
}

/// Measures all cycles of these days.
test::ProgramResult backfill(const test::TempFolder& folder, const std::string& first, const std::string& last) {
  return run(VK_PROGRAM, backfill_arguments(folder, first, last));
}

/// The example's two years by `program`, in a folder of their own.
void run_seed(const std::filesystem::path& program, const std::filesystem::path& folder) {
  test::ProgramCall call;
  call.program = std::filesystem::path{VK_SOURCE_DIR} / "calendars/examples/seed_8000/run";
  call.arguments = {program.string(), folder.string()};
  call.environment = {{"VUOSIKELLO_PLUGIN_PATH", VK_PLUGIN_DIR}};
  const test::ProgramResult result = test::run_program(call);
  INFO(result.out << result.err);
  REQUIRE(result.exit_code == 0);
}

/// Everything below a folder but the store, which keeps the times of the files it has read; by name.
std::map<std::string, std::string> bytes_below(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || entry.path().extension() == ".db") continue;
    files[std::filesystem::relative(entry.path(), folder).string()] = read_file(entry.path());
  }
  return files;
}

}  // namespace

TEST_CASE("isolated run: a calendar of nothing but sabotage loses nothing else") {
  const test::TempFolder folder;
  const std::map<std::string, std::string> deeds{
      {"null_write", "killed by SIGSEGV"},
      {"abort", "killed by SIGABRT"},
      {"stack_overflow", "killed by SIGSEGV"},
      {"exit", "ended without END (exit code 0)"},
      {"throw", "the well is dry"},
      {"garbage", "sent a message that is not of the protocol"},
      {"deaf_hang", "gave no sign of life for 1 s (limits.silence); did not heed SIGTERM, ended by SIGKILL"},
      {"crash_in_configure", "killed by SIGSEGV"},
      {"crash_at_end", "killed by SIGSEGV"},
      {"connect", "connect: Operation not permitted"},
      {"exec", "exec: Operation not permitted"},
      {"kill_parent", "kill_parent: Operation not permitted"},
      {"new_session", "new_session: Operation not permitted"},
  };
  std::string calendar = kHead + measurement("good", "plain_c", "");
  for (const auto& [deed, reason] : deeds) {
    calendar += measurement("m_" + deed, "deeds", deed) + content("c_" + deed, deed);
  }
  calendar += measurement("m_at_load", "crash_at_load", "") + measurement("m_no_symbol", "no_symbol", "");
  calendar += measurement("m_state", "deeds", "wrong_value") + content("c_good", "none");
  constexpr const char* kLibraries[] = {"plain_c", "deeds", "content_deeds", "crash_at_load", "no_symbol"};
  write_calendar(folder, calendar, kLibraries);
  const test::ProgramResult result = backfill(folder, "2025-01-01", "2025-12-31");
  INFO(result.out << result.err);
  CHECK(result.exit_code == 3);
  for (const auto& [deed, reason] : deeds) {
    INFO(deed);
    CHECK(result.err.find("plugin deeds: " + reason) != std::string::npos);
    CHECK(result.err.find("plugin content_deeds: " + reason) != std::string::npos);
  }
  CHECK(result.err.find("plugin crash_at_load cannot be loaded: killed by SIGSEGV") != std::string::npos);
  CHECK(result.err.find("plugin no_symbol has no symbol vk_plugin_entry_v1") != std::string::npos);
  CHECK(result.err.find("column \"state\" holds 99 in rows 1 to 3") != std::string::npos);

  Store store = Store::open(folder / "vuosikello.db", StoreMode::read_only);
  CHECK(store.verify().empty());
  const auto good = store.find_snapshot({"good", "customers", "2025"});
  REQUIRE(good);
  CHECK(good->header.members == 3);
  for (const auto& [deed, reason] : deeds) {
    INFO(deed);
    CHECK_FALSE(store.find_snapshot({"m_" + deed, "customers", "2025"}));
  }
  for (const auto& [name, bytes] : bytes_below(folder / "lists")) {
    INFO(name);
    CHECK((name == "SHA256SUMS" || name == "c_good-2025.csv"));
  }
}

TEST_CASE("isolated run: a kernel without Landlock and descriptors of processes runs and stops plugins all the same") {
  const test::TempFolder folder;
  std::string calendar = kHead + measurement("good", "plain_c", "");
  const std::filesystem::path kept = folder.write("kept", "kept");
  const std::string deeds[] = {
      "null_write", "exit", "hang", "grandchild_and_exit", "write " + kept.string(), "remove " + kept.string()};
  for (size_t at = 0; at < std::size(deeds); ++at) {
    calendar += measurement("m_" + std::to_string(at), "deeds", deeds[at]);
  }
  constexpr const char* kLibraries[] = {"plain_c", "deeds"};
  write_calendar(folder, calendar, kLibraries);
  std::vector<std::string> arguments = backfill_arguments(folder, "2025-01-01", "2025-12-31");
  arguments.insert(arguments.begin(), {VK_PROGRAM, "--debug"});
  const test::ProgramResult result = run(VK_OLD_KERNEL, arguments);
  INFO(result.out << result.err);
  CHECK(result.exit_code == 3);
  CHECK(result.err.find(
            "the sandbox is weaker here: files can be read, for want of Landlock: Function not implemented") !=
        std::string::npos);
  CHECK(result.err.find("plugin deeds: killed by SIGSEGV") != std::string::npos);
  CHECK(result.err.find("plugin deeds: ended without END (exit code 0)") != std::string::npos);
  CHECK(result.err.find("plugin deeds: gave no sign of life for 1 s (limits.silence); ended by SIGTERM") !=
        std::string::npos);
  const auto good =
      Store::open(folder / "vuosikello.db", StoreMode::read_only).find_snapshot({"good", "customers", "2025"});
  REQUIRE(good);
  CHECK(good->header.members == 3);
  CHECK(result.err.find("plugin deeds: asked for the change of a file, which a plugin may not have") !=
        std::string::npos);
  for (const char* what : {"write", "remove"}) {
    CHECK(result.err.find("plugin deeds: " + std::string(what) + ": Operation not permitted") != std::string::npos);
  }
  CHECK(read_file(kept) == "kept");
}

TEST_CASE("isolated run: a program that was started without any stream runs plugins all the same") {
  const test::TempFolder folder;
  constexpr const char* kLibraries[] = {"plain_c", "deeds"};
  write_calendar(folder, kHead + measurement("good", "plain_c", "") + measurement("m_shout", "deeds", "shout"),
                 kLibraries);
  std::vector<std::string> arguments = backfill_arguments(folder, "2025-01-01", "2025-12-31");
  arguments.insert(arguments.begin(), {"-c", "exec \"$0\" \"$@\" <&- >&- 2>&-", VK_PROGRAM});
  CHECK(run("/bin/sh", arguments).exit_code == 0);
  Store store = Store::open(folder / "vuosikello.db", StoreMode::read_only);
  CHECK(store.verify().empty());
  CHECK(store.find_snapshot({"good", "customers", "2025"}));
  CHECK(store.find_snapshot({"m_shout", "customers", "2025"}));
}

TEST_CASE("isolated run: fifty bad ends in a row leave whole snapshots and nothing else") {
  const test::TempFolder folder;
  constexpr const char* kDeeds[] = {"exit", "crash_at_end", "wrong_value"};
  std::string calendar = kHead + measurement("good", "plain_c", "", kOnceAMonth);
  for (const char* deed : kDeeds) calendar += measurement(std::string("m_") + deed, "deeds", deed, kOnceAMonth);
  calendar += content("c_crash", "crash_at_end");
  constexpr const char* kLibraries[] = {"plain_c", "deeds", "content_deeds"};
  write_calendar(folder, calendar, kLibraries);
  const test::ProgramResult result = backfill(folder, "2021-11-01", "2025-12-31");
  INFO(result.out << result.err);
  CHECK(result.exit_code == 3);

  Store store = Store::open(folder / "vuosikello.db", StoreMode::read_only);
  CHECK(store.verify().empty());
  size_t cycles = 0;
  for (size_t month = 0; month < 50; ++month) {
    const std::string cycle = fmt::format("{}-{:02}", 2021 + (month + 10) / 12, (month + 10) % 12 + 1);
    INFO(cycle);
    if (store.find_snapshot({"good", "customers", cycle})) ++cycles;
    for (const char* deed : kDeeds) {
      CHECK_FALSE(store.find_snapshot({std::string("m_") + deed, "customers", cycle}));
    }
  }
  CHECK(cycles == 50);
  CHECK_FALSE(std::filesystem::exists(folder / "lists"));
}

TEST_CASE("isolated run: seed_8000 gives the same bytes with and without isolation") {
  const test::TempFolder folder;
  const std::string script =
      "#!/bin/sh\nexec \"" + std::filesystem::path(VK_PROGRAM).string() + "\" --isolation process \"$@\"\n";
  const std::filesystem::path isolated_program = folder.write("isolated_program", script);
  std::filesystem::permissions(isolated_program, std::filesystem::perms::owner_all);
  run_seed(isolated_program, folder / "isolated");
  run_seed(VK_PROGRAM, folder / "together");
  const auto isolated = bytes_below(folder / "isolated");
  const auto together = bytes_below(folder / "together");
  REQUIRE(isolated.size() == together.size());
  REQUIRE(isolated.contains("reports/board-2026.json"));
  for (const auto& [name, bytes] : isolated) {
    INFO(name);
    REQUIRE(together.contains(name));
    CHECK((bytes == together.at(name)));  // megabytes that nobody wants to see
  }
}
