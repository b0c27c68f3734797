#include "core/calendar/phrase.hpp"

#include <catch2/catch.hpp>

#include "tests/support/day.hpp"
#include "tests/unit/calendar/oracle_rows.hpp"

namespace vk {
namespace {

using test::day;

Phrase parsed(const std::string& text) {
  Diagnostics diagnostics;
  auto phrase = Phrase::parse({text, {}}, nullptr, diagnostics);
  INFO(text << "\n" << render(diagnostics));
  REQUIRE(phrase.has_value());
  return *phrase;
}

std::string read_in(const std::string& text, Every every, std::string_view label,
                    IfMissing if_missing = IfMissing::skip) {
  PhraseContext context;
  context.every = every;
  context.cycle = cycle_from_label(every, label).value();
  context.if_missing = if_missing;
  const std::optional<Day> found = parsed(text).evaluate(context);
  return found ? to_string(*found) : "none";
}

/// Code and hint of the one problem of a phrase that cannot be read.
std::string problem_of(const std::string& text) {
  Diagnostics diagnostics;
  const auto phrase = Phrase::parse({text, {"a.toml", 1, 1}}, nullptr, diagnostics);
  INFO(text);
  CHECK_FALSE(phrase.has_value());
  REQUIRE(diagnostics.all().size() == 1);
  const Diagnostic& only = diagnostics.all().front();
  return only.code + (only.hint.empty() ? "" : ": " + only.hint);
}

std::string check_code(const std::string& text, Every every) {
  Diagnostics diagnostics;
  parsed(text).check(every, {text, {}}, nullptr, diagnostics);
  return diagnostics.empty() ? "" : diagnostics.all().front().code;
}

TEST_CASE("phrase: every phrase of the oracle gives its day in its cycle") {
  const std::map<std::string, Every> kinds{{"year", Every::year},
                                           {"half-year", Every::half_year},
                                           {"quarter", Every::quarter},
                                           {"month", Every::month},
                                           {"fiscal year", Every::fiscal_year}};
  size_t compared = 0;
  for (const auto& row : test::oracle_rows("phrases.csv")) {
    const auto kind = kinds.find(row.at("cycle"));
    REQUIRE(kind != kinds.end());
    CycleRule rule{kind->second};
    constexpr std::string_view kStarts = "starts month ";
    if (kind->second == Every::fiscal_year) {
      const int64_t month = int64_from(row.at("note").substr(kStarts.size())).value();
      rule.fiscal.starts = std::chrono::month{static_cast<unsigned>(month)} / std::chrono::day{1};
    }
    INFO(row.at("label") << " " << row.at("holidays") << " " << row.at("phrase"));
    const test::OracleDays days{row.at("holidays")};
    PhraseContext context;
    context.every = kind->second;
    context.cycle = cycle_from_label(rule, row.at("label")).value();
    context.business_days = &days.business_days();
    CHECK(to_string(context.cycle.interval.first) == row.at("cycle_first_day"));
    const std::optional<Day> found = parsed(row.at("phrase")).evaluate(context);
    if (days.left()) continue;
    ++compared;
    CHECK((found ? to_string(*found) : "none") == row.at("date"));
  }
  CHECK(compared == 1240);
}

TEST_CASE("phrase: named rows read inside their cycle") {
  struct Row {
    const char* text;
    Every every;
    const char* label;
    const char* day;
  };
  const Row rows[] = {{"second Tuesday of the third month", Every::quarter, "2026-Q3", "2026-09-08"},
                      {"third Tuesday of the third month", Every::half_year, "2026-H2", "2026-09-15"},
                      {"last day of the last month", Every::half_year, "2026-H1", "2026-06-30"},
                      {"first Monday of the second quarter", Every::year, "2026", "2026-04-06"},
                      {"end of the last half-year", Every::year, "2026", "2026-12-31"},
                      {"FIRST MONDAY OF MARCH", Every::year, "2026", "2026-03-02"},
                      {"the last business day of the cycle", Every::quarter, "2026-Q2", "2026-06-30"},
                      {"March 15", Every::quarter, "2026-Q1", "2026-03-15"},
                      {"March 15", Every::quarter, "2026-Q2", "none"},
                      {"March 15", Every::month, "2026-03", "2026-03-15"},
                      {"Easter", Every::quarter, "2026-Q2", "2026-04-05"},
                      {"Easter", Every::quarter, "2026-Q1", "none"},
                      {"Monday of week 1", Every::year, "2026", "2025-12-29"},
                      {"Monday of week 10", Every::quarter, "2026-Q1", "2026-03-02"},
                      {"Monday of week 10", Every::quarter, "2026-Q2", "none"},
                      {"Thursday of week 53", Every::year, "2026", "2026-12-31"},
                      {"2 weeks before the end of the year", Every::year, "2026", "2026-12-17"},
                      {"3 days before 2 weeks after March 1", Every::year, "2026", "2026-03-12"},
                      {"twenty-first day of May", Every::year, "2026", "2026-05-21"},
                      {"2026-03-02", Every::once, "2026", "2026-03-02"},
                      {"2026-03-02", Every::once, "2027", "none"}};
  for (const Row& row : rows) {
    INFO(row.text << " in " << row.label);
    CHECK(read_in(row.text, row.every, row.label) == row.day);
  }
}

TEST_CASE("phrase: a missing day becomes the last day of its stretch or the next day") {
  CHECK(read_in("31st day of the month", Every::month, "2026-04", IfMissing::last_day) == "2026-04-30");
  CHECK(read_in("31st day of the month", Every::month, "2026-04", IfMissing::next_day) == "2026-05-01");
  CHECK(read_in("February 29", Every::year, "2026", IfMissing::last_day) == "2026-02-28");
  CHECK(read_in("February 29", Every::year, "2026", IfMissing::next_day) == "2026-03-01");
  CHECK(read_in("February 29", Every::year, "2028", IfMissing::last_day) == "2028-02-29");
  CHECK(read_in("fifth Monday of February", Every::year, "2026", IfMissing::last_day) == "2026-02-28");
  CHECK(read_in("Monday of week 53", Every::year, "2027", IfMissing::last_day) == "2028-01-02");
  CHECK(read_in("Monday of week 53", Every::year, "2027", IfMissing::next_day) == "2028-01-03");
  CHECK(read_in("1 week after February 29", Every::year, "2026", IfMissing::last_day) == "2026-03-07");
}

TEST_CASE("phrase: reminders and followers count from what the context gives") {
  PhraseContext context;
  context.cycle = cycle_from_label(Every::year, "2026").value();
  CHECK_FALSE(parsed("1 day after opening").evaluate(context));
  CHECK_FALSE(parsed("6 weeks after annual-employee closes").evaluate(context));
  CHECK_FALSE(parsed("'Juhannus'").evaluate(context));
  context.opening = day("2026-03-02");
  context.close = day("2026-03-20");
  context.other_item = [](std::string_view id, bool opens) -> std::optional<Day> {
    if (id != "annual-employee") return std::nullopt;
    return opens ? day("2026-03-02") : day("2026-03-20");
  };
  context.holiday = [](std::string_view name, DayInterval) -> std::optional<Day> {
    return name == "Juhannus" ? std::optional{day("2026-06-20")} : std::nullopt;
  };
  CHECK(parsed("3 business days after opening").evaluate(context) == day("2026-03-05"));
  CHECK(parsed("2 business days before close").evaluate(context) == day("2026-03-18"));
  CHECK(parsed("6 weeks after annual-employee closes").evaluate(context) == day("2026-05-01"));
  CHECK(parsed("annual-employee opens").evaluate(context) == day("2026-03-02"));
  CHECK(parsed("1 day before 'Juhannus'").evaluate(context) == day("2026-06-19"));
}

TEST_CASE("phrase: what a phrase counts from is told") {
  const PhraseUses uses = parsed("2 days before Monday after renewal closes").uses();
  CHECK(uses.items == std::vector<std::string>{"renewal"});
  CHECK(parsed("1 week after opening").uses().opening);
  CHECK(parsed("close").uses().close);
  CHECK(parsed("1 day after 'May Day'").uses().holidays == std::vector<std::string>{"May Day"});
}

TEST_CASE("phrase: what cannot be read has a code and, where one word mends it, what to write") {
  const std::pair<const char*, const char*> rows[] = {
      {"first monday in march", "E101: write \"first Monday of March\""},
      {"first Monday March", "E101: write \"first Monday of March\""},
      {"last day of month", "E101: write \"last day of the month\""},
      {"", "E101"},
      {"   ", "E101"},
      {"6 June", "E101: write \"June 6\""},
      {"June 6th", "E101: write \"June 6\""},
      {"June", "E101"},
      {"June 6 2026", "E101"},
      {"2 weeks", "E101"},
      {"2 fortnights before Easter", "E101"},
      {"Monday of March", "E101: to count weekdays write \"first Monday\" or \"last Monday\" before \"of\""},
      {"Monday on March 3", "E101"},
      {"start the year", "E101: write \"start of the year\""},
      {"first Monday of", "E101"},
      {"'open quote", "E101"},
      {"June 6!", "E101"},
      {"99999999999999999999 days before Easter", "E101"},
      {"firts Monday of March", "E102: did you mean \"first\"?"},
      {"first Mondey of March", "E102: did you mean \"Monday\"?"},
      {"first Monday of Marhc", "E102: did you mean \"March\"?"},
      {"first Monday of the quater", "E102: did you mean \"quarter\"?"},
      {"Juhannus", "E102"},
      {"February 30", "E104"},
      {"April 31", "E104"},
      {"June 0", "E104"},
      {"Monday of week 54", "E104"},
      {"Monday of week 0", "E104"},
      {"6th Monday of March", "E104"},
      {"32nd day of the month", "E104"},
      {"24th business day of March", "E104"},
      {"54th Monday of the year", "E104"},
      {"0th day of March", "E104"},
      {"0 business days before Easter", "E106"},
      {"0 weeks after March 1", "E106"},
  };
  for (const auto& [text, expected] : rows) CHECK(problem_of(text) == expected);
}

TEST_CASE("phrase: a phrase nested without end is refused") {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "1 day before ";
  CHECK(problem_of(text + "Easter") == "E101");
}

TEST_CASE("phrase: a scope that the cycle does not have once is E103") {
  CHECK(check_code("last day of the quarter", Every::year) == "E103");
  CHECK(check_code("last day of the year", Every::quarter) == "E103");
  CHECK(check_code("last day of the fiscal year", Every::year) == "E103");
  CHECK(check_code("first day of the third month", Every::month) == "E103");
  CHECK(check_code("Tuesday", Every::quarter) == "E103");
  CHECK(check_code("1 week after Tuesday", Every::year) == "E103");
  CHECK(check_code("2026-03-02", Every::year) == "E103");
  CHECK(check_code("first day of the fourth month", Every::quarter) == "E104");
  CHECK(check_code("15th Monday of the cycle", Every::quarter) == "E104");
  CHECK(check_code("14th Monday of the cycle", Every::quarter).empty());
  CHECK(check_code("last day of the year", Every::once).empty());
  CHECK(check_code("last day of the cycle", Every::month).empty());
}

TEST_CASE("phrase: the caret stands under the word, also behind letters beyond ASCII") {
  const std::string line = "opens = \"first mönday of March\"";
  const ConfigText source{"a.toml", {line}};
  Diagnostics diagnostics;
  CHECK_FALSE(Phrase::parse({"first mönday of March", {"a.toml", 1, 9}}, &source, diagnostics));
  REQUIRE(diagnostics.all().size() == 1);
  CHECK(diagnostics.all()[0].at.column == 16);
  CHECK(diagnostics.all()[0].length == 6);
}

TEST_CASE("phrase: a text written with escapes is marked at its start") {
  const ConfigText source{"a.toml", {"opens = \"first\\u0020mnday of March\""}};
  Diagnostics diagnostics;
  CHECK_FALSE(Phrase::parse({"first mnday of March", {"a.toml", 1, 9}}, &source, diagnostics));
  REQUIRE(diagnostics.all().size() == 1);
  CHECK(diagnostics.all()[0].at.column == 9);
}

TEST_CASE("span: lengths of windows") {
  const auto last = [](const std::string& text, std::string_view opening) {
    Diagnostics diagnostics;
    const auto span = parse_span({text, {}}, nullptr, diagnostics);
    REQUIRE(span.has_value());
    return to_string(last_open_day(day(opening), *span, BusinessDays{}));
  };
  CHECK(last("2 weeks", "2026-09-07") == "2026-09-20");
  CHECK(last("1 day", "2026-09-07") == "2026-09-07");
  CHECK(last("5 days", "2026-09-07") == "2026-09-11");
  CHECK(last("10 business days", "2026-09-07") == "2026-09-18");
  CHECK(last("1 business day", "2026-09-05") == "2026-09-07");
  CHECK(last("1 month", "2026-01-31") == "2026-02-27");
  CHECK(last("3 months", "2026-01-01") == "2026-03-31");
}

TEST_CASE("span: what is no length of time has a code") {
  const auto code = [](const std::string& text) {
    Diagnostics diagnostics;
    CHECK_FALSE(parse_span({text, {}}, nullptr, diagnostics));
    return diagnostics.all().empty() ? std::string{} : diagnostics.all().front().code;
  };
  CHECK(code("two weeks") == "E101");
  CHECK(code("2") == "E101");
  CHECK(code("2 hours") == "E101");
  CHECK(code("2 weeks or so") == "E101");
  CHECK(code("") == "E101");
  CHECK(code("0 days") == "E106");
}

}  // namespace
}  // namespace vk
