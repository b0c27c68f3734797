#include "core/config/config_value.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/text.hpp"

namespace vk {
namespace {

constexpr size_t kLongestExcerpt = 240;

/// Names of the alternatives of ConfigValue::value, in its order.
constexpr std::string_view kTypeNames[] = {"text",          "integer", "number", "true or false", "date",
                                           "date and time", "time",    "list",   "table"};

bool is_plain(char c) {
  return c == '\t' || (static_cast<unsigned char>(c) >= 0x20U && c != '\x7f');
}

}  // namespace

const ConfigTable::Entry* ConfigTable::find(std::string_view key) const {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

std::string_view ConfigValue::type_name() const {
  return kTypeNames[value.index()];
}

std::string ConfigText::line(uint32_t number) const {
  return number == 0 || number > lines.size() ? std::string{} : lines[number - 1];
}

std::string ConfigText::excerpt(uint32_t number) const {
  std::string shown = line(number);
  if (shown.size() > kLongestExcerpt) return {};
  const bool readable = is_utf8(shown);
  for (char& c : shown) {
    if (!is_plain(c) || (!readable && static_cast<unsigned char>(c) >= 0x80U)) c = '?';
  }
  return shown;
}

ConfigText split_lines(std::string_view bytes, std::string file) {
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  ConfigText text{std::move(file), {}};
  for (std::string_view line : split(bytes, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    text.lines.emplace_back(line);
  }
  return text;
}

std::optional<std::string> read_config_bytes(const std::string& path, Diagnostics& diagnostics) {
  try {
    return read_file(path);
  } catch (const Error& failure) {
    diagnostics.add({Severity::error, "E002", {path, 0, 0}, failure.what(), "a readable TOML file", {}, {}, 1});
    return std::nullopt;
  }
}

size_t byte_of_column(std::string_view line, uint32_t column) {
  uint32_t seen = 0;
  for (size_t i = 0; i < line.size(); ++i) {
    if ((static_cast<unsigned char>(line[i]) & 0xC0U) == 0x80U) continue;
    if (++seen == column) return i;
  }
  return std::string_view::npos;
}

SourcePosition position_in_text(const SourcePosition& at, std::string_view value, size_t offset,
                                const ConfigText* source) {
  if (source == nullptr || at.line == 0 || at.column == 0 || offset > value.size()) return at;
  const std::string line = source->line(at.line);
  const size_t quote = byte_of_column(line, at.column);
  if (quote == std::string_view::npos) return at;
  const std::string_view rest = std::string_view{line}.substr(quote);
  if (rest.size() < value.size() + 2 || (rest[0] != '"' && rest[0] != '\'')) return at;
  if (rest.substr(1, value.size()) != value || rest[value.size() + 1] != rest[0]) return at;
  SourcePosition inside = at;
  inside.column += 1 + static_cast<uint32_t>(utf8_length(value.substr(0, offset)));
  return inside;
}

ConfigDocument read_config(const std::string& path, Diagnostics& diagnostics) {
  const std::optional<std::string> bytes = read_config_bytes(path, diagnostics);
  if (!bytes) return {{path, {}}, {}};
  return parse_config(*bytes, path, diagnostics);
}

}  // namespace vk
