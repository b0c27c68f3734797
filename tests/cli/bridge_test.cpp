#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/text.hpp"
#include "core/estimate/interval.hpp"
#include "tests/cli/support/workshop.hpp"
#include "tests/support/contains.hpp"

using vk::replace_all;
using vk::test::contains;
using vk::test::ProgramResult;
using vk::test::Workshop;

namespace {

constexpr int kMembers = 400;

std::string form(const std::string& id, int version, const std::string& source, const std::string& rest) {
  return fmt::format(R"toml(
[[measurement]]
id         = "{}"
audience   = "customers"
plugin     = "survey_state"
every      = "year"
opens      = "December 1"
stays_open = "2 weeks"
catch_up   = "all"
if_closed_day = "keep"
money      = "purchases"
inputs     = {{ answers = "{}" }}
states     = [{{ name = "committed", money = "secured" }}, {{ name = "uncertain", money = "at_risk" }}, {{ name = "leaving", money = "leaving" }}]
figures    = [{{ name = "Stay", kind = "mean", of = "stay" }}]
instrument = {{ id = "pulse", version = {}, change = "{}" }}
{}
[measurement.options]
scores = [{{ name = "stay", column = "stay" }}]
rule = [{{ state = "leaving", when = "stay <= {}" }}, {{ state = "committed", when = "stay >= 6" }}, {{ state = "uncertain", when = "answered(stay)" }}]
)toml",
                     id, source, version, version == 1 ? "same" : "changed", rest, version == 1 ? 2 : 3);
}

std::string bridge_calendar(const std::string& measurements, const std::string& more) {
  return R"toml(format   = 1
name     = "Four hundred customers"
timezone = "Europe/Helsinki"
currency = "EUR"

[source.customers]
csv = "customers.csv"

[source.invoices]
csv     = "invoices.csv"
subject = "id"
date    = "day"

[source.answers]
csv     = "answers-{cycle}.csv"
subject = "id"

[source.old_form]
csv     = "old-{cycle}.csv"
subject = "id"

[audience.customers]
register = "customers"
key      = "id"

[metric.purchases]
source = "invoices"
sum    = "amount"
window = "the cycle"
)toml" + measurements +
         R"toml(
[[report]]
id      = "board"
after   = ["pulse"]
formats = ["html", "md", "json", "csv"]
to      = ["folder:reports"]
)toml" + more;
}

std::string first_calendar() {
  return bridge_calendar(form("pulse", 1, "answers", ""), "");
}

/// From 2026 on the new form, and in 2026 the old one beside it.
std::string second_calendar(const std::string& more = "") {
  return bridge_calendar(form("pulse", 2, "answers", "") + form("pulse_old", 1, "old_form", "only = \"even years\"\n"),
                         R"toml(
[[bridge]]
name  = "scale of seven"
old   = "pulse_old"
new   = "pulse"
cycle = "2026"
)toml" + more);
}

/// Every member spends 100 EUR a year. 2025: everybody answers the old form, 80 leave (answer 1), 160 are uncertain
/// (4), 160 committed (7). 2026: even members answer the old form alike, odd ones the new form a point lower. 2027:
/// members 0 and 1 of every four answer the new form, 60 of 200 are below four.
void write_bridge_data(const Workshop& workshop) {
  std::string customers = "id\n";
  std::string invoices = "id,day,amount\n";
  std::string all = "id,stay\n";
  std::string old_half = "id,stay\n";
  std::string new_half = "id,stay\n";
  std::string later = "id,stay\n";
  for (int i = 0; i < kMembers; ++i) {
    const int said = i % 5 == 0 ? 1 : i % 5 <= 2 ? 4 : 7;
    customers += fmt::format("K{}\n", i);
    for (const int year : {2025, 2026, 2027}) invoices += fmt::format("K{},{}-03-01,100.00\n", i, year);
    all += fmt::format("K{},{}\n", i, said);
    if (i % 2 == 0) old_half += fmt::format("K{},{}\n", i, said);
    if (i % 2 == 1) new_half += fmt::format("K{},{}\n", i, i % 10 == 1 ? 3 : said);
    if (i % 4 < 2) later += fmt::format("K{},{}\n", i, i % 5 == 0 || i % 10 == 1 ? 1 : said);
  }
  workshop.write("customers.csv", customers);
  workshop.write("invoices.csv", invoices);
  workshop.write("answers-2025.csv", all);
  workshop.write("old-2026.csv", old_half);
  workshop.write("answers-2026.csv", new_half);
  workshop.write("answers-2027.csv", later);
}

