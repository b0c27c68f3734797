#include "core/report/report_escape.hpp"

#include "core/base/hash.hpp"
#include "core/base/text.hpp"

namespace vk {
namespace {

constexpr std::string_view kReplacement = "\uFFFD";

// How many bytes the code point at the start of `text` has; 0 when they are no UTF-8.
size_t code_point_length(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
  if (length == 0 || length > text.size() || !is_utf8(text.substr(0, length))) return 0;
  return length;
}

bool is_forbidden(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return (value < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || value == 0x7F;
}

void append_escaped(std::string& result, char byte) {
  if (byte == '&')
    result += "&amp;";
  else if (byte == '<')
    result += "&lt;";
  else if (byte == '>')
    result += "&gt;";
  else if (byte == '"')
    result += "&quot;";
  else if (byte == '\'')
    result += "&#39;";
  else if (is_forbidden(byte))
    result += kReplacement;
  else
    result += byte;
}

// Markdown passes HTML through, so its signs become entities there; quotes are plain text.
std::string xml_escaped_quotes_kept(std::string_view text) {
  std::string result = xml_escaped(text);
  result = replace_all(result, "&quot;", "\"");
  return replace_all(result, "&#39;", "'");
}

bool is_word_byte(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
}

}  // namespace

std::string xml_escaped(std::string_view text) {
  std::string result;
  result.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    const size_t length = code_point_length(text);
    if (length == 1)
      append_escaped(result, text.front());
    else if (length == 0)
      result += kReplacement;
    else
      result += text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return result;
}

std::string markdown_escaped(std::string_view text) {
  constexpr std::string_view kSigns = "\\`*_{}[]|#~!";
  std::string result;
  for (const char byte : xml_escaped_quotes_kept(text)) {
    if (byte == '\n' || byte == '\r' || byte == '\t') {
      result += ' ';
      continue;
    }
    if (kSigns.find(byte) != std::string_view::npos) result += '\\';
    result += byte;
  }
  return result;
}

std::string anchor_id(std::string_view text) {
  std::string id = "vk-";
  for (const char byte : text) id += is_word_byte(byte) ? byte : '-';
  return id + "-" + sha256_hex(text).substr(0, 6);
}

}  // namespace vk
