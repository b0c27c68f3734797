#include <catch2/catch.hpp>

#include "tests/cli/support/workshop.hpp"

using vk::test::parse_json;
using vk::test::small_calendar;
using vk::test::Workshop;
using vk::test::write_small_data;

namespace {

Poco::JSON::Object::Ptr figure_of(const Poco::JSON::Object::Ptr& report, const std::string& id) {
  const auto figures = report->getArray("figures");
  for (unsigned i = 0; i < figures->size(); ++i) {
    if (figures->getObject(i)->getValue<std::string>("id") == id) return figures->getObject(i);
  }
  return {};
}

}  // namespace

TEST_CASE("outlook: the second cycle tells what the first let expect, and what it rests on") {
  const Workshop workshop(small_calendar());
  write_small_data(workshop);
  REQUIRE(workshop.run_as_of("2025-12-30T08:00:00Z").exit_code == 0);
  REQUIRE(workshop.run_as_of("2026-01-05T08:00:00Z").exit_code != 1);
  CHECK(workshop.read("reports/board-2025.md").find("What past cycles let expect") == std::string::npos);
  REQUIRE(workshop.run_as_of("2027-01-05T08:00:00Z").exit_code != 1);

  const auto report = parse_json(workshop.read("reports/board-2026.json"));
  const auto share = figure_of(report, "pulse/customers@2026/outlook/uncertain/left");
  REQUIRE(share);
  // Of 120.25 that was uncertain in 2025, the 70.25 of customer E left.
  CHECK(share->getObject("value")->getValue<int64_t>("numerator") == 584);
  const auto loss = figure_of(report, "pulse/customers@2026/outlook/uncertain/loss");
  REQUIRE(loss);
  CHECK(loss->getObject("value")->getValue<int64_t>("minor") == 555);
  CHECK(loss->getObject("range")->getValue<int64_t>("low") < 555);
  CHECK(loss->getObject("range")->getValue<int64_t>("high") > 555);
  const auto forecast = figure_of(report, "pulse/customers@2026/forecast");
  REQUIRE(forecast);
  CHECK_FALSE(forecast->has("range"));
  const std::string text = workshop.read("reports/board-2026.md");
  CHECK(text.find("2 members; closed cycles: 1") != std::string::npos);
  CHECK(text.find("Pairs of past cycles: 1, too few for an interval") != std::string::npos);
}
