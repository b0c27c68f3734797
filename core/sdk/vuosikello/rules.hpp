#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include <vuosikello/failure.hpp>
#include <vuosikello/input.hpp>
#include <vuosikello/rule_text.hpp>

namespace vk::sdk {

/// The columns conditions are evaluated over: of an input table, or computed by the plugin. Borrows everything it is
/// given.
class RuleColumns {
 public:
  struct Values {
    std::string name;
    ColumnKind kind = ColumnKind::int64;
    size_t rows = 0;
    const int64_t* int64s = nullptr;
    const double* float64s = nullptr;  ///< NaN = missing
    const uint8_t* uint8s = nullptr;
    const int32_t* codes = nullptr;  ///< dictionary; -1 = missing
    std::span<const std::string_view> words;
    const uint8_t* missing = nullptr;  ///< 1 = missing; null = none
  };

  explicit RuleColumns(size_t rows) : rows_(rows) {}
  /// All columns of a table; texts are turned into codes.
  explicit RuleColumns(const Input& input) : rows_(input.rows()) {
    for (const Column& column : input.columns()) add(column);
  }
  RuleColumns(RuleColumns&&) = default;
  RuleColumns& operator=(RuleColumns&&) = default;

  void add(std::string name, std::span<const int64_t> values, const uint8_t* missing = nullptr) {
    Values& column = put(std::move(name), ColumnKind::int64, values.size());
    column.int64s = values.data();
    column.missing = missing;
  }
  void add(std::string name, std::span<const double> values) {
    put(std::move(name), ColumnKind::float64, values.size()).float64s = values.data();
  }
  void add(std::string name, std::span<const uint8_t> values, const uint8_t* missing = nullptr) {
    Values& column = put(std::move(name), ColumnKind::uint8, values.size());
    column.uint8s = values.data();
    column.missing = missing;
  }

  size_t rows() const { return rows_; }
  const Values* find(std::string_view name) const {
    for (const Values& column : columns_) {
      if (column.name == name) return &column;
    }
    return nullptr;
  }

 private:
  struct Coded {
    std::vector<int32_t> codes;
    std::vector<std::string_view> words;
    std::vector<uint8_t> missing;
  };

  Values& put(std::string name, ColumnKind kind, size_t rows) {
    if (rows != rows_)
      throw Failure("column \"" + name + "\" has " + std::to_string(rows) + " rows, not " + std::to_string(rows_));
    Values& column = columns_.emplace_back();
    column.name = std::move(name);
    column.kind = kind;
    column.rows = rows;
    return column;
  }

  void add(const Column& column) {
    Coded& coded = kept_.emplace_back();
    if (column.has_missing()) {
      for (size_t row = 0; row < column.rows(); ++row) coded.missing.push_back(column.is_missing(row) ? 1 : 0);
    }
    const uint8_t* missing = coded.missing.empty() ? nullptr : coded.missing.data();
    switch (column.kind()) {
      case ColumnKind::int64:
        return add(column.name(), column.int64s(), missing);
      case ColumnKind::uint8:
        return add(column.name(), column.uint8s(), missing);
      case ColumnKind::float64: {
        Values& values = put(column.name(), ColumnKind::float64, column.rows());
        values.float64s = column.float64s().data();
        values.missing = missing;
        return;
      }
      case ColumnKind::text:
        return add_text(column, coded);
      case ColumnKind::dictionary: {
        Values& values = put(column.name(), ColumnKind::dictionary, column.rows());
        values.codes = column.codes().data();
        values.words = column.words();
        return;
      }
    }
  }

  void add_text(const Column& column, Coded& coded) {
    std::unordered_map<std::string_view, int32_t> numbers;
    for (std::string_view text : column.texts()) {
      auto [at, added] = numbers.emplace(text, static_cast<int32_t>(coded.words.size()));
      if (added) coded.words.push_back(text);
      coded.codes.push_back(at->second);
    }
    for (size_t row = 0; row < coded.missing.size(); ++row) {
      if (coded.missing[row] != 0) coded.codes[row] = -1;
    }
    Values& values = put(column.name(), ColumnKind::dictionary, column.rows());
    values.codes = coded.codes.data();
    values.words = coded.words;
  }

