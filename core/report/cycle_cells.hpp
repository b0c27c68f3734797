#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/measure/member_source.hpp"
#include "core/report/disclosure.hpp"

namespace vk {

/// A cycle's members as disclosure rules look at them: what each amount by segment and state is made of.
struct CycleCells {
  std::vector<StateSpec> states;
  SegmentScheme segments;
  std::vector<std::vector<DisclosureCell>> by_segment;  ///< [segment][state], the unmeasured last
  std::vector<uint64_t> inactive;                       ///< members without a transaction, by state in the same order

  /// One a state and the unmeasured last.
  std::vector<DisclosureCell> by_state() const;
  /// All states of a segment.
  DisclosureCell base(size_t segment) const;
};
/// One walk in the memory of a slice and of the cells.
CycleCells cycle_cells(MemberSource& members);

/// Where a state stands among cells by state: the unmeasured come last.
inline size_t place_of_state(uint8_t code, size_t states) {
  return code < states ? code : states;
}

}  // namespace vk
