#include "core/audience/sample.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "core/audience/permanent_number.hpp"
#include "core/audience/sample_size.hpp"
#include "core/base/error.hpp"

using namespace vk;

namespace {

const std::vector<std::string> kIds{"a", "b", "c", "d", "e", "f"};

SampleFrame frame_of(const std::vector<uint64_t>& keys, const std::vector<uint32_t>& stratum) {
  return {keys, stratum, [](size_t i) { return std::string_view{kIds[i]}; }};
}

Day day(int number) {
  return Day{} + std::chrono::days{number};
}

}  // namespace

TEST_CASE("sample: the first of each stratum from the start of the circle on, ties by the subject's key") {
  const std::vector<uint64_t> keys{10, 20, 30, 10, 5, ~uint64_t{0}};
  const std::vector<uint32_t> stratum{0, 0, 0, 0, 1, 1};
  const SampleFrame frame = frame_of(keys, stratum);
  CHECK(draw_sample(frame, std::vector<int64_t>{1, 1}, 0, {}).members == std::vector<uint32_t>{0, 4});
  CHECK(draw_sample(frame, std::vector<int64_t>{2, 0}, 15, {}).members == std::vector<uint32_t>{1, 2});
  // The circle closes: after the largest number comes the smallest.
  CHECK(draw_sample(frame, std::vector<int64_t>{3, 1}, 25, {}).members == std::vector<uint32_t>{0, 2, 3, 5});
}

TEST_CASE("sample: what cannot be found is a shortfall of its stratum") {
  const std::vector<uint64_t> keys{1, 2, 3, 4, 5, 6};
  const std::vector<uint32_t> stratum{0, 0, 0, 1, 1, 1};
  const SampleDraw draw =
      draw_sample(frame_of(keys, stratum), std::vector<int64_t>{5, 2}, 0, {true, false, true, true, true, true});
  CHECK(draw.members == std::vector<uint32_t>{0, 2, 3, 4});
  CHECK(draw.shortfall == std::vector<int64_t>{3, 0});
  CHECK(draw_sample(frame_of({}, {}), std::vector<int64_t>{2}, 0, {}).shortfall == std::vector<int64_t>{2});
  CHECK_THROWS_WITH(draw_sample(frame_of(keys, stratum), std::vector<int64_t>{1}, 0, {}), "stratum 1 of 1");
  CHECK_THROWS_WITH(draw_sample(frame_of(keys, stratum), std::vector<int64_t>{1, 1}, 0, {true}),
                    "6 keys, 6 strata and 1 availabilities");
}

TEST_CASE("ask history: no window of the cap's days holds more asks than it allows") {
  AskHistory history;
  history.add(0, day(0));
  history.add(1, day(0));
  history.add(1, day(100));
  const BurdenCap twice{2, 365};
  CHECK(history.available(3, day(200), twice) == std::vector<bool>{true, false, true});
  CHECK(history.available(3, day(364), twice) == std::vector<bool>{true, false, true});
  CHECK(history.available(3, day(365), twice) == std::vector<bool>{true, true, true});
  CHECK(history.available(2, day(364), {1, 365}) == std::vector<bool>{false, false});
  CHECK(history.available(2, day(365), {1, 365}) == std::vector<bool>{true, false});
  CHECK(history.most_in_window(365) == 2);
  CHECK(history.most_in_window(100) == 1);
  CHECK_THROWS_WITH(history.available(2, day(0), {0, 365}), "a cap of 0 asks in 365 days");
}

TEST_CASE("ask history: an ask set for a later day counts against an earlier one") {
  AskHistory history;
  history.add(0, day(300));
  CHECK(history.available(1, day(10), {1, 365}) == std::vector<bool>{false});
  CHECK(history.available(1, day(-65), {1, 365}) == std::vector<bool>{true});
  history.add(0, day(20));
  CHECK(history.available(1, day(160), {2, 365}) == std::vector<bool>{false});
  CHECK(history.available(1, day(-65), {2, 365}) == std::vector<bool>{true});
}

TEST_CASE("permanent numbers: measurements start equally far apart and cycles move on") {
  CHECK(circle_start({0, 4, 0, 0}) == 0);
  CHECK(circle_start({1, 4, 0, 7}) == uint64_t{1} << 62U);
  CHECK(circle_start({3, 4, 5, 2}) == (uint64_t{3} << 62U) + 10);
  CHECK_THROWS_WITH(circle_start({4, 4, 0, 0}), "place 4 of 4 on the circle");
  CHECK_THROWS_WITH(year_slot(1, 0), "a year has at least one slot");
  PermanentNumbers one("one");
  CHECK(one.of("a") == PermanentNumbers("one").of("a"));
  CHECK_FALSE(one.of("a") == PermanentNumbers("two").of("a"));
}

TEST_CASE("sample size: the biggest are all asked and the rest is shared by what varies") {
  const std::vector<PlannedStratum> strata{{5, 100, 1, true}, {100, 10, 0.5, false}, {100, 30, 0.5, false}};
  CHECK(neyman_sizes(45, strata, 2) == std::vector<int64_t>{5, 10, 30});
  CHECK_THROWS_WITH(neyman_sizes(8, strata, 2), "8 answers are too few: the strata need 9 at the least");
  const SamplePlan plan = plan_for_size(45, strata, {0, 2, 2});
  CHECK(plan.invites == std::vector<int64_t>{5, 20, 60});
  CHECK(plan.size == 45);
  const SamplePlan wished = plan_for_half_width({plan.half_width, 2, 2}, strata);
  CHECK(wished.answers == std::vector<int64_t>{5, 10, 30});
  CHECK_THROWS_WITH(plan_for_half_width({0, 2, 2}, strata), "an interval of -/+ 0 at z 2 cannot be planned");
}

TEST_CASE("sample size: an audience without money or members can be planned") {
  CHECK(neyman_sizes(10, std::vector<PlannedStratum>{{30, 0, 1, false}, {10, 0, 1, false}}, 2) ==
        std::vector<int64_t>{8, 2});
  CHECK(neyman_sizes(0, {}, 2).empty());
  CHECK(plan_for_half_width({1, 2, 2}, std::vector<PlannedStratum>{{30, 0, 1, false}}).answers ==
        std::vector<int64_t>{2});
  CHECK(planning_spread({}, 0.5) == 0);
  const auto key = [](size_t i) { return std::string_view{kIds[i]}; };
  CHECK(equal_money_strata(std::vector<int64_t>{0, 5, 0}, 2, key) == std::vector<uint32_t>{0, 2, 0});
  CHECK_THROWS_WITH(equal_money_strata(std::vector<int64_t>{-1}, 2, key), "negative_money: member a has -1");
}
