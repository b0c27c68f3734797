#pragma once
#include <cstdint>
#include <map>
#include <vector>

#include "core/report/disclosure.hpp"

namespace vk {

/// Members by several breakdowns at once, each told by itself: how many and how much is in each of its values.
struct CrossedSums {
  /// Members by their values in all breakdowns; only combinations of somebody.
  std::map<std::vector<uint32_t>, DisclosureCell> cells;
  size_t told_before = 0;  ///< so many of the breakdowns are told in any case, and safe one by one
  size_t asked = 0;        ///< so many, the last, are not told and only asked for

  void add(const std::vector<uint32_t>& values, int64_t money) { add_contributor(cells[values], money); }
};

/// Whether nobody who knows who could be where can compute, or know closer than protection(), what is of too few by
/// one, two or three breakdowns, or by all: each such cell needs two pairs of cells between which amounts, and members,
/// can be exchanged without changing any sum that is told (the rectangles of protect(), in all breakdowns at once).
/// False, too, where there are so many cells that looking would take too long: more than 10,000, or 20 million pairs of
/// them looked at, which takes some seconds.
bool sums_hide_few(const CrossedSums& sums, const DisclosureRule& rule);

}  // namespace vk
