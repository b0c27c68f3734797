#include "core/report/protect_table.hpp"

#include <catch2/catch.hpp>

using namespace vk;

namespace {

constexpr DisclosureRule kTableRule{3, 10};

/// `count` members of the same money.
DisclosureCell alike(uint64_t count, int64_t money) {
  return {count, static_cast<int64_t>(count) * money, count > 0 ? money : 0, count > 1 ? money : 0};
}

TwoWayTable table_of(size_t rows, size_t columns, std::vector<DisclosureCell> cells) {
  return {rows, columns, {std::move(cells)}, {}, false};
}

std::vector<size_t> hidden_places(const TwoWayTable& table) {
  const auto hidden = protect(table, kTableRule);
  REQUIRE(hidden.has_value());
  std::vector<size_t> places;
  for (size_t i = 0; i < hidden->size(); ++i) {
    if ((*hidden)[i]) places.push_back(i);
  }
  return places;
}

}  // namespace

TEST_CASE("protection: how far above a cell the truth may be thought") {
  CHECK(protection({1, 1000, 1000, 0}, kTableRule) == 100);
  CHECK(protection({2, 1500, 1000, 500}, kTableRule) == 100);
  CHECK(protection({3, 1540, 1000, 500}, kTableRule) == 60);
  CHECK(protection({3, 1600, 1000, 500}, kTableRule) == 0);
  CHECK(protection({0, 0, 0, 0}, kTableRule) == 0);
}

TEST_CASE("joined cells: the unsafe and the smallest others, until they are safe together") {
  const std::vector<DisclosureCell> safe{alike(5, 10), alike(4, 10)};
  CHECK(joined_cells(safe, kTableRule).empty());
  const std::vector<DisclosureCell> one{alike(9, 100), alike(1, 10), alike(4, 10), alike(0, 0), alike(3, 100)};
  CHECK(joined_cells(one, kTableRule) == std::vector<size_t>{1, 2});
  // Two of them are enough for each other only when they are safe together.
  const std::vector<DisclosureCell> two{alike(9, 100), alike(2, 10), alike(2, 10)};
  CHECK(joined_cells(two, kTableRule) == std::vector<size_t>{1, 2});
  // A giant takes others along until they are a tenth of it.
  const std::vector<DisclosureCell> giant{{4, 1020, 1000, 10}, alike(4, 10), alike(10, 10), alike(30, 10)};
  CHECK(joined_cells(giant, kTableRule) == std::vector<size_t>{0, 1, 2});
  const std::vector<DisclosureCell> none{alike(1, 10), alike(1, 10)};
  CHECK(joined_cells(none, kTableRule) == std::vector<size_t>{0, 1});
}

TEST_CASE("protect: a safe table hides nothing") {
  CHECK(hidden_places(table_of(2, 2, {alike(5, 10), alike(4, 10), alike(3, 10), alike(0, 0)})).empty());
}

TEST_CASE("protect: an unsafe cell gets the cheapest rectangle that is wide enough") {
  // Rows and columns are 0, 1, 2; place 0 is one member of 100.
  const std::vector<DisclosureCell> cells{alike(1, 100), alike(9, 30), alike(9, 40),  //
                                          alike(4, 50),  alike(9, 90), alike(9, 80),  //
                                          alike(40, 50), alike(9, 10), alike(9, 70)};
  CHECK(hidden_places(table_of(3, 3, cells)) == std::vector<size_t>{0, 1, 3, 4});
  // Members of 2 each are too little money to doubt anything by.
  std::vector<DisclosureCell> narrow = cells;
  narrow[1] = alike(4, 2);
  CHECK(hidden_places(table_of(3, 3, narrow)) == std::vector<size_t>{0, 2, 3, 5});
}

TEST_CASE("protect: cells that are hidden already cost nothing") {
  const std::vector<DisclosureCell> cells{alike(1, 100), alike(9, 30), alike(9, 31),  //
                                          alike(9, 50),  alike(9, 90), alike(9, 91)};
  const TwoWayTable table = table_of(2, 3, cells);
  CHECK(hidden_places(table) == std::vector<size_t>{0, 1, 3, 4});
  const std::vector<bool> before{false, false, true, false, false, true};
  const auto hidden = protect(table, kTableRule, before);
  REQUIRE(hidden.has_value());
  CHECK(*hidden == std::vector<bool>{true, false, true, true, false, true});
}

TEST_CASE("protect: what is hidden of a row is no unsafe sum") {
  // Two members in one row: hiding the two beside each other would tell their sum.
  const std::vector<DisclosureCell> cells{alike(1, 100), alike(1, 100), alike(30, 10),  //
                                          alike(5, 50),  alike(5, 50),  alike(30, 50),  //
                                          alike(30, 50), alike(30, 50), alike(30, 50)};
  const std::vector<size_t> places = hidden_places(table_of(3, 3, cells));
  DisclosureCell row;
  for (const size_t place : places) row = place < 3 ? united(row, cells[place]) : row;
  CHECK_FALSE(is_unsafe(row, kTableRule));
}

TEST_CASE("protect: a table without a rectangle cannot be told") {
  CHECK_FALSE(protect(table_of(1, 3, {alike(1, 100), alike(9, 10), alike(9, 10)}), kTableRule).has_value());
  CHECK_FALSE(
      protect(table_of(2, 2, {alike(1, 100), alike(9, 30), alike(0, 0), alike(9, 90)}), kTableRule).has_value());
}

TEST_CASE("protect: where nobody can be nothing moves, and members are left in doubt too") {
  // Money before and after; nobody of the last row was there before.
  TwoWayTable table{3, 2, {}, {}, false};
  const std::vector<DisclosureCell> before{alike(1, 100), alike(9, 50), alike(9, 50),
                                           alike(9, 60),  alike(0, 0),  alike(0, 0)};
  const std::vector<DisclosureCell> after{alike(1, 100), alike(9, 50), alike(9, 50),
                                          alike(9, 60),  alike(9, 10), alike(9, 10)};
  table.measures = {before, after};
  table.impossible = {{false, false, false, false, true, true}, std::vector<bool>(6, false)};
  CHECK(hidden_places(table) == std::vector<size_t>{0, 1, 2, 3});
  // One member more beside each other is not enough for three.
  TwoWayTable counted = table_of(2, 2, {alike(1, 100), alike(1, 500), alike(9, 50), alike(9, 60)});
  counted.tells_counts = true;
  CHECK_FALSE(protect(counted, kTableRule).has_value());
}

TEST_CASE("protect: what is hidden of rows that people know as one is protected as a sum") {
  // Three giants stand in the second column; the first two are cheapest beside the first column, the third beside the
  // last.
  const DisclosureCell giant{3, 1020, 1000, 10};
  TwoWayTable table = table_of(4, 3,
                               {alike(5, 100), giant, alike(5, 1000), alike(5, 100), giant, alike(5, 1000),
                                alike(5, 1000), giant, alike(5, 100), alike(5, 1000), alike(40, 50), alike(5, 100)});
  CHECK(hidden_places(table) == std::vector<size_t>{0, 1, 3, 4, 7, 8, 10, 11});
  // The first two alone are two giants' money, which no rectangle of theirs changes.
  table.row_groups = {{0, 1}, {2, 3}};
  CHECK(hidden_places(table) == std::vector<size_t>{0, 1, 3, 4, 6, 7, 8, 10, 11});
}
