#include "core/table/word_table.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/table/decimal_codes.hpp"

namespace {

/// With the 8 readable bytes that a cell of a source has.
std::string readable(std::string word) {
  word.reserve(word.size() + 8);
  return word;
}

/// Every number of up to `digits` digits, with and without a decimal sign at every place.
std::vector<std::string> decimals(size_t digits) {
  std::vector<std::string> words;
  uint32_t numbers = 1;
  for (size_t count = 1; count <= digits; ++count) {
    numbers *= 10;
    for (uint32_t number = 0; number < numbers; ++number) {
      std::string text = std::to_string(number);
      text.insert(0, count - text.size(), '0');
      words.push_back(text);
      for (size_t at = 0; at <= count; ++at) {
        for (const char sign : {'.', ','}) words.push_back(std::string(text).insert(at, 1, sign));
      }
    }
  }
  return words;
}

}  // namespace

TEST_CASE("plain decimal: shape and digits tell every text apart") {
  std::map<std::pair<uint32_t, uint32_t>, std::string> seen;
  for (const std::string& word : decimals(4)) {
    const vk::PlainDecimal decimal = vk::PlainDecimal::of(readable(word));
    REQUIRE(decimal.shape < vk::PlainDecimal::kShapes);
    std::string digits = word;
    std::erase_if(digits, [](char c) { return c == '.' || c == ','; });
    REQUIRE(decimal.digits == std::stoul(digits));
    const auto [place, is_new] = seen.insert({{decimal.shape, decimal.digits}, word});
    REQUIRE((is_new || place->second == word));
  }
  CHECK(vk::PlainDecimal::of(readable("123,456")).digits == 123'456);
  CHECK(vk::PlainDecimal::of(readable("999999")).digits == 999'999);
  const std::string with_zero("1\0", 2);
  for (const std::string& word :
       {std::string(), std::string("."), std::string(","), std::string("1.2.3"), std::string("1,2.3"),
        std::string("-1"), std::string("1e3"), std::string(" 1"), std::string("1234567"), std::string("1234.567"),
        std::string("12/3"), std::string("1:"), std::string("\xB1"), std::string("1.\xAE"), with_zero}) {
    INFO("\"" << word << '"');
    CHECK(vk::PlainDecimal::of(readable(word)).shape == vk::PlainDecimal::kNone);
  }
}

TEST_CASE("word table: very many decimals, and words among them, get numbers in order of first appearance") {
  vk::WordTable words;
  std::vector<std::string> all = decimals(4);
  for (size_t i = 100; i < all.size(); i += 100) all[i] = "word " + std::to_string(i);
  for (uint32_t number = 0; number < 300; ++number) all.push_back(std::to_string(999'999 - 3000 * number));
  for (std::string& word : all) word = readable(std::move(word));
  for (size_t i = 0; i < all.size(); ++i) REQUIRE(words.code_of(all[i]) == i);
  CHECK_FALSE(words.is_beyond_cache());
  for (size_t i = all.size(); i-- > 0;) REQUIRE(words.code_of(all[i]) == i);
  words.truncate(30'000);
  CHECK(words.size() == 30'000);
  CHECK(words.code_of(all[29'999]) == 29'999);
  for (size_t i = all.size(); i-- > 30'000;) REQUIRE(words.code_of(all[i]) == 30'000 + all.size() - 1 - i);
  const std::vector<std::string> kept = words.finish();
  CHECK(kept[29'999] == all[29'999]);
  CHECK(kept[30'000] == all.back());
}

TEST_CASE("word table: words asked for beforehand get the same numbers, also when they are very many") {
  vk::WordTable words;
  std::vector<std::string> expected;
  for (uint32_t i = 0; i < 20'000; ++i) expected.push_back("w" + std::to_string(i) + (i % 2 == 0 ? "" : " and longer"));
  for (uint32_t i = 0; i < expected.size(); ++i) {
    if (words.is_beyond_cache()) words.fetch(expected[i]);
    CHECK(words.code_of(expected[i]) == i);
  }
  CHECK(words.is_beyond_cache());
  CHECK(words.code_of(expected[12'345]) == 12'345);
}

TEST_CASE("word table: words that differ in one sign, in length or in a closing 0 are told apart, at every length") {
  vk::WordTable words;
  std::vector<std::string> all;
  for (size_t length = 0; length <= 40; ++length) {
    all.emplace_back(length, 'a');
    for (size_t at = 0; at < length; ++at) {
      for (const char sign : {'b', '\0'}) {
        all.push_back(std::string(length, 'a'));
        all.back()[at] = sign;
      }
    }
  }
  for (std::string& word : all) word.reserve(word.size() + 8);  // 8 bytes from the first are read
  for (size_t i = 0; i < all.size(); ++i) REQUIRE(words.code_of(all[i]) == i);
  for (size_t i = all.size(); i-- > 0;) REQUIRE(words.code_of(all[i]) == i);
  words.truncate(700);
  CHECK(words.code_of(all[699]) == 699);
  CHECK(words.code_of(all.back()) == 700);
}
