#include <catch2/catch.hpp>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/plugin_host/fork_server.hpp"
#include "core/plugin_host/plugin_trust.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/temp_folder.hpp"

namespace {

using namespace vk;
namespace fs = std::filesystem;

/// A folder with plain_c, and a host that keeps count of how often it is started: once by each search that loads any.
struct Shelf {
  test::TempFolder folder;
  PluginSearch search;
  fs::path program;  ///< empty = libraries are loaded in this process

  Shelf() {
    const fs::path host = folder.write("host", "#!/bin/sh\necho x >> '" + (folder / "starts").string() + "'\nexec '" +
                                                   std::string(VK_PROGRAM) + "' \"$@\"\n");
    fs::permissions(host, fs::perms::owner_all);
    fs::create_directory(folder / "plugins");
    fs::copy_file(fs::path(VK_SABOTAGE_DIR) / "plain_c.so", library());
    program = host;
  }

  fs::path library() const { return folder / "plugins/plain_c.so"; }
  size_t starts() const { return fs::exists(folder / "starts") ? read_file(folder / "starts").size() / 2 : 0; }

  PluginLibrary look(PluginTrust trust, Diagnostics& diagnostics) {
    search.host = program.empty() ? nullptr : std::make_shared<ForkServer>(program);
    search.trust = trust;
    search.lock = read_plugin_lock(folder / kPluginLockFile, diagnostics);
    const fs::path folders[] = {folder / "plugins"};
    return PluginLibrary::search(folders, diagnostics, search);
  }

  void approve() {
    Diagnostics diagnostics;
    folder.write(kPluginLockFile, plugin_lock_text(look(PluginTrust::off, diagnostics).descriptions()));
  }
};

std::string codes(const Diagnostics& diagnostics) {
  std::string text;
  for (const Diagnostic& each : diagnostics.all()) text += each.code + " " + each.message + "\n";
  return text;
}

}  // namespace

TEST_CASE("plugin trust: with require, a library that was not approved is not even loaded") {
  Shelf shelf;
  Diagnostics none;
  const PluginLibrary without = shelf.look(PluginTrust::require, none);
  CHECK(without.ids().empty());
  CHECK(codes(none) == "PL007 is not approved: there is no plugins.lock.toml\n");
  CHECK(shelf.starts() == 0);
  CHECK_THROWS_WITH(without.require("plain_c"), "plugin plain_c is not approved: there is no plugins.lock.toml");

  shelf.approve();
  const size_t before = shelf.starts();
  Diagnostics approved;
  CHECK(shelf.look(PluginTrust::require, approved).ids() == std::vector<std::string>{"plain_c"});
  CHECK(codes(approved).empty());
  CHECK(shelf.starts() == before + 1);

  write_file(shelf.library(), read_file(shelf.library()) + "x");
  Diagnostics changed;
  CHECK(shelf.look(PluginTrust::require, changed).ids().empty());
  CHECK(codes(changed) == "PL007 is not approved: its bytes are not in plugins.lock.toml\n");
  CHECK(shelf.starts() == before + 1);
}

TEST_CASE("plugin trust: with warn, a changed library is told and used; with off nothing is said") {
  Shelf shelf;
  Diagnostics no_lock;
  CHECK(shelf.look(PluginTrust::warn, no_lock).ids().size() == 1);
  CHECK(codes(no_lock).empty());
  shelf.approve();
  write_file(shelf.library(), read_file(shelf.library()) + "x");
  Diagnostics warned;
  CHECK(shelf.look(PluginTrust::warn, warned).ids().size() == 1);
  CHECK(codes(warned) == "PL007 is not approved: its bytes are not in plugins.lock.toml\n");
  Diagnostics off;
  CHECK(shelf.look(PluginTrust::off, off).ids().size() == 1);
  CHECK(codes(off).empty());
}

