#include <catch2/catch.hpp>

#include <cmath>

#include "core/base/error.hpp"
#include "core/measure/measure.hpp"
#include "core/plugin_host/plugin_library.hpp"
#include "core/plugin_host/plugin_text.hpp"
#include "tests/plugins/sabotage_library.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/temp_folder.hpp"

namespace {

using namespace vk;
using test::sabotage;

/// A library of one plugin alone, and what was said while it was loaded.
struct Loaded {
  test::TempFolder folder;
  Diagnostics diagnostics;
  std::optional<PluginLibrary> library;

  explicit Loaded(const std::string& name) {
    std::filesystem::copy_file(sabotage(name), folder.path() / (name + ".so"));
    std::filesystem::path folders[] = {folder.path()};
    library.emplace(PluginLibrary::search(folders, diagnostics));
  }
};

std::string only_warning(const Diagnostics& diagnostics) {
  REQUIRE(diagnostics.all().size() == 1);
  CHECK(diagnostics.all()[0].severity == Severity::warning);
  return diagnostics.all()[0].code + " " + diagnostics.all()[0].message;
}

/// Three members measured by the plugin called `name`; gives the error's text, or "" when it went well.
std::string measure_with(const std::string& name, Snapshot* result = nullptr) {
  Loaded loaded(name);
  REQUIRE(loaded.library->find(name) != nullptr);
  std::vector<std::string> states{"committed", "leaving"};
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
  MeasureRequest request{&measurement, &occurrence, &frame, &amounts, {}, {}, 0};
  try {
    auto plugin = loaded.library->create(*loaded.library->find(name), {}, states);
    Snapshot snapshot = measure(request, *plugin);
    count_states(snapshot);
    if (result != nullptr) *result = snapshot;
    return "";
  } catch (const Error& e) {
    CHECK(e.code() == ErrorCode::plugin_failed);
    return e.what();
  }
}

ConfigTable options_of(const std::string& toml, ConfigText& text) {
  Diagnostics diagnostics;
  ConfigDocument document = parse_config(toml, "calendar.toml", diagnostics);
  REQUIRE(diagnostics.empty());
  text = document.text;
  return document.root;
}

}  // namespace

TEST_CASE("plugin library: a library without the entry symbol is told and left out") {
  CHECK(only_warning(Loaded("no_symbol").diagnostics) == "PL001 has no symbol vk_plugin_entry_v1");
}

TEST_CASE("plugin library: another ABI is told with both versions") {
  CHECK(only_warning(Loaded("other_abi").diagnostics) == "PL002 was built for plugin ABI 2, this program speaks 1");
}

TEST_CASE("plugin library: a wrong description is told with the parameter") {
  CHECK(only_warning(Loaded("bad_default").diagnostics) ==
        "PL003 describes itself wrongly: parameter \"limit\": its default \"much\" does not fit: \"limit\" is a text");
}

TEST_CASE("plugin library: garbage is told with the loader's reason") {
  test::TempFolder folder;
  folder.write("garbage.so", "this is no library at all");
  Diagnostics diagnostics;
  std::filesystem::path folders[] = {folder.path()};
  PluginLibrary library = PluginLibrary::search(folders, diagnostics);
  CHECK(library.descriptions().empty());
  std::string said = only_warning(diagnostics);
  CHECK(said.find("PL004 cannot be loaded: ") == 0);
  CHECK(said.find("file too short") != std::string::npos);
}

TEST_CASE("plugin library: the first of two plugins with one id wins and the second is told") {
  test::TempFolder first;
  test::TempFolder second;
  std::filesystem::copy_file(sabotage("plain_c"), first.path() / "a.so");
  std::filesystem::copy_file(sabotage("plain_c"), second.path() / "b.so");
  Diagnostics diagnostics;
  std::filesystem::path folders[] = {first.path(), second.path(), first.path()};
  PluginLibrary library = PluginLibrary::search(folders, diagnostics);
  REQUIRE(library.descriptions().size() == 1);
  CHECK(library.descriptions()[0].file == first.path() / "a.so");
  CHECK(library.descriptions()[0].sha256.size() == 64);
  CHECK(only_warning(diagnostics).find("PL005 plugin \"plain_c\" 1.0.0 is not used: ") == 0);
}

TEST_CASE("plugin library: a plugin in plain C measures") {
  Snapshot snapshot;
  CHECK(measure_with("plain_c", &snapshot) == "");
  CHECK(snapshot.state == std::vector<uint8_t>{0, 0, 0});
  CHECK(snapshot.disposition == std::vector<uint8_t>{0, 0, 0});
  CHECK(snapshot.header.base.minor == 600);
}

