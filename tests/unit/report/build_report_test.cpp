#include "core/report/build_report.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include "core/report/writers.hpp"
#include "tests/unit/report/report_example.hpp"

namespace {

const vk::Figure& figure(const vk::Report& report, const std::string& id) {
  const auto found =
      std::find_if(report.figures.begin(), report.figures.end(), [&](const vk::Figure& any) { return any.id == id; });
  INFO("figure " << id);
  REQUIRE(found != report.figures.end());
  return *found;
}

bool has_figure_under(const vk::Report& report, const std::string& prefix) {
  return std::any_of(report.figures.begin(), report.figures.end(),
                     [&](const vk::Figure& any) { return any.id.starts_with(prefix); });
}

}  // namespace

TEST_CASE("report: the first year says 320,000 / 320,000 / 160,000 in plain words") {
  const vk::Report report = vk::build_report(vk::test::first_year_inputs());
  REQUIRE(report.lead.size() == 1);
  CHECK(report.lead[0] == "Of 800,000 EUR, 320,000 is secured, 320,000 needs work and 160,000 is about to leave.");
  CHECK(report.outcome == vk::Outcome::complete);
  CHECK(report.status == "Complete: nothing that belongs here is missing. As of 1 October 2025 07:00 UTC.");
}

TEST_CASE("report: the same sentence in Finnish with no-break spaces") {
  vk::ReportInputs inputs = vk::test::first_year_inputs();
  inputs.language = "fi";
  const vk::Report report = vk::build_report(inputs);
  REQUIRE(report.lead.size() == 1);
  CHECK(report.lead[0] ==
        "Yhteensä 800\u00a0000 EUR: 320\u00a0000 on turvattu, 320\u00a0000 vaatii työtä ja 160\u00a0000 on lähdössä.");
  CHECK(figure(report, "renewal/customers@2025/exposure/secured").text == "320\u00a0000,00 EUR");
}

TEST_CASE("report: the four parts add up to the base and their percentages to 100.0") {
  const vk::Report report = vk::build_report(vk::test::example_inputs());
  const std::string cycle = "renewal/customers@2026/";
  int64_t money = 0;
  int64_t tenths = 0;
  for (const char* part : {"secured", "at_risk", "leaving", "unmeasured"}) {
    money += figure(report, cycle + "exposure/" + part).numerator;
    const std::string share = figure(report, cycle + "exposure/" + part + "/share").plain;
    tenths += std::stoll(share.substr(0, share.find('.'))) * 10 + (share.back() - '0');
  }
  CHECK(money == figure(report, cycle + "base").numerator);
  CHECK(tenths == 1000);
}

TEST_CASE("report: every figure names its dates, base, n and definition and has an id of its own") {
  const vk::Report report = vk::build_report(vk::test::example_inputs());
  std::set<std::string> ids;
  for (const vk::Figure& any : report.figures) {
    INFO(any.id);
    CHECK_FALSE(any.label.empty());
    CHECK_FALSE(any.text.empty());
    CHECK_FALSE(any.dates.empty());
    CHECK_FALSE(any.base.empty());
    CHECK_FALSE(any.n.empty());
    CHECK_FALSE(any.definition.empty());
    CHECK(ids.insert(any.id).second);
  }
}

TEST_CASE("report: the bridge and its retention are exact") {
  const vk::Report report = vk::build_report(vk::test::example_inputs());
  const std::string pair = "renewal/customers@2026/from/2025/";
  int64_t sum = 0;
  for (const char* line : {"opening", "added_new", "reactivation", "expansion", "contraction", "churn"}) {
    sum += figure(report, pair + "bridge/" + line).numerator;
  }
  CHECK(sum == figure(report, pair + "bridge/closing").numerator);
  CHECK(figure(report, pair + "grr").text == "88.1 %");
  CHECK(figure(report, pair + "nrr").text == "91.9 %");
  CHECK(figure(report, pair + "logo_retention").text == "92.5 %");
}

TEST_CASE("report: a refused comparison has a verdict with reasons and no figures") {
  const vk::Report report = vk::build_report(vk::test::example_inputs());
  CHECK_FALSE(has_figure_under(report, "service/customers@2026/from/"));
  CHECK(has_figure_under(report, "loyalty/customers@2026/from/2025/transition/"));
  REQUIRE(report.verdicts.size() == 3);
  CHECK(std::any_of(report.verdicts.begin(), report.verdicts.end(), [](const vk::ReportVerdict& verdict) {
    return verdict.verdict.money == vk::Verdict::not_comparable && !verdict.verdict.money_reasons.empty();
  }));
}

TEST_CASE("report: a cycle that skipped rows makes the report partial, whatever the run said") {
  vk::ReportInputs inputs = vk::test::example_inputs();
  inputs.outcome = vk::Outcome::complete;
  const vk::Report report = vk::build_report(inputs);
  CHECK(report.outcome == vk::Outcome::partial);
  CHECK(report.status.starts_with("Partial:"));
  REQUIRE_FALSE(report.reasons.empty());
  CHECK(report.reasons[0] == "renewal/customers@2026: 3 rows of answers were skipped");
}

