#pragma once
#include <optional>

#include "core/calendar/cycle.hpp"
#include "core/compare/outlook.hpp"
#include "core/report/report_inputs.hpp"
#include "core/store/store.hpp"

namespace vk {

/// How the pairs of a measurement's past are found.
struct PastRule {
  CycleRule cycles;
  std::string compare;  ///< as a report compares; "none" pairs each cycle with the one before it
  std::string was;
};

/// What the measurement's earlier cycles say of this one: the newest ten pairs of closed cycles by the same ruler as
/// it. Nothing when there are none.
std::optional<Outlook> gather_outlook(Store& store, const MeasuredCycle& cycle, const PastRule& rule);

}  // namespace vk
