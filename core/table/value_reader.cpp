#include "core/table/value_reader.hpp"

#include <algorithm>
#include <array>

#include "core/base/text.hpp"

namespace vk {
namespace {

ReadResult result_of(MoneyFault fault) {
  switch (fault) {
    case MoneyFault::none:
      return ReadResult::value;
    case MoneyFault::empty:
      return ReadResult::missing;
    case MoneyFault::not_a_number:
      return ReadResult::bad_value;
    case MoneyFault::too_many_decimals:
      return ReadResult::too_many_decimals;
    case MoneyFault::overflow:
      return ReadResult::overflow;
  }
  return ReadResult::bad_value;
}

constexpr std::array<double, 16> kPowersOfTen = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

/// `text` without the minus sign it starts with, which turns `negative`.
std::string_view without_minus(std::string_view text, bool& negative) {
  for (const std::string_view minus : {std::string_view{"-"}, std::string_view{"\u2212"}}) {
    if (!text.starts_with(minus)) continue;
    negative = true;
    return text.substr(minus.size());
  }
  return text;
}

}  // namespace

ReadResult IntegerReader::slow(std::string_view text, int64_t& value) const {
  const ParsedMoney parsed = parse_scaled(text, 0, format_);
  value = parsed.minor;
  return result_of(parsed.fault);
}

ReadResult MoneyReader::slow(std::string_view text, int64_t& value) const {
  const ParsedMoney parsed = parse_money(text, currency_, format_);
  value = parsed.minor;
  return result_of(parsed.fault);
}

bool DecimalReader::fast(const char* cell, size_t length, double& value) const {
  const bool negative = length > 0 && cell[0] == '-';
  const char* const begin = cell + (negative ? 1 : 0);
  const char* const end = cell + length;
  const char* const point = std::find(begin, end, format_.decimal);
  const auto fraction_digits = static_cast<size_t>(point == end ? 0 : end - point - 1);
  const auto whole_digits = static_cast<size_t>(point - begin);
  // At most 15 digits over a power of ten up to 1e15: both are exact doubles, so one division rounds correctly.
  if (whole_digits == 0 || whole_digits + fraction_digits > 15 || (point != end && fraction_digits == 0)) return false;
  uint64_t whole = 0;
  uint64_t fraction = 0;
  if (!up_to_16_digits(point, whole_digits, whole) || !up_to_16_digits(end, fraction_digits, fraction)) return false;
  const double power = kPowersOfTen[fraction_digits];
  const double magnitude = (static_cast<double>(whole) * power + static_cast<double>(fraction)) / power;
  value = negative ? -magnitude : magnitude;
  return true;
}

ReadResult DecimalReader::slow(std::string_view text, double& value) const {
  text = trim(text);
  if (text.empty()) return ReadResult::missing;
  bool negative = false;
  std::string_view magnitude = without_minus(text, negative);
  if (!negative && magnitude.size() > 1 && magnitude[0] == '+' && magnitude[1] != '-') magnitude.remove_prefix(1);
  const size_t whole_end = std::min(magnitude.find_first_of(std::string{format_.decimal} + "eE"), magnitude.size());
  const std::string_view whole = magnitude.substr(0, whole_end);
  std::string rest{magnitude.substr(whole_end)};
  std::string plain;
  if (!whole.empty()) {
    const ParsedMoney grouped = parse_scaled(whole, 0, format_);
    if (grouped.fault == MoneyFault::none && whole.find_first_not_of("0123456789") != std::string_view::npos) {
      if (grouped.minor < 0 || whole.front() == '+' || whole.front() == '(') return ReadResult::bad_value;
      plain = std::to_string(grouped.minor);
    } else {
      plain = whole;
    }
  }
  if (rest.starts_with(format_.decimal)) {
    rest.front() = '.';
  } else if (format_.decimal != '.' && rest.find('.') != std::string::npos) {
    return ReadResult::bad_value;
  }
  if (format_.decimal != '.' && plain.find('.') != std::string::npos) return ReadResult::bad_value;
  plain += rest;
  const std::optional<double> number = double_from(plain);
  if (!number || plain.starts_with('-') || plain.starts_with('+')) return ReadResult::bad_value;
  value = negative ? -*number : *number;
  return ReadResult::value;
}

bool DayReader::fast(const char* cell, size_t length, int64_t& value) const {
  const std::optional<int64_t> day = pattern_.day({cell, length});
  if (day) value = *day;
  return day.has_value();
}

ReadResult DayReader::slow(std::string_view text, int64_t& value) const {
  text = trim(text);
  if (text.empty()) return ReadResult::missing;
  return fast(text.data(), text.size(), value) ? ReadResult::value : ReadResult::bad_value;
}

ReadResult FlagReader::slow(std::string_view text, uint8_t& value) const {
  static constexpr std::array<std::string_view, 9> kYes = {"1", "true", "t", "yes", "y", "on", "x", "kyll\u00E4", "k"};
  static constexpr std::array<std::string_view, 8> kNo = {"0", "false", "f", "no", "n", "off", "ei", "e"};
  const std::string word = lower_ascii(trim(text));
  if (word.empty()) return ReadResult::missing;
  const bool yes = std::find(kYes.begin(), kYes.end(), word) != kYes.end();
  const bool no = std::find(kNo.begin(), kNo.end(), word) != kNo.end();
  value = yes ? 1 : 0;
  return yes || no ? ReadResult::value : ReadResult::bad_value;
}

}  // namespace vk
