#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace vk {

/// One stratum while a sample is planned.
struct PlannedStratum {
  int64_t members = 0;
  double spread = 0;      ///< planning standard deviation of the state's money, minor units a member
  double response = 1;    ///< share of the invited that is expected to answer; above 0, at most 1
  bool take_all = false;  ///< everybody is asked whatever the allocation says
};

/// Strata of about equal money, the biggest customers in stratum 1 (METHODS.md f.5; Wright 1983): sorted by money
/// downwards, then by key bytes. Members without money are stratum 0. `key` gives the key of a member and is asked
/// only for members with the same money. Throws Error(invalid_input) for money below zero, no stratum, or money beyond
/// 64 bits altogether. Sorts: n log n.
std::vector<uint32_t> equal_money_strata(std::span<const int64_t> money, uint32_t strata,
                                         const std::function<std::string_view(size_t)>& key);

/// Standard deviation to plan with when no pilot is there (METHODS.md f.5): sqrt(p (1 - p) sum x^2 / N), `share` the
/// state's last share of money or 0.5. 0 without members.
double planning_spread(std::span<const int64_t> money, double share);

/// Neyman's allocation of `size` answers (METHODS.md f.6; Neyman 1934): in proportion to members times spread, full
/// strata and the least number per stratum fixed first, largest remainders. Take-all strata are part of
/// `size`. Throws Error(invalid_input) when `size` is less than all of these.
std::vector<int64_t> neyman_sizes(int64_t size, std::span<const PlannedStratum> strata, int64_t least);

/// A wish for an interval of estimate -/+ `half_width`.
struct WishedInterval {
  double half_width = 0;  ///< minor units, above 0
  double z = 0;           ///< normal quantile of the level, above 0: 1.96 for 95 %
  int64_t least = 2;      ///< answers per stratum
};

/// What asking buys.
struct SamplePlan {
  std::vector<int64_t> answers;  ///< wanted, one a stratum
  std::vector<int64_t> invites;  ///< to send for them, at most the members
  std::vector<bool> reachable;   ///< false: even inviting everybody is not enough at the expected response
  int64_t size = 0;              ///< sum of answers
  double half_width = 0;         ///< minor units, expected with `answers`
};

/// The smallest sample for a wished interval (METHODS.md f.7). Throws Error(invalid_input) for a wish or a response
/// that is not above 0.
SamplePlan plan_for_half_width(const WishedInterval& wish, std::span<const PlannedStratum> strata);

/// Shares `people` to be asked out by Neyman's allocation, so that every stratum can expect `least` answers at the
/// lowest response. Throws Error(invalid_input) when they are too few for that.
std::vector<int64_t> neyman_invites(int64_t people, std::span<const PlannedStratum> strata, int64_t least);

/// Half-width at `z` to expect when `invites` people are asked and answer as often as expected; take-all strata are
/// known whole. Infinite when a stratum with money is not asked.
double half_width_of_invites(std::span<const PlannedStratum> strata, std::span<const int64_t> invites, double z);

/// What `size` answers buy: Neyman's allocation with its half-width at `z`.
SamplePlan plan_for_size(int64_t size, std::span<const PlannedStratum> strata, const WishedInterval& wish);

}  // namespace vk
