#pragma once
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vk::sdk {

/// A condition that cannot be read: what is wrong and the column of its text (code points from 1).
class RuleError : public std::runtime_error {
 public:
  RuleError(size_t column, const std::string& message) : std::runtime_error(message), column_(column) {}
  size_t column() const noexcept { return column_; }

 private:
  size_t column_;
};

/// A decimal number; whole numbers inside int64 are kept exactly.
struct Number {
  double value = 0;
  bool is_whole = false;
  int64_t whole = 0;
};

/// All of `text` as a decimal number: sign, digits with '.', exponent; blanks around it do not count. Exact to 15
/// significant digits; no locale.
inline std::optional<Number> number_from(std::string_view text) {
  auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  size_t at = 0;
  bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) ++at;
  uint64_t mantissa = 0;
  int exponent = 0;
  bool digits = false;
  bool point = false;
  for (; at < text.size() && (is_digit(text[at]) || (text[at] == '.' && !point)); ++at) {
    if (text[at] == '.') {
      point = true;
      continue;
    }
    digits = true;
    if (mantissa > (std::numeric_limits<uint64_t>::max() - 9) / 10) {
      exponent += point ? 0 : 1;
      continue;
    }
    mantissa = mantissa * 10 + static_cast<uint64_t>(text[at] - '0');
    exponent -= point ? 1 : 0;
  }
  if (!digits) return std::nullopt;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    bool down = at < text.size() && text[at] == '-';
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    int written = 0;
    bool any = false;
    for (; at < text.size() && is_digit(text[at]); ++at, any = true)
      written = written < 9999 ? written * 10 + (text[at] - '0') : written;
    if (!any) return std::nullopt;
    exponent += down ? -written : written;
  }
  if (at != text.size()) return std::nullopt;
  while (mantissa != 0 && exponent < 0 && mantissa % 10 == 0) mantissa /= 10, ++exponent;
  Number number;
  constexpr double kPowers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  number.value = static_cast<double>(mantissa);
  int size = exponent < 0 ? -exponent : exponent;
  if (size <= 22) {
    number.value = exponent < 0 ? number.value / kPowers[size] : number.value * kPowers[size];
  } else {
    number.value = number.value * std::pow(10.0, exponent);
  }
  if (negative) number.value = -number.value;
  uint64_t whole = mantissa;
  bool fits = exponent >= 0 || mantissa == 0;
  for (int step = 0; fits && mantissa != 0 && step < exponent; ++step) {
    fits = whole <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max()) / 10;
    whole *= 10;
  }
  if (fits && whole <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
    number.is_whole = true;
    number.whole = negative ? -static_cast<int64_t>(whole) : static_cast<int64_t>(whole);
  }
  return number;
}

/// A number or a quoted text inside a condition.
struct Literal {
  bool is_text = false;
  std::string text;  ///< as written, without quotes
  Number number;
  size_t at = 1;  ///< column in the rule's text
};

enum class Comparison { less, less_equal, equal, not_equal, greater_equal, greater };

/// Below, at or above 0 as `a` is less than, equal to or greater than `b`; texts compare byte by byte.
inline int sign_of(std::string_view a, std::string_view b) {
  return a < b ? -1 : (b < a ? 1 : 0);
}
inline int sign_of(double a, const Number& b) {
  return a < b.value ? -1 : (b.value < a ? 1 : 0);
}
/// Exact also where a double would round the integer.
inline int sign_of(int64_t a, const Number& b) {
  if (b.is_whole) return a < b.whole ? -1 : (b.whole < a ? 1 : 0);
  if (b.value >= 9223372036854775808.0) return -1;
  if (b.value < -9223372036854775808.0) return 1;
  return a <= static_cast<int64_t>(std::floor(b.value)) ? -1 : 1;
}
inline int sign_of(const Number& a, const Number& b) {
  return a.is_whole ? sign_of(a.whole, b) : sign_of(a.value, b);
}

/// Whether a comparison holds for values of this sign_of().
inline bool holds(Comparison comparison, int sign) {
  switch (comparison) {
    case Comparison::less:
      return sign < 0;
    case Comparison::less_equal:
      return sign <= 0;
    case Comparison::equal:
      return sign == 0;
    case Comparison::not_equal:
      return sign != 0;
    case Comparison::greater_equal:
      return sign >= 0;
    case Comparison::greater:
      return sign > 0;
  }
  return false;
}

