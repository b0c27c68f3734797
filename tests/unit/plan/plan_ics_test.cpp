#include "core/plan/plan_ics.hpp"

#include <catch2/catch.hpp>

#include <map>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/calendar/ics_lines.hpp"
#include "plan_fixture.hpp"

using namespace vk;
using namespace vk::test;

namespace {

using Event = std::map<std::string, std::string>;

/// The events of a file by their UIDs, each property under its name.
std::map<std::string, Event> events_of(const std::string& ics) {
  std::map<std::string, Event> events;
  Event event;
  for (const IcsLine& line : ics_lines(split_lines(ics, "plan.ics"))) {
    if (line.name == "BEGIN") event.clear();
    if (line.name == "END" && line.value == "VEVENT") CHECK(events.emplace(event["UID"], event).second);
    event[line.name] = line.value;
  }
  return events;
}

MeasurementSpec spring() {
  MeasurementSpec spec = measurement(Every::year, "second Tuesday of March", "2 weeks");
  spec.title = "Renewal; spring, and more";
  spec.owner = "Sales";
  spec.schedule.remind = {placed("3 business days after opening")};
  return spec;
}

std::string exported(const AnnualCalendar& calendar, const std::string& earlier, const char* as_of) {
  const Plan plan = quiet_plan(calendar, days("2026-01-01", "2027-01-01"));
  return plan_to_ics(plan, {"Esimerkki Oy", at(as_of), earlier});
}

constexpr const char* kUid = "renewal/customers@2026.vuosikello";

}  // namespace

