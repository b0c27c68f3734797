#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/calendar/annual_calendar.hpp"
#include "core/calendar/calendar_keys.hpp"
#include "core/config/table_reader.hpp"

namespace vk {

/// One table of a calendar file, read by its list of keys: defaults, choices and ranges come from there, and finish()
/// reports missing (E202) and unknown (E201) keys by it.
class CalendarSection {
 public:
  /// `path` names the list of keys, `what` the table in messages. References must outlive the section.
  CalendarSection(const ConfigTable& table, const ConfigText& text, std::string_view path, std::string what,
                  Diagnostics& diagnostics);

  /// The text, or the default.
  std::string text(std::string_view key);
  /// The text with its place; a date counts as its text where a phrase is expected. Empty when absent.
  PlacedText placed(std::string_view key);
  std::vector<PlacedText> placed_list(std::string_view key);
  /// Texts that must all be choices of the key.
  std::vector<std::string> chosen_list(std::string_view key);
  std::map<std::string, PlacedText> text_map(std::string_view key);
  /// The position of the value, or of the default, in the key's choices.
  size_t choice(std::string_view key);
  int64_t integer(std::string_view key);
  bool boolean(std::string_view key);
  std::optional<Day> day(std::string_view key);

  bool has(std::string_view key) const { return reader_.has(key); }
  TableReader& reader() { return reader_; }
  /// Reports E203 when both keys stand in the table.
  void exclude(std::string_view a, std::string_view b);
  /// Reports E203 when the key stands there without the one it belongs to.
  void refuse_without(std::string_view key, std::string_view other);
  /// Reports E202 when the key is missing.
  void require(std::string_view key);
  /// Reports missing and unknown keys. Call once, last.
  void finish();

  /// Adds an error that marks a whole text value.
  void error_at(const PlacedText& value, std::string_view code, std::string message, std::string expected = {},
                std::string hint = {});

 private:
  const CalendarTable& keys_;
  TableReader reader_;
};

/// "did you mean "x"?" for the nearest of `candidates`, else "there is: a, b" when they are few, else nothing.
std::string nearest_hint(std::string_view word, std::span<const std::string> candidates);

}  // namespace vk
