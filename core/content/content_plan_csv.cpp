#include <array>

#include "core/content/content_plan.hpp"
#include "core/money/money.hpp"
#include "core/table/csv_writer.hpp"

namespace vk {

std::string content_plan_csv(const ContentPlan& plan, const SubjectIndex& subjects) {
  CsvWriter csv(CsvDialect::iso);
  csv.row(std::array<CsvCell, 11>{"key", "action", "channel", "owner", "when", "priority", "money", "cost", "currency",
                                  "state", "reason"});
  for (const ContentRow& row : plan.rows) {
    if (row.decision != ContactDecision::planned) continue;
    const std::string when = to_string(row.when);
    csv.row(std::array<CsvCell, 11>{subjects.key(row.subject), row.action, row.channel, row.owner, when, row.priority,
                                    Money{row.money, plan.currency}, Money{row.cost, plan.currency},
                                    plan.currency.code(), row.state, row.reason});
  }
  return csv.text();
}

}  // namespace vk
