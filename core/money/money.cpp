#include "core/money/money.hpp"

#include <fmt/format.h>

#include "core/base/error.hpp"

namespace vk {
namespace {

void require_same_currency(const Money& a, const Money& b) {
  if (a.currency == b.currency) return;
  throw Error(ErrorCode::invalid_input,
              fmt::format("amounts in {} and {} cannot be added or subtracted", a.currency.code(), b.currency.code()));
}

[[noreturn]] void throw_out_of_range(const Money& a, std::string_view sign, const Money& b) {
  throw Error(ErrorCode::invalid_input, fmt::format("{} {} {} {} leaves the range of 64 bits", to_plain(a), sign,
                                                    to_plain(b), a.currency.code()));
}

/// The digits of |minor|, at least one before the decimal sign, with `grouping` between groups of three.
std::string digits_of(const Money& amount, std::string_view decimal, std::string_view grouping) {
  const auto unsigned_minor = static_cast<uint64_t>(amount.minor);
  const uint64_t magnitude = amount.minor < 0 ? 0 - unsigned_minor : unsigned_minor;
  const auto per_major = static_cast<uint64_t>(amount.currency.minor_per_major());
  const std::string major = fmt::format("{}", magnitude / per_major);
  std::string text;
  for (size_t i = 0; i < major.size(); ++i) {
    if (i > 0 && (major.size() - i) % 3 == 0) text += grouping;
    text += major[i];
  }
  if (per_major > 1) {
    text += decimal;
    text += fmt::format("{:0{}}", magnitude % per_major, amount.currency.minor_digits());
  }
  return text;
}

}  // namespace

std::optional<int64_t> checked_add(int64_t a, int64_t b) {
  int64_t result = 0;
  if (__builtin_add_overflow(a, b, &result)) return std::nullopt;
  return result;
}

std::optional<int64_t> checked_subtract(int64_t a, int64_t b) {
  int64_t result = 0;
  if (__builtin_sub_overflow(a, b, &result)) return std::nullopt;
  return result;
}

Money Money::operator+(const Money& other) const {
  require_same_currency(*this, other);
  const std::optional<int64_t> sum = checked_add(minor, other.minor);
  if (!sum) throw_out_of_range(*this, "+", other);
  return {*sum, currency};
}

Money Money::operator-(const Money& other) const {
  require_same_currency(*this, other);
  const std::optional<int64_t> difference = checked_subtract(minor, other.minor);
  if (!difference) throw_out_of_range(*this, "-", other);
  return {*difference, currency};
}

Money Money::operator-() const {
  return Money{0, currency} - *this;
}

void MoneySums::add(const Money& amount) {
  int64_t& sum = sums_[amount.currency];
  const std::optional<int64_t> total = checked_add(sum, amount.minor);
  if (!total) throw_out_of_range({sum, amount.currency}, "+", amount);
  sum = *total;
}

std::string to_plain(const Money& amount) {
  const std::string digits = digits_of(amount, ".", "");
  return amount.minor < 0 ? "-" + digits : digits;
}

std::string to_display(const Money& amount, std::string_view decimal, std::string_view grouping) {
  return fmt::format("{}{} {}", amount.minor < 0 ? "\u2212" : "", digits_of(amount, decimal, grouping),
                     amount.currency.code());
}

}  // namespace vk
