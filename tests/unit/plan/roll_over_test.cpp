#include "core/plan/roll_over.hpp"

#include <catch2/catch.hpp>

#include "core/base/text.hpp"
#include "core/plan/year_shift.hpp"

#include "plan_fixture.hpp"
#include "tests/support/contains.hpp"

using namespace vk;
using namespace vk::test;

namespace {

constexpr RollOverYears kNext{2026, 2027};

const char* const kHead =
    "format = 1\ntimezone = \"Europe/Helsinki\"\ncurrency = \"EUR\"\n[source.all]\ncsv = \"all.csv\"\nsubject = "
    "\"id\"\n"
    "[audience.customers]\nregister = \"all\"\nkey = \"id\"\n[metric.money]\nsource = \"all\"\nsum = \"money\"\n";

using vk::test::contains;

/// A measurement with these lines of its own.
std::string item(const std::string& id, const std::string& lines) {
  return "[[measurement]]\nid = \"" + id +
         "\"\naudience = \"customers\"\nplugin = \"any\"\nmoney = \"money\"\nstates = " +
         "[{ name = \"all\", money = \"secured\" }]\n" + lines + "\n";
}

/// A calendar rolled over, and all that a person must decide.
struct Rolled {
  explicit Rolled(const std::string& own, RollOverYears years = kNext, std::span<const LogEntry> log = {}) {
    const std::string text = kHead + own;
    Diagnostics problems;
    const AnnualCalendar old = load_calendar_text(text, "old.toml", problems);
    INFO(render(problems));
    REQUIRE_FALSE(problems.has_errors());
    before = {"old.toml", text};
    file = roll_file({"new.toml", text}, old, years, decisions);
    const AnnualCalendar calendar = load_calendar_text(file.text.bytes, "new.toml", decisions);
    find_decisions(old, calendar, years, log, decisions);
  }

  /// The text without the head that all calendars here have.
  std::string own() const { return file.text.bytes.substr(std::string_view{kHead}.size()); }

  std::vector<std::string> codes() const {
    std::vector<std::string> found;
    for (const Diagnostic& decision : decisions.sorted()) found.push_back(decision.code);
    return found;
  }

  CalendarFileText before;
  RolledFile file;
  Diagnostics decisions;
};

using Codes = std::vector<std::string>;

const char* const kHolidayHead = "format = 1\ncovers = { from = 2020, until = 2026 }  # since 2020\n";

/// A holiday file rolled over, and what it leaves to decide.
struct RolledHolidays {
  explicit RolledHolidays(const std::string& own, HolidayRollOver how = {kNext, std::nullopt, false}) {
    file = roll_holiday_file({"own.toml", kHolidayHead + own}, how, decisions);
  }
  std::string codes() const {
    std::string found;
    for (const Diagnostic& decision : decisions.sorted()) found += decision.code + " ";
    return found;
  }

  RolledFile file;
  Diagnostics decisions;
};

}  // namespace

TEST_CASE("roll over: a date keeps its weekday and its year") {
  CHECK(to_string(same_weekday(day("2026-03-02"), 1)) == "2027-03-01");
  CHECK(to_string(same_weekday(day("2026-01-01"), 1)) == "2027-01-07");
  CHECK(to_string(same_weekday(day("2027-12-31"), 1)) == "2028-12-29");
  CHECK(to_string(same_weekday(day("2028-02-29"), 1)) == "2029-02-27");
  CHECK(to_string(same_weekday(day("2026-06-05"), 3)) == "2029-06-08");
  CHECK(to_string(same_date(day("2028-02-29"), 1)) == "2029-02-28");
  CHECK(to_string(same_date(day("2028-02-29"), 4)) == "2032-02-29");
}

TEST_CASE("roll over: a year is a number of its own") {
  CHECK(find_year("in 2026.", 2026) == 3);
  CHECK(find_year("12026 20261", 2026) == std::string_view::npos);
  CHECK(find_year("20261 FY2026-x", 2026) == 8);
  CHECK(year_in_label("2026-spring") == 2026);
  CHECK(year_in_label("FY2026-Q1") == 2026);
  CHECK_FALSE(year_in_label("spring-12").has_value());
  CHECK_FALSE(year_in_label("20261").has_value());
}

TEST_CASE("roll over: phrases stay, and so does every byte around what is moved") {
  const std::string phrases =
      item("renewal", "opens = \"second Tuesday of September\"  # after the holidays\nif_closed_day = \"keep\"");
  CHECK(Rolled{phrases}.own() == phrases);
  CHECK(Rolled{phrases}.codes().empty());
  CHECK(unified_diff(Rolled{phrases}.before, Rolled{phrases}.file.text).empty());

  const std::string once = item("kickoff",
                                "every = \"once\"\n\topens   =  2026-03-02   # ä: a Monday\r\ncloses = "
                                "\"2026-03-13\"\r\nremind = [ \"2026-03-09\", "
                                "\"1 day before close\" ]");
  const Rolled rolled{once};
  std::string expected = replace_all(once, "2026-03-02", "2027-03-01");
  expected = replace_all(replace_all(expected, "2026-03-13", "2027-03-12"), "2026-03-09", "2027-03-08");
  CHECK(rolled.own() == expected);
  CHECK(rolled.file.edits.size() == 3);
  CHECK(rolled.codes() == Codes{"W601"});
}

