#include <catch2/catch.hpp>

#include "core/base/text.hpp"
#include "core/store/store.hpp"
#include "tests/cli/support/workshop.hpp"
#include "tests/support/contains.hpp"

using vk::test::parse_json;
using vk::test::ProgramResult;
using vk::test::small_calendar;
using vk::test::Workshop;
using vk::test::write_small_data;

namespace {

using vk::test::contains;

/// A workshop with the small calendar and its data.
struct ReadyWorkshop : Workshop {
  ReadyWorkshop() : Workshop(small_calendar()) { write_small_data(*this); }
};

}  // namespace

TEST_CASE("run: opens, measures and reports at their times, and nothing twice") {
  const ReadyWorkshop workshop;

  const ProgramResult before = workshop.run_as_of("2025-12-01T00:00:00Z");
  INFO(before.err);
  REQUIRE(before.exit_code == 0);
  CHECK(contains(before.out, "nothing was due"));

  const ProgramResult open = workshop.run_as_of("2025-12-31T07:00:00Z");
  INFO(open.err);
  CHECK(open.exit_code == 0);
  CHECK(contains(open.out, "opened        pulse/customers@2025"));
  CHECK(contains(workshop.run_as_of("2025-12-31T07:00:00Z").out, "nothing was due"));

  const ProgramResult close = workshop.run_as_of("2025-12-31T22:00:00Z");
  INFO(close.err);
  CHECK(close.exit_code == 0);
  CHECK(contains(close.out, "measured      pulse/customers@2025"));
  CHECK(contains(close.out, "reported      board@2025"));
  CHECK(contains(workshop.run_as_of("2025-12-31T22:00:00Z").out, "nothing was due"));
  CHECK(contains(workshop.run_as_of("2026-06-01T00:00:00Z").out, "nothing was due"));
}

TEST_CASE("run: the clock set back does nothing twice") {
  const ReadyWorkshop workshop;
  REQUIRE(workshop.run_as_of("2025-12-31T07:00:00Z").exit_code == 0);
  REQUIRE(workshop.run_as_of("2026-01-02T00:00:00Z").exit_code == 0);
  const ProgramResult back = workshop.run_as_of("2025-12-31T08:00:00Z");
  CHECK(back.exit_code == 0);
  CHECK(contains(back.out, "nothing was due"));
  CHECK(contains(back.err, "the clock says 2025-12-31T08:00:00Z, before 2026-01-02T00:00:00Z"));
  const ProgramResult on = workshop.run_as_of("2026-01-02T00:00:00Z");
  CHECK(contains(on.out, "nothing was due"));
  CHECK_FALSE(contains(on.err, "before"));
}

TEST_CASE("run: a machine's clock far ahead of the last run is not believed until somebody says so") {
  const ReadyWorkshop workshop;
  REQUIRE(workshop.run_as_of("2025-12-31T07:00:00Z").exit_code == 0);
  const std::string before = workshop.read("vuosikello.db");
  for (const char* only : {"pulse", "board"}) {
    const ProgramResult stopped = workshop.run({"run", "--once", "--only", only});
    CHECK(stopped.exit_code == 1);
    CHECK(contains(stopped.err, "days after the last run of 2025-12-31T07:00:00Z: nothing was done"));
    CHECK(contains(stopped.err, "--yes"));
  }
  CHECK(workshop.run({"backfill", "--from", "2025-01-01", "--to", "2025-12-31"}).exit_code == 1);
  CHECK(workshop.run({"run", "--once", "--dry-run"}).exit_code == 0);
  CHECK(workshop.run({"status"}).exit_code == 3);  // the window has closed unmeasured
  CHECK(workshop.read("vuosikello.db") == before);

  const ProgramResult said = workshop.run({"run", "--once", "--only", "pulse/customers@2025", "--yes"});
  INFO(said.err);
  CHECK(said.exit_code == 0);
  CHECK(contains(said.out, "measured      pulse/customers@2025"));
  const ProgramResult goes_on = workshop.run({"run", "--once", "--only", "pulse/customers@2025"});
  CHECK(goes_on.exit_code == 0);
  CHECK(contains(goes_on.out, "nothing was due"));
}

