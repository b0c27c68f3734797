#pragma once
#include <cstdint>
#include <map>
#include <span>

#include "core/base/instant.hpp"
#include "core/money/exchange.hpp"

namespace vk {

/// Decimals that quoted rates are read with.
inline constexpr int kRateDecimals = 9;
inline constexpr int64_t kRateUnit = 1'000'000'000;

/// One quoted rate, above zero.
struct QuotedRate {
  Day day{};
  Currency currency;
  int64_t billionths = 0;
};

/// Which of its days' rates is that of a cycle.
enum class RateRule {
  average,   ///< mean of all quotes of its days, each day alike
  last_day,  ///< the last quote on one of its days
};
std::string_view to_string(RateRule rule);

/// Which way rates are quoted.
enum class RateQuote {
  per_own,      ///< units of the other currency for one of ours: 1 EUR = 1.08 USD
  per_foreign,  ///< units of ours for one of the other: 1 USD = 0.93 EUR
};

/// The rate of every currency that is quoted on a day of the cycle: units of ours for one of the other. Means are
/// rounded half to even to kRateDecimals before they are turned around.
std::map<Currency, DecimalRatio> cycle_rates(std::span<const QuotedRate> quotes, const DayInterval& days, RateRule rule,
                                             RateQuote quote);

}  // namespace vk
