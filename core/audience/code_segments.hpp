#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/audience/frame.hpp"
#include "core/table/column.hpp"

namespace vk {

/// Segments of the members: the scheme with its tuples sorted, and a code a member.
struct CodedSegments {
  SegmentScheme scheme;
  std::vector<uint16_t> codes;
};

/// Codes the segment of each member from its row in `columns` (dictionary, one a dimension). Only tuples in use get a
/// code; a missing cell is "". Nothing when there are more than kMostSegments tuples. Linear in members and dimensions.
std::optional<CodedSegments> code_segments(std::vector<std::string> dimensions, std::span<const Column* const> columns,
                                           std::span<const uint32_t> member_rows);

}  // namespace vk
