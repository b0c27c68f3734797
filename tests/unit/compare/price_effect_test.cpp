#include "core/compare/price_effect.hpp"

#include <catch2/catch.hpp>

#include "tests/support/sample_snapshot.hpp"

using namespace vk;

namespace {

const Currency kPaidEuro = *Currency::from_code("EUR");
const Currency kPaidDollar = *Currency::from_code("USD");

/// Paid and real minor units of one member in euros and dollars.
struct Paid {
  int64_t euro = 0;
  int64_t real_euro = 0;
  int64_t dollar = 0;
  int64_t real_dollar = 0;
};

/// Members 1 to n, their dollars converted at the rate.
Snapshot paid_snapshot(int year, const DecimalRatio& rate, const std::vector<Paid>& members) {
  RateTable table(kPaidEuro);
  table.set(kPaidDollar, rate);
  std::vector<test::Row> rows;
  std::vector<LocalMoney> local{{kPaidEuro, {}}, {kPaidDollar, {}}};
  std::vector<LocalMoney> real = local;
  for (const Paid& paid : members) {
    test::Row row;
    row.subject = static_cast<SubjectNumber>(rows.size() + 1);
    row.money = paid.euro + table.convert({paid.dollar, kPaidDollar}).minor;
    row.activity = row.money != 0 ? kActive : uint8_t{0};
    rows.push_back(row);
    local[0].values.push_back(paid.euro);
    local[1].values.push_back(paid.dollar);
    real[0].values.push_back(paid.real_euro);
    real[1].values.push_back(paid.real_dollar);
  }
  Snapshot snapshot = test::snapshot_of(test::sample_header(year), rows);
  snapshot.header.rates = {{kPaidDollar, rate}};
  snapshot.header.prices = PriceBasis{"cpi", "2025"};
  snapshot.local = std::move(local);
  snapshot.real = std::move(real);
  return snapshot;
}

Snapshot earlier_paid() {
  return paid_snapshot(2025, {9, 10}, {{10000, 10000, 0, 0}, {0, 0, 5000, 5000}});
}
/// Both pay more; euros lost five percent, dollars ten, and dollars are worth less.
Snapshot later_paid() {
  return paid_snapshot(2026, {8, 10}, {{12000, 11429, 0, 0}, {0, 0, 5500, 5000}});
}

}  // namespace

TEST_CASE("price effect: real change, prices and rates add up to the change of the base, to the cent", "[compare]") {
  const PriceEffect effect = price_effect(earlier_paid(), later_paid());
  REQUIRE(effect.missing == PriceEffect::Missing::nothing);
  CHECK(effect.earlier == 14500);
  CHECK(effect.spot == 12000 + 4400);
  CHECK(effect.constant == 12000 + 4950);
  CHECK(effect.real_before == 14500);
  CHECK(effect.real_after == 11429 + 4500);
  CHECK(effect.real_change() == 1429);
  CHECK(effect.by_prices() == 571 + 450);
  CHECK(effect.by_rates() == -550);
  CHECK(effect.real_change() + effect.by_prices() + effect.by_rates() == effect.spot - effect.earlier);
  REQUIRE(effect.lines.size() == 2);
  CHECK(effect.lines[0].currency == kPaidEuro);
  CHECK(effect.lines[0].real_change() == 1429);
  CHECK(effect.lines[0].by_prices() == 571);
  CHECK(effect.lines[1].members == 1);
  CHECK(effect.lines[1].real_change() == 0);  // 55 dollars buy what 50 did
  CHECK(effect.lines[1].by_prices() == 500);
}

TEST_CASE("price effect: movements are those of real money", "[compare]") {
  const PriceEffect effect = price_effect(earlier_paid(), later_paid());
  CHECK(effect.bridge.opening == 14500);
  CHECK(effect.bridge.expansion == 1429);
  CHECK(effect.bridge.contraction == 0);
  CHECK(effect.bridge.closing == 15929);
}

TEST_CASE("price effect: one currency without rates is its own", "[compare]") {
  const auto plain = [](Snapshot snapshot) {
    snapshot.header.rates.clear();
    snapshot.local.clear();
    snapshot.real.pop_back();
    return snapshot;
  };
  const Snapshot before = plain(paid_snapshot(2025, {1, 1}, {{10000, 10300, 0, 0}}));
  const Snapshot after = plain(paid_snapshot(2026, {1, 1}, {{10400, 10100, 0, 0}}));
  const PriceEffect effect = price_effect(before, after);
  CHECK(effect.real_change() == -200);
  CHECK(effect.by_prices() == 600);
  CHECK(effect.by_rates() == 0);
  REQUIRE(effect.lines.size() == 1);
  CHECK(effect.lines[0].currency == kPaidEuro);
}

TEST_CASE("price effect: without real money of one base in both cycles nothing is told", "[compare]") {
  using Missing = PriceEffect::Missing;
  Snapshot without = earlier_paid();
  without.header.prices.reset();
  without.real.clear();
  CHECK(price_effect(without, later_paid()).missing == Missing::earlier);
  CHECK(price_effect(earlier_paid(), without).missing == Missing::later);
  Snapshot other = earlier_paid();
  other.header.prices->base = "2020";
  CHECK(price_effect(other, later_paid()).missing == Missing::base);
  Snapshot unrated = earlier_paid();
  unrated.header.rates.clear();
  CHECK(price_effect(unrated, later_paid()).missing == Missing::without_rate);
  CHECK(price_effect(unrated, later_paid()).lines.empty());
}
