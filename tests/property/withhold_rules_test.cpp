#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/compare_occurrences.hpp"
#include "core/engine/withhold.hpp"
#include "core/engine/withhold_answers.hpp"
#include "core/engine/withhold_link.hpp"
#include "core/engine/withhold_plan.hpp"
#include "core/report/build_report.hpp"
#include "core/report/report_json.hpp"
#include "core/report/told_pair.hpp"
#include "tests/support/sample_snapshot.hpp"
#include "tests/support/temp_folder.hpp"

using namespace vk;

namespace {

ContentPlan plan_held_back(const std::vector<std::pair<ContactDecision, int>>& rows) {
  ContentPlan plan;
  SubjectNumber subject = 1;
  for (const auto& [decision, count] : rows) {
    for (int i = 0; i < count; ++i) {
      ContentRow row;
      row.subject = subject++;
      row.money = 100;
      row.decision = decision;
      plan.rows.push_back(row);
    }
  }
  return plan;
}

/// So many members of a state in a segment, each with the same money.
struct Alike {
  size_t count = 0;
  uint8_t state = 0;
  uint16_t segment = 0;
  int64_t money = 1000;
};

Snapshot measured_year(SnapshotHeader header, const std::vector<Alike>& lots) {
  std::vector<test::Row> rows;
  for (const Alike& lot : lots) {
    for (size_t i = 0; i < lot.count; ++i) {
      const auto ordinal = static_cast<uint32_t>(rows.size());
      rows.push_back({subject_number(0, ordinal), lot.state, lot.money, kActive, lot.segment});
    }
  }
  return test::snapshot_of(std::move(header), rows);
}

/// Two segments of members alike, answering and silent, so that classes of answers are the segments.
Snapshot year_by_segment(size_t leaving) {
  std::vector<Alike> lots;
  for (const uint16_t segment : {uint16_t{0}, uint16_t{1}}) {
    for (const uint8_t state : {uint8_t{0}, uint8_t{1}}) lots.push_back({40, state, segment});
    lots.push_back({segment == 0 ? leaving : 40, 2, segment});
    lots.push_back({40, kUnmeasured, segment});
  }
  return measured_year(test::sample_header(2026), lots);
}

Representation told_answers(const Snapshot& year, const ToldCycle& told) {
  std::optional<Representation> answers = represent(year);
  REQUIRE(answers.has_value());
  REQUIRE(answers->estimable);
  REQUIRE(answers->classes <= year.header.segments.size());
  REQUIRE(answers->extrapolated > 0);
  WholeSnapshot members(year);
  REQUIRE(withhold_answers(members, told, {3, 10}, *answers));
  return *answers;
}

/// What is told of the draw of a cycle.
std::optional<SampleDesign> told_draw(Snapshot year) {
  year.money_class.assign(year.size(), 1);
  const test::TempFolder folder;
  Store store = Store::open(folder.path() / "draw.store", StoreMode::read_write);
  store.put_snapshot(year, test::closed_entry(year.header), {});
  AnnualCalendar calendar;
  calendar.disclosure = DisclosureSpec{3, 1000};
  ReportInputs inputs;
  MeasuredCycle cycle;
  cycle.header = require_snapshot(store, "renewal@2026").header;
  cycle.totals = count_states(year);
  inputs.cycles.push_back(std::move(cycle));
  withhold(calendar, store, inputs);
  REQUIRE(inputs.cycles.size() == 1);
  return inputs.cycles.front().header.sample;
}

/// Whether the draw of a cycle is told whose rules kept out five, the biggest of them with this money.
bool tells_draw(int64_t biggest) {
  SnapshotHeader header = test::sample_header(2026);
  header.sample = SampleDesign{};
  header.sample->unavailable = 5;
  Snapshot year = measured_year(
      header, {{4, kUnmeasured}, {1, kUnmeasured, 0, biggest}, {40, kUnmeasured, 0, 9000}, {40, 0}, {40, 1}, {40, 2}});
  for (size_t i = 0; i < year.size(); ++i) {
    const bool kept_out = i < header.sample->unavailable;
    if (year.state[i] == kUnmeasured)
      year.disposition[i] = static_cast<uint8_t>(kept_out ? Disposition::suppressed : Disposition::non_contact);
  }
  return told_draw(std::move(year)).has_value();
}

/// A comparison linked by a wave, one half of which has so many in the first of two secured states.
vk::Comparison linked_comparison(size_t in_state, size_t in_part, size_t alone = 0) {
  const test::TempFolder folder;
  Store store = Store::open(folder.path() / "link.store", StoreMode::read_write);
  vk::Comparison comparison;
  WaveStep step{"new form", {}, {}};
  for (const bool is_new : {false, true}) {
    SnapshotHeader header = test::sample_header(2026);
    header.name.item = is_new ? "pulse" : "pulse_old";
    header.states.push_back({"content", MoneyClass::secured});
    (is_new ? step.new_form : step.old_form) = header.name;
    (is_new ? comparison.later : comparison.earlier) = header;
    // Those who are big and silent in the new form come first, so that they are the same members.
    const Snapshot half = measured_year(header, {{alone, is_new ? kUnmeasured : uint8_t{1}, 0, 9000},
                                                 {is_new ? in_state : 40, 0},
                                                 {40, 1},
                                                 {40, 2},
                                                 {is_new ? in_part - in_state : 40, 3},
                                                 {40, kUnmeasured}});
    store.put_snapshot(half, test::closed_entry(half.header), {});
  }
  comparison.verdict.waves = {step};
  comparison.linked.emplace();
  for (size_t part = 0; part < kEstimatedParts; ++part) comparison.linked->lines.emplace_back().part = part;
  comparison.linked->lines.emplace_back().state = "committed";
  comparison.linked->waves.emplace_back().alone.members = alone;
  const auto counted = [](const OccurrenceName&) { return ToldEstimates{}; };
  withhold_link(store, {3, 10}, true, counted, comparison);
  return comparison;
}

}  // namespace

