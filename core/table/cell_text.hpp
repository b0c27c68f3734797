#pragma once
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/table/chunk_masks.hpp"

namespace vk {

/// What of a source's format bears on one cell.
struct CellRules {
  char quote = '"';  ///< 0 = no quoting
  bool trim = true;
  std::vector<std::string> missing;  ///< texts that mean "no value", beside the empty cell
};

enum class CellState { value, missing, stray_text };

/// A cell as a person means it.
struct CleanCell {
  std::string_view text;               ///< unquoted and trimmed; in the file's block or in the scratch given
  CellState state = CellState::value;  ///< stray_text: something follows the closing quote
};

/// Takes blanks, quotes and doubled quotes off a raw cell. `scratch` holds the text when it is not a piece of the raw
/// one. A quoted empty cell is an empty value here, an unquoted one is missing.
CleanCell clean_cell(std::string_view raw, const CellRules& rules, std::string& scratch);

/// True for a cell that is its own text: neither blank nor quote at its ends. (The cleaning of nearly every cell.)
inline bool is_plain_cell(const char* cell, size_t length, char quote) {
  const auto code = [&](size_t at) { return static_cast<unsigned char>(cell[at]); };
  return length > 0 && code(0) > ' ' && cell[0] != quote && code(length - 1) > ' ';
}

/// Whether `sign` is among `length` bytes. 8 bytes more must be readable.
inline bool has_sign(const char* bytes, size_t length, char sign) {
  constexpr uint64_t kOnes = 0x0101010101010101U;
  if (length > 16) return std::memchr(bytes, sign, length) != nullptr;
  const auto is_in = [&](size_t from) {
    const size_t used = std::min<size_t>(length - from, 8);
    const uint64_t differs = load_little_endian(bytes + from) ^ (kOnes * static_cast<unsigned char>(sign));
    return ((differs - kOnes) & ~differs & (0x80 * kOnes) & (~uint64_t{0} >> (64 - 8 * used))) != 0;
  };
  return (length > 0 && is_in(0)) || (length > 8 && is_in(8));
}

/// The text of a cell that is plain, or plain but for the quotes around it, as clean_cell() gives it; nothing for
/// another. 8 bytes behind the cell must be readable.
inline std::optional<std::string_view> simple_text(std::string_view raw, const CellRules& rules) {
  if (!rules.missing.empty()) return std::nullopt;
  if (is_plain_cell(raw.data(), raw.size(), rules.quote)) return raw;
  const bool is_quoted = raw.size() >= 2 && rules.quote != 0 && raw.front() == rules.quote && raw.back() == rules.quote;
  if (!is_quoted || has_sign(raw.data() + 1, raw.size() - 2, rules.quote)) return std::nullopt;
  return raw.substr(1, raw.size() - 2);
}

}  // namespace vk
