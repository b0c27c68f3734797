#pragma once
#include <cstdint>
#include <memory>
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
};

struct ConfigDocument {
  ConfigText text;
  ConfigTable root;
};

/// Reads TOML 1.0. A syntax error becomes one diagnostic (E001) with position and excerpt, and the table stays empty.
ConfigDocument parse_config(std::string_view toml, std::string file, Diagnostics& diagnostics);

/// Reads a file as parse_config does; a missing or unreadable file is diagnostic E002.
ConfigDocument read_config(const std::string& path, Diagnostics& diagnostics);

}  // namespace vk