TEST_CASE("withhold: few who hold much and are silent do not hide among those who are not eligible") {
  for (const size_t giants : {2U, 5U}) {
    Snapshot year = measured_year(test::sample_header(2026),
                                  {{giants, kUnmeasured, 0, 9000}, {20, kUnmeasured}, {80, 0}, {80, 1}, {80, 2}});
    for (size_t i = 0; i < year.size(); ++i) {
      const bool outside = i >= giants && year.state[i] == kUnmeasured && i % 2 == 0;
      if (year.state[i] == kUnmeasured)
        year.disposition[i] = static_cast<uint8_t>(outside ? Disposition::not_eligible : Disposition::non_contact);
    }
    std::optional<Representation> answers = represent(year);
    REQUIRE(answers.has_value());
    REQUIRE(answers->unspoken.members == giants + 10);
    WholeSnapshot members(year);
    REQUIRE(withhold_answers(members, {}, {3, 10}, *answers));
    CHECK(answers->estimable == (giants == 5));
  }
}

TEST_CASE("withhold: estimates by segment do not give away parts of segments that are hidden") {
  const Representation told = told_answers(year_by_segment(40), {});
  CHECK(told.estimable);
  CHECK(told.states.size() == 3);
  ToldCycle hides;
  hides.hidden.assign(2, HiddenParts{});
  const Representation hidden = told_answers(year_by_segment(40), hides);
  CHECK_FALSE(hidden.estimable);
  CHECK(hidden.why_not == kWithheld);
  CHECK(hidden.extrapolated == 0);
  CHECK(hidden.states.empty());
}

TEST_CASE("withhold: nor those of states of which a segment has too few") {
  const Representation few = told_answers(year_by_segment(2), {});
  CHECK(few.estimable);
  CHECK(few.parts.has_value());
  CHECK(few.states.empty());
  CHECK(told_answers(year_by_segment(3), {}).states.size() == 3);
}

TEST_CASE("withhold: a draw does not tell whom rules kept out when one of them is nearly all of their money") {
  CHECK(tells_draw(1000));
  CHECK_FALSE(tells_draw(90000));
}

