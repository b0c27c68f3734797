#include "core/plan/due.hpp"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <catch2/catch.hpp>

#include "core/base/file.hpp"
#include "plan_fixture.hpp"

using namespace vk;
using namespace vk::test;

namespace {

Occurrence window(std::string cycle, std::string_view opens, std::string_view closes) {
  Occurrence occurrence;
  occurrence.name = {"pulse", "staff", std::move(cycle)};
  occurrence.timezone = "Europe/Helsinki";
  occurrence.opens = at(opens);
  occurrence.closes = at(closes);
  occurrence.opens_on = occurrence.nominal = std::chrono::floor<std::chrono::days>(occurrence.opens);
  occurrence.last_day = std::chrono::floor<std::chrono::days>(occurrence.closes);
  occurrence.interval = {occurrence.opens_on, occurrence.last_day};
  return occurrence;
}

Plan plan_of(std::vector<Occurrence> occurrences) {
  Plan plan;
  plan.range = days("2000-01-01", "2100-01-01");
  plan.occurrences = std::move(occurrences);
  sort_occurrences(plan.occurrences);
  return plan;
}

/// "open 2026-W13 late": an action as one line.
std::string line(const DueAction& action) {
  std::string text{to_string(action.kind == DueActionKind::miss ? action.outcome : Outcome::complete)};
  if (action.kind != DueActionKind::miss) text = to_string(action.kind);
  text += " " + action.occurrence->name.cycle;
  if (action.late) text += " late";
  if (action.kind == DueActionKind::remind) text += " " + action.reminder;
  return text;
}

std::vector<std::string> lines(const Plan& plan, std::span<const LogEntry> log, std::string_view now,
                               const DueOptions& options = {}) {
  std::vector<std::string> found;
  for (const DueAction& action : due_actions(plan, log, at(now), options)) found.push_back(line(action));
  return found;
}

using Lines = std::vector<std::string>;

CatchUp catch_up_from(const std::string& text) {
  for (const CatchUp policy : {CatchUp::while_open, CatchUp::all, CatchUp::latest, CatchUp::none}) {
    if (to_string(policy) == text) return policy;
  }
  FAIL("unknown catch_up " << text);
  return CatchUp::none;
}

Overlap overlap_from(const std::string& text) {
  for (const Overlap policy : {Overlap::allow, Overlap::skip, Overlap::wait}) {
    if (to_string(policy) == text) return policy;
  }
  FAIL("unknown overlap " << text);
  return Overlap::allow;
}

/// One scenario of due_scenarios.json as plan, log and expected lines.
struct Scenario {
  Plan plan;
  std::vector<LogEntry> log;
  std::string now;
  Lines expected;
};

LogEntry ledger_entry(const Occurrence& occurrence, const std::string& text) {
  if (text.starts_with("remind ")) return logged(occurrence, LogEvent::reminded, at(text.substr(7)), text.substr(7));
  if (text == "open") return logged(occurrence, LogEvent::opened, occurrence.opens);
  if (text == "close") return logged(occurrence, LogEvent::closed, occurrence.closes);
  return logged(occurrence, text.starts_with("skipped") ? LogEvent::skipped : LogEvent::missed, occurrence.opens);
}

Scenario read_scenario(const Poco::JSON::Object& object) {
  Scenario scenario;
  const auto policy = object.getObject("policy");
  std::vector<Occurrence> occurrences;
  const auto planned = object.getArray("occurrences");
  for (unsigned i = 0; i < planned->size(); ++i) {
    const auto one = planned->getObject(i);
    Occurrence occurrence = window(one->getValue<std::string>("cycle"), one->getValue<std::string>("opens"),
                                   one->getValue<std::string>("closes"));
    const auto reminders = one->getArray("reminders");
    for (unsigned r = 0; r < reminders->size(); ++r) {
      const auto when = reminders->getElement<std::string>(r);
      occurrence.reminders.push_back({when, at(when)});
    }
    occurrence.catch_up = catch_up_from(policy->getValue<std::string>("catch_up"));
    occurrence.overlap = overlap_from(policy->getValue<std::string>("overlap"));
    if (policy->has("catch_up_limit")) occurrence.catch_up_limit = policy->getValue<Poco::Int64>("catch_up_limit");
    occurrences.push_back(occurrence);
  }
  scenario.plan = plan_of(std::move(occurrences));
  const auto ledger = object.getObject("ledger");
  for (const Occurrence& occurrence : scenario.plan.occurrences) {
    if (!ledger->has(occurrence.name.cycle)) continue;
    const auto entries = ledger->getArray(occurrence.name.cycle);
    for (unsigned i = 0; i < entries->size(); ++i) {
      scenario.log.push_back(ledger_entry(occurrence, entries->getElement<std::string>(i)));
    }
  }
  scenario.now = object.getValue<std::string>("now");
  const auto expected = object.getArray("expect");
  for (unsigned i = 0; i < expected->size(); ++i) {
    const auto action = expected->getArray(i);
    std::string text = action->getElement<std::string>(0) + " " + action->getElement<std::string>(1);
    const bool tells_more = action->size() > 2 && action->getElement<std::string>(0) != "skipped";
    if (tells_more) text += " " + action->getElement<std::string>(2);
    scenario.expected.push_back(text);
  }
  return scenario;
}

}  // namespace

