#include "core/measure/plugin_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "core/audience/freeze_frame.hpp"
#include "core/base/check.hpp"
#include "core/base/error.hpp"

namespace vk {

namespace {

constexpr std::string_view kSubject = "subject";
constexpr std::string_view kDay = "day";
constexpr std::string_view kMoney = "money";
constexpr std::string_view kSegment = "segment";
constexpr std::string_view kIsActive = "active";

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
    if (metric.rates) {
      throw Error(
          ErrorCode::invalid_input,
          fmt::format("table \"{}\" needs the money of each row in one currency, but metric \"{}\" converts what "
                      "each member has in all of them",
                      table.name, metric.name));
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
void append_values(const std::vector<T>& from, std::span<const uint32_t> rows, std::vector<T>& to) {
  if (from.empty()) return;
  if (rows.size() == from.size()) {
    to.insert(to.end(), from.begin(), from.end());
    return;
  }
  for (const uint32_t row : rows) to.push_back(from[row]);
}

/// Appends rows of a column to one of the same type.
void append_rows(const Column& from, std::span<const uint32_t> rows, Column& to) {
  const size_t rows_before = to.rows();
  to.type = from.type;
  to.words = from.words;
  append_values(from.int64s, rows, to.int64s);
  append_values(from.float64s, rows, to.float64s);
  append_values(from.uint8s, rows, to.uint8s);
  append_values(from.codes, rows, to.codes);
  if (from.type == ColumnType::text) {
    for (const uint32_t row : rows) {
      to.text_bytes += from.text_at(row);
      to.text_ends.push_back(to.text_bytes.size());
    }
  }
  if (from.missing.empty() && to.missing.empty()) return;
  to.missing.resize(rows_before, 0);
  append_values(from.missing, rows, to.missing);
  to.missing.resize(to.rows(), 0);
}

/// Leaves out the words that are not in use when there are more of them than rows, so that the words of a long source
/// are not handed over with every slice of it.
void compact_words(Column& column) {
  if (column.words.size() <= column.codes.size()) return;
  std::unordered_map<uint32_t, uint32_t> places;
  std::vector<std::string> used;
  for (size_t row = 0; row < column.codes.size(); ++row) {
    if (column.is_missing(row)) {
      column.codes[row] = 0;
      continue;
    }
    const auto [place, is_new] = places.try_emplace(column.codes[row], static_cast<uint32_t>(used.size()));
    if (is_new) used.push_back(column.words[column.codes[row]]);
    column.codes[row] = place->second;
  }
  column.words = WordList(std::move(used));
}

Column positions_column(std::string_view name, std::vector<int64_t> values) {
  Column column;
  column.name = name;
  column.type = ColumnType::int64;
  column.int64s = std::move(values);
  return column;
}

/// The rows of a batch that count, with the positions of their members in the slice.
struct CountedRows {
  std::vector<uint32_t> rows;
  std::vector<int64_t> members;
  uint64_t of_nobody = 0;
};

/// Which rows of a batch count for a plugin's table.
class RowCounter {
 public:
  RowCounter(const Frame& frame, const MemberSlice& slice, DayInterval interval)
      : frame_(frame), first_member_(slice.first), interval_(interval) {}

  /// `days` may be null; rows without a day count.
  CountedRows count(const SourceBatch& batch, const Column* days) const {
    CountedRows counted;
    const std::vector<uint32_t> positions = frame_positions(frame_, batch.subjects);
    counted.rows.reserve(positions.size());
    counted.members.reserve(positions.size());
    for (uint32_t row = 0; row < positions.size(); ++row) {
      bool dated = days != nullptr && !days->is_missing(row);
      if (dated && !interval_.contains(Day{std::chrono::days{days->int64s[row]}})) continue;
      if (positions[row] == kNoPosition) {
        ++counted.of_nobody;
        continue;
      }
      counted.rows.push_back(row);
      counted.members.push_back(static_cast<int64_t>(positions[row] - first_member_));
    }
    return counted;
  }

 private:
  const Frame& frame_;
  size_t first_member_;
  DayInterval interval_;
};

/// One column of a plugin's table: its name there, and which column of the view it is.
struct TakenColumn {
  std::string name;
  size_t index = 0;
};

Column segment_column(const Frame& frame, const MemberSlice& slice) {
  Column segment;
  segment.name = kSegment;
  segment.type = ColumnType::dictionary;
  std::vector<std::string> labels;
  for (size_t code = 0; code < frame.segments.size(); ++code) {
    labels.push_back(frame.segments.label(static_cast<uint16_t>(code)));
  }
  segment.words = WordList(std::move(labels));
  for (size_t member = slice.first; member < slice.end; ++member) segment.codes.push_back(frame.segment[member]);
  return segment;
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

Table frame_table(const Frame& frame, const MetricAmounts& amounts, const MemberSlice& slice,
                  const TableDescription& wanted) {
  const auto is_wanted = [&](std::string_view name) { return wanted.open || declared(wanted, name) != nullptr; };
  Table table;
  table.rows = slice.size();
  std::vector<int64_t> positions(slice.size());
  std::iota(positions.begin(), positions.end(), int64_t{0});
  table.columns.push_back(positions_column(kSubject, std::move(positions)));
  if (is_wanted(kSegment)) table.columns.push_back(segment_column(frame, slice));
  if (is_wanted(kMoney)) {
    const auto money = amounts.money.begin();
    table.columns.push_back(positions_column(
        kMoney, {money + static_cast<std::ptrdiff_t>(slice.first), money + static_cast<std::ptrdiff_t>(slice.end)}));
  }
  if (is_wanted(kIsActive)) {
    Column& active = table.columns.emplace_back();
    active.name = kIsActive;
    active.type = ColumnType::uint8;
    for (size_t member = slice.first; member < slice.end; ++member) {
      active.uint8s.push_back(amounts.activity[member] & kActive);
    }
  }
  return table;
}

InputTable input_table(const MeasureRequest& request, const PluginInput& input, PluginInstance& plugin,
                       const MemberSlice& slice) {
  const TableDescription& description = find_table(plugin.description(), input.table);
  const std::vector<std::string> names = names_after_date(plugin, description);
  const size_t given = input.source.columns.size();
  const bool has_date = given == names.size() + 1;
  VK_CHECK(has_date || given == names.size(), "the columns are not those of input_columns()");
  std::vector<TakenColumn> taken;
  if (has_date && declared(description, kDay) != nullptr) taken.push_back({std::string(kDay), 0});
  for (size_t at = 0; at < names.size(); ++at) taken.push_back({names[at], at + (has_date ? 1 : 0)});

  InputTable result;
  result.is_money = declared(description, kMoney) != nullptr;
  Table& table = result.table;
  table.columns.resize(taken.size() + 1);
  table.columns.front().name = kSubject;
  for (size_t at = 0; at < taken.size(); ++at) table.columns[at + 1].name = taken[at].name;
  const RowCounter counter(*request.frame, slice, days_that_count(description, *request.occurrence));
  const size_t end_bucket = std::min<size_t>(slice.end_bucket, input.source.buckets());
  for (size_t bucket = slice.first_bucket; bucket < end_bucket; ++bucket) {
    const SourceBatch batch = input.source.batch(bucket);
    const CountedRows counted = counter.count(batch, has_date ? &batch.table.columns[0] : nullptr);
    result.rows_of_nobody += counted.of_nobody;
    std::vector<int64_t>& members = table.columns.front().int64s;
    members.insert(members.end(), counted.members.begin(), counted.members.end());
    for (size_t at = 0; at < taken.size(); ++at) {
      append_rows(batch.table.columns[taken[at].index], counted.rows, table.columns[at + 1]);
    }
  }
  table.rows = table.columns.front().int64s.size();
  for (Column& column : table.columns) compact_words(column);
  return result;
}

}  // namespace vk
