#include <catch2/catch.hpp>

#include "core/compare/exchange_effect.hpp"
#include "core/compare/price_effect.hpp"
#include "tests/support/stored_cycles.hpp"

// Effects of exchange rates and prices from slices are those of the whole snapshots, to the cent.

using namespace vk;

namespace {

std::vector<int64_t> effect_numbers(const ExchangeEffect& effect) {
  std::vector<int64_t> numbers{effect.earlier, effect.constant, effect.spot};
  for (const ExchangeEffect::Line& line : effect.lines) {
    for (const int64_t number : {static_cast<int64_t>(line.members), line.local_before, line.local_after, line.earlier,
                                 line.constant, line.spot})
      numbers.push_back(number);
  }
  return numbers;
}

std::vector<int64_t> effect_numbers(const PriceEffect& effect) {
  std::vector<int64_t> numbers{effect.earlier, effect.constant, effect.spot, effect.real_before, effect.real_after};
  for (const PriceEffect::Line& line : effect.lines) {
    for (const int64_t number :
         {static_cast<int64_t>(line.members), line.before, line.after, line.real_before, line.real_after})
      numbers.push_back(number);
  }
  return numbers;
}

}  // namespace

TEST_CASE("effect slices: exchange rates and prices did what they did to the whole snapshots", "[compare]") {
  for (uint64_t seed = 61; seed < 64; ++seed) {
    INFO("seed " << seed);
    test::StoredCycles cycles(seed, {.currencies = true});
    const MemberColumns columns{.local = true, .real = true};
    const auto before = cycles.store.read_members(cycles.earlier_id, columns);
    const auto after = cycles.store.read_members(cycles.later_id, columns);
    REQUIRE(before->slices() > 3);
    const ExchangeEffect exchange = exchange_effect(*before, *after);
    CHECK(effect_numbers(exchange) == effect_numbers(exchange_effect(cycles.earlier, cycles.later)));
    CHECK(exchange.bridge == exchange_effect(cycles.earlier, cycles.later).bridge);
    CHECK(exchange.lines.size() == 2);
    CHECK(exchange.by_rates() != 0);
    const PriceEffect prices = price_effect(*before, *after);
    CHECK(effect_numbers(prices) == effect_numbers(price_effect(cycles.earlier, cycles.later)));
    CHECK(prices.bridge == price_effect(cycles.earlier, cycles.later).bridge);
    CHECK(prices.missing == PriceEffect::Missing::nothing);
    CHECK(prices.by_prices() != 0);
  }
}

TEST_CASE("effect slices: a currency of one member in one slice asks for a rate, one of nobody does not", "[compare]") {
  const Currency pound = *Currency::from_code("GBP");
  for (const int64_t amount : {int64_t{0}, int64_t{700}}) {
    test::StoredCycles cycles(71, {.currencies = true});
    Snapshot revision = cycles.later;
    revision.header.revision = 2;
    revision.header.revision_reason = "pounds";
    revision.header.rates[pound] = {1, 1};
    LocalMoney pounds{pound, std::vector<int64_t>(revision.size(), 0)};
    pounds.values.back() = amount;
    revision.local.front().values.back() -= amount;
    revision.real.push_back(pounds);
    revision.local.push_back(std::move(pounds));
    const int64_t id = cycles.store.put_snapshot(revision, test::closed_entry(revision.header), {});
    const MemberColumns columns{.local = true, .real = true};
    const auto before = cycles.store.read_members(cycles.earlier_id, columns);
    const auto after = cycles.store.read_members(id, columns);
    const std::vector<std::string> without = exchange_effect(*before, *after).without_rate;
    CHECK(without == (amount == 0 ? std::vector<std::string>{} : std::vector<std::string>{"GBP"}));
    CHECK((price_effect(*before, *after).missing == PriceEffect::Missing::without_rate) == (amount != 0));
  }
}
