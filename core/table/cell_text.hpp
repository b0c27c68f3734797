#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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

/// The inside of a cell that is plain but for the quotes around it; no data() for another. 8 bytes behind the cell must
/// be readable.
std::string_view inside_of_quotes(std::string_view raw, char quote);

/// The text of a cell that needs no cleaning, or only that of the quotes around it, as clean_cell() gives it; no data()
/// for another. 8 bytes behind the cell must be readable.
inline std::string_view simple_text(std::string_view raw, const CellRules& rules) {
  if (!rules.missing.empty()) return {};
  return is_plain_cell(raw.data(), raw.size(), rules.quote) ? raw : inside_of_quotes(raw, rules.quote);
}

}  // namespace vk
