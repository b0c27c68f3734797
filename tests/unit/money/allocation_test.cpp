#include "core/money/allocation.hpp"

#include <catch2/catch.hpp>

#include <numeric>
#include <random>

#include "core/base/error.hpp"
#include "tests/support/error_text.hpp"

namespace {

using Parts = std::vector<int64_t>;

using vk::test::error_text;

}  // namespace

TEST_CASE("allocate: largest remainder, ties to the lower index") {
  CHECK(vk::allocate(100, Parts{333333333, 333333333, 333333334}) == Parts{33, 33, 34});
  CHECK(vk::allocate(2, Parts{5, 5, 5, 5}) == Parts{1, 1, 0, 0});
  CHECK(vk::allocate(6000000001, Parts{100000000025, 200000000050, 300000000025}) ==
        Parts{1000000000, 2000000001, 3000000000});
  CHECK(vk::allocate(100, Parts{1, 0, 2}) == Parts{33, 0, 67});
  CHECK(vk::allocate(0, Parts{1, 2}) == Parts{0, 0});
  CHECK(vk::allocate(7, Parts{3}) == Parts{7});
}

TEST_CASE("allocate: a negative total is floored and mended the same way") {
  CHECK(vk::allocate(-100, Parts{1, 1, 1}) == Parts{-33, -33, -34});
  CHECK(vk::allocate(INT64_MIN, Parts{1}) == Parts{INT64_MIN});
  CHECK(vk::allocate(INT64_MIN, Parts{INT64_MAX, INT64_MAX}) == Parts{INT64_MIN / 2, INT64_MIN / 2});
}

TEST_CASE("allocate: weights that cannot be shared by are errors") {
  CHECK(error_text([] { vk::allocate(1, Parts{1, -2}); }) == "invalid_input: weight -2 at index 1 is below zero");
  CHECK(error_text([] { vk::allocate(1, Parts{0, 0}); }) == "invalid_input: the 2 weights add up to zero");
  CHECK(error_text([] { vk::allocate(1, Parts{}); }) == "invalid_input: the 0 weights add up to zero");
}

TEST_CASE("allocate: parts add up and none is a whole unit off") {
  const unsigned seed = 20260301;
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < 500; ++round) {
    Parts weights(1 + random() % 9);
    for (int64_t& weight : weights) weight = static_cast<int64_t>(random() % 1000);
    weights[0] += 1;
    const int64_t total = static_cast<int64_t>(random() % 2000001) - 1000000;
    const Parts parts = vk::allocate(total, weights);
    CHECK(std::accumulate(parts.begin(), parts.end(), int64_t{0}) == total);
    const int64_t sum = std::accumulate(weights.begin(), weights.end(), int64_t{0});
    for (size_t i = 0; i < parts.size(); ++i) CHECK(std::abs(parts[i] * sum - total * weights[i]) < sum);
  }
}

TEST_CASE("round to total: values with fractions become integers that add up") {
  CHECK(vk::round_to_total(Parts{-106, 253, 33}, 10, 18) == Parts{-10, 25, 3});
  CHECK(vk::round_to_total(Parts{5, 5, 5, 5}, 10, 2) == Parts{1, 1, 0, 0});
  CHECK(error_text([] {
          vk::round_to_total(Parts{5, 5}, 10, 3);
        }) == "invalid_input: total 3 cannot be reached by rounding 2 parts");
  CHECK(error_text([] { vk::round_to_total(Parts{5}, 0, 1); }) == "invalid_input: denominator 0 is not above zero");
}

TEST_CASE("scale half even: a half goes to the even neighbour") {
  CHECK(vk::scale_half_even(5, 1, 2) == 2);
  CHECK(vk::scale_half_even(15, 1, 2) == 8);
  CHECK(vk::scale_half_even(-5, 1, 2) == -2);
  CHECK(vk::scale_half_even(-15, 1, 2) == -8);
  CHECK(vk::scale_half_even(999999999999, 1000000001, 1000000000) == 1000000000999);
  CHECK(vk::scale_half_even(INT64_MIN, INT64_MAX, INT64_MAX) == INT64_MIN);
  CHECK(error_text([] { vk::scale_half_even(INT64_MAX, 2, 1); }) ==
        "invalid_input: 9223372036854775807 * 2 / 1 leaves the range of 64 bits");
  CHECK(error_text([] { vk::scale_half_even(1, 1, 0); }) == "invalid_input: denominator 0 is not above zero");
}

TEST_CASE("scale half even: constant currency and deflation as exact rationals give them") {
  struct Row {
    int64_t minor;
    int64_t numerator;
    int64_t denominator;
    int64_t expected;
  };
  // Rates as decimal strings: 0.923400 EUR a USD; 0.0063217 EUR a JPY, whose minor unit is 100 of a cent's; 1.16455 EUR
  // a GBP.
  for (const Row& row :
       {Row{12500, 923400, 1000000, 11542}, Row{37500, 923400, 1000000, 34628}, Row{-12345, 923400, 1000000, -11399},
        Row{242393, 6321700, 10000000, 153234}, Row{687601, 116455, 100000, 800746},
        Row{525963, 116455, 100000, 612510}, Row{12500, 10840, 11127, 12178}, Row{62500, 10840, 11127, 60888},
        Row{4099327, 10840, 11127, 3993593}, Row{895, 10840, 11127, 872}}) {
    INFO(row.minor << " * " << row.numerator << " / " << row.denominator);
    CHECK(vk::scale_half_even(row.minor, row.numerator, row.denominator) == row.expected);
  }
}
