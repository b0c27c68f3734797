#include <catch2/catch.hpp>

#include "core/money/money.hpp"

namespace {

using vk::Currency;
using vk::MoneyFault;
using vk::NumberFormat;

Currency currency(const char* code) {
  return *Currency::from_code(code);
}

struct Row {
  const char* text;
  int64_t minor;
  MoneyFault fault;
};

void check_rows(std::initializer_list<Row> rows, const Currency& unit, const NumberFormat& format) {
  for (const Row& row : rows) {
    INFO("'" << row.text << "'");
    const vk::ParsedMoney parsed = vk::parse_money(row.text, unit, format);
    CHECK(parsed.fault == row.fault);
    CHECK(parsed.minor == row.minor);
  }
}

}  // namespace

TEST_CASE("parse money: signs, parentheses and currencies around a number with a decimal point") {
  check_rows({{"12", 1200, MoneyFault::none},
              {"12.3", 1230, MoneyFault::none},
              {"12.34", 1234, MoneyFault::none},
              {".5", 50, MoneyFault::none},
              {"0", 0, MoneyFault::none},
              {"-0.00", 0, MoneyFault::none},
              {"0000000000000000000000012", 1200, MoneyFault::none},
              {"(12.00)", -1200, MoneyFault::none},
              {"( 12.00 )", -1200, MoneyFault::none},
              {"-3", -300, MoneyFault::none},
              {"+3", 300, MoneyFault::none},
              {"12.5-", -1250, MoneyFault::none},
              {"\u2212 5", -500, MoneyFault::none},
              {"5\u2212", -500, MoneyFault::none},
              {"EUR 12", 1200, MoneyFault::none},
              {"eur12", 1200, MoneyFault::none},
              {"12 \u20AC", 1200, MoneyFault::none},
              {"12\u00A0\u20AC", 1200, MoneyFault::none},
              {"-\u20AC12", -1200, MoneyFault::none},
              {"\u20AC -12", -1200, MoneyFault::none},
              {"(EUR 12.00)", -1200, MoneyFault::none},
              {"\t 12.00 \u202F", 1200, MoneyFault::none}},
             currency("EUR"), {});
}

TEST_CASE("parse money: what is not one number is refused") {
  check_rows({{"", 0, MoneyFault::empty},
              {" \u00A0\t", 0, MoneyFault::empty},
              {"-", 0, MoneyFault::not_a_number},
              {"()", 0, MoneyFault::not_a_number},
              {"(12", 0, MoneyFault::not_a_number},
              {"--3", 0, MoneyFault::not_a_number},
              {"-3-", 0, MoneyFault::not_a_number},
              {"-(3)", 0, MoneyFault::not_a_number},
              {".", 0, MoneyFault::not_a_number},
              {"12.", 0, MoneyFault::not_a_number},
              {"1.2.3", 0, MoneyFault::not_a_number},
              {"12,50", 0, MoneyFault::not_a_number},
              {"1e3", 0, MoneyFault::not_a_number},
              {"0x10", 0, MoneyFault::not_a_number},
              {"nan", 0, MoneyFault::not_a_number},
              {"12 USD", 0, MoneyFault::not_a_number},
              {"$12", 0, MoneyFault::not_a_number},
              {"EUR EUR 12", 0, MoneyFault::not_a_number},
              {"EUR", 0, MoneyFault::not_a_number},
              {"12 34", 0, MoneyFault::not_a_number},
              {"1234 567", 0, MoneyFault::not_a_number},
              {"1 234\u00A0567", 0, MoneyFault::not_a_number},
              {"12.345", 0, MoneyFault::too_many_decimals},
              {"12.340", 0, MoneyFault::too_many_decimals}},
             currency("EUR"), {});
}

TEST_CASE("parse money: a decimal comma with any blank or named sign as grouping") {
  const NumberFormat finnish{',', ""};
  check_rows({{"1 234,50", 123450, MoneyFault::none},
              {"1\u00A0234,50", 123450, MoneyFault::none},
              {"1\u202F234\u202F567,50", 123456750, MoneyFault::none},
              {"1\u2009234,50", 123450, MoneyFault::none},
              {"-1 234,5", -123450, MoneyFault::none},
              {"1 234,50 \u20AC", 123450, MoneyFault::none},
              {"1.234,50", 0, MoneyFault::not_a_number},
              {"12.50", 0, MoneyFault::not_a_number}},
             currency("EUR"), finnish);
  check_rows({{"1.234,50", 123450, MoneyFault::none}, {"1.234.567", 123456700, MoneyFault::none}}, currency("EUR"),
             {',', "."});
  check_rows({{"1'234.50", 123450, MoneyFault::none},
              {"1\u2019234.50", 123450, MoneyFault::none},
              {"1'234\u2019567.50", 0, MoneyFault::not_a_number}},
             currency("CHF"), {'.', "'\u2019"});
}

TEST_CASE("parse money: wrong grouping is refused") {
  check_rows({{"1,234.5", 123450, MoneyFault::none},
              {"12,345,678", 1234567800, MoneyFault::none},
              {"1,2,3", 0, MoneyFault::not_a_number},
              {"1,23.4", 0, MoneyFault::not_a_number},
              {"1,2345", 0, MoneyFault::not_a_number},
              {"1234,567", 0, MoneyFault::not_a_number},
              {",123", 0, MoneyFault::not_a_number},
              {"1,234,", 0, MoneyFault::not_a_number},
              {"1.234,5", 0, MoneyFault::not_a_number}},
             currency("USD"), {'.', ","});
}

TEST_CASE("parse money: decimals follow the currency") {
  check_rows({{"1200", 1200, MoneyFault::none},
              {"\u00A5 12", 12, MoneyFault::none},
              {"12.0", 0, MoneyFault::too_many_decimals}},
             currency("JPY"), {});
  check_rows({{"1.2", 1200, MoneyFault::none}, {"1.2345", 0, MoneyFault::too_many_decimals}}, currency("KWD"), {});
  check_rows({{"1.2345", 12345, MoneyFault::none}}, currency("CLF"), {});
}

TEST_CASE("parse money: the range of 64 bits is used to its ends and no further") {
  check_rows({{"92233720368547758.07", INT64_MAX, MoneyFault::none},
              {"-92233720368547758.08", INT64_MIN, MoneyFault::none},
              {"92233720368547758.08", 0, MoneyFault::overflow},
              {"-92233720368547758.09", 0, MoneyFault::overflow},
              {"99999999999999999999999999", 0, MoneyFault::overflow}},
             currency("EUR"), {});
}

TEST_CASE("parse scaled: numbers without a currency") {
  CHECK(vk::parse_scaled("1 234", 0, {}).minor == 1234);
  CHECK(vk::parse_scaled("1.5", 3, {}).minor == 1500);
  CHECK(vk::parse_scaled("1.5", 0, {}).fault == MoneyFault::too_many_decimals);
  CHECK(vk::parse_scaled("EUR 5", 0, {}).fault == MoneyFault::not_a_number);
}
