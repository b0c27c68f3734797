#include <catch2/catch.hpp>
#include <vuosikello/output.hpp>
#include <vuosikello/rules.hpp>

namespace {

using namespace vk::sdk;

/// Five answers: q7 as words ("" = missing), score as numbers, wants as flags.
Input answers() {
  Output out;
  for (const char* word : {"1", "2", "5", "", "x"}) out.words("q7").add(word);
  for (const char* word : {"no", "yes", "no", "", "maybe"}) out.words("why not").add(word);
  out.int64("score") = {10, -3, 7, 0, 9'007'199'254'740'993};
  out.float64("mean") = {1.5, 2.5, std::numeric_limits<double>::quiet_NaN(), 0, 99.99};
  out.uint8("wants") = {1, 0, 1, 0, 1};
  ArrowArrayStream stream{};
  out.give(&stream);
  return Input::read(&stream);
}

std::string rows_of(const std::string& text) {
  Input input = answers();
  RuleColumns columns(input);
  std::string rows;
  for (uint8_t truth : BoundCondition(Condition::parse(text), columns).evaluate()) rows += truth != 0 ? '1' : '0';
  return rows;
}

std::string parse_error(const std::string& text) {
  try {
    Condition::parse(text);
    return "";
  } catch (const RuleError& e) {
    return std::to_string(e.column()) + ": " + e.what();
  }
}

std::string bind_error(const std::string& text) {
  try {
    rows_of(text);
    return "";
  } catch (const Failure& e) {
    return e.subject() + ": " + e.what();
  }
}

}  // namespace

TEST_CASE("rules: conditions hold for the rows they name") {
  const std::pair<std::string, std::string> cases[] = {
      {"score > 0", "10101"},
      {"0 < score", "10101"},
      {"score >= 7 and wants", "10101"},
      {"score == 9007199254740993", "00001"},
      {"score == 9007199254740992", "00000"},
      {"score < 7.5 or mean == 99.99", "01111"},
      {"mean >= 99.99", "00001"},
      {"answered(mean)", "11011"},
      {"not answered(mean)", "00100"},
      {"mean != 1.5", "01011"},
      {"not mean == 1.5", "01111"},
      {"`why not` == \"no\"", "10100"},
      {"`why not` != 'no'", "01001"},
      {"`why not` in (\"no\", \"maybe\")", "10101"},
      {"`why not` not in (\"no\", \"maybe\")", "01000"},
      {"q7 in (1, 2, \"x\")", "11001"},
      {"answered(q7)", "11101"},
      {"q7 == \"x\" or wants and not (score > 8)", "00101"},
      {"not not wants", "10101"},
      {"score in (10, 7)", "10100"},
      {"score not in (10, 7)", "01011"},
      {"wants == 0", "01010"},
      {"score > -3.5 and score < 1e1", "01110"},
  };
  for (const auto& [text, rows] : cases) {
    INFO(text);
    CHECK(rows_of(text) == rows);
  }
}

TEST_CASE("rules: what cannot be read is told with its column") {
  const std::pair<std::string, std::string> cases[] = {
      {"", "1: the condition is empty"},
      {"q7 <== 2", "6: \"=\" does not compare; write \"==\""},
      {"q7 = 2", "4: \"=\" does not compare; write \"==\""},
      {"a && b", "3: \"&&\" is written \"and\""},
      {"a AND b", "3: expected \"and\", \"or\" or the end of the condition, found \"AND\" (keywords are lower case)"},
      {"(q7 > 1", "8: expected \")\", found the end"},
      {"q7 > ", "6: expected a number or a quoted text, found the end"},
      {"q7 > q8", "6: a column is compared with a number or a quoted text, found \"q8\""},
      {"1 < q7 < 5", "8: comparisons do not chain; write \"a > 1 and a < 5\", found \"<\""},
      {"q7 == \"no", "7: the text has no closing \""},
      {"äö == 12x", "7: expected a number, found \"12x\""},
      {"answered q7", "10: expected \"(\", found \"q7\""},
      {"q7 in 3", "7: expected \"(\", found \"3\""},
      {"and", "1: expected a column, found \"and\""},
      {"answered(\"q 1\")", "10: expected a column, bare or in backticks, found \"q 1\""},
      {"q7 ; 3", "4: expected \"and\", \"or\" or the end of the condition, found \";\""},
  };
  for (const auto& [text, error] : cases) {
    INFO(text);
    CHECK(parse_error(text) == error);
  }
}

TEST_CASE("rules: nesting has a limit and no stack overflow") {
  CHECK(parse_error(std::string(200'000, '(') + "a").find("nested more than 100 deep") != std::string::npos);
  std::string chain = "score == 1";
  for (int i = 0; i < 20'000; ++i) chain += " or score == 1";
  CHECK(rows_of(chain) == "00000");
}

TEST_CASE("rules: what does not fit the column is told with column and value") {
  const std::string tip = "; types = { q7 = \"integer\" } in its source tells each such row";
  CHECK(bind_error("q7 <= 2") == "q7: column \"q7\" holds \"x\", which is no number, and is compared with 2" + tip);
  CHECK(bind_error("q7 in (1, 2)") ==
        "q7: column \"q7\" holds \"x\", which is no number, and is compared with 1" + tip);
  CHECK(bind_error("score == \"10\"") ==
        "score: column \"score\" holds numbers and is compared with the text \"10\"; write the number without quotes");
  CHECK(bind_error("score") == "score: column \"score\" holds numbers and is no flag; compare it, such as score > 0");
  CHECK(bind_error("q7") == "q7: column \"q7\" holds texts and is no flag; compare it, such as q7 == \"yes\"");
  CHECK(bind_error("q8 > 1") == "q8: there is no column \"q8\"");
}

TEST_CASE("rules: the first rule that holds wins") {
  Input input = answers();
  RuleColumns columns(input);
  std::vector<Condition> rules{Condition::parse("score < 0"), Condition::parse("wants"), Condition::parse("score < 8")};
  CHECK(OrderedRules(rules, columns).first_match() == std::vector<uint8_t>{1, 0, 1, 2, 1});
  CHECK(OrderedRules({}, columns).first_match() == std::vector<uint8_t>(5, OrderedRules::kNone));
}

TEST_CASE("rules: numbers are read exactly and nothing else is one") {
  CHECK(number_from("9223372036854775807")->whole == 9223372036854775807);
  CHECK_FALSE(number_from("9223372036854775808")->is_whole);
  CHECK(number_from(" -12.50 ")->value == -12.5);
  CHECK(number_from("0.1")->value == 0.1);
  CHECK(number_from("99.99")->value == 99.99);
  CHECK(number_from("2.0")->whole == 2);
  CHECK(number_from("1e3")->whole == 1000);
  for (const char* text : {"", "-", ".", "1,5", "0x10", "inf", "nan", "1e", "1 2", "--1"}) {
    INFO(text);
    CHECK_FALSE(number_from(text));
  }
}
