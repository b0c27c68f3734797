#include "core/table/date_pattern.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace vk {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::optional<int64_t> day_number(unsigned year, unsigned month, unsigned day) {
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(year)}, std::chrono::month{month},
                                         std::chrono::day{day}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date}.time_since_epoch().count();
}

}  // namespace

std::optional<DatePattern::Token> DatePattern::number_token(char letter, size_t length, bool in_time) {
  if (letter == 'y') return length == 4 ? std::optional{Token{Part::year, 4, 4, '\0'}} : std::nullopt;
  if (length > 2) return std::nullopt;
  // Hours are often written without their zero even where the pattern says hh.
  const size_t least = in_time ? 1 : length;
  switch (letter) {
    case 'd':
      return in_time ? std::nullopt : std::optional{Token{Part::day, least, 2, '\0'}};
    case 'm':
      return Token{in_time ? Part::minute : Part::month, least, 2, '\0'};
    case 'h':
      return Token{Part::hour, least, 2, '\0'};
    case 's':
      return in_time ? std::optional{Token{Part::second, least, 2, '\0'}} : std::nullopt;
    default:
      return std::nullopt;
  }
}

std::optional<DatePattern> DatePattern::from(std::string_view pattern) {
  DatePattern result;
  result.text_ = pattern;
  std::array<int, 7> seen{};
  bool in_time = false;
  for (size_t at = 0; at < pattern.size();) {
    const char letter = pattern[at];
    if (is_digit(letter)) return std::nullopt;
    if (!is_letter(letter) || letter == 'T' || letter == 'Z') {
      result.tokens_.push_back({Part::sign, 1, 1, letter});
      ++at;
      continue;
    }
    const size_t length = std::min(pattern.find_first_not_of(letter, at), pattern.size()) - at;
    in_time = in_time || letter == 'h';
    const std::optional<Token> token = number_token(letter, length, in_time);
    if (!token || ++seen[static_cast<size_t>(token->part)] > 1) return std::nullopt;
    result.tokens_.push_back(*token);
    if (!in_time) result.day_tokens_ = result.tokens_.size();
    at += length;
  }
  const auto has = [&](Part part) { return seen[static_cast<size_t>(part)] == 1; };
  if (!has(Part::year) || !has(Part::month) || !has(Part::day)) return std::nullopt;
  if (!in_time) result.day_tokens_ = result.tokens_.size();
  return result;
}

std::optional<int64_t> DatePattern::day(std::string_view cell) const {
  std::array<unsigned, 7> values{};
  for (size_t i = 0; i < tokens_.size(); ++i) {
    if (cell.empty() && i == day_tokens_) break;
    const Token& token = tokens_[i];
    if (token.part == Part::sign) {
      if (cell.empty() || cell.front() != token.sign) return std::nullopt;
      cell.remove_prefix(1);
      continue;
    }
    size_t digits = 0;
    unsigned value = 0;
    while (digits < token.most_digits && digits < cell.size() && is_digit(cell[digits])) {
      value = value * 10 + static_cast<unsigned>(cell[digits++] - '0');
    }
    if (digits < token.least_digits) return std::nullopt;
    values[static_cast<size_t>(token.part)] = value;
    cell.remove_prefix(digits);
  }
  const auto at = [&](Part part) { return values[static_cast<size_t>(part)]; };
  if (!cell.empty() || at(Part::hour) > 24 || at(Part::minute) > 59 || at(Part::second) > 60) return std::nullopt;
  return day_number(at(Part::year), at(Part::month), at(Part::day));
}

}  // namespace vk
