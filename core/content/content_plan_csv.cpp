#include <array>

#include "core/content/content_plan.hpp"
#include "core/money/money.hpp"

namespace vk {
namespace {

/// A cell by RFC 4180.
std::string cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

template <size_t N>
std::string line(const std::array<std::string, N>& cells) {
  std::string text;
  for (size_t i = 0; i < N; ++i) text += (i == 0 ? "" : ",") + cell(cells[i]);
  return text + "\r\n";
}

}  // namespace

std::string content_plan_csv(const ContentPlan& plan, const SubjectIndex& subjects) {
  std::string text = line(std::array<std::string, 11>{"key", "action", "channel", "owner", "when", "priority", "money",
                                                      "cost", "currency", "state", "reason"});
  for (const ContentRow& row : plan.rows) {
    if (row.decision != ContactDecision::planned) continue;
    text += line(std::array<std::string, 11>{std::string(subjects.key(row.subject)), row.action, row.channel, row.owner,
                                             to_string(row.when), std::to_string(row.priority),
                                             to_plain({row.money, plan.currency}), to_plain({row.cost, plan.currency}),
                                             std::string(plan.currency.code()), row.state, row.reason});
  }
  return text;
}

}  // namespace vk
