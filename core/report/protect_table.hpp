#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/report/disclosure.hpp"

namespace vk {

/// A table whose row and column totals are told beside its cells, in one measure or in several that hide the same
/// cells: money before and money after. Cells lie row by row.
struct TwoWayTable {
  size_t rows = 0;
  size_t columns = 0;
  std::vector<std::vector<DisclosureCell>> measures;
  /// Per measure and cell: nobody can be there, and everybody knows. Empty = no such cells.
  std::vector<std::vector<bool>> impossible;
  bool tells_counts = false;  ///< members are told beside the money
  /// Rows that people know as one, such as all segments with a value of one dimension: their sums in a column are
  /// protected like cells. They are not told.
  std::vector<std::vector<size_t>> row_groups;

  size_t at(size_t row, size_t column) const { return row * columns + column; }
};

/// How far above a cell's total whoever solves the table must be left in doubt, in minor units: so far that the second
/// biggest member could not know the biggest closer than the p % rule allows (upper protection level of the p % rule;
/// Hundepool et al., Statistical Disclosure Control, 4.2). 0 for a cell that is not dominated.
int64_t protection(const DisclosureCell& cell, const DisclosureRule& rule);

/// Cells to hide so that no unsafe cell, and no unsafe sum of what is hidden in a row or column, can be computed or
/// known closer than protection(): each gets a rectangle of hidden cells along which amounts can move without changing
/// any total (hypercube method, Repsilber 1994; Hundepool et al. 4.3), the one that hides the least further money, ties
/// by place. All marks false when every cell is safe. Nothing when the table cannot be protected: then none of its
/// cells may be told. Row and column totals are taken as safe. Cost: cells squared for each unsafe cell at the worst.
/// `hidden_before` marks cells that are hidden in any case; empty = none.
std::optional<std::vector<bool>> protect(const TwoWayTable& table, const DisclosureRule& rule,
                                         const std::vector<bool>& hidden_before = {});

/// Cells of one row with a told total: the unsafe and then the smallest that have contributors, until they are safe
/// together; rising. All that have contributors when even they are not. Empty when every cell is safe.
std::vector<size_t> joined_cells(std::span<const DisclosureCell> cells, const DisclosureRule& rule);

/// The cells at `places` as one.
DisclosureCell united(std::span<const DisclosureCell> cells, std::span<const size_t> places);

}  // namespace vk
