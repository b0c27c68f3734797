#include "core/money/price_index.hpp"

#include <catch2/catch.hpp>

using namespace vk;

namespace {

const Currency kIndexEuro = Currency::from_code("EUR").value();

Day on_day(const char* text) {
  return day_from(text).value();
}

DayInterval period_named(const char* text) {
  const auto period = price_period(text);
  REQUIRE(period.has_value());
  return *period;
}

int64_t units(int64_t whole) {
  return whole * 1'000'000'000;
}

/// 2025: 100 in the first quarter, then two more each; all of 2026: 110, its first month 120.
PriceIndex quarterly_index() {
  PriceIndex index;
  int64_t value = 100;
  for (const char* quarter : {"2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"}) {
    CHECK(index.add(kIndexEuro, period_named(quarter), units(value)));
    value += 2;
  }
  CHECK(index.add(kIndexEuro, period_named("2026"), units(110)));
  CHECK(index.add(kIndexEuro, period_named("2026-01"), units(120)));
  return index;
}

}  // namespace

TEST_CASE("price index: periods are read as statistical offices write them", "[money]") {
  struct Named {
    const char* text;
    const char* first;
    const char* end;
  };
  for (const Named& row :
       {Named{"2025", "2025-01-01", "2026-01-01"}, Named{"2025-H2", "2025-07-01", "2026-01-01"},
        Named{"2025-Q2", "2025-04-01", "2025-07-01"}, Named{"2025Q4", "2025-10-01", "2026-01-01"},
        Named{"2025-12", "2025-12-01", "2026-01-01"}, Named{"2024M02", "2024-02-01", "2024-03-01"}}) {
    CAPTURE(row.text);
    const DayInterval period = period_named(row.text);
    CHECK(to_string(period.first) == row.first);
    CHECK(to_string(period.end) == row.end);
  }
  for (const char* text : {"", "25", "0000", "2025-", "2025-13", "2025-00", "2025-Q5", "2025-H3", "2025-4", "202504",
                           "2025M4", "2025-W23", "2025-04-01", "20x5", "2025 Q1", "+025", "2025-Q12"}) {
    CAPTURE(text);
    CHECK_FALSE(price_period(text).has_value());
  }
}

TEST_CASE("price index: a day has the index of the shortest period that holds it", "[money]") {
  const PriceIndex index = quarterly_index();
  CHECK(index.at(kIndexEuro, on_day("2025-03-31")) == units(100));
  CHECK(index.at(kIndexEuro, on_day("2025-04-01")) == units(102));
  CHECK(index.at(kIndexEuro, on_day("2026-01-31")) == units(120));
  CHECK(index.at(kIndexEuro, on_day("2026-02-01")) == units(110));
  CHECK_FALSE(index.at(kIndexEuro, on_day("2024-12-31")).has_value());
  CHECK_FALSE(index.at(kIndexEuro, on_day("2027-01-01")).has_value());
  CHECK_FALSE(index.at(Currency::from_code("SEK").value(), on_day("2025-04-01")).has_value());
}

TEST_CASE("price index: the base is its own index or the mean of what fills it", "[money]") {
  PriceIndex index = quarterly_index();
  CHECK(index.base(kIndexEuro, period_named("2025")) == units(103));
  CHECK(index.base(kIndexEuro, period_named("2026")) == units(110));
  CHECK(index.base(kIndexEuro, period_named("2026-01")) == units(120));
  CHECK(index.base(kIndexEuro, period_named("2025-H1")) == units(101));
  CHECK_FALSE(index.base(kIndexEuro, period_named("2026-Q1")).has_value());
  CHECK_FALSE(index.base(kIndexEuro, period_named("2025-02")).has_value());
  // Half a billionth goes to the even one.
  PriceIndex fine;
  fine.add(kIndexEuro, period_named("2025-H1"), 2);
  fine.add(kIndexEuro, period_named("2025-H2"), 3);
  CHECK(fine.base(kIndexEuro, period_named("2025")) == 2);
}

TEST_CASE("price index: a period has one index", "[money]") {
  PriceIndex index = quarterly_index();
  CHECK(index.add(kIndexEuro, period_named("2025-Q1"), units(100)));
  CHECK_FALSE(index.add(kIndexEuro, period_named("2025Q1"), units(101)));
}

TEST_CASE("deflator: amount * base / period, in lowest terms", "[money]") {
  const Deflator deflator(quarterly_index(), period_named("2025"));
  const auto ratio = deflator.ratio(kIndexEuro, on_day("2026-05-01"));
  REQUIRE(ratio.has_value());
  CHECK(*ratio == DecimalRatio{103, 110});
  CHECK(scaled(12000, *ratio) == 11236);  // 112.3636...
  CHECK_FALSE(deflator.ratio(kIndexEuro, on_day("2027-05-01")).has_value());
  CHECK_FALSE(Deflator(quarterly_index(), period_named("2024")).ratio(kIndexEuro, on_day("2026-05-01")).has_value());
}
