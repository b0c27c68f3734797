#include "core/base/diagnostic.hpp"

#include <catch2/catch.hpp>

using vk::Diagnostic;
using vk::Diagnostics;
using vk::Severity;

namespace {

Diagnostic problem(uint32_t line, uint32_t column, const std::string& message, const std::string& file = "year.toml") {
  Diagnostic result;
  result.at = {file, line, column};
  result.message = message;
  return result;
}

std::vector<std::string> messages(const Diagnostics& diagnostics) {
  std::vector<std::string> result;
  for (const Diagnostic& one : diagnostics.sorted()) result.push_back(one.message);
  return result;
}

}  // namespace

TEST_CASE("diagnostic: shows place, code, source line, caret, expectation and hint") {
  Diagnostic d = problem(12, 9, "unknown month \"Jly\"");
  d.code = "E102";
  d.expected = "a month's English name";
  d.hint = "did you mean \"July\"?";
  d.excerpt = "from = \"Jly 1\"";
  d.length = 3;
  CHECK(vk::render(d) ==
        "year.toml:12:9: error E102: unknown month \"Jly\"\n"
        "  | from = \"Jly 1\"\n"
        "  |         ^^^\n"
        "  expected: a month's English name\n"
        "  hint: did you mean \"July\"?\n");
}

TEST_CASE("diagnostic: leaves out what is not known") {
  CHECK(vk::render(problem(0, 0, "is empty")) == "year.toml: error: is empty\n");
  CHECK(vk::render(problem(3, 0, "is empty")) == "year.toml:3: error: is empty\n");
  CHECK(vk::render(problem(0, 0, "no plugin found", "")) == "error: no plugin found\n");
}

TEST_CASE("diagnostic: a warning says so") {
  Diagnostic d = problem(1, 2, "odd");
  d.severity = Severity::warning;
  CHECK(vk::render(d) == "year.toml:1:2: warning: odd\n");
}

TEST_CASE("diagnostic: the caret stands under its character after tabs") {
  Diagnostic d = problem(1, 3, "odd");
  d.excerpt = "\tax = 1";
  CHECK(vk::render(d) == "year.toml:1:3: error: odd\n  | \tax = 1\n  | \t ^\n");
}

TEST_CASE("diagnostic: columns count code points, not bytes") {
  Diagnostic d = problem(1, 4, "odd");
  d.excerpt = "yö€x";
  CHECK(vk::render(d) == "year.toml:1:4: error: odd\n  | yö€x\n  |    ^\n");
}

TEST_CASE("diagnostic: a column behind the end of the line marks its end") {
  Diagnostic d = problem(1, 9, "the string does not end");
  d.excerpt = "a = \"b";
  CHECK(vk::render(d) == "year.toml:1:9: error: the string does not end\n  | a = \"b\n  |       ^\n");
}

TEST_CASE("diagnostic: a length of zero still marks one column") {
  Diagnostic d = problem(1, 1, "odd");
  d.excerpt = "a";
  d.length = 0;
  CHECK(vk::render(d) == "year.toml:1:1: error: odd\n  | a\n  | ^\n");
}

TEST_CASE("diagnostic: the marks end with the line") {
  Diagnostic d = problem(1, 3, "odd");
  d.excerpt = "a bc";
  d.length = 4000000000U;
  CHECK(vk::render(d) == "year.toml:1:3: error: odd\n  | a bc\n  |   ^^\n");
}

TEST_CASE("diagnostics: sorted by file, line and column, exact repeats removed") {
  Diagnostics all;
  all.add(problem(2, 1, "third"));
  all.add(problem(1, 5, "second"));
  all.add(problem(1, 1, "first"));
  all.add(problem(1, 5, "second"));
  all.add(problem(1, 1, "other file", "a.toml"));
  CHECK(messages(all) == std::vector<std::string>{"other file", "first", "second", "third"});
  CHECK(all.all().size() == 5);
}

TEST_CASE("diagnostics: line 10 comes after line 9") {
  Diagnostics all;
  all.add(problem(10, 1, "ten"));
  all.add(problem(9, 1, "nine"));
  CHECK(messages(all) == std::vector<std::string>{"nine", "ten"});
}

TEST_CASE("diagnostics: a warning alone is no error") {
  Diagnostics all;
  Diagnostic d = problem(1, 1, "odd");
  d.severity = Severity::warning;
  all.add(d);
  CHECK_FALSE(all.has_errors());
  CHECK_FALSE(all.empty());
  CHECK(all.warning_count() == 1);
  CHECK(vk::render(all) == "year.toml:1:1: warning: odd\n0 errors, 1 warning\n");
}

TEST_CASE("diagnostics: the totals count what is shown") {
  Diagnostics all;
  all.add(problem(1, 1, "odd"));
  all.add(problem(1, 1, "odd"));
  CHECK(vk::render(all) == "year.toml:1:1: error: odd\n1 error, 0 warnings\n");
}

TEST_CASE("diagnostics: none renders as nothing") {
  CHECK(vk::render(Diagnostics{}).empty());
}

TEST_CASE("diagnostics: append takes over errors and warnings") {
  Diagnostics first;
  first.add(problem(1, 1, "one"));
  Diagnostics second;
  second.add(problem(2, 1, "two"));
  first.append(second);
  CHECK(first.error_count() == 2);
  first.append(first);
  CHECK(first.error_count() == 4);
}
