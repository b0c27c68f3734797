#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/diagnostic.hpp"
#include "core/base/instant.hpp"

namespace vk {

struct ConfigValue;

/// A TOML table in file order, with the position of every key.
struct ConfigTable {
  struct Entry;
  SourcePosition at;
  std::vector<Entry> entries;

  const Entry* find(std::string_view key) const;
};

struct ConfigArray {
  std::vector<ConfigValue> values;
};

/// A local time of day, seconds since midnight.
struct TimeOfDay {
  int32_t seconds = 0;
};

/// One TOML value with its position (of the value; keys carry theirs in ConfigTable::Entry).
struct ConfigValue {
  SourcePosition at;
  std::variant<std::string, int64_t, double, bool, Day, Instant, TimeOfDay, ConfigArray, ConfigTable> value;

  /// "text", "integer", "number", "true or false", "date", "date and time", "time", "list", "table".
  std::string_view type_name() const;
};

struct ConfigTable::Entry {
  std::string key;
  SourcePosition key_at;
  ConfigValue value;
};

/// A file's text split in lines, so that diagnostics can show the line.
struct ConfigText {
  std::string file;
  std::vector<std::string> lines;

  std::string line(uint32_t number) const;  ///< empty when there is no such line
  /// The line as a diagnostic may show it: bytes that a terminal cannot show become '?'; empty when it is too long to
  /// help.
  std::string excerpt(uint32_t number) const;
};

struct ConfigDocument {
  ConfigText text;
  ConfigTable root;
};

/// Reads TOML 1.0. A syntax error becomes one diagnostic (E001) with position and excerpt, and the table stays empty.
ConfigDocument parse_config(std::string_view toml, std::string file, Diagnostics& diagnostics);

/// The text split in lines without their ends; a byte order mark is no part of the first.
ConfigText split_lines(std::string_view bytes, std::string file);

/// The bytes of a file; a missing or unreadable file is diagnostic E002 and gives nothing.
std::optional<std::string> read_config_bytes(const std::string& path, Diagnostics& diagnostics);

/// Byte where code point `column`, counted from 1, of a line starts; npos when the line is shorter.
size_t byte_of_column(std::string_view line, uint32_t column);

/// Where byte `offset` of a text value stands in its file. `at` is the value's place (its opening quote); a text
/// written with escapes, over several lines or without a source gives `at` itself.
SourcePosition position_in_text(const SourcePosition& at, std::string_view value, size_t offset,
                                const ConfigText* source);

/// Reads a file as parse_config does; a missing or unreadable file is diagnostic E002.
ConfigDocument read_config(const std::string& path, Diagnostics& diagnostics);

}  // namespace vk