  size_t rows_;
  std::deque<Values> columns_;
  std::deque<Coded> kept_;
};

/// A condition tied to columns: a dictionary column is decided once a word, so that a row costs a table look-up a test.
/// Borrows the columns; owns the rest. Throws Failure (subject = column) for a column that is not there, for a test
/// that does not fit its type, and for a text in use that is no number where a number is compared.
class BoundCondition {
 public:
  BoundCondition(const Condition& condition, const RuleColumns& columns)
      : condition_(condition), rows_(columns.rows()) {
    for (const std::string& name : condition.columns) {
      const RuleColumns::Values* values = columns.find(name);
      if (values == nullptr) throw Failure("there is no column \"" + name + "\"", name, VK_INVALID_INPUT);
      values_.push_back(*values);
    }
    tables_.resize(condition_.nodes.size());
    for (size_t node = 0; node < condition_.nodes.size(); ++node) bind(node);
  }

  /// truth[i] = 1 when the condition holds for row first + i, else 0. Thread-safe.
  void evaluate(size_t first, std::span<uint8_t> truth) const {
    for (size_t done = 0; done < truth.size(); done += kBlock) {
      size_t rows = std::min(kBlock, truth.size() - done);
      evaluate(condition_.root, first + done, truth.subspan(done, rows));
    }
  }

  /// For all rows.
  std::vector<uint8_t> evaluate() const {
    std::vector<uint8_t> truth(rows_);
    evaluate(0, truth);
    return truth;
  }

 private:
  static constexpr size_t kBlock = 1024;
  using Values = RuleColumns::Values;

  [[noreturn]] static void refuse(const Values& column, const std::string& why) {
    throw Failure("column \"" + column.name + "\" " + why, column.name, VK_INVALID_INPUT);
  }

  void bind(size_t at) {
    const RuleNode& node = condition_.nodes[at];
    if (!is_test(node)) return;
    const Values& column = values_[node.name];
    if (column.kind != ColumnKind::dictionary) {
      check_number_test(node, column);
      return;
    }
    if (node.kind == RuleNode::Kind::truth)
      refuse(column, "holds texts and is no flag; compare it, such as " + column.name + " == \"yes\"");
    std::vector<uint8_t>& table = tables_[at];
    table.assign(column.words.size() + 1, 0);
    std::vector<uint8_t> faulty(column.words.size() + 1, 0);
    bool any_faulty = false;
    for (size_t word = 0; word < column.words.size(); ++word) {
      int truth = test_word(node, column.words[word]);
      table[word + 1] = static_cast<uint8_t>(truth == 1);
      faulty[word + 1] = static_cast<uint8_t>(truth < 0);
      any_faulty = any_faulty || truth < 0;
    }
    if (any_faulty) refuse_faulty(node, column, faulty);
  }

  void check_number_test(const RuleNode& node, const Values& column) const {
    for (const Literal& literal : node.literals) {
      if (literal.is_text) {
        refuse(column,
               "holds numbers and is compared with the text \"" + literal.text + "\"; write the number without quotes");
      }
    }
    if (node.kind == RuleNode::Kind::truth && column.kind != ColumnKind::uint8) {
      refuse(column, "holds numbers and is no flag; compare it, such as " + column.name + " > 0");
    }
  }

  /// 1 holds, 0 does not, -1 is no number where one is needed. An empty word is a missing value.
  static int test_word(const RuleNode& node, std::string_view word) {
    if (word.empty()) return 0;
    if (node.kind == RuleNode::Kind::answered) return 1;
    std::optional<Number> number = number_from(word);
    bool any_text = false;
    for (const Literal& literal : node.literals) {
      any_text = any_text || literal.is_text;
      std::optional<int> sign = sign_of(word, number, literal);
      if (sign && holds(comparison_of(node), *sign)) return 1;
    }
    return !any_text && !number ? -1 : 0;
  }

  static void refuse_faulty(const RuleNode& node, const Values& column, const std::vector<uint8_t>& faulty) {
    for (size_t row = 0; row < column.rows; ++row) {
      size_t code = static_cast<size_t>(column.codes[row] + 1);
      if (faulty[code] == 0) continue;
      refuse(column, "holds \"" + std::string(column.words[code - 1]) +
                         "\", which is no number, and is compared with " + node.literals.front().text + "; types = { " +
                         column.name + " = \"integer\" } in its source tells each such row");
    }
  }

