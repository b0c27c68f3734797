#include "core/report/pair_segments.hpp"

#include <catch2/catch.hpp>

using namespace vk;

namespace {

constexpr DisclosureRule kJoinRule{3, 10};

void add_lines(PairDimension& dimension, const std::string& value, PairLine line, int count, int64_t money) {
  dimension.add_value(value);
  for (int i = 0; i < count; ++i) dimension.add_line(value, line, money);
}

/// Three values in which enough members grew and shrank.
PairDimension three_values() {
  PairDimension dimension;
  for (const char* value : {"large", "medium", "small"}) {
    add_lines(dimension, value, PairLine::expansion, 5, 100);
    add_lines(dimension, value, PairLine::contraction, 5, 80);
  }
  return dimension;
}

}  // namespace

TEST_CASE("pair segments: values of enough members are told apart") {
  CHECK(three_values().safe_values({}, {}, kJoinRule).empty());
}

TEST_CASE("pair segments: a line of one takes the smallest other value that has it along") {
  PairDimension dimension = three_values();
  add_lines(dimension, "large", PairLine::churn, 1, 500);
  add_lines(dimension, "medium", PairLine::churn, 5, 300);
  add_lines(dimension, "small", PairLine::churn, 9, 300);
  CHECK(dimension.safe_values({}, {}, kJoinRule) == std::set<std::string>{"large", "medium"});
  // Told as one with contraction it is no line of one.
  BridgeDetail detail;
  detail.losses = false;
  CHECK(dimension.safe_values({}, detail, kJoinRule).empty());
}

TEST_CASE("pair segments: whoever changed segment alone is not told by two openings") {
  PairDimension dimension = three_values();
  dimension.add_switch("large", "small", 700);
  dimension.add_switch("small", "small", 700);
  CHECK(dimension.safe_values({}, {}, kJoinRule) == std::set<std::string>{"large", "small"});
  for (int i = 0; i < 4; ++i) dimension.add_switch("large", "small", 700);
  CHECK(dimension.safe_values({}, {}, kJoinRule).empty());
}

TEST_CASE("pair segments: inside what is joined, openings and closings of each value give nothing away") {
  PairDimension dimension;
  add_lines(dimension, "large", PairLine::churn, 1, 500);
  // Of these nobody gained, so the churn of each is what is missing from its money.
  add_lines(dimension, "medium", PairLine::churn, 5, 300);
  add_lines(dimension, "small", PairLine::churn, 9, 400);
  add_lines(dimension, "small", PairLine::expansion, 9, 400);
  CHECK(dimension.safe_values({}, {}, kJoinRule) == std::set<std::string>{"large", "medium", "small"});
}

TEST_CASE("pair segments: a segment that is called other is told with them") {
  PairDimension dimension = three_values();
  add_lines(dimension, kOtherSegments, PairLine::expansion, 9, 900);
  add_lines(dimension, "large", PairLine::churn, 1, 500);
  add_lines(dimension, "medium", PairLine::churn, 5, 300);
  CHECK(dimension.safe_values({}, {}, kJoinRule) == std::set<std::string>{"large", "medium", kOtherSegments});
}

TEST_CASE("pair segments: a country less its other regions does not tell of a region of one") {
  const SegmentScheme segments{{"country", "region"}, {{"fi", "north"}, {"fi", "south"}, {"se", "west"}}};
  const auto grown = [&](int in_the_south) {
    PairCombinations made(segments);
    for (int i = 0; i < 5; ++i) {
      made.add_line(0, PairLine::expansion, 100);
      made.add_line(2, PairLine::expansion, 100);
    }
    for (int i = 0; i < in_the_south; ++i) made.add_line(1, PairLine::expansion, 100);
    return made;
  };
  const std::vector<std::set<std::string>> joined{{}, {"south", "west"}};
  const auto next = grown(1).value_to_join(joined, {}, kJoinRule);
  REQUIRE(next.has_value());
  CHECK(next->dimension == 1);
  CHECK(next->value == "north");
  const std::vector<std::set<std::string>> all{{}, {"north", "south", "west"}};
  CHECK_FALSE(grown(1).value_to_join(all, {}, kJoinRule).has_value());
  CHECK_FALSE(grown(5).value_to_join(joined, {}, kJoinRule).has_value());
  CHECK_FALSE(grown(1).value_to_join(std::vector<std::set<std::string>>{{}, {}}, {}, kJoinRule).has_value());

  // Nor of who came from elsewhere alone: opening and the earlier base differ by them.
  PairCombinations moved = grown(5);
  moved.add_switch(2, 1, 700);
  CHECK(moved.value_to_join(joined, {}, kJoinRule).has_value());
}
