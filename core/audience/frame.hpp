#pragma once
#include <cstdint>
#include <map>
#include <optional>
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

/// One stratum of a drawn sample.
struct SampleStratum {
  std::string name;  ///< "large, money class 2"
  uint64_t members = 0;
  int64_t money = 0;      ///< minor units at the draw; below zero counts as none
  bool take_all = false;  ///< everybody is asked
  int64_t wanted = 0;     ///< people to ask
  int64_t drawn = 0;      ///< fewer when contact rules left too few

  bool operator==(const SampleStratum&) const = default;
};

/// How the people whom an occurrence asks were drawn.
struct SampleDesign {
  std::string salt;  ///< of the random numbers; later draws go on with it
  std::vector<SampleStratum> strata;
  uint64_t start = 0;         ///< where on the circle of permanent random numbers the draw began
  uint64_t shift = 0;         ///< how far the next cycle's begins from there
  int64_t response = 10'000;  ///< hundredths of a percent expected to answer
  int64_t half_width = 0;     ///< expected, of a state's money at 95 %, minor units
  uint64_t unavailable = 0;   ///< members whom consent or contact rules kept out of the draw
  int64_t unavailable_money = 0;
  uint64_t answers_outside = 0;  ///< members with a state who were not asked: it counts for nothing

  int64_t wanted() const;
  int64_t drawn() const;
  bool operator==(const SampleDesign&) const = default;
};

/// Classes of money in a draw, in the order of strata: everybody is asked, from the biggest money down, none.
inline constexpr uint8_t kTakeAllClass = 0;
inline constexpr uint8_t kSampledClasses = 4;
inline constexpr uint8_t kNoMoneySampleClass = kSampledClasses + 1;

/// The frozen members of one audience in one cycle, sorted by subject number: parallel columns of equal length.
struct Frame {
  std::string audience;
  std::string population_hash;  ///< SHA-256 of the audience's definition (register and which of
                                ///< its rows count, key, members, segments)
  SegmentScheme segments;
  ConsentScheme consent;
  std::vector<SubjectNumber> subjects;
  std::vector<uint16_t> segment;
  std::vector<uint32_t> consent_mask;  ///< empty when the audience declares no consent columns
  std::vector<SourceProvenance> provenance;
  uint64_t rows_skipped = 0;
  std::optional<SampleDesign> sample;  ///< nothing: no sample was drawn
  std::vector<uint8_t> money_class;    ///< class of money at the draw; empty without one

  size_t size() const { return subjects.size(); }
};

}  // namespace vk
