#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/audience/sample_design.hpp"
#include "core/engine/ask_people.hpp"

namespace vk {

/// Members from whom a sample may be drawn; borrowed for the call.
struct PeopleToDraw {
  const PeopleToAsk* people = nullptr;
  std::span<const int64_t> money;  ///< minor units, one a member
  std::vector<bool> available;     ///< whom consent and contact rules leave
};

/// A drawn sample: its record, every member's class of money, and who is asked.
struct DrawnPeople {
  SampleDesign design;
  std::vector<uint8_t> money_class;
  std::vector<bool> drawn;
};

/// How a sample is drawn.
struct DrawWish {
  const SampleSpec* spec = nullptr;
  std::string salt;
  Currency currency;   ///< of the money
  uint64_t start = 0;  ///< where on the circle of permanent random numbers the draw begins
};

/// Draws a sample by permanent random numbers (METHODS.md f; decision 0010). Throws Error(invalid_input) when the
/// wished size cannot give every stratum its least.
DrawnPeople draw_people(const DrawWish& wish, const SubjectIndex& subjects, const PeopleToDraw& from);

/// One opening of a measurement that asks a sample.
struct DrawOccasion {
  const AnnualCalendar& calendar;
  Store& store;
  const MeasurementSpec& measurement;
  const Occurrence& occurrence;
};

/// How the measurement draws. It begins one shift after its last cycle, or in its zone when it is the first;
/// measurements that draw from the same audience have zones equally far apart.
DrawWish draw_wish(const DrawOccasion& occasion);

/// Draws among those whom `list` would ask, leaves the others out as not sampled, and gives the frame its design.
/// `money` is theirs at the opening.
void draw_asked(const DrawOccasion& occasion, std::span<const int64_t> money, Frame& frame, ContactList& list);

/// "600 of 8000 people drawn in 12 strata" with what fell short and what it buys, for logs and plans.
std::string sample_line(const SampleDesign& design, const Currency& currency);

/// The list of those who are asked, as a survey tool takes it: key, channel, day and segments, sorted by key.
std::string asked_csv(const ContactList& list, const PeopleToAsk& people, const SubjectIndex& subjects);

}  // namespace vk
