#include "core/config/table_reader.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

namespace vk {
namespace {

/// The UTF-8 of a character beyond ASCII.
std::string utf8(char32_t letter) {
  std::string bytes;
  int after = letter < 0x800 ? 1 : letter < 0x10000 ? 2 : 3;
  bytes += static_cast<char>((0xf00 >> (after + 1) & 0xff) | letter >> (6 * after));
  while (after-- > 0) bytes += static_cast<char>(0x80 | (letter >> (6 * after) & 0x3f));
  return bytes;
}

TEST_CASE("config: tables keep file order and every value its place") {
  Diagnostics diagnostics;
  const ConfigDocument document =
      parse_config("zulu = 1\n[b]\nkey = \"ä\" \n[a]\nx = [1, \"two\"]\n", "c.toml", diagnostics);
  REQUIRE(diagnostics.empty());
  REQUIRE(document.root.entries.size() == 3);
  CHECK(document.root.entries[0].key == "zulu");
  CHECK(document.root.entries[1].key == "b");
  CHECK(document.root.entries[2].key == "a");
  const auto& b = std::get<ConfigTable>(document.root.entries[1].value.value);
  CHECK(b.find("key")->key_at == SourcePosition{"c.toml", 3, 1});
  CHECK(b.find("key")->value.at == SourcePosition{"c.toml", 3, 7});
  CHECK(b.find("nothing") == nullptr);
}

TEST_CASE("config: every TOML type has its own name") {
  Diagnostics diagnostics;
  const ConfigDocument document = parse_config(
      "a = \"x\"\nb = 1\nc = 1.5\nd = true\ne = 2026-03-02\nf = 2026-03-02T09:00:00+02:00\ng = 09:30:00\nh = []\ni = "
      "{}\n",
      "c.toml", diagnostics);
  REQUIRE(diagnostics.empty());
  std::vector<std::string> names;
  for (const auto& entry : document.root.entries) names.emplace_back(entry.value.type_name());
  CHECK(names == std::vector<std::string>{"text", "integer", "number", "true or false", "date", "date and time", "time",
                                          "list", "table"});
  CHECK(to_string(std::get<Instant>(document.root.find("f")->value.value)) == "2026-03-02T07:00:00Z");
  CHECK(std::get<TimeOfDay>(document.root.find("g")->value.value).seconds == 34200);
}

TEST_CASE("config: what is no TOML is one error with its place and an empty table") {
  const std::pair<const char*, uint32_t> rows[] = {{"a = 1\n[b]\nc = 2\n[[[\nd = 3\n", 4},
                                                   {"a = \n", 1},
                                                   {"a = 1\na = 2\n", 2},
                                                   {"[x\n", 1},
                                                   {"a = \"open\n", 1},
                                                   {"a = \xff\n", 1},
                                                   {"ok = 1\nb = \"\xc3\"", 2},
                                                   {"a = 2026-02-31\n", 1}};
  for (const auto& [toml, line] : rows) {
    INFO(toml);
    Diagnostics diagnostics;
    parse_config(toml, "c.toml", diagnostics);
    REQUIRE(diagnostics.error_count() == 1);
    CHECK(diagnostics.all()[0].code == "E001");
    CHECK(diagnostics.all()[0].at.line == line);
    CHECK(diagnostics.all()[0].at.column > 0);
  }
}

TEST_CASE("config: any character where no text is open is told with its place, and inside quotes it is kept") {
  for (char32_t letter = 0xa1; letter < 0x11000; letter += letter < 0x3000 ? 1 : 97) {
    if (letter >= 0xd800 && letter < 0xe000) continue;
    const std::string bytes = utf8(letter);
    INFO(static_cast<uint32_t>(letter));
    Diagnostics diagnostics;
    for (const char* form : {"a = 1\n{}x = 2\n", "a = 1\nb ={}x\n", "a = 1\nb = 2 {}x\n"})
      parse_config(fmt::format(fmt::runtime(form), bytes), "c.toml", diagnostics);
    REQUIRE(diagnostics.error_count() == 3);
    for (const Diagnostic& each : diagnostics.all()) CHECK(each.at.line == 2);
    Diagnostics none;
    const ConfigDocument document = parse_config(fmt::format("\"{0}\" = \"{0}\"\n", bytes), "c.toml", none);
    REQUIRE(none.empty());
    CHECK(document.root.entries.at(0).key == bytes);
  }
}

TEST_CASE("config: keys and values nested without end are refused") {
  std::string dots = "a";
  for (int i = 0; i < 200000; ++i) dots += ".a";
  Diagnostics diagnostics;
  parse_config("[" + dots + "]\n", "c.toml", diagnostics);
  parse_config("a = " + std::string(200000, '['), "c.toml", diagnostics);
  CHECK(diagnostics.error_count() == 2);
}

TEST_CASE("config: the first byte that is not UTF-8 is found, also far into a line and behind long runs") {
  const std::pair<std::string, uint32_t> rows[] = {
      {"a = \"ää\x80\"", 8},
      {std::string(3000000, 'x') + "\xff" + std::string(3000000, '\x80'), 3000001},
      {std::string(3000000, '\x80'), 1},
      {"a = \"\xe2\x82", 6}};
  for (const auto& [toml, column] : rows) {
    Diagnostics diagnostics;
    parse_config(toml, "c.toml", diagnostics);
    REQUIRE(diagnostics.error_count() == 1);
    CHECK(diagnostics.all()[0].at.column == column);
  }
}

TEST_CASE("config: a byte order mark and CRLF do not move places") {
  Diagnostics diagnostics;
  const ConfigDocument document = parse_config(
      "\xEF\xBB\xBF"
      "a = 1\r\nb = 2\r\n",
      "c.toml", diagnostics);
  REQUIRE(diagnostics.empty());
  CHECK(document.text.line(1) == "a = 1");
  CHECK(document.root.find("b")->key_at == SourcePosition{"c.toml", 2, 1});
  CHECK(document.text.line(0).empty());
  CHECK(document.text.line(99).empty());
}

TEST_CASE("config: a file that is not there is one error") {
  Diagnostics diagnostics;
  const ConfigDocument document = read_config("/nonexistent/c.toml", diagnostics);
  REQUIRE(diagnostics.error_count() == 1);
  CHECK(diagnostics.all()[0].code == "E002");
  CHECK(document.root.entries.empty());
}

TEST_CASE("table reader: all problems of a table at once, with what to write") {
  Diagnostics diagnostics;
  const ConfigDocument document =
      parse_config("text = 1\nnumber = \"1\"\nlarge = 99\nrule = \"skp\"\nday = \"2026-03-02\"\ntexst = \"\"\n",
                   "c.toml", diagnostics);
  TableReader reader{document.root, document.text, "[x]", diagnostics};
  const std::vector<std::string> rules{"skip", "fail"};
  CHECK_FALSE(reader.text("text"));
  CHECK_FALSE(reader.integer("number", 0, 9));
  CHECK_FALSE(reader.integer("large", 0, 9));
  CHECK_FALSE(reader.choice("rule", rules));
  CHECK_FALSE(reader.day("day"));
  CHECK(reader.required_text("id").empty());
  CHECK(reader.text_or("absent", "default") == "default");
  reader.finish();
  CHECK(render(diagnostics) ==
        "c.toml: error E202: [x] has no key \"id\"\n"
        "  hint: add id = \"...\"\n"
        "c.toml:1:8: error E211: text is an integer\n"
        "  | text = 1\n"
        "  |        ^\n"
        "  expected: a text in quotes\n"
        "c.toml:2:10: error E211: number is a text\n"
        "  | number = \"1\"\n"
        "  |          ^^^\n"
        "  expected: a whole number\n"
        "c.toml:3:9: error E212: large = 99 is out of range\n"
        "  | large = 99\n"
        "  |         ^^\n"
        "  expected: a whole number from 0 to 9\n"
        "c.toml:4:8: error E212: rule = \"skp\" is not a choice\n"
        "  | rule = \"skp\"\n"
        "  |        ^^^^^\n"
        "  expected: skip | fail\n"
        "  hint: did you mean \"skip\"?\n"
        "c.toml:5:7: error E211: day must be a date, not a text\n"
        "  | day = \"2026-03-02\"\n"
        "  |       ^^^^^^^^^^^^\n"
        "  expected: a date without quotes, such as 2026-03-02\n"
        "  hint: write day = 2026-03-02\n"
        "c.toml:6:1: error E201: unknown key \"texst\" in [x]\n"
        "  | texst = \"\"\n"
        "  | ^^^^^\n"
        "  hint: did you mean \"text\"?\n"
        "7 errors, 0 warnings\n");
}

TEST_CASE("table reader: one text is a list of one, one table too") {
  Diagnostics diagnostics;
  const ConfigDocument document =
      parse_config("a = \"x\"\nb = [\"x\", \"y\"]\nc = { d = 1 }\n[[e]]\n[[e]]\n", "c.toml", diagnostics);
  TableReader reader{document.root, document.text, "[x]", diagnostics};
  CHECK(reader.texts("a") == std::vector<std::string>{"x"});
  CHECK(reader.texts("b") == std::vector<std::string>{"x", "y"});
  CHECK(reader.tables("c").size() == 1);
  CHECK(reader.tables("e").size() == 2);
  CHECK(reader.table("c") != nullptr);
  reader.finish();
  CHECK(diagnostics.empty());
}

TEST_CASE("config: a place inside a text needs the text as it is written") {
  const ConfigText source{"c.toml", {"a = \"äb c\"", "b = \"x\\ty\""}};
  CHECK(position_in_text({"c.toml", 1, 5}, "äb c", 2, &source).column == 7);
  CHECK(position_in_text({"c.toml", 2, 5}, "x\ty", 2, &source).column == 5);
  CHECK(position_in_text({"c.toml", 1, 5}, "äb c", 2, nullptr).column == 5);
  CHECK(position_in_text({"c.toml", 9, 5}, "äb c", 2, &source).column == 5);
}

}  // namespace
}  // namespace vk
