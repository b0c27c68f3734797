#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "core/base/text.hpp"
#include "tests/cli/support/workshop.hpp"
#include "tests/support/contains.hpp"

using vk::replace_all;
using vk::test::contains;
using vk::test::ProgramResult;
using vk::test::Workshop;

namespace {

/// The small calendar whose metric keeps real money.
std::string prices_calendar() {
  const std::string text =
      replace_all(vk::test::small_calendar(), "window = \"the cycle\"", "window = \"the cycle\"\nreal = true");
  return replace_all(text, "[audience.customers]",
                     "[source.cpi]\ncsv = \"cpi.csv\"\n\n[prices]\nsource = \"cpi\"\nbase = \"2025\"\n\n"
                     "[audience.customers]");
}

void write_prices(const Workshop& workshop) {
  vk::test::write_small_data(workshop);
  workshop.write("cpi.csv",
                 "period,index\n2025-Q1,100\n2025-Q2,102\n2025-Q3,104\n2025-Q4,106.0\n2026-Q1,110\n2026Q2,112\n");
}

void run_two_years(const Workshop& workshop) {
  for (const char* when : {"2025-12-30T08:00:00Z", "2026-01-05T08:00:00Z", "2027-01-05T08:00:00Z"}) {
    const ProgramResult result = workshop.run_as_of(when);
    INFO(result.out << result.err);
    REQUIRE(result.exit_code == 0);
  }
}

int64_t price_minor(const Poco::JSON::Object& report, const std::string& id) {
  const auto figures = report.getArray("figures");
  for (unsigned i = 0; i < figures->size(); ++i) {
    const auto figure = figures->getObject(i);
    if (figure->getValue<std::string>("id") == id) return figure->getObject("value")->getValue<int64_t>("minor");
  }
  FAIL("no figure " << id);
  return 0;
}

const char* const kPricePair = "pulse/customers@2026/from/2025/prices/";

}  // namespace

TEST_CASE("prices: a report tells real change and the effect of prices, to the cent, in every format") {
  const Workshop workshop(prices_calendar());
  write_prices(workshop);
  run_two_years(workshop);
  const auto report = vk::test::parse_json(workshop.read("reports/board-2026.json"));
  const auto minor = [&](const std::string& id) { return price_minor(*report, kPricePair + id); };
  // By hand, row by row; the base 2025 is (100 + 102 + 104 + 106) / 4 = 103. Paid 100 + 50 + 10.10 + 70.25 in 2025, of
  // which the last in the second quarter: 103 + 51.50 + 10.40 (10.403) + 70.94 (70.25 * 103 / 102 = 70.9387).
  CHECK(minor("earlier") == 23035);
  CHECK(minor("real_before") == 23584);
  // 2026: 120 + 20 + 10.10 + 33.33 in the first quarter at 110, 9.50 in the second at 112:
  // 112.36 + 18.73 + 9.46 + 31.21 + 8.74.
  CHECK(minor("spot") == 19293);
  CHECK(minor("real_after") == 18050);
  CHECK(minor("real_change") == -5534);
  CHECK(minor("effect") == 1792);
  CHECK(minor("real_change") + minor("effect") == minor("spot") - minor("earlier"));
  CHECK(minor("currency/EUR/real_change") == -5534);
  CHECK(minor("currency/EUR/change") == -3742);
  const auto cycle = report->getArray("cycles")->getObject(0)->getObject("prices");
  CHECK(cycle->getValue<std::string>("base") == "2025");
  for (const char* format : {"html", "md"}) {
    const std::string text = workshop.read(std::string("reports/board-2026.") + format);
    CHECK(contains(text, "what members did and what prices did"));
    CHECK(contains(text, "Real change, in money of 2025"));
    CHECK_FALSE(contains(text, "Effect of exchange rates"));
  }
  CHECK(contains(workshop.read("reports/board-2026.csv"), "/prices/effect,Effect of prices,17.92,money,EUR"));
  workshop.write("calendar.toml",
                 replace_all(prices_calendar(), "currency = \"EUR\"", "currency = \"EUR\"\nlanguage = \"fi\""));
  const std::string finnish = workshop.run({"compare", "pulse@2025", "pulse@2026"}).out;
  CHECK(contains(finnish, "Hintojen vaikutus"));
  CHECK(contains(finnish, "Reaalinen muutos, jakson 2025 rahassa"));
}

