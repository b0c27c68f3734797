#include "core/report/safe_segments.hpp"

#include <catch2/catch.hpp>

#include "tests/support/sample_snapshot.hpp"

using namespace vk;

namespace {

constexpr DisclosureRule kRule{3, 10};

/// `count` members of the same money.
DisclosureCell of(uint64_t count, int64_t money) {
  return {count, static_cast<int64_t>(count) * money, count > 0 ? money : 0, count > 1 ? money : 0};
}

DisclosureTable by_size(std::vector<std::pair<std::string, DisclosureCell>> rows) {
  DisclosureTable table{{{"size"}, {}}, {}};
  for (auto& [value, cell] : rows) {
    table.segments.tuples.push_back({value});
    table.cells.push_back({cell});
  }
  return table;
}

std::vector<std::vector<std::string>> told(const DisclosureTable& table) {
  return recode(table.segments, safe_segments(table, kRule)).segments.tuples;
}

/// Whether even everybody in one column is too few to tell.
bool has_unsafe_total(const DisclosureTable& table) {
  for (size_t column = 0; column < table.columns(); ++column) {
    DisclosureCell sum;
    for (const std::vector<DisclosureCell>& row : table.cells) sum = united(sum, row[column]);
    if (is_unsafe(sum, kRule)) return true;
  }
  return false;
}

using Tuples = std::vector<std::vector<std::string>>;

}  // namespace

TEST_CASE("safe segments: what is safe is told as it is") {
  CHECK(told(by_size({{"a", of(30, 100)}, {"b", of(3, 100)}, {"c", of(0, 0)}})) == Tuples{{"a"}, {"b"}, {"c"}});
}

TEST_CASE("safe segments: one unsafe segment takes the smallest other with it") {
  CHECK(told(by_size({{"a", of(30, 100)}, {"b", of(2, 100)}, {"c", of(5, 100)}})) == Tuples{{"a"}, {"other"}});
  // Two of them together are still two people: a third goes along.
  CHECK(told(by_size({{"a", of(30, 100)}, {"b", of(1, 100)}, {"c", of(1, 100)}, {"d", of(9, 100)}})) ==
        Tuples{{"a"}, {"other"}});
}

TEST_CASE("safe segments: a giant is told apart nowhere, and alone with others left the dimension goes") {
  const DisclosureCell giant{20, 1000100, 1000000, 60};
  CHECK(told(by_size({{"a", of(30, 100)}, {"b", giant}})) == Tuples{{}});
  CHECK(told(by_size({{"a", of(30, 10000)}, {"b", giant}, {"c", of(40, 20000)}})) == Tuples{{"c"}, {"other"}});
}

TEST_CASE("safe segments: unsafe combinations leave the last dimension out") {
  DisclosureTable table{{{"size", "region"}, {{"l", "n"}, {"l", "s"}, {"s", "n"}, {"s", "s"}}}, {}};
  for (const uint64_t count : {9U, 9U, 9U, 2U}) table.cells.push_back({of(count, 100)});
  const SegmentRecode how = safe_segments(table, kRule);
  CHECK(how.dimensions == 1);
  CHECK(recode(table.segments, how).segments.tuples == Tuples{{"l"}, {"s"}});
}

TEST_CASE("safe segments: nothing hidden follows from what is told and the totals", "[property]") {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    INFO("seed " << seed);
    test::Dice dice(seed);
    DisclosureTable table{{{"size", "region"}, {}}, {}};
    for (int size = 0; size < 4; ++size) {
      for (int region = 0; region < 3; ++region) {
        if (dice.roll(6) == 0) continue;
        table.segments.tuples.push_back({std::to_string(size), std::to_string(region)});
        std::vector<DisclosureCell>& row = table.cells.emplace_back();
        for (int column = 0; column < 3; ++column) {
          DisclosureCell cell;
          for (uint64_t i = dice.roll(20); i > 0; --i)
            add_contributor(cell, static_cast<int64_t>(dice.roll(10) == 0 ? dice.roll(20000) : dice.roll(1000)));
          row.push_back(cell);
        }
      }
    }
    if (has_unsafe_total(table)) continue;
    const DisclosureTable safe = recode(table, safe_segments(table, kRule));
    // Every cell that is told is safe, and with it every sum of them: the hidden ones are told only inside such sums.
    for (size_t code = 0; code < safe.cells.size(); ++code) {
      for (const DisclosureCell& cell : safe.cells[code]) CHECK_FALSE(is_unsafe(cell, kRule));
    }
    // The equations of an attacker: each finest cell is unknown, each told cell is a sum of some.
    const RecodedSegments recoded = recode(table.segments, safe_segments(table, kRule));
    for (size_t column = 0; column < table.columns(); ++column) {
      std::vector<PrintedSum> sums(recoded.segments.size());
      for (size_t code = 0; code < table.cells.size(); ++code) sums[recoded.into[code]].parts.push_back(code);
      for (PrintedSum& sum : sums) sum.total = table.cells.size();
      for (const size_t pinned : pinned_cells(table.cells.size(), sums, std::vector<bool>(table.cells.size(), true)))
        CHECK_FALSE(is_unsafe(table.cells[pinned][column], kRule));
    }
  }
}