/// Measures 2025 by the first calendar and the rest by the second; the board's reports are those of 2026 and 2027.
void run_three_years(const Workshop& workshop, const std::string& calendar) {
  write_bridge_data(workshop);
  const auto run_at = [&](const char* when) {
    const ProgramResult result = workshop.run_as_of(when);
    INFO(result.out << result.err);
    REQUIRE(result.exit_code == 0);
  };
  run_at("2025-12-02T08:00:00Z");
  run_at("2026-01-05T08:00:00Z");
  workshop.write("calendar.toml", calendar);
  for (const char* when :
       {"2026-12-02T08:00:00Z", "2027-01-05T08:00:00Z", "2027-12-02T08:00:00Z", "2028-01-05T08:00:00Z"})
    run_at(when);
}

Poco::JSON::Object::Ptr told_figure(const Poco::JSON::Object& report, const std::string& id) {
  const auto figures = report.getArray("figures");
  for (unsigned i = 0; i < figures->size(); ++i) {
    auto figure = figures->getObject(i);
    if (figure->getValue<std::string>("id") == id) return figure;
  }
  FAIL("no figure " << id);
  return nullptr;
}

int64_t told_minor(const Poco::JSON::Object& report, const std::string& id) {
  return told_figure(report, id)->getObject("value")->getValue<int64_t>("minor");
}

double told_ratio(const Poco::JSON::Object& report, const std::string& id) {
  const auto value = told_figure(report, id)->getObject("value");
  return value->getValue<double>("numerator") / value->getValue<double>("denominator");
}

/// How far the interval of a share reaches on the log scale: with money all alike and 200 of 400 asked it is Korn and
/// Graubard's with (n - 1) / (1 - f) = 398 answers.
double above(double p) {
  return std::log(vk::korn_graubard(p, 398, 0.95).high / p);
}
double below(double p) {
  return std::log(p / vk::korn_graubard(p, 398, 0.95).low);
}

std::string compared(const Workshop& workshop, const std::string& earlier, const std::string& later,
                     std::vector<std::string> more = {}) {
  more.insert(more.end(), {"compare", earlier, later});
  return workshop.run(more).out;
}

}  // namespace

