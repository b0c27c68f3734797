#include <catch2/catch.hpp>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/hash.hpp"
#include "core/plugin_host/description_cache.hpp"
#include "tests/support/temp_folder.hpp"

namespace {

using namespace vk;

/// A description with something in every part.
DescribedLibrary described(const std::string& bytes) {
  PluginDescription plugin;
  plugin.id = "pulse";
  plugin.version = "1.2.3";
  plugin.doc = "Takes the pulse.";
  plugin.kind = PluginKind::content;
  plugin.needs_files = true;
  plugin.sha256 = sha256_hex(bytes);
  ParameterDescription& limit = plugin.parameters.emplace_back();
  limit.key = "limit";
  limit.type = ParameterType::choice;
  limit.choices = {"low", "high"};
  TableDescription& table = plugin.tables.emplace_back();
  table.name = "snapshot";
  table.columns.push_back({"subject", ColumnType::int64, true, false, "The member."});
  return {plugin, {}};
}

DescribedLibrary broken(const std::string& message) {
  DescribedLibrary library;
  library.problem.code = "PL004";
  library.problem.message = message;
  return library;
}

}  // namespace

TEST_CASE("description cache: what a library said is known until its bytes change") {
  const test::TempFolder folder;
  const auto program = folder.write("program", "the program");
  const auto library = folder.write("pulse.so", "the library");
  {
    DescriptionCache cache(folder / "kept/plugins", program);
    CHECK_FALSE(cache.find(library));
    cache.put(library, described("the library"));
    cache.save();
  }
  const DescriptionCache cache(folder / "kept/plugins", program);
  const auto known = cache.find(library);
  REQUIRE(known);
  REQUIRE(known->description);
  CHECK(known->description->id == "pulse");
  CHECK(known->description->kind == PluginKind::content);
  CHECK(known->description->needs_files);
  CHECK(known->description->file == library);
  CHECK(known->description->sha256 == sha256_hex("the library"));
  REQUIRE(known->description->parameters.size() == 1);
  CHECK(known->description->parameters[0].choices == std::vector<std::string>{"low", "high"});
  REQUIRE(known->description->tables.size() == 1);
  CHECK(known->description->tables[0].columns.size() == 1);

  folder.write("pulse.so", "the_library");
  CHECK_FALSE(cache.find(library));
}

TEST_CASE("description cache: a library that broke is remembered as broken") {
  const test::TempFolder folder;
  const auto program = folder.write("program", "the program");
  const auto library = folder.write("bad.so", "boom");
  DescriptionCache first(folder / "plugins", program);
  first.put(library, broken("cannot be loaded: killed by SIGSEGV"));
  first.save();
  const auto known = DescriptionCache(folder / "plugins", program).find(library);
  REQUIRE(known);
  CHECK_FALSE(known->description);
  CHECK(known->problem.code == "PL004");
  CHECK(known->problem.message == "cannot be loaded: killed by SIGSEGV");
  CHECK(known->problem.severity == Severity::warning);
  CHECK(known->problem.at.file == library.string());
}

TEST_CASE("description cache: another build of the program asks again, and gone libraries are forgotten") {
  const test::TempFolder folder;
  const auto program = folder.write("program", "the program");
  const auto kept = folder.write("kept.so", "kept");
  const auto gone = folder.write("gone.so", "gone");
  DescriptionCache first(folder / "plugins", program);
  first.put(kept, broken("first"));
  first.put(gone, broken("second"));
  std::filesystem::remove(gone);
  first.save();
  CHECK(DescriptionCache(folder / "plugins", program).find(kept));
  CHECK(read_file(folder / "plugins").find("gone.so") == std::string::npos);
  folder.write("program", "another program");
  CHECK_FALSE(DescriptionCache(folder / "plugins", program).find(kept));
}

TEST_CASE("description cache: a damaged file is no cache, wherever it is damaged") {
  const test::TempFolder folder;
  const auto program = folder.write("program", "the program");
  const auto library = folder.write("pulse.so", "the library");
  DescriptionCache first(folder / "plugins", program);
  first.put(library, described("the library"));
  first.save();
  const std::string whole = read_file(folder / "plugins");
  size_t known = 0;
  for (size_t size = 0; size < whole.size(); ++size) {
    folder.write("plugins", whole.substr(0, size));
    if (DescriptionCache(folder / "plugins", program).find(library)) ++known;
  }
  CHECK(known == 0);
  folder.write("plugins", whole);
  CHECK(DescriptionCache(folder / "plugins", program).find(library));
}

TEST_CASE("description cache: without a file nothing is kept, and a folder in its place is no error") {
  const test::TempFolder folder;
  const auto library = folder.write("bad.so", "boom");
  DescriptionCache none({}, library);
  none.put(library, broken("boom"));
  none.save();
  CHECK_FALSE(none.find(library));
  DescriptionCache blocked(folder.path(), library);
  blocked.put(library, broken("boom"));
  blocked.save();
  CHECK(std::filesystem::is_directory(folder.path()));
}
