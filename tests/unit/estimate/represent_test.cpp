#include "core/estimate/represent.hpp"

#include <catch2/catch.hpp>

#include "tests/support/sample_snapshot.hpp"

using namespace vk;

namespace {

constexpr uint8_t kSilent = kUnmeasured;

/// Members of one money each, `count` of them in each entry's state and segment.
struct Lot {
  size_t count = 0;
  uint8_t state = 0;
  int64_t money = 0;
  uint16_t segment = 0;
};

Snapshot snapshot_with(const std::vector<Lot>& lots) {
  std::vector<test::Row> rows;
  for (const Lot& lot : lots) {
    for (size_t i = 0; i < lot.count; ++i) {
      test::Row row;
      row.subject = static_cast<SubjectNumber>(rows.size() + 1);
      row.state = lot.state;
      row.money = lot.money;
      row.segment = lot.segment;
      rows.push_back(row);
    }
  }
  return test::snapshot_of(test::sample_header(2026), rows);
}

}  // namespace

TEST_CASE("represent: a census has nothing to estimate") {
  CHECK_FALSE(represent(snapshot_with({{3200, 0, 10000}, {3200, 1, 10000}, {1600, 2, 10000}})).has_value());
  CHECK_FALSE(represent(snapshot_with({{10, 0, 500}, {90, kSilent, 0}})).has_value());
}

TEST_CASE("represent: equal members stand for the silent in proportion") {
  const auto made = represent(snapshot_with({{100, 0, 10000}, {60, 1, 10000}, {40, 2, 10000}, {200, kSilent, 10000}}));
  REQUIRE(made.has_value());
  REQUIRE(made->estimable);
  REQUIRE(made->states.size() == 3);
  CHECK(made->base == MemberMoney{400, 4000000});
  CHECK(made->measured == MemberMoney{200, 2000000});
  CHECK(made->extrapolated == 2000000);
  CHECK(made->unspoken == MemberMoney{});
  CHECK(made->states[0].measured == 1000000);
  CHECK(made->states[0].estimate() == 2000000);
  CHECK(made->states[1].estimate() == 1200000);
  CHECK(made->states[2].estimate() == 800000);
  CHECK(made->states[0].limits == MoneyRange{1000000, 3000000});
  CHECK(made->states[0].interval.low > 1700000);
  CHECK(made->states[0].interval.low < 1900000);
  CHECK(made->states[0].interval.high > 2100000);
  CHECK(made->states[0].interval.high < 2300000);
}

TEST_CASE("represent: a silent giant is unknown and nobody speaks for it") {
  // One member with a third of all money says nothing.
  const auto made =
      represent(snapshot_with({{100, 0, 10000}, {100, 1, 10000}, {200, kSilent, 10000}, {1, kSilent, 2000000}}));
  REQUIRE(made.has_value());
  REQUIRE(made->estimable);
  CHECK(made->unspoken == MemberMoney{1, 2000000});
  CHECK(made->measured.money + made->extrapolated + made->unspoken.money == made->base.money);
  CHECK(made->states[0].estimate() == 2000000);
  CHECK(made->states[0].limits == MoneyRange{1000000, 5000000});
}

TEST_CASE("represent: a small audience is never extrapolated") {
  const auto made = represent(snapshot_with({{10, 0, 10000}, {5, 1, 10000}, {5, kSilent, 10000}}));
  REQUIRE(made.has_value());
  REQUIRE(made->estimable);
  CHECK(made->extrapolated == 0);
  CHECK(made->unspoken == MemberMoney{5, 50000});
  CHECK(made->states[0].interval == MoneyRange{100000, 100000});
}