/// One node of a condition; the tree lies in Condition::nodes, children before their parent.
struct RuleNode {
  enum class Kind { both, either, opposite, compare, one_of, answered, truth };
  Kind kind = Kind::truth;
  std::vector<size_t> children;  ///< both, either, opposite
  size_t name = 0;               ///< index into Condition::columns
  size_t at = 1;                 ///< column in the rule's text
  Comparison comparison = Comparison::equal;
  std::vector<Literal> literals;  ///< one for compare, all for one_of
};

/// Whether a node tests a column, rather than joining other nodes.
inline bool is_test(const RuleNode& node) {
  return node.kind != RuleNode::Kind::both && node.kind != RuleNode::Kind::either &&
         node.kind != RuleNode::Kind::opposite;
}

/// How a test compares its column with its literals; "in" looks for an equal one.
inline Comparison comparison_of(const RuleNode& test) {
  return test.kind == RuleNode::Kind::compare ? test.comparison : Comparison::equal;
}

/// sign_of() of a text and a literal, `number` being what the text says as a number; nothing where the literal is a
/// number and the text is none.
inline std::optional<int> sign_of(std::string_view text, const std::optional<Number>& number, const Literal& literal) {
  if (literal.is_text) return sign_of(text, std::string_view(literal.text));
  if (!number) return std::nullopt;
  return sign_of(*number, literal.number);
}

/// A condition as read: `q7 <= 2 and (q9 == "no" or not answered(q10))`.
///
///   condition  = and-part { "or" and-part }         and-part = part { "and" part }
///   part       = "not" part | "(" condition ")" | "answered" "(" column ")" | column | column test | value mark column
///   test       = mark value | [ "not" ] "in" "(" value { "," value } ")"
///   mark       = "<" | "<=" | "==" | "!=" | ">=" | ">"     value = number | quoted text
///   column     = letters, digits, "_" and "." not starting with a digit, or any name in `backticks`
///
/// A test of a missing value is false, also with "!=" and "not in"; "not" turns that false into true. A column alone
/// must be a flag.
class Condition {
 public:
  /// Throws RuleError at the first word that does not fit.
  static Condition parse(std::string_view text);

  std::vector<RuleNode> nodes;
  size_t root = 0;
  std::vector<std::string> columns;  ///< distinct names in order of appearance
  std::vector<size_t> column_at;     ///< by column: where in the rule's text it is first named
};

namespace detail {

struct RuleToken {
  enum class Kind { name, quoted_name, text, number, mark, end };
  Kind kind = Kind::end;
  std::string text;
  size_t at = 1;
};

/// Splits a rule's text into words.
class RuleLexer {
 public:
  explicit RuleLexer(std::string_view text) : text_(text) {}

  RuleToken next() {
    while (at_ < text_.size() && is_blank(text_[at_])) advance(1);
    RuleToken token;
    token.at = column_;
    if (at_ == text_.size()) return token;
    char c = text_[at_];
    if (c == '"' || c == '\'') return quoted(token, c, RuleToken::Kind::text);
    if (c == '`') return quoted(token, c, RuleToken::Kind::quoted_name);
    if (starts_number()) return run(token, RuleToken::Kind::number, &RuleLexer::in_number);
    if (in_name(c)) return run(token, RuleToken::Kind::name, &RuleLexer::in_name);
    return mark(token);
  }

 private:
  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  static bool in_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '.' ||
           (static_cast<unsigned char>(c) & 0x80U) != 0;
  }
  static bool in_number(char c) { return in_name(c); }

  bool starts_number() const {
    size_t at = at_;
    if (text_[at] == '-' || text_[at] == '+') ++at;
    if (at < text_.size() && text_[at] == '.') ++at;
    return at < text_.size() && is_digit(text_[at]);
  }

  void advance(size_t bytes) {
    for (; bytes > 0 && at_ < text_.size(); --bytes, ++at_) {
      if ((static_cast<unsigned char>(text_[at_]) & 0xC0U) != 0x80U) ++column_;
    }
  }

  RuleToken run(RuleToken token, RuleToken::Kind kind, bool (*inside)(char)) {
    size_t end = at_ + 1;
    while (end < text_.size() && (inside(text_[end]) || is_exponent_sign(kind, end))) ++end;
    token.kind = kind;
    token.text = std::string(text_.substr(at_, end - at_));
    advance(end - at_);
    return token;
  }

  bool is_exponent_sign(RuleToken::Kind kind, size_t at) const {
    return kind == RuleToken::Kind::number && (text_[at] == '-' || text_[at] == '+') &&
           (text_[at - 1] == 'e' || text_[at - 1] == 'E') && at + 1 < text_.size() && is_digit(text_[at + 1]);
  }

