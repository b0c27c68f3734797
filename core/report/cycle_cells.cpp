#include "core/report/cycle_cells.hpp"

#include <algorithm>

namespace vk {

std::vector<DisclosureCell> CycleCells::by_state() const {
  std::vector<DisclosureCell> sums(states.size() + 1);
  for (const std::vector<DisclosureCell>& segment : by_segment) {
    for (size_t state = 0; state < sums.size(); ++state) sums[state] = united(sums[state], segment[state]);
  }
  return sums;
}

DisclosureCell CycleCells::base(size_t segment) const {
  DisclosureCell sum;
  for (const DisclosureCell& cell : by_segment[segment]) sum = united(sum, cell);
  return sum;
}

CycleCells cycle_cells(MemberSource& members) {
  const SnapshotHeader& header = members.header();
  const size_t states = header.states.size();
  CycleCells cells{header.states, header.segments, {}, std::vector<uint64_t>(states + 1)};
  cells.by_segment.assign(std::max<size_t>(1, header.segments.size()), std::vector<DisclosureCell>(states + 1));
  for_each_slice(members, [&](const Snapshot& slice) {
    for (size_t i = 0; i < slice.size(); ++i) {
      const size_t state = place_of_state(slice.state[i], states);
      add_contributor(cells.by_segment[slice.segment[i]][state], slice.money[i]);
      if ((slice.activity[i] & kActive) == 0) ++cells.inactive[state];
    }
  });
  return cells;
}

}  // namespace vk
