#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/calendar/cycle.hpp"
#include "core/calendar/recurrence.hpp"
#include "core/calendar/year_of.hpp"
#include "core/plan/calendar_texts.hpp"
#include "core/plan/log_index.hpp"
#include "core/plan/make_plan.hpp"
#include "core/plan/plan_text.hpp"
#include "core/plan/roll_over.hpp"

namespace vk {
namespace {

bool opens_at_all(const Occurrence& occurrence) {
  return occurrence.kind == ItemKind::measurement && !occurrence.none && !occurrence.quiet_skip;
}

std::map<OccurrenceName, const Occurrence*> openings(const Plan& plan) {
  std::map<OccurrenceName, const Occurrence*> found;
  for (const Occurrence& occurrence : plan.occurrences) {
    if (opens_at_all(occurrence)) found.emplace(occurrence.name, &occurrence);
  }
  return found;
}

/// Two items of one audience whose windows meet, the first by name first.
struct MeetingItems {
  std::string audience;
  std::string first;
  std::string second;

  auto operator<=>(const MeetingItems&) const = default;
};

/// The pairs of items whose windows meet, each with its first two occurrences.
std::map<MeetingItems, std::pair<const Occurrence*, const Occurrence*>> meetings(const Plan& plan) {
  std::map<MeetingItems, std::pair<const Occurrence*, const Occurrence*>> found;
  std::map<std::string, std::vector<const Occurrence*>> open;  // by audience
  for (const Occurrence& occurrence : plan.occurrences) {
    if (!opens_at_all(occurrence)) continue;
    std::vector<const Occurrence*>& others = open[occurrence.name.audience];
    std::erase_if(others, [&](const Occurrence* other) { return other->closes <= occurrence.opens; });
    for (const Occurrence* other : others) {
      if (other->name.item == occurrence.name.item) continue;
      const auto [first, second] = std::minmax(other->name.item, occurrence.name.item);
      found.emplace(MeetingItems{occurrence.name.audience, first, second}, std::pair{other, &occurrence});
    }
    others.push_back(&occurrence);
  }
  return found;
}

/// Compares the new year with the old one.
class YearComparison {
 public:
  YearComparison(const AnnualCalendar& old, const AnnualCalendar& rolled, RollOverYears years, Diagnostics& decisions)
      : calendar_(rolled), years_(years), decisions_(decisions) {
    Diagnostics known;
    before_ = make_plan(old, year_interval(years.from), known);
    Diagnostics problems;
    after_ = make_plan(rolled, year_interval(years.to), problems);
    decisions_.append(problems);
  }

  void find_ended() {
    std::set<std::string> happening;
    for (const Occurrence& occurrence : after_.occurrences) {
      if (opens_at_all(occurrence)) happening.insert(occurrence.name.item);
    }
    for (const MeasurementSpec& measurement : calendar_.measurements) {
      if (happening.contains(measurement.id) || is_rarer_than_yearly(measurement.schedule)) continue;
      decide("W604", measurement.schedule.opens, fmt::format("{} has no day in {}", measurement.id, years_.to),
             ended_hint(measurement.schedule));
    }
  }

  void find_moved() {
    const std::map<OccurrenceName, const Occurrence*> old = openings(before_);
    std::map<std::string, std::pair<std::string, size_t>> told;  // item -> the first, and how many
    for (const Occurrence& occurrence : after_.occurrences) {
      if (!opens_at_all(occurrence) || occurrence.nominal == occurrence.opens_on) continue;
      const Occurrence* earlier = counterpart(occurrence, old);
      if (earlier == nullptr || earlier->nominal != earlier->opens_on) continue;
      auto& [text, count] = told[occurrence.name.item];
      if (count++ == 0)
        text = fmt::format("{} opens on {}: {}; in {} nothing moved it", to_string(occurrence.name),
                           to_string(occurrence.opens_on), occurrence.why.front(), years_.from);
    }
    for (const auto& [item, what] : told) {
      decide("W605", calendar_.find_measurement(item)->schedule.opens,
             what.second == 1 ? what.first : fmt::format("{} (and {} more)", what.first, what.second - 1),
             "look whether the day suits");
    }
  }

