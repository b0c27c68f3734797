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

/// One dictionary column of a register for the members of a frame.
struct MemberWords {
  WordList words;
  std::vector<uint32_t> codes;  ///< per member an index into words; words.size() where the cell is missing
};

/// Codes the segment of each member from `columns`, one a dimension. Only tuples in use get a code; a missing cell is
/// "". Nothing when there are more than kMostSegments tuples. Linear in members and dimensions.
std::optional<CodedSegments> code_segments(std::vector<std::string> dimensions,
                                           std::span<const MemberWords* const> columns, size_t members);

}  // namespace vk
