#include "core/table/row_condition.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/base/text.hpp"

namespace vk {
namespace {

using sdk::Comparison;
using sdk::RuleNode;

std::string_view mark_of(Comparison comparison) {
  switch (comparison) {
    case Comparison::less:
      return "<";
    case Comparison::less_equal:
      return "<=";
    case Comparison::equal:
      return "==";
    case Comparison::not_equal:
      return "!=";
    case Comparison::greater_equal:
      return ">=";
    case Comparison::greater:
      return ">";
  }
  return "==";
}

std::string in_quotes(std::string_view text, char quote) {
  std::string result(1, quote);
  for (const char c : text) {
    if (c == quote || c == '\\') result += '\\';
    result += c;
  }
  return result + quote;
}

std::string name_text(const std::string& name) {
  constexpr std::array<std::string_view, 5> kKeywords{"and", "or", "not", "in", "answered"};
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_plain = [&](char c) {
    const bool letter =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (static_cast<unsigned char>(c) & 0x80U) != 0;
    return letter || is_digit(c) || c == '_' || c == '.';
  };
  const bool bare = !is_digit(name.front()) && name.front() != '.' && std::all_of(name.begin(), name.end(), is_plain) &&
                    std::find(kKeywords.begin(), kKeywords.end(), name) == kKeywords.end();
  return bare ? name : in_quotes(name, '`');
}

std::string literal_text(const sdk::Literal& literal) {
  return literal.is_text ? in_quotes(literal.text, '"') : literal.text;
}

class ConditionWriter {
 public:
  explicit ConditionWriter(const sdk::Condition& condition) : condition_(condition) {}

  std::string text(size_t at) const {
    const RuleNode& node = condition_.nodes[at];
    switch (node.kind) {
      case RuleNode::Kind::both:
        return joined(node, " and ");
      case RuleNode::Kind::either:
        return joined(node, " or ");
      case RuleNode::Kind::opposite:
        return "not " + part(node.children.front(), true);
      case RuleNode::Kind::compare:
        return name(node) + " " + std::string(mark_of(node.comparison)) + " " + literal_text(node.literals.front());
      case RuleNode::Kind::one_of:
        return name(node) + " in " + list(node);
      case RuleNode::Kind::answered:
        return "answered(" + name(node) + ")";
      case RuleNode::Kind::truth:
        return name(node);
    }
    return {};
  }

 private:
  std::string name(const RuleNode& node) const { return name_text(condition_.columns[node.name]); }

  static std::string list(const RuleNode& node) {
    std::string values;
    for (const sdk::Literal& literal : node.literals) values += (values.empty() ? "" : ", ") + literal_text(literal);
    return "(" + values + ")";
  }

  /// What `a not in (...)` was read as: answered(a) and not a in (...).
  const RuleNode* outside_of(const RuleNode& node) const {
    if (node.kind != RuleNode::Kind::both || node.children.size() != 2) return nullptr;
    const RuleNode& known = condition_.nodes[node.children[0]];
    const RuleNode& outside = condition_.nodes[node.children[1]];
    if (known.kind != RuleNode::Kind::answered || outside.kind != RuleNode::Kind::opposite) return nullptr;
    const RuleNode& inner = condition_.nodes[outside.children.front()];
    return inner.kind == RuleNode::Kind::one_of && inner.name == known.name ? &inner : nullptr;
  }

  std::string joined(const RuleNode& node, std::string_view word) const {
    if (const RuleNode* outside = outside_of(node)) return name(*outside) + " not in " + list(*outside);
    std::string result;
    for (const size_t child : node.children) {
      if (!result.empty()) result += word;
      result += part(child, node.kind == RuleNode::Kind::both);
    }
    return result;
  }

  /// A child that binds less tightly than its parent stands in parentheses; so does one of its parent's own kind.
  std::string part(size_t at, bool is_tight) const {
    const RuleNode& node = condition_.nodes[at];
    const bool is_list = node.kind == RuleNode::Kind::both && outside_of(node) == nullptr;
    const bool wrapped = node.kind == RuleNode::Kind::either || (is_tight && is_list);
    return wrapped ? "(" + text(at) + ")" : text(at);
  }

  const sdk::Condition& condition_;
};

}  // namespace

std::string condition_text(const sdk::Condition& condition) {
  return ConditionWriter(condition).text(condition.root);
}

std::shared_ptr<const RowCondition> condition_in_cycle(std::shared_ptr<const RowCondition> condition,
                                                       std::string_view cycle) {
  constexpr std::string_view kCycle = "{cycle}";
  if (condition == nullptr || condition->text.find(kCycle) == std::string::npos) return condition;
  auto filled = std::make_shared<RowCondition>(*condition);
  for (RuleNode& node : filled->tree.nodes) {
    for (sdk::Literal& literal : node.literals) {
      if (literal.is_text) literal.text = replace_all(literal.text, kCycle, cycle);
    }
  }
  return filled;
}

bool asks_for_values(const RuleNode& node) {
  const bool is_equality = node.comparison == Comparison::equal || node.comparison == Comparison::not_equal;
  return node.kind == RuleNode::Kind::one_of || (node.kind == RuleNode::Kind::compare && is_equality);
}

}  // namespace vk
