#include <fmt/format.h>
#include <catch2/catch.hpp>
#include <vuosikello/output.hpp>
#include <vuosikello/rules.hpp>

#include <random>

#include "core/base/text.hpp"
#include "tests/support/row_conditions.hpp"
#include "tests/support/table_reading.hpp"

namespace {

using namespace vk::sdk;

constexpr size_t kRows = 1500;
const char* const kWords[] = {"", "1", "2", "3.5", "-1"};
const char* const kTexts[] = {"", "no", "yes", "b"};

/// A condition written out together with its truth in each row, decided row by row without tables.
struct Written {
  std::string text;
  std::vector<bool> truth;
};

class Writer {
 public:
  explicit Writer(uint64_t seed) : random_(seed) {
    for (size_t row = 0; row < kRows; ++row) {
      number_words_.push_back(kWords[pick(5)]);
      text_words_.push_back(kTexts[pick(4)]);
      numbers_.push_back(static_cast<int64_t>(pick(7)) - 3);
      flags_.push_back(pick(2) == 1);
    }
  }

  Input table() const {
    Output out;
    for (size_t row = 0; row < kRows; ++row) {
      out.words("q").add(number_words_[row]);
      out.words("why").add(text_words_[row]);
      out.int64("n").push_back(numbers_[row]);
      out.uint8("flag").push_back(flags_[row] ? 1 : 0);
    }
    ArrowArrayStream stream{};
    out.give(&stream);
    return Input::read(&stream);
  }

  /// The same table as an export has it, with its rows numbered.
  std::string csv() const {
    std::string text = "row,q,why,n,flag\n";
    for (size_t row = 0; row < kRows; ++row)
      text += fmt::format("{},{},{},{},{}\n", row, number_words_[row], text_words_[row], numbers_[row],
                          flags_[row] ? "yes" : "no");
    return text;
  }

  Written condition(int depth) {
    size_t kind = depth == 0 ? 0 : pick(4);
    if (kind == 0) return test();
    if (kind == 1) return opposite(depth - 1);
    return joined(depth - 1, kind == 2);
  }

 private:
  size_t pick(size_t count) { return static_cast<size_t>(random_() % count); }

  template <class Truth>
  Written written(std::string text, Truth truth) {
    Written result{std::move(text), {}};
    for (size_t row = 0; row < kRows; ++row) result.truth.push_back(truth(row));
    return result;
  }

  static bool holds(size_t mark, double sign) {
    const bool truths[] = {sign<0, sign <= 0, sign == 0, sign != 0, sign >= 0, sign> 0};
    return truths[mark];
  }

  Written test() {
    static const char* const kMarks[] = {"<", "<=", "==", "!=", ">=", ">"};
    size_t mark = pick(6);
    double limit = static_cast<double>(pick(9)) / 2 - 2;
    std::string number = std::to_string(limit);
    switch (pick(6)) {
      case 0:
        return written("q " + std::string(kMarks[mark]) + " " + number, [&](size_t row) {
          return !number_words_[row].empty() && holds(mark, vk::double_from(number_words_[row]).value() - limit);
        });
      case 1:
        return written("n " + std::string(kMarks[mark]) + " " + number,
                       [&](size_t row) { return holds(mark, static_cast<double>(numbers_[row]) - limit); });
      case 2: {
        std::string word = kTexts[1 + pick(3)];
        return written("why " + std::string(kMarks[mark]) + " \"" + word + "\"", [&](size_t row) {
          return !text_words_[row].empty() && holds(mark, static_cast<double>(text_words_[row].compare(word)));
        });
      }
      case 3:
        return written("flag", [&](size_t row) { return flags_[row]; });
      case 4:
        return written("answered(why)", [&](size_t row) { return !text_words_[row].empty(); });
      default:
        return written("q not in (1, 3.5)", [&](size_t row) {
          const std::string& word = number_words_[row];
          return !word.empty() && word != "1" && word != "3.5";
        });
    }
  }

  Written opposite(int depth) {
    Written inner = condition(depth);
    return written("not (" + inner.text + ")", [&](size_t row) { return !inner.truth[row]; });
  }

  Written joined(int depth, bool both) {
    Written left = condition(depth);
    Written right = condition(depth);
    return written("(" + left.text + ")" + (both ? " and " : " or ") + "(" + right.text + ")", [&](size_t row) {
      return both ? left.truth[row] && right.truth[row] : left.truth[row] || right.truth[row];
    });
  }

  std::mt19937_64 random_;
  std::vector<std::string> number_words_;
  std::vector<std::string> text_words_;
  std::vector<int64_t> numbers_;
  std::vector<bool> flags_;
};

}  // namespace

TEST_CASE("rules property: tables over words decide every row as reading it would") {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    Writer writer(seed);
    Input input = writer.table();
    RuleColumns columns(input);
    Written expected = writer.condition(4);
    INFO("seed " << seed << ": " << expected.text);
    std::vector<uint8_t> truth = BoundCondition(Condition::parse(expected.text), columns).evaluate();
    CHECK(std::equal(truth.begin(), truth.end(), expected.truth.begin(), expected.truth.end(),
                     [](uint8_t got, bool wanted) { return (got != 0) == wanted; }));
  }
}

TEST_CASE("rules property: `rows` of a source counts the rows that a plugin's condition would take") {
  using vk::CellKind;
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    Writer writer(seed);
    const Written expected = writer.condition(4);
    INFO("seed " << seed << ": " << expected.text);
    vk::SourceFormat format;
    format.rows = vk::test::row_condition(expected.text, {{"n", CellKind::integer}, {"flag", CellKind::flag}});
    const vk::test::Reading reading =
        vk::test::read_text(writer.csv(), format, {vk::test::column("row", CellKind::integer)});
    CHECK_FALSE(reading.diagnostics.has_errors());
    std::vector<bool> truth(kRows);
    if (reading.source.rows > 0)
      for (const int64_t row : reading.at("row").int64s) truth[static_cast<size_t>(row)] = true;
    CHECK(truth == expected.truth);
    CHECK(reading.source.rows + reading.source.rows_left_out == kRows);
    // Its one way of writing means the same.
    Input input = writer.table();
    RuleColumns columns(input);
    const std::vector<uint8_t> again = BoundCondition(Condition::parse(format.rows->text), columns).evaluate();
    CHECK(std::equal(again.begin(), again.end(), truth.begin(), truth.end(),
                     [](uint8_t got, bool wanted) { return (got != 0) == wanted; }));
  }
}

TEST_CASE("rules property: any text is either read or refused with a column inside it") {
  const std::string alphabet = "aq7 ()<>=!'\"`\\andornot,.-1e\xC3\xA4";
  uint64_t read = 0;
  uint64_t refused = 0;
  for (uint64_t seed = 1; seed <= 20'000; ++seed) {
    std::mt19937_64 random(seed);
    std::string text;
    for (uint64_t length = random() % 24; length > 0; --length) text += alphabet[random() % alphabet.size()];
    INFO("seed " << seed << ": " << text);
    try {
      Condition::parse(text);
      ++read;
    } catch (const RuleError& e) {
      bool inside = e.column() >= 1 && e.column() <= text.size() + 1;
      if (!inside) CHECK(inside);
      ++refused;
    }
  }
  CHECK(read > 0);
  CHECK(refused > 0);
  CHECK(read + refused == 20'000);
}
