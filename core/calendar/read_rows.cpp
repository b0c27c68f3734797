#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "core/base/text.hpp"
#include "core/calendar/calendar_readers.hpp"
#include "core/table/row_condition.hpp"

namespace vk {
namespace {

/// Reads the condition of one source and checks that its tests fit what its columns hold.
class RowsReader {
 public:
  RowsReader(CalendarSection& section, const SourceSpec& source)
      : section_(section), source_(source), written_(section.placed("rows")) {}

  std::shared_ptr<const RowCondition> read() {
    if (written_.at.line == 0) return nullptr;  // no text, which is told
    RowCondition condition;
    try {
      condition.tree = sdk::Condition::parse(written_.text);
    } catch (const sdk::RuleError& error) {
      report("E222", error.column(), 1, {fmt::format("cannot read rows: {}", error.what()), kExpected, {}});
      return nullptr;
    }
    condition.text = condition_text(condition.tree);
    condition.excerpt = section_.reader().source().excerpt(written_.at.line);
    for (size_t i = 0; i < condition.tree.columns.size(); ++i) {
      const std::string& name = condition.tree.columns[i];
      condition.columns.push_back({name, kind_of(name), place_of(condition.tree.column_at[i])});
    }
    for (const sdk::RuleNode& node : condition.tree.nodes) {
      std::vector<ConditionValue> values;
      if (sdk::is_test(node)) check_test(node, condition.columns[node.name]);
      for (const sdk::Literal& literal : node.literals)
        values.push_back(read_value(literal, condition.columns[node.name]));
      condition.values.push_back(std::move(values));
    }
    return std::make_shared<const RowCondition>(std::move(condition));
  }

 private:
  static constexpr std::string_view kExpected =
      "a condition over columns, such as rows = 'Status == \"IP Address\" and answered(q1)'";

  struct Problem {
    std::string message;
    std::string_view expected;
    std::string hint;
  };

  CellKind kind_of(const std::string& column) const {
    const auto typed = source_.types.find(column);
    if (typed != source_.types.end()) return typed->second;
    return !column.empty() && column == source_.date.text ? CellKind::day : CellKind::text;
  }

  /// Where a column of the condition's text, counted from 1, stands in the file.
  SourcePosition place_of(size_t column) const {
    const size_t offset = byte_of_column(written_.text, static_cast<uint32_t>(column));
    return position_in_text(written_.at, written_.text, std::min(offset, written_.text.size()),
                            &section_.reader().source());
  }

  void report(std::string_view code, size_t column, size_t length, Problem problem) {
    section_.reader().error(code, place_of(column), std::move(problem.message), std::string(problem.expected),
                            std::move(problem.hint), static_cast<uint32_t>(length));
  }

  void check_test(const sdk::RuleNode& node, const ConditionColumn& column) {
    if (node.kind != sdk::RuleNode::Kind::truth || column.kind == CellKind::flag) return;
    report("E218", node.at, utf8_length(column.name),
           {fmt::format("column \"{}\" stands alone and is no flag", column.name), "a comparison, or a flag",
            fmt::format("compare it, such as {0} == \"yes\", or add types = {{ {0} = \"flag\" }}", column.name)});
  }

  ConditionValue read_value(const sdk::Literal& literal, const ConditionColumn& column) {
    ConditionValue value{place_of(literal.at), 0};
    const size_t length = utf8_length(literal.text) + (literal.is_text ? 2U : 0U);
    if (column.kind == CellKind::day) {
      const std::optional<Day> day = literal.is_text ? day_from(literal.text) : std::nullopt;
      if (day) {
        value.day = day->time_since_epoch().count();
      } else {
        report("E218", literal.at, length,
               {fmt::format("column \"{}\" holds dates and is compared with {}", column.name, written(literal)),
                "a day in quotes, such as \"2026-03-02\"",
                {}});
      }
    } else if (column.kind != CellKind::text && literal.is_text) {
      const bool is_flag = column.kind == CellKind::flag;
      report("E218", literal.at, length,
             {fmt::format("column \"{}\" holds {} and is compared with the text {}", column.name,
                          is_flag ? "yes or no" : "numbers", written(literal)),
              {},
              is_flag ? fmt::format("write {0}, or not {0}", column.name) : "write the number without quotes"});
    }
    return value;
  }

  static std::string written(const sdk::Literal& literal) {
    return literal.is_text ? fmt::format("\"{}\"", literal.text) : literal.text;
  }

  CalendarSection& section_;
  const SourceSpec& source_;
  PlacedText written_;
};

}  // namespace

std::shared_ptr<const RowCondition> read_rows(CalendarSection& section, const SourceSpec& source) {
  if (!section.has("rows")) return nullptr;
  return RowsReader(section, source).read();
}

}  // namespace vk