TEST_CASE("run: a time that somebody names is believed however far ahead it lies") {
  const ReadyWorkshop workshop;
  REQUIRE(workshop.run_as_of("2025-12-31T07:00:00Z").exit_code == 0);
  const ProgramResult late = workshop.run_as_of("2026-06-01T00:00:00Z");
  CHECK(late.exit_code == 0);
  CHECK(contains(late.out, "measured      pulse/customers@2025"));
}

TEST_CASE("run: the same calendar, data and clock give the same bytes") {
  std::vector<std::string> reports;
  for (int i = 0; i < 2; ++i) {
    const Workshop workshop(small_calendar());
    write_small_data(workshop);
    REQUIRE(workshop.run_as_of("2025-12-31T07:00:00Z").exit_code == 0);
    REQUIRE(workshop.run_as_of("2026-01-02T00:00:00Z").exit_code == 0);
    std::string all;
    for (const char* format : {"html", "md", "json", "csv"})
      all += workshop.read(std::string{"reports/board-2025."} + format);
    reports.push_back(std::move(all));
  }
  REQUIRE_FALSE(reports[0].empty());
  CHECK(reports[0] == reports[1]);
}

TEST_CASE("run: --dry-run says what is due and does nothing") {
  const ReadyWorkshop workshop;
  REQUIRE(workshop.run_as_of("2025-12-01T00:00:00Z").exit_code == 0);
  const ProgramResult dry = workshop.run_as_of("2025-12-31T07:00:00Z", {"--dry-run"});
  CHECK(contains(dry.out, "would open    pulse/customers@2025"));
  CHECK(contains(workshop.run_as_of("2025-12-31T07:00:00Z").out, "opened        pulse/customers@2025"));
}

TEST_CASE("run: a data error costs its own occurrence and can be tried again when mended") {
  const ReadyWorkshop workshop;
  REQUIRE(workshop.run_as_of("2025-12-31T07:00:00Z").exit_code == 0);
  workshop.write("answers-2025.csv", "id,stai\nA,7\n");
  const ProgramResult failed = workshop.run_as_of("2026-01-02T00:00:00Z");
  CHECK(failed.exit_code != 0);
  CHECK(contains(failed.err, "stay"));
  CHECK(contains(failed.err, "answers-2025.csv"));
  CHECK(contains(failed.out, "failed        pulse/customers@2025"));

  write_small_data(workshop);
  CHECK(contains(workshop.run_as_of("2026-01-03T00:00:00Z").out, "nothing was due"));
  const ProgramResult again = workshop.run_as_of("2026-01-03T00:00:00Z", {"--retry-failed"});
  INFO(again.err);
  CHECK(again.exit_code == 0);
  CHECK(contains(again.out, "measured      pulse/customers@2025"));
  CHECK(contains(again.out, "reported      board@2025"));
}

TEST_CASE("run: editing the calendar never reopens or deletes the past") {
  const ReadyWorkshop workshop;
  REQUIRE(workshop.run_as_of("2025-12-31T07:00:00Z").exit_code == 0);
  REQUIRE(workshop.run_as_of("2026-01-02T00:00:00Z").exit_code == 0);

  workshop.write("calendar.toml", vk::replace_all(small_calendar(), "December 31", "June 1"));
  const ProgramResult changes = workshop.run({"plan", "--against", "LAST", "--as-of", "2026-01-03"});
  INFO(changes.err);
  CHECK(changes.exit_code == 0);
  CHECK(contains(changes.out, "moved"));
  CHECK(contains(changes.out, "pulse/customers@2026"));
  const ProgramResult plan =
      workshop.run({"plan", "--from", "2025-01-01", "--to", "2025-12-31", "--as-of", "2026-01-03"});
  CHECK(contains(plan.out, "2025-12-31"));
  CHECK(contains(workshop.run_as_of("2026-01-03T00:00:00Z").out, "nothing was due"));
}

TEST_CASE("run: two runs at once, the second gives way with exit 75") {
  const ReadyWorkshop workshop;
  REQUIRE(workshop.run_as_of("2025-12-01T00:00:00Z").exit_code == 0);
  const auto store = vk::Store::open(workshop.path() / "vuosikello.db", vk::StoreMode::read_write);
  const ProgramResult second = workshop.run_as_of("2025-12-31T07:00:00Z");
  CHECK(second.exit_code == 75);
  CHECK(contains(second.err, "another"));
}

