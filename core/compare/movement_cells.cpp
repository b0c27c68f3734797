#include "core/compare/movement_cells.hpp"

#include <algorithm>
#include <vector>

#include "core/compare/cell_layout.hpp"
#include "core/compare/figures.hpp"
#include "core/estimate/answer_cells.hpp"

namespace vk {

void add_to_money(int64_t& sum, int64_t amount) {
  sum = sum_of_money(sum, amount);
}

void MovementCells::add(const SlotCode& before, const SlotCode& after, int64_t money_from, int64_t money_to) {
  const Movement movement = movement_of(before, after);
  Cell& cell = cells_[movement];
  cell.movement = movement;
  ++cell.subjects;
  add_to_money(cell.money_from, money_from);
  add_to_money(cell.money_to, money_to);
  if (movement != Movement::kept) return;
  cell.expanded += money_to > money_from ? 1U : 0U;
  cell.contracted += money_to < money_from ? 1U : 0U;
  add_to_money(cell.gain, std::max<int64_t>(0, money_to - money_from));
  add_to_money(cell.loss, std::max<int64_t>(0, money_from - money_to));
}

MoneyBridge MovementCells::bridge() const {
  std::vector<Cell> cells;
  for (const auto& [movement, cell] : cells_) cells.push_back(cell);
  return bridge_from_cells(cells);
}

}  // namespace vk
