#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/measure/member_source.hpp"
#include "core/report/crossed_sums.hpp"
#include "core/report/told_cycle.hpp"

namespace vk {

/// The members of a measurement by everything that is told of them: its states and segments, and the plans after it
/// that were told before.
struct PlanFrame {
  std::vector<SubjectNumber> subjects;  ///< rising
  std::vector<int64_t> money;
  std::vector<uint32_t> group;                 ///< of each member, one of `groups`
  std::vector<std::vector<uint32_t>> groups;   ///< by value in each breakdown that is told; at least one with members
  std::map<std::string, std::string> told_as;  ///< name of each state -> its group's, as the measurement tells it

  const std::vector<uint32_t>& values(size_t member) const { return groups[group[member]]; }
};

/// Numbers groups in the order in which their values come.
class GroupNumbers {
 public:
  uint32_t operator()(const std::vector<uint32_t>& values) {
    const auto [known, is_new] = numbers_.try_emplace(values, static_cast<uint32_t>(groups_.size()));
    if (is_new) groups_.push_back(values);
    return known->second;
  }
  std::vector<std::vector<uint32_t>> finish() { return std::move(groups_); }

 private:
  std::map<std::vector<uint32_t>, uint32_t> numbers_;
  std::vector<std::vector<uint32_t>> groups_;
};

/// One walk over the members of the revision that is told. Breakdowns: states as told; segments; the parts of segments
/// that are told.
PlanFrame plan_frame(MemberSource& members, const ToldCycle& told);

}  // namespace vk