TEST_CASE("plugin library: plugins of the next minor version run, in C and in C++") {
  for (const char* name : {"next_c", "next_cpp"}) {
    INFO(name);
    Snapshot snapshot;
    CHECK(measure_with(name, &snapshot) == "");
    CHECK(snapshot.state == std::vector<uint8_t>{0, 0, 0});
  }
}

TEST_CASE("plugin library: a plugin with the old layout of std::string runs") {
  CHECK(measure_with("old_strings") == "");
}

TEST_CASE("plugin library: a plugin built by clang++ with libc++ runs") {
  if (VK_WITH_LIBCXX == 0) {
    test::skip("no libc++");
    return;
  }
  CHECK(measure_with("other_library") == "");
}

TEST_CASE("plugin library: tables made by hand after the Arrow specification are read") {
  Snapshot snapshot;
  CHECK(measure_with("foreign_arrow", &snapshot) == "");
  CHECK(snapshot.state == std::vector<uint8_t>{0, 0, 0});
  REQUIRE(snapshot.scores.size() == 1);
  const std::vector<double> scores = snapshot.scores[0].values.values();
  REQUIRE(scores.size() == 3);
  CHECK(scores[0] == 1.5);
  CHECK(std::isnan(scores[1]));
  CHECK(scores[2] == 1.5);
}

TEST_CASE("measure: a plugin's misdeed is an error that names it") {
  const std::pair<std::string, std::string> cases[] = {
      {"throws", "plugin throws: the well is dry"},
      {"state_out_of_range",
       "plugin state_out_of_range: column \"state\" holds 7 in rows 2 to 3; expected a state from 0 to 1, or 255 for "
       "none"},
      {"unknown_column",
       "plugin unknown_column: column \"mood\" is none of subject, state, disposition, flag_* and score_*"},
      {"member_twice", "plugin member_twice: member 0 is there twice, again in row 3"},
      {"no_member", "plugin no_member: column \"subject\" holds 99 in row 3; expected a member from 0 to 2"},
      {"infinite_score", "plugin infinite_score: column \"score_joy\" holds an infinite number in row 1"},
      {"wrong_type", "plugin wrong_type: column \"disposition\" holds float64, not uint8"},
      {"unequal_columns", "plugin unequal_columns: column \"state\" has 2 rows, \"subject\" has 3"},
      {"refuses_configure", "plugin refuses_configure refuses limit: this limit is not to my taste"},
  };
  for (const auto& [name, message] : cases) {
    INFO(name);
    CHECK(measure_with(name) == message);
  }
}

TEST_CASE("plugin options: every problem is told at its line with a caret") {
  Loaded loaded("problems");
  const PluginDescription& plugin = *loaded.library->find("problems");
  ConfigText text;
  ConfigTable options = options_of("limit = 5\nwords = [\"one\", \"two\"]\n", text);
  Diagnostics diagnostics;
  loaded.library->check_options(plugin, options, text, {}, diagnostics);
  CHECK(render(diagnostics) ==
        "calendar.toml:1:1: error PL106: the limit is odd\n"
        "  | limit = 5\n"
        "  | ^\n"
        "calendar.toml:2:20: error PL106: the second word is odd\n"
        "  | words = [\"one\", \"two\"]\n"
        "  |                    ^\n"
        "2 errors, 0 warnings\n");
}

TEST_CASE("plugin options: unknown keys, wrong types and ranges are all told at once") {
  Loaded loaded("member_twice");
  const PluginDescription& plugin = *loaded.library->find("member_twice");
  ConfigText text;
  ConfigTable options = options_of("limits = 5\nlimit = 12\nwords = \"one\"\n", text);
  Diagnostics diagnostics;
  loaded.library->check_options(plugin, options, text, {}, diagnostics);
  std::vector<Diagnostic> sorted = diagnostics.sorted();
  REQUIRE(sorted.size() == 3);
  CHECK(sorted[0].code == "PL101");
  CHECK(sorted[0].hint == "did you mean \"limit\"?");
  CHECK(sorted[1].code == "PL104");
  CHECK(sorted[1].expected == "at most 9");
  CHECK(sorted[2].code == "PL103");
  CHECK(sorted[2].at.line == 3);
}

TEST_CASE("plugin text: the sample is TOML whose options fit the plugin") {
  Loaded loaded("member_twice");
  const PluginDescription& plugin = *loaded.library->find("member_twice");
  CHECK(plugin_sample_toml(plugin) ==
        "## Options of measurement plugin member_twice 1.0.0.\n"
        "## Breaks one rule of the contract.\n"
        "\n"
        "## A limit.\n"
        "## (integer from 1 to 9)\n"
        "# limit = 3\n"
        "\n"
        "## Some words.\n"
        "## (list of text)\n"
        "# words = []\n");
}
