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

Occasion ContactRuleSet::occasion(const ContactScope& scope, DayNumber until, uint32_t window) const {
  Occasion made{until, window, counted(scope), guarded(scope), {}};
  for (size_t i = 0; i < rules_.size(); ++i) {
    const auto weight = rules_[i].weight.find(scope.item);
    if (weight == rules_[i].weight.end() || weight->second == 1) continue;
    if (made.weights.empty()) made.weights.assign(rules_.size(), 1);
    made.weights[i] = static_cast<int32_t>(std::min<int64_t>(weight->second, rules_[i].at_most));
  }
  return made;
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
  const int64_t room = rules_[rule].at_most - it.own->weight(rule);
  int64_t count = 0;
  for (const ContactMark& mark : it.marks) {
    if (mark.day < period.first || mark.day >= period.end) continue;
    const Occasion& other = it.occasions[mark.occasion];
    if ((other.counted & bit(rule)) != 0) count += other.weight(rule);
  }
  return count <= room ? day : period.end;
}

// One contact more is too many when others that lie with it inside `days` days in a row leave too little room for it.
DayNumber ContactRuleSet::after_days_in_a_row(size_t rule, const Case& it, DayNumber day) const {
  const DayNumber days = rules_[rule].per.days;
  const int64_t room = rules_[rule].at_most - it.own->weight(rule);
  // The weight of a mark that counts, else 0.
  const auto weight = [&](size_t i) -> int64_t {
    const bool inside = it.marks[i].day > day - days && it.marks[i].day < day + days;
    const Occasion& other = it.occasions[it.marks[i].occasion];
    return inside && (other.counted & bit(rule)) != 0 ? other.weight(rule) : 0;
  };
  DayNumber next = day;
  size_t first = 0;  // trails `last` so that the marks between just leave too little room
  int64_t between = 0;
  for (size_t last = 0; last < it.marks.size(); ++last) {
    if (weight(last) == 0) continue;
    between += weight(last);
    while (first < last && between - weight(first) > room) between -= weight(first++);
    if (between <= room) continue;
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

bool ContactRuleSet::is_near(const ContactRuleSpec& pause, DayNumber other, DayNumber opens, DayNumber until) {
  return other >= opens - pause.days_before && other <= std::max(until, opens) + pause.days_after;
}

DayNumber ContactRuleSet::after_pause(size_t rule, const Case& it, DayNumber day) const {
  const ContactRuleSpec& pause = rules_[rule];
  DayNumber next = day;
  for (const ContactMark& mark : it.marks) {
    const Occasion& other = it.occasions[mark.occasion];
    const bool is_kept_away = (it.own->counted & other.guarded & bit(rule)) != 0;
    const bool keeps_away = (it.own->guarded & other.counted & bit(rule)) != 0;
    if (is_kept_away && is_near(pause, day, mark.day, other.until))
      next = std::max(next, std::max(other.until, mark.day) + pause.days_after + 1);
    if (keeps_away && is_near(pause, mark.day, day, it.own->until))
      next = std::max(next, mark.day + pause.days_before + 1);
  }
  return next;
}

bool ContactRuleSet::looks_at(size_t rule, const Case& it, const ContactMark& mark, DayNumber day) const {
  const ContactRuleSpec& spec = rules_[rule];
  const Occasion& other = it.occasions[mark.occasion];
  const bool counts = (other.counted & bit(rule)) != 0;
  const DayNumber apart = mark.day < day ? day - mark.day : mark.day - day;
  switch (spec.limit) {
    case ContactLimit::rest:
      return counts && apart < spec.rest_days;
    case ContactLimit::at_most: {
      if (spec.per.kind == ContactPeriod::Kind::days) return counts && apart < spec.per.days;
      const DayNumbers period = period_of(spec.per.kind, day);
      return counts && period.first <= mark.day && mark.day < period.end;
    }
    case ContactLimit::once_per_window:
      return counts && other.window == it.own->window;
    case ContactLimit::pause:
      return ((it.own->counted & other.guarded & bit(rule)) != 0 && is_near(spec, day, mark.day, other.until)) ||
             ((it.own->guarded & bit(rule)) != 0 && counts && is_near(spec, mark.day, day, it.own->until));
  }
  return false;
}

std::vector<ContactMark> ContactRuleSet::counted_beside(int rule, std::span<const Occasion> occasions,
                                                        std::span<const ContactMark> marks,
                                                        const ContactWish& wish) const {
  const Case it{occasions, marks, &occasions[wish.occasion]};
  std::vector<ContactMark> found;
  for (const ContactMark& mark : marks) {
    if (looks_at(static_cast<size_t>(rule), it, mark, wish.day)) found.push_back(mark);
  }
  return found;
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
