#include <catch2/catch.hpp>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "core/table/block_deal.hpp"
#include "core/table/dealt_integers.hpp"

namespace {

constexpr int64_t kLeast32 = std::numeric_limits<int32_t>::min();

/// Deals every value to part 0 or 1 in turn and gives both parts in the given orders.
std::vector<int64_t> dealt_and_sorted(const std::vector<int64_t>& values, const std::vector<uint32_t>& order) {
  vk::DealtIntegers dealt(2);
  dealt.expect(values.size() * 2);
  vk::BlockDeal rows(2);
  rows.deal(std::vector<uint32_t>{0, 1});
  for (const int64_t value : values) dealt.deal(std::vector<int64_t>{value, -1}, rows);
  REQUIRE(dealt.part(0) == values);
  REQUIRE(dealt.size(1) == values.size());
  dealt.sort(0, order);
  CHECK(dealt.part(1) == std::vector<int64_t>(values.size(), -1));
  return dealt.part(0);
}

}  // namespace

TEST_CASE("dealt integers: amounts beyond 32 bits come back, few or many, sorted or not") {
  const int64_t most = std::numeric_limits<int64_t>::max();
  const int64_t least = std::numeric_limits<int64_t>::min();
  CHECK(dealt_and_sorted({5, most, kLeast32, 7}, {3, 1, 2, 0}) == std::vector<int64_t>{7, most, kLeast32, 5});
  std::vector<int64_t> many(1000, 1);
  std::vector<uint32_t> backwards;
  for (size_t i = 0; i < many.size(); ++i) {
    if (i % 100 == 3) many[i] = least + static_cast<int64_t>(i);
    if (i > 700) many[i] = most - static_cast<int64_t>(i);
    backwards.push_back(static_cast<uint32_t>(many.size() - 1 - i));
  }
  CHECK(dealt_and_sorted(many, backwards) == std::vector<int64_t>(many.rbegin(), many.rend()));
}

TEST_CASE("block deal: every part gets its rows in the order of the block, and none where it gets none") {
  vk::BlockDeal deal(5);
  const auto dealt = [&](const std::vector<uint32_t>& part_of_row) {
    deal.deal(part_of_row);
    CHECK(deal.rows() == part_of_row.size());
    std::vector<std::pair<uint32_t, std::vector<uint32_t>>> runs;
    for (const vk::BlockDeal::Run& run : deal.runs()) runs.push_back({run.part, {run.rows.begin(), run.rows.end()}});
    return runs;
  };
  using Runs = std::vector<std::pair<uint32_t, std::vector<uint32_t>>>;
  CHECK(dealt({3, 1, 3, 4, 1, 3}) == Runs{{1, {1, 4}}, {3, {0, 2, 5}}, {4, {3}}});
  CHECK(dealt({}).empty());
  CHECK(dealt({0, 0}) == Runs{{0, {0, 1}}});
}

TEST_CASE("dealt values: blocks of several parts come one after the other in each of them") {
  vk::DealtValues<uint16_t> dealt(3);
  vk::BlockDeal rows(3);
  std::vector<std::vector<uint16_t>> expected(3);
  uint16_t next = 0;
  for (uint32_t block = 0; block < 50; ++block) {
    std::vector<uint32_t> part_of_row;
    std::vector<uint16_t> values;
    for (uint32_t row = 0; row < block * 7 % 31; ++row) {
      part_of_row.push_back((row * row + block) % 3);
      values.push_back(next++);
      expected[part_of_row.back()].push_back(values.back());
    }
    rows.deal(part_of_row);
    dealt.deal<uint16_t>(values, rows);
  }
  for (size_t part = 0; part < 3; ++part) CHECK(dealt.part(part) == expected[part]);
}