TEST_CASE("prices: in several currencies each is deflated first, then converted, beside constant rates") {
  std::string text =
      replace_all(prices_calendar(), "real = true", "real = true\ncurrency_column = \"currency\"\nrates = \"average\"");
  text = replace_all(text, "[prices]\n",
                     "[source.ecb]\ncsv = \"rates.csv\"\ndate = \"day\"\n\n[rates]\nsource = \"ecb\"\n\n[prices]\n"
                     "currency = \"currency\"\n");
  const Workshop workshop(text);
  vk::test::write_small_data(workshop);
  workshop.write(
      "invoices.csv",
      "id,day,amount,currency\n"
      "A,2025-02-01,100.00,EUR\nB,2025-03-01,110.00,USD\nC,2025-03-02,1100.00,SEK\nE,2025-05-01,16000,JPY\n"
      "A,2026-02-01,120.00,EUR\nB,2026-03-01,110.00,USD\nC,2026-03-02,1210.00,SEK\nE,2026-05-01,16001,JPY\n");
  workshop.write("rates.csv",
                 "day,currency,rate\n"
                 "2025-01-02,USD,1.1\n2025-01-02,SEK,11\n2025-01-02,JPY,160\n"
                 "2026-01-02,USD,1.25\n2026-01-02,SEK,10\n2026-01-02,JPY,170.5\n");
  workshop.write("cpi.csv",
                 "period,currency,index\n2025,EUR,100\n2025,USD,100\n2025,SEK,100\n2025,JPY,100\n"
                 "2026,EUR,105\n2026,USD,104\n2026,SEK,110\n2026,JPY,102.5\n");
  run_two_years(workshop);
  const auto report = vk::test::parse_json(workshop.read("reports/board-2026.json"));
  const auto minor = [&](const std::string& id) { return price_minor(*report, kPricePair + id); };
  // 2026 in money of 2025: 120 / 1.05 = 114.29 EUR, 110 / 1.04 = 105.77 USD, 1210 / 1.1 = 1100 SEK, 16001 / 1.025 =
  // 15611 JPY; at the rates of 2025 114.29 + 96.15 + 100.00 + 97.57 = 408.01, against 400.00.
  CHECK(minor("real_before") == 40000);
  CHECK(minor("real_after") == 40801);
  CHECK(minor("real_change") == 801);
  CHECK(minor("effect") == 2200);    // 430.01 at constant rates, 30.01 more, of which 8.01 are real
  CHECK(minor("exchange") == -716);  // 422.85 at its own rates
  CHECK(minor("spot") - minor("earlier") == 801 + 2200 - 716);
  CHECK(minor("currency/USD/real_change") == -423);
  CHECK(minor("currency/USD/effect") == 423);
  CHECK(minor("currency/JPY/real_after") == 15611);
  CHECK(price_minor(*report, "pulse/customers@2026/from/2025/exchange/effect") == -716);
}

TEST_CASE("prices: a cycle from before the index is named, and money as paid is compared as ever") {
  const Workshop workshop(vk::test::small_calendar());
  write_prices(workshop);
  REQUIRE(workshop.run_as_of("2025-12-30T08:00:00Z").exit_code == 0);
  REQUIRE(workshop.run_as_of("2026-01-05T08:00:00Z").exit_code == 0);
  workshop.write("calendar.toml", prices_calendar());
  REQUIRE(workshop.run_as_of("2027-01-05T08:00:00Z").exit_code == 0);
  const std::string text = workshop.read("reports/board-2026.md");
  CHECK(contains(text, "The effect of prices is not told: 2025 was measured without"));
  CHECK(contains(text, "by the same ruler"));
}

TEST_CASE("prices: what is wrong with an index is told with its place, all at once") {
  const auto told = [](const std::string& calendar, const std::string& index) {
    const Workshop workshop(calendar);
    write_prices(workshop);
    workshop.write("cpi.csv", index);
    const ProgramResult opened = workshop.run_as_of("2025-12-30T08:00:00Z");
    const ProgramResult result = workshop.run_as_of("2026-01-05T08:00:00Z");
    CHECK(result.exit_code != 0);
    return opened.out + opened.err + result.out + result.err;
  };
  const std::string rows =
      told(prices_calendar(), "period,index\n2025-Q1,0\n2025-Q5,100\n2025-Q2,100\n2025Q2,101\n2025-Q3,1e2\n");
  INFO(rows);
  CHECK(contains(rows, "cpi.csv:2:1: error F207: \"0\" is no index above 0 with at most 9 decimals"));
  CHECK(contains(rows, "cpi.csv:3:1: error F207: \"2025-Q5\" is no period such as 2025, 2025-Q2 or 2025-04"));
  CHECK(contains(rows, "cpi.csv:5:1: error F207: EUR has another index of 2025Q2 in an earlier row"));
  CHECK(contains(rows, "cpi.csv:6:1: error F207: \"1e2\" is no index above 0"));
  const std::string base = told(prices_calendar(), "period,index\n2025-Q1,100\n2025-Q2,100\n2025-Q3,100\n");
  INFO(base);
  CHECK(contains(base, "error F208: source \"cpi\" has no index of EUR for the base period 2025"));
  const std::string gap =
      told(replace_all(prices_calendar(), "base = \"2025\"", "base = \"2025-Q1\""), "period,index\n2025-Q1,100\n");
  INFO(gap);
  CHECK(contains(gap,
                 "invoices.csv:6:1: error F206: no price index of EUR for 2025-05-01 in source \"cpi\"; rows that "
                 "need one: 1"));
  CHECK(contains(told(replace_all(prices_calendar(), "source = \"cpi\"", "source = \"cpi\"\nindex = \"indeks\""),
                      "period,index\n2025,100\n"),
                 "no column \"indeks\""));
}

TEST_CASE("prices: under the disclosure rule the whole is told, and no currency by itself") {
  const std::string open = "currency = \"EUR\"";
  const Workshop workshop(replace_all(prices_calendar(), open, open + "\ndisclosure = { least = 3 }"));
  write_prices(workshop);
  std::string customers = "id,size\n";
  std::string invoices = "id,day,amount\n";
  std::string answers = "id,stay\n";
  for (int i = 100; i < 400; ++i) {
    customers += fmt::format("K{},small\n", i);
    invoices += fmt::format("K{},2025-03-01,100.00\nK{},2026-03-01,110.00\n", i, i);
    answers += fmt::format("K{},7\n", i);
  }
  workshop.write("customers.csv", customers);
  workshop.write("invoices.csv", invoices);
  workshop.write("answers-2025.csv", answers);
  workshop.write("answers-2026.csv", answers);
  run_two_years(workshop);
  const auto report = vk::test::parse_json(workshop.read("reports/board-2026.json"));
  // 100.00 and 110.00 are both 103.00 in money of 2025.
  CHECK(price_minor(*report, std::string{kPricePair} + "real_change") == 0);
  CHECK(price_minor(*report, std::string{kPricePair} + "effect") == 300000);
  for (const char* format : {"html", "md", "json", "csv"})
    CHECK_FALSE(contains(workshop.read(std::string("reports/board-2026.") + format), "/prices/currency/"));
}
