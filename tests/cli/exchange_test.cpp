#include <catch2/catch.hpp>

#include "core/base/text.hpp"
#include "tests/cli/support/workshop.hpp"
#include "tests/support/contains.hpp"

using vk::test::contains;
using vk::test::ProgramResult;
using vk::test::Workshop;

namespace {

/// The small calendar with customers in three currencies and rates as the European Central Bank quotes them.
std::string currencies_calendar() {
  std::string text = vk::test::small_calendar();
  text = vk::replace_all(text, "window = \"the cycle\"",
                         "window = \"the cycle\"\ncurrency_column = \"currency\"\nrates = \"average\"");
  return vk::replace_all(text, "[audience.customers]",
                         "[source.ecb]\ncsv = \"rates.csv\"\ndate = \"day\"\n\n[rates]\nsource = \"ecb\"\n\n"
                         "[audience.customers]");
}

void write_currencies(const Workshop& workshop) {
  vk::test::write_small_data(workshop);
  workshop.write(
      "invoices.csv",
      "id,day,amount,currency\n"
      "A,2025-02-01,100.00,EUR\nB,2025-03-01,110.00,USD\nC,2025-03-02,1100.00,SEK\nE,2025-05-01,16000,JPY\n"
      "A,2026-02-01,120.00,EUR\nB,2026-03-01,110.00,USD\nC,2026-03-02,1210.00,SEK\nE,2026-05-01,16001,JPY\n");
  workshop.write("rates.csv",
                 "day,currency,rate\n"
                 "2025-01-02,USD,1.0\n2025-06-02,USD,1.2\n2025-01-02,SEK,11\n2025-01-02,JPY,160\n"
                 "2026-01-02,USD,1.25\n2026-01-02,SEK,10\n2026-01-02,JPY,170.5\n");
}

int64_t minor_of(const Poco::JSON::Object& report, const std::string& id) {
  const auto figures = report.getArray("figures");
  for (unsigned i = 0; i < figures->size(); ++i) {
    const auto figure = figures->getObject(i);
    if (figure->getValue<std::string>("id") == id) return figure->getObject("value")->getValue<int64_t>("minor");
  }
  FAIL("no figure " << id);
  return 0;
}

}  // namespace

TEST_CASE("exchange: a report tells constant rates and the effect of rates, to the cent") {
  const Workshop workshop(currencies_calendar());
  write_currencies(workshop);
  REQUIRE(workshop.run_as_of("2025-12-30T08:00:00Z").exit_code == 0);
  const ProgramResult first = workshop.run_as_of("2026-01-05T08:00:00Z");
  INFO(first.out << first.err);
  REQUIRE(first.exit_code == 0);
  const ProgramResult second = workshop.run_as_of("2027-01-05T08:00:00Z");
  INFO(second.out << second.err);
  REQUIRE(second.exit_code == 0);
  const auto report = vk::test::parse_json(workshop.read("reports/board-2026.json"));
  const std::string pair = "pulse/customers@2026/from/2025/exchange/";
  // 2025: 100 + 110 / 1.1 + 1100 / 11 + 16000 / 160; 2026 at those rates: 120 + 100 + 110 + 100.01.
  CHECK(minor_of(*report, pair + "earlier") == 40000);
  CHECK(minor_of(*report, pair + "constant") == 43001);
  CHECK(minor_of(*report, pair + "organic") == 3001);
  // At its own rates: 120 + 88 + 121 + 93.85 (93.8475).
  CHECK(minor_of(*report, pair + "spot") == 42285);
  CHECK(minor_of(*report, pair + "effect") == -716);
  CHECK(minor_of(*report, pair + "currency/USD/effect") == -1200);
  CHECK(minor_of(*report, pair + "currency/SEK/organic") == 1000);
  CHECK(minor_of(*report, pair + "currency/JPY/local_after") == 16001);
  CHECK(minor_of(*report, "pulse/customers@2026/from/2025/bridge/closing") == 42285);
  const std::string text = workshop.read("reports/board-2026.md");
  CHECK(contains(text, "Change at constant rates"));
  CHECK(contains(text, "107.5 %"));  // NRR at constant rates: 430.01 of 400
  CHECK(contains(workshop.read("reports/board-2026.csv"), "/exchange/effect,Effect of exchange rates,-7.16,money,EUR"));
}

TEST_CASE("exchange: what is wrong with rates and currencies is told with its place") {
  const auto told = [](const char* file, const std::string& bytes) {
    const Workshop workshop(currencies_calendar());
    write_currencies(workshop);
    workshop.write(file, bytes);
    REQUIRE(workshop.run_as_of("2025-12-30T08:00:00Z").exit_code == 0);
    const ProgramResult result = workshop.run_as_of("2026-01-05T08:00:00Z");
    CHECK(result.exit_code != 0);
    return result.out + result.err;
  };
  const std::string rows =
      told("invoices.csv",
           "id,day,amount,currency\nA,2025-02-01,100.00,EUR\nB,2025-03-01,110.00,GBP\nC,2025-03-02,1.005,SEK\n");
  INFO(rows);
  CHECK(contains(rows, "invoices.csv:3:1: error F203: no rate of GBP from 2025-01-01 to 2025-12-31 in source \"ecb\""));
  CHECK(contains(rows, "invoices.csv:4:1: error F204: the row has more decimals than SEK has"));
  const std::string rates = told("rates.csv", "day,currency,rate\n2025-01-02,USD,0\n2025-01-02,ZZZ,1.5\n");
  INFO(rates);
  CHECK(contains(rates, "rates.csv:2:1: error F205: \"0\" is no rate above 0"));
  CHECK(contains(rates, "rates.csv:3:1: error F205: \"ZZZ\" is no ISO 4217 code"));
}

TEST_CASE("exchange: a metric that converts needs rates, their currency and a column") {
  const auto rate_problems = [](const std::string& text) {
    const Workshop workshop(text);
    const ProgramResult checked = workshop.run({"config", "check"});
    return checked.out + checked.err;
  };
  CHECK(contains(rate_problems(vk::replace_all(currencies_calendar(), "[rates]\nsource = \"ecb\"\n", "")),
                 "the calendar has no [rates]"));
  CHECK(contains(
      rate_problems(vk::replace_all(currencies_calendar(), "source = \"ecb\"\n", "source = \"ecb\"\nbase = \"SEK\"\n")),
      "metric \"purchases\" is in EUR, but [rates] lead to SEK"));
  CHECK(contains(rate_problems(vk::replace_all(currencies_calendar(), "currency_column = \"currency\"\n", "")),
                 "currency_column"));
  CHECK(contains(rate_problems(vk::replace_all(currencies_calendar(), "csv = \"rates.csv\"\ndate = \"day\"\n",
                                               "csv = \"rates.csv\"\n")),
                 "names no date column, which rates need"));
}
