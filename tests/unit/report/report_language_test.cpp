#include "core/report/report_language.hpp"

#include <catch2/catch.hpp>

#include <limits>

namespace {

constexpr vk::Wording kGreeting{"{who} says {what}", "{what}, sanoo {who}"};

vk::Money euros(int64_t minor) {
  return {minor, *vk::Currency::from_code("EUR")};
}

}  // namespace

TEST_CASE("language: money, counts and percentages as each language writes them") {
  const auto en = vk::ReportLanguage::find("en");
  const auto fi = vk::ReportLanguage::find("fi");
  CHECK(en.money(euros(32000000)) == "320,000.00 EUR");
  CHECK(fi.money(euros(32000000)) == "320\u00a0000,00 EUR");
  CHECK(en.money(euros(-5)) == "\u22120.05 EUR");
  CHECK(en.money({123456, *vk::Currency::from_code("JPY")}) == "123,456 JPY");
  CHECK(en.bare_money(euros(32000000)) == "320,000");
  CHECK(en.bare_money(euros(32000050)) == "320,000.50");
  CHECK(en.percent(1000) == "100.0 %");
  CHECK(fi.percent(-333) == "\u221233,3 %");
  CHECK(en.count(std::numeric_limits<int64_t>::min()) == "\u22129,223,372,036,854,775,808");
}

TEST_CASE("language: decimals as each language writes them") {
  CHECK(vk::ReportLanguage::find("en").decimal(426, 2) == "4.26");
  CHECK(vk::ReportLanguage::find("fi").decimal(-5, 1) == "\u22120,5");
  CHECK(vk::ReportLanguage::find("en").decimal(1234567, 1) == "123,456.7");
  CHECK(vk::ReportLanguage::find("en").decimal(-3, 0) == "\u22123");
}

TEST_CASE("language: days and half-open intervals are said with their last day") {
  using std::chrono::year;
  const vk::DayInterval interval{vk::Day{year{2026} / 1 / 1}, vk::Day{year{2027} / 1 / 1}};
  CHECK(vk::ReportLanguage::find("en").days(interval) == "1 January 2026 to 31 December 2026");
  CHECK(vk::ReportLanguage::find("fi").days(interval) == "1.1.2026–31.12.2026");
}

TEST_CASE("language: a filled-in value is never read as a place again") {
  CHECK(vk::ReportLanguage::find("en")(kGreeting, {{"who", "{what}"}, {"what", "hello"}}) == "{what} says hello");
  CHECK(vk::ReportLanguage::find("fi")(kGreeting, {{"who", "Anna"}, {"what", "hei"}}) == "hei, sanoo Anna");
}

TEST_CASE("language: an unknown language falls back to English") {
  CHECK(vk::ReportLanguage::find("sv").code() == "en");
}
