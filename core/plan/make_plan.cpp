#include "core/plan/make_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "core/calendar/year_of.hpp"
#include "core/plan/bridge_waves.hpp"
#include "core/plan/calendar_texts.hpp"
#include "core/plan/contact_clashes.hpp"
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
      schedules_.emplace(measurement.id, read_schedules(calendar, measurement, diagnostics));
    }
  }

  /// The schedules of a measurement, one for each audience.
  std::span<const MeasurementSchedule> schedules(const std::string& id) const {
    const auto found = schedules_.find(id);
    return found == schedules_.end() ? std::span<const MeasurementSchedule>{} : std::span{found->second};
  }

  /// One measurement of one audience in one cycle. Nothing is planned while it is itself being asked for (two schedules
  /// that lean on each other).
  const PlannedCycle& planned(const MeasurementSchedule& schedule, const Cycle& cycle) {
    static const PlannedCycle kNothing;
    const OccurrenceName key{schedule.measurement->id, schedule.audience, cycle.label};
    if (const auto known = planned_.find(key); known != planned_.end()) return known->second;
    if (!in_work_.insert(key).second) return kNothing;
    PlanningGround ground{&calendar_, &quiet_, {}};
    ground.other_item = [&](std::string_view other, bool opens) {
      return day_of(std::string(other), {schedule.audience, cycle.label}, opens);
    };
    PlannedCycle made = plan_cycle(schedule, cycle, ground);
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
    return {std::string(id), content_audience(measured), measured.cycle};
  }

  /// Content follows each audience of a measurement by itself; with one audience it needs no name of it.
  std::string content_audience(const OccurrenceName& measured) const {
    return schedules(measured.item).size() > 1 ? measured.audience : std::string{};
  }

  /// What a report of cycle `cycle` waits for from item `id`: the occurrences of the measurement behind it whose cycle
  /// ends in `cycle`; those of "once" belong to the cycle of their nominal day.
  std::vector<const Occurrence*> inside(std::string_view id, Every every, const Cycle& cycle) {
    std::vector<const Occurrence*> found;
    const MeasurementSpec* measurement = measurement_behind(id);
    if (measurement == nullptr) return found;
    for (const MeasurementSchedule& schedule : schedules(measurement->id)) {
      for (const Cycle& finer : cycles_between(schedule.cycles, cycle.interval)) {
        const PlannedCycle& planned_cycle = planned(schedule, finer);
        if (!planned_cycle.occurrence) continue;
        const bool by_day = schedule.cycles.every == Every::once && every != Every::once;
        const Day decides = by_day ? planned_cycle.occurrence->nominal : finer.interval.end - days{1};
        if (cycle.interval.contains(decides)) found.push_back(&*planned_cycle.occurrence);
      }
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
  /// Who asks for the day of another measurement.
  struct Asker {
    std::string audience;
    std::string label;
  };

  /// The day of the same audience, else the first opening or the last close of all.
  std::optional<Day> day_of(const std::string& id, const Asker& asker, bool opens) {
    std::optional<Day> found;
    for (const MeasurementSchedule& schedule : schedules(id)) {
      const std::optional<Cycle> same = cycle_from_label(schedule.cycles, asker.label);
      if (!same) return std::nullopt;
      const PlannedCycle& other = planned(schedule, *same);
      if (!other.occurrence || other.occurrence->none) continue;
      const Day day = opens ? other.occurrence->opens_on : other.occurrence->last_day;
      if (schedule.audience == asker.audience) return day;
      if (!found || (opens ? day < *found : *found < day)) found = day;
    }
    return found;
  }

  const AnnualCalendar& calendar_;
  QuietPeriods quiet_;
  std::map<std::string, std::vector<MeasurementSchedule>> schedules_;
  std::map<OccurrenceName, PlannedCycle> planned_;
  std::set<OccurrenceName> in_work_;
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

/// Warns of a quiet period that moves or skips each of several occurrences: the schedule itself is then not as meant.
void find_always_quiet(const AnnualCalendar& calendar, const MeasurementSpec& measurement,
                       std::span<const PlannedCycle* const> planned, std::vector<Diagnostic>& issues) {
  std::map<std::string, size_t> times;
  size_t opened = 0;
  for (const PlannedCycle* cycle : planned) {
    if (cycle->occurrence->none) continue;
    ++opened;
    for (const std::string& name : std::set<std::string>(cycle->quiet.begin(), cycle->quiet.end())) ++times[name];
  }
  for (const auto& [name, count] : times) {
    if (opened < 2 || count < opened) continue;
    issues.push_back(diagnostic_at(calendar, measurement.schedule.opens, "W507",
                                   fmt::format("quiet period \"{}\" moves or skips every occurrence", name)));
  }
}

/// Warns of cycles without the day asked for, unless `if_missing` says that this is meant.
void find_missing(const AnnualCalendar& calendar, const MeasurementSpec& measurement,
                  std::span<const Occurrence* const> made, std::vector<Diagnostic>& issues) {
  const auto missing =
      std::count_if(made.begin(), made.end(), [](const Occurrence* occurrence) { return occurrence->none; });
  if (missing == 0 || measurement.schedule.if_missing_given) return;
  Diagnostic told = diagnostic_at(calendar, measurement.schedule.opens, "W503",
                                  fmt::format("no such day in {} of {} cycles", missing, made.size()));
  told.hint = "write if_missing = \"skip\" if that is meant, or \"last day\" or \"next day\"";
  issues.push_back(std::move(told));
}

/// Plans one audience of a measurement; what there is to tell goes to `issues`.
void add_audience(const AnnualCalendar& calendar, const MeasurementSchedule& schedule, YearPlanner& planner, Plan& plan,
                  std::vector<Diagnostic>& issues) {
  const MeasurementSpec& measurement = *schedule.measurement;
  std::vector<const Occurrence*> made;
  std::vector<const PlannedCycle*> with_occurrence;
  const std::vector<Cycle> cycles = cycles_between(schedule.cycles, plan.range);
  if (measurement.schedule.every == Every::rule && cycles.size() >= kMostRuleDays) {
    issues.push_back(diagnostic_at(calendar, measurement.schedule.rule_text, "E306",
                                   fmt::format("the rule has more than {} days in this range", kMostRuleDays)));
  }
  for (const Cycle& cycle : cycles) {
    const PlannedCycle& planned = planner.planned(schedule, cycle);
    issues.insert(issues.end(), planned.issues.begin(), planned.issues.end());
    if (!planned.occurrence) continue;
    made.push_back(&*planned.occurrence);
    with_occurrence.push_back(&planned);
  }
  find_overlaps(calendar, measurement, made, issues);
  find_missing(calendar, measurement, made, issues);
  find_always_quiet(calendar, measurement, with_occurrence, issues);
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

/// Plans the content that follows one audience of a measurement.
void add_content_of(const ContentSpec& content, const MeasurementSchedule& schedule, YearPlanner& planner, Plan& plan) {
  for (const Cycle& cycle : cycles_between(schedule.cycles, plan.range)) {
    const PlannedCycle& followed = planner.planned(schedule, cycle);
    if (!followed.occurrence) continue;
    Occurrence made;
    made.kind = ItemKind::content;
    made.name = planner.name_in(content.id, followed.occurrence->name);
    made.every = schedule.measurement->schedule.every;
    made.interval = cycle.interval;
    made.title = content.title;
    made.owner = content.owner;
    if (planner.place(made, {{followed.occurrence->name, &*followed.occurrence}}))
      plan.occurrences.push_back(std::move(made));
  }
}

void add_content(const AnnualCalendar& calendar, const ContentSpec& content, YearPlanner& planner, Plan& plan) {
  const MeasurementSpec* measurement = calendar.find_measurement(content.after.text);
  if (measurement == nullptr) return;
  for (const MeasurementSchedule& schedule : planner.schedules(measurement->id))
    add_content_of(content, schedule, planner, plan);
}

/// The coarsest cycle among what a report follows; single days give way to all others, and days of different items
/// meet in the calendar year.
std::optional<CycleRule> report_cycle(const AnnualCalendar& calendar, const ReportSpec& report,
                                      const YearPlanner& planner) {
  std::optional<CycleRule> coarsest;
  const MeasurementSpec* giver = nullptr;
  for (const PlacedText& id : report.after) {
    const MeasurementSpec* measurement = planner.measurement_behind(id.text);
    if (measurement == nullptr || measurement == giver) continue;
    CycleRule rule = cycle_rule(calendar, measurement->schedule);
    const bool both_single = coarsest && usual_days(rule) == 0 && usual_days(*coarsest) == 0;
    if (both_single) {
      coarsest = CycleRule{Every::once};
    } else if (!coarsest || usual_days(*coarsest) < usual_days(rule)) {
      coarsest = std::move(rule);
      giver = measurement;
    }
  }
  return coarsest;
}

void add_report(const AnnualCalendar& calendar, const ReportSpec& report, YearPlanner& planner, Plan& plan) {
  const std::optional<CycleRule> rule = report_cycle(calendar, report, planner);
  if (!rule) return;
  for (const Cycle& cycle : cycles_between(*rule, plan.range)) {
    std::vector<std::pair<OccurrenceName, const Occurrence*>> after;
    for (const PlacedText& id : report.after) {
      for (const Occurrence* followed : planner.inside(id.text, rule->every, cycle)) {
        after.emplace_back(planner.name_in(id.text, followed->name), followed);
      }
    }
    Occurrence made;
    made.kind = ItemKind::report;
    made.name = {report.id, {}, cycle.label};
    made.every = rule->every;
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
    std::vector<Diagnostic> issues;
    for (const MeasurementSchedule& schedule : planner.schedules(measurement.id))
      add_audience(calendar, schedule, planner, plan, issues);
    tell_issues(issues, diagnostics);
  }
  for (const ContentSpec& content : calendar.contents) add_content(calendar, content, planner, plan);
  for (const ReportSpec& report : calendar.reports) add_report(calendar, report, planner, plan);
  sort_occurrences(plan.occurrences);
  tell_contact_clashes(calendar, plan, diagnostics);
  tell_bridge_waves(calendar, plan, diagnostics);
  return plan;
}

}  // namespace vk
