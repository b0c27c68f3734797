#include "core/money/cycle_rates.hpp"

#include <catch2/catch.hpp>

using namespace vk;

namespace {

QuotedRate quoted(const char* day, const char* currency, int64_t billionths) {
  return {*day_from(day), *Currency::from_code(currency), billionths};
}

const DayInterval k2026{*day_from("2026-01-01"), *day_from("2027-01-01")};
const Currency kRateDollar = *Currency::from_code("USD");
const Currency kRateCrown = *Currency::from_code("SEK");

}  // namespace

TEST_CASE("cycle rates: the last quote inside the days counts, whatever the order of rows") {
  const std::vector<QuotedRate> quotes{
      quoted("2026-12-30", "USD", 1'250'000'000), quoted("2026-03-01", "USD", 1'100'000'000),
      quoted("2027-01-01", "USD", 9'000'000'000), quoted("2025-12-31", "SEK", 11'000'000'000)};
  const auto rates = cycle_rates(quotes, k2026, RateRule::last_day, RateQuote::per_foreign);
  REQUIRE(rates.size() == 1);
  CHECK(rates.at(kRateDollar) == DecimalRatio{5, 4});
  CHECK(cycle_rates(quotes, k2026, RateRule::last_day, RateQuote::per_own).at(kRateDollar) == DecimalRatio{4, 5});
}

TEST_CASE("cycle rates: the mean of all quotes is turned around after it is made") {
  const std::vector<QuotedRate> quotes{quoted("2026-01-02", "SEK", 10'000'000'000),
                                       quoted("2026-06-02", "SEK", 12'000'000'000),
                                       quoted("2026-12-02", "SEK", 11'000'000'000)};
  CHECK(cycle_rates(quotes, k2026, RateRule::average, RateQuote::per_own).at(kRateCrown) == DecimalRatio{1, 11});
  CHECK(cycle_rates(quotes, k2026, RateRule::average, RateQuote::per_foreign).at(kRateCrown) == DecimalRatio{11, 1});
}

TEST_CASE("cycle rates: halves of a billionth go to the even one") {
  const auto mean = [](int64_t a, int64_t b) {
    const std::vector<QuotedRate> quotes{quoted("2026-01-02", "SEK", a), quoted("2026-01-03", "SEK", b)};
    return cycle_rates(quotes, k2026, RateRule::average, RateQuote::per_foreign).at(kRateCrown);
  };
  CHECK(mean(3, 4) == DecimalRatio{1, 250'000'000});  // 3.5 -> 4
  CHECK(mean(4, 5) == DecimalRatio{1, 250'000'000});  // 4.5 -> 4
  CHECK(mean(INT64_MAX, INT64_MAX) == DecimalRatio{INT64_MAX, kRateUnit});
}
