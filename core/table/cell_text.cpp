#include "core/table/cell_text.hpp"

#include <algorithm>
#include <cstring>

#include "core/table/chunk_masks.hpp"

namespace vk {
namespace {

std::string_view without_blanks(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Offset of the quote that closes a cell whose content starts at 1; npos when none does.
size_t closing_quote(std::string_view cell, char quote) {
  size_t at = cell.find(quote, 1);
  while (at != std::string_view::npos && at + 1 < cell.size() && cell[at + 1] == quote) at = cell.find(quote, at + 2);
  return at;
}

std::string_view undoubled(std::string_view content, char quote, std::string& scratch) {
  if (content.find(quote) == std::string_view::npos) return content;
  scratch.clear();
  for (size_t i = 0; i < content.size(); ++i) {
    scratch += content[i];
    if (content[i] == quote) ++i;
  }
  return scratch;
}

/// Whether `sign` is among `length` bytes. 8 bytes more must be readable.
bool has_sign(const char* bytes, size_t length, char sign) {
  constexpr uint64_t kOnes = 0x0101010101010101U;
  if (length > 16) return std::memchr(bytes, sign, length) != nullptr;
  const auto is_in = [&](size_t from) {
    const size_t used = std::min<size_t>(length - from, 8);
    const uint64_t differs = load_little_endian(bytes + from) ^ (kOnes * static_cast<unsigned char>(sign));
    return (zero_byte_bits(differs) & (~uint64_t{0} >> (64 - 8 * used))) != 0;
  };
  return (length > 0 && is_in(0)) || (length > 8 && is_in(8));
}

}  // namespace

std::string_view inside_of_quotes(std::string_view raw, char quote) {
  const bool is_quoted = raw.size() >= 2 && quote != '\0' && raw.front() == quote && raw.back() == quote;
  if (!is_quoted || has_sign(raw.data() + 1, raw.size() - 2, quote)) return {};
  return raw.substr(1, raw.size() - 2);
}

CleanCell clean_cell(std::string_view raw, const CellRules& rules, std::string& scratch) {
  CleanCell cell;
  const std::string_view outer = without_blanks(raw);
  const bool may_open =
      rules.trim ? !outer.empty() && outer.front() == rules.quote : !raw.empty() && raw.front() == rules.quote;
  if (may_open && rules.quote != '\0') {
    const std::string_view body = rules.trim ? outer : raw;
    const size_t close = closing_quote(body, rules.quote);
    if (close == std::string_view::npos || close + 1 != body.size()) {
      cell.text = body;
      cell.state = CellState::stray_text;
      return cell;
    }
    cell.text = undoubled(body.substr(1, close - 1), rules.quote, scratch);
  } else {
    cell.text = rules.trim ? outer : raw;
    if (cell.text.empty()) cell.state = CellState::missing;
  }
  const bool listed = std::find(rules.missing.begin(), rules.missing.end(), cell.text) != rules.missing.end();
  if (listed) cell.state = CellState::missing;
  return cell;
}

}  // namespace vk
