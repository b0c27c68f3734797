#pragma once
#include <string>
#include <vector>

#include "core/base/diagnostic.hpp"
#include "core/calendar/annual_calendar.hpp"
#include "core/plan/occurrence.hpp"

namespace vk {

/// A planned contact that a rule forbids.
struct ContactClash {
  OccurrenceName name;
  std::string week;                   ///< of its opening: "2026-W10"
  std::string rule;                   ///< the rule's name
  std::string whom;                   ///< "customers", "customers with size = small", "customers by email"
  std::vector<OccurrenceName> meets;  ///< the contacts that the rule counts beside it, in order of time
  ItemKind kind = ItemKind::measurement;
  bool everybody = true;  ///< else only those whom content among `meets` contacts, and content contacts whom it chooses
};

/// The clashes of a plan, in its order. Of each audience every kind of people that the rules tell apart is looked at as
/// one person, who is asked whenever a measurement opens and may be chosen by all content. Who goes first, by priority
/// then opening, takes the room, and a contact that a rule may delay is delayed. Content that goes by several channels
/// clashes by those that the rules close to it.
std::vector<ContactClash> find_contact_clashes(const AnnualCalendar& calendar, const Plan& plan);

/// "contact rule "rest" leaves out customers in week 2026-W12: it also counts first/customers@2026", or "... as far as
/// secure@2026 contacts them too".
std::string clash_text(const ContactClash& clash);

/// Tells the clashes as W506, where the day of the measurement or content is said; many of one item as one.
void tell_contact_clashes(const AnnualCalendar& calendar, const Plan& plan, Diagnostics& diagnostics);

}  // namespace vk
