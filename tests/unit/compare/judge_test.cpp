#include <catch2/catch.hpp>

#include "core/compare/compare.hpp"
#include "tests/support/sample_snapshot.hpp"

using namespace vk;

namespace {

struct Pair {
  SnapshotHeader earlier = test::sample_header(2025);
  SnapshotHeader later = test::sample_header(2026);

  Comparability judged() const { return judge(earlier, later); }
};

std::string all(const std::vector<std::string>& reasons) {
  std::string text;
  for (const std::string& reason : reasons) text += reason + "\n";
  return text;
}

void declare_change(Pair& pair, const std::string& change) {
  pair.later.instrument.version = 2;
  pair.later.instrument.hash = "0ther";
  pair.later.instrument.change = change;
}

}  // namespace

TEST_CASE("judge: the same ruler gives the same verdict without reasons", "[compare]") {
  const Comparability verdict = Pair{}.judged();
  CHECK(verdict.money == Verdict::same);
  CHECK(verdict.states == Verdict::same);
  CHECK(verdict.money_reasons.empty());
  CHECK(verdict.state_reasons.empty());
  CHECK(verdict.state_map.empty());
}

TEST_CASE("judge: a leap year is the same ruler", "[compare]") {
  const Comparability verdict = judge(test::sample_header(2023), test::sample_header(2024));
  CHECK(verdict.money == Verdict::same);
  CHECK(verdict.money_reasons.empty());
}

TEST_CASE("judge: another metric, version, definition or currency is refused with both values", "[compare]") {
  struct Named {
    const char* reason;
    void (*change)(SnapshotHeader&);
  };
  for (const Named& row :
       {Named{"metric differs: annual_purchases before, profit now", [](auto& h) { h.metric.id = "profit"; }},
        Named{"metric annual_purchases has another version: 1 before, 2 now", [](auto& h) { h.metric.version = 2; }},
        Named{"metric annual_purchases version 1 was defined otherwise: sum of amount over the cycle (feed) before, "
              "sum of "
              "amount over the cycle (beef) now",
              [](auto& h) { h.metric.hash = "beef"; }},
        Named{"currency differs: EUR before, SEK now",
              [](auto& h) { h.metric.currency = Currency::from_code("SEK").value(); }},
        Named{"money window differs: 365 days before, all days now",
              [](auto& h) { h.money_window.first = Day::min(); }},
        Named{"money window differs: 365 days before, 90 days now",
              [](auto& h) { h.money_window.first = h.money_window.end - std::chrono::days{90}; }},
        Named{"cycle length differs: 12 months before (2025-01-01 to 2025-12-31), 3 months now (2026-01-01 to "
              "2026-03-31)",
              [](auto& h) { h.interval.end = h.interval.first + std::chrono::days{90}; }}}) {
    CAPTURE(row.reason);
    Pair pair;
    row.change(pair.later);
    const Comparability verdict = pair.judged();
    CHECK(verdict.money == Verdict::not_comparable);
    CHECK(verdict.states == Verdict::not_comparable);
    CHECK(all(verdict.money_reasons) == std::string{row.reason} + "\n");
  }
}

TEST_CASE("judge: all reasons are told at once", "[compare]") {
  Pair pair;
  pair.later.metric.version = 2;
  pair.later.metric.currency = Currency::from_code("SEK").value();
  pair.later.population_hash = "0ther";
  CHECK(pair.judged().money_reasons.size() == 3);
}

TEST_CASE("judge: a cycle that is not over is shown so far", "[compare]") {
  Pair pair;
  pair.later.as_of = Instant{pair.later.interval.first} + std::chrono::days{99} + std::chrono::hours{5};
  pair.later.closes = pair.later.as_of;
  const Comparability verdict = pair.judged();
  CHECK(verdict.money == Verdict::not_comparable);
  CHECK(all(verdict.money_reasons) ==
        "renewal/customers@2026 is not over: so far, day 100 of 365 (known as of 2026-04-10T05:00:00Z, window "
        "2026-01-01 to "
        "2026-12-31)\n");
}

