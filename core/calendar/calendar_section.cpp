#include "core/calendar/calendar_section.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"

namespace vk {
namespace {

constexpr size_t kFewNames = 8;

std::vector<std::string> key_names(const CalendarTable& keys) {
  std::vector<std::string> names;
  for (const CalendarKey& key : keys.keys) names.push_back(key.name);
  return names;
}

size_t index_of(const std::vector<std::string>& words, std::string_view word) {
  const auto found = std::find(words.begin(), words.end(), word);
  return found == words.end() ? 0 : static_cast<size_t>(found - words.begin());
}

}  // namespace

CalendarSection::CalendarSection(const ConfigTable& table, const ConfigText& text, std::string_view path,
                                 std::string what, Diagnostics& diagnostics)
    : keys_(calendar_table(path)), reader_(table, text, std::move(what), diagnostics) {
  reader_.know(key_names(keys_));
}

std::string CalendarSection::text(std::string_view key) {
  const CalendarKey& known = keys_.key(key);
  std::optional<std::string> found = reader_.text(key);
  if (found && known.required && trim(*found).empty()) reader_.error_at(key, "E212", fmt::format("{} is empty", key));
  return found.value_or(known.fallback);
}

PlacedText CalendarSection::placed(std::string_view key) {
  const CalendarKey& known = keys_.key(key);
  const ConfigValue* value = reader_.value(key);
  if (value == nullptr) return {};
  const auto* day = std::get_if<Day>(&value->value);
  if (day != nullptr && known.type == KeyType::phrase) return {to_string(*day), value->at};
  const std::optional<std::string> found = reader_.text(key);
  if (!found) return {};
  if (trim(*found).empty() && known.required) reader_.error_at(key, "E212", fmt::format("{} is empty", key));
  return {*found, value->at};
}

std::vector<PlacedText> CalendarSection::placed_list(std::string_view key) {
  std::vector<PlacedText> result;
  for (auto& [text, at] : reader_.placed_texts(key)) result.push_back({std::move(text), std::move(at)});
  return result;
}

std::vector<std::string> CalendarSection::chosen_list(std::string_view key) {
  const CalendarKey& known = keys_.key(key);
  std::vector<std::string> result;
  for (const PlacedText& each : placed_list(key)) {
    if (std::find(known.choices.begin(), known.choices.end(), each.text) != known.choices.end()) {
      result.push_back(each.text);
      continue;
    }
    error_at(each, "E212", fmt::format("\"{}\" is not a choice of {}", each.text, key), join(known.choices, " | "),
             nearest_hint(each.text, known.choices));
  }
  return result;
}

std::map<std::string, PlacedText> CalendarSection::text_map(std::string_view key) {
  std::map<std::string, PlacedText> result;
  const ConfigTable* table = reader_.table(key);
  if (table == nullptr) return result;
  TableReader inner{*table, reader_.source(), std::string{key}, reader_.diagnostics()};
  for (const ConfigTable::Entry& entry : table->entries) {
    const std::optional<std::string> text = inner.text(entry.key);
    if (text) result[entry.key] = {*text, entry.value.at};
  }
  return result;
}

size_t CalendarSection::choice(std::string_view key) {
  const CalendarKey& known = keys_.key(key);
  return index_of(known.choices, reader_.choice(key, known.choices).value_or(known.fallback));
}

int64_t CalendarSection::integer(std::string_view key) {
  const CalendarKey& known = keys_.key(key);
  return reader_.integer(key, known.least, known.most).value_or(int64_from(known.fallback).value_or(known.least));
}

bool CalendarSection::boolean(std::string_view key) {
  return reader_.boolean(key).value_or(keys_.key(key).fallback == "true");
}

std::optional<Day> CalendarSection::day(std::string_view key) {
  return reader_.day(key);
}

void CalendarSection::exclude(std::string_view a, std::string_view b) {
  if (!reader_.has(a) || !reader_.has(b)) return;
  const SourcePosition first = std::min(reader_.position(a), reader_.position(b));
  const SourcePosition second = std::max(reader_.position(a), reader_.position(b));
  const std::string_view later = second == reader_.position(a) ? a : b;
  reader_.error("E203", second, fmt::format("{} and {} exclude each other in {}", a, b, reader_.what()), {},
                fmt::format("keep this one or the one in line {}", first.line), static_cast<uint32_t>(later.size()));
}

void CalendarSection::refuse_without(std::string_view key, std::string_view other) {
  if (!has(key) || has(other)) return;
  reader_.error("E203", reader_.position(key),
                fmt::format("{} means nothing without {} in {}", key, other, reader_.what()), {},
                fmt::format("add {} or take {} away", other, key), static_cast<uint32_t>(key.size()));
}

void CalendarSection::require(std::string_view name) {
  if (reader_.has(name)) return;
  const CalendarKey& key = keys_.key(name);
  const std::string hint =
      key.example.empty() ? std::string{} : fmt::format("add a line such as {} = {}", key.name, key.example);
  reader_.error(
      "E202", reader_.raw().at, fmt::format("{} has no key \"{}\"", reader_.what(), key.name), {}, hint,
      static_cast<uint32_t>(std::max<size_t>(1, utf8_length(trim(reader_.source().line(reader_.raw().at.line))))));
}

void CalendarSection::finish() {
  for (const CalendarKey& key : keys_.keys) {
    if (key.required) require(key.name);
  }
  reader_.finish();
}

void CalendarSection::error_at(const PlacedText& value, std::string_view code, std::string message,
                               std::string expected, std::string hint) {
  // What is no text at all was told already, and nothing stands for it.
  if (value.text.empty() && value.at.line == 0) return;
  reader_.error(code, value.at, std::move(message), std::move(expected), std::move(hint),
                static_cast<uint32_t>(utf8_length(value.text) + 2));
}

std::string nearest_hint(std::string_view word, std::span<const std::string> candidates) {
  if (const auto nearest = nearest_word(word, candidates)) return fmt::format("did you mean \"{}\"?", *nearest);
  if (candidates.empty() || candidates.size() > kFewNames) return {};
  return fmt::format("there is: {}", join(candidates, ", "));
}

}  // namespace vk