TEST_CASE("due: content is planned for the newest cycle that has closed, older people are left alone") {
  std::vector<Occurrence> all;
  std::vector<LogEntry> log;
  for (const char* week : {"2026-W10", "2026-W11"}) {
    const bool first = std::string_view(week) == "2026-W10";
    Occurrence measured = first ? window(week, "2026-03-02T07:00:00Z", "2026-03-08T22:00:00Z")
                                : window(week, "2026-03-09T07:00:00Z", "2026-03-15T22:00:00Z");
    Occurrence content = measured;
    content.kind = ItemKind::content;
    content.name = {"win_back", "", week};
    content.opens = content.closes = measured.closes;
    content.after = {measured.name};
    log.push_back(logged(measured, LogEvent::opened, measured.opens));
    log.push_back(logged(measured, LogEvent::closed, measured.closes));
    all.push_back(measured);
    all.push_back(content);
  }
  const Plan plan = plan_of(all);
  CHECK(lines(plan, std::span(log).first(2), "2026-03-09T00:00:00Z") == Lines{"close 2026-W10"});
  const auto actions = due_actions(plan, log, at("2026-03-16T00:00:00Z"), {});
  CHECK(lines(plan, log, "2026-03-16T00:00:00Z") == Lines{"skipped 2026-W10", "close 2026-W11"});
  REQUIRE_FALSE(actions.empty());
  CHECK(actions[0].reason ==
        "nobody is contacted after pulse/staff@2026-W10 any more: pulse/staff@2026-W11 has closed");
}

TEST_CASE("due: what a plugin cannot measure afterwards is missed, whatever catch_up says") {
  Occurrence past = window("2026-W10", "2026-03-02T07:00:00Z", "2026-03-08T22:00:00Z");
  Occurrence open = window("2026-W11", "2026-03-09T07:00:00Z", "2026-03-15T22:00:00Z");
  for (Occurrence* occurrence : {&past, &open}) {
    occurrence->catch_up = CatchUp::all;
    occurrence->present_only = "pageviews";
  }
  const Plan plan = plan_of({past, open});
  const auto actions = due_actions(plan, {}, at("2026-03-10T00:00:00Z"), {});
  CHECK(lines(plan, {}, "2026-03-10T00:00:00Z") == Lines{"missed 2026-W10", "open 2026-W11 late"});
  REQUIRE_FALSE(actions.empty());
  CHECK(actions[0].reason ==
        "its window 2026-03-02 to 2026-03-08 passed without a run, and plugin pageviews cannot look back");
}

TEST_CASE("due: every written scenario gives the actions it expects") {
  Poco::JSON::Parser parser;
  const auto scenarios = parser.parse(read_file(VK_SOURCE_DIR "/tests/unit/plan/oracle/due_scenarios.json"))
                             .extract<Poco::JSON::Array::Ptr>();
  REQUIRE(scenarios->size() >= 10);
  for (unsigned i = 0; i < scenarios->size(); ++i) {
    const auto object = scenarios->getObject(i);
    INFO(object->getValue<std::string>("id") << ": " << object->getValue<std::string>("text"));
    const Scenario scenario = read_scenario(*object);
    CHECK(lines(scenario.plan, scenario.log, scenario.now) == scenario.expected);
  }
}

