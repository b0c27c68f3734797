#include "core/measure/plugin_tables.hpp"

#include <fmt/format.h>

#include <numeric>

#include "core/audience/freeze_frame.hpp"
#include "core/base/check.hpp"
#include "core/base/error.hpp"

namespace vk {

namespace {

constexpr std::string_view kSubject = "subject";
constexpr std::string_view kDay = "day";
constexpr std::string_view kMoney = "money";

const TableDescription& find_table(const PluginDescription& plugin, std::string_view name) {
  for (const TableDescription& table : plugin.tables) {
    if (table.name == name) return table;
  }
  throw Error(ErrorCode::invalid_input, fmt::format("plugin {} reads no table \"{}\"", plugin.id, name));
}

/// The column `name` that a closed part of a table declares, or nullptr.
const TableColumnDescription* declared(const TableDescription& table, std::string_view name) {
  for (const TableColumnDescription& column : table.columns) {
    if (column.name == name) return &column;
  }
  return nullptr;
}

/// Names of the columns after the date, as the plugin calls them.
std::vector<std::string> names_after_date(PluginInstance& plugin, const TableDescription& table) {
  std::vector<std::string> names;
  for (const TableColumnDescription& column : table.columns) {
    bool special = column.name == kSubject || column.name == kDay;
    if (!special && column.required) names.push_back(column.name);
  }
  if (!table.open) return names;
  for (std::string& wanted : plugin.columns_wanted(table.name)) names.push_back(std::move(wanted));
  return names;
}

CellKind kind_for(ColumnType type) {
  switch (type) {
    case ColumnType::int64:
      return CellKind::integer;
    case ColumnType::float64:
      return CellKind::decimal;
    case ColumnType::uint8:
      return CellKind::flag;
    case ColumnType::text:
      return CellKind::text;
    case ColumnType::dictionary:
      return CellKind::dictionary;
  }
  return CellKind::dictionary;
}

ColumnRequest request_for(const TableDescription& table, const std::string& name, const SourceSpec& source,
                          const MetricSpec& metric) {
  ColumnRequest request;
  request.name = name;
  request.asked_at = source.at;
  const TableColumnDescription* column = declared(table, name);
  if (column != nullptr && name == kMoney) {
    if (metric.source.text != source.name) {
      throw Error(ErrorCode::invalid_input,
                  fmt::format("table \"{}\" needs money from source \"{}\", but metric \"{}\" reads \"{}\"", table.name,
                              source.name, metric.name, metric.source.text));
    }
    return {metric.sum.text, CellKind::money, metric.currency, !column->nullable, metric.sum.at};
  }
  if (column != nullptr) {
    request.kind = kind_for(column->type);
    request.required = !column->nullable;
    return request;
  }
  auto typed = source.types.find(name);
  request.kind = typed == source.types.end() ? CellKind::dictionary : typed->second;
  request.currency = metric.currency;
  return request;
}

/// The days whose rows count for a table.
DayInterval days_that_count(const TableDescription& table, const Occurrence& occurrence) {
  if (declared(table, kDay) != nullptr) return {Day::min(), occurrence.interval.end};
  return {std::min(occurrence.interval.first, occurrence.opens_on),
          std::max(occurrence.interval.end, occurrence.last_day + std::chrono::days{1})};
}

template <class T>
std::vector<T> pick(const std::vector<T>& values, const std::vector<size_t>& rows) {
  std::vector<T> picked;
  if (values.empty()) return picked;
  picked.reserve(rows.size());
  for (size_t row : rows) picked.push_back(values[row]);
  return picked;
}

Column pick_rows(const Column& column, const std::vector<size_t>& rows) {
  Column picked;
  picked.name = column.name;
  picked.type = column.type;
  picked.int64s = pick(column.int64s, rows);
  picked.float64s = pick(column.float64s, rows);
  picked.uint8s = pick(column.uint8s, rows);
  picked.codes = pick(column.codes, rows);
  picked.words = column.words;
  picked.missing = pick(column.missing, rows);
  if (column.type != ColumnType::text) return picked;
  for (size_t row : rows) {
    picked.text_bytes += column.text_at(row);
    picked.text_ends.push_back(picked.text_bytes.size());
  }
  return picked;
}

Column positions_column(std::string_view name, std::vector<int64_t> values) {
  Column column;
  column.name = name;
  column.type = ColumnType::int64;
  column.int64s = std::move(values);
  return column;
}

/// Row numbers that count, and how many of those dated right belong to nobody.
struct CountedRows {
  std::vector<size_t> rows;
  std::vector<int64_t> members;
  uint64_t of_nobody = 0;
};

CountedRows count_rows(const SourceTable& source, const Column* days, DayInterval interval, const Frame& frame) {
  CountedRows counted;
  std::vector<uint32_t> positions = frame_positions(frame, source.subjects);
  for (size_t row = 0; row < source.table.rows; ++row) {
    bool dated = days != nullptr && !days->is_missing(row);
    if (dated && !interval.contains(Day{std::chrono::days{days->int64s[row]}})) continue;
    if (positions[row] == kNoPosition) {
      ++counted.of_nobody;
      continue;
    }
    counted.rows.push_back(row);
    counted.members.push_back(positions[row]);
  }
  return counted;
}

}  // namespace

std::vector<ColumnRequest> input_columns(PluginInstance& plugin, std::string_view table_name, const SourceSpec& source,
                                         const MetricSpec& metric) {
  const TableDescription& table = find_table(plugin.description(), table_name);
  std::vector<ColumnRequest> columns;
  const TableColumnDescription* day = declared(table, kDay);
  bool day_needed = day != nullptr && day->required;
  if (day_needed && source.date.empty()) {
    throw Error(ErrorCode::invalid_input,
                fmt::format("table \"{}\" of plugin {} needs days, but source \"{}\" names no date column", table.name,
                            plugin.description().id, source.name));
  }
  if (!source.date.empty()) {
    columns.push_back({source.date.text, CellKind::day, {}, day_needed && !day->nullable, source.date.at});
  }
  for (const std::string& name : names_after_date(plugin, table))
    columns.push_back(request_for(table, name, source, metric));
  return columns;
}

Table frame_table(const Frame& frame, const MetricAmounts& amounts) {
  Table table;
  table.rows = frame.size();
  std::vector<int64_t> positions(frame.size());
  std::iota(positions.begin(), positions.end(), int64_t{0});
  table.columns.push_back(positions_column(kSubject, std::move(positions)));
  Column segment;
  segment.name = "segment";
  segment.type = ColumnType::dictionary;
  segment.codes.assign(frame.segment.begin(), frame.segment.end());
  for (size_t code = 0; code < frame.segments.size(); ++code) {
    segment.words.push_back(frame.segments.label(static_cast<uint16_t>(code)));
  }
  table.columns.push_back(std::move(segment));
  table.columns.push_back(positions_column(kMoney, amounts.money));
  Column active;
  active.name = "active";
  active.type = ColumnType::uint8;
  for (uint8_t bits : amounts.activity) active.uint8s.push_back(bits & kActive);
  table.columns.push_back(std::move(active));
  return table;
}

InputTable input_table(const MeasureRequest& request, const PluginInput& input, PluginInstance& plugin) {
  const TableDescription& description = find_table(plugin.description(), input.table);
  const SourceTable& source = *input.source;
  std::vector<std::string> names = names_after_date(plugin, description);
  bool has_date = source.table.columns.size() == names.size() + 1;
  VK_CHECK(has_date || source.table.columns.size() == names.size(), "the columns are not those of input_columns()");
  const Column* days = has_date ? &source.table.columns.front() : nullptr;
  CountedRows counted = count_rows(source, days, days_that_count(description, *request.occurrence), *request.frame);

  InputTable result;
  result.rows_of_nobody = counted.of_nobody;
  result.is_money = declared(description, kMoney) != nullptr;
  Table& table = result.table;
  table.rows = counted.rows.size();
  table.columns.push_back(positions_column(kSubject, std::move(counted.members)));
  if (has_date && declared(description, kDay) != nullptr) {
    table.columns.push_back(pick_rows(*days, counted.rows));
    table.columns.back().name = kDay;
  }
  for (size_t at = 0; at < names.size(); ++at) {
    table.columns.push_back(pick_rows(source.table.columns[at + (has_date ? 1 : 0)], counted.rows));
    table.columns.back().name = names[at];
  }
  return result;
}

}  // namespace vk
