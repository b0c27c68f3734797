#include <set>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/plugin_host/parameter_value.hpp"
#include "core/plugin_host/plugin_file.hpp"

namespace vk {

namespace {

[[noreturn]] void wrong(const std::string& message) {
  throw Error(ErrorCode::plugin_failed, message);
}

std::string text_of(const char* text, const std::string& what) {
  if (text == nullptr) return {};
  if (!is_utf8(text)) wrong(what + " is not UTF-8");
  return text;
}

std::string required_text(const char* text, const std::string& what) {
  std::string value = text_of(text, what);
  if (value.empty()) wrong(what + " is missing");
  return value;
}

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
  });
}

ParameterType parameter_type(int32_t type, const std::string& what) {
  switch (type) {
    case VK_TYPE_BOOL:
      return ParameterType::boolean;
    case VK_TYPE_INT:
      return ParameterType::integer;
    case VK_TYPE_FLOAT:
      return ParameterType::number;
    case VK_TYPE_TEXT:
      return ParameterType::text;
    case VK_TYPE_ENUM:
      return ParameterType::choice;
    case VK_TYPE_DATE:
      return ParameterType::date;
    case VK_TYPE_TIME:
      return ParameterType::time;
    case VK_TYPE_DURATION:
      return ParameterType::duration;
    case VK_TYPE_MONEY:
      return ParameterType::money;
    case VK_TYPE_RULES:
      return ParameterType::rules;
  }
  wrong(what + " has the unknown type " + std::to_string(type));
}

ColumnType column_type(int32_t type, const std::string& what) {
  switch (type) {
    case VK_COLUMN_INT64:
      return ColumnType::int64;
    case VK_COLUMN_UINT8:
      return ColumnType::uint8;
    case VK_COLUMN_FLOAT64:
      return ColumnType::float64;
    case VK_COLUMN_TEXT:
      return ColumnType::text;
    case VK_COLUMN_DICTIONARY:
      return ColumnType::dictionary;
  }
  wrong(what + " has the unknown type " + std::to_string(type));
}

void check_literal(const ParameterDescription& parameter, const std::string& toml, const std::string& which) {
  if (toml.empty()) return;
  std::string what = "parameter \"" + parameter.key + "\": its " + which + " " + toml;
  std::optional<ConfigValue> literal = config_literal(toml);
  if (!literal) wrong(what + " is no TOML value");
  ParameterDescription checked = parameter;
  if (which != "default") checked.list = false;
  std::vector<ValueFault> faults;
  ParameterReader(checked, faults).read(*literal);
  if (!faults.empty()) wrong(what + " does not fit: " + faults.front().message);
}

ParameterDescription read_parameter(const vk_parameter* c) {
  if (c == nullptr || !VK_HAS(c, vk_parameter, choices)) wrong("a parameter is missing or too short");
  ParameterDescription parameter;
  parameter.key = required_text(c->key, "a parameter's key");
  std::string what = "parameter \"" + parameter.key + "\"";
  if (!is_name(parameter.key)) wrong(what + " has a key with other than a-z, 0-9, '_', '.' and '-'");
  parameter.type = parameter_type(c->type, what);
  parameter.list = (c->flags & VK_PARAMETER_LIST) != 0;
  parameter.required = (c->flags & VK_PARAMETER_REQUIRED) != 0;
  parameter.secret = (c->flags & VK_PARAMETER_SECRET) != 0;
  parameter.deprecated = (c->flags & VK_PARAMETER_DEPRECATED) != 0;
  parameter.unit = text_of(c->unit, what + " unit");
  parameter.doc = required_text(c->doc, what + ": its doc");
  parameter.default_toml = text_of(c->default_toml, what + " default");
  parameter.least_toml = text_of(c->least_toml, what + " least");
  parameter.most_toml = text_of(c->most_toml, what + " most");
  for (uint32_t at = 0; at < c->choice_count; ++at)
    parameter.choices.push_back(required_text(c->choices[at], what + ": a choice"));
  bool needs_choices = parameter.type == ParameterType::choice || parameter.type == ParameterType::rules;
  if (needs_choices && parameter.choices.empty()) wrong(what + " has no choices");
  if (parameter.required && !parameter.default_toml.empty()) wrong(what + " is required and has a default");
  if (parameter.secret && parameter.type != ParameterType::text) wrong(what + " is secret and no text");
  check_literal(parameter, parameter.least_toml, "least value");
  check_literal(parameter, parameter.most_toml, "most value");
  check_literal(parameter, parameter.default_toml, "default");
  return parameter;
}

TableDescription read_table(const vk_table* c) {
  if (c == nullptr || !VK_HAS(c, vk_table, columns)) wrong("a table is missing or too short");
  TableDescription table;
  table.name = required_text(c->name, "a table's name");
  table.open = (c->flags & VK_TABLE_OPEN) != 0;
  table.required = (c->flags & VK_TABLE_REQUIRED) != 0;
  table.doc = text_of(c->doc, "table \"" + table.name + "\" doc");
  for (uint32_t at = 0; at < c->column_count; ++at) {
    const vk_column* column = c->columns[at];
    if (column == nullptr || !VK_HAS(column, vk_column, doc))
      wrong("a column of table \"" + table.name + "\" is missing or too short");
    TableColumnDescription read;
    read.name = required_text(column->name, "a column's name in table \"" + table.name + "\"");
    read.type = column_type(column->type, "column \"" + read.name + "\" of table \"" + table.name + "\"");
    read.required = (column->flags & VK_COLUMN_REQUIRED) != 0;
    read.nullable = (column->flags & VK_COLUMN_NULLABLE) != 0;
    read.doc = text_of(column->doc, "column \"" + read.name + "\" doc");
    table.columns.push_back(std::move(read));
  }
  return table;
}

}  // namespace

PluginDescription read_description(const vk_description* c) {
  if (c == nullptr) wrong("it gives no description");
  if (!VK_HAS(c, vk_description, tables)) wrong("its description has only " + std::to_string(c->size) + " bytes");
  PluginDescription description;
  description.id = required_text(c->id, "its id");
  if (!is_name(description.id)) wrong("its id \"" + description.id + "\" has other than a-z, 0-9, '_', '.' and '-'");
  description.version = required_text(c->version, "its version");
  description.doc = required_text(c->doc, "its doc");
  if (c->kind != VK_KIND_MEASUREMENT && c->kind != VK_KIND_CONTENT)
    wrong("its kind " + std::to_string(c->kind) + " is unknown");
  description.kind = c->kind == VK_KIND_CONTENT ? PluginKind::content : PluginKind::measurement;
  description.can_look_back = (c->flags & VK_BACKFILL_IMPOSSIBLE) == 0;
  description.needs_network = (c->flags & VK_NEEDS_NETWORK) != 0;
  description.needs_files = (c->flags & VK_NEEDS_FILES) != 0;
  description.by_member = (c->flags & VK_BY_MEMBER) != 0;
  std::set<std::string> seen;
  for (uint32_t at = 0; at < c->parameter_count; ++at) {
    description.parameters.push_back(read_parameter(c->parameters[at]));
    if (!seen.insert(description.parameters.back().key).second)
      wrong("parameter \"" + description.parameters.back().key + "\" is there twice");
  }
  seen.clear();
  for (uint32_t at = 0; at < c->table_count; ++at) {
    description.tables.push_back(read_table(c->tables[at]));
    if (!seen.insert(description.tables.back().name).second)
      wrong("table \"" + description.tables.back().name + "\" is there twice");
  }
  return description;
}

}  // namespace vk
