#include "core/plan/rolled_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "core/base/text.hpp"
#include "core/calendar/year_of.hpp"
#include "core/config/table_reader.hpp"
#include "core/plan/year_shift.hpp"

namespace vk {

std::optional<Day> day_in(const ConfigValue* value) {
  if (value == nullptr) return std::nullopt;
  if (const auto* day = std::get_if<Day>(&value->value)) return *day;
  const auto* text = std::get_if<std::string>(&value->value);
  return text == nullptr ? std::nullopt : day_from(*text);
}

const ConfigValue* value_of(const ConfigTable& table, std::string_view key) {
  const ConfigTable::Entry* entry = table.find(key);
  return entry == nullptr ? nullptr : &entry->value;
}

const std::string* text_of(const ConfigTable& table, std::string_view key) {
  const ConfigValue* value = value_of(table, key);
  return value == nullptr ? nullptr : std::get_if<std::string>(&value->value);
}

std::vector<const ConfigValue*> values_of(const ConfigTable& table, std::string_view key) {
  std::vector<const ConfigValue*> found;
  const ConfigValue* value = value_of(table, key);
  const auto* list = value == nullptr ? nullptr : std::get_if<ConfigArray>(&value->value);
  if (list == nullptr && value != nullptr) found.push_back(value);
  if (list == nullptr) return found;
  for (const ConfigValue& each : list->values) found.push_back(&each);
  return found;
}

std::vector<const ConfigTable*> tables_of(const ConfigTable& table, std::string_view key) {
  std::vector<const ConfigTable*> found;
  for (const ConfigValue* value : values_of(table, key)) {
    if (const auto* inner = std::get_if<ConfigTable>(&value->value)) found.push_back(inner);
  }
  return found;
}

RolledText::RolledText(const CalendarFileText& file, RollOverYears years) : years_(years), rolled_{file, {}} {
  Diagnostics known;  // the same text was read before
  document_ = parse_config(file.bytes, file.file.string(), known);
}

bool RolledText::is_old(std::optional<Day> day) const {
  return day && year_of(*day) == years_.from;
}

void RolledText::decide(std::string_view code, SourcePosition at, uint32_t length, std::string message,
                        std::string hint) {
  found_.push_back(
      {Severity::warning, std::string{code}, std::move(at), std::move(message), {}, std::move(hint), {}, length});
}

/// The byte of a place; a byte order mark is no column.
size_t RolledText::offset_of(const SourcePosition& at) const {
  const std::string_view bytes = rolled_.text.bytes;
  size_t begin = bytes.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  for (uint32_t line = 1; line < at.line; ++line) begin = bytes.find('\n', begin) + 1;
  return begin + byte_of_column(document_.text.line(at.line), at.column);
}

bool RolledText::stands_at(const SourcePosition& at, std::string_view text) const {
  const std::string line = document_.text.line(at.line);
  const size_t begin = byte_of_column(line, at.column);
  return begin != std::string::npos && std::string_view{line}.substr(begin, text.size()) == text;
}

bool RolledText::edit(const SourcePosition& at, const std::string& before, const std::string& after) {
  if (before.size() == after.size() && stands_at(at, before)) {
    rolled_.edits.push_back({at, before, after});
    return true;
  }
  decide("W603", at, 1,
         fmt::format("{} belongs to {} and is written so that it cannot be changed", before, years_.from),
         fmt::format("write {}", after));
  return false;
}

bool RolledText::move_day(const ConfigValue& value, Day to) {
  SourcePosition at = value.at;
  if (std::holds_alternative<std::string>(value.value)) ++at.column;
  return edit(at, to_string(day_in(&value).value()), to_string(to));
}

RolledFile RolledText::finish(Diagnostics& decisions) {
  std::sort(rolled_.edits.begin(), rolled_.edits.end(),
            [](const TextEdit& a, const TextEdit& b) { return a.at < b.at; });
  for (const TextEdit& each : rolled_.edits)
    rolled_.text.bytes.replace(offset_of(each.at), each.before.size(), each.after);
  document_.text = split_lines(rolled_.text.bytes, document_.text.file);
  tell_left_years();
  for (Diagnostic& each : found_) {
    each.excerpt = document_.text.excerpt(each.at.line);
    decisions.add(std::move(each));
  }
  return std::move(rolled_);
}

/// Whether the year in a line was looked at already.
bool RolledText::is_kept(uint32_t line, size_t column) const {
  return std::any_of(kept_.begin(), kept_.end(), [&](const SourcePosition& at) {
    return at.line == line && at.column <= column && column < at.column + 12;
  });
}

/// Texts and comments that name the old year may mean either year: nobody but a person knows.
void RolledText::tell_left_years() {
  for (size_t i = 0; i < document_.text.lines.size(); ++i) {
    const std::string& line = document_.text.lines[i];
    const auto number = static_cast<uint32_t>(i + 1);
    for (size_t at = find_year(line, years_.from); at != std::string::npos; at = find_year(line, years_.from, at + 1)) {
      const auto column = static_cast<uint32_t>(utf8_length(std::string_view{line}.substr(0, at)) + 1);
      if (is_kept(number, column)) continue;
      decide("W607", {document_.text.file, number, column}, 4, fmt::format("this still says {}", years_.from),
             "change it where the new year is meant");
      break;
    }
  }
}

}  // namespace vk
