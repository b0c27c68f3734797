#include "core/base/text.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace std::string_view_literals;

TEST_CASE("trim: takes blanks, tabs and line ends off both ends") {
  CHECK(vk::trim("  a b\t\r\n") == "a b");
  CHECK(vk::trim("a") == "a");
  CHECK(vk::trim(" \t\r\n").empty());
  CHECK(vk::trim("").empty());
}

TEST_CASE("lower_ascii: leaves every byte outside A-Z as it is") {
  CHECK(vk::lower_ascii("AbZ-09[`") == "abz-09[`");
  CHECK(vk::lower_ascii("ÄÖ") == "ÄÖ");
  CHECK(vk::lower_ascii("\xC4") == "\xC4");
}

TEST_CASE("split: gives one piece more than separators") {
  CHECK(vk::split("a,b,,c", ',') == std::vector{"a"sv, "b"sv, ""sv, "c"sv});
  CHECK(vk::split("", ',') == std::vector{""sv});
  CHECK(vk::split(",", ',') == std::vector{""sv, ""sv});
}

TEST_CASE("join: is the reverse of split") {
  CHECK(vk::join(std::vector<std::string>{"a", "", "c"}, ", ") == "a, , c");
  CHECK(vk::join(std::vector<std::string>{"a"}, ", ") == "a");
  CHECK(vk::join(std::vector<std::string>{}, ", ").empty());
}

TEST_CASE("int64_from: takes whole decimal integers only") {
  CHECK(vk::int64_from("0") == 0);
  CHECK(vk::int64_from("-0") == 0);
  CHECK(vk::int64_from("+7") == 7);
  CHECK(vk::int64_from("007") == 7);
  CHECK(vk::int64_from("9223372036854775807") == std::numeric_limits<int64_t>::max());
  CHECK(vk::int64_from("-9223372036854775808") == std::numeric_limits<int64_t>::min());
}

TEST_CASE("int64_from: anything else gives nothing") {
  for (const char* text : {"", "+", "-", "+-7", "--7", "++7", " 7", "7 ", "7.0", "1e3", "0x10", "9223372036854775808",
                           "-9223372036854775809", "seven"}) {
    INFO("'" << text << "'");
    CHECK_FALSE(vk::int64_from(text).has_value());
  }
}

TEST_CASE("double_from: takes decimal numbers with a point") {
  CHECK(vk::double_from("0.5") == 0.5);
  CHECK(vk::double_from("+0.5") == 0.5);
  CHECK(vk::double_from("-12.25e2") == -1225.0);
  CHECK(vk::double_from("3") == 3.0);
}

TEST_CASE("double_from: anything else gives nothing") {
  for (const char* text :
       {"", "+", ".", "+-0.5", "0,5", "inf", "nan", "-inf", "0x1p3", "1e", "1e999", " 1", "1 ", "1.2.3"}) {
    INFO("'" << text << "'");
    CHECK_FALSE(vk::double_from(text).has_value());
  }
}

TEST_CASE("is_utf8: accepts every well-formed length") {
  CHECK(vk::is_utf8(""));
  CHECK(vk::is_utf8("a\x7F"));
  CHECK(vk::is_utf8("\xC2\x80 \xDF\xBF"));
  CHECK(vk::is_utf8("\xE0\xA0\x80 \xED\x9F\xBF \xEE\x80\x80 \xEF\xBF\xBF"));
  CHECK(vk::is_utf8("\xF0\x90\x80\x80 \xF4\x8F\xBF\xBF"));
}

TEST_CASE("is_utf8: refuses overlong forms, surrogates and cut sequences") {
  for (const char* text : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
                           "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xC2", "\xE2\x82", "\xF0\x9F\x98",
                           "\xC2"
                           "a",
                           "\xE2\x82"
                           "a"}) {
    CHECK_FALSE(vk::is_utf8(text));
  }
}

TEST_CASE("utf8_length: counts code points") {
  CHECK(vk::utf8_length("") == 0);
  CHECK(vk::utf8_length("yö") == 2);
  CHECK(vk::utf8_length("€😀") == 2);
}

TEST_CASE("replace_all: replaces every occurrence once") {
  CHECK(vk::replace_all("a-b-c", "-", "--") == "a--b--c");
  CHECK(vk::replace_all("aaa", "aa", "b") == "ba");
  CHECK(vk::replace_all("abc", "", "x") == "abc");
  CHECK(vk::replace_all("abc", "abc", "").empty());
}

TEST_CASE("nearest_word: finds a slip of the finger") {
  const std::vector<std::string> words{"measurement", "audience", "metric", "content", "report"};
  CHECK(vk::nearest_word("mesurement", words) == "measurement");
  CHECK(vk::nearest_word("Audiense", words) == "audience");
  CHECK(vk::nearest_word("metrics", words) == "metric");
}

TEST_CASE("nearest_word: a word that is far from all gives nothing") {
  CHECK_FALSE(vk::nearest_word("zzzzzz", std::vector<std::string>{"measurement", "audience"}).has_value());
  CHECK_FALSE(vk::nearest_word("x", std::vector<std::string>{"a"}).has_value());
  CHECK_FALSE(vk::nearest_word("word", std::vector<std::string>{}).has_value());
}

TEST_CASE("nearest_word: of two equally near words the first wins") {
  CHECK(vk::nearest_word("repart", std::vector<std::string>{"report", "repaet"}) == "report");
}

TEST_CASE("matches_wildcard: a star stands for any run, a question mark for one byte") {
  struct Row {
    const char* text;
    const char* pattern;
    bool matches;
  };
  const std::vector<Row> rows{
      {"invoices-2026.csv", "invoices-*.csv", true},
      {"invoices-.csv", "invoices-*.csv", true},
      {"invoices-2026.csv.gz", "invoices-*.csv", false},
      {"aXbXc", "a*b*c", true},
      {"abab", "*ab", true},
      {"abc", "a?c", true},
      {"ac", "a?c", false},
      {"", "", true},
      {"", "*", true},
      {"", "?", false},
      {"abc", "***", true},
      {"abc", "abc*", true},
      {"abc", "abcd", false},
      {"a*c", "a*c", true},
      {"mississippi", "m*iss*pi", true},
      {"mississippi", "m*iss*pa", false},
  };
  for (const Row& row : rows) {
    INFO(row.text << " against " << row.pattern);
    CHECK(vk::matches_wildcard(row.text, row.pattern) == row.matches);
  }
}

TEST_CASE("text: a JSON string escapes what would end it or cannot be seen") {
  CHECK(vk::json_quoted("Ähtäri") == "\"Ähtäri\"");
  CHECK(vk::json_quoted("1.0\"\n[[plugin]]\\") == "\"1.0\\\"\\n[[plugin]]\\\\\"");
  CHECK(vk::json_quoted(std::string_view("\t\r\0\x7f", 4)) == "\"\\t\\r\\u0000\\u007f\"");
}
