#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <memory>

#include "core/base/file.hpp"
#include "core/base/hash.hpp"
#include "core/base/text.hpp"
#include "tests/cli/support/workshop.hpp"
#include "tests/support/contains.hpp"

using vk::test::contains;
using vk::test::ProgramResult;
using vk::test::Workshop;

namespace {

/// The small calendar whose measurement keeps the answer "stay" and tells figures of it.
std::string figures_calendar(const std::string& figures) {
  std::string text = vk::test::small_calendar();
  text = vk::replace_all(text, "[measurement.options]\n",
                         figures + "\n[measurement.options]\nscores = [{ name = \"stay\", column = \"stay\" }]\n");
  return text;
}

Poco::JSON::Object::Ptr figure_in(const Poco::JSON::Object& report, const std::string& id) {
  const auto figures = report.getArray("figures");
  for (unsigned i = 0; i < figures->size(); ++i) {
    auto figure = figures->getObject(i);
    if (figure->getValue<std::string>("id") == id) return figure;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("figures: a fifth of the answers tells scores of everybody with intervals that hold the truth") {
  const std::filesystem::path example = std::filesystem::path{VK_SOURCE_DIR} / "calendars/examples/seed_8000";
  const std::string key = "id         = \"renewal\"\n";
  const std::string calendar = vk::read_file(example / "2025/calendar.toml");
  REQUIRE(contains(calendar, "kind = \"nps\""));
  const Workshop workshop(
      vk::replace_all(vk::replace_all(calendar, key, key + "asked      = \"random sample\"\n"), "../", ""));
  for (const char* name : {"data/customers-2025.csv", "data/invoices-2025.csv"}) {
    workshop.write(name, vk::read_file(example / name));
  }
  std::string answers;
  int64_t members = 0;
  int64_t points = 0;
  const std::string all = vk::read_file(example / "data/answers-2025.csv");
  const std::vector<std::string_view> lines = vk::split(vk::trim(all), '\n');
  for (const std::string_view line : lines) {
    if (line == lines.front() || vk::sha256_hex(line).front() < '3') answers += std::string{line} + "\n";
    if (line == lines.front()) continue;
    const int64_t recommend = vk::int64_from(vk::split(line, ';').at(4)).value();
    ++members;
    points += recommend >= 9 ? 1000 : recommend <= 6 ? -1000 : 0;
  }
  workshop.write("data/answers-2025.csv", answers);
  REQUIRE(workshop.run_as_of("2025-09-09T06:00:00Z").exit_code == 0);
  REQUIRE(workshop.run_as_of("2025-09-24T06:00:00Z").exit_code == 0);
  const auto report = vk::test::parse_json(workshop.read("reports/board-2025.json"));
  const auto nps = figure_in(*report, "renewal/customers@2025/figure/NPS");
  REQUIRE(nps);
  CHECK(nps->getValue<std::string>("unit") == "points");
  CHECK(nps->getObject("value")->getValue<int>("denominator") == 10);
  const auto range = nps->getObject("range");
  REQUIRE(range);
  CHECK(range->getValue<int64_t>("low") * members <= points);
  CHECK(range->getValue<int64_t>("high") * members >= points);
  CHECK(range->getValue<int64_t>("high") - range->getValue<int64_t>("low") < 120);  // twelve points
  const auto share = figure_in(*report, "renewal/customers@2025/figure/Likely to stay");
  REQUIRE(share);
  CHECK(share->getObject("range")->getValue<int64_t>("low") <= 400);  // 3,200 of 8,000
  CHECK(share->getObject("range")->getValue<int64_t>("high") >= 400);
}

TEST_CASE("figures: of what the plugin does not keep there is none, and the report says so") {
  const Workshop workshop(figures_calendar("figures = [{ name = \"Stay\", kind = \"mean\", of = \"stey\" }]"));
  vk::test::write_small_data(workshop);
  REQUIRE(workshop.run_as_of("2025-12-30T08:00:00Z").exit_code == 0);
  const ProgramResult result = workshop.run_as_of("2026-01-05T08:00:00Z");
  INFO(result.out << result.err);
  CHECK(result.exit_code == 3);
  const std::string text = workshop.read("reports/board-2025.md");
  CHECK(contains(text, "which the plugin did not keep"));
  CHECK(contains(text, "did you mean \"stay\"?"));
}

TEST_CASE("figures: under the disclosure rule fewer than ten answers are no figure in any format") {
  const auto run_with = [](const std::string& rule) {
    auto workshop = std::make_unique<Workshop>(
        vk::replace_all(figures_calendar("figures = [{ name = \"Stay\", kind = \"median\", of = \"stay\" }]"),
                        "currency = \"EUR\"", "currency = \"EUR\"\n" + rule));
    std::string customers = "id,size\n";
    std::string invoices = "id,day,amount\n";
    std::string answers = "id,stay\n";
    for (int i = 100; i < 400; ++i) {
      customers += fmt::format("K{},small\n", i);
      invoices += fmt::format("K{},2025-03-01,100.00\n", i);
      if (i < 109) answers += fmt::format("K{},{}\n", i, 3 + i % 3);
    }
    workshop->write("customers.csv", customers);
    workshop->write("invoices.csv", invoices);
    workshop->write("answers-2025.csv", answers);
    REQUIRE(workshop->run_as_of("2025-12-30T08:00:00Z").exit_code == 0);
    REQUIRE(workshop->run_as_of("2026-01-05T08:00:00Z").exit_code == 0);
    return workshop;
  };
  CHECK(contains(run_with("")->read("reports/board-2025.csv"), "/figure/Stay,Stay,4.00,score"));
  const auto closed = run_with("disclosure = { least = 3 }");
  for (const char* format : {"html", "md", "json", "csv"}) {
    const std::string report = closed->read(std::string("reports/board-2025.") + format);
    CHECK(contains(report, "pulse/customers@2025"));
    CHECK_FALSE(contains(report, "/figure/Stay"));
  }
}
