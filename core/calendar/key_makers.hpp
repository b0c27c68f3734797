#pragma once
#include <string>
#include <utility>
#include <vector>

#include "core/calendar/calendar_keys.hpp"

namespace vk {

/// A key that holds one text of `choices`.
inline CalendarKey choice(std::string name, std::string fallback, std::string doc, std::string example,
                          std::vector<std::string> choices) {
  return {std::move(name),
          KeyType::choice,
          false,
          std::move(fallback),
          std::move(doc),
          std::move(example),
          std::move(choices),
          0,
          0,
          {},
          {}};
}

/// A key that holds a whole number.
inline CalendarKey integer(std::string name, std::string fallback, std::string doc, std::string example, int64_t least,
                           int64_t most) {
  return {std::move(name),
          KeyType::integer,
          false,
          std::move(fallback),
          std::move(doc),
          std::move(example),
          {},
          least,
          most,
          {},
          {}};
}

/// A key with a table or tables of its own.
inline CalendarKey nested(std::string name, KeyType type, std::string doc, std::string example, std::string table) {
  return {std::move(name), type, false, {}, std::move(doc), std::move(example), {}, 0, 0, std::move(table), {}};
}

/// The same key, which must be there.
inline CalendarKey required(CalendarKey key) {
  key.required = true;
  return key;
}

/// Tables that stand in files of their own.
CalendarTable sample_table();
CalendarTable figures_table();
CalendarTable disclosure_table();
CalendarTable rates_table();
CalendarTable prices_table();
CalendarTable bridge_table();
CalendarTable holiday_file_table();
CalendarTable covers_table();
CalendarTable holiday_table();

}  // namespace vk
