#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/audience/frame.hpp"
#include "core/report/disclosure.hpp"

namespace vk {

/// Everything that reports tell by segment, as what each figure is made of: cells[segment code][column]. A column is
/// one breakdown, such as a state in one cycle or one kind of movement; its cells are different people.
struct DisclosureTable {
  SegmentScheme segments;
  std::vector<std::vector<DisclosureCell>> cells;

  size_t columns() const { return cells.empty() ? 0 : cells.front().size(); }
};

/// How segments are told: the first `dimensions` of them, with some values told together.
struct SegmentRecode {
  size_t dimensions = 0;
  std::vector<std::map<std::string, std::string>> values;  ///< of each dimension; a value that is not there stays

  bool changes(const SegmentScheme& segments) const;
  bool operator==(const SegmentRecode&) const = default;
};

/// A scheme as it is told, and the new code of each of its segments.
struct RecodedSegments {
  SegmentScheme segments;
  std::vector<uint16_t> into;
};
RecodedSegments recode(const SegmentScheme& segments, const SegmentRecode& how);
DisclosureTable recode(const DisclosureTable& table, const SegmentRecode& how);

/// Name of what is told together.
inline constexpr const char* kOtherSegments = "other";

/// The recode after which every figure by segment is safe, alone and by subtraction: in each column the values that
/// suppress() hides become one value, "other"; a last dimension whose combinations are still unsafe is left out
/// (METHODS.md h.2, h.3).
SegmentRecode safe_segments(const DisclosureTable& table, const DisclosureRule& rule);

}  // namespace vk
