#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vk {

/// What may stand behind a key of the calendar file.
enum class KeyType {
  text,
  phrase,     ///< a date phrase
  span,       ///< "2 weeks", "10 business days"
  condition,  ///< "q1 >= 4 and answered(q2)"
  clock,      ///< "09:00"
  choice,     ///< one text of `choices`
  integer,    ///< from `least` to `most`
  boolean,
  date,         ///< 2026-03-02
  texts,        ///< a text or a list of texts
  choices,      ///< a list of texts of `choices`
  text_map,     ///< { name = "text" }
  choice_map,   ///< { name = one of `choices` }
  phrase_map,   ///< { name = "date phrase" }
  integer_map,  ///< { name = number }
  table,        ///< one table of `table`
  tables,       ///< a list of tables of `table`
  named,        ///< [key.NAME] tables of `table`
  anything,     ///< a table whose keys a plugin knows
};

/// One key: all that the reader, the JSON Schema and the documentation know of it.
struct CalendarKey {
  std::string name;
  KeyType type = KeyType::text;
  bool required = false;
  std::string fallback;  ///< what holds when it is absent; empty = nothing
  std::string doc;       ///< one sentence
  std::string example;   ///< TOML value
  std::vector<std::string> choices;
  int64_t least = 0;
  int64_t most = 0;
  std::string table;    ///< path of the table behind it
  std::string pattern;  ///< of a choice: a regular expression for the texts that are taken beside the choices
};

/// One table of the calendar file.
struct CalendarTable {
  std::string path;   ///< "" = top level, "measurement.states"
  std::string title;  ///< as messages and documentation name it: "[[measurement]]"
  std::string doc;
  std::vector<CalendarKey> keys;

  const CalendarKey& key(std::string_view name) const;
};

/// Every table in the order of the documentation. The only list of keys: reader, schema and documentation use it.
std::span<const CalendarTable> calendar_tables();

/// The table with this path, which must exist.
const CalendarTable& calendar_table(std::string_view path);

}  // namespace vk
