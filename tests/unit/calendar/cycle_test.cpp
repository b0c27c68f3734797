#include "core/calendar/cycle.hpp"

#include <catch2/catch.hpp>

namespace vk {
namespace {

Day day(std::string_view text) {
  return day_from(text).value();
}

TEST_CASE("cycle: labels and intervals of every kind") {
  struct Row {
    const char* name;
    Every every;
    const char* label;
    const char* first;
    const char* end;
  };
  const Row rows[] = {{"year", Every::year, "2026", "2026-01-01", "2027-01-01"},
                      {"once lies in a year", Every::once, "2026", "2026-01-01", "2027-01-01"},
                      {"first half", Every::half_year, "2026-H1", "2026-01-01", "2026-07-01"},
                      {"second half", Every::half_year, "2026-H2", "2026-07-01", "2027-01-01"},
                      {"quarter", Every::quarter, "2026-Q2", "2026-04-01", "2026-07-01"},
                      {"last quarter", Every::quarter, "2026-Q4", "2026-10-01", "2027-01-01"},
                      {"February of a leap year", Every::month, "2028-02", "2028-02-01", "2028-03-01"},
                      {"December", Every::month, "2026-12", "2026-12-01", "2027-01-01"}};
  for (const Row& row : rows) {
    INFO(row.name);
    const std::optional<Cycle> cycle = cycle_from_label(row.every, row.label);
    REQUIRE(cycle.has_value());
    CHECK(cycle->label == row.label);
    CHECK(cycle->interval == DayInterval{day(row.first), day(row.end)});
  }
}

TEST_CASE("cycle: texts that are no label of the kind give nothing") {
  for (const char* label : {"", "2026-Q5", "2026-Q0", "2026Q1", "2026-q1", "2026-01", "0000-Q1", "+026-Q1", "2026-Q1 ",
                            "2026-Q11", "-026-Q1"}) {
    INFO(label);
    CHECK_FALSE(cycle_from_label(Every::quarter, label));
  }
  CHECK_FALSE(cycle_from_label(Every::month, "2026-13"));
  CHECK_FALSE(cycle_from_label(Every::year, "2026-01"));
}

TEST_CASE("cycle: the cycles that meet a range, half open") {
  const auto quarters = cycles_between(Every::quarter, {day("2026-03-31"), day("2026-07-01")});
  REQUIRE(quarters.size() == 2);
  CHECK(quarters[0].label == "2026-Q1");
  CHECK(quarters[1].label == "2026-Q2");
  CHECK(cycles_between(Every::month, {day("2026-03-31"), day("2026-03-31")}).empty());
  CHECK(cycles_between(Every::month, {day("2026-04-01"), day("2026-03-01")}).empty());
  CHECK(cycles_between(Every::year, {Day::min(), Day::max()}).size() == 9999);
}

TEST_CASE("cycle: the one before and the same of earlier years") {
  CHECK(label_before(Every::quarter, "2026-Q1") == "2025-Q4");
  CHECK(label_before(Every::month, "2026-03") == "2026-02");
  CHECK(label_before(Every::half_year, "2026-H2") == "2026-H1");
  CHECK(label_before(Every::year, "2026") == "2025");
  CHECK_FALSE(label_before(Every::year, "0001"));
  CHECK_FALSE(label_before(Every::once, "2026"));
  CHECK(label_years_before(Every::quarter, "2026-Q2", 1) == "2025-Q2");
  CHECK(label_years_before(Every::month, "2026-02", 10) == "2016-02");
  CHECK(label_years_before(Every::year, "2026", -1) == "2027");
  CHECK_FALSE(label_years_before(Every::year, "2026", 2026));
  CHECK_FALSE(label_years_before(Every::year, "2026-Q1", 1));
}

}  // namespace
}  // namespace vk
