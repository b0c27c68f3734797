#pragma once
#include <string>
#include <string_view>

#include "core/plan/occurrence.hpp"

namespace vk {

/// What an export needs beside the plan.
struct IcsExport {
  std::string calendar_name;
  Instant as_of{};           ///< DTSTAMP of events that are new or changed
  std::string_view earlier;  ///< the file written before, which this one takes the place of; may be empty
};

/// The plan as an iCalendar file (RFC 5545): an event for each occurrence and reminder, in UTC, with a UID made of its
/// identity, so that calendar programs update an event that moved instead of adding another.
///
/// Against the earlier file, an event that moved has a higher SEQUENCE, one that did not change keeps its DTSTAMP, one
/// that the plan lost is kept as cancelled, and those of other ranges stay as they are. The same arguments give the
/// same bytes. Throws Error(invalid_input) when the earlier file is none that this function wrote.
std::string plan_to_ics(const Plan& plan, const IcsExport& options);

}  // namespace vk
