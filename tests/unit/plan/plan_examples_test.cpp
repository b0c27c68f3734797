#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <catch2/catch.hpp>

#include <map>

#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/calendar/load_calendar.hpp"
#include "core/calendar/time_zone.hpp"
#include "core/plan/make_plan.hpp"
#include "tests/support/places.hpp"

namespace vk {
namespace {

using Poco::JSON::Object;

/// A value of the oracle as text; "-" stands for nothing.
std::string value(const Object& row, const std::string& key) {
  return row.isNull(key) ? "-" : row.getValue<std::string>(key);
}

std::string minute(Instant instant) {
  return to_string(instant).substr(0, 16) + "Z";
}

/// The oracle's row in the words of line(const Occurrence&).
std::string line(const Object& row) {
  std::string text = value(row, "status") + " nominal " + value(row, "nominal") + " opens " + value(row, "opens");
  if (value(row, "status") != "planned") return text;
  text += " last day " + value(row, "last_day") + " from " + value(row, "opens_utc").substr(0, 16) + "Z to " +
          value(row, "closes_utc").substr(0, 16) + "Z";
  const auto reminders = row.getArray("reminders");
  for (unsigned i = 0; i < reminders->size(); ++i) text += " remind " + reminders->getElement<std::string>(i);
  return text;
}

std::string line(const Occurrence& occurrence) {
  if (occurrence.none) return "none nominal - opens -";
  std::string text = std::string{occurrence.quiet_skip ? "skipped" : "planned"} + " nominal " +
                     to_string(occurrence.nominal) + " opens " + to_string(occurrence.opens_on);
  if (occurrence.quiet_skip) return text;
  text += " last day " + to_string(occurrence.last_day) + " from " + minute(occurrence.opens) + " to " +
          minute(occurrence.closes);
  const TimeZone zone = TimeZone::find(occurrence.timezone).value();
  for (const PlannedReminder& reminder : occurrence.reminders)
    text += " remind " + to_string(zone.local_day(reminder.when));
  return text;
}

/// The occurrence of an oracle's row; names of audiences have no slash here.
std::string name_of(const Object& row) {
  std::string audience = value(row, "audience");
  std::replace(audience.begin(), audience.end(), '/', '-');
  return value(row, "schedule") + "/" + audience + "@" + value(row, "cycle");
}

TEST_CASE("plan examples: two years of every kind of schedule are as an independent program plans them") {
  Diagnostics diagnostics;
  const std::filesystem::path folder = test::source_folder() / "tests/unit/plan/oracle";
  const std::filesystem::path holidays = test::source_folder() / "calendars/holidays";
  const AnnualCalendar calendar = load_calendar(folder / "plan_examples.toml", diagnostics, std::span{&holidays, 1});
  const Plan plan = make_plan(calendar, {day_from("2026-01-01").value(), day_from("2028-02-01").value()}, diagnostics);
  INFO(render(diagnostics));
  REQUIRE_FALSE(diagnostics.has_errors());
  std::map<std::string, std::string> planned;
  for (const Occurrence& occurrence : plan.occurrences) planned[to_string(occurrence.name)] = line(occurrence);

  Poco::JSON::Parser parser;
  size_t compared = 0;
  const std::string rows = read_file(folder / "plan_examples.jsonl");
  for (const std::string_view json : split(rows, '\n')) {
    if (json.empty()) continue;
    parser.reset();
    const auto row = parser.parse(std::string{json}).extract<Object::Ptr>();
    const std::string name = name_of(*row);
    INFO(name);
    CHECK(planned[name] == line(*row));
    ++compared;
  }
  CHECK(compared == 178);
}

}  // namespace
}  // namespace vk
