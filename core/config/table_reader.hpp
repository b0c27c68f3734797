#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/diagnostic.hpp"
#include "core/config/config_value.hpp"

namespace vk {

/// Reads one table key by key. Wrong types (E211) and values out of range (E212) are diagnostics with position, caret
/// and expectation and give the default; finish() reports every key that nobody asked for as E201 with "did you mean".
/// All problems at once; nothing throws.
class TableReader {
 public:
  /// `what` names the table in messages: "[measurement]". References must outlive the reader.
  TableReader(const ConfigTable& table, const ConfigText& text, std::string what, Diagnostics& diagnostics);

  /// The keys that may stand in the table, when they are known beforehand: finish() then reports every other one, and
  /// asking for a key outside the list is a bug of the caller.
  void know(std::vector<std::string> keys);

  bool has(std::string_view key) const;
  /// Position of the key (or of the table when it is absent).
  SourcePosition position(std::string_view key) const;

  std::optional<std::string> text(std::string_view key);
  std::string text_or(std::string_view key, std::string_view fallback);
  /// Missing key = E202.
  std::string required_text(std::string_view key);
  std::optional<int64_t> integer(std::string_view key, int64_t least, int64_t most);
  std::optional<bool> boolean(std::string_view key);
  std::optional<Day> day(std::string_view key);
  /// A text or a list of texts.
  std::vector<std::string> texts(std::string_view key);
  /// A list of texts with the place of each; a single text counts as a list of one.
  std::vector<std::pair<std::string, SourcePosition>> placed_texts(std::string_view key);
  /// One of `choices`, with "did you mean"; nothing when absent or wrong (and reported).
  std::optional<std::string> choice(std::string_view key, std::span<const std::string> choices);
  const ConfigTable* table(std::string_view key);
  /// A list of tables; a single table counts as a list of one.
  std::vector<const ConfigTable*> tables(std::string_view key);
  /// Any value, marked as read.
  const ConfigValue* value(std::string_view key);

  /// Reports keys that nobody asked for. Call once, last.
  void finish();

  /// Adds an error at `at` with its source line and a caret of `length` columns.
  void error(std::string_view code, const SourcePosition& at, std::string message, std::string expected = {},
             std::string hint = {}, uint32_t length = 1);

  /// Adds an error at the value of `key` (at the table when absent), marking the whole value.
  void error_at(std::string_view key, std::string_view code, std::string message, std::string expected = {},
                std::string hint = {});
  /// Adds "expected a text, got integer" (E211) for a value of the wrong type.
  void wrong_type(std::string_view key, const ConfigValue& found, std::string_view expected);

  const std::string& what() const { return what_; }
  const ConfigTable& raw() const { return table_; }
  const ConfigText& source() const { return text_; }
  Diagnostics& diagnostics() { return diagnostics_; }

 private:
  const ConfigTable& table_;
  const ConfigText& text_;
  std::string what_;
  Diagnostics& diagnostics_;
  std::vector<std::string> asked_;
  std::vector<std::string> known_;
};

/// How many columns a caret must mark to underline the value as it is most often written; 1 for lists and tables.
uint32_t shown_length(const ConfigValue& value);

}  // namespace vk
