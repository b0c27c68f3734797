#include "core/plan/contact_rules.hpp"

#include <algorithm>
#include <chrono>

#include "core/base/check.hpp"

namespace vk {
namespace {

constexpr RuleBits bit(size_t rule) {
  return RuleBits{1} << rule;
}

bool names(const std::vector<PlacedText>& wanted, std::string_view name) {
  return std::any_of(wanted.begin(), wanted.end(), [&](const PlacedText& each) { return each.text == name; });
}

bool all_or_names(const std::vector<PlacedText>& wanted, std::string_view name) {
  return wanted.empty() || names(wanted, name);
}

DayNumber to_number(std::chrono::year_month_day date) {
  return static_cast<DayNumber>(std::chrono::sys_days{date}.time_since_epoch().count());
}

/// Periods of so many whole months that begin with January.
DayNumbers months_around(DayNumber day, unsigned months) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  const unsigned first = (static_cast<unsigned>(date.month()) - 1) / months * months + 1;
  const std::chrono::year_month begin = date.year() / std::chrono::month{first};
  const std::chrono::year_month end = begin + std::chrono::months{months};
  return {to_number(begin / std::chrono::day{1}), to_number(end / std::chrono::day{1})};
}

/// How far apart two contacts still matter to a rule.
DayNumber reach_of(const ContactRuleSpec& rule) {
  constexpr DayNumber kYear = 366;
  switch (rule.limit) {
    case ContactLimit::rest:
      return rule.rest_days;
    case ContactLimit::at_most:
      return rule.per.kind == ContactPeriod::Kind::days ? rule.per.days : kYear;
    case ContactLimit::once_per_window:
      return kYear;
    case ContactLimit::pause:
      return rule.days_before + rule.days_after + kYear;  // a window itself may be long
  }
  return kYear;
}

}  // namespace

DayNumbers period_of(ContactPeriod::Kind kind, DayNumber day) {
  switch (kind) {
    case ContactPeriod::Kind::days:
      return {day, day + 1};
    case ContactPeriod::Kind::week: {
      // 1970-01-05 was a Monday.
      const DayNumber since_monday = ((day - 4) % 7 + 7) % 7;
      return {day - since_monday, day - since_monday + 7};
    }
    case ContactPeriod::Kind::month:
      return months_around(day, 1);
    case ContactPeriod::Kind::quarter:
      return months_around(day, 3);
    case ContactPeriod::Kind::year:
      return months_around(day, 12);
  }
  return {day, day + 1};
}

void add_mark(std::vector<ContactMark>& marks, const ContactMark& mark) {
  const auto place = std::upper_bound(marks.begin(), marks.end(), mark,
                                      [](const ContactMark& a, const ContactMark& b) { return a.day < b.day; });
  marks.insert(place, mark);
}

ContactRuleSet::ContactRuleSet(std::span<const ContactRuleSpec> rules) : rules_(rules.begin(), rules.end()) {
  VK_CHECK(rules_.size() <= kMostContactRules, "a bit for every contact rule");
  for (const ContactRuleSpec& rule : rules_) reach_ = std::max(reach_, reach_of(rule));
}

RuleBits ContactRuleSet::counted(const ContactScope& scope) const {
  RuleBits bits = 0;
  for (size_t i = 0; i < rules_.size(); ++i) {
    const ContactRuleSpec& rule = rules_[i];
    const bool here = all_or_names(rule.items, scope.item) && all_or_names(rule.channels, scope.channel) &&
                      all_or_names(rule.audiences, scope.audience);
    // A pause keeps others away from an item, not the item from itself.
    if (here && !names(rule.around, scope.item)) bits |= bit(i);
  }
  return bits;
}

RuleBits ContactRuleSet::guarded(const ContactScope& scope) const {
  RuleBits bits = 0;
  for (size_t i = 0; i < rules_.size(); ++i) {
    if (names(rules_[i].around, scope.item)) bits |= bit(i);
  }
  return bits;
}

RuleBits ContactRuleSet::protecting(
    const std::function<std::optional<std::string>(const std::string& attribute)>& value_of) const {
  RuleBits bits = 0;
  for (size_t i = 0; i < rules_.size(); ++i) {
    const auto& where = rules_[i].where;
    const bool fits = std::all_of(where.begin(), where.end(), [&](const auto& wanted) {
      const std::optional<std::string> value = value_of(wanted.first);
      return value && *value == wanted.second.text;
    });
    if (fits) bits |= bit(i);
  }
  return bits;
}

DayNumber ContactRuleSet::after_rest(size_t rule, const Case& it, DayNumber day) const {
  const DayNumber rest = rules_[rule].rest_days;
  DayNumber next = day;
  for (const ContactMark& mark : it.marks) {
    const DayNumber apart = mark.day < day ? day - mark.day : mark.day - day;
    if (apart < rest && (it.occasions[mark.occasion].counted & bit(rule)) != 0) next = std::max(next, mark.day + rest);
  }
  return next;
}

DayNumber ContactRuleSet::after_period(size_t rule, const Case& it, DayNumber day) const {
  const DayNumbers period = period_of(rules_[rule].per.kind, day);
  int64_t count = 0;
  for (const ContactMark& mark : it.marks) {
    if (mark.day < period.first || mark.day >= period.end) continue;
    if ((it.occasions[mark.occasion].counted & bit(rule)) != 0) ++count;
  }
  return count < rules_[rule].at_most ? day : period.end;
}

