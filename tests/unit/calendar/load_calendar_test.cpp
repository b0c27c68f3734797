#include "core/calendar/load_calendar.hpp"

#include <catch2/catch.hpp>

#include <random>

#include "core/base/file.hpp"
#include "core/base/hash.hpp"
#include "core/base/text.hpp"
#include "core/table/row_condition.hpp"
#include "tests/support/temp_folder.hpp"

namespace vk {
namespace {

AnnualCalendar load_template() {
  Diagnostics diagnostics;
  AnnualCalendar calendar = load_calendar_text(calendar_template(), "year/calendar.toml", diagnostics);
  INFO(render(diagnostics));
  REQUIRE(diagnostics.empty());
  return calendar;
}

TEST_CASE("load calendar: the template loads without a word") {
  const AnnualCalendar calendar = load_template();
  CHECK(calendar.folder == "year");
  CHECK(calendar.hash == sha256_hex(calendar_template()));
  CHECK(calendar.name == "Example Ltd");
  CHECK(calendar.timezone == "Europe/Helsinki");
  CHECK(calendar.currency.code() == "EUR");
  CHECK(calendar.store == "vuosikello.db");
  REQUIRE(calendar.texts.size() == 1);
}

TEST_CASE("load calendar: every table becomes its values") {
  const AnnualCalendar calendar = load_template();
  const SourceSpec* invoices = calendar.find_source("invoices");
  REQUIRE(invoices != nullptr);
  CHECK(invoices->csv.text == "data/invoices-*.csv");
  CHECK(invoices->format.delimiter == ';');
  CHECK(invoices->format.number.decimal == ',');
  CHECK(invoices->format.date == "d.m.yyyy");
  CHECK(invoices->date.text == "invoice_date");
  const AudienceSpec* audience = calendar.find_audience("customers");
  REQUIRE(audience != nullptr);
  CHECK(audience->register_source.text == "customers");
  CHECK(audience->segments.size() == 2);
  CHECK(audience->consent.at("email").text == "email_ok");
  const MetricSpec* metric = calendar.find_metric("annual_purchases");
  REQUIRE(metric != nullptr);
  CHECK(metric->window.kind == MetricWindow::Kind::before_opens);
  CHECK(metric->window.count == 365);
  CHECK(metric->currency.code() == "EUR");
  const MeasurementSpec* renewal = calendar.find_measurement("renewal");
  REQUIRE(renewal != nullptr);
  CHECK(renewal->schedule.every == Every::quarter);
  CHECK(renewal->schedule.at_seconds == 9 * 3600);
  CHECK(renewal->schedule.if_closed_day == IfClosedDay::following);
  CHECK(renewal->schedule.if_closed_day_given);
  REQUIRE(renewal->states.size() == 3);
  CHECK(renewal->states[1].money == MoneyClass::at_risk);
  CHECK(renewal->options.find("rule") != nullptr);
  CHECK(renewal->inputs.at("answers").text == "answers");
  const ContentSpec* content = calendar.find_content("win_back");
  REQUIRE(content != nullptr);
  CHECK(content->capacity.at("phone") == 200);
  const ReportSpec* report = calendar.find_report("board");
  REQUIRE(report != nullptr);
  CHECK(report->formats == std::vector<std::string>{"html", "json"});
  CHECK(calendar.find_report("nothing") == nullptr);
  REQUIRE(calendar.quiet.size() == 1);
  CHECK(calendar.quiet[0].rule == "shift after");
}

TEST_CASE("load calendar: a text's place is its opening quote") {
  const AnnualCalendar calendar = load_template();
  const PlacedText& opens = calendar.find_measurement("renewal")->schedule.opens;
  const std::string line = calendar.texts[0].line(opens.at.line);
  CHECK(line.substr(opens.at.column - 1, opens.text.size() + 2) == "\"" + opens.text + "\"");
}

TEST_CASE("load calendar: a folder's files are one calendar") {
  const test::TempFolder folder;
  const std::string all = calendar_template();
  const size_t cut = all.find("# --- the year");
  write_file(folder.path() / "a.toml", all.substr(0, cut));
  write_file(folder.path() / "b.toml", "format = 1\n" + all.substr(cut));
  Diagnostics diagnostics;
  const AnnualCalendar calendar = load_calendar(folder.path(), diagnostics);
  INFO(render(diagnostics));
  CHECK(diagnostics.empty());
  CHECK(calendar.texts.size() == 2);
  CHECK(calendar.measurements.size() == 1);
  CHECK(calendar.sources.size() == 3);
  CHECK(calendar.folder == folder.path());
}

TEST_CASE("load calendar: what stands in two files of a folder is told with both places") {
  const test::TempFolder folder;
  write_file(folder.path() / "a.toml", calendar_template());
  write_file(folder.path() / "b.toml", "format = 1\nname = \"x\"\n[source.answers]\ncsv = \"x.csv\"\n");
  Diagnostics diagnostics;
  load_calendar(folder.path(), diagnostics);
  REQUIRE(diagnostics.error_count() == 2);
  const auto sorted = diagnostics.sorted();
  CHECK(sorted[0].code == "E219");
  CHECK(sorted[0].message.find("a.toml:4") != std::string::npos);
  CHECK(sorted[1].code == "E206");
  CHECK(sorted[1].message.find("a.toml:") != std::string::npos);
}

TEST_CASE("load calendar: a path with nothing to read is one error") {
  const test::TempFolder folder;
  for (const auto& path : {folder.path(), folder.path() / "none.toml"}) {
    Diagnostics diagnostics;
    load_calendar(path, diagnostics);
    REQUIRE(diagnostics.error_count() == 1);
    CHECK(diagnostics.all()[0].code == "E002");
  }
}

TEST_CASE("load calendar: once takes a date") {
  std::string text = calendar_template();
  text = replace_all(text, "every         = \"quarter\"", "every         = \"once\"");
  text = replace_all(text, "\"second Tuesday of the third month\"", "2026-03-02");
  Diagnostics diagnostics;
  const AnnualCalendar calendar = load_calendar_text(text, "c.toml", diagnostics);
  INFO(render(diagnostics));
  CHECK(diagnostics.empty());
  CHECK(calendar.measurements[0].schedule.every == Every::once);
  CHECK(calendar.measurements[0].schedule.opens.text == "2026-03-02");
}

TEST_CASE("load calendar: a file of fixed columns has no header unless it says so") {
  std::string text =
      calendar_template() + "\n[source.master]\ncsv = \"m.txt\"\nfixed = [{ name = \"id\", first = 1, length = 6 }]\n";
  Diagnostics diagnostics;
  const AnnualCalendar calendar = load_calendar_text(text, "c.toml", diagnostics);
  INFO(render(diagnostics));
  REQUIRE(diagnostics.empty());
  CHECK(calendar.find_source("master")->format.header_rows == 0);
  CHECK(calendar.find_source("master")->format.fixed[0].length == 6);
}

TEST_CASE("load calendar: a condition of rows has its columns, their kinds and the places of both") {
  Diagnostics diagnostics;
  const std::string text = replace_all(calendar_template(), "[source.invoices]\n",
                                       "[source.invoices]\n"
                                       "rows = 'invoice_date >= \"2026-03-02\" and  n in (1, 2)'\n"
                                       "types = { n = \"integer\" }\n");
  const AnnualCalendar calendar = load_calendar_text(text, "calendar.toml", diagnostics);
  INFO(render(diagnostics));
  REQUIRE(diagnostics.empty());
  const RowCondition& rows = *calendar.find_source("invoices")->format.rows;
  CHECK(rows.text == "invoice_date >= \"2026-03-02\" and n in (1, 2)");
  REQUIRE(rows.columns.size() == 2);
  CHECK(rows.columns[0].kind == CellKind::day);
  CHECK(rows.columns[0].at.column == 9);
  CHECK(rows.columns[1].kind == CellKind::integer);
  CHECK(rows.columns[1].at.column == 43);
  CHECK(rows.values[0].at(0).day == 20514);
  CHECK(rows.values[0].at(0).at.column == 25);
  CHECK(rows.values[1].at(1).at.column == 52);
  CHECK(calendar.find_source("customers")->format.rows == nullptr);
}

TEST_CASE("load calendar: any damage to the template gives a calendar or an error with a place") {
  const uint32_t seed = 20260302;
  INFO("seed " << seed);
  std::mt19937 random{seed};
  const std::string good = calendar_template();
  const auto below = [&](size_t end) { return static_cast<size_t>(random() % end); };
  for (int round = 0; round < 1500; ++round) {
    std::string text = good;
    for (size_t change = below(4) + 1; change > 0; --change) {
      const size_t at = below(text.size());
      const size_t length = std::min(below(30) + 1, text.size() - at);
      switch (below(4)) {
        case 0:
          text[at] = static_cast<char>(below(256));
          break;
        case 1:
          text.erase(at, length);
          break;
        case 2:
          text.insert(at, text.substr(below(text.size()), length));
          break;
        case 3:
          text.insert(at, 1, "\"'[]{}=#.\n,"[below(11)]);
          break;
      }
    }
    Diagnostics diagnostics;
    const AnnualCalendar calendar = load_calendar_text(text, "c.toml", diagnostics);
    INFO("round " << round << "\n" << text);
    CHECK((diagnostics.has_errors() || !calendar.measurements.empty()));
    for (const Diagnostic& diagnostic : diagnostics.all()) {
      const bool whole_file = diagnostic.code == "E210" || diagnostic.code == "E202";
      if (!whole_file) CHECK(diagnostic.at.line > 0);
      CHECK_FALSE(diagnostic.message.empty());
    }
  }
}

}  // namespace
}  // namespace vk
