#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/plan/contact_rules.hpp"
#include "core/plan/occurrence.hpp"
#include "core/table/subject_index.hpp"

namespace vk {

/// Whom an occurrence contacts, and whom it leaves out by which rule: parallel columns, sorted by subject. The contact
/// ledger is all of these lists together.
struct ContactList {
  OccurrenceName name;
  ItemKind kind = ItemKind::measurement;
  Instant as_of{};       ///< the run's clock
  DayNumber until = 0;   ///< last day of the occurrence's window
  uint64_t members = 0;  ///< how many lines there are, also in a list without its columns
  std::vector<std::string> channels;
  std::vector<std::string> rules;  ///< those that left somebody out
  std::vector<SubjectNumber> subjects;
  std::vector<uint8_t> channel;  ///< index into channels
  std::vector<uint8_t> rule;     ///< 0 = contacted, else 1 + index into rules
  std::vector<DayNumber> day;    ///< of the contact; of who is left out: from when the rules allow it, kNever = never

  size_t size() const { return subjects.size(); }
  void add(SubjectNumber subject, size_t by_channel, size_t left_out_by, DayNumber on) {
    subjects.push_back(subject);
    channel.push_back(static_cast<uint8_t>(by_channel));
    rule.push_back(static_cast<uint8_t>(left_out_by));
    day.push_back(on);
    members = subjects.size();
  }
};

}  // namespace vk
