#include "core/store/chunk.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "tests/support/sample_snapshot.hpp"

using namespace vk;

namespace {

/// `count` slots from 0 on, each kept with `percent` chance, with values up to `most`.
struct Sample {
  std::vector<uint32_t> slots;
  std::vector<int64_t> values;
  uint32_t slot_count = 0;
};

Sample sample(test::Dice& dice, uint32_t count, uint64_t percent, int64_t least, int64_t most) {
  Sample result;
  for (uint32_t slot = 0; slot < count; ++slot) {
    if (dice.roll(100) >= percent) continue;
    result.slots.push_back(slot);
    const uint64_t span = static_cast<uint64_t>(most) - static_cast<uint64_t>(least);
    const uint64_t offset = span == std::numeric_limits<uint64_t>::max() ? dice.next() : dice.roll(span + 1);
    result.values.push_back(static_cast<int64_t>(static_cast<uint64_t>(least) + offset));
  }
  result.slot_count = result.slots.empty() ? 0 : result.slots.back() + 1;
  return result;
}

std::vector<int64_t> dense(const Sample& input) {
  std::vector<int64_t> values(input.slot_count, 0);
  for (size_t i = 0; i < input.slots.size(); ++i) values[input.slots[i]] = input.values[i];
  return values;
}

std::vector<std::byte> encoded(const Sample& input, Presence presence) {
  std::vector<std::byte> chunk;
  encode_chunk<int64_t>({input.slots, input.values, input.slot_count, presence}, ChunkCodec::integers, chunk);
  return chunk;
}

}  // namespace

TEST_CASE("chunk: every density, width and length gives its values back", "[store]") {
  struct Range {
    int64_t least;
    int64_t most;
  };
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  test::Dice dice(7);
  for (const Range& range : {Range{0, 0}, Range{1, 1}, Range{0, 255}, Range{0, 256}, Range{-5, 70000},
                             Range{0, 4294967295}, Range{0, 4294967296}, Range{kMin, kMax}, Range{kMax, kMax}}) {
    for (const uint64_t percent : {0U, 1U, 59U, 61U, 100U}) {
      for (const uint32_t count : {0U, 1U, 1023U, 1024U, 1025U, 5000U}) {
        CAPTURE(range.least, range.most, percent, count);
        const Sample input = sample(dice, count, percent, range.least, range.most);
        for (const Presence presence : {Presence::told_elsewhere, Presence::exact}) {
          const std::vector<std::byte> chunk = encoded(input, presence);
          const ChunkView view(chunk);
          REQUIRE(view.totals().slots == input.slot_count);
          std::vector<int64_t> decoded(view.totals().slots, -1);
          decode_chunk<int64_t>(view, decoded);
          CHECK(decoded == dense(input));
          CHECK(view.totals().present == input.values.size());
        }
      }
    }
  }
}

TEST_CASE("chunk: totals hold least, most and an exact sum beyond 64 bits", "[store]") {
  const int64_t most = std::numeric_limits<int64_t>::max();
  const Sample input{{0, 1, 2}, {most, most, -1}, 3};
  const std::vector<std::byte> chunk = encoded(input, Presence::exact);
  const ChunkTotals totals = ChunkView(chunk).totals();
  CHECK(totals.min == -1);
  CHECK(totals.max == most);
  CHECK((totals.sum == static_cast<decltype(totals.sum)>(most) * 2 - 1));
}

TEST_CASE("chunk: blocks of the departed take no room", "[store]") {
  Sample input{{0, 100000}, {5, 6}, 100001};
  const std::vector<std::byte> chunk = encoded(input, Presence::told_elsewhere);
  CHECK(chunk.size() < 1000);
  CHECK(ChunkView(chunk).block(50).kind == BlockKind::absent);
}

TEST_CASE("chunk: a dense block is told from a sparse one at 60 percent", "[store]") {
  test::Dice dice(3);
  const std::vector<std::byte> sparse = encoded(sample(dice, 1024, 50, 1, 9), Presence::told_elsewhere);
  const std::vector<std::byte> dense_one = encoded(sample(dice, 1024, 80, 1, 9), Presence::told_elsewhere);
  const std::vector<std::byte> exact = encoded(sample(dice, 1024, 80, 1, 9), Presence::exact);
  CHECK(ChunkView(sparse).block(0).kind == BlockKind::bitmap);
  CHECK(ChunkView(dense_one).block(0).kind == BlockKind::dense);
  CHECK(ChunkView(exact).block(0).kind == BlockKind::bitmap);
}

TEST_CASE("chunk: any changed byte and any cut is found", "[store]") {
  test::Dice dice(11);
  const std::vector<std::byte> chunk = encoded(sample(dice, 3000, 70, 0, 100000), Presence::told_elsewhere);
  for (size_t at = 0; at < chunk.size(); at += 13) {
    std::vector<std::byte> damaged = chunk;
    damaged[at] ^= std::byte{0x10};
    // The three reserved bytes of the header are under the checksum too.
    CHECK_THROWS_AS(ChunkView(damaged), Error);
  }
  for (const size_t size : {size_t{0}, size_t{10}, size_t{64}, size_t{70}, chunk.size() - 8, chunk.size() - 1}) {
    const std::vector<std::byte> cut(chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(size));
    CHECK_THROWS_AS(ChunkView(cut), Error);
  }
}

TEST_CASE("chunk: scores come back bit by bit, as decimals or raw", "[store]") {
  struct Named {
    const char* name;
    std::vector<double> values;
    bool small;
  };
  const double none = std::numeric_limits<double>::quiet_NaN();
  const double infinite = std::numeric_limits<double>::infinity();
  for (const Named& row :
       {Named{"whole numbers", {0, 5, 100, none}, true}, Named{"four decimals", {0.0001, 2.9999, 1.5}, true},
        Named{"no decimals at all", {1.0 / 3, 0.1 + 0.2}, false}, Named{"minus zero", {-0.0, 1}, false},
        Named{"infinite", {infinite, -infinite, 1}, false}, Named{"nothing", {none, none}, true},
        Named{"empty", {}, true}, Named{"huge", {1e300, -1e300}, false}}) {
    CAPTURE(row.name);
    std::vector<std::byte> chunk;
    encode_doubles(row.values, chunk);
    const ChunkView view(chunk);
    CHECK((view.codec() != ChunkCodec::raw_doubles) == row.small);
    const std::vector<double> back = decode_doubles(view);
    REQUIRE(back.size() == row.values.size());
    for (size_t i = 0; i < back.size(); ++i) {
      CHECK(std::isnan(back[i]) == std::isnan(row.values[i]));
      if (!std::isnan(back[i]))
        CHECK((back[i] == row.values[i] && std::signbit(back[i]) == std::signbit(row.values[i])));
    }
  }
}
