#include "core/calendar/holidays.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "core/base/text.hpp"
#include "core/calendar/year_of.hpp"

namespace vk {
namespace {

using std::chrono::days;
using std::chrono::weekday;

/// The years whose days are tabled; days outside are looked up by rule.
constexpr int kFirstTableYear = 1900;
constexpr int kEndTableYear = 2200;
/// Rules that name each other's holidays may lean on each other this deep.
constexpr int kDeepestName = 8;

Day first_day(int year) {
  return Day{std::chrono::year{year} / std::chrono::January / 1};
}

bool closed_on(const WeekendDays& weekend, Day day) {
  return weekend[weekday{day}.c_encoding()];
}

bool same_name(const HolidayRule& rule, std::string_view lower) {
  if (lower_ascii(rule.name) == lower) return true;
  return std::any_of(rule.names.begin(), rule.names.end(),
                     [&](const auto& each) { return lower_ascii(each.second) == lower; });
}

bool kept_in(const HolidayRule& rule, int year) {
  if (rule.from && year < *rule.from) return false;
  if (rule.until && *rule.until < year) return false;
  return rule.step <= 1 || !rule.from || (year - *rule.from) % rule.step == 0;
}

Day nearest_weekday(const WeekendDays& weekend, Day day) {
  for (days distance{1}; distance < days{7}; ++distance) {
    if (!closed_on(weekend, day + distance)) {
      const bool earlier = distance > days{1} && !closed_on(weekend, day - distance);
      return earlier ? day - distance : day + distance;
    }
    if (!closed_on(weekend, day - distance)) return day - distance;
  }
  return day;
}

Day next_free(const WeekendDays& weekend, const std::set<Day>& taken, Day day) {
  const Day farthest = day + days{366};
  do {
    day += days{1};
  } while (day < farthest && (closed_on(weekend, day) || taken.contains(day)));
  return day;
}

bool moves(IfWeekend rule) {
  return rule == IfWeekend::move_to_next_free || rule == IfWeekend::move_to_nearest;
}

bool goes_to_free(IfWeekend rule) {
  return rule == IfWeekend::add_next_free || rule == IfWeekend::move_to_next_free;
}

bool earlier(const HolidayDay& a, const HolidayDay& b) {
  return std::tie(a.day, a.name) < std::tie(b.day, b.name);
}

}  // namespace

std::string_view to_string(HolidayKind kind) {
  switch (kind) {
    case HolidayKind::public_day:
      return "public";
    case HolidayKind::bank:
      return "bank";
    case HolidayKind::half:
      return "half";
    case HolidayKind::observance:
      return "observance";
  }
  return "public";
}

/// A holiday on the day its rule gives, before substitutes.
struct HolidayCalendar::Placed {
  HolidayDay day;
  const HolidayRule* rule = nullptr;
  int year = 0;             ///< in which the rule was read
  bool to_replace = false;  ///< falls on a weekend and its rule says what then
};

WeekendDays HolidayCalendar::closed_weekdays() const {
  return weekend.value_or(WeekendDays{true, false, false, false, false, false, true});
}

std::optional<Day> HolidayCalendar::day_of(const HolidayRule& rule, int year, int depth) const {
  if (depth > kDeepestName) return std::nullopt;
  if (rule.only) return year_of(*rule.only) == year ? rule.only : std::nullopt;
  if (!kept_in(rule, year)) return std::nullopt;
  PhraseContext context;
  context.every = Every::year;
  context.cycle = {fmt::format("{:04}", year), {first_day(year), first_day(year + 1)}};
  context.holiday = [&](std::string_view wanted, DayInterval) -> std::optional<Day> {
    const std::string lower = lower_ascii(wanted);
    for (const HolidayRule& other : rules) {
      if (!same_name(other, lower)) continue;
      if (const std::optional<Day> found = day_of(other, year, depth + 1)) return found;
    }
    return std::nullopt;
  };
  if (const auto moved = rule.moved.find(year); moved != rule.moved.end()) return moved->second.evaluate(context);
  const std::optional<Day> day = rule.on.evaluate(context);
  if (!day) return std::nullopt;
  const auto instead = rule.instead.find(weekday{*day}.iso_encoding());
  return instead == rule.instead.end() ? day : instead->second.evaluate(context);
}

std::vector<HolidayCalendar::Placed> HolidayCalendar::placed_in(int year) const {
  const WeekendDays closed = closed_weekdays();
  std::vector<Placed> placed;
  for (const HolidayRule& rule : rules) {
    const std::optional<Day> day = day_of(rule, year, 0);
    if (!day || std::find(rule.except.begin(), rule.except.end(), *day) != rule.except.end()) continue;
    const bool to_replace = rule.if_weekend != IfWeekend::keep && closed_on(closed, *day);
    placed.push_back({{*day, rule.name, rule.kind, false}, &rule, year, to_replace});
  }
  // The order of the file decides between holidays of one day.
  std::stable_sort(placed.begin(), placed.end(),
                   [](const Placed& a, const Placed& b) { return a.day.day < b.day.day; });
  return placed;
}

std::vector<HolidayDay> HolidayCalendar::of_year(int year) const {
  const WeekendDays closed = closed_weekdays();
  std::set<Day> taken;
  std::vector<Placed> pending;
  std::vector<HolidayDay> result;
  // A substitute may leave its year, and the neighbours' days are taken as well.
  for (int each = year - 1; each <= year + 1; ++each) {
    for (Placed& placed : placed_in(each)) {
      const bool moved_away = placed.to_replace && moves(placed.rule->if_weekend);
      if (!moved_away && placed.day.closes()) taken.insert(placed.day.day);
      if (each == year && !moved_away) result.push_back(placed.day);
      if (placed.to_replace && each <= year) pending.push_back(std::move(placed));
    }
  }
  for (const Placed& placed : pending) {
    HolidayDay made = placed.day;
    made.substitute = true;
    const bool free = goes_to_free(placed.rule->if_weekend);
    made.day = free ? next_free(closed, taken, placed.day.day) : nearest_weekday(closed, placed.day.day);
    made.name += free ? " (substitute)" : " (observed)";
    if (made.closes()) taken.insert(made.day);
    if (placed.year == year) result.push_back(std::move(made));
  }
  std::stable_sort(result.begin(), result.end(), earlier);
  return result;
}

HolidaySet::HolidaySet(std::vector<std::shared_ptr<const HolidayCalendar>> calendars)
    : calendars_(std::move(calendars)) {
  const bool any_says = std::any_of(calendars_.begin(), calendars_.end(),
                                    [](const auto& calendar) { return calendar->weekend.has_value(); });
  for (const auto& calendar : calendars_) {
    if (any_says && !calendar->weekend) continue;
    const WeekendDays closed = calendar->closed_weekdays();
    for (size_t i = 0; i < closed.size(); ++i) weekend_[i] = weekend_[i] || closed[i];
  }
  const Day start = first_day(kFirstTableYear);
  const Day end = first_day(kEndTableYear);
  closing_.assign(static_cast<size_t>((end - start).count()), false);
  for (const auto& calendar : calendars_) {
    for (int year = kFirstTableYear - 1; year <= kEndTableYear; ++year) {
      for (const HolidayDay& holiday : calendar->of_year(year)) {
        if (!holiday.closes() || holiday.day < start || end <= holiday.day) continue;
        closing_[static_cast<size_t>((holiday.day - start).count())] = true;
      }
    }
  }
}

bool HolidaySet::is_holiday(Day day) const {
  const int year = year_of(day);
  if (kFirstTableYear <= year && year < kEndTableYear)
    return closing_[static_cast<size_t>((day - first_day(kFirstTableYear)).count())];
  for (const HolidayDay& holiday : between({day, day + days{1}})) {
    if (holiday.closes()) return true;
  }
  return false;
}

bool HolidaySet::is_closed(Day day) const {
  return closed_on(weekend_, day) || is_holiday(day);
}

std::vector<HolidayDay> HolidaySet::between(DayInterval wanted) const {
  std::vector<HolidayDay> result;
  for (const auto& calendar : calendars_) {
    for (int year = year_of(wanted.first) - 1; year <= year_of(wanted.end) + 1; ++year) {
      for (HolidayDay& holiday : calendar->of_year(year)) {
        if (wanted.contains(holiday.day)) result.push_back(std::move(holiday));
      }
    }
  }
  std::stable_sort(result.begin(), result.end(), earlier);
  return result;
}

std::optional<Day> HolidaySet::day_named(std::string_view name, DayInterval within) const {
  const std::string lower = lower_ascii(name);
  std::set<std::string> wanted;
  for (const auto& calendar : calendars_) {
    for (const HolidayRule& rule : calendar->rules) {
      if (same_name(rule, lower)) wanted.insert(rule.name);
    }
  }
  for (const HolidayDay& holiday : between(within)) {
    if (!holiday.substitute && wanted.contains(holiday.name)) return holiday.day;
  }
  return std::nullopt;
}

bool HolidaySet::knows(std::string_view name) const {
  const std::string lower = lower_ascii(name);
  return std::any_of(calendars_.begin(), calendars_.end(), [&](const auto& calendar) {
    return std::any_of(calendar->rules.begin(), calendar->rules.end(),
                       [&](const HolidayRule& rule) { return same_name(rule, lower); });
  });
}

std::vector<std::string> HolidaySet::names() const {
  std::set<std::string> names;
  for (const auto& calendar : calendars_) {
    for (const HolidayRule& rule : calendar->rules) {
      names.insert(rule.name);
      for (const auto& [language, name] : rule.names) names.insert(name);
    }
  }
  return {names.begin(), names.end()};
}

BusinessDays business_days_of(std::shared_ptr<const HolidaySet> holidays) {
  if (holidays == nullptr) return {};
  return BusinessDays::by([set = std::move(holidays)](Day day) { return set->is_closed(day); });
}

}  // namespace vk
