#include "core/estimate/money_coverage.hpp"

#include <catch2/catch.hpp>

#include <limits>

#include "core/base/error.hpp"

using namespace vk;

namespace {

StateTotals totals(std::vector<std::vector<int64_t>> money_by_segment) {
  StateTotals made;
  for (const auto& segment : money_by_segment) {
    auto& lines = made.by_segment.emplace_back();
    for (const int64_t money : segment) lines.push_back({1, money, 1});
  }
  return made;
}

}  // namespace

TEST_CASE("money coverage: the reference sample gives the reference limits") {
  // committed, uncertain and leaving as seen in the sample; all other money has no state.
  const MoneyCoverage coverage = money_coverage(totals({{398143862, 143657625, 52147434, 894002009}}), 3);
  REQUIRE(coverage.coverage.has_value());
  CHECK(coverage.coverage->value() == Approx(0.3991723846699703).epsilon(1e-9));
  CHECK(coverage.base == 1487950930);
  CHECK(coverage.limits ==
        std::vector<StateLimits>{{398143862, 1292145871}, {143657625, 1037659634}, {52147434, 946149443}});
}

TEST_CASE("money coverage: segments add up") {
  const MoneyCoverage coverage = money_coverage(totals({{100, 50, 25}, {10, 0, 15}}), 2);
  CHECK(coverage.seen == 160);
  CHECK(coverage.base == 200);
  CHECK(coverage.coverage == CountRatio{4, 5});
  CHECK(coverage.limits == std::vector<StateLimits>{{110, 150}, {50, 90}});
}

TEST_CASE("money coverage: no money has no coverage") {
  const MoneyCoverage coverage = money_coverage(totals({{0, 0, 0}}), 2);
  CHECK_FALSE(coverage.coverage.has_value());
  CHECK(coverage.limits.size() == 2);
  CHECK(money_coverage({}, 2).base == 0);
}

TEST_CASE("money coverage: money below zero leaves it undefined and says why") {
  const MoneyCoverage coverage = money_coverage(totals({{100, 0, -5}}), 2);
  CHECK_FALSE(coverage.coverage.has_value());
  CHECK(coverage.limits.empty());
  CHECK_FALSE(coverage.why_undefined.empty());
}

TEST_CASE("money coverage: sums beyond 64 bits are refused") {
  const int64_t most = std::numeric_limits<int64_t>::max();
  CHECK_THROWS_AS(money_coverage(totals({{most, 1, 0}}), 2), Error);
}
