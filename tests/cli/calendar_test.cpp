#include <catch2/catch.hpp>

#include "core/base/text.hpp"
#include "tests/cli/support/workshop.hpp"
#include "tests/support/contains.hpp"

using vk::replace_all;
using vk::test::ProgramResult;
using vk::test::small_calendar;
using vk::test::Workshop;
using vk::test::write_small_data;

namespace {

using vk::test::contains;

/// The small calendar with its times changed.
std::string calendar_with(std::string_view before, std::string_view after) {
  const std::string calendar = replace_all(small_calendar(), before, after);
  REQUIRE(calendar != small_calendar());
  return calendar;
}

}  // namespace

TEST_CASE("plan: years that a holiday file does not cover are warned of for the days planned") {
  const Workshop workshop{calendar_with("timezone", "holidays = \"own\"\ntimezone")};
  workshop.write("holidays/own.toml",
                 "format = 1\ncovers = { from = 2020, until = 2030 }\n[[holiday]]\nname = \"Own\"\non = \"June 20\"\n");
  const ProgramResult inside = workshop.run({"plan", "--from", "2030-01-01", "--to", "2030-12-31"});
  INFO(inside.err);
  CHECK(inside.exit_code == 0);
  CHECK_FALSE(contains(inside.err, "W504"));
  const ProgramResult outside = workshop.run({"plan", "--from", "2030-01-01", "--to", "2031-12-31"});
  CHECK(outside.exit_code == 0);
  CHECK(contains(outside.err,
                 "warning W504: the plan asks for 2030 to 2031, the holiday file \"own\" covers 2020 to 2030"));
}

TEST_CASE("ics: a file written again after an edit updates its events") {
  const Workshop workshop{small_calendar()};
  const std::string file = (workshop.path() / "plan.ics").string();
  REQUIRE(
      workshop.run({"ics", file, "--from", "2026-01-01", "--to", "2026-12-31", "--as-of", "2026-01-01"}).exit_code ==
      0);
  const std::string first = workshop.read("plan.ics");
  CHECK(contains(first, "UID:pulse/customers@2026.vuosikello\r\nDTSTAMP:20260101T000000Z\r\nSEQUENCE:0\r\n"));
  CHECK(contains(first, "UID:board@2026.vuosikello\r\n"));
  const ProgramResult printed =
      workshop.run({"ics", "--from", "2026-01-01", "--to", "2026-12-31", "--as-of", "2026-01-01"});
  CHECK(printed.out == first);
  workshop.write("calendar.toml", calendar_with("opens", "at = \"10:00\"\nopens"));
  REQUIRE(
      workshop.run({"ics", file, "--from", "2026-01-01", "--to", "2026-12-31", "--as-of", "2026-02-01"}).exit_code ==
      0);
  CHECK(contains(workshop.read("plan.ics"),
                 "UID:pulse/customers@2026.vuosikello\r\nDTSTAMP:20260201T000000Z\r\nSEQUENCE:1\r\n"));
  workshop.write("foreign.ics", "no calendar");
  const ProgramResult foreign = workshop.run({"ics", (workshop.path() / "foreign.ics").string()});
  CHECK(foreign.exit_code == 1);
  CHECK(contains(foreign.err, "no iCalendar"));
  CHECK(workshop.read("foreign.ics") == "no calendar");
}

TEST_CASE("run: a measurement of a rule is measured on its days and compared with the one before") {
  std::string calendar = small_calendar();
  calendar = replace_all(calendar, "\nevery", "\n# every");
  calendar = replace_all(calendar, "\nopens", "\nfrom = 2025-12-31\nrrule = \"FREQ=YEARLY\" # opens");
  const Workshop workshop{calendar};
  write_small_data(workshop);
  const ProgramResult plan = workshop.run({"plan", "--from", "2025-01-01", "--to", "2026-12-31"});
  INFO(plan.err);
  REQUIRE(plan.exit_code == 0);
  CHECK(contains(plan.out, "pulse/customers@2025-12-31"));
  CHECK(contains(plan.out, "pulse/customers@2026-12-31"));
  CHECK(contains(plan.out, "board@2026-12-31"));
}

TEST_CASE("run: a measurement of several audiences measures each by itself, and one report tells them all") {
  std::string calendar = calendar_with("audience   = \"customers\"", "audience   = [\"customers\", \"others\"]");
  calendar += "\n[source.others]\ncsv = \"others.csv\"\n";
  calendar += "\n[audience.others]\nregister = \"others\"\nkey = \"id\"\ntimezone = \"America/New_York\"\n";
  const Workshop workshop{calendar};
  workshop.write("others.csv", "id\nX\nY\n");
  write_small_data(workshop);
  REQUIRE(workshop.run_as_of("2025-12-31T16:00:00Z").exit_code == 0);
  const ProgramResult first = workshop.run_as_of("2025-12-31T23:00:00Z");
  INFO(first.err);
  CHECK(first.exit_code == 0);
  CHECK(contains(first.out, "measured      pulse/customers@2025"));
  CHECK_FALSE(contains(first.out, "pulse/others@2025"));
  const ProgramResult second = workshop.run_as_of("2026-01-01T06:00:00Z");
  INFO(second.err);
  CHECK(second.exit_code == 0);
  CHECK(contains(second.out, "measured      pulse/others@2025"));
  CHECK(contains(second.out, "reported      board@2025"));
  CHECK(contains(workshop.read("reports/board-2025.md"), "others"));
}
