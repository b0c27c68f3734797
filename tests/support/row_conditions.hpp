#pragma once
#include <map>
#include <memory>
#include <string>

#include "core/base/instant.hpp"
#include "core/table/row_condition.hpp"

namespace vk::test {

/// A condition as a calendar gives it, all of it in line 9.
inline std::shared_ptr<const RowCondition> row_condition(const std::string& text,
                                                         const std::map<std::string, CellKind>& kinds = {}) {
  RowCondition result;
  result.tree = sdk::Condition::parse(text);
  result.text = condition_text(result.tree);
  result.excerpt = "rows = '" + text + "'";
  const auto place = [](size_t column) { return SourcePosition{"year.toml", 9, 8 + static_cast<uint32_t>(column)}; };
  for (size_t i = 0; i < result.tree.columns.size(); ++i) {
    const auto kind = kinds.find(result.tree.columns[i]);
    result.columns.push_back(
        {result.tree.columns[i], kind == kinds.end() ? CellKind::text : kind->second, place(result.tree.column_at[i])});
  }
  for (const sdk::RuleNode& node : result.tree.nodes) {
    result.values.emplace_back();
    for (const sdk::Literal& literal : node.literals) {
      const auto day = day_from(literal.text);
      result.values.back().push_back({place(literal.at), day ? day->time_since_epoch().count() : 0});
    }
  }
  return std::make_shared<const RowCondition>(std::move(result));
}

}  // namespace vk::test