TEST_CASE("roll over: a day of its own stands in the list with its place and both weekdays") {
  const Rolled rolled{item("kickoff", "every = \"once\"\nopens = 2026-03-02\nstays_open = \"1 week\"")};
  REQUIRE(rolled.decisions.all().size() == 1);
  CHECK(render(rolled.decisions.all()[0]) ==
        "new.toml:20:9: warning W601: kickoff was on Monday 2026-03-02 and is moved to Monday 2027-03-01\n"
        "  | opens = 2027-03-01\n"
        "  |         ^^^^^^^^^^\n"
        "  hint: keep it if it happens again on that day, else give it another day or take it out\n");
}

TEST_CASE("roll over: days of a list move with the year in their labels, those of other years stay") {
  const std::string list = item("pulse",
                                "dates = [\n  { cycle = \"2025-autumn\", opens = 2025-10-06 },\n"
                                "  { cycle = \"2026-spring\", opens = 2026-03-02 },\n"
                                "  { cycle = \"2026-winter\", opens = 2027-01-11 },\n]");
  const Rolled rolled{list};
  CHECK(rolled.own() == item("pulse",
                             "dates = [\n  { cycle = \"2025-autumn\", opens = 2025-10-06 },\n"
                             "  { cycle = \"2027-spring\", opens = 2027-03-01 },\n"
                             "  { cycle = \"2027-winter\", opens = 2028-01-10 },\n]"));
  CHECK(rolled.codes() == Codes{"W601", "W601"});
  const std::string known = item("pulse",
                                 "dates = [\n  { cycle = \"2026-spring\", opens = 2026-03-02 },\n"
                                 "  { cycle = \"2027-spring\", opens = 2027-03-01 },\n]");
  CHECK(Rolled{known}.own() == known);
}

TEST_CASE("roll over: a label without a year is not taken for a new occurrence") {
  const std::string list = item("pulse", "dates = [{ cycle = \"spring\", opens = 2026-03-02 }]");
  const Rolled rolled{list};
  CHECK(rolled.own() == list);
  CHECK(rolled.codes() == Codes{"W604", "W603"});
}

TEST_CASE("roll over: a season moves as a whole, what goes on does not") {
  const std::string every = "every = \"month\"\nopens = \"first Monday of the month\"\n";
  CHECK(Rolled{item("a", every + "from = 2026-03-01\nuntil = 2026-10-31")}.own() ==
        item("a", every + "from = 2027-03-01\nuntil = 2027-10-31"));
  CHECK(Rolled{item("a", every + "from = 2026-03-01")}.own() == item("a", every + "from = 2026-03-01"));
  CHECK(Rolled{item("a", every + "from = 2026-03-01")}.codes().empty());
  CHECK(Rolled{item("a", every + "from = 2024-03-01\nuntil = 2026-12-31")}.own() ==
        item("a", every + "from = 2024-03-01\nuntil = 2027-12-31"));
  CHECK(Rolled{item("a", every + "from = 2025-09-01\nuntil = 2026-05-31")}.own() ==
        item("a", every + "from = 2026-09-01\nuntil = 2027-05-31"));
  CHECK(Rolled{item("a", every + "until = 2025-12-31")}.codes() == Codes{"W604"});
}

TEST_CASE("roll over: a rhythm keeps its turns") {
  CHECK(Rolled{item("a", "every = \"2 weeks\"\nopens = \"Monday\"\nfrom = 2026-01-12\nuntil = 2026-12-31")}.own() ==
        item("a", "every = \"2 weeks\"\nopens = \"Monday\"\nfrom = 2027-01-25\nuntil = 2027-12-31"));
  CHECK(Rolled{item("a", "rrule = \"FREQ=WEEKLY;INTERVAL=2;UNTIL=20261130\"\nfrom = 2026-01-12")}.own() ==
        item("a", "rrule = \"FREQ=WEEKLY;INTERVAL=2;UNTIL=20271130\"\nfrom = 2027-01-25"));
  CHECK(Rolled{item("a", "rrule = \"FREQ=WEEKLY;COUNT=3\"\nfrom = 2026-01-12")}.own() ==
        item("a", "rrule = \"FREQ=WEEKLY;COUNT=3\"\nfrom = 2027-01-18"));
}