  void find_meetings() {
    const auto old = meetings(before_);
    for (const auto& [items, pair] : meetings(after_)) {
      const auto& [first, second] = pair;
      if (old.contains(items) || !happened(first->name) || !happened(second->name)) continue;
      decide("W606", calendar_.find_measurement(second->name.item)->schedule.opens,
             fmt::format("{} ({}) meets {} ({}); in {} they did not meet", to_string(second->name),
                         window_text(*second), to_string(first->name), window_text(*first), years_.from),
             "move one of them, or leave them together");
    }
  }

  void find_frozen(std::span<const LogEntry> log) {
    const LogIndex index = index_log(log);
    for (const Occurrence& occurrence : after_.occurrences) {
      const LoggedOccurrence* logged = find_logged(index, logged_name(index, occurrence));
      if (logged == nullptr || occurrence.kind != ItemKind::measurement) continue;
      decide("W608", calendar_.find_measurement(occurrence.name.item)->schedule.opens,
             fmt::format("{} was {} on {} and stays as it was then", to_string(occurrence.name),
                         to_string(logged->first->event), to_string(logged->first->as_of)),
             "give it another label if it is to happen anew");
    }
  }

 private:
  void decide(std::string_view code, const PlacedText& at, std::string message, std::string hint) {
    Diagnostic decision = diagnostic_at(calendar_, at, code, std::move(message));
    decision.hint = std::move(hint);
    decisions_.add(std::move(decision));
  }

  static bool is_rarer_than_yearly(const ScheduleSpec& schedule) {
    const auto is_every_second = [](const std::string& only) { return only.ends_with(" years"); };
    if (std::any_of(schedule.only.begin(), schedule.only.end(), is_every_second)) return true;
    return (schedule.every == Every::month && schedule.step > 12) ||
           (schedule.every == Every::week && schedule.step > 52);
  }

  std::string ended_hint(const ScheduleSpec& schedule) const {
    if (schedule.until && year_of(*schedule.until) < years_.to)
      return fmt::format("until {} has passed: take it out, or write another", to_string(*schedule.until));
    if (const auto last = counted_end(schedule); last && year_of(*last) < years_.to) {
      return fmt::format("COUNT={} ended its rule on {}: take it out, or write a `from` of {}", *schedule.rule->count,
                         to_string(*last), years_.to);
    }
    if (schedule.from && year_of(*schedule.from) > years_.to)
      return fmt::format("it begins on {}", to_string(*schedule.from));
    return fmt::format("take it out, or give it a day of {}", years_.to);
  }

  bool happened(const OccurrenceName& name) const {
    return std::any_of(before_.occurrences.begin(), before_.occurrences.end(), [&](const Occurrence& occurrence) {
      return occurrence.name.item == name.item && occurrence.name.audience == name.audience && opens_at_all(occurrence);
    });
  }

  /// The opening of the same stretch of the old year, or nullptr.
  const Occurrence* counterpart(const Occurrence& occurrence,
                                const std::map<OccurrenceName, const Occurrence*>& old) const {
    const MeasurementSpec* measurement = calendar_.find_measurement(occurrence.name.item);
    const auto label = label_years_before(cycle_rule(calendar_, measurement->schedule), occurrence.name.cycle,
                                          years_.to - years_.from);
    if (!label) return nullptr;
    const auto found = old.find({occurrence.name.item, occurrence.name.audience, *label});
    return found == old.end() ? nullptr : found->second;
  }

  const AnnualCalendar& calendar_;
  RollOverYears years_;
  Diagnostics& decisions_;
  Plan before_;
  Plan after_;
};

}  // namespace

void find_decisions(const AnnualCalendar& old, const AnnualCalendar& rolled, RollOverYears years,
                    std::span<const LogEntry> log, Diagnostics& decisions) {
  YearComparison comparison{old, rolled, years, decisions};
  comparison.find_ended();
  comparison.find_moved();
  comparison.find_meetings();
  comparison.find_frozen(log);
}

}  // namespace vk
