#include "core/calendar/holiday_file.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "tests/support/temp_folder.hpp"

namespace vk {
namespace {

using test::TempFolder;

/// A holiday file read from a folder of its own, with what was told about it.
struct Read {
  std::shared_ptr<const HolidaySet> holidays;
  std::vector<std::string> problems;  ///< "a.toml:2:6 E104 message", sorted by place
};

Read read_names(const TempFolder& folder, const std::vector<std::string>& names) {
  Diagnostics diagnostics;
  HolidayLoader loader{{folder.path()}, diagnostics};
  std::vector<PlacedText> placed;
  for (const std::string& name : names) placed.push_back({name, {"year.toml", 3, 13}});
  Read read;
  read.holidays = loader.join(placed, nullptr);
  for (const Diagnostic& each : diagnostics.sorted()) {
    const std::string file = std::filesystem::path{each.at.file}.filename().string();
    read.problems.push_back(fmt::format("{}:{}:{} {} {}", file, each.at.line, each.at.column, each.code, each.message));
  }
  return read;
}

Read read_toml(std::string_view toml) {
  const TempFolder folder;
  folder.write("own.toml", toml);
  return read_names(folder, {"own"});
}

/// An .ics file with these lines inside one event, or with all of them when they begin a calendar themselves.
Read read_ics(std::string_view lines) {
  const TempFolder folder;
  const bool whole = lines.starts_with("BEGIN:VCALENDAR") || lines.starts_with("whole:");
  if (lines.starts_with("whole:")) lines.remove_prefix(6);
  folder.write("own.ics",
               whole ? std::string{lines}
                     : fmt::format("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", lines));
  return read_names(folder, {"own"});
}

/// The days of the years 2026 to 2029, "2026-12-06 Independence Day".
std::vector<std::string> days_of(const Read& read) {
  std::vector<std::string> days;
  const DayInterval years{day_from("2026-01-01").value(), day_from("2030-01-01").value()};
  for (const HolidayDay& holiday : read.holidays->between(years))
    days.push_back(to_string(holiday.day) + " " + holiday.name);
  return days;
}

using Texts = std::vector<std::string>;

TEST_CASE("holiday file: every mistake is told at its place, all of a file at once") {
  const Read read = read_toml(R"(format = 1
wekend = ["Saturday"]
[[holiday]]
name = "No such day"
on = "February 30"
[[holiday]]
name = "No such month"
on = "Juni 6"
kind = "banc"
[[holiday]]
on = "June 6"
[[holiday]]
name = "No rule"
[[holiday]]
name = "Backwards"
on = "June 7"
from = 2010
until = 2005
[[holiday]]
name = "Leap"
on = "June 8"
every_years = 4
[[holiday]]
name = "Name in a name"
on = "1 day after 'Juhanus'"
[[holiday]]
name = "Counts business days"
on = "2 business days before June 6"
[[holiday]]
name = "Moved elsewhere"
on = "May 1"
moved = { 2020 = 2021-05-08, soon = "May 9" }
[[holiday]]
name = "Once"
on = 2022-09-19
until = 2030
)");
  CHECK(read.problems ==
        Texts{"own.toml:2:1 E201 unknown key \"wekend\" in the holiday file",
              "own.toml:5:16 E104 there is no February 30 in any year",
              "own.toml:8:7 E102 \"Juni\" is not a word that a date phrase may have here",
              "own.toml:9:8 E212 kind = \"banc\" is not a choice", "own.toml:10:1 E202 [[holiday]] has no key \"name\"",
              "own.toml:12:1 E202 [[holiday]] has no key \"on\"", "own.toml:18:9 E209 until 2005 is before from 2010",
              "own.toml:22:15 E202 every_years counts from a year that is not there",
              "own.toml:25:19 E107 there is no holiday 'Juhanus' in this file",
              "own.toml:28:9 E108 a holiday cannot count business days, which depend on holidays",
              "own.toml:32:18 E212 2021-05-08 is not in 2020", "own.toml:32:30 E212 \"soon\" is not a year",
              "own.toml:36:1 E203 on and until exclude each other in [[holiday]]"});
}

TEST_CASE("holiday file: a day that does not exist is a mistake of the file's TOML") {
  const Read read = read_toml("format = 1\n[[holiday]]\nname = \"Ice\"\non = 2026-02-30\n");
  CHECK(read.problems ==
        Texts{"own.toml:4:16 E001 cannot read date: expected day between 1 and 28 (inclusive), saw 30"});
}

TEST_CASE("holiday file: a file it extends must exist, and the nearest name is offered") {
  const TempFolder folder;
  folder.write("own.toml", "format = 1\nextends = [\"fii\"]\n");
  folder.write("fi.toml", "format = 1\n[[holiday]]\nname = \"Vappu\"\non = \"May 1\"\n");
  Diagnostics diagnostics;
  HolidayLoader loader{{folder.path()}, diagnostics};
  const std::vector<PlacedText> names{{"own", {}}};
  loader.join(names, nullptr);
  REQUIRE(diagnostics.all().size() == 1);
  const Diagnostic& told = diagnostics.all().front();
  CHECK(told.code == "E107");
  CHECK(told.at.line == 2);
  CHECK(told.at.column == 12);
  CHECK(told.message == "there is no holiday file \"fii\"");
  CHECK(told.hint.find("fi") != std::string::npos);
  CHECK(told.excerpt == "extends = [\"fii\"]");
}

TEST_CASE("holiday file: files that extend each other are told and do not hang") {
  const TempFolder folder;
  folder.write("a.toml", "format = 1\nextends = [\"b\"]\n");
  folder.write("b.toml", "format = 1\nextends = [\"a\"]\n");
  CHECK(read_names(folder, {"a"}).problems == Texts{"b.toml:2:12 E107 there is no holiday file \"a\""});
}

TEST_CASE("holiday file: removing a name that no extended file has is told") {
  const TempFolder folder;
  folder.write("own.toml", "format = 1\nextends = [\"fi\"]\nremove = [\"Wapu\", \"vappu\"]\n");
  folder.write("fi.toml", "format = 1\n[[holiday]]\nname = \"Vappu\"\non = \"May 1\"\n");
  const Read read = read_names(folder, {"own"});
  CHECK(read.problems == Texts{"own.toml:3:11 E107 there is no holiday \"Wapu\" to remove"});
  CHECK(days_of(read).empty());
}

TEST_CASE("holiday file: a newer format and a weekend without open days are refused") {
  CHECK(read_toml("format = 2\n").problems == Texts{"own.toml:1:10 E401 format = 2 is newer than this program reads"});
  CHECK(read_toml(
            "format = 1\nweekend = [\"Monday\", \"Tuesday\", \"Wednesday\", \"Thursday\", \"Friday\", \"Saturday\", "
            "\"Sunday\"]\n")
            .problems == Texts{"own.toml:2:11 E212 weekend leaves no open day"});
  CHECK(read_toml("format = 1\ncovers = { from = 2030, until = 2020 }\n").problems ==
        Texts{"own.toml:2:33 E209 until 2020 is before from 2030"});
}

TEST_CASE("holiday file: a file that extends another adds to it and replaces its years") {
  const TempFolder folder;
  folder.write("own.toml",
               "format = 1\nextends = [\"fi\"]\n[[holiday]]\nname = \"Founders' Day\"\non = \"May 2\"\nfrom = 2027\n");
  folder.write("fi.toml", "format = 1\n[[holiday]]\nname = \"Vappu\"\non = \"May 1\"\nuntil = 2028\n");
  const Read read = read_names(folder, {"own"});
  CHECK(read.problems.empty());
  CHECK(days_of(read) == Texts{"2026-05-01 Vappu", "2027-05-01 Vappu", "2027-05-02 Founders' Day", "2028-05-01 Vappu",
                               "2028-05-02 Founders' Day", "2029-05-02 Founders' Day"});
}

TEST_CASE("holiday .ics: single, repeated and long events become days, without their exceptions") {
  const Read read = read_ics(
      "DTSTART;VALUE=DATE:20261206\r\nDTEND;VALUE=DATE:20261208\r\nSUMMARY:Two days\\, in a\r\n  row\r\n"
      "RRULE:FREQ=YEARLY;COUNT=2\r\nEXDATE;VALUE=DATE:20271206");
  CHECK(read.problems.empty());
  CHECK(days_of(read) == Texts{"2026-12-06 Two days, in a row", "2026-12-07 Two days, in a row"});
  CHECK(days_of(read_ics("DTSTART;VALUE=DATE:20261126\r\nSUMMARY:Thanksgiving\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"
                         "\r\nRDATE;VALUE=DATE:20270102")) ==
        Texts{"2026-11-26 Thanksgiving", "2027-01-02 Thanksgiving", "2027-11-25 Thanksgiving",
              "2028-11-23 Thanksgiving", "2029-11-22 Thanksgiving"});
}

TEST_CASE("holiday .ics: rules beyond plain yearly ones are refused, not guessed") {
  const auto rule = [](std::string_view text) {
    return read_ics(fmt::format("DTSTART;VALUE=DATE:20260106\r\nRRULE:{}", text)).problems;
  };
  CHECK(rule("FREQ=MONTHLY") == Texts{"own.ics:4:1 E109 \"FREQ=MONTHLY\" is no part of a plain yearly rule"});
  CHECK(rule("FREQ=YEARLY;BYSETPOS=1") == Texts{"own.ics:4:1 E109 \"BYSETPOS=1\" is no part of a plain yearly rule"});
  CHECK(rule("INTERVAL=2") == Texts{"own.ics:4:1 E109 the rule has no FREQ=YEARLY"});
  CHECK(rule("FREQ=YEARLY;INTERVAL=0") == Texts{"own.ics:4:1 E109 \"INTERVAL=0\" is no part of a plain yearly rule"});
  CHECK(rule("FREQ=YEARLY;COUNT=2;UNTIL=20300101") == Texts{"own.ics:4:1 E109 COUNT and UNTIL exclude each other"});
  CHECK(rule("FREQ=YEARLY;BYDAY=1MO") == Texts{"own.ics:4:1 E109 BYMONTHDAY and BYDAY are read with BYMONTH only"});
  CHECK(rule("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=6;BYDAY=1MO") ==
        Texts{"own.ics:4:1 E109 BYMONTHDAY and BYDAY together are not read"});
  CHECK(rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=6") == Texts{"own.ics:4:1 E109 the rule does not fit its DTSTART"});
  CHECK(rule("FREQ=YEARLY;BYMONTH=1;BYDAY=1MO") == Texts{"own.ics:4:1 E109 the rule does not fit its DTSTART"});
  CHECK(rule("FREQ=YEARLY;BYMONTH=1;BYDAY=6MO") ==
        Texts{"own.ics:4:1 E109 \"BYDAY=6MO\" is no part of a plain yearly rule"});
}

TEST_CASE("holiday .ics: broken files and impossible days are told by line") {
  CHECK(read_ics("whole:").problems == Texts{"own.ics:1:1 E110 the file is no iCalendar"});
  CHECK(read_ics("whole:hello\n").problems == Texts{"own.ics:1:1 E110 the file is no iCalendar"});
  CHECK(read_ics("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260101\n").problems ==
        Texts{"own.ics:3:1 E110 the file ends inside VEVENT"});
  CHECK(read_ics("BEGIN:VCALENDAR\nEND:VEVENT\nEND:VCALENDAR\n").problems ==
        Texts{"own.ics:2:1 E110 END:VEVENT closes nothing"});
  CHECK(read_ics("BEGIN:VCALENDAR\nno property\nEND:VCALENDAR\n").problems ==
        Texts{"own.ics:2:1 E110 this line is no property of iCalendar"});
  CHECK(read_ics("SUMMARY:No day").problems == Texts{"own.ics:2:1 E110 an event has no DTSTART"});
  CHECK(read_ics("DTSTART;VALUE=DATE:20260230").problems == Texts{"own.ics:3:1 E110 \"20260230\" is not a day"});
  CHECK(read_ics("DTSTART;VALUE=DATE:20260106\r\nDTEND;VALUE=DATE:20260105").problems ==
        Texts{"own.ics:4:1 E209 the event ends before it begins"});
  CHECK(read_ics("DTSTART;VALUE=DATE:20260106\r\nDTEND;VALUE=DATE:20280106").problems ==
        Texts{"own.ics:4:1 E212 a holiday of 730 days is too long"});
  CHECK(read_ics("DTSTART;VALUE=DATE:20260106\r\nDURATION:PT3H").problems ==
        Texts{"own.ics:4:1 E110 \"PT3H\" is no whole number of days"});
  CHECK(read_ics("DTSTART;VALUE=DATE:20260106\r\nEXDATE:2026").problems ==
        Texts{"own.ics:4:1 E109 \"2026\" in EXDATE is not a day"});
  CHECK(read_ics("DTSTART:20260106T090000Z").problems ==
        Texts{"own.ics:3:1 W509 an event with a time of day is no holiday and is left out"});
  CHECK(read_ics("DTSTART;VALUE=DATE:20260106\r\nSUMMARY:\xff").problems ==
        Texts{"own.ics:0:0 E110 the file is not UTF-8"});
}

}  // namespace
}  // namespace vk
