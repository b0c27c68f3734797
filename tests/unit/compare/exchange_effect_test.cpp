#include "core/compare/exchange_effect.hpp"

#include <catch2/catch.hpp>

#include "tests/support/sample_snapshot.hpp"

using namespace vk;

namespace {

const Currency kEuro = *Currency::from_code("EUR");
const Currency kDollar = *Currency::from_code("USD");

/// Members 1 to n with these euros and dollars, converted at the rate.
Snapshot two_currencies(int year, const DecimalRatio& rate, const std::vector<std::pair<int64_t, int64_t>>& amounts) {
  RateTable table(kEuro);
  table.set(kDollar, rate);
  std::vector<test::Row> rows;
  LocalMoney euros{kEuro, {}};
  LocalMoney dollars{kDollar, {}};
  for (const auto& [euro, dollar] : amounts) {
    test::Row row;
    row.subject = static_cast<SubjectNumber>(rows.size() + 1);
    row.money = euro + table.convert({dollar, kDollar}).minor;
    row.activity = row.money != 0 ? kActive : uint8_t{0};
    rows.push_back(row);
    euros.values.push_back(euro);
    dollars.values.push_back(dollar);
  }
  Snapshot snapshot = test::snapshot_of(test::sample_header(year), rows);
  snapshot.header.rates = {{kDollar, rate}};
  snapshot.local = {std::move(euros), std::move(dollars)};
  return snapshot;
}

}  // namespace

TEST_CASE("exchange effect: what members did and what rates did add up to the change of the base") {
  const Snapshot earlier = two_currencies(2025, {9, 10}, {{10000, 0}, {0, 10000}, {0, 333}});
  const Snapshot later = two_currencies(2026, {8, 10}, {{11000, 0}, {0, 10000}, {500, 335}});
  const ExchangeEffect effect = exchange_effect(earlier, later);
  CHECK(effect.earlier == earlier.header.base.minor);
  CHECK(effect.spot == later.header.base.minor);
  CHECK(effect.organic() + effect.by_rates() == later.header.base.minor - earlier.header.base.minor);
  CHECK(effect.organic() == 1000 + 500 + 2);  // 3.35 dollars at 0.9 are 3.02 (half to even), 3.33 are 3.00
  REQUIRE(effect.lines.size() == 2);
  CHECK(effect.lines[0].currency == kEuro);
  CHECK(effect.lines[0].spot - effect.lines[0].constant == 0);
  CHECK(effect.lines[1].local_after == 10335);
  CHECK(effect.lines[1].spot - effect.lines[1].constant == effect.by_rates());
  CHECK(effect.by_rates() < 0);
}

TEST_CASE("exchange effect: movements at constant rates have no part of the rates") {
  const Snapshot earlier = two_currencies(2025, {9, 10}, {{0, 10000}, {0, 20000}});
  const Snapshot later = two_currencies(2026, {5, 10}, {{0, 10000}, {0, 22000}});
  const ExchangeEffect effect = exchange_effect(earlier, later);
  CHECK(effect.bridge.opening == 27000);
  CHECK(effect.bridge.expansion == 1800);
  CHECK(effect.bridge.contraction == 0);
  CHECK(effect.bridge.closing == 28800);
  CHECK(effect.spot == 16000);
}

TEST_CASE("exchange effect: a currency that the earlier cycle has no rate of is named, and nothing told") {
  Snapshot earlier = two_currencies(2025, {9, 10}, {{100, 0}});
  earlier.header.rates.clear();
  earlier.local.clear();
  const ExchangeEffect effect = exchange_effect(earlier, two_currencies(2026, {8, 10}, {{0, 100}}));
  CHECK(effect.without_rate == std::vector<std::string>{"USD"});
  CHECK(effect.lines.empty());
}