TEST_CASE("run: what was missed is told and recorded, what is past before the first run is not") {
  std::string calendar = vk::replace_all(small_calendar(), "catch_up   = \"all\"\n", "");
  const Workshop workshop(calendar);
  write_small_data(workshop);
  const ProgramResult first = workshop.run_as_of("2025-06-01T00:00:00Z");
  CHECK(contains(first.out, "nothing was due"));
  const ProgramResult late = workshop.run_as_of("2026-03-01T00:00:00Z");
  CHECK(late.exit_code == 3);
  CHECK(contains(late.out, "missed        pulse/customers@2025"));
  CHECK_FALSE(contains(late.out, "pulse/customers@2024"));
  CHECK(contains(workshop.run_as_of("2026-03-01T00:00:00Z").out, "nothing was due"));
}

TEST_CASE("run: catch_up all measures what was missed, late") {
  const ReadyWorkshop workshop;
  REQUIRE(workshop.run_as_of("2025-06-01T00:00:00Z").exit_code == 0);
  const ProgramResult late = workshop.run_as_of("2026-03-01T00:00:00Z");
  INFO(late.err);
  CHECK(late.exit_code == 0);
  CHECK(contains(late.out, "measured      pulse/customers@2025"));
}

TEST_CASE("run: an edit that moves what is announced stops everything until somebody says yes") {
  const std::string calendar = vk::replace_all(small_calendar(), "timezone", "freeze = \"3 weeks\"\ntimezone");
  const ReadyWorkshop workshop;
  workshop.write("calendar.toml", calendar);
  REQUIRE(workshop.run_as_of("2025-12-01T00:00:00Z").exit_code == 0);
  workshop.write("calendar.toml", vk::replace_all(calendar, "December 31", "December 30"));
  const auto against = [&](const std::string& day) {
    return workshop.run({"plan", "--against", "LAST", "--as-of", day});
  };
  CHECK(against("2025-12-02").exit_code == 0);
  const ProgramResult told = against("2025-12-15");
  CHECK(told.exit_code == 3);
  CHECK(contains(told.out,
                 "moved  pulse/customers@2025: 2025-12-31 09:00 to 2025-12-31 -> 2025-12-30 09:00 to "
                 "2025-12-30 (announced: it was to open soon)"));
  CHECK(contains(told.out,
                 "moved  pulse/customers@2026: 2026-12-31 09:00 to 2026-12-31 -> 2026-12-30 09:00 to "
                 "2026-12-30\n"));

  const ProgramResult stopped = workshop.run_as_of("2025-12-15T00:00:00Z");
  CHECK(stopped.exit_code == 1);
  CHECK(contains(stopped.err,
                 "announced and now changed: pulse/customers@2025 (2025-12-31 09:00 to 2025-12-31 -> "
                 "2025-12-30 09:00 to 2025-12-30); nothing was done: put it back, or say --yes once"));
  CHECK(workshop.run_as_of("2025-12-15T00:00:00Z", {"--dry-run"}).exit_code == 0);
  CHECK(workshop.run_as_of("2025-12-15T00:00:00Z", {"--yes"}).exit_code == 0);
  CHECK(workshop.run_as_of("2025-12-16T00:00:00Z").exit_code == 0);
  CHECK(contains(workshop.run_as_of("2025-12-30T08:00:00Z").out, "opened        pulse/customers@2025"));
}

TEST_CASE("plan: a plan that was made with another tz database says so") {
  const ReadyWorkshop workshop;
  const std::string json = workshop.run({"--output", "json", "plan", "--from", "2026-01-01", "--to", "2026-12-31"}).out;
  const size_t at = json.find("\"tz_version\": \"");
  REQUIRE(at != std::string::npos);
  workshop.write("old.json", json.substr(0, at) + "\"tz_version\": \"1999z\"" + json.substr(json.find(',', at)));
  const ProgramResult told = workshop.run({"plan", "--against", (workshop.path() / "old.json").string()});
  INFO(told.err);
  CHECK(told.exit_code == 0);
  CHECK(contains(told.out, "made with tz database 1999z, now "));
  CHECK(contains(told.out, "no changes"));
}

