#include "core/plugin_host/wire_tables.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "core/base/error.hpp"

namespace vk {

namespace {

/// What write_values() writes for a value without texts and items.
constexpr size_t kLeastValueBytes = 49;

[[noreturn]] void refuse(const Column& column, const std::string& what) {
  throw Error(ErrorCode::plugin_failed, "column \"" + column.name + "\" " + what);
}

/// A number that must be one of an enum's, the last of which is `last`.
template <class Enum>
Enum read_enum(WireReader& from, Enum last) {
  const auto number = from.value<uint8_t>();
  if (number > static_cast<uint8_t>(last)) {
    throw Error(ErrorCode::plugin_failed, "handed over a kind " + std::to_string(number) + " that there is not");
  }
  return static_cast<Enum>(number);
}

template <class Enum>
void write_enum(WireWriter& to, Enum value) {
  to.value(static_cast<uint8_t>(value));
}

template <class T>
void write_array(WireWriter& to, const std::vector<T>& values) {
  to.array(std::span<const T>(values));
}

template <class Stored, class T>
void write_as(WireWriter& to, const std::vector<T>& values) {
  std::vector<Stored> narrow(values.size());
  std::transform(values.begin(), values.end(), narrow.begin(), [](T value) { return static_cast<Stored>(value); });
  write_array(to, narrow);
}

/// Whole numbers in as few bytes as hold them all; most are positions in a slice and codes of short lists. The bits
/// that any of them has tell how many that are; one below 0 has the highest.
template <class T>
void write_packed(WireWriter& to, const std::vector<T>& values) {
  std::make_unsigned_t<T> bits = 0;
  for (const T value : values) bits |= static_cast<std::make_unsigned_t<T>>(value);
  const auto fits = [&]<class Stored>(Stored) { return std::in_range<Stored>(bits); };
  const uint8_t bytes = fits(uint8_t{}) ? 1 : fits(uint16_t{}) ? 2 : fits(uint32_t{}) ? 4 : 8;
  to.value(bytes);
  if (bytes == 1) return write_as<uint8_t>(to, values);
  if (bytes == 2) return write_as<uint16_t>(to, values);
  if (bytes == 4 && sizeof(T) > 4) return write_as<uint32_t>(to, values);
  write_array(to, values);
}

template <class Stored, class T>
std::vector<T> read_as(WireReader& from) {
  const std::span<const Stored> stored = from.array_in_place<Stored>();
  from.take_up(stored.size() * sizeof(T));
  return {stored.begin(), stored.end()};
}

template <class T>
std::vector<T> read_packed(WireReader& from) {
  const auto bytes = from.value<uint8_t>();
  if (bytes == 1) return read_as<uint8_t, T>(from);
  if (bytes == 2) return read_as<uint16_t, T>(from);
  if (bytes == 4) return read_as<uint32_t, T>(from);
  if (bytes != sizeof(T))
    throw Error(ErrorCode::plugin_failed, "handed over numbers of " + std::to_string(bytes) + " bytes");
  return from.array<T>();
}

using HandedOfTable = std::map<std::string, WordList>;

/// What stands before the words of a column.
enum class WordsFollow : uint8_t { follow, as_before };

/// `handed` is null where nobody remembers.
void write_words(WireWriter& to, const Column& column, HandedOfTable* handed) {
  WordList* const before = handed == nullptr ? nullptr : &(*handed)[column.name];
  if (before != nullptr && before->is_shared_with(column.words)) return write_enum(to, WordsFollow::as_before);
  write_enum(to, WordsFollow::follow);
  to.value(uint64_t{column.words.size()});
  for (const std::string& word : column.words) to.text(word);
  if (before != nullptr) *before = column.words;
}

WordList read_words(WireReader& from, const std::string& column, HandedOfTable* handed) {
  WordList* const before = handed == nullptr ? nullptr : &(*handed)[column];
  if (read_enum(from, WordsFollow::as_before) == WordsFollow::as_before) {
    if (before == nullptr) throw Error(ErrorCode::plugin_failed, "handed over words by a name that is not known");
    return *before;
  }
  WordList words(from.texts());
  if (before != nullptr) *before = words;
  return words;
}

void write_column(WireWriter& to, const Column& column, HandedOfTable* handed) {
  to.text(column.name);
  write_enum(to, column.type);
  write_array(to, column.missing);
  switch (column.type) {
    case ColumnType::int64:
      return write_packed(to, column.int64s);
    case ColumnType::float64:
      return write_array(to, column.float64s);
    case ColumnType::uint8:
      return write_array(to, column.uint8s);
    case ColumnType::text:
      write_array(to, column.text_ends);
      return to.text(column.text_bytes);
    case ColumnType::dictionary:
      write_packed(to, column.codes);
      return write_words(to, column, handed);
  }
}

void read_column_values(WireReader& from, Column& column, HandedOfTable* handed) {
  switch (column.type) {
    case ColumnType::int64:
      column.int64s = read_packed<int64_t>(from);
      return;
    case ColumnType::float64:
      column.float64s = from.array<double>();
      return;
    case ColumnType::uint8:
      column.uint8s = from.array<uint8_t>();
      return;
    case ColumnType::text:
      column.text_ends = from.array<uint64_t>();
      column.text_bytes = from.text();
      return;
    case ColumnType::dictionary:
      column.codes = read_packed<uint32_t>(from);
      column.words = read_words(from, column.name, handed);
      return;
  }
}

void check_column(const Column& column, size_t rows) {
  const bool whole = column.missing.empty() || column.missing.size() == rows;
  if (!whole || column.rows() != rows) {
    refuse(column, "has " + std::to_string(column.rows()) + " rows instead of " + std::to_string(rows));
  }
  uint64_t end = 0;
  for (uint64_t next : column.text_ends) {
    if (next < end || next > column.text_bytes.size()) refuse(column, "has text that runs backwards");
    end = next;
  }
  if (end != column.text_bytes.size()) refuse(column, "has text that belongs to no row");
  for (size_t row = 0; row < column.codes.size(); ++row) {
    if (column.codes[row] < column.words.size() || column.is_missing(row)) continue;
    refuse(column, "has dictionary code " + std::to_string(column.codes[row]) + " of " +
                       std::to_string(column.words.size()) + " words at row " + std::to_string(row));
  }
}

void write_parameter(WireWriter& to, const ParameterDescription& parameter) {
  to.text(parameter.key);
  write_enum(to, parameter.type);
  for (const bool flag : {parameter.list, parameter.required, parameter.secret, parameter.deprecated}) {
    to.value(static_cast<uint8_t>(flag));
  }
  for (const std::string* text :
       {&parameter.unit, &parameter.doc, &parameter.default_toml, &parameter.least_toml, &parameter.most_toml}) {
    to.text(*text);
  }
  to.texts(parameter.choices);
}

ParameterDescription read_parameter(WireReader& from) {
  ParameterDescription parameter;
  parameter.key = from.text();
  parameter.type = read_enum(from, ParameterType::rules);
  for (bool* flag : {&parameter.list, &parameter.required, &parameter.secret, &parameter.deprecated}) {
    *flag = from.flag();
  }
  for (std::string* text :
       {&parameter.unit, &parameter.doc, &parameter.default_toml, &parameter.least_toml, &parameter.most_toml}) {
    *text = from.text();
  }
  parameter.choices = from.texts();
  return parameter;
}

void write_table_description(WireWriter& to, const TableDescription& table) {
  to.text(table.name);
  to.value(static_cast<uint8_t>(table.open));
  to.value(static_cast<uint8_t>(table.required));
  to.text(table.doc);
  to.value(uint64_t{table.columns.size()});
  for (const TableColumnDescription& column : table.columns) {
    to.text(column.name);
    write_enum(to, column.type);
    to.value(static_cast<uint8_t>(column.required));
    to.value(static_cast<uint8_t>(column.nullable));
    to.text(column.doc);
  }
}

TableDescription read_table_description(WireReader& from) {
  TableDescription table;
  table.name = from.text();
  table.open = from.flag();
  table.required = from.flag();
  table.doc = from.text();
  for (size_t left = from.count(); left > 0; --left) {
    TableColumnDescription& column = table.columns.emplace_back();
    column.name = from.text();
    column.type = read_enum(from, ColumnType::dictionary);
    column.required = from.flag();
    column.nullable = from.flag();
    column.doc = from.text();
  }
  return table;
}

void write_context(WireWriter& to, const PluginContext& context) {
  to.text(context.occurrence);
  to.text(context.cycle);
  to.value(int64_t{context.interval.first.time_since_epoch().count()});
  to.value(int64_t{context.interval.end.time_since_epoch().count()});
  to.value(int64_t{context.as_of.time_since_epoch().count()});
  to.value(context.seed);
  to.texts(context.states);
  to.texts(context.segments);
  to.value(uint64_t{context.state_money.size()});
  for (MoneyClass money : context.state_money) write_enum(to, money);
  to.text(context.currency.code());
  to.value(context.batch_rows);
  to.value(static_cast<uint8_t>(context.cancel_at.has_value()));
  to.value(context.cancel_at.value_or(0));
}

Day read_day(WireReader& from) {
  return Day{std::chrono::days{from.value<int64_t>()}};
}

PluginContext read_context(WireReader& from) {
  PluginContext context;
  context.occurrence = from.text();
  context.cycle = from.text();
  context.interval.first = read_day(from);
  context.interval.end = read_day(from);
  context.as_of = Instant{std::chrono::seconds{from.value<int64_t>()}};
  context.seed = from.value<uint64_t>();
  context.states = from.texts();
  context.segments = from.texts();
  for (size_t left = from.count(); left > 0; --left) {
    context.state_money.push_back(read_enum(from, MoneyClass::leaving));
  }
  context.currency = Currency::from_code(from.text()).value_or(Currency{});
  context.batch_rows = from.value<uint64_t>();
  const bool is_cancelled = from.flag();
  const auto batches = from.value<uint64_t>();
  if (is_cancelled) context.cancel_at = batches;
  return context;
}

void write_table_with(WireWriter& to, const Table& table, HandedOfTable* handed) {
  to.value(uint64_t{table.rows});
  to.value(uint64_t{table.columns.size()});
  for (const Column& column : table.columns) write_column(to, column, handed);
}

Table read_table_with(WireReader& from, HandedOfTable* handed) {
  Table table;
  table.rows = static_cast<size_t>(from.value<uint64_t>());
  for (size_t left = from.count(); left > 0; --left) {
    Column& column = table.columns.emplace_back();
    column.name = from.text();
    column.type = read_enum(from, ColumnType::dictionary);
    column.missing = from.array<uint8_t>();
    read_column_values(from, column, handed);
    check_column(column, table.rows);
  }
  if (table.columns.empty() && table.rows > 0) {
    throw Error(ErrorCode::plugin_failed, "handed over " + std::to_string(table.rows) + " rows without columns");
  }
  return table;
}

}  // namespace

void write_table(WireWriter& to, const Table& table) {
  write_table_with(to, table, nullptr);
}

Table read_table(WireReader& from) {
  return read_table_with(from, nullptr);
}

void write_run(WireWriter& to, const PluginContext& context, std::span<const NamedTable> tables, HandedWords& handed) {
  write_context(to, context);
  to.value(uint64_t{tables.size()});
  for (const NamedTable& table : tables) {
    to.text(table.name);
    write_table_with(to, *table.table, &handed[table.name]);
  }
}

WiredRun read_run(WireReader& from, HandedWords& handed) {
  WiredRun run;
  run.context = read_context(from);
  for (size_t left = from.count(); left > 0; --left) {
    run.names.push_back(from.text());
    run.tables.push_back(read_table_with(from, &handed[run.names.back()]));
  }
  from.finish();
  return run;
}

void write_description(WireWriter& to, const PluginDescription& plugin) {
  for (const std::string* text : {&plugin.id, &plugin.version, &plugin.doc}) to.text(*text);
  write_enum(to, plugin.kind);
  for (const bool flag : {plugin.can_look_back, plugin.needs_network, plugin.needs_files, plugin.by_member}) {
    to.value(static_cast<uint8_t>(flag));
  }
  to.value(uint64_t{plugin.parameters.size()});
  for (const ParameterDescription& parameter : plugin.parameters) write_parameter(to, parameter);
  to.value(uint64_t{plugin.tables.size()});
  for (const TableDescription& table : plugin.tables) write_table_description(to, table);
}

PluginDescription read_wired_description(WireReader& from) {
  PluginDescription plugin;
  for (std::string* text : {&plugin.id, &plugin.version, &plugin.doc}) *text = from.text();
  plugin.kind = read_enum(from, PluginKind::content);
  for (bool* flag : {&plugin.can_look_back, &plugin.needs_network, &plugin.needs_files, &plugin.by_member}) {
    *flag = from.flag();
  }
  for (size_t left = from.count(); left > 0; --left) plugin.parameters.push_back(read_parameter(from));
  for (size_t left = from.count(); left > 0; --left) plugin.tables.push_back(read_table_description(from));
  return plugin;
}

void write_values(WireWriter& to, std::span<const ParameterValue> values) {
  to.value(uint64_t{values.size()});
  for (const ParameterValue& value : values) {
    to.value(value.c.type);
    to.value(value.c.is_list);
    to.value(value.c.integer);
    to.value(value.c.number);
    to.text(value.key);
    to.text(value.text);
    to.value(static_cast<uint8_t>(value.has_text));
    write_values(to, value.items);
  }
}

std::vector<ParameterValue> read_values(WireReader& from) {
  std::vector<ParameterValue> values(from.count(kLeastValueBytes));
  for (ParameterValue& value : values) {
    value.c.type = from.value<int32_t>();
    value.c.is_list = from.value<uint32_t>();
    value.c.integer = from.value<int64_t>();
    value.c.number = from.value<double>();
    value.key = from.text();
    value.text = from.text();
    value.has_text = from.flag();
    value.items = read_values(from);
  }
  return values;
}

}  // namespace vk
