#include "core/calendar/ics_lines.hpp"

#include "core/base/text.hpp"

namespace vk {
namespace {

/// Where `sign` stands outside quotes at or after `from`.
size_t find_unquoted(std::string_view text, std::string_view signs, size_t from) {
  bool quoted = false;
  for (size_t i = from; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (!quoted && signs.find(text[i]) != std::string_view::npos) return i;
  }
  return std::string_view::npos;
}

void read_property(std::string_view text, IcsLine& line) {
  size_t end = find_unquoted(text, ";:", 0);
  if (end == std::string_view::npos || end == 0) return;
  const std::string name = ics_capitals(text.substr(0, end));
  while (text[end] == ';') {
    const size_t start = end + 1;
    end = find_unquoted(text, ";:", start);
    if (end == std::string_view::npos) return;
    const std::string_view parameter = text.substr(start, end - start);
    const size_t equals = parameter.find('=');
    if (equals == std::string_view::npos) continue;
    line.parameters[ics_capitals(parameter.substr(0, equals))] =
        ics_capitals(replace_all(parameter.substr(equals + 1), "\"", ""));
  }
  line.name = name;
  line.value = std::string{text.substr(end + 1)};
}

}  // namespace

std::string ics_capitals(std::string_view text) {
  std::string capitals{text};
  for (char& c : capitals) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return capitals;
}

std::vector<IcsLine> ics_lines(const ConfigText& text) {
  std::vector<IcsLine> lines;
  for (size_t i = 0; i < text.lines.size();) {
    IcsLine line;
    line.line = static_cast<uint32_t>(i + 1);
    std::string whole = text.lines[i].substr(0, kLongestIcsLine);
    for (++i; i < text.lines.size(); ++i) {
      const std::string& next = text.lines[i];
      if (!next.starts_with(' ') && !next.starts_with('\t')) break;
      whole += next.substr(1, kLongestIcsLine - std::min(whole.size(), kLongestIcsLine));
    }
    if (trim(whole).empty()) continue;
    read_property(whole, line);
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string ics_text(std::string_view value) {
  std::string text;
  for (size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\' || i + 1 == value.size()) {
      text += value[i];
      continue;
    }
    const char escaped = value[++i];
    text += escaped == 'n' || escaped == 'N' ? ' ' : escaped;
  }
  return std::string{trim(text)};
}

}  // namespace vk
