#pragma once
#include <span>
#include <vector>

#include "core/compare/comparison.hpp"

namespace vk {

/// The bridge of these cells. Throws Error(invalid_input) when a sum leaves 64 bits; so do the others.
MoneyBridge bridge_from_cells(std::span<const Cell> cells);
/// One line a pair of states, sorted by from, then to.
std::vector<Transition> transitions_from_cells(std::span<const Cell> cells);
/// Exposure of the earlier cycle; `states` is the scheme of the cells' `from`.
Exposure exposure_before(std::span<const Cell> cells, std::span<const StateSpec> states);
/// Exposure of the later cycle; `states` is the scheme of the cells' `to`.
Exposure exposure_after(std::span<const Cell> cells, std::span<const StateSpec> states);
/// Who is in one of the two cycles only.
PopulationChange population_from_cells(std::span<const Cell> cells);
/// The cells of members of both cycles.
std::vector<Cell> common_cells(std::span<const Cell> cells);

}  // namespace vk