TEST_CASE("due: an overlap that is skipped names the cycle in its way") {
  Occurrence first = window("2026-01", "2026-01-12T07:00:00Z", "2026-02-20T22:00:00Z");
  Occurrence second = window("2026-02", "2026-02-09T07:00:00Z", "2026-03-20T22:00:00Z");
  first.overlap = second.overlap = Overlap::skip;
  const Plan plan = plan_of({first, second});
  const std::vector<LogEntry> log{logged(first, LogEvent::opened, first.opens)};
  const auto actions = due_actions(plan, log, at("2026-02-09T07:00:00Z"), {});
  REQUIRE(actions.size() == 1);
  CHECK(actions[0].kind == DueActionKind::miss);
  CHECK(actions[0].outcome == Outcome::skipped);
  CHECK(actions[0].reason == "overlap with 2026-01");
}

TEST_CASE("due: overlap = wait opens when the other closes, and is missed when its window ends first") {
  Occurrence first = window("2026-01", "2026-01-12T07:00:00Z", "2026-02-20T22:00:00Z");
  Occurrence second = window("2026-02", "2026-02-09T07:00:00Z", "2026-03-20T22:00:00Z");
  first.overlap = second.overlap = Overlap::wait;
  const Plan plan = plan_of({first, second});
  const std::vector<LogEntry> log{logged(first, LogEvent::opened, first.opens)};
  CHECK(lines(plan, log, "2026-02-10T07:00:00Z").empty());
  CHECK(lines(plan, log, "2026-02-20T22:00:00Z") == Lines{"close 2026-01", "open 2026-02 late"});
  CHECK(lines(plan, log, "2026-03-21T07:00:00Z") == Lines{"missed 2026-02", "close 2026-01"});
}

TEST_CASE("due: catch_up = latest opens the newest alone") {
  Occurrence w1 = window("2026-W10", "2026-03-02T06:00:00Z", "2026-03-08T21:00:00Z");
  Occurrence w2 = window("2026-W11", "2026-03-09T06:00:00Z", "2026-03-15T21:00:00Z");
  w1.catch_up = w2.catch_up = CatchUp::latest;
  const Plan plan = plan_of({w1, w2});
  CHECK(lines(plan, {}, "2026-03-20T06:00:00Z") == Lines{"missed 2026-W10", "open 2026-W11 late"});
}

TEST_CASE("due: catch_up = none misses what comes later than the tolerance") {
  Occurrence w = window("2026-W13", "2026-03-23T06:00:00Z", "2026-03-29T21:00:00Z");
  w.catch_up = CatchUp::none;
  const Plan plan = plan_of({w});
  CHECK(lines(plan, {}, "2026-03-23T07:00:00Z") == Lines{"open 2026-W13"});
  const auto actions = due_actions(plan, {}, at("2026-03-23T07:00:01Z"), {});
  REQUIRE(actions.size() == 1);
  CHECK(line(actions[0]) == "missed 2026-W13");
  CHECK(actions[0].reason == "60 minutes late, and catch_up = \"none\" tolerates 60 minutes");
}

TEST_CASE("due: a missed window says when it was") {
  const Occurrence w = window("2026-W13", "2026-03-23T06:00:00Z", "2026-03-29T21:00:00Z");
  const Plan plan = plan_of({w});
  const auto actions = due_actions(plan, {}, at("2026-05-01T00:00:00Z"), {});
  REQUIRE(actions.size() == 1);
  CHECK(actions[0].reason == "its window 2026-03-23 to 2026-03-29 passed without a run");
}

TEST_CASE("due: what had ended before the first run is neither missed nor run") {
  const Occurrence w = window("2026-W13", "2026-03-23T06:00:00Z", "2026-03-29T21:00:00Z");
  const Plan plan = plan_of({w});
  DueOptions options;
  options.first_run = at("2026-03-29T21:00:00Z");
  CHECK(lines(plan, {}, "2026-03-30T06:00:00Z", options).empty());
  options.first_run = at("2026-03-29T20:59:59Z");
  CHECK(lines(plan, {}, "2026-03-30T06:00:00Z", options) == Lines{"missed 2026-W13"});
  CHECK(lines(plan, {}, "2026-03-29T20:59:59Z", options) == Lines{"open 2026-W13 late"});
}

