#pragma once
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/calendar/annual_calendar.hpp"

namespace vk {

/// A set of contact rules: bit i = the calendar's rule i.
using RuleBits = uint64_t;

/// Days since 1970-01-01, as contacts are kept: a million people have many.
using DayNumber = int32_t;
inline constexpr DayNumber kNever = std::numeric_limits<DayNumber>::max();

/// An occurrence that contacts people by one channel.
struct Occasion {
  DayNumber until = 0;           ///< last day of its window; its own day when it has none
  uint32_t window = 0;           ///< the same number = the same cycle of the same item
  RuleBits counted = 0;          ///< rules that count and limit its contacts
  RuleBits guarded = 0;          ///< pauses that keep others away from its window
  std::vector<int32_t> weights;  ///< for how many contacts it counts, by rule, at most `at_most`; empty = one

  int32_t weight(size_t rule) const { return weights.empty() ? 1 : weights[rule]; }
};

/// One contact of one person.
struct ContactMark {
  DayNumber day = 0;
  uint32_t occasion = 0;  ///< index into the occasions

  bool operator==(const ContactMark&) const = default;
};

/// Someone who would be contacted.
struct ContactWish {
  DayNumber day = 0;
  DayNumber latest = 0;     ///< the last day to which rules may delay it
  uint32_t occasion = 0;    ///< index into the occasions
  RuleBits protecting = 0;  ///< rules that protect this person
};

inline constexpr int kNoRule = -1;

struct ContactVerdict {
  int rule = kNoRule;  ///< kNoRule: the contact is made; else the rule that leaves the person out
  DayNumber day = 0;   ///< of the contact, delayed or not

  bool made() const { return rule == kNoRule; }
};

/// What a rule is asked about: who, when, where.
struct ContactScope {
  std::string_view item;
  std::string_view audience;  ///< empty = not known
  std::string_view channel;
};

/// The calendar's contact rules made ready for millions of decisions; pure.
///
/// A person's contacts are judged in both directions: a contact may be put between others that are planned later. So
/// whoever goes first, by priority, takes the room, and whatever is accepted keeps every rule whatever comes after.
class ContactRuleSet {
 public:
  explicit ContactRuleSet(std::span<const ContactRuleSpec> rules);

  size_t size() const { return rules_.size(); }
  const ContactRuleSpec& rule(int index) const { return rules_[static_cast<size_t>(index)]; }

  /// The rules that count contacts made there.
  RuleBits counted(const ContactScope& scope) const;
  /// The pauses around what is done there.
  RuleBits guarded(const ContactScope& scope) const;
  /// What is done there as an occasion, in a window that lasts until a day.
  Occasion occasion(const ContactScope& scope, DayNumber until, uint32_t window) const;
  /// The rules that protect a person, by the value of each attribute; nothing = the person has no such attribute.
  RuleBits protecting(const std::function<std::optional<std::string>(const std::string& attribute)>& value_of) const;
  /// How many days apart two contacts can still matter to each other.
  DayNumber reach() const { return reach_; }

  /// Decides one contact beside the person's other ones, `marks` sorted by day. A rule without delay_days leaves the
  /// person out at once; those that would delay it move the contact to the first day that all rules allow, within the
  /// shortest of their delays and `latest`.
  ContactVerdict decide(std::span<const Occasion> occasions, std::span<const ContactMark> marks,
                        const ContactWish& wish) const;

  /// The first day from the wished one on which all rules allow the contact; kNever when there is none.
  DayNumber first_free_day(std::span<const Occasion> occasions, std::span<const ContactMark> marks,
                           const ContactWish& wish) const;

  /// The marks that a rule looks at when it judges the wish on its day, in order of time.
  std::vector<ContactMark> counted_beside(int rule, std::span<const Occasion> occasions,
                                          std::span<const ContactMark> marks, const ContactWish& wish) const;

 private:
  /// One person's contacts and the one that is being judged.
  struct Case {
    std::span<const Occasion> occasions;
    std::span<const ContactMark> marks;
    const Occasion* own = nullptr;
  };

  DayNumber next_day(size_t rule, const Case& it, DayNumber day) const;
  DayNumber after_rest(size_t rule, const Case& it, DayNumber day) const;
  DayNumber after_period(size_t rule, const Case& it, DayNumber day) const;
  DayNumber after_days_in_a_row(size_t rule, const Case& it, DayNumber day) const;
  DayNumber after_window(size_t rule, const Case& it, DayNumber day) const;
  DayNumber after_pause(size_t rule, const Case& it, DayNumber day) const;
  bool looks_at(size_t rule, const Case& it, const ContactMark& mark, DayNumber day) const;
  static bool is_near(const ContactRuleSpec& pause, DayNumber other, DayNumber opens, DayNumber until);

  std::vector<ContactRuleSpec> rules_;
  DayNumber reach_ = 0;
};

/// A day as contacts are kept.
inline DayNumber number_of(Day day) {
  return static_cast<DayNumber>(day.time_since_epoch().count());
}

/// Puts a contact among a person's others, which stay sorted by day.
void add_mark(std::vector<ContactMark>& marks, const ContactMark& mark);

/// The calendar period that holds a day: its first day, and the first day after it. Kind::days has no such period.
struct DayNumbers {
  DayNumber first = 0;
  DayNumber end = 0;
};
DayNumbers period_of(ContactPeriod::Kind kind, DayNumber day);

}  // namespace vk
