#include <catch2/catch.hpp>

#include <random>

#include "core/calendar/cycle.hpp"
#include "core/calendar/phrase.hpp"
#include "core/calendar/retail_year.hpp"
#include "core/calendar/time_zone.hpp"
#include "tests/support/chance.hpp"

namespace vk {
namespace {

using std::chrono::days;

constexpr uint32_t kCalendarSeed = 19171206;
constexpr Every kKinds[] = {Every::year,          Every::half_year,   Every::quarter,          Every::month,
                            Every::week,          Every::fiscal_year, Every::fiscal_half_year, Every::fiscal_quarter,
                            Every::fiscal_period, Every::retail_year, Every::retail_quarter,   Every::retail_period};

/// Choices of days and of rules that close them.
class DayChance : public test::Chance {
 public:
  using Chance::Chance;
  /// A day from 1970 to 2100.
  Day day() { return Day{days{below(47482)}}; }
  /// Weekdays without the days that a random rule closes.
  BusinessDays business_days() {
    const int64_t salt = below(1000);
    return BusinessDays{[salt](Day day) { return (day.time_since_epoch().count() * 31 + salt) % 17 == 0; }};
  }
};

Phrase parsed(const char* text) {
  Diagnostics diagnostics;
  auto phrase = Phrase::parse({text, {}}, nullptr, diagnostics);
  REQUIRE(phrase.has_value());
  return *phrase;
}

/// Cycles of any kind that covers time, of years that start anywhere.
CycleRule random_cycles(DayChance& chance) {
  CycleRule rule{kKinds[chance.below(std::size(kKinds))]};
  rule.fiscal.starts = std::chrono::month{static_cast<unsigned>(1 + chance.below(12))} /
                       std::chrono::day{static_cast<unsigned>(1 + chance.below(28))};
  rule.fiscal.named_after_start = chance.below(2) == 0;
  RetailYear retail;
  retail.ends = parsed(chance.below(2) == 0 ? "Saturday nearest January 31" : "last Sunday of August");
  retail.named_after_start = chance.below(2) == 0;
  rule.retail = std::make_shared<const RetailYear>(retail);
  if (rule.every != Every::week && rule.every != Every::month) return rule;
  rule.step = static_cast<int>(1 + chance.below(7));
  rule.rhythm = chance.day();
  return rule;
}

TEST_CASE("calendar laws: cycles abut, cover the range, and come back from their labels") {
  INFO("seed " << kCalendarSeed);
  DayChance chance{kCalendarSeed};
  for (int round = 0; round < 400; ++round) {
    const CycleRule every = random_cycles(chance);
    const Day first = chance.day();
    const DayInterval range{first, first + days{1 + chance.below(2000)}};
    const std::vector<Cycle> cycles = cycles_between(every, range);
    REQUIRE_FALSE(cycles.empty());
    CHECK(cycles.front().interval.contains(range.first));
    CHECK(cycles.back().interval.contains(range.end - days{1}));
    for (size_t i = 0; i < cycles.size(); ++i) {
      CHECK(cycle_from_label(every, cycles[i].label) == cycles[i]);
      if (i == 0) continue;
      CHECK(cycles[i - 1].interval.end == cycles[i].interval.first);
      CHECK(label_before(every, cycles[i].label) == cycles[i - 1].label);
    }
  }
}

TEST_CASE("calendar laws: counted days lie inside their cycle") {
  INFO("seed " << kCalendarSeed);
  DayChance chance{kCalendarSeed};
  const Phrase phrases[] = {parsed("last business day of the cycle"),
                            parsed("first Monday of the cycle"),
                            parsed("third to last day of the cycle"),
                            parsed("start of the cycle"),
                            parsed("end of the cycle"),
                            parsed("March 31"),
                            parsed("Easter")};
  for (int round = 0; round < 2000; ++round) {
    PhraseContext context;
    const CycleRule rule = random_cycles(chance);
    context.every = {rule.every, rule.step};
    const Day day = chance.day();
    context.cycle = cycles_between(rule, {day, day + days{1}}).front();
    const BusinessDays business_days = chance.business_days();
    context.business_days = &business_days;
    const std::optional<Day> found = phrases[chance.below(7)].evaluate(context);
    if (found) CHECK(context.cycle.interval.contains(*found));
  }
}

TEST_CASE("calendar laws: adjusting lands on an open day and is done once") {
  INFO("seed " << kCalendarSeed);
  DayChance chance{kCalendarSeed};
  const IfClosedDay rules[] = {IfClosedDay::following, IfClosedDay::modified_following, IfClosedDay::preceding,
                               IfClosedDay::modified_preceding, IfClosedDay::nearest};
  for (int round = 0; round < 2000; ++round) {
    const BusinessDays business_days = chance.business_days();
    const Day day = chance.day();
    const IfClosedDay rule = rules[chance.below(5)];
    const Day adjusted = business_days.adjust(day, rule);
    CHECK(business_days.is_open(adjusted));
    CHECK(business_days.adjust(adjusted, rule) == adjusted);
  }
}

TEST_CASE("calendar laws: advancing from an open day and back returns to it") {
  INFO("seed " << kCalendarSeed);
  DayChance chance{kCalendarSeed};
  for (int round = 0; round < 2000; ++round) {
    const BusinessDays business_days = chance.business_days();
    const Day start = business_days.adjust(chance.day(), IfClosedDay::following);
    const int64_t n = chance.below(60);
    CHECK(business_days.advance(business_days.advance(start, n), -n) == start);
  }
}

TEST_CASE("calendar laws: a window is never empty and grows with its length") {
  INFO("seed " << kCalendarSeed);
  DayChance chance{kCalendarSeed};
  const CalendarSpan::Unit units[] = {CalendarSpan::Unit::day, CalendarSpan::Unit::business_day,
                                      CalendarSpan::Unit::week, CalendarSpan::Unit::month};
  for (int round = 0; round < 2000; ++round) {
    const BusinessDays business_days = chance.business_days();
    const Day opening = chance.day();
    const CalendarSpan span{1 + chance.below(24), units[chance.below(4)]};
    const Day last = last_open_day(opening, span, business_days);
    CHECK(last >= opening);
    CHECK(last_open_day(opening, {span.count + 1, span.unit}, business_days) > last);
  }
}

TEST_CASE("calendar laws: instants follow local time except where clocks go back") {
  INFO("seed " << kCalendarSeed);
  DayChance chance{kCalendarSeed};
  const char* names[] = {"Europe/Helsinki", "America/New_York", "Australia/Lord_Howe",
                         "Asia/Kathmandu",  "America/St_Johns", "UTC"};
  for (int round = 0; round < 3000; ++round) {
    const TimeZone zone = TimeZone::find(names[chance.below(6)]).value();
    const Day day = chance.day();
    const int64_t earlier = chance.below(86400);
    const int64_t later = earlier + 4 * 3600 + chance.below(86400);
    const LocalConversion a = zone.to_instant(day, earlier);
    const LocalConversion b = zone.to_instant(day, later);
    CHECK(a.instant < b.instant);
    if (a.kind == LocalConversion::Kind::unique) CHECK(zone.local_day(a.instant) == day);
  }
}

}  // namespace
}  // namespace vk
