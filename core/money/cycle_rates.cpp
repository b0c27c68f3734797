#include "core/money/cycle_rates.hpp"

#include <numeric>

namespace vk {
namespace {

/// The quotes of one currency.
struct Quotes {
  __extension__ __int128 sum = 0;
  int64_t count = 0;
  QuotedRate last;
};

/// No mean is above the greatest of 64 bits, whatever the sum is.
int64_t mean_half_even(const Quotes& quotes) {
  const auto whole = static_cast<int64_t>(quotes.sum / quotes.count);
  const auto rest = static_cast<int64_t>(quotes.sum % quotes.count);
  const bool up = 2 * rest > quotes.count || (2 * rest == quotes.count && whole % 2 != 0);
  return whole + (up ? 1 : 0);
}

DecimalRatio rate_of(int64_t billionths, RateQuote quote) {
  const int64_t common = std::gcd(billionths, kRateUnit);
  const DecimalRatio rate{billionths / common, kRateUnit / common};
  return quote == RateQuote::per_foreign ? rate : DecimalRatio{rate.denominator, rate.numerator};
}

}  // namespace

std::string_view to_string(RateRule rule) {
  switch (rule) {
    case RateRule::average:
      return "average";
    case RateRule::last_day:
      return "last day";
  }
  return "";
}

std::map<Currency, DecimalRatio> cycle_rates(std::span<const QuotedRate> quotes, const DayInterval& days, RateRule rule,
                                             RateQuote quote) {
  std::map<Currency, Quotes> found;
  for (const QuotedRate& each : quotes) {
    if (!days.contains(each.day)) continue;
    Quotes& own = found[each.currency];
    own.sum += each.billionths;
    ++own.count;
    if (own.count == 1 || each.day >= own.last.day) own.last = each;
  }
  std::map<Currency, DecimalRatio> rates;
  for (const auto& [currency, own] : found) {
    const int64_t billionths = rule == RateRule::last_day ? own.last.billionths : mean_half_even(own);
    rates.emplace(currency, rate_of(billionths, quote));
  }
  return rates;
}

}  // namespace vk
