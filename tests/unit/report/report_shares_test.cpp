#include "core/report/report_shares.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <numeric>

TEST_CASE("shares: thirds add to 100.0 by largest remainder, ties to the first") {
  const std::vector<int64_t> parts{1, 1, 1};
  CHECK(vk::share_tenths(parts) == std::vector<int64_t>{334, 333, 333});
}

TEST_CASE("shares: awkward parts always add to 1000 tenths") {
  for (int64_t i = 1; i < 200; ++i) {
    const std::vector<int64_t> parts{i * 7919, 104729 / i, i * i, 13};
    const std::vector<int64_t> shares = vk::share_tenths(parts);
    INFO("i = " << i);
    CHECK(std::accumulate(shares.begin(), shares.end(), int64_t{0}) == 1000);
  }
}

TEST_CASE("shares: of nothing are not defined") {
  const std::vector<int64_t> nothing{0, 0};
  const std::vector<int64_t> owed{-5, 2};
  CHECK(vk::share_tenths(nothing).empty());
  CHECK(vk::share_tenths(owed).empty());
}

TEST_CASE("ratio: tenths of a percent are rounded half to even, also below zero and at the ends") {
  struct Row {
    const char* name;
    int64_t numerator;
    int64_t denominator;
    int64_t tenths;
  };
  const Row rows[] = {{"whole", 1, 1, 1000},
                      {"half down to even", 5, 10000, 0},
                      {"half up to even", 15, 10000, 2},
                      {"below zero", -1, 3, -333},
                      {"above all", 3, 2, 1500},
                      {"a cent of much", 1, std::numeric_limits<int64_t>::max(), 0},
                      {"much of a cent", std::numeric_limits<int64_t>::max(), 1, std::numeric_limits<int64_t>::max()}};
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(vk::ratio_tenths(row.numerator, row.denominator) == row.tenths);
  }
}
