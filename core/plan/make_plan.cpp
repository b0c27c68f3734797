#include "core/plan/make_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "core/calendar/year_of.hpp"
#include "core/plan/calendar_texts.hpp"
#include "core/plan/plan_measurement.hpp"

namespace vk {
namespace {

using std::chrono::days;

/// Plans measurements cycle by cycle, each once, and what follows them.
class YearPlanner {
 public:
  YearPlanner(const AnnualCalendar& calendar, Diagnostics& diagnostics)
      : calendar_(calendar), quiet_(calendar, diagnostics) {
    for (const MeasurementSpec& measurement : calendar.measurements) {
      if (auto schedule = read_schedule(calendar, measurement, diagnostics)) {
        schedules_.emplace(measurement.id, std::move(*schedule));
      }
    }
  }

  /// One measurement in one cycle. Nothing is planned while it is itself being asked for (two schedules that lean on
  /// each other).
  const PlannedCycle& planned(const std::string& id, const Cycle& cycle) {
    static const PlannedCycle kNothing;
    const auto schedule = schedules_.find(id);
    if (schedule == schedules_.end()) return kNothing;
    const std::pair<std::string, std::string> key{id, cycle.label};
    if (const auto known = planned_.find(key); known != planned_.end()) return known->second;
    if (!in_work_.insert(key).second) return kNothing;
    PlanningGround ground{&calendar_, &quiet_, {}};
    ground.other_item = [&](std::string_view other, bool opens) { return day_of(std::string(other), cycle, opens); };
    PlannedCycle made = plan_cycle(schedule->second, cycle, ground);
    in_work_.erase(key);
    return planned_.emplace(key, std::move(made)).first->second;
  }

  /// The measurement behind a measurement or content id, or nullptr.
  const MeasurementSpec* measurement_behind(std::string_view id) const {
    if (const MeasurementSpec* measurement = calendar_.find_measurement(id)) return measurement;
    const ContentSpec* content = calendar_.find_content(id);
    return content == nullptr ? nullptr : calendar_.find_measurement(content->after.text);
  }

  /// The name of item `id` in the cycle of the measurement behind it.
  OccurrenceName name_in(std::string_view id, const OccurrenceName& measured) const {
    if (calendar_.find_measurement(id) != nullptr) return measured;
    return {std::string(id), {}, measured.cycle};
  }

  /// What a report of cycle `cycle` waits for from item `id`: the occurrences of the measurement behind it whose cycle
  /// ends in `cycle`; those of "once" belong to the cycle of their nominal day.
  std::vector<const Occurrence*> inside(std::string_view id, Every every, const Cycle& cycle) {
    std::vector<const Occurrence*> found;
    const MeasurementSpec* measurement = measurement_behind(id);
    if (measurement == nullptr) return found;
    const Every own = measurement->schedule.every;
    for (const Cycle& finer : cycles_between(own, cycle.interval)) {
      const PlannedCycle& planned_cycle = planned(measurement->id, finer);
      if (!planned_cycle.occurrence) continue;
      const Day decides =
          own == Every::once && every != Every::once ? planned_cycle.occurrence->nominal : finer.interval.end - days{1};
      if (cycle.interval.contains(decides)) found.push_back(&*planned_cycle.occurrence);
    }
    return found;
  }

  /// Gives a content item or report its moment from what it waits for; false when it waits for nothing.
  bool place(Occurrence& follower, const std::vector<std::pair<OccurrenceName, const Occurrence*>>& after) const {
    if (after.empty()) return false;
    follower.timezone = calendar_.timezone;
    const Occurrence* last = nullptr;
    for (const auto& [name, occurrence] : after) {
      if (occurrence->none) continue;
      follower.after.push_back(name);
      if (last == nullptr || last->closes < occurrence->closes) last = occurrence;
    }
    if (last == nullptr) {
      follower.none = true;
      follower.why.push_back("no such day: nothing it follows has a day in this cycle");
      last = after.front().second;
    }
    follower.opens = follower.closes = last->closes;
    const TimeZone zone = TimeZone::find(calendar_.timezone).value_or(TimeZone::utc());
    const Day moment = last->none ? follower.interval.first : zone.local_day(last->closes);
    follower.nominal = follower.opens_on = follower.last_day = moment;
    return true;
  }