TEST_CASE("status: exit code 3 when something is overdue, and before the first run nothing is") {
  const ReadyWorkshop workshop;
  CHECK(workshop.run({"status", "--as-of", "2026-06-01"}).exit_code == 0);
  REQUIRE(workshop.run_as_of("2025-12-01T00:00:00Z").exit_code == 0);
  CHECK(workshop.run({"status", "--as-of", "2025-12-31T07:30:00Z"}).exit_code == 0);
  const ProgramResult overdue = workshop.run({"status", "--as-of", "2025-12-31T09:00:00Z"});
  CHECK(overdue.exit_code == 3);
  CHECK(contains(overdue.out, "overdue pulse/customers@2025"));
  CHECK(contains(overdue.out, "(not opened, closes within a day)"));
}

TEST_CASE("backfill: measures past cycles once, oldest first") {
  const ReadyWorkshop workshop;
  const ProgramResult dry =
      workshop.run({"backfill", "--from", "2025-01-01", "--to", "2025-12-31", "--as-of", "2026-02-01", "--dry-run"});
  CHECK(contains(dry.out, "would open    pulse/customers@2025"));
  const ProgramResult done =
      workshop.run({"backfill", "--from", "2025-01-01", "--to", "2025-12-31", "--as-of", "2026-02-01"});
  INFO(done.err);
  CHECK(done.exit_code == 0);
  CHECK(contains(done.out, "measured      pulse/customers@2025"));
  CHECK(contains(workshop.run({"backfill", "--from", "2025-01-01", "--to", "2025-12-31", "--as-of", "2026-02-01"}).out,
                 "nothing was due"));
}

TEST_CASE("run: JSON output names every occurrence and the outcome") {
  const ReadyWorkshop workshop;
  REQUIRE(workshop.run_as_of("2025-12-31T07:00:00Z").exit_code == 0);
  const ProgramResult result = workshop.run({"--output", "json", "run", "--once", "--as-of", "2026-01-02"});
  INFO(result.err);
  const auto json = parse_json(result.out);
  CHECK(json->getValue<std::string>("outcome") == "complete");
  REQUIRE(json->getArray("entries")->size() == 2);
  CHECK(json->getArray("entries")->getObject(0)->getValue<std::string>("name") == "pulse/customers@2025");
}

TEST_CASE("status, next and plan: show what is closed, open and coming") {
  const ReadyWorkshop workshop;
  REQUIRE(workshop.run_as_of("2025-12-31T07:00:00Z").exit_code == 0);
  const ProgramResult status = workshop.run({"status", "--as-of", "2025-12-31T08:00:00Z"});
  INFO(status.err);
  CHECK(status.exit_code == 0);
  CHECK(contains(status.out, "pulse/customers@2025"));
  const ProgramResult next = workshop.run({"next", "-n", "1", "--as-of", "2026-02-01"});
  CHECK(contains(next.out, "pulse/customers@2026"));
  CHECK_FALSE(contains(next.out, "pulse/customers@2027"));
}

TEST_CASE("wheel: several calendars are laid over each other, each with rings of its own") {
  const ReadyWorkshop workshop;
  const ReadyWorkshop other;
  other.write("calendar.toml", vk::replace_all(small_calendar(), "Ten customers", "The others"));
  const ProgramResult both =
      workshop.run({"wheel", "--as-of", "2026-06-10T00:00:00Z", "--with", other.path().string()});
  INFO(both.err);
  REQUIRE(both.exit_code == 0);
  CHECK(contains(both.out, "The others: customers</text>"));
}

TEST_CASE("wheel: the picture speaks the calendar's language") {
  const ReadyWorkshop workshop;
  const ProgramResult english = workshop.run({"wheel", "--as-of", "2026-06-10T00:00:00Z"});
  REQUIRE(english.exit_code == 0);
  CHECK(contains(english.out, ">Jan</text>"));
  workshop.write("calendar.toml", vk::replace_all(small_calendar(), "timezone", "language = \"fi\"\ntimezone"));
  const ProgramResult finnish = workshop.run({"wheel", "--as-of", "2026-06-10T00:00:00Z"});
  REQUIRE(finnish.exit_code == 0);
  CHECK(contains(finnish.out, ">tammi</text>"));
  CHECK_FALSE(contains(finnish.out, ">Jan</text>"));
}