TEST_CASE("roll over: a quiet period of dates keeps them") {
  const std::string quiet = "[[quiet]]\nname = \"move\"\nfrom = 2026-12-20\nto = 2027-01-05\nrule = \"skip\"\n";
  const Rolled rolled{quiet + item("a", "opens = \"June 15\"\nif_closed_day = \"keep\"")};
  CHECK(rolled.file.edits.size() == 2);
  CHECK(contains(rolled.own(), "from = 2027-12-20\nto = 2028-01-05"));
  CHECK(rolled.codes() == Codes{"W602", "W602"});
}

TEST_CASE("roll over: rolled once more to the same year, nothing changes and nothing is to decide anew") {
  const std::string own = item("kickoff", "every = \"once\"\nopens = 2026-03-02\nstays_open = \"1 week\"") +
                          item("a",
                               "every = \"month\"\nopens = \"first Monday of the month\"\nfrom = 2026-03-01\nuntil = "
                               "2026-10-31\nif_closed_day = \"keep\"") +
                          item("pulse", "dates = [{ cycle = \"2026-spring\", opens = 2026-03-02 }]");
  const Rolled first{own};
  const Rolled again{first.own()};
  CHECK(again.own() == first.own());
  CHECK(again.file.edits.empty());
  CHECK(again.codes().empty());
}

TEST_CASE("roll over: a day that is written with escapes is told instead of changed") {
  const std::string own = item("pulse", "dates = [{ cycle = \"\\u0032026-spring\", opens = 2026-03-02 }]");
  const Rolled rolled{own};
  CHECK(rolled.own() == own);
  CHECK(rolled.codes() == Codes{"W604", "W603", "W607"});
}

TEST_CASE("roll over: texts and comments that name the old year are a person's to read") {
  const Rolled rolled{"# for 2026, after 2025\n" + item("a", "title = \"Survey 2026\"\nopens = \"June 15\"")};
  CHECK(rolled.codes() == Codes{"W607", "W607"});
  CHECK(rolled.decisions.sorted()[0].at.column == 7);
}

TEST_CASE("roll over: the cycle of a bridge wave keeps its year, other texts of it are a person's to read") {
  const auto wave = [](const std::string& name, const std::string& cycle) {
    const std::string lines = cycle.size() == 4 ? "every = \"year\"\nopens = \"second Monday of June\""
                                                : "every = \"quarter\"\nopens = \"second Monday of the third month\"";
    return item("old", lines) + item("new", lines) + "[[bridge]]\nname = \"" + name +
           "\"\nold = \"old\"\nnew = \"new\"\ncycle = \"" + cycle + "\"\n";
  };
  const Rolled rolled{wave("scale of seven", "2026")};
  CHECK(rolled.codes().empty());
  CHECK(rolled.own() == wave("scale of seven", "2026"));
  CHECK(Rolled{wave("scale of seven", "2026-Q2")}.codes().empty());
  CHECK(Rolled{wave("scale of 2026", "2026")}.codes() == Codes{"W607"});
}

TEST_CASE("roll over: what has no day in the new year is told, unless it comes every second year") {
  const Rolled leap{item("leap", "opens = \"February 29\"\nif_missing = \"skip\""), {2028, 2029}};
  CHECK(leap.codes() == Codes{"W604"});
  const Rolled week{item("week", "opens = \"Monday of week 53\"\nif_missing = \"skip\"")};
  CHECK(week.codes() == Codes{"W604"});
  CHECK(Rolled{item("even", "opens = \"June 15\"\nonly = [\"even years\"]")}.codes().empty());
}

TEST_CASE("roll over: an opening that is moved for the first time is told with the reason") {
  const Rolled rolled{item("a", "opens = \"June 5\"\nif_closed_day = \"following\"")};
  CHECK(rolled.codes() == Codes{"W605"});
  CHECK(
      rolled.decisions.all()[0].message ==
      "a/customers@2027 opens on 2027-06-07: adjusted from 2027-06-05, a closed day (following); in 2026 nothing moved "
      "it");
}

TEST_CASE("roll over: windows that newly meet are told, those that always met are not") {
  const std::string keep = "if_closed_day = \"keep\"\n";
  const Rolled rolled{item("a", "opens = \"first Monday of June\"\nstays_open = \"2 weeks\"") +
                      item("b", "opens = \"June 17\"\n" + keep) + item("c", "opens = \"first Tuesday of June\"\n")};
  CHECK(rolled.codes() == Codes{"W606"});
  CHECK(contains(rolled.decisions.all()[0].message, "b/customers@2027"));
  CHECK(contains(rolled.decisions.all()[0].message, "meets a/customers@2027"));
}

