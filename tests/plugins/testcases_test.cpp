#include <catch2/catch.hpp>

#include <cstdlib>
#include <deque>
#include <fstream>

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/config/table_reader.hpp"
#include "core/plugin_host/plugin_library.hpp"
#include "core/plugin_host/plugin_text.hpp"

namespace {

using namespace vk;

/// What testcases/<case>/plugin.toml says.
struct PluginCase {
  ConfigText text;
  ConfigTable options;
  PluginContext context;
};

PluginCase read_case(const std::filesystem::path& folder) {
  Diagnostics diagnostics;
  ConfigDocument document = parse_config(read_file(folder / "plugin.toml"), "plugin.toml", diagnostics);
  TableReader reader(document.root, document.text, "the test case", diagnostics);
  PluginCase read;
  read.text = document.text;
  read.context.occurrence = "case@2026";
  read.context.cycle = "2026";
  read.context.interval = {reader.day("first").value_or(*day_from("2026-01-01")),
                           reader.day("end").value_or(*day_from("2027-01-01"))};
  read.context.as_of = reader.day("as_of").value_or(read.context.interval.end);
  read.context.currency = *Currency::from_code(reader.text_or("currency", "EUR"));
  for (const ConfigTable* state : reader.tables("states")) {
    TableReader entry(*state, document.text, "a state", diagnostics);
    const std::vector<std::string> classes{"secured", "at_risk", "leaving"};
    read.context.states.push_back(entry.required_text("name"));
    std::string money = entry.choice("money", classes).value_or("secured");
    read.context.state_money.push_back(money == "secured"   ? MoneyClass::secured
                                       : money == "at_risk" ? MoneyClass::at_risk
                                                            : MoneyClass::leaving);
    entry.finish();
  }
  if (const ConfigTable* options = reader.table("options")) read.options = *options;
  reader.finish();
  INFO(render(diagnostics));
  REQUIRE_FALSE(diagnostics.has_errors());
  return read;
}

ColumnType type_of(const TableDescription& table, std::string_view name) {
  for (const TableColumnDescription& column : table.columns) {
    if (column.name == name) return column.type;
  }
  if (name.starts_with("flag_") || name.starts_with("consent_")) return ColumnType::uint8;
  return name.starts_with("score_") ? ColumnType::float64 : ColumnType::dictionary;
}

void add_cell(Column& column, const std::string& cell) {
  column.missing.push_back(cell.empty() ? 1 : 0);
  switch (column.type) {
    case ColumnType::int64: {
      std::optional<Day> day = day_from(cell);
      column.int64s.push_back(day ? day->time_since_epoch().count() : int64_from(cell).value_or(0));
      break;
    }
    case ColumnType::uint8:
      column.uint8s.push_back(static_cast<uint8_t>(int64_from(cell).value_or(0)));
      break;
    case ColumnType::float64:
      column.float64s.push_back(double_from(cell).value_or(0));
      break;
    case ColumnType::text:
      column.text_bytes += cell;
      column.text_ends.push_back(column.text_bytes.size());
      break;
    case ColumnType::dictionary: {
      auto at = std::find(column.words.begin(), column.words.end(), cell);
      column.codes.push_back(static_cast<uint32_t>(at - column.words.begin()));
      if (at == column.words.end()) column.words.push_back(cell);
      break;
    }
  }
}

/// A plain CSV (no quotes); a column without an empty cell has no missing values.
Table read_table(const std::filesystem::path& path, const TableDescription& description) {
  std::ifstream file(path);
  std::string line;
  REQUIRE(std::getline(file, line));
  Table table;
  for (std::string_view name : split(line, ',')) {
    Column column;
    column.name = name;
    column.type = type_of(description, name);
    table.columns.push_back(std::move(column));
  }
  while (std::getline(file, line)) {
    std::vector<std::string_view> cells = split(line, ',');
    REQUIRE(cells.size() == table.columns.size());
    for (size_t at = 0; at < cells.size(); ++at) add_cell(table.columns[at], std::string(cells[at]));
    ++table.rows;
  }
  for (Column& column : table.columns) {
    if (std::find(column.missing.begin(), column.missing.end(), 1) == column.missing.end()) column.missing.clear();
  }
  return table;
}

std::string cell_text(const Column& column, size_t row) {
  if (column.is_missing(row)) return "";
  switch (column.type) {
    case ColumnType::int64:
      return std::to_string(column.int64s[row]);
    case ColumnType::uint8:
      return std::to_string(column.uint8s[row]);
    case ColumnType::float64:
      return fmt::format("{}", column.float64s[row]);
    case ColumnType::text:
    case ColumnType::dictionary:
      break;
  }
  std::string text(column.text_at(row));
  return text.find(',') == std::string::npos ? text : "\"" + text + "\"";
}

std::string to_csv(const Table& table) {
  std::string csv;
  for (size_t at = 0; at < table.columns.size(); ++at) csv += (at == 0 ? "" : ",") + table.columns[at].name;
  csv += "\n";
  for (size_t row = 0; row < table.rows; ++row) {
    for (size_t at = 0; at < table.columns.size(); ++at)
      csv += (at == 0 ? "" : ",") + cell_text(table.columns[at], row);
    csv += "\n";
  }
  return csv;
}

/// Rows as CSV, or everything that was wrong.
struct CaseResult {
  bool failed = false;
  std::string text;
};

CaseResult run_case(const PluginLibrary& library, const PluginDescription& plugin,
                    const std::filesystem::path& folder) {
  PluginCase given = read_case(folder);
  Diagnostics diagnostics;
  library.check_options(plugin, given.options, given.text, given.context.states, diagnostics);
  if (diagnostics.has_errors()) return {true, render(diagnostics)};
  try {
    auto instance = library.create(plugin, given.options, given.context.states);
    std::deque<Table> tables;
    std::vector<NamedTable> named;
    for (const TableDescription& table : plugin.tables) {
      if (!std::filesystem::exists(folder / (table.name + ".csv"))) continue;
      tables.push_back(read_table(folder / (table.name + ".csv"), table));
      named.push_back({table.name, &tables.back()});
    }
    return {false, to_csv(instance->run(given.context, named))};
  } catch (const Error& e) {
    return {true, std::string(e.what()) + "\n"};
  }
}

bool approving() {
  return std::getenv("VK_APPROVE") != nullptr;
}

void compare_with_expected(const std::filesystem::path& folder, const CaseResult& result) {
  std::filesystem::path expected = folder / (result.failed ? "expected.err" : "expected.csv");
  if (approving()) {
    std::filesystem::remove(folder / "expected.err");
    std::filesystem::remove(folder / "expected.csv");
    write_file(expected, result.text);
  }
  INFO(result.text);
  REQUIRE(std::filesystem::exists(expected));
  CHECK(read_file(expected) == result.text);
}

/// sample.toml is what the plugin says of its options, so that it cannot grow old.
void compare_sample(const std::filesystem::path& folder, const PluginDescription& plugin) {
  if (approving()) write_file(folder / "sample.toml", plugin_sample_toml(plugin));
  CHECK(read_file(folder / "sample.toml") == plugin_sample_toml(plugin));
}

}  // namespace

TEST_CASE("plugins: every test case gives its expected rows or its expected error") {
  std::filesystem::path folders[] = {VK_PLUGIN_DIR};
  Diagnostics diagnostics;
  PluginLibrary library = PluginLibrary::search(folders, diagnostics);
  INFO(render(diagnostics));
  REQUIRE(diagnostics.empty());
  size_t cases = 0;
  for (const char* kind : {"measurement", "content"}) {
    for (const auto& plugin_folder :
         std::filesystem::directory_iterator(std::filesystem::path(VK_SOURCE_DIR) / "plugins" / kind)) {
      const PluginDescription* plugin = library.find(plugin_folder.path().filename().string());
      INFO(plugin_folder.path());
      REQUIRE(plugin != nullptr);
      compare_sample(plugin_folder.path(), *plugin);
      for (const auto& folder : std::filesystem::directory_iterator(plugin_folder.path() / "testcases")) {
        INFO(folder.path());
        compare_with_expected(folder.path(), run_case(library, *plugin, folder.path()));
        ++cases;
      }
    }
  }
  CHECK(cases >= 9);
}
