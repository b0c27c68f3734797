#include "core/money/money.hpp"

#include <catch2/catch.hpp>

#include "core/base/error.hpp"
#include "tests/support/error_text.hpp"

namespace {

vk::Money money(int64_t minor, const char* code) {
  return {minor, *vk::Currency::from_code(code)};
}

using vk::test::error_text;

}  // namespace

TEST_CASE("money: sums and differences of one currency are exact") {
  CHECK(money(10, "EUR") + money(-25, "EUR") == money(-15, "EUR"));
  CHECK(money(10, "EUR") - money(25, "EUR") == money(-15, "EUR"));
  CHECK(-money(10, "EUR") == money(-10, "EUR"));
}

TEST_CASE("money: mixing currencies and leaving the range are errors") {
  CHECK(error_text([] { (void)(money(1, "EUR") + money(1, "USD")); }) ==
        "invalid_input: amounts in EUR and USD cannot be added or subtracted");
  CHECK(error_text([] { (void)(money(INT64_MAX, "EUR") + money(1, "EUR")); }) ==
        "invalid_input: 92233720368547758.07 + 0.01 EUR leaves the range of 64 bits");
  CHECK(error_text([] { (void)(-money(INT64_MIN, "JPY")); }) ==
        "invalid_input: 0 - -9223372036854775808 JPY leaves the range of 64 bits");
}

TEST_CASE("money: sums in several currencies stay apart") {
  vk::MoneySums sums;
  sums.add(money(100, "USD"));
  sums.add(money(50, "EUR"));
  sums.add(money(-30, "USD"));
  REQUIRE(sums.by_currency().size() == 2);
  CHECK(sums.by_currency().at(*vk::Currency::from_code("USD")) == 70);
  CHECK(sums.by_currency().at(*vk::Currency::from_code("EUR")) == 50);
  CHECK(error_text([&] { sums.add(money(INT64_MAX, "USD")); }) ==
        "invalid_input: 0.70 + 92233720368547758.07 USD leaves the range of 64 bits");
}

TEST_CASE("money: texts for machines and for people") {
  CHECK(vk::to_plain(money(-123450, "EUR")) == "-1234.50");
  CHECK(vk::to_plain(money(5, "EUR")) == "0.05");
  CHECK(vk::to_plain(money(1234, "JPY")) == "1234");
  CHECK(vk::to_plain(money(1, "KWD")) == "0.001");
  CHECK(vk::to_plain(money(INT64_MIN, "EUR")) == "-92233720368547758.08");
  CHECK(vk::to_display(money(-123450, "EUR")) == "\u22121,234.50 EUR");
  CHECK(vk::to_display(money(100000000, "EUR"), ",", "\u00A0") == "1\u00A0000\u00A0000,00 EUR");
  CHECK(vk::to_display(money(999, "JPY")) == "999 JPY");
}

TEST_CASE("money: plain texts read back to the same amount") {
  for (const char* code : {"EUR", "JPY", "KWD", "CLF"}) {
    for (const int64_t minor : {int64_t{0}, int64_t{-1}, int64_t{99}, int64_t{123456789}, INT64_MIN, INT64_MAX}) {
      const vk::Money amount = money(minor, code);
      const vk::ParsedMoney parsed = vk::parse_money(vk::to_plain(amount), amount.currency, {});
      CHECK(parsed.fault == vk::MoneyFault::none);
      CHECK(parsed.minor == minor);
    }
  }
}
