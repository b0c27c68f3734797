#include "core/money/exchange.hpp"

#include <catch2/catch.hpp>

#include "core/base/error.hpp"

using namespace vk;

namespace {

const Currency kEuro = Currency::from_code("EUR").value();
const Currency kYen = Currency::from_code("JPY").value();
const Currency kDollar = Currency::from_code("USD").value();

RateTable table(const char* yen) {
  RateTable rates(kEuro);
  rates.set(kYen, decimal_ratio(yen));
  return rates;
}

}  // namespace

TEST_CASE("rates: a decimal text is read exactly and in lowest terms") {
  CHECK(decimal_ratio("0.923400") == DecimalRatio{4617, 5000});
  CHECK(decimal_ratio("111.27") == DecimalRatio{11127, 100});
  CHECK(decimal_ratio("1") == DecimalRatio{1, 1});
  CHECK_THROWS_WITH(decimal_ratio("0.0"), "\"0.0\" is not a number above zero");
  CHECK_THROWS_WITH(decimal_ratio(""), "\"\" is not a number above zero");
  CHECK_THROWS_WITH(decimal_ratio("1,5"), "\"1,5\" is not a number with at most 12 decimals");
  CHECK_THROWS_WITH(decimal_ratio("0.1234567890123"), "\"0.1234567890123\" is not a number with at most 12 decimals");
}

TEST_CASE("rates: minor units of both currencies count, half goes to even") {
  CHECK(table("0.0065").convert({1000, kYen}) == Money{650, kEuro});
  CHECK(table("0.005").convert({1, kYen}) == Money{0, kEuro});
  CHECK(table("0.005").convert({3, kYen}) == Money{2, kEuro});
  CHECK(table("0.005").convert({-3, kYen}) == Money{-2, kEuro});
  CHECK(table("0.005").convert({77, kEuro}) == Money{77, kEuro});
  CHECK_THROWS_WITH(table("0.005").convert({1, kDollar}), "no rate from USD to EUR");
  CHECK(to_string(RoundingRule::half_even) == "half_even");
}

TEST_CASE("rates: a currency has one rate") {
  RateTable rates = table("0.005");
  rates.set(kYen, decimal_ratio("0.0050"));
  CHECK_THROWS_WITH(rates.set(kYen, decimal_ratio("0.006")), "JPY has two rates");
  CHECK_THROWS_WITH(rates.set(kEuro, decimal_ratio("1.1")), "the rate of EUR to itself is 11/10");
}

TEST_CASE("constant currency: reported change is what customers did and what rates did, to the cent") {
  const std::vector<LocalPair> rows{{{1000, kYen}, {1200, kYen}}, {{500, kEuro}, {400, kEuro}}};
  const ConstantCurrency got = constant_currency(rows, table("0.006"), table("0.005"));
  CHECK(got.earlier == std::vector<int64_t>{600, 500});
  CHECK(got.later_constant == std::vector<int64_t>{720, 400});
  CHECK(got.later_spot == std::vector<int64_t>{600, 400});
  CHECK(got.organic_change == 20);
  CHECK(got.exchange_effect == -120);
  CHECK(got.reported_change == got.organic_change + got.exchange_effect);
  CHECK_THROWS_WITH(constant_currency(rows, table("0.006"), RateTable(kDollar)),
                    "rates to EUR and to USD do not compare");
}

TEST_CASE("deflate: amounts in money of the base period, each rounded once") {
  CHECK(deflate(std::vector<int64_t>{11000, -5, 0}, decimal_ratio("100"), decimal_ratio("110")) ==
        std::vector<int64_t>{10000, -5, 0});
  CHECK_THROWS_WITH(deflate(std::vector<int64_t>{INT64_MAX}, decimal_ratio("2"), decimal_ratio("1")),
                    "9223372036854775807 * 2 / 1 leaves the range of 64 bits");
}
