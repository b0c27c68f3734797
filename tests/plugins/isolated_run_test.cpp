#include <catch2/catch.hpp>

#include <filesystem>

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

std::string measurement(const std::string& id, const std::string& plugin, const std::string& deed) {
  return "\n[[measurement]]\nid = \"" + id + "\"\naudience = \"customers\"\nopens = \"December 31\"\n" +
         "stays_open = \"1 day\"\ncatch_up = \"all\"\nmoney = \"purchases\"\n" +
         "states = [{ name = \"committed\", money = \"secured\" }, { name = \"leaving\", money = \"leaving\" }]\n" +
         plugin_keys(plugin, deed);
}

std::string content(const std::string& id, const std::string& deed) {
  return "\n[[content]]\nid = \"" + id + "\"\nafter = \"good\"\nto = [\"folder:lists\"]\n" +
         plugin_keys("content_deeds", deed);
}

test::ProgramResult run(std::vector<std::string> arguments) {
  test::ProgramCall call;
  call.program = VK_PROGRAM;
  call.arguments = std::move(arguments);
  return test::run_program(call);
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

/// Everything below a folder, by name.
std::map<std::string, std::string> bytes_below(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
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
      {"garbage", "not of the protocol"},
      {"deaf_hang", "gave no sign of life for 1 s (limits.silence); did not heed SIGTERM, ended by SIGKILL"},
      {"crash_in_configure", "killed by SIGSEGV"},
      {"crash_at_end", "killed by SIGSEGV"},
  };
  std::string calendar = kHead + measurement("good", "plain_c", "");
  for (const auto& [deed, reason] : deeds) {
    calendar += measurement("m_" + deed, "deeds", deed) + content("c_" + deed, deed);
  }
  calendar += measurement("m_at_load", "crash_at_load", "") + measurement("m_no_symbol", "no_symbol", "");
  calendar += measurement("m_state", "deeds", "wrong_value") + content("c_good", "none");
  folder.write("calendar.toml", calendar);
  folder.write("customers.csv", "id\nA\nB\nC\n");
  folder.write("invoices.csv", "id,day,amount\nA,2025-02-01,100.00\nB,2025-03-01,50.00\n");

  const std::vector<std::string> places{"--config", folder.path().string(), "--plugin-dir", VK_SABOTAGE_DIR};
  std::vector<std::string> arguments = places;
  arguments.insert(arguments.end(), {"run", "--once", "--as-of", "2026-01-02T00:00:00Z"});
  const test::ProgramResult result = run(arguments);
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
  CHECK(bytes_below(folder / "lists").size() == 1);
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
  REQUIRE(isolated.contains("vuosikello.db"));
  for (const auto& [name, bytes] : isolated) {
    INFO(name);
    REQUIRE(together.contains(name));
    CHECK(bytes == together.at(name));
  }
}
