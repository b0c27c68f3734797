#include "core/report/report_reasons.hpp"

#include <catch2/catch.hpp>

#include <functional>

#include "core/compare/comparison.hpp"
#include "tests/unit/report/report_example.hpp"

namespace {

const vk::ReportLanguage kFinnish = vk::ReportLanguage::find("fi");

/// Changes that make judge give each of its reasons.
std::vector<std::function<void(vk::SnapshotHeader&)>> changes() {
  using Header = vk::SnapshotHeader;
  const auto version = [](Header& h, const char* change) {
    h.instrument.version = 2;
    h.instrument.hash = vk::test::hash_of('9');
    h.instrument.change = change;
  };
  return {
      [](Header& h) { h.metric.currency = *vk::Currency::from_code("USD"); },
      [](Header& h) { h.metric.id = "monthly_fees"; },
      [](Header& h) { h.metric.version = 2; },
      [](Header& h) { h.metric.hash = vk::test::hash_of('9'); },
      [](Header& h) { h.money_window.first = vk::Day::min(); },
      [](Header& h) { h.as_of = vk::Instant{h.money_window.first} + std::chrono::hours{50}; },
      [](Header& h) {
        h.interval = {vk::test::date(2020, 1, 1), vk::test::date(2020, 1, 20)};
      },
      [](Header& h) { h.interval.end = h.interval.first + std::chrono::days{31}; },
      [](Header& h) { h.population_hash = vk::test::hash_of('9'); },
      [](Header& h) { h.segments.dimensions = {}; },
      [](Header& h) { h.plugin.id = "purchase_state"; },
      [](Header& h) { h.plugin.version = "2.0.0"; },
      [](Header& h) { h.instrument.id = "other_form"; },
      [](Header& h) { h.states[0].name = "keen"; },
      [](Header& h) { h.asked = vk::Asked::random_sample; },
      [](Header& h) { h.asked = vk::Asked::self_selected; },
      [=](Header& h) { version(h, "changed"), h.instrument.version = 4; },
      [=](Header& h) { version(h, "changed"); },
      [=](Header& h) { version(h, "changed"), h.instrument.note = "asked in other words"; },
      [=](Header& h) {
        version(h, "changed"), h.instrument.bridge = {{"committed", "committed"}};
      },
      [=](Header& h) {
        version(h, "changed"), h.instrument.bridge = {{"committed", "keen"}};
      },
      [](Header& h) { h.instrument.hash = vk::test::hash_of('9'), h.instrument.rows = "answers where q1 >= 4"; },
      [](Header& h) { h.instrument.version = 2; },
      [=](Header& h) { version(h, "unheard of"); },
      [=](Header& h) { version(h, "text_fix"); },
      [=](Header& h) { version(h, "added"), h.instrument.note = "one more question"; },
      [=](Header& h) { version(h, "added"), h.states.pop_back(); },
      [](Header& h) { h.closes = h.as_of + std::chrono::hours{1}; },
  };
}

void check_translated(const std::string& reason) {
  INFO(reason);
  const std::string said = vk::reason_in(kFinnish, reason);
  INFO(said);
  CHECK(said != reason);
  CHECK(said.find("ohjelman ilmoitus") == std::string::npos);
  if (reason.find("defined otherwise") != std::string::npos) return;  // it quotes the definitions as they are written
  for (const char* english : {" before", " now", " is ", " was ", " the ", " version ", " days", " months", " to "}) {
    CHECK(said.find(english) == std::string::npos);
  }
}

}  // namespace

TEST_CASE("report reasons: every reason of a verdict is said in Finnish") {
  size_t reasons = 0;
  for (const auto& change : changes()) {
    vk::SnapshotHeader later = vk::test::header_of("renewal", 2026);
    change(later);
    const vk::Comparability verdict = vk::judge(vk::test::header_of("renewal", 2025), later);
    CHECK((verdict.money_reasons.size() + verdict.state_reasons.size()) > 0);
    for (const auto* list : {&verdict.money_reasons, &verdict.state_reasons}) {
      for (const std::string& reason : *list) check_translated(reason);
      reasons += list->size();
    }
  }
  CHECK(reasons >= changes().size());
}

