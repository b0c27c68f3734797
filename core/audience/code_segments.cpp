#include "core/audience/code_segments.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <unordered_map>

#include "core/audience/freeze_frame.hpp"

namespace vk {
namespace {

constexpr uint32_t kUncoded = ~uint32_t{0};
/// Up to here a table of all pairs is smaller than the columns themselves.
constexpr uint64_t kMostPairs = uint64_t{1} << 22U;

/// Tuples found so far: for each member its tuple, for each tuple its words.
struct Tuples {
  std::vector<uint32_t> of_member;
  std::vector<std::vector<std::string>> words;
};

/// Gives dense numbers to pairs (tuple, word) in order of first appearance.
class PairNumbers {
 public:
  PairNumbers(uint64_t tuples, uint64_t words) : words_(words) {
    if (tuples * words <= kMostPairs) table_.assign(tuples * words, kUncoded);
  }

  uint32_t& operator()(uint32_t tuple, uint32_t word) {
    const uint64_t pair = tuple * words_ + word;
    if (!table_.empty()) return table_[pair];
    return map_.try_emplace(pair, kUncoded).first->second;
  }

 private:
  uint64_t words_;
  std::vector<uint32_t> table_;
  std::unordered_map<uint64_t, uint32_t> map_;
};

/// Splits every tuple by one more column; false when they become too many.
bool split_by(const MemberWords& column, Tuples& tuples) {
  const auto missing = static_cast<uint32_t>(column.words.size());
  PairNumbers numbers(tuples.words.size(), uint64_t{missing} + 1);
  std::vector<std::vector<std::string>> words;
  for (size_t member = 0; member < column.codes.size(); ++member) {
    const uint32_t word = column.codes[member];
    uint32_t& number = numbers(tuples.of_member[member], word);
    if (number == kUncoded) {
      // Twice the limit, because a missing cell and an empty word become one tuple only later.
      if (words.size() >= 2 * kMostSegments) return false;
      number = static_cast<uint32_t>(words.size());
      words.push_back(tuples.words[tuples.of_member[member]]);
      words.back().push_back(word == missing ? std::string{} : column.words[word]);
    }
    tuples.of_member[member] = number;
  }
  tuples.words = std::move(words);
  return true;
}

/// The usual case of one dimension: the words in use are the tuples.
std::optional<CodedSegments> code_one_dimension(std::vector<std::string> dimensions, const MemberWords& column) {
  std::vector<uint8_t> used(column.words.size() + 1, 0);
  for (const uint32_t code : column.codes) used[code] = 1;
  const auto text_of = [&](size_t code) { return code < column.words.size() ? column.words[code] : std::string{}; };
  std::map<std::string, std::vector<uint32_t>> codes_of_text;
  for (uint32_t code = 0; code < used.size(); ++code) {
    if (used[code] != 0) codes_of_text[text_of(code)].push_back(code);
  }
  if (codes_of_text.size() > kMostSegments) return std::nullopt;
  CodedSegments result;
  result.scheme.dimensions = std::move(dimensions);
  std::vector<uint16_t> segment_of(used.size(), 0);
  for (const auto& [text, codes] : codes_of_text) {
    for (const uint32_t code : codes) segment_of[code] = static_cast<uint16_t>(result.scheme.tuples.size());
    result.scheme.tuples.push_back({text});
  }
  result.codes.reserve(column.codes.size());
  for (const uint32_t code : column.codes) result.codes.push_back(segment_of[code]);
  return result;
}

}  // namespace

std::optional<CodedSegments> code_segments(std::vector<std::string> dimensions,
                                           std::span<const MemberWords* const> columns, size_t members) {
  if (columns.size() == 1) return code_one_dimension(std::move(dimensions), *columns.front());
  Tuples tuples{std::vector<uint32_t>(members, 0), {{}}};
  for (const MemberWords* column : columns) {
    if (!split_by(*column, tuples)) return std::nullopt;
  }
  CodedSegments result;
  result.scheme.dimensions = std::move(dimensions);
  std::vector<uint32_t> order(tuples.words.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return tuples.words[a] < tuples.words[b]; });
  std::vector<uint16_t> code_of(tuples.words.size());
  for (const uint32_t tuple : order) {
    std::vector<std::vector<std::string>>& sorted = result.scheme.tuples;
    if (sorted.empty() || sorted.back() != tuples.words[tuple]) sorted.push_back(tuples.words[tuple]);
    if (sorted.size() > kMostSegments) return std::nullopt;
    code_of[tuple] = static_cast<uint16_t>(sorted.size() - 1);
  }
  if (columns.empty()) result.scheme.tuples = {{"all"}};
  result.codes.resize(members);
  for (size_t member = 0; member < members; ++member) {
    result.codes[member] = code_of[tuples.of_member[member]];
  }
  return result;
}

}  // namespace vk