 private:
  std::optional<Day> day_of(const std::string& id, const Cycle& cycle, bool opens) {
    const MeasurementSpec* measurement = calendar_.find_measurement(id);
    if (measurement == nullptr) return std::nullopt;
    const std::optional<Cycle> same = cycle_from_label(measurement->schedule.every, cycle.label);
    if (!same) return std::nullopt;
    const PlannedCycle& other = planned(id, *same);
    if (!other.occurrence || other.occurrence->none) return std::nullopt;
    return opens ? other.occurrence->opens_on : other.occurrence->last_day;
  }

  const AnnualCalendar& calendar_;
  QuietPeriods quiet_;
  std::map<std::string, MeasurementSchedule> schedules_;
  std::map<std::pair<std::string, std::string>, PlannedCycle> planned_;
  std::set<std::pair<std::string, std::string>> in_work_;
};

/// Problems of many cycles at one place, told once with how many cycles share them.
void tell_issues(std::span<const Diagnostic> issues, Diagnostics& diagnostics) {
  std::map<std::tuple<SourcePosition, std::string>, std::vector<const Diagnostic*>> by_place;
  for (const Diagnostic& issue : issues) by_place[{issue.at, issue.code}].push_back(&issue);
  for (const auto& [place, same] : by_place) {
    Diagnostic first = *same.front();
    if (same.size() > 1) first.message += fmt::format(" (and {} more)", same.size() - 1);
    diagnostics.add(std::move(first));
  }
}

void find_overlaps(const AnnualCalendar& calendar, const MeasurementSpec& measurement,
                   std::span<const Occurrence* const> in_cycle_order, std::vector<Diagnostic>& issues) {
  const Occurrence* before = nullptr;
  for (const Occurrence* occurrence : in_cycle_order) {
    if (occurrence->none || occurrence->quiet_skip) continue;
    if (before != nullptr && occurrence->opens < before->closes && measurement.schedule.overlap == Overlap::allow) {
      issues.push_back(diagnostic_at(
          calendar, measurement.schedule.opens, "W505",
          fmt::format("windows overlap: {} is open to {}, {} opens {}", to_string(before->name),
                      to_string(before->last_day), to_string(occurrence->name), to_string(occurrence->opens_on))));
    }
    before = occurrence;
  }
}

void add_measurement(const AnnualCalendar& calendar, const MeasurementSpec& measurement, YearPlanner& planner,
                     Plan& plan, Diagnostics& diagnostics) {
  std::vector<Diagnostic> issues;
  std::vector<const Occurrence*> made;
  for (const Cycle& cycle : cycles_between(measurement.schedule.every, plan.range)) {
    const PlannedCycle& planned = planner.planned(measurement.id, cycle);
    issues.insert(issues.end(), planned.issues.begin(), planned.issues.end());
    if (planned.occurrence) made.push_back(&*planned.occurrence);
  }
  find_overlaps(calendar, measurement, made, issues);
  tell_issues(issues, diagnostics);
  for (const Occurrence* occurrence : made) plan.occurrences.push_back(*occurrence);
}

void tell_uncovered(const AnnualCalendar& calendar, const std::vector<PlacedText>& names, const HolidaySet* holidays,
                    std::pair<int, int> years, Diagnostics& diagnostics) {
  if (holidays == nullptr || names.empty()) return;
  for (const auto& file : holidays->calendars()) {
    const bool before = file->covers_from && years.first < *file->covers_from;
    const bool after = file->covers_until && *file->covers_until < years.second;
    if (!before && !after) continue;
    const std::string covered =
        fmt::format("{} to {}", file->covers_from ? fmt::format("{}", *file->covers_from) : "any year",
                    file->covers_until ? fmt::format("{}", *file->covers_until) : "any year");
    diagnostics.add(diagnostic_at(calendar, names.front(), "W504",
                                  fmt::format("the plan asks for {} to {}, the holiday file \"{}\" covers {}",
                                              years.first, years.second, file->code, covered)));
  }
}

/// Warns of years for which a holiday file does not answer.
void tell_uncovered_years(const AnnualCalendar& calendar, DayInterval range, Diagnostics& diagnostics) {
  const std::pair<int, int> years{year_of(range.first), year_of(range.end - days{1})};
  tell_uncovered(calendar, calendar.holidays, calendar.holiday_set.get(), years, diagnostics);
  for (const AudienceSpec& audience : calendar.audiences)
    tell_uncovered(calendar, audience.holidays, audience.holiday_set.get(), years, diagnostics);
}

void add_content(const AnnualCalendar& calendar, const ContentSpec& content, YearPlanner& planner, Plan& plan) {
  const MeasurementSpec* measurement = calendar.find_measurement(content.after.text);
  if (measurement == nullptr) return;
  for (const Cycle& cycle : cycles_between(measurement->schedule.every, plan.range)) {
    const PlannedCycle& followed = planner.planned(measurement->id, cycle);
    if (!followed.occurrence) continue;
    Occurrence made;
    made.kind = ItemKind::content;
    made.name = {content.id, {}, cycle.label};
    made.every = measurement->schedule.every;
    made.interval = cycle.interval;
    made.title = content.title;
    made.owner = content.owner;
    if (planner.place(made, {{followed.occurrence->name, &*followed.occurrence}}))
      plan.occurrences.push_back(std::move(made));
  }
}

/// The coarsest cycle among what a report follows; "once" only when everything is.
std::optional<Every> report_cycle(const ReportSpec& report, const YearPlanner& planner) {
  std::optional<Every> coarsest;
  for (const PlacedText& id : report.after) {
    const MeasurementSpec* measurement = planner.measurement_behind(id.text);
    if (measurement == nullptr) continue;
    const Every every = measurement->schedule.every;
    // Enumerators run from coarse to fine, but for once, which gives way to all.
    if (!coarsest || *coarsest == Every::once || (every != Every::once && every < *coarsest)) coarsest = every;
  }
  return coarsest;
}

void add_report(const ReportSpec& report, YearPlanner& planner, Plan& plan) {
  const std::optional<Every> every = report_cycle(report, planner);
  if (!every) return;
  for (const Cycle& cycle : cycles_between(*every, plan.range)) {
    std::vector<std::pair<OccurrenceName, const Occurrence*>> after;
    for (const PlacedText& id : report.after) {
      for (const Occurrence* followed : planner.inside(id.text, *every, cycle)) {
        after.emplace_back(planner.name_in(id.text, followed->name), followed);
      }
    }
    Occurrence made;
    made.kind = ItemKind::report;
    made.name = {report.id, {}, cycle.label};
    made.every = *every;
    made.interval = cycle.interval;
    made.title = report.title;
    if (planner.place(made, after)) plan.occurrences.push_back(std::move(made));
  }
}

}  // namespace

void sort_occurrences(std::vector<Occurrence>& occurrences) {
  std::sort(occurrences.begin(), occurrences.end(), [](const Occurrence& a, const Occurrence& b) {
    return std::tie(a.opens, a.name) < std::tie(b.opens, b.name);
  });
}

Plan make_plan(const AnnualCalendar& calendar, DayInterval range, Diagnostics& diagnostics) {
  Plan plan;
  plan.calendar_hash = calendar.hash;
  plan.tz_version = time_zone_database_version();
  plan.range = range;
  if (range.end <= range.first) return plan;
  tell_uncovered_years(calendar, range, diagnostics);
  YearPlanner planner(calendar, diagnostics);
  for (const MeasurementSpec& measurement : calendar.measurements) {
    add_measurement(calendar, measurement, planner, plan, diagnostics);
  }
  for (const ContentSpec& content : calendar.contents) add_content(calendar, content, planner, plan);
  for (const ReportSpec& report : calendar.reports) add_report(report, planner, plan);
  sort_occurrences(plan.occurrences);
  return plan;
}

}  // namespace vk
