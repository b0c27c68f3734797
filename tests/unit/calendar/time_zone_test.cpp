#include "core/calendar/time_zone.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

#include "tests/unit/calendar/oracle_rows.hpp"

namespace vk {
namespace {

std::string kind_text(LocalConversion::Kind kind) {
  switch (kind) {
    case LocalConversion::Kind::unique:
      return "unique";
    case LocalConversion::Kind::gap:
      return "gap";
    case LocalConversion::Kind::overlap:
      return "overlap";
  }
  return {};
}

TEST_CASE("time zone: local minutes around clock changes become the oracle's instants, to 2060") {
  const auto rows = test::oracle_rows("dst.csv");
  REQUIRE(rows.size() == 3271);
  for (const auto& row : rows) {
    INFO(row.at("zone") << " " << row.at("local"));
    const auto zone = TimeZone::find(row.at("zone"));
    REQUIRE(zone.has_value());
    const std::string& local = row.at("local");
    const int64_t seconds = *int64_from(local.substr(11, 2)) * 3600 + *int64_from(local.substr(14, 2)) * 60;
    const LocalConversion found = zone->to_instant(day_from(local.substr(0, 10)).value(), seconds);
    CHECK(kind_text(found.kind) == row.at("kind"));
    CHECK(to_string(found.instant).substr(0, 16) + "Z" == row.at("utc_compatible"));
  }
}

TEST_CASE("time zone: names that only a system library would take are refused") {
  for (const char* name : {"localtime", "posixrules", "Factory", "EST", "CET", "Finland", "right/Europe/Helsinki",
                           "posix/Europe/Helsinki", "Europe/helsinki", "", "Europe/", "../../etc/passwd", "tzdata.zi",
                           "/usr/share/zoneinfo/Europe/Helsinki", "GMT", "utc"}) {
    INFO(name);
    CHECK_FALSE(TimeZone::find(name));
  }
}

TEST_CASE("time zone: UTC and Area/City names are found, and every listed name loads") {
  CHECK(TimeZone::find("UTC")->name() == "UTC");
  CHECK(TimeZone{}.name() == "UTC");
  const std::vector<std::string> names = time_zone_names();
  REQUIRE(names.size() > 300);
  CHECK(std::is_sorted(names.begin(), names.end()));
  for (const std::string& name : names) {
    INFO(name);
    CHECK(TimeZone::find(name));
  }
}

TEST_CASE("time zone: a name without an area tells the city it stands for") {
  CHECK(time_zone_for_alias("Finland") == std::nullopt);
  CHECK(time_zone_for_alias("Japan") == "Asia/Tokyo");
}

TEST_CASE("time zone: seconds beyond a day count on in civil time") {
  const TimeZone helsinki = TimeZone::find("Europe/Helsinki").value();
  const Day change = day_from("2026-03-29").value();
  CHECK(to_string(helsinki.to_instant(change, 86400).instant) == "2026-03-29T21:00:00Z");
  CHECK(to_string(helsinki.to_instant(change, 0).instant) == "2026-03-28T22:00:00Z");
}

TEST_CASE("time zone: an instant has a local day and a text with its offset") {
  const TimeZone helsinki = TimeZone::find("Europe/Helsinki").value();
  const TimeZone new_york = TimeZone::find("America/New_York").value();
  const Instant instant = instant_from("2026-03-01T22:30:00Z").value();
  CHECK(to_string(helsinki.local_day(instant)) == "2026-03-02");
  CHECK(to_string(new_york.local_day(instant)) == "2026-03-01");
  CHECK(helsinki.to_local_text(instant) == "2026-03-02 00:30 +02:00");
  CHECK(new_york.to_local_text(instant) == "2026-03-01 17:30 -05:00");
}

TEST_CASE("time zone: the database says its version") {
  CHECK(time_zone_database_version().size() >= 5);
}

}  // namespace
}  // namespace vk