TEST_CASE("judge: a window that is over compares although its cycle is not", "[compare]") {
  Pair pair;
  for (SnapshotHeader* header : {&pair.earlier, &pair.later}) {
    header->as_of = Instant{header->interval.first} + std::chrono::days{80};
    header->closes = header->as_of;
    header->money_window.end = header->interval.first + std::chrono::days{60};
    header->money_window.first = header->money_window.end - std::chrono::days{365};
  }
  CHECK(pair.judged().money == Verdict::same);
}

TEST_CASE("judge: fieldwork that is still open forbids states, not money", "[compare]") {
  Pair pair;
  pair.later.closes = pair.later.as_of + std::chrono::hours{1};
  CHECK(pair.judged().money == Verdict::same);
  CHECK(pair.judged().states == Verdict::not_comparable);
}

TEST_CASE("judge: two cycles in the wrong order are refused", "[compare]") {
  const Comparability verdict = judge(test::sample_header(2026), test::sample_header(2025));
  CHECK(verdict.money == Verdict::not_comparable);
  CHECK(all(verdict.money_reasons) == "renewal/customers@2025 does not come after renewal/customers@2026\n");
}

TEST_CASE("judge: another population rule is bridged by the members of both", "[compare]") {
  Pair pair;
  pair.later.population_hash = "0ther";
  const Comparability verdict = pair.judged();
  CHECK(verdict.money == Verdict::bridged);
  CHECK(verdict.states == Verdict::bridged);
  CHECK(verdict.state_map == std::vector<uint8_t>{0, 1, 2});
  CHECK_THAT(all(verdict.money_reasons), Catch::Contains("b0b0 before, 0ther now"));
}

TEST_CASE("judge: other segments are a note, and only the whole is compared", "[compare]") {
  Pair pair;
  pair.later.segments = {{"size", "region"}, {{"large", "north"}}};
  const Comparability verdict = pair.judged();
  CHECK(verdict.money == Verdict::same);
  CHECK(all(verdict.money_reasons) == "segments differ: size before, size, region now; only the whole is compared\n");
}

TEST_CASE("judge: a declared text fix or addition is the same with a note", "[compare]") {
  for (const char* change : {"text_fix", "added"}) {
    Pair pair;
    declare_change(pair, change);
    const Comparability verdict = pair.judged();
    CHECK(verdict.money == Verdict::same);
    CHECK(verdict.states == Verdict::same);
    CHECK(all(verdict.state_reasons) == std::string{"instrument has a declared "} + change +
                                            ": loyalty version 1 (c0de) before, loyalty version 2 (0ther) now\n");
    pair.later.states[0].name = "loyal";
    CHECK(pair.judged().states == Verdict::not_comparable);
  }
}

TEST_CASE("judge: a changed instrument is bridged by its map, state by state", "[compare]") {
  Pair pair;
  declare_change(pair, "changed");
  pair.later.states = {{"loyal", MoneyClass::secured}, {"leaving", MoneyClass::leaving}};
  CHECK(pair.judged().states == Verdict::not_comparable);
  pair.later.instrument.bridge = {{"committed", "loyal"}};
  const Comparability partly = pair.judged();
  CHECK(partly.states == Verdict::not_comparable);
  CHECK_THAT(all(partly.state_reasons), Catch::Contains("says nothing of the state \"uncertain\""));
  CHECK(partly.state_map.empty());
  pair.later.instrument.bridge.emplace_back("uncertain", "leaving");
  const Comparability whole = pair.judged();
  CHECK(whole.states == Verdict::bridged);
  CHECK(whole.money == Verdict::same);
  CHECK(whole.state_map == std::vector<uint8_t>{0, 1, 1});
}