TEST_CASE("report reasons: what bridge waves do and do not link is said in Finnish") {
  vk::SnapshotHeader later = vk::test::header_of("renewal", 2027);
  later.instrument.version = 2;
  later.instrument.hash = vk::test::hash_of('9');
  later.instrument.change = "changed";
  const vk::SnapshotHeader earlier = vk::test::header_of("renewal", 2025);
  vk::SnapshotHeader old_half = vk::test::header_of("old_form", 2026);
  vk::SnapshotHeader new_half = later;
  new_half.name.cycle = "2026";
  old_half.outcome = vk::Outcome::partial;
  old_half.reasons = {"source answers has no rows"};
  vk::SnapshotHeader third = later;
  third.instrument.version = 3;
  third.instrument.hash = vk::test::hash_of('8');
  third.instrument.note = "a third form";
  const vk::WaveForms first{"scale", old_half, new_half};
  const vk::WaveForms second{"words", new_half, third};
  vk::WaveForms other_money = first;
  other_money.old_form.metric.id = other_money.new_form.metric.id = "profit";
  size_t reasons = 0;
  for (const vk::BridgeWaves& waves :
       {vk::BridgeWaves{{first}, {}}, vk::BridgeWaves{{second}, {}}, vk::BridgeWaves{{other_money}, {}},
        vk::BridgeWaves{{}, {{"scale", old_half.name, new_half.name}}}}) {
    for (const std::string& reason : vk::judge(earlier, later, waves).state_reasons) {
      check_translated(reason);
      ++reasons;
    }
  }
  for (const std::string& reason : vk::judge(earlier, third, {{first, second}, {}}).state_reasons) {
    check_translated(reason);
    ++reasons;
  }
  CHECK(reasons >= 12);
}

TEST_CASE("report reasons: how an occurrence ended is said in Finnish, also inside another sentence") {
  for (const char* reason :
       {"its window 2026-02-02 to 2026-02-15 passed without a run", "catch_up = \"latest\" opens a newer one instead",
        "its window 2026-02-02 to 2026-02-15 passed without a run, and catch_up_limit = 2 leaves it behind",
        "75 minutes late, and catch_up = \"none\" tolerates 60 minutes", "3 days late", "overlap with 2026-Q1",
        "pulse/customers@2026-Q1 was missed: its window 2026-02-02 to 2026-02-15 passed without a run",
        "pulse/customers@2026-Q1 is partial: 3 bad rows of answers.csv were skipped; 2 bad rows of b.csv were skipped",
        "pulse/customers@2026-Q1 is partial: the condition of source answers leaves out all of its 9 rows",
        "pulse/customers@2026-Q1 has no such day", "pulse/customers@2026-Q1 ended before the first run",
        "renewal has no snapshot in this cycle", "win_back was not planned in this cycle",
        "quiet: July holidays, moved from 2026-07-01; adjusted from 2026-08-01, a closed day (following)"}) {
    check_translated(reason);
  }
  CHECK(vk::reason_in(kFinnish, "pulse/customers@2026-Q1 was missed: 3 days late") ==
        "pulse/customers@2026-Q1 jäi väliin: 3 päivää myöhässä");
}

TEST_CASE("report reasons: English stays as it was written and unknown words are marked, never lost") {
  CHECK(vk::reason_in(vk::ReportLanguage::find("en"), "3 days late") == "3 days late");
  CHECK(vk::reason_in(kFinnish, "answers.csv:3: no such thing") == "ohjelman ilmoitus: answers.csv:3: no such thing");
  CHECK(vk::reason_in(kFinnish, "").empty());
  CHECK(vk::reason_in(kFinnish, "{any1} days late") == "ohjelman ilmoitus: {any1} days late");
}