TEST_CASE("due: a late opening sends no reminder on its day, the next day the newest one alone") {
  Occurrence q = window("2026-Q1", "2026-03-31T06:00:00Z", "2026-04-20T21:00:00Z");
  q.reminders = {{"first", at("2026-04-08T06:00:00Z")}, {"second", at("2026-04-13T06:00:00Z")}};
  const Plan plan = plan_of({q});
  std::vector<LogEntry> log{logged(q, LogEvent::opened, at("2026-04-14T06:00:00Z"))};
  CHECK(lines(plan, log, "2026-04-14T20:59:59Z").empty());
  CHECK(lines(plan, log, "2026-04-14T21:00:00Z") == Lines{"remind 2026-Q1 second"});
  log.push_back(logged(q, LogEvent::reminded, at("2026-04-14T21:00:00Z"), "second"));
  CHECK(lines(plan, log, "2026-04-15T06:00:00Z").empty());
}

TEST_CASE("due: a quiet period is recorded as skipped when the opening would have been") {
  Occurrence w = window("2026-07", "2026-07-06T06:00:00Z", "2026-07-12T21:00:00Z");
  w.quiet_skip = true;
  w.why = {"quiet: July holidays"};
  const Plan plan = plan_of({w});
  CHECK(lines(plan, {}, "2026-07-06T05:59:59Z").empty());
  const auto actions = due_actions(plan, {}, at("2026-07-06T06:00:00Z"), {});
  REQUIRE(actions.size() == 1);
  CHECK(line(actions[0]) == "skipped 2026-07");
  CHECK(actions[0].reason == "quiet: July holidays");
}

TEST_CASE("due: a cycle without a day is never due") {
  Occurrence w = window("2026-02", "2026-02-01T00:00:00Z", "2026-02-01T00:00:00Z");
  w.none = true;
  CHECK(lines(plan_of({w}), {}, "2026-12-01T00:00:00Z").empty());
}

TEST_CASE("due: with the clock set back nothing happens twice") {
  const Occurrence w = window("2026-W13", "2026-03-23T06:00:00Z", "2026-03-29T21:00:00Z");
  const Plan plan = plan_of({w});
  const std::vector<LogEntry> log{logged(w, LogEvent::opened, at("2026-03-24T06:00:00Z"))};
  CHECK(lines(plan, log, "2026-03-23T12:00:00Z").empty());
  CHECK(lines(plan, log, "2026-01-01T00:00:00Z").empty());
}

TEST_CASE("due: only one item or one occurrence when asked so") {
  const Occurrence w1 = window("2026-W10", "2026-03-02T06:00:00Z", "2026-03-08T21:00:00Z");
  Occurrence other = w1;
  other.name.item = "other";
  const Plan plan = plan_of({w1, other});
  DueOptions options;
  options.only = "other";
  CHECK(due_actions(plan, {}, at("2026-03-03T00:00:00Z"), options).size() == 1);
  options.only = "pulse/staff@2026-W10";
  CHECK(due_actions(plan, {}, at("2026-03-03T00:00:00Z"), options).size() == 1);
  options.only = "nobody";
  CHECK(due_actions(plan, {}, at("2026-03-03T00:00:00Z"), options).empty());
}

namespace {

/// Two measurements, a content item after the first, a report after everything.
struct Following {
  Occurrence first = window("2026-W10", "2026-03-02T06:00:00Z", "2026-03-08T21:00:00Z");
  Occurrence second = first;
  Occurrence content;
  Occurrence report;

  Following() {
    second.name.item = "second";
    content = follower(ItemKind::content, "win_back", {first.name});
    report = follower(ItemKind::report, "board", {first.name, second.name, content.name});
  }
  Occurrence follower(ItemKind kind, const char* id, std::vector<OccurrenceName> after) const {
    Occurrence made = first;
    made.kind = kind;
    made.name = {id, "", first.name.cycle};
    made.opens = made.closes = first.closes;
    made.after = std::move(after);
    return made;
  }
  Plan plan() const { return plan_of({first, second, content, report}); }
  static LogEntry closed(const Occurrence& occurrence, Outcome outcome = Outcome::complete) {
    LogEntry entry = logged(occurrence, LogEvent::closed, occurrence.closes);
    entry.outcome = outcome;
    return entry;
  }
};

std::vector<DueAction> due_after(const Plan& plan, const std::vector<LogEntry>& log) {
  return due_actions(plan, log, at("2026-03-09T00:00:00Z"), {});
}

}  // namespace

