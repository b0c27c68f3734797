#pragma once
#include <cstdint>
#include <map>
#include <string>
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
  std::vector<std::vector<uint32_t>> values;   ///< of each breakdown that is told
  std::map<std::string, std::string> told_as;  ///< name of each state -> its group's, as the measurement tells it
};
/// One walk over the members of the revision that is told. Breakdowns: states as told; segments; the parts of segments
/// that are told.
PlanFrame plan_frame(MemberSource& members, const ToldCycle& told);

}  // namespace vk
