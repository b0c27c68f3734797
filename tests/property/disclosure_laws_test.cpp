#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "core/report/disclosure.hpp"
#include "tests/support/sample_snapshot.hpp"

using namespace vk;

namespace {

/// Customers in segments and states with every margin and the grand total as cells of their own.
struct PrintedTable {
  std::vector<DisclosureCell> cells;
  std::vector<PrintedSum> sums;
};

DisclosureCell random_cell(test::Dice& dice) {
  DisclosureCell cell;
  const uint64_t contributors = dice.roll(4) == 0 ? dice.roll(3) : dice.roll(40);
  for (uint64_t i = 0; i < contributors; ++i) {
    const int64_t amount = static_cast<int64_t>(1 + dice.roll(dice.roll(20) == 0 ? 1000000 : 5000));
    cell = united(cell, {1, amount, amount, 0});
  }
  return cell;
}

PrintedTable random_table(test::Dice& dice) {
  const size_t rows = 2 + dice.roll(4);
  const size_t columns = 2 + dice.roll(3);
  PrintedTable table;
  table.cells.resize((rows + 1) * (columns + 1));
  const auto at = [&](size_t row, size_t column) { return row * (columns + 1) + column; };
  for (size_t row = 0; row < rows; ++row) {
    for (size_t column = 0; column < columns; ++column) table.cells[at(row, column)] = random_cell(dice);
  }
  const auto sum_up = [&](std::vector<size_t> parts, size_t total) {
    DisclosureCell together;
    for (const size_t part : parts) together = united(together, table.cells[part]);
    table.cells[total] = together;
    table.sums.push_back({std::move(parts), total});
  };
  for (size_t row = 0; row < rows; ++row) {
    std::vector<size_t> parts;
    for (size_t column = 0; column < columns; ++column) parts.push_back(at(row, column));
    sum_up(parts, at(row, columns));
  }
  for (size_t column = 0; column <= columns; ++column) {
    std::vector<size_t> parts;
    for (size_t row = 0; row < rows; ++row) parts.push_back(at(row, column));
    sum_up(parts, at(rows, column));
  }
  return table;
}

/// An attacker in floating point: a hidden cell is known when its unit vector is in the row space of the equations.
bool attacker_finds(const PrintedTable& table, const std::vector<bool>& hidden, size_t target) {
  std::vector<std::vector<double>> rows;
  for (const PrintedSum& sum : table.sums) {
    std::vector<double> row(table.cells.size(), 0);
    for (const size_t part : sum.parts) row[part] = hidden[part] ? 1 : 0;
    if (hidden[sum.total]) row[sum.total] = -1;
    rows.push_back(row);
  }
  const auto rank = [](std::vector<std::vector<double>> m) {
    size_t found = 0;
    for (size_t column = 0; !m.empty() && column < m[0].size() && found < m.size(); ++column) {
      size_t best = found;
      for (size_t i = found; i < m.size(); ++i) {
        if (std::abs(m[i][column]) > std::abs(m[best][column])) best = i;
      }
      if (std::abs(m[best][column]) < 1e-9) continue;
      std::swap(m[best], m[found]);
      for (size_t i = found + 1; i < m.size(); ++i) {
        const double factor = m[i][column] / m[found][column];
        for (size_t k = column; k < m[i].size(); ++k) m[i][k] -= factor * m[found][k];
      }
      ++found;
    }
    return found;
  };
  const size_t without = rank(rows);
  std::vector<double> unit(table.cells.size(), 0);
  unit[target] = 1;
  rows.push_back(unit);
  return rank(rows) == without;
}

}  // namespace

TEST_CASE("disclosure laws: no attacker computes an unsafe cell back from what is printed", "[property]") {
  constexpr uint64_t kSeed = 4711;
  test::Dice dice(kSeed);
  size_t unsafe = 0;
  for (int round = 0; round < 1500; ++round) {
    const PrintedTable table = random_table(dice);
    const DisclosureRule rule;
    const Suppression got = suppress(table.cells, table.sums, rule);
    std::vector<bool> hidden(table.cells.size());
    for (size_t i = 0; i < hidden.size(); ++i) hidden[i] = got.hides(i);
    unsafe += got.primary.size();
    INFO("seed " << kSeed << ", table " << round);
    for (size_t i = 0; i < table.cells.size(); ++i) CHECK((hidden[i] || !is_unsafe(table.cells[i], rule)));
    for (const size_t cell : got.primary) CHECK_FALSE(attacker_finds(table, hidden, cell));
  }
  CHECK(unsafe > 1000);
}

TEST_CASE("disclosure laws: a safe table hides nothing and hiding is the same every time", "[property]") {
  const std::vector<DisclosureCell> safe{{5, 500, 100, 100}, {6, 700, 150, 100}, {11, 1200, 150, 100}};
  const std::vector<PrintedSum> sum{{{0, 1}, 2}};
  CHECK(suppress(safe, sum, {}).primary.empty());
  CHECK(suppress(safe, sum, {}).secondary.empty());
  const std::vector<DisclosureCell> unsafe{{1, 500, 500, 0}, {6, 700, 150, 100}, {7, 1200, 500, 150}};
  CHECK(suppress(unsafe, sum, {}).primary == std::vector<size_t>{0});
  CHECK(suppress(unsafe, sum, {}).secondary == std::vector<size_t>{1});
}
