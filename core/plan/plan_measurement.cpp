#include "core/plan/plan_measurement.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/calendar/year_of.hpp"
#include "core/plan/calendar_texts.hpp"

namespace vk {
namespace {

using std::chrono::days;

constexpr int64_t kDaySeconds = 24 * 3600;
constexpr int kMostShifts = 10;

std::string_view to_words(IfClosedDay rule) {
  switch (rule) {
    case IfClosedDay::keep:
      return "keep";
    case IfClosedDay::following:
      return "following";
    case IfClosedDay::modified_following:
      return "modified following";
    case IfClosedDay::preceding:
      return "preceding";
    case IfClosedDay::modified_preceding:
      return "modified preceding";
    case IfClosedDay::nearest:
      return "nearest";
  }
  return "keep";
}

std::string_view to_words(IfMissing rule) {
  switch (rule) {
    case IfMissing::skip:
      return "skip";
    case IfMissing::last_day:
      return "last day";
    case IfMissing::next_day:
      return "next day";
  }
  return "skip";
}

std::string clock_text(int64_t seconds) {
  return fmt::format("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
}

/// One occurrence on its way through the steps.
class CyclePlanner {
 public:
  CyclePlanner(const MeasurementSchedule& schedule, const Cycle& cycle, const PlanningGround& ground)
      : schedule_(schedule), spec_(schedule.measurement->schedule), ground_(ground) {
    context_.every = {spec_.every, spec_.step};
    context_.cycle = cycle;
    // A single day stands for itself; the phrases around it are read in its year.
    if (!schedule.opens) {
      context_.every = Every::once;
      context_.cycle.interval = year_interval(year_of(cycle.interval.first));
    }
    made_.interval = cycle.interval;
    context_.business_days = &schedule.business_days;
    if (const HolidaySet* holidays = schedule.holidays.get()) {
      context_.holiday = [holidays](std::string_view name, DayInterval within) {
        return holidays->day_named(name, within);
      };
    }
    context_.other_item = ground.other_item;
    describe();
  }

  PlannedCycle plan() {
    // "once" has one day for ever: years without it are no cycles of it.
    if (!find_nominal()) return spec_.every == Every::once ? PlannedCycle{} : take();
    if (!inside_from_until()) return {};
    spread_audiences();
    adjust_to_open_day();
    apply_quiet_periods();
    check_cycle();
    if (!find_window()) return take();
    find_instants();
    if (!check_window()) return {{}, std::move(issues_), {}};
    place_reminders();
    return take();
  }

 private:
  const std::string& label() const { return context_.cycle.label; }

  void describe() {
    const MeasurementSpec& measurement = *schedule_.measurement;
    made_.kind = ItemKind::measurement;
    made_.name = {measurement.id, schedule_.audience, label()};
    made_.every = spec_.every;
    made_.timezone = schedule_.timezone;
    made_.title = measurement.title;
    made_.owner = measurement.owner;
    made_.was = measurement.was;
    made_.catch_up = spec_.catch_up;
    made_.catch_up_limit = spec_.catch_up_limit;
    made_.tolerance_seconds = spec_.tolerance_seconds;
    made_.overlap = spec_.overlap;
  }

  PlannedCycle take() { return {std::move(made_), std::move(issues_), std::move(quiet_)}; }

  void add_issue(const PlacedText& place, std::string_view code, std::string message) {
    issues_.push_back(diagnostic_at(*ground_.calendar, place, code, std::move(message)));
  }

  /// Turns the row into a "no such day" row, which stands at the first day of its cycle.
  bool no_such_day(std::string_view what, const PlacedText& phrase) {
    made_.none = true;
    made_.nominal = made_.opens_on = made_.last_day = made_.interval.first;
    made_.opens = made_.closes = Instant{made_.interval.first};
    made_.why.push_back(fmt::format("no such day: {} \"{}\"", what, phrase.text));
    return false;
  }

  std::optional<Day> evaluate(const Phrase& phrase, std::string_view what, const PlacedText& text) {
    context_.if_missing = IfMissing::skip;
    if (const std::optional<Day> day = phrase.evaluate(context_)) return day;
    if (spec_.if_missing == IfMissing::skip) return std::nullopt;
    context_.if_missing = spec_.if_missing;
    const std::optional<Day> day = phrase.evaluate(context_);
    if (day) {
      made_.why.push_back(
          fmt::format("no such day: {}, instead of {} \"{}\"", to_words(spec_.if_missing), what, text.text));
    }
    return day;
  }

  bool find_nominal() {
    if (!schedule_.opens) {
      made_.nominal = made_.opens_on = made_.interval.first;
      return true;
    }
    const std::optional<Day> day = evaluate(*schedule_.opens, "opens", spec_.opens);
    if (!day) return no_such_day("opens", spec_.opens);
    made_.nominal = made_.opens_on = *day;
    return true;
  }

  bool inside_from_until() const {
    return (!spec_.from || *spec_.from <= made_.nominal) && (!spec_.until || made_.nominal <= *spec_.until);
  }

  /// Draws the audiences' openings apart, by their places in the calendar.
  void spread_audiences() {
    if (!schedule_.spread) return;
    const int64_t steps = static_cast<int64_t>(schedule_.position) % (schedule_.spread->count + 1);
    if (steps == 0) return;
    made_.opens_on = day_after(made_.nominal, {steps, schedule_.spread->unit}, schedule_.business_days);
    made_.why.push_back(fmt::format("spread: {} of {}, from {}", steps, spec_.spread.text, to_string(made_.nominal)));
  }

  void adjust_to_open_day() {
    if (schedule_.business_days.is_open(made_.opens_on)) return;
    if (spec_.if_closed_day == IfClosedDay::keep) {
      if (spec_.if_closed_day_given) return;
      add_issue(spec_.opens, "W501",
                fmt::format("opens on {}, a closed day, in cycle {} and if_closed_day is not set",
                            to_string(made_.opens_on), label()));
      return;
    }
    const Day moved = schedule_.business_days.adjust(made_.opens_on, spec_.if_closed_day);
    if (moved == made_.opens_on) return;
    made_.why.push_back(
        fmt::format("adjusted from {}, a closed day ({})", to_string(made_.opens_on), to_words(spec_.if_closed_day)));
    made_.opens_on = moved;
  }

  /// The periods that meet `wanted`, with the rules that this schedule gives them.
  std::vector<QuietPeriod> quiet_periods(DayInterval wanted) const {
    std::vector<QuietPeriod> periods = ground_.quiet->meeting(wanted);
    for (QuietPeriod& period : periods) {
      const auto own = spec_.quiet.find(period.name);
      if (own != spec_.quiet.end()) period.rule = quiet_rule_from(own->second.text).value_or(period.rule);
    }
    return periods;
  }

  /// The first period that holds the opening day and does something with it.
  std::optional<QuietPeriod> quiet_on_opening() const {
    for (QuietPeriod& period : quiet_periods({made_.opens_on, made_.opens_on + days{1}})) {
      if (period.rule != QuietRule::allow && period.rule != QuietRule::shorten) return std::move(period);
    }
    return std::nullopt;
  }

  void apply_quiet_periods() {
    for (int shifts = 0; shifts < kMostShifts; ++shifts) {
      const std::optional<QuietPeriod> period = quiet_on_opening();
      if (!period) return;
      quiet_.push_back(period->name);
      if (period->rule == QuietRule::skip) {
        made_.quiet_skip = true;
        made_.why.push_back("quiet: " + period->name);
        return;
      }
      const Day moved = period->rule == QuietRule::shift_after
                            ? schedule_.business_days.advance(period->days.end - days{1}, 1)
                            : schedule_.business_days.advance(period->days.first, -1);
      made_.why.push_back(fmt::format("quiet: {}, moved from {}", period->name, to_string(made_.opens_on)));
      made_.opens_on = moved;
    }
    if (!quiet_on_opening()) return;
    add_issue(spec_.opens, "E304",
              fmt::format("quiet periods leave no day to open on in cycle {} after {} moves", label(), kMostShifts));
    made_.quiet_skip = true;
  }

  void check_cycle() {
    const DayInterval& cycle = context_.cycle.interval;
    if (made_.opens_on == made_.nominal || !cycle.contains(made_.nominal) || cycle.contains(made_.opens_on)) return;
    add_issue(spec_.opens, "W508",
              fmt::format("the opening moved from {} to {}, out of its cycle {}", to_string(made_.nominal),
                          to_string(made_.opens_on), label()));
  }

  bool find_window() {
    context_.opening = made_.opens_on;
    made_.last_day = made_.opens_on;
    if (schedule_.closes) {
      const std::optional<Day> last = evaluate(*schedule_.closes, "closes", spec_.closes);
      if (!last) return no_such_day("closes", spec_.closes);
      made_.last_day = *last;
    } else if (schedule_.stays_open) {
      made_.last_day = last_open_day(made_.opens_on, *schedule_.stays_open, schedule_.business_days);
    }
    shorten_window();
    context_.close = made_.last_day;
    return true;
  }

  void shorten_window() {
    if (made_.last_day <= made_.opens_on || made_.quiet_skip) return;
    for (const QuietPeriod& period : quiet_periods({made_.opens_on, made_.last_day + days{1}})) {
      const bool cuts = period.rule == QuietRule::shorten && made_.opens_on < period.days.first;
      if (!cuts || made_.last_day < period.days.first) continue;
      made_.why.push_back(fmt::format("quiet: {}, last day moved from {}", period.name, to_string(made_.last_day)));
      made_.last_day = period.days.first - days{1};
    }
  }

  Instant to_instant(Day day, int64_t seconds, const PlacedText& place) {
    const LocalConversion local = schedule_.zone.to_instant(day, seconds);
    if (local.kind == LocalConversion::Kind::unique) return local.instant;
    const Day civil_day = day + days{seconds / kDaySeconds};
    const std::string clock = clock_text(seconds % kDaySeconds);
    std::string text;
    if (local.kind == LocalConversion::Kind::gap) {
      const std::string used = schedule_.zone.to_local_text(local.instant).substr(11, 5);
      text = fmt::format("{} does not exist on {} (clock change), {} used", clock, to_string(civil_day), used);
    } else {
      text = fmt::format("{} comes twice on {} (clock change), the first used", clock, to_string(civil_day));
    }
    add_issue(place, "W502", text);
    made_.why.push_back(std::move(text));
    return local.instant;
  }

  const PlacedText& closing_place() const {
    if (!spec_.closes.empty()) return spec_.closes;
    return spec_.stays_open.empty() ? spec_.opens : spec_.stays_open;
  }

  void find_instants() {
    made_.opens = to_instant(made_.opens_on, schedule_.at_seconds, spec_.opens);
    made_.closes = to_instant(made_.last_day, spec_.closes_at_seconds.value_or(kDaySeconds), closing_place());
  }

  bool check_window() {
    if (made_.opens < made_.closes) return true;
    add_issue(closing_place(), "E301",
              fmt::format("closes before it opens in cycle {}: opens {}, last day {}", label(),
                          to_string(made_.opens_on), to_string(made_.last_day)));
    return false;
  }

  void place_reminders() {
    if (made_.quiet_skip) return;
    for (const auto& [text, phrase] : schedule_.remind) place_reminder(text, phrase);
    std::stable_sort(made_.reminders.begin(), made_.reminders.end(),
                     [](const PlannedReminder& a, const PlannedReminder& b) { return a.when < b.when; });
  }

  void place_reminder(const PlacedText& text, const Phrase& phrase) {
    const auto same_rule = [&](const PlannedReminder& reminder) { return reminder.rule == text.text; };
    if (std::any_of(made_.reminders.begin(), made_.reminders.end(), same_rule)) return;
    context_.if_missing = IfMissing::skip;
    const std::optional<Day> day = phrase.evaluate(context_);
    if (!day) {
      made_.why.push_back(fmt::format("no such day: reminder \"{}\"", text.text));
      return;
    }
    if (*day < made_.opens_on || made_.last_day < *day) {
      add_issue(text, "E302",
                fmt::format("reminder \"{}\" falls on {}, outside the window {} to {} of cycle {}", text.text,
                            to_string(*day), to_string(made_.opens_on), to_string(made_.last_day), label()));
      return;
    }
    const Day moved = outside_quiet(*day);
    const Instant when = schedule_.zone.to_instant(moved, schedule_.at_seconds).instant;
    if (when < made_.closes) {
      made_.reminders.push_back({text.text, when});
    } else {
      made_.why.push_back(fmt::format(
          "reminder \"{}\" dropped: {}", text.text,
          moved == *day ? "the window closes before its time of day" : "a quiet period moves it past the close"));
    }
  }

  /// The day itself, or the next business day after the quiet periods it falls into.
  Day outside_quiet(Day day) const {
    for (int shifts = 0; shifts < kMostShifts; ++shifts) {
      const std::vector<QuietPeriod> periods = quiet_periods({day, day + days{1}});
      const auto quiet = std::find_if(periods.begin(), periods.end(),
                                      [](const QuietPeriod& period) { return period.rule != QuietRule::allow; });
      if (quiet == periods.end()) return day;
      day = schedule_.business_days.advance(quiet->days.end - days{1}, 1);
    }
    return day;
  }

  const MeasurementSchedule& schedule_;
  const ScheduleSpec& spec_;
  const PlanningGround& ground_;
  PhraseContext context_;
  Occurrence made_;
  std::vector<Diagnostic> issues_;
  std::vector<std::string> quiet_;
};

/// What is the same for all audiences.
std::optional<MeasurementSchedule> read_phrases(const AnnualCalendar& calendar, const MeasurementSpec& measurement,
                                                Diagnostics& diagnostics) {
  const ScheduleSpec& spec = measurement.schedule;
  const size_t before = diagnostics.error_count();
  const auto read = [&](const PlacedText& text) {
    return Phrase::parse(text, text_of(calendar, text.at), diagnostics);
  };
  const auto read_span = [&](const PlacedText& text) {
    return parse_span(text, text_of(calendar, text.at), diagnostics);
  };
  MeasurementSchedule schedule;
  schedule.measurement = &measurement;
  schedule.cycles = cycle_rule(calendar, spec);
  const bool listed_days = spec.every == Every::rule || spec.every == Every::dates;
  // What follows another item has the other's cycles and days of its own.
  if (!listed_days || !measurement.after.empty()) schedule.opens = read(spec.opens);
  if (!spec.closes.empty()) schedule.closes = read(spec.closes);
  if (!spec.stays_open.empty()) schedule.stays_open = read_span(spec.stays_open);
  if (!spec.spread.empty()) schedule.spread = read_span(spec.spread);
  if (diagnostics.error_count() > before) return std::nullopt;
  for (const PlacedText& text : spec.remind) {
    if (std::optional<Phrase> phrase = read(text)) schedule.remind.emplace_back(text, std::move(*phrase));
  }
  return schedule;
}

/// Gives a schedule the time zone and holidays of its audience, else the calendar's; false when there is no such zone.
bool place_audience(const AnnualCalendar& calendar, MeasurementSchedule& schedule) {
  const AudienceSpec* audience = calendar.find_audience(schedule.audience);
  schedule.timezone = calendar.timezone;
  schedule.holidays = calendar.holiday_set;
  if (audience != nullptr && !audience->timezone.empty()) schedule.timezone = audience->timezone.text;
  if (audience != nullptr && audience->holiday_set != nullptr) schedule.holidays = audience->holiday_set;
  schedule.at_seconds = schedule.measurement->schedule.at_seconds;
  if (audience != nullptr && audience->at_seconds) schedule.at_seconds = *audience->at_seconds;
  schedule.business_days = business_days_of(schedule.holidays);
  const std::optional<TimeZone> zone = TimeZone::find(schedule.timezone);
  if (zone) schedule.zone = *zone;
  return zone.has_value();
}

}  // namespace

std::vector<MeasurementSchedule> read_schedules(const AnnualCalendar& calendar, const MeasurementSpec& measurement,
                                                Diagnostics& diagnostics) {
  std::vector<MeasurementSchedule> schedules;
  const std::optional<MeasurementSchedule> read = read_phrases(calendar, measurement, diagnostics);
  if (!read) return schedules;
  for (const PlacedText& name : measurement.audiences) {
    MeasurementSchedule schedule = *read;
    schedule.audience = name.text;
    schedule.position = schedules.size();
    if (place_audience(calendar, schedule)) schedules.push_back(std::move(schedule));
  }
  return schedules;
}

PlannedCycle plan_cycle(const MeasurementSchedule& schedule, const Cycle& cycle, const PlanningGround& ground) {
  return CyclePlanner(schedule, cycle, ground).plan();
}

}  // namespace vk
