#include "core/plugin_kit/plugin_case.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/config/table_reader.hpp"

namespace vk {

namespace {

constexpr const char* kCaseFile = "plugin.toml";

MoneyClass money_class(const std::string& word) {
  if (word == "at_risk") return MoneyClass::at_risk;
  return word == "leaving" ? MoneyClass::leaving : MoneyClass::secured;
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
      const std::optional<Day> day = day_from(cell);
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
      const auto* at = std::find(column.words.begin(), column.words.end(), cell);
      column.codes.push_back(static_cast<uint32_t>(at - column.words.begin()));
      if (at == column.words.end()) column.words.push_back(cell);
      break;
    }
  }
}

/// A plain CSV (no quotes); a column without an empty cell has no missing values.
Table read_case_table(const std::filesystem::path& path, const TableDescription& description) {
  const std::string bytes = read_file(path);
  Table table;
  size_t number = 0;
  for (std::string_view line : split(bytes, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++number;
    const std::vector<std::string_view> cells = split(line, ',');
    if (number == 1) {
      for (const std::string_view name : cells) {
        Column& column = table.columns.emplace_back();
        column.name = name;
        column.type = type_of(description, name);
      }
      continue;
    }
    if (line.empty()) continue;
    if (cells.size() != table.columns.size()) {
      throw Error(ErrorCode::invalid_input,
                  fmt::format("{}:{}: {} cells, but the header names {} columns", path.filename().string(), number,
                              cells.size(), table.columns.size()));
    }
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

void read_states(TableReader& reader, PluginContext& context) {
  const std::vector<std::string> classes{"secured", "at_risk", "leaving"};
  for (const ConfigTable* state : reader.tables("states")) {
    TableReader entry(*state, reader.source(), "a state", reader.diagnostics());
    context.states.push_back(entry.required_text("name"));
    context.state_money.push_back(money_class(entry.choice("money", classes).value_or("secured")));
    entry.finish();
  }
}

}  // namespace

std::vector<NamedTable> PluginCase::named_tables() const {
  std::vector<NamedTable> named;
  for (size_t at = 0; at < names.size(); ++at) named.push_back({names[at], &tables[at]});
  return named;
}

PluginCase read_plugin_case(const std::filesystem::path& folder, const PluginDescription& plugin) {
  Diagnostics diagnostics;
  const ConfigDocument document = parse_config(read_file(folder / kCaseFile), kCaseFile, diagnostics);
  TableReader reader(document.root, document.text, "the test case", diagnostics);
  PluginCase read;
  read.text = document.text;
  read.context.occurrence = "case@2026";
  read.context.cycle = "2026";
  read.context.interval = {reader.day("first").value_or(*day_from("2026-01-01")),
                           reader.day("end").value_or(*day_from("2027-01-01"))};
  read.context.as_of = reader.day("as_of").value_or(read.context.interval.end);
  const std::string currency = reader.text_or("currency", "EUR");
  if (!Currency::from_code(currency)) reader.error_at("currency", "E212", "there is no currency \"" + currency + "\"");
  read.context.currency = Currency::from_code(currency).value_or(*Currency::from_code("EUR"));
  read_states(reader, read.context);
  if (const ConfigTable* options = reader.table("options")) read.options = *options;
  reader.finish();
  if (diagnostics.has_errors()) throw Error(ErrorCode::invalid_input, render(diagnostics));
  for (const TableDescription& table : plugin.tables) {
    const std::filesystem::path file = folder / (table.name + ".csv");
    if (!std::filesystem::exists(file)) continue;
    read.names.push_back(table.name);
    read.tables.push_back(read_case_table(file, table));
  }
  return read;
}

CaseResult run_plugin_case(const PluginLibrary& library, const PluginDescription& plugin, const PluginCase& given,
                           const PluginSetting& setting) {
  Diagnostics diagnostics;
  library.check_options(plugin, given.options, given.text, given.context.states, diagnostics);
  if (!diagnostics.empty()) return {true, render(diagnostics)};
  try {
    const auto instance = library.create(plugin, given.options, given.context.states, setting);
    const Table rows = instance->run(given.context, given.named_tables());
    instance->finish();
    return {false, rows_as_csv(rows)};
  } catch (const Error& problem) {
    return {true, std::string(problem.what()) + "\n"};
  }
}

std::string case_difference(const std::filesystem::path& folder, const CaseResult& result) {
  const std::filesystem::path file = folder / result.expected_name();
  if (!std::filesystem::exists(file)) {
    const std::string first(split(result.text, '\n').front());
    return fmt::format("there is no {}, but {} came: {}", result.expected_name(), result.failed ? "an error" : "rows",
                       first);
  }
  const std::string expected = read_file(file);
  if (expected == result.text) return "";
  const std::vector<std::string_view> wanted = split(expected, '\n');
  const std::vector<std::string_view> came = split(result.text, '\n');
  size_t line = 0;
  while (line + 1 < std::min(wanted.size(), came.size()) && wanted[line] == came[line]) ++line;
  return fmt::format("{}:{}: expected \"{}\", got \"{}\"", result.expected_name(), line + 1, wanted[line], came[line]);
}

void approve_case(const std::filesystem::path& folder, const CaseResult& result) {
  std::filesystem::remove(folder / "expected.err");
  std::filesystem::remove(folder / "expected.csv");
  write_file(folder / result.expected_name(), result.text);
}

std::string rows_as_csv(const Table& rows) {
  std::string csv;
  for (size_t at = 0; at < rows.columns.size(); ++at) csv += (at == 0 ? "" : ",") + rows.columns[at].name;
  csv += "\n";
  for (size_t row = 0; row < rows.rows; ++row) {
    for (size_t at = 0; at < rows.columns.size(); ++at) csv += (at == 0 ? "" : ",") + cell_text(rows.columns[at], row);
    csv += "\n";
  }
  return csv;
}

}  // namespace vk