  RuleToken quoted(RuleToken token, char quote, RuleToken::Kind kind) {
    token.kind = kind;
    advance(1);
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) advance(1);
      token.text += text_[at_];
      advance(1);
    }
    if (at_ == text_.size()) throw RuleError(token.at, std::string("the text has no closing ") + quote);
    advance(1);
    return token;
  }

  RuleToken mark(RuleToken token) {
    token.kind = RuleToken::Kind::mark;
    for (std::string_view two : {"<=", ">=", "==", "!=", "&&", "||", "<>"}) {
      if (text_.substr(at_, 2) == two) token.text = two;
    }
    if (token.text.empty()) token.text = std::string(1, text_[at_]);
    if (token.text == "=") throw RuleError(token.at, "\"=\" does not compare; write \"==\"");
    if (token.text == "&&") throw RuleError(token.at, "\"&&\" is written \"and\"");
    if (token.text == "||") throw RuleError(token.at, "\"||\" is written \"or\"");
    if (token.text == "<>") throw RuleError(token.at, "\"<>\" is written \"!=\"");
    if (token.text == "!") throw RuleError(token.at, "\"!\" is written \"not\"");
    advance(token.text.size());
    return token;
  }

  std::string_view text_;
  size_t at_ = 0;
  size_t column_ = 1;
};

/// Reads a condition by recursive descent.
class RuleParser {
 public:
  explicit RuleParser(std::string_view text) : lexer_(text), token_(lexer_.next()) {}

  Condition parse() {
    if (token_.kind == RuleToken::Kind::end) throw RuleError(1, "the condition is empty");
    condition_.root = any_of(0);
    if (token_.kind != RuleToken::Kind::end) {
      fail("expected \"and\", \"or\" or the end of the condition");
    }
    return std::move(condition_);
  }

 private:
  static constexpr int kDeepest = 100;

