#include "core/compare/outlook.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace vk;

namespace {

OccurrenceName cycle(int year) {
  return {"renewal", "customers", std::to_string(year)};
}

/// `members` of 1,000 each, of whom `left` buy nothing any more and the others `kept` each.
PastState state_of(uint64_t members, uint64_t left, int64_t kept) {
  PastState state;
  state.members = members;
  state.exposure = static_cast<int64_t>(members) * 1000;
  state.left = static_cast<int64_t>(left) * 1000;
  state.after = static_cast<int64_t>(members - left) * kept;
  state.squares = static_cast<double>(members) * 1e6;
  return state;
}

PastPair pair_of(int year, PastState first, PastState second) {
  return {cycle(year), cycle(year + 1), {first, second, PastState{}}};
}

const std::vector<int64_t> kNow{200000, 50000, 0};

}  // namespace

TEST_CASE("outlook: without a past nothing is expected") {
  CHECK_FALSE(outlook({}, {kNow, {}}).has_value());
  CHECK_FALSE(outlook({pair_of(2024, {}, {})}, {{1, 2}, {}}).has_value());
}

TEST_CASE("outlook: expected loss is the money of a state times the share that really left") {
  const auto made = outlook({pair_of(2024, state_of(100, 10, 1000), state_of(40, 20, 500))}, {kNow, {}});
  REQUIRE(made.has_value());
  REQUIRE(made->losses.size() == 2);
  const ExpectedLoss& first = made->losses[0].value();
  CHECK(first.share == Approx(0.1));
  CHECK(first.loss == 20000);
  CHECK(first.range.low < 12000);
  CHECK(first.range.high > 30000);
  CHECK(first.cycles == 1);
  CHECK(first.members == 100);
  CHECK(made->losses[1].value().loss == 25000);
  // 0.9 of the one and a quarter of the other stay, as before.
  CHECK(made->forecast.money == 180000 + 12500);
  CHECK_FALSE(made->forecast.range.has_value());
  CHECK(made->record.empty());
}

TEST_CASE("outlook: money that a sample stands for makes the range of its loss wider, on its own side") {
  const PastPair past = pair_of(2024, state_of(100, 10, 1000), state_of(40, 20, 500));
  const auto exact = outlook({past}, {kNow, {}});
  const auto certain = outlook({past}, {kNow, {{200000, 200000}, {50000, 50000}}});
  const auto estimated = outlook({past}, {kNow, {{120000, 200000}, {50000, 90000}}});
  REQUIRE((exact && certain && estimated));
  CHECK(certain->losses[0]->range == exact->losses[0]->range);
  CHECK(estimated->losses[0]->loss == exact->losses[0]->loss);
  CHECK(estimated->losses[0]->range.low < exact->losses[0]->range.low);
  CHECK(estimated->losses[0]->range.high == exact->losses[0]->range.high);
  CHECK(estimated->losses[1]->range.low == exact->losses[1]->range.low);
  // A share of one half within its own reach, and 40,000 more money: 20,000 apart, at right angles.
  const double own = static_cast<double>(exact->losses[1]->range.high) - 25000;
  CHECK(static_cast<double>(estimated->losses[1]->range.high) == Approx(25000 + std::hypot(own, 20000)).margin(2));
}

TEST_CASE("outlook: that nobody left before is no proof that nobody will") {
  const auto made = outlook({pair_of(2024, state_of(100, 0, 1000), {})}, {kNow, {}});
  REQUIRE(made.has_value());
  CHECK(made->losses[0].value().loss == 0);
  CHECK(made->losses[0].value().range.high > 5000);
  CHECK_FALSE(made->losses[1].has_value());
}

TEST_CASE("outlook: cycles that differ widen the interval, and few cycles more than many") {
  const auto steady =
      outlook({pair_of(2023, state_of(400, 40, 1000), {}), pair_of(2024, state_of(400, 40, 1000), {})}, {kNow, {}});
  const auto uneven =
      outlook({pair_of(2023, state_of(400, 10, 1000), {}), pair_of(2024, state_of(400, 70, 1000), {})}, {kNow, {}});
  const auto longer = outlook({pair_of(2021, state_of(400, 10, 1000), {}), pair_of(2022, state_of(400, 70, 1000), {}),
                               pair_of(2023, state_of(400, 10, 1000), {}), pair_of(2024, state_of(400, 70, 1000), {})},
                              {kNow, {}});
  const auto width = [](const std::optional<Outlook>& made) {
    const Interval& interval = made.value().losses[0].value().interval;
    return interval.high - interval.low;
  };
  CHECK(steady->losses[0]->share == Approx(0.1));
  CHECK(uneven->losses[0]->share == Approx(0.1));
  CHECK(width(uneven) > 2 * width(steady));
  CHECK(width(longer) < width(uneven));
}

TEST_CASE("outlook: the record forecasts each cycle from what was known before it") {
  const auto made = outlook({pair_of(2021, state_of(100, 0, 900), {}), pair_of(2022, state_of(100, 0, 1000), {}),
                             pair_of(2023, state_of(200, 0, 980), {})},
                            {kNow, {}});
  REQUIRE(made.has_value());
  REQUIRE(made->record.size() == 2);
  CHECK(made->record[0].of == cycle(2023));
  CHECK(made->record[0].forecast.money == 90000);
  CHECK(made->record[0].came == 100000);
  CHECK(made->record[1].of == cycle(2024));
  CHECK(made->record[1].forecast.money == 190000);
  CHECK(made->record[1].came == 196000);
  REQUIRE(made->forecast.range.has_value());
  // 386 of 400 kept; a state that the past does not know keeps as all do.
  CHECK(made->forecast.money == 241250);
  CHECK(made->forecast.range->low < 235000);
  CHECK(made->forecast.range->high > 247000);
}

TEST_CASE("outlook: a pair counts by state before who has no money after") {
  Comparison comparison;
  comparison.earlier.name = cycle(2024);
  comparison.later.name = cycle(2025);
  comparison.states = {{"committed", MoneyClass::secured}, {"leaving", MoneyClass::leaving}};
  Cell stayed;
  stayed.from = 0;
  stayed.to = 1;
  stayed.movement = Movement::kept;
  stayed.subjects = 2;
  stayed.money_from = 300;
  stayed.money_to = 250;
  stayed.square_from = 50000;
  Cell gone = stayed;
  gone.to = kAbsent;
  gone.movement = Movement::churn;
  gone.money_to = 0;
  Cell silent = gone;
  silent.from = kUnmeasured;
  Cell added;
  added.to = 0;
  added.movement = Movement::added_new;
  added.money_to = 70;
  comparison.cells = {stayed, gone, silent, added};
  const PastPair pair = past_pair(comparison);
  REQUIRE(pair.states.size() == 3);
  CHECK(pair.states[0].members == 4);
  CHECK(pair.states[0].exposure == 600);
  CHECK(pair.states[0].left == 300);
  CHECK(pair.states[0].after == 250);
  CHECK(pair.states[0].squares == 100000);
  CHECK(pair.states[1].exposure == 0);
  CHECK(pair.states[2].left == 300);
}
