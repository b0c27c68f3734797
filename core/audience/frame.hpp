#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/table/source_format.hpp"
#include "core/table/subject_index.hpp"

namespace vk {

/// The segments of an audience: named dimensions and the distinct tuples in use. A member's segment code is an index
/// into `tuples`; without dimensions there is one tuple "all".
struct SegmentScheme {
  std::vector<std::string> dimensions;           ///< ["size", "region"]
  std::vector<std::vector<std::string>> tuples;  ///< tuples[code][dimension], sorted; an empty register cell is ""

  size_t size() const { return tuples.size(); }
  /// "large / north"; "all" without dimensions.
  std::string label(uint16_t code) const;
  bool operator==(const SegmentScheme&) const = default;
};

/// Consent per channel of a member: bit i of the mask = channels[i] may be used.
struct ConsentScheme {
  std::vector<std::string> channels;
};

/// The frozen members of one audience in one cycle, sorted by subject number: parallel columns of equal length.
struct Frame {
  std::string audience;
  std::string population_hash;  ///< SHA-256 of the audience's definition (register, key, members, segments)
  SegmentScheme segments;
  ConsentScheme consent;
  std::vector<SubjectNumber> subjects;
  std::vector<uint16_t> segment;
  std::vector<uint32_t> consent_mask;  ///< empty when the audience declares no consent columns
  std::vector<SourceProvenance> provenance;
  uint64_t rows_skipped = 0;

  size_t size() const { return subjects.size(); }
};

}  // namespace vk