  static bool is_keyword(std::string_view word) {
    return word == "and" || word == "or" || word == "not" || word == "in" || word == "answered";
  }
  bool is(std::string_view word) const {
    return (token_.kind == RuleToken::Kind::name || token_.kind == RuleToken::Kind::mark) && token_.text == word;
  }
  std::string found() const {
    return token_.kind == RuleToken::Kind::end ? std::string("the end") : "\"" + token_.text + "\"";
  }
  [[noreturn]] void fail(const std::string& expected) const {
    std::string hint =
        token_.kind == RuleToken::Kind::name && is_keyword(lower(token_.text)) && !is_keyword(token_.text)
            ? " (keywords are lower case)"
            : "";
    throw RuleError(token_.at, expected + ", found " + found() + hint);
  }
  static std::string lower(std::string text) {
    for (char& c : text) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    }
    return text;
  }
  RuleToken take() { return std::exchange(token_, lexer_.next()); }
  void expect(std::string_view mark) {
    if (!is(mark)) fail("expected \"" + std::string(mark) + "\"");
    take();
  }

  size_t add(RuleNode node) {
    condition_.nodes.push_back(std::move(node));
    return condition_.nodes.size() - 1;
  }
  size_t name_index(const RuleToken& name) {
    for (size_t at = 0; at < condition_.columns.size(); ++at) {
      if (condition_.columns[at] == name.text) return at;
    }
    condition_.columns.push_back(name.text);
    condition_.column_at.push_back(name.at);
    return condition_.columns.size() - 1;
  }

  size_t any_of(int depth) {
    std::vector<size_t> parts{all_of(depth)};
    while (is("or")) take(), parts.push_back(all_of(depth));
    return join(RuleNode::Kind::either, std::move(parts));
  }
  size_t all_of(int depth) {
    std::vector<size_t> parts{part(depth)};
    while (is("and")) take(), parts.push_back(part(depth));
    return join(RuleNode::Kind::both, std::move(parts));
  }
  size_t join(RuleNode::Kind kind, std::vector<size_t> parts) {
    if (parts.size() == 1) return parts.front();
    RuleNode node;
    node.kind = kind;
    node.children = std::move(parts);
    return add(std::move(node));
  }

  size_t part(int depth) {
    if (depth > kDeepest) throw RuleError(token_.at, "the condition is nested more than 100 deep");
    if (is("not")) {
      take();
      RuleNode node;
      node.kind = RuleNode::Kind::opposite;
      node.children = {part(depth + 1)};
      return add(std::move(node));
    }
    if (is("(")) {
      take();
      size_t inner = any_of(depth + 1);
      expect(")");
      return inner;
    }
    if (is("answered")) return answered();
    if (token_.kind == RuleToken::Kind::text || token_.kind == RuleToken::Kind::number) return value_first();
    return column_first();
  }

  size_t answered() {
    RuleNode node;
    node.kind = RuleNode::Kind::answered;
    node.at = take().at;
    expect("(");
    node.name = column();
    expect(")");
    return add(std::move(node));
  }

  size_t column() {
    bool named = token_.kind == RuleToken::Kind::quoted_name ||
                 (token_.kind == RuleToken::Kind::name && !is_keyword(token_.text));
    if (token_.kind == RuleToken::Kind::text) fail("expected a column, bare or in backticks");
    if (!named) fail("expected a column");
    if (token_.text.empty()) fail("expected a column");
    return name_index(take());
  }

  Literal literal() {
    Literal value;
    value.at = token_.at;
    value.is_text = token_.kind == RuleToken::Kind::text;
    if (!value.is_text && token_.kind != RuleToken::Kind::number) {
      fail("expected a number or a quoted text");
    }
    if (!value.is_text) {
      std::optional<Number> number = number_from(token_.text);
      if (!number) fail("expected a number");
      value.number = *number;
    }
    value.text = take().text;
    return value;
  }

  std::optional<Comparison> comparison() const {
    if (token_.kind != RuleToken::Kind::mark) return std::nullopt;
    if (token_.text == "<") return Comparison::less;
    if (token_.text == "<=") return Comparison::less_equal;
    if (token_.text == "==") return Comparison::equal;
    if (token_.text == "!=") return Comparison::not_equal;
    if (token_.text == ">=") return Comparison::greater_equal;
    if (token_.text == ">") return Comparison::greater;
    return std::nullopt;
  }
  static Comparison mirrored(Comparison comparison) {
    switch (comparison) {
      case Comparison::less:
        return Comparison::greater;
      case Comparison::less_equal:
        return Comparison::greater_equal;
      case Comparison::equal:
        return Comparison::equal;
      case Comparison::not_equal:
        return Comparison::not_equal;
      case Comparison::greater_equal:
        return Comparison::less_equal;
      case Comparison::greater:
        return Comparison::less;
    }
    return comparison;
  }

  size_t value_first() {
    RuleNode node;
    node.kind = RuleNode::Kind::compare;
    node.at = token_.at;
    node.literals.push_back(literal());
    std::optional<Comparison> mark = comparison();
    if (!mark) fail("expected a comparison");
    take();
    node.comparison = mirrored(*mark);
    node.name = column();
    no_chain();
    return add(std::move(node));
  }

  size_t column_first() {
    RuleNode node;
    node.at = token_.at;
    node.name = column();
    if (std::optional<Comparison> mark = comparison()) {
      take();
      node.kind = RuleNode::Kind::compare;
      node.comparison = *mark;
      if (token_.kind == RuleToken::Kind::name || token_.kind == RuleToken::Kind::quoted_name) {
        fail("a column is compared with a number or a quoted text");
      }
      node.literals.push_back(literal());
      no_chain();
      return add(std::move(node));
    }
    if (is("in")) return one_of(std::move(node));
    if (!is("not")) return add(std::move(node));
    take();
    if (!is("in")) fail("expected \"in\"");
    return not_one_of(one_of(std::move(node)));
  }

  size_t one_of(RuleNode node) {
    take();
    expect("(");
    node.kind = RuleNode::Kind::one_of;
    node.literals.push_back(literal());
    while (is(",")) take(), node.literals.push_back(literal());
    expect(")");
    return add(std::move(node));
  }

  /// "a not in (...)" is false for a missing value: answered(a) and not (a in (...)).
  size_t not_one_of(size_t inner) {
    RuleNode known;
    known.kind = RuleNode::Kind::answered;
    known.name = condition_.nodes[inner].name;
    known.at = condition_.nodes[inner].at;
    RuleNode outside;
    outside.kind = RuleNode::Kind::opposite;
    outside.children = {inner};
    std::vector<size_t> parts{add(std::move(known)), add(std::move(outside))};
    return join(RuleNode::Kind::both, std::move(parts));
  }

  void no_chain() const {
    if (comparison()) fail("comparisons do not chain; write \"a > 1 and a < 5\"");
  }

  RuleLexer lexer_;
  RuleToken token_;
  Condition condition_;
};

}  // namespace detail

inline Condition Condition::parse(std::string_view text) {
  return detail::RuleParser(text).parse();
}

}  // namespace vk::sdk
