#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "core/base/text.hpp"
#include "tests/cli/support/workshop.hpp"
#include "tests/support/contains.hpp"

using vk::replace_all;
using vk::test::contains;
using vk::test::ProgramResult;
using vk::test::Workshop;

namespace {

/// The small calendar whose answers are an export with previews, unfinished rows and both forms in it.
std::string export_calendar(const std::string& rows, const std::string& more = "") {
  std::string text = replace_all(vk::test::small_calendar(), "csv     = \"answers-{cycle}.csv\"\nsubject = \"id\"",
                                 fmt::format("csv     = \"export-{{cycle}}.csv\"\nsubject = \"id\"\n{}", rows));
  return text + more;
}

const char* const kWhere =
    "rows = 'Status == \"IP Address\" and Finished and form == \"new\"'\ntypes = { Finished = \"flag\", stay = "
    "\"integer\" }";

/// The answers of write_small_data() among rows that must not count; one of these has a cell that cannot be read.
void write_exports(const Workshop& workshop) {
  vk::test::write_small_data(workshop);
  workshop.write("export-2025.csv",
                 "id,Status,Finished,form,stay\n"
                 "A,IP Address,True,new,7\nA,Survey Preview,True,new,1\nB,IP Address,True,new,4\n"
                 "C,IP Address,True,new,1\nD,IP Address,True,new,6\nD,IP Address,False,new,\n"
                 "E,IP Address,True,new,3\nE,IP Address,True,old,nothing\nX,IP Address,True,new,5\n");
  workshop.write("export-2026.csv",
                 "id,Status,Finished,form,stay\n"
                 "A,IP Address,True,new,7\nB,IP Address,True,new,2\nC,IP Address,True,new,6\n"
                 "F,IP Address,True,new,6\nG,IP Address,True,new,4\nH,IP Address,True,old,1\n"
                 "I,Survey Preview,False,new,1\n");
}

std::string run_years(const Workshop& workshop, int exit_code = 0) {
  std::string told;
  for (const char* when : {"2025-12-31T08:00:00Z", "2026-01-05T08:00:00Z", "2027-01-05T08:00:00Z"}) {
    const ProgramResult result = workshop.run_as_of(when);
    INFO(result.out << result.err);
    CHECK(result.exit_code <= exit_code);
    told += result.out + result.err;
  }
  return told;
}

Poco::JSON::Object::Ptr report_of(const Workshop& workshop) {
  return vk::test::parse_json(workshop.read("reports/board-2026.json"));
}

/// Everything that a report tells of money by state, as one text.
std::string state_figures(const Poco::JSON::Object& report) {
  std::string text;
  const auto figures = report.getArray("figures");
  for (unsigned i = 0; i < figures->size(); ++i) {
    const auto figure = figures->getObject(i);
    const auto id = figure->getValue<std::string>("id");
    if (!contains(id, "/state/")) continue;
    std::ostringstream out;
    figure->getObject("value")->stringify(out);
    text += id + " " + out.str() + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("rows: an export with previews, unfinished rows and two forms measures as the file without them") {
  const Workshop clean(vk::test::small_calendar());
  vk::test::write_small_data(clean);
  run_years(clean);
  const Workshop mixed(export_calendar(kWhere));
  write_exports(mixed);
  const std::string told = run_years(mixed);
  INFO(told);
  CHECK_FALSE(contains(told, "warning"));
  const std::string figures = state_figures(*report_of(mixed));
  REQUIRE(contains(figures, "leaving"));
  CHECK(figures == state_figures(*report_of(clean)));
  CHECK(report_of(mixed)->getValue<std::string>("outcome") == "complete");
}

TEST_CASE("rows: every format tells which rows count and how many were left out, apart from bad ones") {
  const std::string skipping = std::string{kWhere} + "\non_bad_row = \"skip\"";
  const Workshop workshop(export_calendar(skipping));
  write_exports(workshop);
  // One bad row that counts, so that both kinds are there: a partial result, for its reason alone.
  workshop.write("export-2026.csv", workshop.read("export-2026.csv") + "J,IP Address,True,new,a lot\n");
  run_years(workshop, 3);
  const std::string where = "Status == \"IP Address\" and Finished and form == \"new\"";
  const std::string markdown = workshop.read("reports/board-2026.md");
  CHECK(contains(markdown, "Source answers: only rows where " + where + " count. Rows left out by this condition: 2."));
  CHECK(contains(markdown, "1 bad rows of "));
  CHECK_FALSE(contains(markdown, "leaves out all"));
  CHECK(contains(workshop.read("reports/board-2026.html"), "Rows left out by this condition: 2."));
  const std::string csv = workshop.read("reports/board-2026.csv");
  CHECK(contains(csv, "pulse/customers@2026/source/answers/rows_left_out,answers: Rows left out,2,rows"));
  CHECK(contains(csv, "pulse/customers@2026/rows_skipped,Rows skipped,1,rows"));
  const auto cycle = report_of(workshop)->getArray("cycles")->getObject(0);
  CHECK(cycle->getValue<int>("rows_skipped") == 1);
  CHECK(cycle->getObject("instrument")->getValue<std::string>("rows") == "answers where " + where);
  bool found = false;
  const auto sources = cycle->getArray("sources");
  for (unsigned i = 0; i < sources->size(); ++i) {
    const auto source = sources->getObject(i);
    if (source->getValue<std::string>("source") != "answers") {
      CHECK_FALSE(source->has("rows_left_out"));
      continue;
    }
    found = true;
    CHECK(source->getValue<int>("rows") == 5);
    CHECK(source->getValue<int>("rows_skipped") == 1);
    CHECK(source->getValue<int>("rows_left_out") == 2);
    CHECK(source->getValue<std::string>("rows_where") == where);
  }
  CHECK(found);
  const Workshop finnish(
      replace_all(export_calendar(skipping), "currency = \"EUR\"", "currency = \"EUR\"\nlanguage = \"fi\""));
  write_exports(finnish);
  run_years(finnish);
  for (const char* format : {"md", "html"})
    CHECK(contains(finnish.read(std::string{"reports/board-2026."} + format), "Ehdon pois rajaamia rivejä: 2."));
  CHECK(contains(finnish.read("reports/board-2026.csv"), "rows_left_out,answers: Pois rajattuja rivejä,2,"));
  CHECK(report_of(finnish)->getValue<std::string>("outcome") == "complete");
}

TEST_CASE("rows: two measurements read one file by other rows, each its own form") {
  const std::string second = R"toml(
[source.old_form]
csv     = "export-{cycle}.csv"
subject = "id"
rows    = 'form == "old"'

[[measurement]]
id         = "old_pulse"
audience   = "customers"
plugin     = "survey_state"
every      = "year"
opens      = "December 31"
stays_open = "1 day"
catch_up   = "all"
money      = "purchases"
inputs     = { answers = "old_form" }
states     = [{ name = "committed", money = "secured" }, { name = "leaving", money = "leaving" }]
[measurement.options]
rule = [{ state = "leaving", when = "stay <= 2" }, { state = "committed", when = "answered(stay)" }]
)toml";
  const Workshop workshop(export_calendar(kWhere, second));
  write_exports(workshop);
  // Both read the same bytes; the old form's row that is no number belongs to 2025.
  workshop.write("export-2025.csv", replace_all(workshop.read("export-2025.csv"), "nothing", "5"));
  run_years(workshop);
  CHECK(contains(workshop.run({"explain", "H", "old_pulse/customers@2026"}).out, "leaving"));
  CHECK_FALSE(contains(workshop.run({"explain", "H", "pulse/customers@2026"}).out, "leaving"));
  CHECK(contains(workshop.run({"explain", "A", "pulse/customers@2026"}).out, "committed"));
}

TEST_CASE("rows: another choice of rows is another ruler, unless the change is declared") {
  const Workshop workshop(export_calendar(kWhere));
  write_exports(workshop);
  REQUIRE(workshop.run_as_of("2025-12-31T08:00:00Z").exit_code == 0);
  REQUIRE(workshop.run_as_of("2026-01-05T08:00:00Z").exit_code == 0);
  const std::string other = replace_all(kWhere, " and Finished", "");
  workshop.write("calendar.toml", export_calendar(other));
  REQUIRE(workshop.run_as_of("2027-01-05T08:00:00Z").exit_code == 0);
  const std::string refused = workshop.run({"compare", "pulse@2025", "pulse@2026"}).out;
  INFO(refused);
  CHECK(contains(refused,
                 "other rows of the inputs count, and the change is not declared: answers where Status == "
                 "\"IP Address\" and Finished and form == \"new\" before, answers where Status == \"IP "
                 "Address\" and form == \"new\" now"));
  const Workshop declared(export_calendar(kWhere));
  write_exports(declared);
  REQUIRE(declared.run_as_of("2025-12-31T08:00:00Z").exit_code == 0);
  REQUIRE(declared.run_as_of("2026-01-05T08:00:00Z").exit_code == 0);
  declared.write("calendar.toml",
                 replace_all(export_calendar(other), "inputs     = { answers = \"answers\" }",
                             "inputs     = { answers = \"answers\" }\ninstrument = { change = \"text_fix\", note = "
                             "\"unfinished answers count\" }"));
  REQUIRE(declared.run_as_of("2027-01-05T08:00:00Z").exit_code == 0);
  const std::string same = declared.run({"compare", "pulse@2025", "pulse@2026"}).out;
  CHECK(contains(same, "unfinished answers count"));
  CHECK_FALSE(contains(same, "is not declared"));
}

TEST_CASE("rows: money by other rows is another metric, members by other rows another population") {
  const Workshop workshop(vk::test::small_calendar());
  vk::test::write_small_data(workshop);
  REQUIRE(workshop.run_as_of("2025-12-31T08:00:00Z").exit_code == 0);
  REQUIRE(workshop.run_as_of("2026-01-05T08:00:00Z").exit_code == 0);
  std::string text =
      replace_all(vk::test::small_calendar(), "date    = \"day\"", "date    = \"day\"\nrows    = 'amount > 9.75'\n");
  text =
      replace_all(text, "csv = \"customers.csv\"", "csv = \"customers.csv\"\nrows = 'size in (\"small\", \"large\")'");
  workshop.write("calendar.toml", text);
  REQUIRE(workshop.run_as_of("2027-01-05T08:00:00Z").exit_code == 0);
  const std::string told = workshop.run({"compare", "pulse@2025", "pulse@2026"}).out;
  INFO(told);
  CHECK(contains(told, "of rows where amount &gt; 9.75"));
  CHECK(contains(told, "was defined otherwise"));
  CHECK(contains(told, "population rule differs"));
}

TEST_CASE("rows: what is wrong with a condition is told with its place; a condition that takes nothing is partial") {
  const Workshop workshop(export_calendar("rows = 'Status == \"IP address\"'"));
  write_exports(workshop);
  REQUIRE(workshop.run_as_of("2025-12-31T08:00:00Z").exit_code == 0);
  const ProgramResult nothing = workshop.run_as_of("2026-01-05T08:00:00Z");
  const std::string told = nothing.out + nothing.err;
  INFO(told);
  CHECK(nothing.exit_code == 3);
  CHECK(contains(told,
                 "calendar.toml:17:19: warning T016: no row of source \"answers\" has \"IP address\" in "
                 "column \"Status\""));
  CHECK(contains(told, "did you mean \"IP Address\"?"));
  CHECK(contains(told, "the condition of source answers leaves out all of its 9 rows"));
  const Workshop unknown(export_calendar("rows = 'Stauts == \"IP Address\"'"));
  write_exports(unknown);
  REQUIRE(unknown.run_as_of("2025-12-31T08:00:00Z").exit_code == 0);
  const ProgramResult failed = unknown.run_as_of("2026-01-05T08:00:00Z");
  CHECK(failed.exit_code == 1);
  CHECK(contains(failed.out + failed.err, "calendar.toml:17:9: error T007: no column \"Stauts\" in "));
  const Workshop broken(export_calendar("rows = 'Status = \"IP Address\"'"));
  const ProgramResult checked = broken.run({"config", "check"});
  CHECK(checked.exit_code == 78);
  CHECK(contains(checked.out + checked.err,
                 "calendar.toml:17:16: error E222: cannot read rows: \"=\" does not compare; write \"==\""));
}
