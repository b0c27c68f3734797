#include "core/money/currency.hpp"

#include <catch2/catch.hpp>

using vk::Currency;

TEST_CASE("currency: every class of ISO 4217 decimals is known") {
  struct Row {
    const char* code;
    int digits;
    int64_t per_major;
  };
  for (const Row& row :
       {Row{"EUR", 2, 100}, Row{"USD", 2, 100}, Row{"JPY", 0, 1}, Row{"KRW", 0, 1}, Row{"KWD", 3, 1000},
        Row{"TND", 3, 1000}, Row{"CLF", 4, 10000}, Row{"UYW", 4, 10000}, Row{"AED", 2, 100}, Row{"ZWG", 2, 100},
        Row{"BIF", 0, 1}, Row{"XPF", 0, 1}, Row{"HUF", 2, 100}}) {
    INFO(row.code);
    const auto currency = Currency::from_code(row.code);
    REQUIRE(currency.has_value());
    CHECK(currency->code() == row.code);
    CHECK(currency->minor_digits() == row.digits);
    CHECK(currency->minor_per_major() == row.per_major);
  }
}

TEST_CASE("currency: what is no ISO 4217 code of money is refused") {
  for (const char* code : {"", "EU", "EURO", "eur", "XAU", "XTS", "XXX", "   ", "R E", "D A", "DEM"}) {
    INFO(code);
    CHECK_FALSE(Currency::from_code(code).has_value());
  }
}

TEST_CASE("currency: order is by code") {
  CHECK(*Currency::from_code("EUR") < *Currency::from_code("USD"));
  CHECK(*Currency::from_code("EUR") == *Currency::from_code("EUR"));
}