TEST_CASE("roll over: an occurrence of the new year that the log knows is told") {
  const std::string own = item("a", "opens = \"June 15\"\nif_closed_day = \"keep\"");
  Occurrence early;
  early.name = {"a", "customers", "2027"};
  const std::vector<LogEntry> log{logged(early, LogEvent::opened, at("2027-06-01T06:00:00Z"))};
  CHECK(Rolled(own, kNext, log).codes() == Codes{"W608"});
}

TEST_CASE("roll over: the difference is one that patch reads") {
  const CalendarFileText before{"old.toml", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14"};
  const CalendarFileText after{"new.toml", "1\nB\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\nN"};
  CHECK(unified_diff(before, after) ==
        "--- old.toml\n+++ new.toml\n@@ -1,5 +1,5 @@\n 1\n-2\n+B\n 3\n 4\n 5\n@@ -11,4 +11,4 @@\n 11\n 12\n 13\n-14\n"
        "\\ No newline at end of file\n+N\n\\ No newline at end of file\n");
}

TEST_CASE("roll over: a rule whose COUNT ended in the old year begins again on a day of its rhythm") {
  const Rolled rolled(item("check", "rrule = \"FREQ=WEEKLY;COUNT=6\"\nfrom = 2026-03-02\nstays_open = \"2 days\""));
  CHECK(contains(rolled.own(), "from = 2027-03-08\n"));
  CHECK(contains(rolled.own(), "COUNT=6"));
  CHECK(rolled.codes() == Codes{"W602"});
}

TEST_CASE("roll over: a rule whose COUNT goes on holds, and its last day is told") {
  const Rolled rolled(item("check",
                           "rrule = \"FREQ=MONTHLY;COUNT=20\"\nfrom = 2026-03-02\nstays_open = \"2 days\"\n"
                           "if_closed_day = \"keep\""));
  CHECK(contains(rolled.own(), "from = 2026-03-02\n"));
  REQUIRE(rolled.codes() == Codes{"W603"});
  CHECK(rolled.decisions.all().front().message == "the rule goes on, and its COUNT=20 ends on 2027-10-02");
  const Rolled longer(item("check",
                           "rrule = \"FREQ=MONTHLY;COUNT=30\"\nfrom = 2026-03-02\nstays_open = \"2 days\"\n"
                           "if_closed_day = \"keep\""));
  CHECK(longer.codes().empty());
}

TEST_CASE("roll over: a rule of several years that COUNT has ended is a person's to renew") {
  const Rolled rolled(item("check",
                           "rrule = \"FREQ=MONTHLY;COUNT=20\"\nfrom = 2025-01-05\nstays_open = \"2 days\"\n"
                           "if_closed_day = \"keep\""));
  CHECK(contains(rolled.own(), "from = 2025-01-05\n"));
  REQUIRE(rolled.codes() == Codes{"W604"});
  CHECK(contains(rolled.decisions.all().front().hint, "COUNT=20 ended its rule on 2026-08-05"));
}

TEST_CASE("roll over: a holiday file of phrases covers the new year too") {
  const RolledHolidays rolled(
      "[[holiday]]\nname = \"Founder's Day\"\non = \"first Monday of May\"\nuntil = 2026\nmoved = { 2026 = \"May 8\" "
      "}\n"
      "[[holiday]]\nname = \"Funeral\"\non = 2022-09-19\n");
  CHECK(contains(rolled.file.text.bytes, "covers = { from = 2020, until = 2027 }  # since 2020\n"));
  CHECK(contains(rolled.file.text.bytes, "until = 2026\nmoved = { 2026 = \"May 8\" }"));
  REQUIRE(rolled.codes() == "W602 ");
  CHECK(rolled.decisions.all().front().at.line == 2);
}

TEST_CASE("roll over: a holiday file with a date of the old year alone waits for a person") {
  const RolledHolidays rolled("[[holiday]]\nname = \"Party\"\non = 2026-06-12\n");
  CHECK(rolled.file.edits.empty());
  REQUIRE(rolled.codes() == "W603 W603 ");
  const std::vector<Diagnostic> told = rolled.decisions.sorted();
  CHECK(told[0].message == "covers ends with 2026 and is not moved: \"Party\" is on a date of 2026 alone");
  CHECK(told[1].message == "\"Party\" is on 2026-06-12 alone");
}

TEST_CASE("roll over: covers stays where the base of a holiday file ends, or the old calendar reads the same file") {
  const RolledHolidays based("", {kNext, 2026, false});
  CHECK(based.file.edits.empty());
  CHECK(contains(based.decisions.all().front().message, "what the file extends covers no year after 2026"));
  CHECK(RolledHolidays("", {kNext, 2060, false}).file.edits.size() == 1);
  const RolledHolidays shared("", {kNext, std::nullopt, true});
  CHECK(shared.file.edits.empty());
  CHECK(contains(shared.decisions.all().front().message, "the old calendar reads the same file"));
}