TEST_CASE("plan ics: an occurrence is an event in UTC with a UID made of its identity") {
  const std::string ics = exported(calendar({spring()}), "", "2026-01-02T03:04:05Z");
  CHECK(ics.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Vuosikello//Annual clock//EN\r\n"));
  CHECK(ics.ends_with("END:VEVENT\r\nEND:VCALENDAR\r\n"));
  const auto events = events_of(ics);
  REQUIRE(events.size() == 2);
  Event window = events.at(kUid);
  CHECK(window["DTSTAMP"] == "20260102T030405Z");
  CHECK(window["SEQUENCE"] == "0");
  CHECK(window["DTSTART"] == "20260310T070000Z");
  CHECK(window["DTEND"] == "20260323T220000Z");
  CHECK(window["SUMMARY"] == "Renewal\\; spring\\, and more: customers (2026)");
  CHECK(window["DESCRIPTION"] == "renewal/customers@2026\\nSales");
  CHECK(window["STATUS"] == "CONFIRMED");
  for (const auto& [uid, event] : events) {
    if (uid == kUid) continue;
    CHECK(event.at("DTSTART") == "20260313T070000Z");
    CHECK_FALSE(event.contains("DTEND"));
    CHECK(event.at("SUMMARY") == "Renewal\\; spring\\, and more: customers (2026): 3 business days after opening");
  }
}

TEST_CASE("plan ics: written again without a change the file has the same bytes") {
  const std::string first = exported(calendar({spring()}), "", "2026-01-02T03:04:05Z");
  CHECK(exported(calendar({spring()}), first, "2026-02-02T03:04:05Z") == first);
}

TEST_CASE("plan ics: an event that moved keeps its UID and counts its moves") {
  const std::string first = exported(calendar({spring()}), "", "2026-01-02T03:04:05Z");
  MeasurementSpec moved = spring();
  moved.schedule.opens = placed("third Tuesday of March");
  const std::string second = exported(calendar({moved}), first, "2026-02-02T03:04:05Z");
  Event window = events_of(second).at(kUid);
  CHECK(window["SEQUENCE"] == "1");
  CHECK(window["DTSTART"] == "20260317T070000Z");
  CHECK(window["DTSTAMP"] == "20260202T030405Z");
  Event back = events_of(exported(calendar({spring()}), second, "2026-03-02T03:04:05Z")).at(kUid);
  CHECK(back["SEQUENCE"] == "2");
}

TEST_CASE("plan ics: another title is no move") {
  const std::string first = exported(calendar({spring()}), "", "2026-01-02T03:04:05Z");
  MeasurementSpec retold = spring();
  retold.title = "Renewal";
  Event window = events_of(exported(calendar({retold}), first, "2026-02-02T03:04:05Z")).at(kUid);
  CHECK(window["SEQUENCE"] == "0");
  CHECK(window["DTSTAMP"] == "20260202T030405Z");
  CHECK(window["SUMMARY"] == "Renewal: customers (2026)");
}

TEST_CASE("plan ics: a lost occurrence stays as cancelled and comes back with a higher number") {
  const std::string first = exported(calendar({spring()}), "", "2026-01-02T03:04:05Z");
  MeasurementSpec other = spring();
  other.id = "other";
  const std::string second = exported(calendar({other}), first, "2026-02-02T03:04:05Z");
  CHECK(events_of(second).size() == 4);
  Event lost = events_of(second).at(kUid);
  CHECK(lost["STATUS"] == "CANCELLED");
  CHECK(lost["SEQUENCE"] == "1");
  CHECK(lost["DTSTART"] == "20260310T070000Z");
  CHECK(exported(calendar({other}), second, "2026-03-02T03:04:05Z") == second);
  Event back = events_of(exported(calendar({spring()}), second, "2026-03-02T03:04:05Z")).at(kUid);
  CHECK(back["STATUS"] == "CONFIRMED");
  CHECK(back["SEQUENCE"] == "2");
}

TEST_CASE("plan ics: a renamed measurement keeps the UID of its earlier id") {
  const std::string first = exported(calendar({spring()}), "", "2026-01-02T03:04:05Z");
  MeasurementSpec renamed = spring();
  renamed.id = "spring-renewal";
  renamed.was = "renewal";
  const auto events = events_of(exported(calendar({renamed}), first, "2026-02-02T03:04:05Z"));
  REQUIRE(events.size() == 2);
  CHECK(events.at(kUid).at("SEQUENCE") == "0");
}

TEST_CASE("plan ics: events of other years stay as they are") {
  const AnnualCalendar year = calendar({spring()});
  const std::string first = exported(year, "", "2026-01-02T03:04:05Z");
  const Plan next = quiet_plan(year, days("2027-01-01", "2028-01-01"));
  const auto events = events_of(plan_to_ics(next, {"Esimerkki Oy", at("2026-12-02T03:04:05Z"), first}));
  CHECK(events.size() == 4);
  CHECK(events.at(kUid) == events_of(first).at(kUid));
}

TEST_CASE("plan ics: what a quiet period leaves out is no event, and is cancelled when it was one") {
  AnnualCalendar year = calendar({spring()});
  const std::string first = exported(year, "", "2026-01-02T03:04:05Z");
  QuietSpec quiet;
  quiet.name = "Spring cleaning";
  quiet.from = placed("March 1");
  quiet.to = placed("March 31");
  quiet.rule = "skip";
  year.quiet = {quiet};
  CHECK(events_of(exported(year, "", "2026-01-02T03:04:05Z")).empty());
  CHECK(events_of(exported(year, first, "2026-01-02T03:04:05Z")).at(kUid).at("STATUS") == "CANCELLED");
}

TEST_CASE("plan ics: lines are folded at 75 bytes between letters and read back whole") {
  MeasurementSpec spec = spring();
  for (int i = 0; i < 30; ++i) spec.title += "ääkköset €€ ";
  const std::string ics = exported(calendar({spec}), "", "2026-01-02T03:04:05Z");
  for (std::string_view line : split(ics, '\n')) {
    if (line.empty()) continue;
    CHECK(line.ends_with('\r'));
    line.remove_suffix(1);
    CHECK(line.size() <= 75);
    CHECK(is_utf8(line));
  }
  const std::string summary = events_of(ics).at(kUid).at("SUMMARY");
  CHECK(ics_text(summary).starts_with("Renewal; spring, and moreääkköset €€ ääkköset"));
}

TEST_CASE("plan ics: a file of another program is refused, not overwritten") {
  const AnnualCalendar year = calendar({spring()});
  CHECK_THROWS_AS(exported(year, "hello", "2026-01-02T03:04:05Z"), Error);
  CHECK_THROWS_AS(exported(year,
                           "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260101T000000Z\r\nEND:VEVENT\r\n"
                           "END:VCALENDAR\r\n",
                           "2026-01-02T03:04:05Z"),
                  Error);
}