TEST_CASE("judge: an undeclared change, another instrument or a skipped version is refused", "[compare]") {
  Pair undeclared;
  declare_change(undeclared, "same");
  CHECK(undeclared.judged().states == Verdict::not_comparable);
  CHECK(undeclared.judged().money == Verdict::same);
  Pair unbridged;
  declare_change(unbridged, "changed");
  CHECK_THAT(all(unbridged.judged().state_reasons), Catch::Contains("without a bridge"));
  Pair skipped;
  declare_change(skipped, "text_fix");
  skipped.later.instrument.version = 3;
  CHECK(skipped.judged().states == Verdict::not_comparable);
  Pair other;
  other.later.instrument.id = "nps";
  CHECK(other.judged().states == Verdict::not_comparable);
  Pair renamed;
  renamed.later.states[1].money = MoneyClass::leaving;
  CHECK(renamed.judged().states == Verdict::not_comparable);
}

TEST_CASE("judge: other rows of the inputs are refused by name, unless the change is declared", "[compare]") {
  Pair pair;
  pair.later.instrument.hash = "0ther";
  pair.later.instrument.rows = "answers where Finished";
  const Comparability refused = pair.judged();
  CHECK(refused.states == Verdict::not_comparable);
  CHECK(refused.money == Verdict::same);
  REQUIRE_FALSE(refused.state_reasons.empty());
  CHECK(refused.state_reasons.front() ==
        "other rows of the inputs count, and the change is not declared: all rows before, answers where Finished now");
  CHECK(refused.state_reasons.back() ==
        "if nothing else has changed, declare it: instrument = { change = \"text_fix\", note = \"...\" }");
  declare_change(pair, "text_fix");
  CHECK(pair.judged().states == Verdict::same);
}

TEST_CASE("judge: another plugin version is a note, another plugin is refused", "[compare]") {
  Pair pair;
  pair.later.plugin.version = "1.1.0";
  CHECK(pair.judged().states == Verdict::same);
  CHECK(all(pair.judged().state_reasons) == "plugin survey_state has another version: 1.0.0 before, 1.1.0 now\n");
  pair.later.plugin.id = "purchase_state";
  CHECK(pair.judged().states == Verdict::not_comparable);
}

TEST_CASE("judge: a sample compares with a census, and that it is one is told", "[compare]") {
  Pair pair;
  pair.later.asked = Asked::random_sample;
  CHECK(pair.judged().states == Verdict::same);
  CHECK(pair.judged().money_reasons.empty());
  CHECK(all(pair.judged().state_reasons) == "members were asked otherwise: everybody before, random sample now\n");
}

namespace {

SnapshotHeader form_header(int year, const std::string& item, int64_t version) {
  SnapshotHeader header = test::sample_header(year);
  header.name.item = item;
  header.instrument.version = version;
  header.instrument.hash = "form" + std::to_string(version);
  if (version > 1) header.instrument.change = "changed";
  return header;
}

/// Both forms of 2026: version 1 and 2, then of 2028: version 2 and 3.
BridgeWaves two_waves() {
  return {{{"second", form_header(2028, "renewal_old", 2), form_header(2028, "renewal", 3)},
           {"first", form_header(2026, "renewal_old", 1), form_header(2026, "renewal", 2)}},
          {}};
}

}  // namespace

TEST_CASE("judge: a bridge wave links two forms, and says so", "[compare]") {
  const Comparability verdict = judge(form_header(2025, "renewal", 1), form_header(2027, "renewal", 2), two_waves());
  CHECK(verdict.money == Verdict::same);
  CHECK(verdict.states == Verdict::bridged);
  CHECK(verdict.state_map.empty());
  CHECK_FALSE(verdict.follows_members());
  CHECK(
      all(verdict.state_reasons) ==
      "instrument changed: loyalty version 1 (form1) before, loyalty version 2 (form2) now\n"
      "bridged by a bridge wave, \"first\": both forms were asked, the old one in renewal_old/customers@2026, the new "
      "one in renewal/customers@2026\n");
}

TEST_CASE("judge: two breaks in a row go over both waves, the first break first", "[compare]") {
  const Comparability verdict = judge(form_header(2025, "renewal", 1), form_header(2029, "renewal", 3), two_waves());
  CHECK(verdict.states == Verdict::bridged);
  REQUIRE(verdict.waves.size() == 2);
  CHECK(verdict.waves[0].name == "first");
  CHECK(verdict.waves[1].name == "second");
  CHECK_THAT(all(verdict.state_reasons), Catch::Contains("2 breaks in a row: the error of each bridge wave is added"));
}

