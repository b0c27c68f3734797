#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vk {

/// The mark that some programs write before a UTF-8 text.
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// `text` without blanks, tabs and line ends at both ends.
std::string_view trim(std::string_view text);
/// A-Z to a-z; every other byte stays (no locale).
std::string lower_ascii(std::string_view text);
/// The pieces between `separator`; "" gives one empty piece.
std::vector<std::string_view> split(std::string_view text, char separator);
/// The parts joined with `separator` between them.
std::string join(std::span<const std::string> parts, std::string_view separator);
/// All of `text` as a decimal integer with an optional sign; nothing when any byte is left over or it overflows.
std::optional<int64_t> int64_from(std::string_view text);
/// All of `text` as a decimal number with '.' and an optional exponent; never hex, inf or nan; no locale.
std::optional<double> double_from(std::string_view text);
/// True when `text` is well-formed UTF-8 (no surrogates, no overlong forms).
bool is_utf8(std::string_view text);
/// How many code points the UTF-8 `text` has.
size_t utf8_length(std::string_view text);
/// `text` with every occurrence of `from` replaced by `to`; an empty `from` changes nothing.
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);

/// `text` as a JSON string with its quotes (RFC 8259): quotes, backslashes and control characters escaped, UTF-8 left
/// as it is. TOML reads it as the same text.
std::string json_quoted(std::string_view text);

/// The candidate nearest to `word` by edit distance (case ignored), for "did you mean"; nothing when none is near.
std::optional<std::string> nearest_word(std::string_view word, std::span<const std::string> candidates);

/// True when `text` matches `pattern`, in which '*' stands for any run of bytes and '?' for one.
bool matches_wildcard(std::string_view text, std::string_view pattern);

}  // namespace vk
