#include "core/plugin_host/option_place.hpp"

#include "core/base/text.hpp"

namespace vk {

namespace {

/// The pieces of "key[index].field:column".
struct Subject {
  std::string_view key;
  std::optional<int64_t> index;
  std::string_view field;
  std::optional<int64_t> column;
};

Subject split_subject(std::string_view text) {
  Subject subject;
  if (size_t colon = text.rfind(':'); colon != std::string_view::npos) {
    subject.column = int64_from(text.substr(colon + 1));
    if (subject.column) text = text.substr(0, colon);
  }
  size_t open = text.find('[');
  size_t close = text.find(']');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
    subject.key = text;
    return subject;
  }
  subject.key = text.substr(0, open);
  subject.index = int64_from(text.substr(open + 1, close - open - 1));
  std::string_view rest = text.substr(close + 1);
  if (!rest.empty() && rest.front() == '.') subject.field = rest.substr(1);
  return subject;
}

/// How many columns of the source the escape that begins at `at` takes: \n 2, \u00e4 6.
size_t escape_length(std::string_view line, size_t at) {
  if (at + 1 >= line.size()) return 1;
  if (line[at + 1] == 'u') return 6;
  return line[at + 1] == 'U' ? 10 : 2;
}

/// The column of the `wanted`-th code point of a one-line TOML string that begins at `at`.
SourcePosition inside_string(SourcePosition at, int64_t wanted, const ConfigText& text) {
  std::string line = text.line(at.line);
  size_t byte = 0;
  for (uint32_t column = 1; column < at.column && byte < line.size(); ++column) {
    do ++byte;
    while (byte < line.size() && (static_cast<unsigned char>(line[byte]) & 0xC0U) == 0x80U);
  }
  if (byte >= line.size() || (line[byte] != '"' && line[byte] != '\'')) return at;
  char quote = line[byte];
  std::string triple(3, quote);
  size_t quotes = std::string_view(line).substr(byte, 3) == triple ? 3 : 1;
  byte += quotes;
  at.column += static_cast<uint32_t>(quotes);
  for (int64_t point = 1; point < wanted && byte < line.size(); ++point) {
    size_t columns = quote == '"' && line[byte] == '\\' ? escape_length(line, byte) : 1;
    at.column += static_cast<uint32_t>(columns);
    byte += columns - 1;
    do ++byte;
    while (byte < line.size() && (static_cast<unsigned char>(line[byte]) & 0xC0U) == 0x80U);
  }
  return at;
}

/// The value a subject names below the option's value, as deep as it goes.
const ConfigValue* value_at(const Subject& subject, const ConfigValue& option) {
  const ConfigValue* value = &option;
  if (const auto* array = std::get_if<ConfigArray>(&value->value); array != nullptr && subject.index) {
    bool inside = *subject.index >= 0 && static_cast<size_t>(*subject.index) < array->values.size();
    if (!inside) return value;
    value = &array->values[static_cast<size_t>(*subject.index)];
  }
  if (const auto* table = std::get_if<ConfigTable>(&value->value); table != nullptr && !subject.field.empty()) {
    if (const ConfigTable::Entry* entry = table->find(subject.field)) value = &entry->value;
  }
  return value;
}

}  // namespace

SourcePosition option_place(std::string_view subject_text, const ConfigTable& options, const ConfigText& text) {
  Subject subject = split_subject(subject_text);
  const ConfigTable::Entry* entry = options.find(subject.key);
  if (entry == nullptr) return options.at;
  if (!subject.index && subject.field.empty() && !subject.column) return entry->key_at;
  const ConfigValue* value = value_at(subject, entry->value);
  bool is_text = std::holds_alternative<std::string>(value->value);
  if (subject.column && is_text) return inside_string(value->at, *subject.column, text);
  return value->at;
}

}  // namespace vk
