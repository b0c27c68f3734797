#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <vuosikello/rule_text.hpp>

#include "core/base/diagnostic.hpp"
#include "core/table/source_format.hpp"

namespace vk {

/// A column that a condition names, and how its cells are read.
struct ConditionColumn {
  std::string name;
  CellKind kind = CellKind::text;  ///< a text is read as a number where it is compared with one
  SourcePosition at;               ///< where the condition first names it
};

/// A value that a condition compares a column with.
struct ConditionValue {
  SourcePosition at;
  int64_t day = 0;  ///< days since 1970-01-01, where the column holds dates
};

/// Which rows of a source count: the key `rows` of [source.NAME], in the language of plugins' conditions
/// (sdk/vuosikello/rule_text.hpp).
struct RowCondition {
  sdk::Condition tree;
  std::vector<ConditionColumn> columns;             ///< as in tree.columns
  std::vector<std::vector<ConditionValue>> values;  ///< by node of the tree, as its literals
  std::string excerpt;                              ///< the calendar's line
  /// The condition written in one way: the same for two that differ in blanks, quotes and needless parentheses alone.
  std::string text;
};

/// The condition with `{cycle}` in its texts filled; its own text, which defines a ruler, keeps it.
std::shared_ptr<const RowCondition> condition_in_cycle(std::shared_ptr<const RowCondition> condition,
                                                       std::string_view cycle);

/// The text of RowCondition::text.
std::string condition_text(const sdk::Condition& condition);

/// Whether a test asks for certain values of its column, so that a value that no row has is a slip of the pen.
bool asks_for_values(const sdk::RuleNode& node);

}  // namespace vk