TEST_CASE("represent: members below zero and those not eligible are in no estimate") {
  Snapshot snapshot =
      snapshot_with({{100, 0, 10000}, {100, 1, 10000}, {200, kSilent, 10000}, {2, 0, -500}, {3, kSilent, 700}});
  for (size_t i = snapshot.size() - 3; i < snapshot.size(); ++i) {
    snapshot.disposition[i] = static_cast<uint8_t>(Disposition::not_eligible);
  }
  const auto made = represent(snapshot);
  REQUIRE(made.has_value());
  REQUIRE(made->estimable);
  CHECK(made->net_credit == MemberMoney{2, -1000});
  CHECK(made->unspoken == MemberMoney{3, 2100});
  CHECK(made->unmeasured_by[static_cast<size_t>(Disposition::not_eligible)] == MemberMoney{3, 2100});
  CHECK(made->measured.money + made->unmeasured() + made->net_credit.money == made->base.money);
}

TEST_CASE("represent: a thin class is joined to its neighbour and told") {
  // Segment 1 has one answer in its class of like money.
  const auto made = represent(snapshot_with(
      {{150, 0, 10000, 0}, {50, 1, 10000, 0}, {200, kSilent, 10000, 0}, {1, 2, 10000, 1}, {99, kSilent, 10000, 1}}));
  REQUIRE(made.has_value());
  REQUIRE(made->estimable);
  CHECK(made->merges.size() == 1);
  REQUIRE(made->by_segment.size() >= 2);
  CHECK(made->by_segment[0].parts.has_value());
  CHECK_FALSE(made->by_segment[1].parts.has_value());
  CHECK(made->by_segment[1].measured == MemberMoney{1, 10000});
}

TEST_CASE("represent: without an answer there are limits and no estimate") {
  const auto made = represent(snapshot_with({{400, kSilent, 10000}}));
  REQUIRE(made.has_value());
  CHECK_FALSE(made->estimable);
  CHECK_FALSE(made->why_not.empty());
  CHECK_FALSE(made->parts.has_value());
  CHECK(made->unspoken == MemberMoney{400, 4000000});
  CHECK(made->limits[0] == MoneyRange{0, 4000000});
}

TEST_CASE("represent: classes of like money hold about equal shares of it") {
  std::vector<int64_t> money{0, -5};
  for (int64_t amount = 1; amount <= 4000; ++amount) money.push_back(amount);
  const MoneyClasses classes(money);
  std::array<int64_t, kMoneyClassCount> sums{};
  int64_t all = 0;
  for (const int64_t amount : money) {
    if (amount < 0) continue;
    sums[classes.of(amount)] += amount;
    all += amount;
  }
  CHECK(sums[kOwnMoneyClass] == 0);
  CHECK(classes.of(0) == kNoMoneyClass);
  for (size_t money_class = 1; money_class < kNoMoneyClass; ++money_class) {
    const double share = static_cast<double>(sums[money_class]) / static_cast<double>(all);
    CHECK(share > 0.15);
    CHECK(share < 0.35);
  }
}

TEST_CASE("represent: late money leaves members in the class where the draw put them") {
  // Half of the first lot have spent much more since; both halves were drawn together, one in two.
  std::vector<Lot> lots{{50, 0, 10000}, {50, 1, 10000}, {100, kSilent, 10000}, {50, 1, 60000}, {50, kSilent, 60000}};
  Snapshot snapshot = snapshot_with(lots);
  const auto by_money = represent(snapshot);
  snapshot.header.sample.emplace();
  snapshot.money_class.assign(snapshot.size(), 1);
  const auto by_draw = represent(snapshot);
  REQUIRE(by_money.has_value());
  REQUIRE(by_draw.has_value());
  REQUIRE(by_draw->estimable);
  CHECK(by_money->classes > 1);
  CHECK(by_draw->classes == 1);
  CHECK(by_draw->base == by_money->base);
  // One ratio for the class: what the measured have in the state, of all its money.
  const double seen = (50 * 10000.0) / (100 * 10000.0 + 50 * 60000.0);
  CHECK(static_cast<double>(by_draw->states[0].estimate()) == Approx(seen * 8000000).margin(2));
}
