#include <catch2/catch.hpp>

#include <map>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/sanitizer.hpp"
#include "core/plugin_kit/library_exports.hpp"
#include "core/plugin_kit/plugin_check.hpp"
#include "core/plugin_kit/plugin_project.hpp"
#include "tests/plugins/sabotage_library.hpp"
#include "tests/support/temp_folder.hpp"

namespace {

using namespace vk;
using test::sabotage;

PluginCheck check_library(const std::filesystem::path& library) {
  PluginCheckCall call;
  call.library = library;
  call.program = VK_PROGRAM;
  call.clock = VK_OTHER_CLOCK;
  call.limits = check_limits();
  return check_plugin(call);
}

/// What was said, by the check's name: "failed: why".
std::map<std::string, std::string> said_of(const PluginCheck& check) {
  std::map<std::string, std::string> said;
  for (const CheckLine& line : check.lines) said[line.name] = std::string(to_string(line.verdict)) + ": " + line.said;
  return said;
}

}  // namespace

TEST_CASE("plugin check: a plugin in plain C keeps the contract") {
  const PluginCheck check = check_library(sabotage("plain_c"));
  INFO(check_text(check));
  CHECK(check.count(CheckVerdict::failed) == 0);
  CHECK(check.id == "plain_c");
  CHECK(said_of(check)["again and again"] == "ok: 200 runs in one process");
  CHECK(said_of(check)["batches"] == "ok: the same rows however they come");
  CHECK(said_of(check)["little memory"] == "ok: says so when it is not enough");
  CHECK(said_of(check)["elsewhere"] == "ok: the same rows in another time zone, language and folder");
  CHECK(said_of(check)["another day"] == "ok: the same rows 400 days later");
  CHECK(said_of(check)["cancel at four points"] == "ok: says so or gives the same rows");
  CHECK(said_of(check)["100000 members"] == "ok: 100000 rows");
}

TEST_CASE("plugin check: rows that change from run to run and from slice to slice are told") {
  const PluginCheck check = check_library(sabotage("unsteady"));
  auto said = said_of(check);
  CHECK(said["slices"] == "failed: other rows than all at once, but it has VK_BY_MEMBER");
  CHECK(said["again and again"] == "failed: another answer in run 2");
  CHECK(said["same input twice"] == "ok: the same rows");
  CHECK(said["in the program itself"] == "skipped: something above is wrong");
}

TEST_CASE("plugin check: rows that depend on where it is started, and a crash for want of memory, are told") {
  auto said = said_of(check_library(sabotage("careless")));
  CHECK(said["same input twice"] == "ok: the same rows");
  CHECK(said["elsewhere"] == "failed: other rows in another time zone, language or folder");
#if !VK_ADDRESS_SANITIZER
  CHECK_THAT(said["little memory"], Catch::Matchers::StartsWith("failed: plugin careless: killed by SIGSEGV"));
#endif
}

TEST_CASE("plugin check: rows that depend on the time of day are told") {
  auto said = said_of(check_library(sabotage("clock_reader")));
  CHECK(said["same input twice"] == "ok: the same rows");
  CHECK(said["another day"] == "failed: other rows 400 days later: it reads the clock");
}

TEST_CASE("plugin check: rows that a cancelled run left half done are told") {
  auto said = said_of(check_library(sabotage("half_done")));
  CHECK(said["same input twice"] == "ok: the same rows");
  CHECK(said["cancel at four points"] == "failed: cancelled after 0 of 10 batches: other rows, but no word of it");
}

TEST_CASE("plugin check: a plugin that forgets all batches but the first is told") {
  CHECK(said_of(check_library(sabotage("first_batch")))["batches"] ==
        "failed: another answer when 1 rows come at a time");
}

TEST_CASE("plugin check: rows that the engine would refuse are told") {
  CHECK(said_of(check_library(sabotage("member_twice")))["100 members"] ==
        "failed: member 0 is there twice, again in row 100");
  CHECK(said_of(check_library(sabotage("unknown_column")))["one member"] ==
        "failed: column \"mood\" is none of subject, state, disposition, flag_* and score_*");
}

TEST_CASE("plugin check: a plugin's own refusal is no fault, a refused default is") {
  CHECK(said_of(check_library(sabotage("throws")))["one member"] == "ok: refused: plugin throws: the well is dry");
  CHECK(said_of(check_library(sabotage("refuses_configure")))["options"] == "failed: this limit is not to my taste");
}

TEST_CASE("plugin check: a library that breaks or is no plugin gets one verdict and breaks nothing") {
  const auto crash = said_of(check_library(sabotage("crash_at_load")));
  CHECK(crash.at("description") == "failed: cannot be loaded: killed by SIGSEGV (Segmentation fault)");
  auto no_symbol = said_of(check_library(sabotage("no_symbol")));
  CHECK(no_symbol["exports"] == "failed: no entry symbol; write VK_PLUGIN(Struct) once");
  CHECK(no_symbol["description"] == "failed: has no symbol vk_plugin_entry_v1");
  CHECK(said_of(check_library("/no/such/file.so"))["description"] == "failed: there is no such file");
}

TEST_CASE("library exports: the entry of a plugin; any cut of the file is an error or a list, never a crash") {
  const std::string bytes = read_file(sabotage("plain_c"));
  CHECK(library_exports(bytes) == std::vector<std::string>{"vk_plugin_entry_v1"});
  for (size_t length = 0; length < bytes.size(); length += bytes.size() / 97 + 1) {
    CHECK_THROWS_AS(library_exports(std::string_view(bytes).substr(0, length)), Error);
  }
  std::string garbage = bytes;
  for (size_t at = 0; at < garbage.size(); at += 3) garbage[at] = static_cast<char>(at * 7);
  CHECK_THROWS_AS(library_exports(garbage), Error);
}

TEST_CASE("plugin check: a folder is no library, and a file that is none is told in whole words") {
  const test::TempFolder folder;
  CHECK_THROWS_WITH(check_library(folder.path()), folder.path().string() + " is a folder; name the library in it");
  const auto file = folder.write("noise.so", std::string(5000, 'x'));
  CHECK(said_of(check_library(file))["description"] == "failed: cannot be loaded: invalid ELF header");
}

TEST_CASE("plugin project: names that CMake keeps for itself and endless ones are refused") {
  const test::TempFolder folder;
  for (const char* id : {"test", "org.example.all", "install"}) {
    CHECK_THROWS_WITH(write_plugin_project(ProjectTemplate::measurement, id, folder.path() / "new"),
                      Catch::Contains("is a target that CMake keeps for itself"));
  }
  CHECK_THROWS_WITH(write_plugin_project(ProjectTemplate::measurement, std::string(101, 'a'), folder.path() / "new"),
                    "the id has 101 letters, at most 100 can be");
  CHECK_FALSE(std::filesystem::exists(folder.path() / "new"));
}