  void evaluate(size_t at, size_t first, std::span<uint8_t> truth) const {
    const RuleNode& node = condition_.nodes[at];
    if (is_test(node)) return evaluate_test(at, first, truth);
    evaluate(node.children.front(), first, truth);
    if (node.kind == RuleNode::Kind::opposite) {
      for (uint8_t& value : truth) value ^= 1U;
      return;
    }
    std::array<uint8_t, kBlock> other;
    for (size_t child = 1; child < node.children.size(); ++child) {
      evaluate(node.children[child], first, std::span(other.data(), truth.size()));
      if (node.kind == RuleNode::Kind::both) {
        for (size_t i = 0; i < truth.size(); ++i) truth[i] &= other[i];
      } else {
        for (size_t i = 0; i < truth.size(); ++i) truth[i] |= other[i];
      }
    }
  }

  void evaluate_test(size_t at, size_t first, std::span<uint8_t> truth) const {
    const RuleNode& node = condition_.nodes[at];
    const Values& column = values_[node.name];
    switch (column.kind) {
      case ColumnKind::int64:
        return evaluate_numbers(node, column.int64s + first, truth, missing_from(column, first));
      case ColumnKind::float64:
        return evaluate_numbers(node, column.float64s + first, truth, missing_from(column, first));
      case ColumnKind::uint8:
        return evaluate_numbers(node, column.uint8s + first, truth, missing_from(column, first));
      case ColumnKind::text:
      case ColumnKind::dictionary:
        break;
    }
    const uint8_t* table = tables_[at].data() + 1;
    const int32_t* codes = column.codes + first;
    for (size_t i = 0; i < truth.size(); ++i) truth[i] = table[codes[i]];
  }

  static const uint8_t* missing_from(const Values& column, size_t first) {
    return column.missing == nullptr ? nullptr : column.missing + first;
  }
  template <class T>
  static bool is_nan(T value) {
    if constexpr (std::is_same_v<T, double>) return std::isnan(value);
    return false;
  }
  static int sign(double value, const Number& number) { return sign_of(value, number); }
  static int sign(int64_t value, const Number& number) { return sign_of(value, number); }
  static int sign(uint8_t value, const Number& number) { return sign_of(int64_t{value}, number); }

  template <class T>
  static bool test_number(const RuleNode& node, T value) {
    switch (node.kind) {
      case RuleNode::Kind::compare:
        return holds(node.comparison, sign(value, node.literals.front().number));
      case RuleNode::Kind::one_of:
        return std::any_of(node.literals.begin(), node.literals.end(),
                           [&](const Literal& literal) { return sign(value, literal.number) == 0; });
      case RuleNode::Kind::answered:
        return true;
      case RuleNode::Kind::truth:
        return value != T{0};
      case RuleNode::Kind::both:
      case RuleNode::Kind::either:
      case RuleNode::Kind::opposite:
        break;
    }
    return false;
  }

  template <class T>
  static void evaluate_numbers(const RuleNode& node, const T* values, std::span<uint8_t> truth,
                               const uint8_t* missing) {
    for (size_t i = 0; i < truth.size(); ++i) {
      bool known = !is_nan(values[i]) && (missing == nullptr || missing[i] == 0);
      truth[i] = static_cast<uint8_t>(known && test_number(node, values[i]));
    }
  }

  Condition condition_;
  size_t rows_;
  std::vector<Values> values_;
  std::vector<std::vector<uint8_t>> tables_;  // per node: truth by code + 1; entry 0 = missing
};

/// Ordered conditions: each row gets the number of the first that holds.
class OrderedRules {
 public:
  static constexpr uint8_t kNone = 255;

  OrderedRules(const std::vector<Condition>& conditions, const RuleColumns& columns) : rows_(columns.rows()) {
    for (const Condition& condition : conditions) rules_.emplace_back(condition, columns);
  }

  /// Per row the index of the first condition that holds, kNone without one. At most 255 conditions.
  std::vector<uint8_t> first_match() const {
    std::vector<uint8_t> match(rows_, kNone);
    std::array<uint8_t, 1024> truth;
    for (size_t first = 0; first < rows_; first += truth.size()) {
      size_t rows = std::min(truth.size(), rows_ - first);
      for (size_t rule = rules_.size(); rule-- > 0;) {
        rules_[rule].evaluate(first, std::span(truth.data(), rows));
        for (size_t i = 0; i < rows; ++i)
          match[first + i] = truth[i] != 0 ? static_cast<uint8_t>(rule) : match[first + i];
      }
    }
    return match;
  }

 private:
  size_t rows_;
  std::vector<BoundCondition> rules_;
};

}  // namespace vk::sdk
