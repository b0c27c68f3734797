#include "core/money/exchange.hpp"

#include <fmt/format.h>

#include <limits>
#include <numeric>
#include <optional>

#include "core/base/error.hpp"
#include "core/money/allocation.hpp"

namespace vk {
namespace {

__extension__ using Wide = __int128;

constexpr size_t kMostDecimals = 12;

/// a * b in lowest terms.
DecimalRatio product(const DecimalRatio& a, const DecimalRatio& b) {
  const int64_t first = std::gcd(a.numerator, b.denominator);
  const int64_t second = std::gcd(b.numerator, a.denominator);
  const Wide numerator = static_cast<Wide>(a.numerator / first) * (b.numerator / second);
  const Wide denominator = static_cast<Wide>(a.denominator / second) * (b.denominator / first);
  constexpr Wide kMost = std::numeric_limits<int64_t>::max();
  if (numerator > kMost || denominator > kMost) {
    throw Error(ErrorCode::invalid_input, fmt::format("{}/{} times {}/{} leaves the range of 64 bits", a.numerator,
                                                      a.denominator, b.numerator, b.denominator));
  }
  return {static_cast<int64_t>(numerator), static_cast<int64_t>(denominator)};
}

int64_t add(int64_t a, int64_t b) {
  const std::optional<int64_t> sum = checked_add(a, b);
  if (!sum) throw Error(ErrorCode::invalid_input, "converted amounts add up beyond 64 bits");
  return *sum;
}

int64_t subtract(int64_t a, int64_t b) {
  const std::optional<int64_t> difference = checked_subtract(a, b);
  if (!difference) throw Error(ErrorCode::invalid_input, "a change of converted amounts leaves 64 bits");
  return *difference;
}

}  // namespace

std::string_view to_string(RoundingRule rule) {
  switch (rule) {
    case RoundingRule::half_even:
      return "half_even";
  }
  return "";
}

DecimalRatio decimal_ratio(std::string_view text) {
  const size_t point = text.find('.');
  const size_t decimals = point == std::string_view::npos ? 0 : text.size() - point - 1;
  const bool plain = text.find_first_not_of("0123456789.") == std::string_view::npos;
  if (!plain || decimals > kMostDecimals) {
    throw Error(ErrorCode::invalid_input,
                fmt::format("\"{}\" is not a number with at most {} decimals", text, kMostDecimals));
  }
  const ParsedMoney parsed = parse_scaled(text, static_cast<int>(decimals), {});
  if (parsed.fault != MoneyFault::none || parsed.minor <= 0) {
    throw Error(ErrorCode::invalid_input, fmt::format("\"{}\" is not a number above zero", text));
  }
  int64_t denominator = 1;
  for (size_t i = 0; i < decimals; ++i) denominator *= 10;
  const int64_t common = std::gcd(parsed.minor, denominator);
  return {parsed.minor / common, denominator / common};
}

int64_t scaled(int64_t minor, const DecimalRatio& ratio) {
  return scale_half_even(minor, ratio.numerator, ratio.denominator);
}

void RateTable::set(const Currency& currency, const DecimalRatio& rate) {
  if (currency == reporting_ && rate != DecimalRatio{}) {
    throw Error(ErrorCode::conflict,
                fmt::format("the rate of {} to itself is {}/{}", currency.code(), rate.numerator, rate.denominator));
  }
  const auto [found, is_new] = rates_.emplace(currency, rate);
  if (!is_new && found->second != rate) {
    throw Error(ErrorCode::conflict, fmt::format("{} has two rates", currency.code()));
  }
}

Money RateTable::convert(const Money& amount) const {
  if (amount.currency == reporting_) return amount;
  const auto found = rates_.find(amount.currency);
  if (found == rates_.end()) {
    throw Error(ErrorCode::not_found, fmt::format("no rate from {} to {}", amount.currency.code(), reporting_.code()));
  }
  const DecimalRatio units{reporting_.minor_per_major(), amount.currency.minor_per_major()};
  return {scaled(amount.minor, product(found->second, units)), reporting_};
}

ConstantCurrency constant_currency(std::span<const LocalPair> rows, const RateTable& earlier, const RateTable& later) {
  if (earlier.reporting() != later.reporting()) {
    throw Error(ErrorCode::invalid_input, fmt::format("rates to {} and to {} do not compare",
                                                      earlier.reporting().code(), later.reporting().code()));
  }
  ConstantCurrency result;
  for (const LocalPair& row : rows) {
    const int64_t before = earlier.convert(row.earlier).minor;
    const int64_t constant = earlier.convert(row.later).minor;
    const int64_t spot = later.convert(row.later).minor;
    result.earlier.push_back(before);
    result.later_constant.push_back(constant);
    result.later_spot.push_back(spot);
    result.reported_change = add(result.reported_change, subtract(spot, before));
    result.organic_change = add(result.organic_change, subtract(constant, before));
    result.exchange_effect = add(result.exchange_effect, subtract(spot, constant));
  }
  return result;
}

std::vector<int64_t> deflate(std::span<const int64_t> minor, const DecimalRatio& base, const DecimalRatio& period) {
  const DecimalRatio ratio = product(base, {period.denominator, period.numerator});
  std::vector<int64_t> result;
  for (const int64_t amount : minor) result.push_back(scaled(amount, ratio));
  return result;
}

}  // namespace vk
