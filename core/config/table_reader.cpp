#include "core/config/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/check.hpp"
#include "core/base/text.hpp"

namespace vk {
namespace {

bool contains(std::span<const std::string> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// "an integer", "a text", "true or false".
std::string with_article(std::string_view type) {
  if (type == "true or false") return std::string{type};
  return fmt::format("{} {}", type == "integer" ? "an" : "a", type);
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
  const std::optional<std::string> nearest = nearest_word(word, candidates);
  return nearest ? fmt::format("did you mean \"{}\"?", *nearest) : std::string{};
}

}  // namespace

uint32_t shown_length(const ConfigValue& value) {
  if (const auto* text = std::get_if<std::string>(&value.value)) {
    return text->find('\n') == std::string::npos ? static_cast<uint32_t>(utf8_length(*text) + 2) : 3;
  }
  if (const auto* integer = std::get_if<int64_t>(&value.value)) {
    return static_cast<uint32_t>(fmt::format("{}", *integer).size());
  }
  if (const auto* boolean = std::get_if<bool>(&value.value)) return *boolean ? 4 : 5;
  return std::holds_alternative<Day>(value.value) ? 10 : 1;
}

TableReader::TableReader(const ConfigTable& table, const ConfigText& text, std::string what, Diagnostics& diagnostics)
    : table_(table), text_(text), what_(std::move(what)), diagnostics_(diagnostics) {}

void TableReader::know(std::vector<std::string> keys) {
  known_ = std::move(keys);
}

bool TableReader::has(std::string_view key) const {
  return table_.find(key) != nullptr;
}

SourcePosition TableReader::position(std::string_view key) const {
  const ConfigTable::Entry* entry = table_.find(key);
  return entry == nullptr ? table_.at : entry->key_at;
}

const ConfigValue* TableReader::value(std::string_view key) {
  if (!contains(asked_, key)) asked_.emplace_back(key);
  const ConfigTable::Entry* entry = table_.find(key);
  return entry == nullptr ? nullptr : &entry->value;
}

std::optional<std::string> TableReader::text(std::string_view key) {
  const ConfigValue* found = value(key);
  if (found == nullptr) return std::nullopt;
  if (const auto* text = std::get_if<std::string>(&found->value)) return *text;
  wrong_type(key, *found, "a text in quotes");
  return std::nullopt;
}

std::string TableReader::text_or(std::string_view key, std::string_view fallback) {
  return text(key).value_or(std::string{fallback});
}

std::string TableReader::required_text(std::string_view key) {
  if (!has(key)) {
    value(key);
    error("E202", table_.at, fmt::format("{} has no key \"{}\"", what_, key), {}, fmt::format("add {} = \"...\"", key));
    return {};
  }
  std::string found = text_or(key, "");
  const auto* written = std::get_if<std::string>(&value(key)->value);
  if (written != nullptr && trim(*written).empty()) error_at(key, "E212", fmt::format("\"{}\" is empty", key));
  return found;
}

std::optional<int64_t> TableReader::integer(std::string_view key, int64_t least, int64_t most) {
  const ConfigValue* found = value(key);
  if (found == nullptr) return std::nullopt;
  const auto* number = std::get_if<int64_t>(&found->value);
  if (number == nullptr) {
    wrong_type(key, *found, "a whole number");
    return std::nullopt;
  }
  if (*number >= least && *number <= most) return *number;
  error_at(key, "E212", fmt::format("{} = {} is out of range", key, *number),
           fmt::format("a whole number from {} to {}", least, most));
  return std::nullopt;
}

std::optional<bool> TableReader::boolean(std::string_view key) {
  const ConfigValue* found = value(key);
  if (found == nullptr) return std::nullopt;
  if (const auto* flag = std::get_if<bool>(&found->value)) return *flag;
  wrong_type(key, *found, "true or false");
  return std::nullopt;
}

std::optional<Day> TableReader::day(std::string_view key) {
  const ConfigValue* found = value(key);
  if (found == nullptr) return std::nullopt;
  if (const auto* day = std::get_if<Day>(&found->value)) return *day;
  const auto* text = std::get_if<std::string>(&found->value);
  const bool is_day = text != nullptr && day_from(*text).has_value();
  error_at(key, "E211", fmt::format("{} must be a date, not {}", key, with_article(found->type_name())),
           "a date without quotes, such as 2026-03-02",
           is_day ? fmt::format("write {} = {}", key, *text) : std::string{});
  return std::nullopt;
}

std::vector<std::pair<std::string, SourcePosition>> TableReader::placed_texts(std::string_view key) {
  std::vector<std::pair<std::string, SourcePosition>> result;
  const ConfigValue* found = value(key);
  if (found == nullptr) return result;
  if (const auto* text = std::get_if<std::string>(&found->value)) return {{*text, found->at}};
  const auto* list = std::get_if<ConfigArray>(&found->value);
  if (list == nullptr) {
    wrong_type(key, *found, "a list of texts");
    return result;
  }
  for (const ConfigValue& item : list->values) {
    if (const auto* text = std::get_if<std::string>(&item.value)) {
      result.emplace_back(*text, item.at);
      continue;
    }
    error("E211", item.at, fmt::format("{} holds {}, not a text", key, with_article(item.type_name())),
          "a text in quotes", {}, shown_length(item));
  }
  return result;
}

std::vector<std::string> TableReader::texts(std::string_view key) {
  std::vector<std::string> result;
  for (auto& [text, at] : placed_texts(key)) result.push_back(std::move(text));
  return result;
}

std::optional<std::string> TableReader::choice(std::string_view key, std::span<const std::string> choices) {
  std::optional<std::string> found = text(key);
  if (!found || contains(choices, *found)) return found;
  error_at(key, "E212", fmt::format("{} = \"{}\" is not a choice", key, *found), join(choices, " | "),
           did_you_mean(*found, choices));
  return std::nullopt;
}

const ConfigTable* TableReader::table(std::string_view key) {
  const ConfigValue* found = value(key);
  if (found == nullptr) return nullptr;
  if (const auto* inner = std::get_if<ConfigTable>(&found->value)) return inner;
  wrong_type(key, *found, "a table: { key = value }");
  return nullptr;
}

std::vector<const ConfigTable*> TableReader::tables(std::string_view key) {
  const ConfigValue* found = value(key);
  if (found == nullptr) return {};
  if (const auto* single = std::get_if<ConfigTable>(&found->value)) return {single};
  const auto* list = std::get_if<ConfigArray>(&found->value);
  if (list == nullptr) {
    wrong_type(key, *found, "a list of tables");
    return {};
  }
  std::vector<const ConfigTable*> result;
  for (const ConfigValue& item : list->values) {
    if (const auto* inner = std::get_if<ConfigTable>(&item.value)) {
      result.push_back(inner);
      continue;
    }
    error("E211", item.at, fmt::format("{} holds {}, not a table", key, with_article(item.type_name())),
          "tables: { key = value }", {}, shown_length(item));
  }
  return result;
}

void TableReader::finish() {
  for (const std::string& key : asked_) VK_CHECK(known_.empty() || contains(known_, key), key);
  const std::vector<std::string>& known = known_.empty() ? asked_ : known_;
  for (const ConfigTable::Entry& entry : table_.entries) {
    if (contains(known, entry.key)) continue;
    std::string hint = did_you_mean(entry.key, known);
    std::string expected = hint.empty() ? fmt::format("one of {}", join(known, ", ")) : std::string{};
    error("E201", entry.key_at, fmt::format("unknown key \"{}\" in {}", entry.key, what_), std::move(expected),
          std::move(hint), static_cast<uint32_t>(std::max<size_t>(1, utf8_length(entry.key))));
  }
}

void TableReader::error(std::string_view code, const SourcePosition& at, std::string message, std::string expected,
                        std::string hint, uint32_t length) {
  diagnostics_.add({Severity::error, std::string{code}, at, std::move(message), std::move(expected), std::move(hint),
                    text_.excerpt(at.line), length});
}

void TableReader::error_at(std::string_view key, std::string_view code, std::string message, std::string expected,
                           std::string hint) {
  const ConfigTable::Entry* entry = table_.find(key);
  const SourcePosition at = entry == nullptr ? table_.at : entry->value.at;
  const uint32_t length = entry == nullptr ? 1 : shown_length(entry->value);
  error(code, at, std::move(message), std::move(expected), std::move(hint), length);
}

void TableReader::wrong_type(std::string_view key, const ConfigValue& found, std::string_view expected) {
  error("E211", found.at, fmt::format("{} is {}", key, with_article(found.type_name())), std::string{expected}, {},
        shown_length(found));
}

}  // namespace vk
