#include "core/audience/sample_design.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace vk {
namespace {

constexpr double kPlannedShare = 0.5;
constexpr double kHundredths = 10'000;

/// Group of each segment, and the groups' names, sorted.
struct Groups {
  std::vector<size_t> of_segment;
  std::vector<std::string> names;
};

std::vector<size_t> places_of(const SegmentScheme& segments, std::span<const std::string> by) {
  std::vector<size_t> places;
  for (const std::string& column : by) {
    const auto found = std::find(segments.dimensions.begin(), segments.dimensions.end(), column);
    if (found == segments.dimensions.end())
      throw Error(ErrorCode::invalid_input, fmt::format("a draw by \"{}\", which is no segment", column));
    places.push_back(static_cast<size_t>(found - segments.dimensions.begin()));
  }
  if (!by.empty()) return places;
  for (size_t i = 0; i < segments.dimensions.size(); ++i) places.push_back(i);
  return places;
}

Groups group_segments(const SegmentScheme& segments, std::span<const std::string> by) {
  const std::vector<size_t> places = places_of(segments, by);
  std::map<std::vector<std::string>, size_t> numbers;
  std::vector<std::vector<std::string>> values;
  for (const std::vector<std::string>& tuple : segments.tuples) {
    std::vector<std::string> value;
    for (const size_t place : places) value.push_back(tuple[place]);
    numbers.emplace(value, 0);
    values.push_back(std::move(value));
  }
  Groups groups;
  for (auto& [value, number] : numbers) {
    number = groups.names.size();
    groups.names.push_back(join(value, " / "));
  }
  for (const std::vector<std::string>& value : values) groups.of_segment.push_back(numbers.at(value));
  if (groups.names.empty()) return {{0}, {""}};
  return groups;
}

std::string stratum_name(const std::string& group, uint8_t money_class) {
  const std::string money = money_class == kTakeAllClass         ? std::string{"everybody"}
                            : money_class == kNoMoneySampleClass ? std::string{"no money"}
                                                                 : fmt::format("money class {}", money_class);
  return group.empty() ? money : fmt::format("{}, {}", group, money);
}

/// Classes of the members of one group.
void class_group(const SampleMembers& members, const std::vector<uint32_t>& group, std::vector<uint8_t>& classes) {
  std::vector<uint32_t> sampled;
  std::vector<int64_t> money;
  for (const uint32_t member : group) {
    classes[member] = kTakeAllClass;
    if (members.take_all != nullptr && (*members.take_all)[member]) continue;
    sampled.push_back(member);
    money.push_back(std::max<int64_t>(0, members.money[member]));
  }
  const std::vector<uint32_t> strata =
      equal_money_strata(money, kSampledClasses, [&](size_t i) { return members.key(sampled[i]); });
  for (size_t i = 0; i < sampled.size(); ++i)
    classes[sampled[i]] = strata[i] == 0 ? kNoMoneySampleClass : static_cast<uint8_t>(strata[i]);
}

std::vector<PlannedStratum> planned(const SampleStrata& strata, double response) {
  std::vector<PlannedStratum> result;
  for (size_t h = 0; h < strata.strata.size(); ++h) {
    const SampleStratum& stratum = strata.strata[h];
    result.push_back(
        {static_cast<int64_t>(stratum.members), strata.spread[h], stratum.take_all ? 1 : response, stratum.take_all});
  }
  return result;
}

void require_enough(const SampleWish& wish, const std::vector<SampleStratum>& strata) {
  const auto least = static_cast<uint64_t>(
      std::ceil(static_cast<double>(wish.interval.least) * kHundredths / static_cast<double>(wish.response)));
  uint64_t everybody = 0;
  uint64_t needed = 0;
  for (const SampleStratum& stratum : strata) {
    everybody += stratum.take_all ? stratum.members : 0;
    needed += stratum.take_all ? stratum.members : std::min(stratum.members, least);
  }
  if (static_cast<uint64_t>(wish.size) >= needed) return;
  const std::string because = everybody == 0
                                  ? std::string{}
                                  : fmt::format(", {} of them because each holds a hundredth of all money", everybody);
  throw Error(ErrorCode::invalid_input,
              fmt::format("a sample of {} is too small: its {} strata need {} people at the least{}; raise `size`, "
                          "lower `least` or split `by` less",
                          wish.size, strata.size(), needed, because));
}

}  // namespace

SampleStrata sort_into_strata(const SampleMembers& members, std::span<const std::string> by) {
  constexpr size_t kClasses = kNoMoneySampleClass + 1;
  const Groups groups = group_segments(*members.segments, by);
  std::vector<std::vector<uint32_t>> of_group(groups.names.size());
  for (size_t i = 0; i < members.segment.size(); ++i)
    of_group[groups.of_segment[members.segment[i]]].push_back(static_cast<uint32_t>(i));
  SampleStrata result;
  result.stratum.resize(members.segment.size());
  result.money_class.resize(members.segment.size());
  for (size_t g = 0; g < of_group.size(); ++g) {
    class_group(members, of_group[g], result.money_class);
    std::vector<std::vector<uint32_t>> of_class(kClasses);
    for (const uint32_t member : of_group[g]) of_class[result.money_class[member]].push_back(member);
    for (uint8_t money_class = 0; money_class < kClasses; ++money_class) {
      if (of_class[money_class].empty()) continue;
      SampleStratum stratum{stratum_name(groups.names[g], money_class),
                            of_class[money_class].size(),
                            0,
                            money_class == kTakeAllClass,
                            0,
                            0};
      std::vector<int64_t> money;
      for (const uint32_t member : of_class[money_class]) {
        result.stratum[member] = static_cast<uint32_t>(result.strata.size());
        money.push_back(std::max<int64_t>(0, members.money[member]));
        stratum.money += money.back();
      }
      result.spread.push_back(planning_spread(money, kPlannedShare));
      result.strata.push_back(std::move(stratum));
    }
  }
  return result;
}

int64_t share_out(const SampleWish& wish, SampleStrata& strata) {
  const std::vector<PlannedStratum> all = planned(strata, static_cast<double>(wish.response) / kHundredths);
  if (wish.size > 0) require_enough(wish, strata.strata);
  const std::vector<int64_t> invites = wish.size > 0 ? neyman_invites(wish.size, all, wish.interval.least)
                                                     : plan_for_half_width(wish.interval, all).invites;
  for (size_t h = 0; h < strata.strata.size(); ++h) strata.strata[h].wanted = invites[h];
  constexpr double kMost = 9e18;
  const double half_width = half_width_of_invites(all, invites, wish.interval.z);
  return half_width < kMost ? static_cast<int64_t>(std::ceil(half_width)) : std::numeric_limits<int64_t>::max();
}

}  // namespace vk
