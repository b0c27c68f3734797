#include "core/table/cell_text.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <string>

using vk::CellRules;
using vk::CellState;
using vk::CleanCell;

TEST_CASE("cell text: what is taken without cleaning is what cleaning gives") {
  const unsigned seed = 20261126;
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  const std::string signs = "ab\"\" \t'";
  size_t simple_quoted = 0;
  size_t simple_plain = 0;
  size_t others = 0;
  for (const CellRules& rules : {CellRules{'"', true, {}}, CellRules{'"', false, {}}, CellRules{'\0', true, {}},
                                 CellRules{'\'', true, {}}, CellRules{'"', true, {"a"}}}) {
    for (int i = 0; i < 40'000; ++i) {
      const size_t length = random() % 40;
      // A piece of a block: what follows is readable, and may be a quote as well.
      std::string block;
      for (size_t at = 0; at < length + 8; ++at) block += random() % 3 == 0 ? signs[random() % signs.size()] : 'x';
      if (random() % 2 == 0 && length >= 2) block[0] = block[length - 1] = '"';
      const std::string_view raw = std::string_view(block).substr(0, length);
      const std::string_view simple = vk::simple_text(raw, rules);
      std::string scratch;
      const CleanCell clean = vk::clean_cell(raw, rules, scratch);
      if (simple.data() == nullptr) {
        ++others;
        continue;
      }
      INFO("cell <" << raw << ">");
      REQUIRE(clean.state == CellState::value);
      REQUIRE(simple == clean.text);
      ++(simple.size() < raw.size() ? simple_quoted : simple_plain);
    }
  }
  CHECK(simple_quoted > 1000);
  CHECK(simple_plain > 1000);
  CHECK(others > 1000);
}

TEST_CASE("cell text: quoted cells of every length are simple unless a quote is inside, wherever it is") {
  const CellRules rules;
  for (size_t length = 0; length < 40; ++length) {
    const std::string text(length, 'x');
    const std::string quotes = '"' + text + std::string(9, '"');
    CHECK(vk::simple_text(quotes, rules).data() == nullptr);
    const std::string block = '"' + text + "\",\"\"\"\"\"\"\"\"";
    const std::string_view raw = std::string_view(block).substr(0, length + 2);
    CHECK(vk::simple_text(raw, rules) == text);
    for (size_t at = 1; at <= length; ++at) {
      std::string with_quote = block;
      with_quote[at] = '"';
      CHECK(vk::simple_text(std::string_view(with_quote).substr(0, length + 2), rules).data() == nullptr);
    }
  }
}
