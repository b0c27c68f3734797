#include "core/report/protect_segments.hpp"

#include <catch2/catch.hpp>

using namespace vk;

namespace {

constexpr DisclosureRule kSegmentRule{3, 10};

/// `count` members of the same money.
DisclosureCell some(uint64_t count, int64_t money) {
  return {count, static_cast<int64_t>(count) * money, count > 0 ? money : 0, count > 1 ? money : 0};
}

/// Two segments; states 0 and 1 are one part, state 2 another.
SegmentStates two_segments(std::vector<DisclosureCell> cells) {
  return {2, 2, {0, 0, 1}, std::move(cells), {}};
}

std::vector<bool> hidden_of(const SegmentStates& table) {
  const auto hidden = protect_segments(table, kSegmentRule);
  REQUIRE(hidden.has_value());
  return *hidden;
}

const std::vector<bool> kNothingHidden(4, false);
const std::vector<bool> kAllHidden(4, true);

}  // namespace

TEST_CASE("protect segments: a state of a segment that can hide in its part hides nothing") {
  // One member of the first segment is in state 0; the part is told, and state 1 could be theirs as well.
  CHECK(hidden_of(two_segments({some(1, 100), some(9, 50), some(5, 50),  //
                                some(9, 50), some(9, 50), some(9, 50)})) == kNothingHidden);
}

TEST_CASE("protect segments: a state known from below hides its part, though the part itself is safe") {
  // All of state 1 are in the first segment, whose part less everybody's state 1 is the giant's state 0.
  const DisclosureCell giant{4, 1030, 1000, 10};
  CHECK(is_unsafe(giant, kSegmentRule));
  CHECK_FALSE(is_unsafe(united(giant, some(9, 50)), kSegmentRule));
  CHECK(hidden_of(two_segments({giant, some(9, 50), some(9, 80),  //
                                some(9, 80), some(0, 0), some(9, 80)})) == kAllHidden);
  // A few of state 1 elsewhere are doubt enough.
  CHECK(hidden_of(two_segments({giant, some(9, 50), some(9, 80),  //
                                some(9, 80), some(9, 50), some(9, 80)})) == kNothingHidden);
}

TEST_CASE("protect segments: of the rectangles around a state the cheapest is hidden") {
  // As before, all of state 1 are in the first segment.
  const DisclosureCell giant{4, 1030, 1000, 10};
  const SegmentStates table{3,
                            3,
                            {0, 0, 1, 2},
                            {giant, some(9, 50), some(9, 80), some(9, 50),       //
                             some(9, 50), some(0, 0), some(9, 60), some(9, 50),  //
                             some(9, 70), some(0, 0), some(9, 70), some(9, 60)},
                            {}};
  CHECK(hidden_of(table) == std::vector<bool>{true, false, true, true, false, true, false, false, false});
}

TEST_CASE("protect segments: where bases alone would tell a state, no segment is told") {
  // Only 20 of state 0 are not in the first segment: the giant is known as closely as that.
  const DisclosureCell giant{4, 1030, 1000, 10};
  SegmentStates table{2, 2, {0, 1}, {giant, some(30, 80), some(2, 10), some(30, 80)}, {}};
  CHECK_FALSE(protect_segments(table, kSegmentRule).has_value());
  table.cells[2] = some(30, 80);
  CHECK(hidden_of(table) == kAllHidden);
}

TEST_CASE("protect segments: segments that people know as one are protected as a sum") {
  // The giant could be in state 1 for all that is told of its segment, but not for all that is told of the first two.
  const DisclosureCell giant{4, 1030, 1000, 10};
  SegmentStates table{3,
                      2,
                      {0, 0, 1},
                      {giant, some(9, 50), some(9, 80),        //
                       some(2, 10), some(9, 50), some(9, 80),  //
                       some(9, 80), some(0, 0), some(9, 80)},
                      {}};
  CHECK(hidden_of(table) == std::vector<bool>(6, false));
  table.groups = {{0, 1}};
  CHECK(hidden_of(table) == std::vector<bool>{true, true, false, false, true, true});
}

TEST_CASE("protect segments: what was hidden before stays hidden and is used") {
  const SegmentStates table = two_segments({some(1, 100), some(9, 50), some(5, 50),  //
                                            some(9, 50), some(9, 50), some(9, 50)});
  const std::vector<bool> before{false, true, false, true};
  const auto hidden = protect_segments(table, kSegmentRule, before);
  REQUIRE(hidden.has_value());
  CHECK(*hidden == before);
}
