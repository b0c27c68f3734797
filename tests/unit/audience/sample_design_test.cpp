#include "core/audience/sample_design.hpp"

#include <catch2/catch.hpp>

#include "core/base/error.hpp"

using namespace vk;

namespace {

/// Members of one segment each with their money; keys are their numbers.
struct Members {
  SegmentScheme segments{{"size", "region"}, {{"large", "north"}, {"large", "south"}, {"small", "north"}}};
  std::vector<uint16_t> segment;
  std::vector<int64_t> money;
  std::vector<bool> take_all;
  std::vector<std::string> keys;

  void add(size_t count, uint16_t code, int64_t amount, bool always = false) {
    for (size_t i = 0; i < count; ++i) {
      segment.push_back(code);
      money.push_back(amount);
      take_all.push_back(always);
      keys.push_back("K" + std::to_string(10000 + keys.size()));
    }
  }
  SampleStrata sorted(const std::vector<std::string>& by) const {
    return sort_into_strata({&segments, segment, money, &take_all, [&](size_t i) { return std::string_view{keys[i]}; }},
                            by);
  }
};

std::vector<std::string> names(const SampleStrata& strata) {
  std::vector<std::string> result;
  for (const SampleStratum& stratum : strata.strata) result.push_back(stratum.name);
  return result;
}

SampleWish wish_of(int64_t size, int64_t response, int64_t least) {
  SampleWish wish;
  wish.size = size;
  wish.response = response;
  wish.interval = {0, 1.959964, least};
  return wish;
}

}  // namespace

TEST_CASE("sample design: strata are groups of segments by class of money, those always asked first") {
  Members members;
  members.add(40, 0, 1000);
  members.add(40, 1, 1000);
  members.add(10, 2, 0);
  members.add(2, 2, -500);
  members.add(1, 1, 900000, true);
  const SampleStrata strata = members.sorted({"size"});
  CHECK(names(strata) == std::vector<std::string>{"large, everybody", "large, money class 1", "large, money class 2",
                                                  "large, money class 3", "large, money class 4", "small, no money"});
  CHECK(strata.strata[0].members == 1);
  CHECK(strata.strata[0].take_all);
  CHECK(strata.strata[1].members == 20);
  CHECK(strata.strata[1].money == 20000);
  CHECK(strata.strata[5].members == 12);
  CHECK(strata.strata[5].money == 0);
  CHECK(strata.money_class.back() == kTakeAllClass);
  CHECK(strata.money_class[85] == kNoMoneySampleClass);
  CHECK(strata.spread[1] == Approx(500));
  CHECK(members.sorted({}).strata.size() == 10);
  CHECK_THROWS_WITH(members.sorted({"colour"}), "a draw by \"colour\", which is no segment");
}

TEST_CASE("sample design: people go where money varies, and the half-width counts who is expected to answer") {
  Members members;
  members.add(400, 0, 10000);
  members.add(400, 2, 100);
  SampleStrata strata = members.sorted({"size"});
  const int64_t all_answer = share_out(wish_of(160, 10'000, 5), strata);
  int64_t large = 0;
  int64_t small = 0;
  for (const SampleStratum& stratum : strata.strata)
    (stratum.name.starts_with("large") ? large : small) += stratum.wanted;
  CHECK(large + small == 160);
  CHECK(small == 20);
  CHECK(large == 140);
  const int64_t half_answers = share_out(wish_of(160, 5000, 5), strata);
  CHECK(half_answers > all_answer);
  int64_t asked = 0;
  for (const SampleStratum& stratum : strata.strata) {
    asked += stratum.wanted;
    CHECK(stratum.wanted >= 10);
  }
  CHECK(asked == 160);
}

TEST_CASE("sample design: a wished interval asks as many as it takes, and no less than that buys it") {
  Members members;
  members.add(400, 0, 10000);
  members.add(400, 2, 100);
  SampleStrata strata = members.sorted({"size"});
  SampleWish wish = wish_of(0, 4000, 5);
  wish.interval.half_width = 400000;
  const int64_t bought = share_out(wish, strata);
  CHECK(bought <= 410000);
  int64_t asked = 0;
  for (const SampleStratum& stratum : strata.strata) asked += stratum.wanted;
  CHECK(asked > 100);
  CHECK(asked < 800);
}

TEST_CASE("sample design: a sample that cannot give every stratum its least says what it needs") {
  Members members;
  members.add(100, 0, 1000);
  members.add(3, 0, 900000, true);
  SampleStrata strata = members.sorted({"size"});
  CHECK_THROWS_WITH(share_out(wish_of(30, 5000, 5), strata),
                    "a sample of 30 is too small: its 5 strata need 43 people at the least, 3 of them because each "
                    "holds a hundredth of all money; raise `size`, lower `least` or split `by` less");
  CHECK(share_out(wish_of(5000, 5000, 5), strata) > 0);
  CHECK(strata.strata[1].wanted == 25);
}
