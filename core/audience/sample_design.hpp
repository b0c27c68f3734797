#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/audience/frame.hpp"
#include "core/audience/sample_size.hpp"

namespace vk {

/// The members that a draw is planned for; parallel columns in frame order, borrowed for the call.
struct SampleMembers {
  const SegmentScheme* segments = nullptr;
  std::span<const uint16_t> segment;
  std::span<const int64_t> money;               ///< minor units; below zero counts as none
  const std::vector<bool>* take_all = nullptr;  ///< who is asked in any case
  std::function<std::string_view(size_t)> key;  ///< decides between the same money; asked only then
};

/// Members sorted into the strata of a draw: a group of segments by a class of like money each, only those with
/// members.
struct SampleStrata {
  std::vector<SampleStratum> strata;  ///< nothing is wanted of them yet
  std::vector<double> spread;         ///< planning_spread of each, for half the money in a state: the widest
  std::vector<uint32_t> stratum;      ///< of each member
  std::vector<uint8_t> money_class;   ///< of each member
};

/// Sorts members by the segment columns `by` (all of the scheme's when empty) and by money: whoever is asked in any
/// case, four classes of about equal money in each group, and no money. Throws Error(invalid_input) for a column that
/// the scheme does not have. n log n.
SampleStrata sort_into_strata(const SampleMembers& members, std::span<const std::string> by);

/// How many are wanted.
struct SampleWish {
  int64_t size = 0;           ///< people to ask; 0 = as many as the interval needs
  int64_t response = 10'000;  ///< hundredths of a percent, above 0
  WishedInterval interval;    ///< its half_width counts when size is 0
};

/// Shares out a sample over strata: fills `wanted`, and gives the half-width to expect in minor units, rounded up.
/// Throws Error(invalid_input) when so few people cannot give every stratum its least.
int64_t share_out(const SampleWish& wish, SampleStrata& strata);

}  // namespace vk