// One contact more is too many when at_most of the others lie with it inside `days` days in a row.
DayNumber ContactRuleSet::after_days_in_a_row(size_t rule, const Case& it, DayNumber day) const {
  const DayNumber days = rules_[rule].per.days;
  const auto counts = [&](size_t i) {
    return it.marks[i].day > day - days && it.marks[i].day < day + days &&
           (it.occasions[it.marks[i].occasion].counted & bit(rule)) != 0;
  };
  DayNumber next = day;
  size_t first = 0;  // trails `last` by at_most contacts
  int64_t between = 0;
  for (size_t last = 0; last < it.marks.size(); ++last) {
    if (!counts(last)) continue;
    ++between;
    while (!counts(first)) ++first;
    if (between > rules_[rule].at_most) {
      --between;
      ++first;
      while (!counts(first)) ++first;
    }
    if (between < rules_[rule].at_most) continue;
    const DayNumber begin = it.marks[first].day;
    if (std::max(it.marks[last].day, day) - std::min(begin, day) < days) next = std::max(next, begin + days);
  }
  return next;
}

DayNumber ContactRuleSet::after_window(size_t rule, const Case& it, DayNumber day) const {
  for (const ContactMark& mark : it.marks) {
    const Occasion& other = it.occasions[mark.occasion];
    if (other.window == it.own->window && (other.counted & bit(rule)) != 0) return kNever;
  }
  return day;
}

DayNumber ContactRuleSet::after_pause(size_t rule, const Case& it, DayNumber day) const {
  const ContactRuleSpec& pause = rules_[rule];
  const auto is_near = [&](DayNumber other, DayNumber opens, DayNumber until) {
    return other >= opens - pause.days_before && other <= std::max(until, opens) + pause.days_after;
  };
  DayNumber next = day;
  for (const ContactMark& mark : it.marks) {
    const Occasion& other = it.occasions[mark.occasion];
    const bool is_kept_away = (it.own->counted & other.guarded & bit(rule)) != 0;
    const bool keeps_away = (it.own->guarded & other.counted & bit(rule)) != 0;
    if (is_kept_away && is_near(day, mark.day, other.until))
      next = std::max(next, std::max(other.until, mark.day) + pause.days_after + 1);
    if (keeps_away && is_near(mark.day, day, it.own->until)) next = std::max(next, mark.day + pause.days_before + 1);
  }
  return next;
}

/// `day` when the rule allows it, else the next day to ask about: no day between is allowed.
DayNumber ContactRuleSet::next_day(size_t rule, const Case& it, DayNumber day) const {
  switch (rules_[rule].limit) {
    case ContactLimit::rest:
      return after_rest(rule, it, day);
    case ContactLimit::at_most:
      return rules_[rule].per.kind == ContactPeriod::Kind::days ? after_days_in_a_row(rule, it, day)
                                                                : after_period(rule, it, day);
    case ContactLimit::once_per_window:
      return after_window(rule, it, day);
    case ContactLimit::pause:
      return after_pause(rule, it, day);
  }
  return day;
}

ContactVerdict ContactRuleSet::decide(std::span<const Occasion> occasions, std::span<const ContactMark> marks,
                                      const ContactWish& wish) const {
  const Case it{occasions, marks, &occasions[wish.occasion]};
  const RuleBits asked = (it.own->counted | it.own->guarded) & wish.protecting;
  ContactVerdict verdict{kNoRule, wish.day};
  if (marks.empty() || asked == 0) return verdict;
  DayNumber latest = wish.latest;
  int first_met = kNoRule;
  while (true) {
    DayNumber next = verdict.day;
    for (RuleBits left = asked; left != 0; left &= left - 1) {
      const auto rule = static_cast<size_t>(__builtin_ctzll(left));
      const DayNumber after = next_day(rule, it, verdict.day);
      if (after == verdict.day) continue;
      next = std::max(next, after);
      if (verdict.day != wish.day) continue;
      const std::optional<int32_t>& delay = rules_[rule].delay_days;
      if (!delay) return {static_cast<int>(rule), wish.day};
      latest = std::min(latest, wish.day + *delay);
      if (first_met == kNoRule) first_met = static_cast<int>(rule);
    }
    if (next == verdict.day) return verdict;
    if (next > latest) return {first_met, wish.day};
    verdict.day = next;
  }
}

DayNumber ContactRuleSet::first_free_day(std::span<const Occasion> occasions, std::span<const ContactMark> marks,
                                         const ContactWish& wish) const {
  const Case it{occasions, marks, &occasions[wish.occasion]};
  const RuleBits asked = (it.own->counted | it.own->guarded) & wish.protecting;
  DayNumber day = wish.day;
  while (true) {
    DayNumber next = day;
    for (RuleBits left = asked; left != 0; left &= left - 1) {
      next = std::max(next, next_day(static_cast<size_t>(__builtin_ctzll(left)), it, day));
    }
    if (next == day || next == kNever) return next;
    day = next;
  }
}

}  // namespace vk
