#include <catch2/catch.hpp>
#include <limits>
#include <string>
#include <vector>

#include "core/table/dealt_integers.hpp"
#include "core/table/word_table.hpp"

namespace {

constexpr int64_t kLeast32 = std::numeric_limits<int32_t>::min();

/// Deals every value to part 0 or 1 in turn and gives both parts in the given orders.
std::vector<int64_t> dealt_and_sorted(const std::vector<int64_t>& values, const std::vector<uint32_t>& order) {
  vk::DealtIntegers dealt(2);
  dealt.expect(values.size() * 2);
  for (const int64_t value : values) {
    const std::vector<int64_t> pair{value, -1};
    dealt.deal(pair, std::vector<uint32_t>{0, 1});
  }
  REQUIRE(dealt.part(0) == values);
  REQUIRE(dealt.size(1) == values.size());
  dealt.sort(0, order);
  CHECK(dealt.part(1) == std::vector<int64_t>(values.size(), -1));
  return dealt.part(0);
}

}  // namespace

TEST_CASE("dealt integers: amounts beyond 32 bits come back, few or many, sorted or not") {
  const int64_t most = std::numeric_limits<int64_t>::max();
  const int64_t least = std::numeric_limits<int64_t>::min();
  CHECK(dealt_and_sorted({5, most, kLeast32, 7}, {3, 1, 2, 0}) == std::vector<int64_t>{7, most, kLeast32, 5});
  std::vector<int64_t> many(1000, 1);
  std::vector<uint32_t> backwards;
  for (size_t i = 0; i < many.size(); ++i) {
    if (i % 100 == 3) many[i] = least + static_cast<int64_t>(i);
    if (i > 700) many[i] = most - static_cast<int64_t>(i);
    backwards.push_back(static_cast<uint32_t>(many.size() - 1 - i));
  }
  CHECK(dealt_and_sorted(many, backwards) == std::vector<int64_t>(many.rbegin(), many.rend()));
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
