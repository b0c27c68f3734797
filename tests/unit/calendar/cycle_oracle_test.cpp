#include <catch2/catch.hpp>

#include "core/calendar/cycle.hpp"
#include "core/calendar/retail_year.hpp"
#include "tests/support/day.hpp"
#include "tests/unit/calendar/oracle_rows.hpp"

namespace vk {
namespace {

using test::oracle_rows;

using test::day;

/// The one cycle that holds the day, as "FY2026-Q1 2025-10-01 2025-12-31".
std::string cycle_text(const CycleRule& rule, Day on) {
  const std::vector<Cycle> cycles = cycles_between(rule, {on, on + std::chrono::days{1}});
  REQUIRE(cycles.size() == 1);
  CHECK(cycle_from_label(rule, cycles[0].label) == cycles[0]);
  return cycles[0].label + " " + to_string(cycles[0].interval.first) + " " +
         to_string(cycles[0].interval.end - std::chrono::days{1});
}

CycleRule fiscal(Every every, unsigned start_month, bool named_after_start = false) {
  CycleRule rule{every};
  rule.fiscal = {std::chrono::month{start_month} / std::chrono::day{1}, named_after_start};
  return rule;
}

TEST_CASE("cycle: fiscal years, quarters and periods are the oracle's, wherever the year starts") {
  const auto rows = oracle_rows("fiscal.csv");
  CHECK(rows.size() == 540);
  for (const auto& row : rows) {
    INFO(row.at("date") << " starting in month " << row.at("start_month"));
    const Day on = day(row.at("date"));
    const auto start = static_cast<unsigned>(int64_from(row.at("start_month")).value());
    const std::string year_days = " " + row.at("fy_first_day") + " " + row.at("fy_last_day");
    CHECK(cycle_text(fiscal(Every::fiscal_year, start), on) == row.at("fiscal_year") + year_days);
    CHECK(cycle_text(fiscal(Every::fiscal_year, start, true), on) == "FY" + row.at("start_year") + year_days);
    CHECK(cycle_text(fiscal(Every::fiscal_quarter, start), on) ==
          row.at("quarter") + " " + row.at("quarter_first_day") + " " + row.at("quarter_last_day"));
    CHECK(cycle_text(fiscal(Every::fiscal_period, start), on).substr(0, 10) == row.at("period"));
  }
}

RetailYear retail_year(const std::map<std::string, std::string>& row) {
  const std::map<std::string, std::string> weekdays{{"Fri", "Friday"}, {"Sat", "Saturday"}, {"Sun", "Sunday"}};
  const std::map<std::string, std::pair<std::string, std::string>> months{{"1", {"January", "31"}},
                                                                          {"6", {"June", "30"}},
                                                                          {"8", {"August", "31"}},
                                                                          {"9", {"September", "30"}},
                                                                          {"12", {"December", "31"}}};
  const auto& [month, last] = months.at(row.at("end_month"));
  const std::string& weekday = weekdays.at(row.at("end_weekday"));
  const std::string text =
      row.at("end_rule") == "last" ? "last " + weekday + " of " + month : weekday + " nearest " + month + " " + last;
  Diagnostics diagnostics;
  RetailYear retail;
  retail.ends = Phrase::parse({text, {}}, nullptr, diagnostics).value();
  const std::string& pattern = row.at("pattern");
  retail.pattern = {pattern[0] - '0', pattern[2] - '0', pattern[4] - '0'};
  retail.named_after_start = row.at("label_rule") == "start-year";
  return retail;
}

TEST_CASE("cycle: retail years of 52 and 53 weeks and their periods are the oracle's") {
  const auto rows = oracle_rows("retail_445.csv");
  CHECK(rows.size() == 238);
  for (const auto& row : rows) {
    INFO(row.at("variant") << " " << row.at("fiscal_year"));
    const auto retail = std::make_shared<const RetailYear>(retail_year(row));
    CHECK(ends_whole_weeks(retail->ends));
    CycleRule rule{Every::retail_year};
    rule.retail = retail;
    const DayInterval year{day(row.at("first_day")), day(row.at("last_day")) + std::chrono::days{1}};
    CHECK(cycle_text(rule, year.first) == row.at("fiscal_year") + " " + row.at("first_day") + " " + row.at("last_day"));
    CHECK(std::to_string(year.days() / 7) == row.at("weeks"));
    rule.every = Every::retail_period;
    std::string starts;
    for (const Cycle& period : cycles_between(rule, year))
      starts += (starts.empty() ? "" : " ") + to_string(period.interval.first);
    CHECK(starts == row.at("period_starts"));
    CHECK(cycles_between(rule, year).back().label == row.at("fiscal_year") + "-P12");
    rule.every = Every::retail_quarter;
    CHECK(cycles_between(rule, year).size() == 4);
    CHECK(cycles_between(rule, year).front().interval.days() == 13 * 7);
  }
}

TEST_CASE("cycle: a year that ends on no whole week is no retail year") {
  Diagnostics diagnostics;
  CHECK_FALSE(ends_whole_weeks(Phrase::parse({"January 31", {}}, nullptr, diagnostics).value()));
  CHECK_FALSE(ends_whole_weeks(Phrase::parse({"Easter", {}}, nullptr, diagnostics).value()));
}

}  // namespace
}  // namespace vk
