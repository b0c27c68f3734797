#include "core/calendar/cycle.hpp"

#include <catch2/catch.hpp>

#include "core/calendar/recurrence.hpp"
#include "tests/support/day.hpp"

namespace vk {
namespace {

using test::day;

TEST_CASE("cycle: labels and intervals of every kind") {
  struct Row {
    const char* name;
    Every every;
    const char* label;
    const char* first;
    const char* end;
  };
  const Row rows[] = {{"year", Every::year, "2026", "2026-01-01", "2027-01-01"},
                      {"once lies in a year", Every::once, "2026", "2026-01-01", "2027-01-01"},
                      {"first half", Every::half_year, "2026-H1", "2026-01-01", "2026-07-01"},
                      {"second half", Every::half_year, "2026-H2", "2026-07-01", "2027-01-01"},
                      {"quarter", Every::quarter, "2026-Q2", "2026-04-01", "2026-07-01"},
                      {"last quarter", Every::quarter, "2026-Q4", "2026-10-01", "2027-01-01"},
                      {"February of a leap year", Every::month, "2028-02", "2028-02-01", "2028-03-01"},
                      {"December", Every::month, "2026-12", "2026-12-01", "2027-01-01"},
                      {"week 1 begins in December", Every::week, "2026-W01", "2025-12-29", "2026-01-05"},
                      {"week 53", Every::week, "2026-W53", "2026-12-28", "2027-01-04"}};
  for (const Row& row : rows) {
    INFO(row.name);
    const std::optional<Cycle> cycle = cycle_from_label(row.every, row.label);
    REQUIRE(cycle.has_value());
    CHECK(cycle->label == row.label);
    CHECK(cycle->interval == DayInterval{day(row.first), day(row.end)});
  }
}

TEST_CASE("cycle: texts that are no label of the kind give nothing") {
  for (const char* label : {"", "2026-Q5", "2026-Q0", "2026Q1", "2026-q1", "2026-01", "0000-Q1", "+026-Q1", "2026-Q1 ",
                            "2026-Q11", "-026-Q1"}) {
    INFO(label);
    CHECK_FALSE(cycle_from_label(Every::quarter, label));
  }
  CHECK_FALSE(cycle_from_label(Every::month, "2026-13"));
  CHECK_FALSE(cycle_from_label(Every::year, "2026-01"));
}

TEST_CASE("cycle: the cycles that meet a range, half open") {
  const auto quarters = cycles_between(Every::quarter, {day("2026-03-31"), day("2026-07-01")});
  REQUIRE(quarters.size() == 2);
  CHECK(quarters[0].label == "2026-Q1");
  CHECK(quarters[1].label == "2026-Q2");
  CHECK(cycles_between(Every::month, {day("2026-03-31"), day("2026-03-31")}).empty());
  CHECK(cycles_between(Every::month, {day("2026-04-01"), day("2026-03-01")}).empty());
  CHECK(cycles_between(Every::year, {Day::min(), Day::max()}).size() == 9999);
}

TEST_CASE("cycle: the one before and the same of earlier years") {
  CHECK(label_before(Every::quarter, "2026-Q1") == "2025-Q4");
  CHECK(label_before(Every::month, "2026-03") == "2026-02");
  CHECK(label_before(Every::half_year, "2026-H2") == "2026-H1");
  CHECK(label_before(Every::year, "2026") == "2025");
  CHECK_FALSE(label_before(Every::year, "0001"));
  CHECK_FALSE(label_before(Every::once, "2026"));
  CHECK(label_years_before(Every::quarter, "2026-Q2", 1) == "2025-Q2");
  CHECK(label_years_before(Every::month, "2026-02", 10) == "2016-02");
  CHECK(label_years_before(Every::year, "2026", -1) == "2027");
  CHECK_FALSE(label_years_before(Every::year, "2026", 2026));
  CHECK_FALSE(label_years_before(Every::year, "2026-Q1", 1));
}

std::string labels(const CycleRule& rule, std::string_view first, std::string_view end) {
  std::string text;
  for (const Cycle& cycle : cycles_between(rule, {day(first), day(end)}))
    text += (text.empty() ? "" : " ") + cycle.label;
  return text;
}

TEST_CASE("cycle: every second week keeps its rhythm in both directions") {
  CycleRule rule{Every::week};
  rule.step = 2;
  rule.rhythm = day("2026-01-14");
  CHECK(labels(rule, "2025-12-15", "2026-02-02") == "2025-W51 2026-W01 2026-W03 2026-W05");
  CHECK(cycle_from_label(rule, "2026-W03")->interval == DayInterval{day("2026-01-12"), day("2026-01-26")});
  CHECK_FALSE(cycle_from_label(rule, "2026-W02"));
  CHECK(label_before(rule, "2026-W03") == "2026-W01");
  CHECK(label_years_before(rule, "2026-W03", 1) == "2025-W03");
  CHECK(label_years_before(Every::week, "2026-W53", 1) == std::nullopt);
}

TEST_CASE("cycle: every third month has the label of its first") {
  CycleRule rule{Every::month};
  rule.step = 3;
  rule.rhythm = day("2026-02-10");
  CHECK(labels(rule, "2026-01-01", "2027-01-01") == "2025-11 2026-02 2026-05 2026-08 2026-11");
  CHECK(cycle_from_label(rule, "2026-11")->interval == DayInterval{day("2026-11-01"), day("2027-02-01")});
  CHECK(label_years_before(rule, "2026-11", 1) == "2025-11");
}

TEST_CASE("cycle: a fiscal year may start amid a month") {
  CycleRule rule{Every::fiscal_year};
  rule.fiscal = {std::chrono::April / 6, true};
  CHECK(cycle_from_label(rule, "FY2026")->interval == DayInterval{day("2026-04-06"), day("2027-04-06")});
  rule.fiscal.named_after_start = false;
  CHECK(cycle_from_label(rule, "FY2027")->interval == DayInterval{day("2026-04-06"), day("2027-04-06")});
  rule.every = Every::fiscal_period;
  rule.fiscal.starts = std::chrono::January / 31;
  CHECK(labels(rule, "2026-02-27", "2026-03-02") == "FY2027-P01 FY2027-P02");
  CHECK(cycle_from_label(rule, "FY2027-P02")->interval == DayInterval{day("2026-02-28"), day("2026-03-31")});
}

TEST_CASE("cycle: only lets the named cycles through, also looking back") {
  CycleRule months{Every::month};
  months.only = {"03", "10"};
  CHECK(labels(months, "2026-01-01", "2027-01-01") == "2026-03 2026-10");
  CHECK(label_before(months, "2026-03") == "2025-10");
  CHECK_FALSE(cycle_from_label(months, "2026-04"));
  CycleRule years{Every::year};
  years.only = {"even years"};
  CHECK(labels(years, "2025-01-01", "2029-01-01") == "2026 2028");
  CHECK(label_before(years, "2028") == "2026");
  CHECK_FALSE(label_years_before(years, "2028", 1));
}

TEST_CASE("cycle: days of a list have the labels they were given") {
  CycleRule rule{Every::dates};
  rule.dates = {
      {"2025-spring", day("2025-03-10")}, {"2025-autumn", day("2025-10-06")}, {"2026-spring", day("2026-03-02")}};
  CHECK(labels(rule, "2025-10-06", "2026-03-02") == "2025-autumn");
  CHECK(label_before(rule, "2026-spring") == "2025-autumn");
  CHECK(label_years_before(rule, "2026-spring", 1) == "2025-spring");
  CHECK_FALSE(label_years_before(rule, "2025-autumn", 1));
  CHECK_FALSE(label_before(rule, "2025-spring"));
}

TEST_CASE("cycle: days of a rule have their dates as labels and look back to the nearest date") {
  Diagnostics diagnostics;
  const auto read =
      read_recurrence({"FREQ=MONTHLY;INTERVAL=3;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", {}}, nullptr, diagnostics);
  REQUIRE(read.has_value());
  CycleRule rule{Every::rule};
  rule.rule = std::make_shared<const RecurrenceRule>(*read);
  rule.rule_from = day("2025-01-01");
  CHECK(labels(rule, "2026-01-01", "2027-01-01") == "2026-01-29 2026-04-29 2026-07-30 2026-10-29");
  CHECK(label_before(rule, "2026-04-29") == "2026-01-29");
  CHECK(label_years_before(rule, "2026-04-29", 1) == "2025-04-29");
  CHECK(label_years_before(rule, "2026-01-29", 1) == "2025-01-30");
  CHECK_FALSE(label_years_before(rule, "2025-01-30", 1));
  CHECK_FALSE(cycle_from_label(rule, "2026-04-30"));
}

}  // namespace
}  // namespace vk