TEST_CASE("judge: a wave is found when the cycles asked a fixed text of its forms", "[compare]") {
  SnapshotHeader later = form_header(2027, "renewal", 3);
  later.instrument.change = "text_fix";
  const Comparability verdict = judge(form_header(2025, "renewal", 1), later, two_waves());
  CHECK(verdict.states == Verdict::bridged);
  REQUIRE(verdict.waves.size() == 1);
  CHECK(verdict.waves[0].name == "first");
}

TEST_CASE("judge: what no wave links is refused with the way out", "[compare]") {
  const SnapshotHeader earlier = form_header(2025, "renewal", 1);
  const SnapshotHeader later = form_header(2026, "renewal", 2);
  const std::string refused =
      "instrument changed without a bridge: loyalty version 1 (form1) before, loyalty version 2 (form2) now\n";
  CHECK(all(judge(earlier, later).state_reasons) == refused +
                                                        "to compare, ask both forms in one cycle and declare "
                                                        "[[bridge]]: old = the measurement with loyalty version 1 "
                                                        "(form1), new = the one with loyalty version 2 (form2)\n");
  BridgeWaves missing;
  missing.missing.push_back({"first", {"renewal_old", "customers", "2026"}, later.name});
  CHECK(all(judge(earlier, later, missing).state_reasons) ==
        refused + "bridge wave \"first\" is not measured yet: the store has no renewal_old/customers@2026\n");
  BridgeWaves unfit = two_waves();
  unfit.measured.erase(unfit.measured.begin() + 1);
  CHECK_THAT(
      all(judge(earlier, later, unfit).state_reasons),
      Catch::Contains("bridge wave \"second\" leads from loyalty version 2 (form2) to loyalty version 3 (form3)"));
  BridgeWaves other = two_waves();
  other.measured[1].old_form.metric.id = other.measured[1].new_form.metric.id = "profit";
  CHECK(judge(earlier, later, other).states == Verdict::not_comparable);
  CHECK_THAT(all(judge(earlier, later, other).state_reasons),
             Catch::Contains("bridge wave \"first\" weighs its members by profit, not by annual_purchases"));
}

TEST_CASE("judge: a wave of another audience links nothing here", "[compare]") {
  BridgeWaves waves = two_waves();
  for (WaveForms& wave : waves.measured) wave.old_form.name.audience = wave.new_form.name.audience = "partners";
  CHECK(judge(form_header(2025, "renewal", 1), form_header(2027, "renewal", 2), waves).states ==
        Verdict::not_comparable);
}

TEST_CASE("judge: the halves of a wave are no two cycles", "[compare]") {
  const BridgeWaves waves = two_waves();
  CHECK(judge(waves.measured[1].old_form, waves.measured[1].new_form, waves).states == Verdict::not_comparable);
}

TEST_CASE("judge: a declared map of states goes before a wave, because it keeps the members", "[compare]") {
  SnapshotHeader later = form_header(2027, "renewal", 2);
  later.instrument.bridge = {{"committed", "committed"}};
  const Comparability verdict = judge(form_header(2025, "renewal", 1), later, two_waves());
  CHECK(verdict.states == Verdict::bridged);
  CHECK(verdict.waves.empty());
  CHECK(verdict.follows_members());
}

TEST_CASE("judge: a half that is partial is told with its reason", "[compare]") {
  BridgeWaves waves = two_waves();
  waves.measured[1].old_form.outcome = Outcome::partial;
  waves.measured[1].old_form.reasons = {"source answers has no rows"};
  CHECK_THAT(all(judge(form_header(2025, "renewal", 1), form_header(2027, "renewal", 2), waves).state_reasons),
             Catch::Contains("renewal_old/customers@2026 is partial: source answers has no rows"));
}
