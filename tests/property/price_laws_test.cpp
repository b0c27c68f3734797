#include <catch2/catch.hpp>
#include <iostream>

#include "core/compare/price_effect.hpp"
#include "tests/support/sample_snapshot.hpp"

using namespace vk;

namespace {

constexpr uint64_t kPriceSeed = 20261128;

/// Some members with money of either sign in three currencies, real money beside it, and rates.
Snapshot random_prices(test::Dice& dice, int year) {
  const Currency own = *Currency::from_code("EUR");
  std::vector<LocalMoney> local{{own, {}}, {*Currency::from_code("USD"), {}}, {*Currency::from_code("JPY"), {}}};
  std::vector<LocalMoney> real = local;
  SnapshotHeader header = test::sample_header(year);
  header.prices = PriceBasis{"cpi", "2025"};
  RateTable table(own);
  for (const char* code : {"USD", "JPY"}) {
    const DecimalRatio rate{static_cast<int64_t>(1 + dice.roll(300)), static_cast<int64_t>(1 + dice.roll(200))};
    header.rates[*Currency::from_code(code)] = rate;
    table.set(*Currency::from_code(code), rate);
  }
  std::vector<test::Row> rows;
  const uint64_t members = dice.roll(40);
  for (uint64_t i = 0; i < members; ++i) {
    test::Row row;
    row.subject = static_cast<SubjectNumber>(3 * i + 1 + dice.roll(3));
    for (size_t c = 0; c < local.size(); ++c) {
      const auto paid = dice.roll(2) == 0 ? int64_t{0} : static_cast<int64_t>(dice.roll(100'000)) - 20'000;
      local[c].values.push_back(paid);
      real[c].values.push_back(scaled(paid, {static_cast<int64_t>(90 + dice.roll(20)), 100}));
      row.money += table.convert({paid, local[c].currency}).minor;
    }
    row.activity = row.money != 0 || dice.roll(2) == 0 ? kActive : uint8_t{0};
    rows.push_back(row);
  }
  Snapshot snapshot = test::snapshot_of(header, rows);
  snapshot.local = std::move(local);
  snapshot.real = std::move(real);
  return snapshot;
}

}  // namespace

TEST_CASE("prices: real change, prices and rates are the change of the base, in all and in each currency",
          "[property]") {
  std::cout << "seed " << kPriceSeed << "\n";
  test::Dice dice(kPriceSeed);
  for (int round = 0; round < 500; ++round) {
    INFO("round " << round);
    const Snapshot earlier = random_prices(dice, 2025);
    const Snapshot later = random_prices(dice, 2026);
    const PriceEffect effect = price_effect(earlier, later);
    REQUIRE(effect.missing == PriceEffect::Missing::nothing);
    CHECK(effect.real_change() + effect.by_prices() + effect.by_rates() ==
          later.header.base.minor - earlier.header.base.minor);
    CHECK(effect.bridge.closing - effect.bridge.opening == effect.real_change());
    for (const PriceEffect::Line& line : effect.lines)
      CHECK(line.real_change() + line.by_prices() == line.after - line.before);
  }
}
