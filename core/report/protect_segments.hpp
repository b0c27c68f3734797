#pragma once
#include <cstddef>
#include <optional>
#include <vector>

#include "core/report/protect_table.hpp"

namespace vk {

/// Segments by states, of which reports tell the states of everybody, the bases of segments, and segments by parts: a
/// part is one state or several. Cells lie segment by segment.
struct SegmentStates {
  size_t segments = 0;
  size_t parts = 0;
  std::vector<size_t> part_of;  ///< of each state as told, below `parts`
  std::vector<DisclosureCell> cells;
  /// Segments that people know as one, such as all with a value of one dimension; their bases are not told.
  std::vector<std::vector<size_t>> groups;

  size_t states() const { return part_of.size(); }
  size_t at(size_t segment, size_t state) const { return segment * states() + state; }
  /// Segments by parts.
  TwoWayTable by_parts() const;
};

/// The parts of segments to hide, [segment * parts + part], so that neither they nor the states of segments, which
/// nobody tells, are known closer than protection() allows: protect() for the parts, and for every state of a segment
/// that is unsafe room to move inside its part, or along a rectangle of hidden parts. All marks true when parts can be
/// told of no segment; nothing when even bases would tell too much beside the states of everybody (Fréchet's bounds;
/// Hundepool et al., Statistical Disclosure Control, 4.1). `hidden_before` marks parts that are hidden in any case;
/// empty = none.
std::optional<std::vector<bool>> protect_segments(const SegmentStates& table, const DisclosureRule& rule,
                                                  const std::vector<bool>& hidden_before = {});

}  // namespace vk
