#pragma once
#include <string>
#include <vector>

#include "core/base/diagnostic.hpp"
#include "core/calendar/annual_calendar.hpp"
#include "core/plan/occurrence.hpp"

namespace vk {

/// A planned measurement that a contact rule forbids to ask, for everybody in its audience whom the rule protects.
struct ContactClash {
  OccurrenceName name;
  std::string week;                   ///< of its opening: "2026-W10"
  std::string rule;                   ///< the rule's name
  std::string whom;                   ///< "customers", "customers with size = small"
  std::vector<OccurrenceName> meets;  ///< the contacts that the rule counts beside it, in order of time
};

/// The clashes of a plan, in its order. Each audience is looked at as one person who is asked whenever a measurement
/// opens; who goes first, by priority then opening, takes the room, and a contact that a rule may delay is delayed.
/// Content contacts only whom it chooses and is left to the day on which it does.
std::vector<ContactClash> find_contact_clashes(const AnnualCalendar& calendar, const Plan& plan);

/// "contact rule "rest" leaves out customers in week 2026-W12: it also counts first/customers@2026".
std::string clash_text(const ContactClash& clash);

/// Tells the clashes as W506 at the openings of their measurements, many of one measurement as one.
void tell_contact_clashes(const AnnualCalendar& calendar, const Plan& plan, Diagnostics& diagnostics);

}  // namespace vk