TEST_CASE("due: content waits for its measurement and a report for everything it follows") {
  const Following f;
  const Plan plan = f.plan();
  std::vector<LogEntry> log{logged(f.first, LogEvent::opened, f.first.opens),
                            logged(f.second, LogEvent::opened, f.second.opens)};
  auto actions = due_after(plan, log);
  REQUIRE(actions.size() == 2);
  CHECK(actions[0].kind == DueActionKind::close);
  log.push_back(Following::closed(f.first));
  log.push_back(Following::closed(f.second));
  actions = due_after(plan, log);
  REQUIRE(actions.size() == 1);
  CHECK(to_string(actions[0].occurrence->name) == "win_back@2026-W10");
  CHECK(actions[0].kind == DueActionKind::close);
  CHECK(actions[0].outcome == Outcome::complete);
  log.push_back(Following::closed(f.content));
  actions = due_after(plan, log);
  REQUIRE(actions.size() == 1);
  CHECK(to_string(actions[0].occurrence->name) == "board@2026-W10");
  CHECK(actions[0].outcome == Outcome::complete);
  log.push_back(Following::closed(f.report));
  CHECK(due_after(plan, log).empty());
}

TEST_CASE("due: content of a missed measurement is skipped, the report is made partial with what there is") {
  const Following f;
  const Plan plan = f.plan();
  std::vector<LogEntry> log{logged(f.first, LogEvent::missed, f.first.closes, "nobody ran"),
                            Following::closed(f.second)};
  auto actions = due_after(plan, log);
  REQUIRE(actions.size() == 1);
  CHECK(actions[0].kind == DueActionKind::miss);
  CHECK(actions[0].outcome == Outcome::skipped);
  CHECK(actions[0].reason == "pulse/staff@2026-W10 was missed: nobody ran");
  log.push_back(logged(f.content, LogEvent::skipped, f.first.closes, actions[0].reason));
  actions = due_after(plan, log);
  REQUIRE(actions.size() == 1);
  CHECK(actions[0].kind == DueActionKind::close);
  CHECK(actions[0].outcome == Outcome::partial);
  CHECK(actions[0].reason ==
        "pulse/staff@2026-W10 was missed: nobody ran; win_back@2026-W10 was skipped: pulse/staff@2026-W10 was missed: "
        "nobody "
        "ran");
}

TEST_CASE("due: a report with no snapshot behind it is skipped") {
  const Following f;
  const Plan plan = f.plan();
  const std::vector<LogEntry> log{logged(f.first, LogEvent::missed, f.first.closes),
                                  logged(f.second, LogEvent::failed, f.first.closes, "no such file"),
                                  logged(f.content, LogEvent::skipped, f.first.closes)};
  const auto actions = due_after(plan, log);
  REQUIRE(actions.size() == 1);
  CHECK(actions[0].kind == DueActionKind::miss);
  CHECK(actions[0].outcome == Outcome::skipped);
  CHECK(actions[0].reason ==
        "pulse/staff@2026-W10 was missed; second/staff@2026-W10 failed: no such file; win_back@2026-W10 was skipped");
}

TEST_CASE("due: a report after failed content alone is made from the measurement behind it") {
  Following f;
  f.report.after = {f.content.name};
  const Plan plan = f.plan();
  const std::vector<LogEntry> log{Following::closed(f.first, Outcome::partial), Following::closed(f.second),
                                  logged(f.content, LogEvent::failed, f.first.closes, "plugin crashed")};
  const auto actions = due_after(plan, log);
  REQUIRE(actions.size() == 1);
  CHECK(actions[0].kind == DueActionKind::close);
  CHECK(actions[0].outcome == Outcome::partial);
}

TEST_CASE("due: a report waits for finer occurrences that the plan does not show yet") {
  Following f;
  f.report.after.push_back({"pulse", "staff", "2026-W11"});
  const Plan plan = f.plan();
  const std::vector<LogEntry> log{Following::closed(f.first), Following::closed(f.second),
                                  Following::closed(f.content)};
  CHECK(due_after(plan, log).empty());
}