TEST_CASE("bridge: two cycles by two forms are compared over the wave between them, with its error") {
  const Workshop workshop(first_calendar());
  run_three_years(workshop, second_calendar());
  const auto report = vk::test::parse_json(compared(workshop, "pulse@2025", "pulse@2027", {"--output", "json"}));
  const std::string pair = "pulse/customers@2027/from/2025/bridged/";
  const std::string leaving = pair + "leaving/";
  // By hand. Old half: 40 of 200 leave; new half: 80 of 200. Factor 2, so 8,000 EUR before are 16,000 in the new form.
  CHECK(told_minor(*report, leaving + "before") == 800000);
  CHECK(told_ratio(*report, leaving + "factor") == Approx(2));
  CHECK(told_minor(*report, leaving + "backcast") == 1600000);
  // 60 of the 200 who answered in 2027.
  CHECK(told_minor(*report, leaving + "after") == 1200000);
  CHECK(told_minor(*report, leaving + "change") == -400000);
  CHECK(told_ratio(*report, leaving + "ratio") == Approx(0.75));
  // The halves share nobody, so how far they reach adds up; 2025 is exact, 2027 has p = 0.3.
  const auto backcast = told_figure(*report, leaving + "backcast")->getObject("range");
  CHECK(backcast->getValue<int64_t>("low") == Approx(1600000 * std::exp(-below(0.4) - above(0.2))).epsilon(1e-5));
  CHECK(backcast->getValue<int64_t>("high") == Approx(1600000 * std::exp(above(0.4) + below(0.2))).epsilon(1e-5));
  const auto ratio = told_figure(*report, leaving + "ratio")->getObject("range");
  const double down = std::hypot(below(0.3), above(0.4) + below(0.2));
  const double up = std::hypot(above(0.3), below(0.4) + above(0.2));
  CHECK(ratio->getValue<int64_t>("low") == std::llround(750 * std::exp(-down)));
  CHECK(ratio->getValue<int64_t>("high") == std::llround(750 * std::exp(up)));
  // Uncertain: 80 of 200 before, 40 after: 16,000 become 8,000. Committed: factor 1.
  CHECK(told_minor(*report, pair + "at_risk/backcast") == 800000);
  CHECK(told_minor(*report, pair + "secured/backcast") == 1600000);
  CHECK(told_minor(*report, pair + "sum") == 4000000);
  CHECK(told_minor(*report, pair + "gap") == 0);
  const auto verdict = report->getArray("comparisons")->getObject(0);
  CHECK(verdict->getObject("states")->getValue<std::string>("verdict") == "bridged");
  CHECK(verdict->getObject("money")->getValue<std::string>("verdict") == "same");
  const auto wave = verdict->getArray("bridge_waves")->getObject(0);
  CHECK(wave->getValue<std::string>("old_form") == "pulse_old/customers@2026");
  const std::string text = compared(workshop, "pulse@2025", "pulse@2027");
  INFO(text);
  CHECK(contains(text, "bridged by a bridge wave, \"scale of seven\""));
  CHECK(contains(text, "Bridge wave “scale of seven”: 200 answered the old form"));
  CHECK_FALSE(contains(text, "/transition"));
}

TEST_CASE("bridge: the cycle of the wave tells the change by the old form, in every format and language") {
  const Workshop workshop(first_calendar());
  run_three_years(workshop, second_calendar());
  const auto report = vk::test::parse_json(workshop.read("reports/board-2026.json"));
  const std::string leaving = "pulse/customers@2026/from/2025/bridged/leaving/";
  CHECK(told_minor(*report, leaving + "backcast") == 1600000);
  CHECK(told_minor(*report, leaving + "after") == 1600000);
  // The new half is the later cycle: what is left is the old half against everybody in 2025.
  const auto ratio = told_figure(*report, leaving + "ratio")->getObject("range");
  CHECK(ratio->getValue<int64_t>("low") == std::llround(1000 * std::exp(-below(0.2))));
  // The mean answer: 4.6 in 2025; old half 4.6, new half 4.6 - 0.2; the step is -0.2 and no change is left.
  const std::string stay = "pulse/customers@2026/figure/Stay";
  CHECK(told_figure(*report, stay + "/bridged/step")->getObject("value")->getValue<int64_t>("numerator") == -20);
  CHECK(told_figure(*report, stay + "/bridged/backcast")->getObject("value")->getValue<int64_t>("numerator") == 440);
  CHECK(told_figure(*report, stay + "/change")->getObject("value")->getValue<int64_t>("numerator") == 0);
  for (const char* format : {"html", "md"}) {
    const std::string text = workshop.read(std::string("reports/board-2026.") + format);
    CHECK(contains(text, "over a bridge wave, as sums only"));
    CHECK(contains(text, "Bridged change of money from 2025 to 2026"));
    CHECK(contains(text, "Each part has a factor of its own and none is made to fit"));
  }
  CHECK(contains(workshop.read("reports/board-2026.html"), "the instrument changed here"));
  const std::string csv = workshop.read("reports/board-2026.csv");
  CHECK(contains(csv, "from/2025/bridged/leaving/backcast,"));
  CHECK(contains(csv, "/bridge_wave/1,scale of seven,pulse_old/customers@2026 -> pulse/customers@2026,bridge_wave"));
  // The next year asks the new form twice, and needs no bridge.
  CHECK_FALSE(contains(workshop.read("reports/board-2027.md"), "bridge wave"));
  workshop.write("calendar.toml",
                 replace_all(second_calendar(), "currency = \"EUR\"", "currency = \"EUR\"\nlanguage = \"fi\""));
  const std::string finnish = compared(workshop, "pulse@2025", "pulse@2027");
  INFO(finnish);
  CHECK(contains(finnish, "silloitettu siltamittauksella ”scale of seven”"));
  CHECK(contains(finnish, "Silloitettu rahan muutos jaksosta 2025 jaksoon 2027"));
  CHECK_FALSE(contains(finnish, "ohjelman ilmoitus"));
}

