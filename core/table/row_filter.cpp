#include "core/table/row_filter.hpp"

#include <algorithm>
#include <optional>

#include "core/base/check.hpp"
#include "core/base/text.hpp"
#include "core/table/date_pattern.hpp"

namespace vk {
namespace {

using sdk::RuleNode;

/// How many different texts of a column are kept to be told.
constexpr size_t kMostWords = 12;

DatePattern pattern_of(const SourceFormat& format) {
  const std::optional<DatePattern> pattern = DatePattern::from(format.date);
  // A pattern that cannot be used is an error of the format when a date is read with it.
  return pattern ? *pattern : DatePattern::from("yyyy-mm-dd").value();
}

}  // namespace

RowFilter::RowFilter(const RowCondition& condition, const SourceFormat& format, uint32_t first_request)
    : condition_(condition),
      first_request_(first_request),
      rules_{format.fixed.empty() ? format.quote : '\0', format.trim, format.missing},
      integers_(format.number),
      decimals_(format.number),
      days_(pattern_of(format)),
      verdicts_(condition.tree.nodes.size()),
      seen_(condition.columns.size()) {
  for (const RuleNode& node : condition.tree.nodes) {
    met_.emplace_back(node.literals.size(), uint8_t{0});
    if (asks_for_values(node) && condition.columns[node.name].kind == CellKind::text) seen_[node.name].wanted = true;
  }
}

std::span<const RowFilter::Verdict> RowFilter::judge(std::span<const CellBlock> blocks, std::vector<BadCell>& bad) {
  VK_CHECK(blocks.size() == condition_.columns.size(), "a block for each column of the condition");
  const size_t rows = blocks.front().cells.size();
  rows_ += rows;
  // Children stand before their parents. Every test looks at every row, so that unseen() knows of all values.
  for (size_t node = 0; node < condition_.tree.nodes.size(); ++node) {
    verdicts_[node].assign(rows, Verdict::left_out);
    if (sdk::is_test(condition_.tree.nodes[node])) {
      test_column(node, blocks[condition_.tree.nodes[node].name]);
    } else {
      join(node);
    }
  }
  const std::vector<Verdict>& whole = verdicts_[condition_.tree.root];
  for (size_t row = 0; row < rows; ++row) {
    if (whole[row] != Verdict::undecided) continue;
    const size_t test = deciding_test(row);
    const size_t column = condition_.tree.nodes[test].name;
    const CellSpan& cell = blocks[column].cells[row];
    bad.push_back({cell.start, cell.end - cell.start, static_cast<uint32_t>(row),
                   first_request_ + static_cast<uint32_t>(column), test_cell(test, blocks[column], row).fault});
  }
  return whole;
}

void RowFilter::test_column(size_t node, const CellBlock& block) {
  std::vector<Verdict>& verdicts = verdicts_[node];
  for (size_t row = 0; row < verdicts.size(); ++row) verdicts[row] = test_cell(node, block, row).verdict;
}

void RowFilter::join(size_t node) {
  const RuleNode& joint = condition_.tree.nodes[node];
  std::vector<Verdict>& verdicts = verdicts_[node];
  verdicts = verdicts_[joint.children.front()];
  if (joint.kind == RuleNode::Kind::opposite) {
    for (Verdict& verdict : verdicts) {
      if (verdict != Verdict::undecided) verdict = verdict == Verdict::taken ? Verdict::left_out : Verdict::taken;
    }
    return;
  }
  // Kleene's logic: one false part decides "and", one true part decides "or", whatever the others would say.
  const Verdict deciding = joint.kind == RuleNode::Kind::both ? Verdict::left_out : Verdict::taken;
  for (const size_t child : joint.children) {
    for (size_t row = 0; row < verdicts.size(); ++row) {
      const Verdict other = verdicts_[child][row];
      if (verdicts[row] == deciding || other == deciding) {
        verdicts[row] = deciding;
      } else if (other == Verdict::undecided) {
        verdicts[row] = Verdict::undecided;
      }
    }
  }
}

size_t RowFilter::deciding_test(size_t row) const {
  size_t node = condition_.tree.root;
  while (!sdk::is_test(condition_.tree.nodes[node])) {
    const std::vector<size_t>& children = condition_.tree.nodes[node].children;
    node = *std::find_if(children.begin(), children.end(),
                         [&](size_t child) { return verdicts_[child][row] == Verdict::undecided; });
  }
  return node;
}

RowFilter::Answer RowFilter::test_cell(size_t node, const CellBlock& block, size_t row) {
  const CellSpan& span = block.cells[row];
  const std::string_view raw{block.text + span.start, span.end - span.start};
  const std::string_view simple = simple_text(raw, rules_);
  const CleanCell cell = simple.data() != nullptr ? CleanCell{simple} : clean_cell(raw, rules_, scratch_);
  if (cell.state == CellState::stray_text) return {Verdict::undecided, BadCellKind::stray_text};
  if (cell.state == CellState::missing || cell.text.empty()) return {};
  const RuleNode& test = condition_.tree.nodes[node];
  if (test.kind == RuleNode::Kind::answered) return {Verdict::taken};
  if (!block.all_ascii && !is_utf8(cell.text)) return {Verdict::undecided, BadCellKind::bad_encoding};
  const CellKind kind = condition_.columns[test.name].kind;
  switch (kind) {
    case CellKind::text:
    case CellKind::dictionary:
      return test_text(node, cell.text);
    case CellKind::day:
      return test_day(node, cell.text);
    case CellKind::flag:
      return test_flag(node, cell.text);
    case CellKind::integer:
    case CellKind::decimal:
    case CellKind::money:
      break;
  }
  const std::optional<sdk::Number> number = number_from(cell.text, kind);
  return number ? test_number(node, *number) : Answer{Verdict::undecided};
}

bool RowFilter::compares(size_t node, size_t literal, int sign) {
  const RuleNode& test = condition_.tree.nodes[node];
  if (sign == 0) met_[node][literal] = 1;
  return sdk::holds(sdk::comparison_of(test), sign);
}

RowFilter::Answer RowFilter::test_text(size_t node, std::string_view text) {
  const RuleNode& test = condition_.tree.nodes[node];
  if (seen_[test.name].wanted) note_word(test.name, text);
  bool is_met = false;
  bool any_text = false;
  bool any_number = false;
  for (const sdk::Literal& literal : test.literals) {
    any_text = any_text || literal.is_text;
    any_number = any_number || !literal.is_text;
  }
  const std::optional<sdk::Number> number = any_number ? number_from(text, CellKind::text) : std::nullopt;
  for (size_t i = 0; i < test.literals.size(); ++i) {
    const std::optional<int> sign = sdk::sign_of(text, number, test.literals[i]);
    if (sign) is_met = compares(node, i, *sign) || is_met;
  }
  if (!any_text && !number) return {Verdict::undecided};
  return {is_met ? Verdict::taken : Verdict::left_out};
}

RowFilter::Answer RowFilter::test_number(size_t node, const sdk::Number& number) {
  const RuleNode& test = condition_.tree.nodes[node];
  bool is_met = false;
  for (size_t i = 0; i < test.literals.size(); ++i)
    is_met = compares(node, i, sdk::sign_of(number, test.literals[i].number)) || is_met;
  return {is_met ? Verdict::taken : Verdict::left_out};
}

RowFilter::Answer RowFilter::test_day(size_t node, std::string_view text) {
  int64_t day = 0;
  if (days_.slow(text, day) != ReadResult::value) return {Verdict::undecided};
  const std::vector<ConditionValue>& values = condition_.values[node];
  bool is_met = false;
  for (size_t i = 0; i < values.size(); ++i) {
    const int sign = day < values[i].day ? -1 : day > values[i].day ? 1 : 0;
    is_met = compares(node, i, sign) || is_met;
  }
  return {is_met ? Verdict::taken : Verdict::left_out};
}

RowFilter::Answer RowFilter::test_flag(size_t node, std::string_view text) {
  uint8_t flag = 0;
  if (flags_.slow(text, flag) != ReadResult::value) return {Verdict::undecided};
  if (condition_.tree.nodes[node].kind == RuleNode::Kind::truth)
    return {flag == 1 ? Verdict::taken : Verdict::left_out};
  return test_number(node, {static_cast<double>(flag), true, flag});
}

std::optional<sdk::Number> RowFilter::number_from(std::string_view text, CellKind kind) const {
  int64_t whole = 0;
  if (integers_.slow(text, whole) == ReadResult::value) return sdk::Number{static_cast<double>(whole), true, whole};
  double value = 0;
  if (kind == CellKind::integer || decimals_.slow(text, value) != ReadResult::value) return std::nullopt;
  return sdk::Number{value, false, 0};
}

void RowFilter::note_word(size_t column, std::string_view text) {
  std::vector<std::string>& words = seen_[column].words;
  if (words.size() == kMostWords || std::find(words.rbegin(), words.rend(), text) != words.rend()) return;
  words.emplace_back(text);
}

std::vector<UnseenValue> RowFilter::unseen() const {
  std::vector<UnseenValue> result;
  if (rows_ == 0) return result;
  for (size_t node = 0; node < met_.size(); ++node) {
    const RuleNode& test = condition_.tree.nodes[node];
    if (!asks_for_values(test)) continue;
    for (size_t i = 0; i < test.literals.size(); ++i) {
      if (met_[node][i] != 0) continue;
      result.push_back({test.name, test.literals[i].text, test.literals[i].is_text, condition_.values[node][i].at,
                        seen_[test.name].words});
    }
  }
  return result;
}

}  // namespace vk
