#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/money/currency.hpp"

namespace vk {

/// An exact amount: int64 minor units of one currency. Arithmetic is checked: mixing currencies or leaving the range
/// throws Error(invalid_input).
struct Money {
  int64_t minor = 0;
  Currency currency;

  Money operator+(const Money& other) const;
  Money operator-(const Money& other) const;
  Money operator-() const;
  auto operator<=>(const Money&) const = default;
};

/// a + b, or nothing when the sum leaves int64.
std::optional<int64_t> checked_add(int64_t a, int64_t b);
std::optional<int64_t> checked_subtract(int64_t a, int64_t b);

/// Sums in several currencies, each exact; never converted.
class MoneySums {
 public:
  void add(const Money& amount);
  const std::map<Currency, int64_t>& by_currency() const { return sums_; }

 private:
  std::map<Currency, int64_t> sums_;
};

/// How people wrote the numbers in a file.
struct NumberFormat {
  char decimal = '.';
  std::string
      thousands;  ///< grouping signs to accept (any of these characters); blanks and U+00A0, U+202F need no mention
};

/// Why a money text was refused.
enum class MoneyFault { none, empty, not_a_number, too_many_decimals, overflow };

struct ParsedMoney {
  int64_t minor = 0;
  MoneyFault fault = MoneyFault::none;
};

/// Reads "1 234,50", "(12.00)", "-3", "12.5-" and "\u2212 5" exactly, no double in between. More decimals than the
/// currency has is a fault (also when they are zeros beyond it: "12.340" for EUR is refused, "12.3" is 12.30). Currency
/// signs and codes beside the number ("EUR 12", "12 €") are accepted when they are that currency's.
ParsedMoney parse_money(std::string_view text, const Currency& currency, const NumberFormat& format);

/// The same for a plain number with at most `digits` decimals, no currency beside it: the value times 10^digits.
/// `digits` is 0-18.
ParsedMoney parse_scaled(std::string_view text, int digits, const NumberFormat& format);

/// "-1234.50": '.' and no grouping, for machines.
std::string to_plain(const Money& amount);
/// "−1,234.50 EUR" (real minus sign, thousands grouped) for people; `decimal` and `grouping` as the language wants
/// them.
std::string to_display(const Money& amount, std::string_view decimal = ".", std::string_view grouping = ",");

}  // namespace vk