TEST_CASE("report: nothing measured is an answer and not complete") {
  const vk::Report report = vk::build_report({});
  CHECK(report.outcome == vk::Outcome::partial);
  REQUIRE(report.lead.size() == 1);
  for (const vk::ReportWriter& writer : vk::report_writers()) CHECK_FALSE(writer.write(report).empty());
}

TEST_CASE("report: an undefined retention is said, not computed") {
  vk::ReportInputs inputs = vk::test::example_inputs();
  inputs.comparisons = {inputs.comparisons[0]};
  inputs.comparisons[0].bridge = vk::MoneyBridge{};
  const vk::Report report = vk::build_report(inputs);
  const vk::Figure& grr = figure(report, "renewal/customers@2026/from/2025/grr");
  CHECK(grr.text == "not defined");
  CHECK(grr.plain.empty());
  CHECK(grr.denominator == 0);
}

TEST_CASE("report: shuffled equal inputs give the same bytes in every format") {
  vk::ReportInputs inputs = vk::test::example_inputs();
  vk::ReportInputs shuffled = inputs;
  std::reverse(shuffled.comparisons.begin(), shuffled.comparisons.end());
  std::reverse(shuffled.wheel.begin(), shuffled.wheel.end());
  std::reverse(shuffled.cycles.begin(), shuffled.cycles.end());
  std::rotate(shuffled.content_plans[0].rows.begin(), shuffled.content_plans[0].rows.begin() + 13,
              shuffled.content_plans[0].rows.end());
  for (const vk::ReportWriter& writer : vk::report_writers()) {
    INFO(writer.format);
    const std::string first = writer.write(vk::build_report(inputs));
    CHECK(first == writer.write(vk::build_report(inputs)));
    CHECK(first == writer.write(vk::build_report(shuffled)));
  }
}

TEST_CASE("report: items are told in the calendar's order and by their titles, names in small print") {
  vk::ReportInputs inputs = vk::test::example_inputs();
  inputs.follows = {"service", "renewal", "loyalty"};
  inputs.titles = {{"service", "How well did we serve them?"}, {"renewal", ""}};
  const vk::Report report = vk::build_report(inputs);
  std::vector<vk::Heading> headings;
  for (const vk::Section& section : report.sections) {
    if (section.id != "comparison") continue;
    for (const vk::Block& block : section.blocks) {
      if (const auto* heading = std::get_if<vk::Heading>(&block)) headings.push_back(*heading);
    }
  }
  REQUIRE(headings.size() == 3);
  CHECK(headings[0].text == "How well did we serve them? 2025 → 2026");
  CHECK(headings[0].names == "service/customers@2025 → service/customers@2026");
  CHECK(headings[1].text == "Renewal 2025 → 2026");
  CHECK(headings[2].text == "Loyalty 2025 → 2026");
  REQUIRE(report.verdicts.size() == 3);
  CHECK(report.verdicts[0].later.item == "service");
}

TEST_CASE("report: several cycles of one item are told apart by their label") {
  vk::ReportInputs inputs = vk::test::first_year_inputs();
  inputs.titles["renewal"] = "Will they stay?";
  inputs.cycles.push_back(inputs.cycles[0]);
  inputs.cycles[1].header.name.cycle = "2026";
  const vk::Report report = vk::build_report(inputs);
  REQUIRE(report.lead.size() == 2);
  CHECK(report.lead[0].starts_with("Will they stay? 2025: Of "));
  CHECK(report.lead[1].starts_with("Will they stay? 2026: Of "));
}

TEST_CASE("report: measurements over the same money share the sentence of what became of it") {
  vk::ReportInputs inputs = vk::test::example_inputs();
  inputs.comparisons = {vk::test::allowed_comparison(), vk::test::bridged_comparison()};
  const vk::Report report = vk::build_report(inputs);
  REQUIRE(report.lead.size() == 3);
  CHECK(report.lead[1].starts_with("From 2025 to 2026, by the same ruler, 800,000.00 EUR became 790,000.00 EUR"));
  CHECK(report.lead[2] ==
        "Movement between states: by the same ruler in “Renewal”; through a declared bridge in “Loyalty”.");
}

TEST_CASE("report: a report's own occurrence is done in the year that it tells") {
  vk::ReportInputs inputs = vk::test::first_year_inputs();
  inputs.wheel = {vk::test::item_of("board@2025", vk::ItemKind::report,
                                    {vk::test::date(2025, 9, 15), vk::test::date(2025, 9, 15)},
                                    vk::WheelStatus::planned)};
  const vk::Report report = vk::build_report(inputs);
  REQUIRE(report.occurrences.size() == 1);
  CHECK(report.occurrences[0].status == vk::WheelStatus::done);
}
