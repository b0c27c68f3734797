#include <catch2/catch.hpp>
#include <vector>

#include "core/base/pieces.hpp"

TEST_CASE("pieces: values written across pieces come back, the others are what was given first") {
  vk::Pieces<double> pieces(30'000, 7);
  std::vector<double> expected(30'000, 7);
  for (const size_t i : {size_t{0}, size_t{8191}, size_t{8192}, size_t{29'999}}) {
    pieces.set(i, static_cast<double>(i));
    expected[i] = static_cast<double>(i);
  }
  REQUIRE(pieces.size() == expected.size());
  CHECK(pieces.values() == expected);
  CHECK(pieces[8192] == 8192);
  CHECK(pieces[20'000] == 7);
  std::vector<double> part(3);
  pieces.copy(8190, part);
  CHECK(part == std::vector<double>{7, 8191, 8192});
  CHECK(vk::Pieces<double>(std::span<const double>(expected)).values() == expected);
  CHECK(vk::Pieces<double>{1, 2, 3}.values() == std::vector<double>{1, 2, 3});
}
