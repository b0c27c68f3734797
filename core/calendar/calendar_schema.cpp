#include <fmt/format.h>

#include "core/calendar/calendar_keys.hpp"
#include "core/calendar/load_calendar.hpp"

namespace vk {
namespace {

std::string json_text(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

std::string reference(const CalendarKey& key) {
  return fmt::format("{{\"$ref\": {}}}", json_text("#/$defs/" + key.table));
}

std::string choices_of(const CalendarKey& key) {
  std::string list;
  for (const std::string& choice : key.choices)
    list += fmt::format("{}{}", list.empty() ? "" : ", ", json_text(choice));
  return fmt::format("\"enum\": [{}]", list);
}

/// The members that say what a value looks like, without braces.
std::string type_members(const CalendarKey& key) {
  switch (key.type) {
    case KeyType::text:
    case KeyType::phrase:
    case KeyType::span:
    case KeyType::condition:
      return "\"type\": \"string\"";
    case KeyType::clock:
      return "\"type\": \"string\", \"pattern\": \"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$\"";
    case KeyType::choice:
      if (key.pattern.empty()) return choices_of(key);
      return fmt::format("\"anyOf\": [{{{}}}, {{\"type\": \"string\", \"pattern\": {}}}]", choices_of(key),
                         json_text(key.pattern));
    case KeyType::integer:
      return fmt::format("\"type\": \"integer\", \"minimum\": {}, \"maximum\": {}", key.least, key.most);
    case KeyType::boolean:
      return "\"type\": \"boolean\"";
    case KeyType::date:
      return "\"type\": \"string\", \"format\": \"date\"";
    case KeyType::texts:
      return "\"anyOf\": [{\"type\": \"string\"}, {\"type\": \"array\", \"items\": {\"type\": \"string\"}}]";
    case KeyType::choices:
      return fmt::format("\"anyOf\": [{{{}}}, {{\"type\": \"array\", \"items\": {{{}}}}}]", choices_of(key),
                         choices_of(key));
    case KeyType::text_map:
    case KeyType::phrase_map:
      return "\"type\": \"object\", \"additionalProperties\": {\"type\": \"string\"}";
    case KeyType::choice_map:
      return fmt::format("\"type\": \"object\", \"additionalProperties\": {{{}}}", choices_of(key));
    case KeyType::integer_map:
      return "\"type\": \"object\", \"additionalProperties\": {\"type\": \"integer\", \"minimum\": 0}";
    case KeyType::table:
      return fmt::format("\"allOf\": [{}]", reference(key));
    case KeyType::tables:
      return fmt::format("\"type\": \"array\", \"items\": {}", reference(key));
    case KeyType::named:
      return fmt::format("\"type\": \"object\", \"additionalProperties\": {}", reference(key));
    case KeyType::anything:
      return "\"type\": \"object\"";
  }
  return {};
}

std::string key_schema(const CalendarKey& key) {
  std::string doc = key.doc;
  if (!key.fallback.empty()) doc += fmt::format(" Default: {}.", key.fallback);
  return fmt::format("{}: {{\"description\": {}, {}}}", json_text(key.name), json_text(doc), type_members(key));
}

/// The members of a table's schema, without braces.
std::string table_members(const CalendarTable& table, std::string_view indent) {
  std::string properties;
  std::string required;
  for (const CalendarKey& key : table.keys) {
    properties += fmt::format("{}\n{}  {}", properties.empty() ? "" : ",", indent, key_schema(key));
    if (key.required) required += fmt::format("{}{}", required.empty() ? "" : ", ", json_text(key.name));
  }
  std::string members =
      fmt::format("{}\"description\": {},\n{}\"type\": \"object\",\n{}\"additionalProperties\": false,\n", indent,
                  json_text(table.doc), indent, indent);
  if (!required.empty()) members += fmt::format("{}\"required\": [{}],\n", indent, required);
  return members + fmt::format("{}\"properties\": {{{}\n{}}}", indent, properties, indent);
}

}  // namespace

std::string calendar_json_schema() {
  std::string definitions;
  for (const CalendarTable& table : calendar_tables()) {
    // Holiday files are files of their own.
    if (table.path.empty() || table.path.starts_with("holiday_file")) continue;
    definitions += fmt::format("{}\n    {}: {{\n{}\n    }}", definitions.empty() ? "" : ",", json_text(table.path),
                               table_members(table, "      "));
  }
  return fmt::format(
      "{{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n  \"title\": \"Vuosikello calendar\",\n"
      "{},\n  \"$defs\": {{{}\n  }}\n}}\n",
      table_members(calendar_table(""), "  "), definitions);
}

}  // namespace vk
