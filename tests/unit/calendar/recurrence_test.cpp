#include "core/calendar/recurrence.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <string>

#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "tests/support/day.hpp"
#include "tests/support/places.hpp"

namespace vk {
namespace {

using test::day;

/// "19970902T090000" or "19970902" as day and seconds.
RuleStart start_from(std::string_view text) {
  const std::string iso =
      std::string{text.substr(0, 4)} + "-" + std::string{text.substr(4, 2)} + "-" + std::string{text.substr(6, 2)};
  RuleStart start{day(iso), 0};
  if (text.size() < 15) return start;
  const auto two = [&](size_t at) { return static_cast<int32_t>(int64_from(text.substr(at, 2)).value()); };
  start.at_seconds = (two(9) * 60 + two(11)) * 60 + two(13);
  return start;
}

/// The code and message of the first problem, or "".
std::string rule_problem(std::string_view rule) {
  Diagnostics diagnostics;
  const auto read = read_recurrence({std::string{rule}, {}}, nullptr, diagnostics);
  CHECK(read.has_value() == !diagnostics.has_errors());
  return diagnostics.empty() ? "" : diagnostics.all().front().code;
}

RecurrenceRule rule_of(std::string_view text) {
  Diagnostics diagnostics;
  const auto rule = read_recurrence({std::string{text}, {}}, nullptr, diagnostics);
  INFO(text << "\n" << render(diagnostics));
  REQUIRE(rule.has_value());
  return *rule;
}

/// The first days of a rule as "2026-01-30 2026-02-27".
std::string days_of(std::string_view rule, std::string_view from, size_t most) {
  std::string text;
  for (const Day each : recurrence_days(rule_of(rule), {day(from), 9 * 3600}, {day(from), day("2100-01-01")}, most))
    text += (text.empty() ? "" : " ") + to_string(each);
  return text;
}

std::vector<std::map<std::string, std::string>> rows_of(const std::string& name) {
  const std::string bytes = read_file(test::source_folder() / "tests/unit/calendar/oracle" / name);
  std::vector<std::map<std::string, std::string>> rows;
  std::vector<std::string_view> header;
  for (const std::string_view line : split(bytes, '\n')) {
    if (line.empty()) continue;
    const std::vector<std::string_view> cells = split(line, '\t');
    if (header.empty()) {
      header = cells;
      continue;
    }
    auto& row = rows.emplace_back();
    for (size_t i = 0; i < header.size(); ++i) row[std::string{header[i]}] = i < cells.size() ? cells[i] : "";
  }
  return rows;
}

bool finer_than_a_day(const std::string& rule) {
  return rule.find("HOURLY") != std::string::npos || rule.find("MINUTELY") != std::string::npos ||
         rule.find("BYHOUR") != std::string::npos;
}

TEST_CASE("recurrence: rules that independent programs agree on give their days") {
  std::map<std::string, size_t> seen;
  const DayInterval ever{day("1900-01-01"), day("2100-01-01")};
  for (const auto& row : rows_of("rrule.tsv")) {
    INFO(row.at("id") << " " << row.at("dtstart") << " " << row.at("rrule"));
    if (finer_than_a_day(row.at("rrule"))) {
      ++seen["finer than a day"];
      continue;
    }
    ++seen[row.at("status")];
    if (row.at("status") == "ambiguous") {
      const std::string code = rule_problem(row.at("rrule"));
      CHECK((code == "RR037" || code == "RR038" || code == "RR039" || code == "RR043"));
    }
    if (row.at("status") == "ambiguous" || row.at("status") == "undefined") continue;
    const RuleStart start = start_from(row.at("dtstart"));
    if (row.at("occurrences").empty()) {
      CHECK((rule_problem(row.at("rrule")) == "RR050" || !first_recurrence(rule_of(row.at("rrule")), start)));
      continue;
    }
    const std::vector<std::string_view> expected = split(row.at("occurrences"), ' ');
    const std::vector<Day> found = recurrence_days(rule_of(row.at("rrule")), start, ever, expected.size() + 1);
    if (row.at("complete") == "1")
      CHECK(found.size() == expected.size());
    else
      CHECK(found.size() > expected.size());
    for (size_t i = 0; i < std::min(found.size(), expected.size()); ++i) CHECK(found[i] == start_from(expected[i]).day);
  }
  // Those off their start are read as calendars/README.md says; no program's answer to them is right or wrong.
  CHECK(seen == std::map<std::string, size_t>{{"agreed", 243},
                                              {"majority", 9},
                                              {"resolved", 1},
                                              {"ambiguous", 18},
                                              {"undefined", 4},
                                              {"finer than a day", 5}});
}

TEST_CASE("recurrence: rules that must be refused are, with their code") {
  size_t refused = 0;
  size_t taken = 0;
  for (const auto& row : rows_of("rrule_reject.tsv")) {
    INFO(row.at("rrule").substr(0, 80) << " " << row.at("why"));
    CHECK(rule_problem(row.at("rrule")) == row.at("code"));
    ++(row.at("code").empty() ? taken : refused);
  }
  CHECK(refused == 43);
  CHECK(taken == 1);
}

TEST_CASE("recurrence: further rules are refused, every mistake of a rule at once") {
  const std::pair<const char*, const char*> rows[] = {
      {"COUNT=3", "RR002"},
      {"FREQ=MONTHLY;BYDAY=,MO", "RR005"},
      {"FREQ=WEEKLY;WKST=MONDAY", "RR006"},
      {"FREQ=DAILY;INTERVAL=0", "RR020"},
      {"FREQ=DAILY;INTERVAL=1001", "RR021"},
      {"FREQ=DAILY;COUNT=0", "RR022"},
      {"FREQ=DAILY;BYMONTHDAY=0", "RR023"},
      {"FREQ=YEARLY;BYWEEKNO=54;BYDAY=MO", "RR025"},
      {"FREQ=YEARLY;BYYEARDAY=-367", "RR026"},
      {"FREQ=MONTHLY;BYDAY=54MO", "RR027"},
      {"FREQ=YEARLY;BYWEEKNO=2;BYDAY=1MO", "RR032"},
      {"FREQ=MONTHLY;BYSETPOS=1", "RR036"},
      {"FREQ=DAILY;BYSECOND=1", "RR041"},
      {"FREQ=MONTHLY;SKIP=OMIT", "RR042"},
      {"FREQ=MONTHLY;BYDAY=6MO", "RR050"},
      {"FREQ=DAILY;UNTIL=2026-12-31", "RR011"},
      {"FREQ=DAILY;UNTIL=20261231Z", "RR011"},
      {"FREQ=DAILY;", "RR008"},
  };
  for (const auto& [rule, code] : rows) {
    INFO(rule);
    CHECK(rule_problem(rule) == code);
  }
  Diagnostics diagnostics;
  const ConfigText source = split_lines("rrule = \"FREQ=DALY;INTERVAL=0;BYMONTH=13\"\n", "year.toml");
  read_recurrence({"FREQ=DALY;INTERVAL=0;BYMONTH=13", {"year.toml", 1, 9}}, &source, diagnostics);
  std::string told;
  for (const Diagnostic& each : diagnostics.sorted()) told += each.code + "@" + std::to_string(each.at.column) + " ";
  CHECK(told == "RR003@10 RR020@20 RR024@31 ");
}

TEST_CASE("recurrence: letters of either case are read") {
  CHECK(days_of("freq=monthly;byday=-1fr", "2026-01-01", 3) == "2026-01-30 2026-02-27 2026-03-27");
}

TEST_CASE("recurrence: a start off the rule gives way to the first day that fits, and COUNT counts from there") {
  CHECK(days_of("FREQ=WEEKLY;BYDAY=MO;COUNT=2", "2024-01-03", 9) == "2024-01-08 2024-01-15");
  CHECK(days_of("FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO;COUNT=2", "2024-03-31", 9) == "2024-06-03 2024-09-02");
}

TEST_CASE("recurrence: UNTIL with a time of day is local and included") {
  const RecurrenceRule rule = rule_of("FREQ=DAILY;UNTIL=20260103T090000Z");
  const DayInterval range{day("2026-01-01"), day("2027-01-01")};
  CHECK(recurrence_days(rule, {day("2026-01-01"), 9 * 3600}, range, 100).size() == 3);
  CHECK(recurrence_days(rule, {day("2026-01-01"), 9 * 3600 + 1}, range, 100).size() == 2);
}

TEST_CASE("recurrence: the range selects and changes nothing else") {
  for (const char* text : {"FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,SA", "FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=-1",
                           "FREQ=YEARLY;INTERVAL=2;BYYEARDAY=60,-1", "FREQ=DAILY;INTERVAL=17;COUNT=90"}) {
    INFO(text);
    const RecurrenceRule rule = rule_of(text);
    const RuleStart start{day("2021-05-07"), 0};
    const std::vector<Day> all = recurrence_days(rule, start, {day("2020-01-01"), day("2041-01-01")}, 10000);
    std::vector<Day> joined;
    for (Day first = day("2020-01-01"); first < day("2041-01-01"); first += std::chrono::days{97}) {
      const Day end = std::min(first + std::chrono::days{97}, day("2041-01-01"));
      for (const Day each : recurrence_days(rule, start, {first, end}, 10000)) joined.push_back(each);
    }
    CHECK(all.size() > 10);
    CHECK(joined == all);
  }
}

TEST_CASE("recurrence: a rule whose interval passes its only days by has no first day") {
  const RecurrenceRule leap = rule_of("FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29");
  CHECK_FALSE(first_recurrence(leap, {day("2025-01-01"), 0}));
  CHECK(first_recurrence(leap, {day("2026-01-01"), 0}) == day("2028-02-29"));
}

}  // namespace
}  // namespace vk
