#include "core/base/packed_doubles.hpp"

#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

using vk::PackedDoubles;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Bit by bit, so that -0 and 0 differ and NaN is itself.
std::vector<uint64_t> bits_of(const std::vector<double>& values) {
  std::vector<uint64_t> bits;
  for (const double value : values) bits.push_back(std::bit_cast<uint64_t>(value));
  return bits;
}

/// Every `step` values of a kind, over several pieces.
std::vector<double> spread(double first, double step, size_t count = 20'000) {
  std::vector<double> values;
  for (size_t i = 0; i < count; ++i) values.push_back(first + step * static_cast<double>(i % 1000));
  return values;
}

}  // namespace

TEST_CASE("packed doubles: values written across pieces come back, the others are what was given first") {
  PackedDoubles packed(30'000, 7);
  std::vector<double> expected(30'000, 7);
  for (const size_t i : {size_t{0}, size_t{8191}, size_t{8192}, size_t{29'999}, size_t{8190}, size_t{3}}) {
    packed.set(i, static_cast<double>(i));
    expected[i] = static_cast<double>(i);
  }
  REQUIRE(packed.size() == expected.size());
  CHECK(packed.values() == expected);
  CHECK(packed[8192] == 8192);
  CHECK(packed[20'000] == 7);
  std::vector<double> part(3);
  packed.copy(8190, part);
  CHECK(part == std::vector<double>{8190, 8191, 8192});
  CHECK(PackedDoubles{1, 2, 3}.values() == std::vector<double>{1, 2, 3});
}

TEST_CASE("packed doubles: every bit comes back, whatever the values are") {
  std::vector<std::vector<double>> kinds{spread(0, 1),    spread(0.01, 0.01),  spread(-5, 0.25),  spread(1e9, 1),
                                         spread(0, 1e-7), spread(3.5e15, 0.5), spread(0, 1.0 / 3)};
  kinds.push_back(spread(0, 0.1));
  for (const double odd : {-0.0, kNaN, std::numeric_limits<double>::infinity(), 32767.0, 32768.0, -32768.0,
                           2147483648.0, 1e300, std::numeric_limits<double>::denorm_min()}) {
    kinds.push_back(spread(0, 1));
    kinds.back()[100] = odd;
    kinds.back()[9000] = odd;
  }
  for (size_t kind = 0; kind < kinds.size(); ++kind) {
    INFO("kind " << kind);
    const PackedDoubles packed{std::span<const double>(kinds[kind])};
    CHECK(bits_of(packed.values()) == bits_of(kinds[kind]));
  }
}

TEST_CASE("packed doubles: short decimals take a quarter of the room") {
  std::vector<double> scores = spread(0, 1, 80'000);
  for (size_t i = 0; i < scores.size(); ++i) scores[i] = i % 5 == 0 ? kNaN : scores[i] / 100;
  const PackedDoubles packed{std::span<const double>(scores)};
  CHECK(bits_of(packed.values()) == bits_of(scores));
  CHECK(packed.bytes_in_memory() < scores.size() * sizeof(double) / 2);
  CHECK(PackedDoubles(80'000, kNaN).bytes_in_memory() < 10'000);
}

TEST_CASE("packed doubles: packed values come as whole numbers of one count of digits, others do not") {
  std::vector<double> values(30'000);
  for (size_t i = 0; i < values.size(); ++i) values[i] = i % 7 == 0 ? kNaN : static_cast<double>(i % 500) / 100;
  const PackedDoubles packed{std::span<const double>(values)};
  std::vector<int64_t> whole(10'000);
  CHECK(packed.copy_whole(5000, whole) == 2);
  for (size_t i = 0; i < whole.size(); ++i) {
    const size_t at = 5000 + i;
    REQUIRE(whole[i] == (at % 7 == 0 ? PackedDoubles::kNoWhole : static_cast<int64_t>(at % 500)));
  }
  CHECK_FALSE(packed.copy_whole(25'000, std::span(whole).first(1000)));  // the piece that is still written
  values[9000] = 0.001;
  CHECK_FALSE(PackedDoubles{std::span<const double>(values)}.copy_whole(5000, whole));
}