TEST_CASE("bridge: without a wave the comparison is refused and says how to link it") {
  const Workshop workshop(first_calendar());
  const size_t at = second_calendar().find("[[bridge]]");
  run_three_years(workshop, second_calendar().substr(0, at));
  const std::string text = compared(workshop, "pulse@2025", "pulse@2027");
  CHECK(contains(text, "instrument changed without a bridge: pulse version 1"));
  CHECK(contains(text, "to compare, ask both forms in one cycle and declare"));
  CHECK(contains(text, "old = the measurement with pulse version 1"));
  // Declared afterwards, it links what has been measured.
  workshop.write("calendar.toml", second_calendar());
  CHECK(contains(compared(workshop, "pulse@2025", "pulse@2027"), "bridged by a bridge wave"));
  workshop.write("calendar.toml", replace_all(second_calendar(), "cycle = \"2026\"", "cycle = \"2028\""));
  CHECK(contains(compared(workshop, "pulse@2025", "pulse@2027"),
                 "bridge wave \"scale of seven\" is not measured yet: the store has no pulse\\_old/customers@2028"));
}

TEST_CASE("bridge: under the disclosure rule a link of too few is told in no format") {
  const Workshop workshop(first_calendar());
  run_three_years(workshop, second_calendar());
  const auto closed = [&](const char* least) {
    workshop.write("calendar.toml",
                   replace_all(second_calendar(), "currency = \"EUR\"",
                               fmt::format("currency = \"EUR\"\ndisclosure = {{ least = {} }}", least)));
    return compared(workshop, "pulse@2025", "pulse@2027");
  };
  CHECK(contains(closed("30"), "Bridged change of money"));
  // The old half has 40 who leave, every cycle at least 80.
  const std::string withheld = closed("50");
  CHECK_FALSE(contains(withheld, "Bridged change of money"));
  CHECK(contains(withheld, "withheld: a figure of it would tell too much of one customer"));
}

TEST_CASE("bridge: what is wrong with a wave is told with its place, all at once") {
  const auto told = [](const std::string& text) {
    const Workshop workshop(text);
    const ProgramResult checked = workshop.run({"config", "check"});
    return checked.out + checked.err;
  };
  CHECK(contains(told(replace_all(second_calendar(), "old   = \"pulse_old\"", "old   = \"pulse_olt\"")),
                 "error E213: there is no measurement \"pulse_olt\""));
  CHECK(contains(told(replace_all(second_calendar(), "cycle = \"2026\"", "cycle = \"2026-Q1\"")),
                 "error E221: \"2026-Q1\" is no cycle of measurement \"pulse_old\""));
  CHECK(contains(told(replace_all(second_calendar(), "only = \"even years\"", "only = \"odd years\"")),
                 "error E221: \"2026\" is no cycle of measurement \"pulse_old\""));
}