TEST_CASE("withhold: a link tells no states when a half of its wave has one of too few") {
  const auto lines = [](const vk::Comparison& comparison) {
    return comparison.linked ? comparison.linked->lines.size() : 0;
  };
  CHECK(lines(linked_comparison(40, 80)) == 4);
  CHECK(lines(linked_comparison(3, 80)) == 4);
  const vk::Comparison few = linked_comparison(2, 80);
  REQUIRE(lines(few) == 3);
  for (const WaveLine& line : few.linked->lines) CHECK(line.part.has_value());
  CHECK(few.verdict.waves.size() == 1);
  // A part of too few is no link at all.
  CHECK(lines(linked_comparison(2, 2)) == 0);
  // Nor is one whose factor leaves out somebody whom what is told of one form has.
  CHECK(lines(linked_comparison(40, 80, 1)) == 0);
  CHECK(lines(linked_comparison(40, 80, 5)) == 0);
}

TEST_CASE("withhold: rules that held back too few are counted together") {
  const DisclosureRule rule{3, 10};
  const std::vector<ContentPlan> plans{plan_held_back({{ContactDecision::planned, 9},
                                                       {ContactDecision::no_consent, 1},
                                                       {ContactDecision::duplicate, 4},
                                                       {ContactDecision::holdout, 20}})};
  CHECK(told_held_back(rule, plans) == std::map<std::string, size_t>{{"holdout", 20}, {"other", 5}});
  const std::vector<ContentPlan> safe{
      plan_held_back({{ContactDecision::no_consent, 3}, {ContactDecision::holdout, 4}})};
  CHECK(told_held_back(rule, safe) == std::map<std::string, size_t>{{"holdout", 4}, {"no_consent", 3}});
  CHECK(told_held_back(rule, {}).empty());
}

TEST_CASE("withhold: money of rows of nobody is told only where there are none") {
  const test::TempFolder folder;
  Store store = Store::open(folder.path() / "nobody.store", StoreMode::read_write);
  SnapshotHeader header = test::sample_header(2026);
  for (const uint64_t rows : {uint64_t{0}, uint64_t{40}}) {
    header.revision = rows == 0 ? 1 : 2;
    header.revision_reason = rows == 0 ? "" : "late rows";
    header.rows_of_nobody = rows;
    header.money_of_nobody.minor = static_cast<int64_t>(rows) * 77'001;
    const Snapshot year = measured_year(header, {{40, 0}, {40, 1}, {40, 2}});
    store.put_snapshot(year, test::closed_entry(year.header), {});
    for (const bool disclosure : {false, true}) {
      ReportInputs inputs;
      MeasuredCycle cycle;
      cycle.header = require_snapshot(store, "renewal@2026").header;
      cycle.totals = count_states(year);
      inputs.cycles.push_back(std::move(cycle));
      inputs.disclosure = disclosure;
      const std::string json = write_json(build_report(inputs));
      const bool told = json.find("money_of_nobody") != std::string::npos;
      CHECK(told == (rows == 0 || !disclosure));
      CHECK((json.find("3080040") == std::string::npos) == (rows == 0 || disclosure));
    }
  }
}

TEST_CASE("withhold: a draw is told with the cycle's money, not with that of the day of the draw") {
  SnapshotHeader header = test::sample_header(2026);
  header.sample = SampleDesign{};
  header.sample->half_width = 123'456;
  header.sample->strata = {{"large", 60, 59'000, false, 30, 30}, {"small", 60, 60'000, false, 30, 29}};
  const Snapshot year = measured_year(header, {{40, 0}, {40, 1}, {40, 2}});
  const std::optional<SampleDesign> sample = told_draw(year);
  REQUIRE(sample.has_value());
  REQUIRE(sample->strata.size() == 1);
  CHECK(sample->strata.front().money == year.header.base.minor);
  CHECK(sample->drawn() == 59);
  CHECK(sample->half_width == 120'000);
}