TEST_CASE("plugin trust: a library or a folder that others may write is told") {
  Shelf shelf;
  shelf.approve();
  const fs::path places[] = {shelf.library(), shelf.folder / "plugins"};
  for (const fs::path& place : places) {
    INFO(place);
    fs::permissions(place, fs::perms::others_write, fs::perm_options::add);
    const std::string message = "PL006 is not safe: " + fs::canonical(place).string() + " can be written by others\n";
    Diagnostics warned;
    CHECK(shelf.look(PluginTrust::warn, warned).ids().size() == 1);
    CHECK(codes(warned) == message);
    Diagnostics required;
    CHECK(shelf.look(PluginTrust::require, required).ids().empty());
    CHECK(codes(required) == message);
    fs::permissions(place, fs::perms::others_write, fs::perm_options::remove);
  }
}

TEST_CASE("plugin trust: only the bytes that were hashed are loaded") {
  for (const bool isolated : {true, false}) {
    INFO(isolated);
    Shelf shelf;
    if (!isolated) shelf.program.clear();
    Diagnostics diagnostics;
    const PluginLibrary found = shelf.look(PluginTrust::off, diagnostics);
    PluginDescription plugin = found.descriptions().front();
    plugin.id = isolated ? plugin.id : "not_loaded_yet";
    write_file(shelf.library(), read_file(fs::path(VK_SABOTAGE_DIR) / "crash_at_load.so"));
    std::string said;
    try {
      static_cast<void>(found.create(plugin, {}, {}));
    } catch (const Error& problem) {
      said = problem.what();
    }
    CHECK(said == (isolated ? "plugin plain_c: cannot be loaded: its file has changed"
                            : "plugin not_loaded_yet: its file has changed"));
  }
}

TEST_CASE("plugin trust: a lock that is wrong is told with its line") {
  const test::TempFolder folder;
  const fs::path file = folder.write(kPluginLockFile, "[[plugin]]\nid = \"a\"\nsha265 = \"00\"\n");
  Diagnostics diagnostics;
  static_cast<void>(read_plugin_lock(file, diagnostics));
  const std::vector<Diagnostic> all = diagnostics.sorted();
  REQUIRE(all.size() == 2);
  CHECK(all[0].code == "E202");
  CHECK(all[1].code == "E201");
  CHECK(all[1].at.line == 3);
  CHECK(all[1].hint.find("sha256") != std::string::npos);
}

TEST_CASE("plugin trust: plugins lock writes the lock beside the calendar, which is no part of it") {
  Shelf shelf;
  const auto run = [&](std::vector<std::string> arguments) {
    test::ProgramCall call;
    call.program = VK_PROGRAM;
    call.arguments = {"--config", (shelf.folder / "year").string()};
    call.arguments.insert(call.arguments.end(), arguments.begin(), arguments.end());
    return test::run_program(call);
  };
  const std::string made = run({"config", "create"}).out;
  const std::string with_trust =
      replace_all(made, "\ncurrency", "\nplugins = { dirs = [\"../plugins\"], trust = \"require\" }\ncurrency");
  REQUIRE(with_trust != made);
  shelf.folder.write("year/calendar.toml", with_trust);
  const test::ProgramResult before = run({"config", "check"});
  CHECK(before.err.find("PL007") != std::string::npos);
  const test::ProgramResult locked = run({"plugins", "lock"});
  INFO(locked.err);
  CHECK(locked.exit_code == 0);
  CHECK(locked.out.find("plain_c") != std::string::npos);
  const std::string lock = read_file(shelf.folder / "year/plugins.lock.toml");
  CHECK(lock.find("id = \"plain_c\"") != std::string::npos);
  const test::ProgramResult after = run({"config", "check"});
  CHECK(after.err.empty());
  CHECK(after.exit_code == 0);
}

TEST_CASE("plugin trust: what a library says of itself cannot approve another") {
  PluginDescription sly;
  sly.id = "sly";
  sly.version = "1\"\n[[plugin]]\nid = \"other\"\nsha256 = \"" + std::string(64, 'b') + "\"\n#";
  sly.sha256 = std::string(64, 'a');
  const test::TempFolder folder;
  const auto file = folder.write(kPluginLockFile, plugin_lock_text(std::span(&sly, 1)));
  Diagnostics diagnostics;
  const auto lock = read_plugin_lock(file, diagnostics);
  CHECK(diagnostics.empty());
  REQUIRE(lock.has_value());
  CHECK(lock->ids == std::map<std::string, std::string>{{sly.sha256, "sly"}});
}
