#include <vuosikello/plugin.hpp>
#include <vuosikello/rules.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "purchase_history.hpp"

namespace {

using vk::sdk::Amount;
using vk::sdk::ColumnKind;
using vk::sdk::Condition;
using vk::sdk::Context;
using vk::sdk::Disposition;
using vk::sdk::Input;
using vk::sdk::kNoState;
using vk::sdk::OrderedRules;
using vk::sdk::Output;
using vk::sdk::RuleColumns;
using vk::sdk::RuleError;
using vk::sdk::RuleNode;
using vk::sdk::Rules;
using vk::sdk::Schema;
using vk::sdk::Setup;

/// States from purchases by recency and own buying rhythm.
struct PurchaseState {
  static constexpr const char* id = "purchase_state";
  static constexpr const char* version = "1.0.0";
  static constexpr const char* doc =
      "Gives each member a state from its purchases: how long ago the last one was, measured by the member's own "
      "buying rhythm, "
      "or by any ordered rules over the figures of its history. Purchases after the cycle's end are never seen.";
  static constexpr vk_kind kind = VK_KIND_MEASUREMENT;
  static constexpr uint32_t flags = VK_BY_MEMBER;

  struct Tables {
    Input frame;
    Input purchases;
  };

  Rules rule;
  int64_t least_gap_days = 0;
  std::vector<std::string> scores;

  static void describe(Schema<PurchaseState>& schema);
  void configure(Setup& setup);
  void run(const Context& context, const Tables& tables, Output& out) const;

 private:
  void read_rule(Setup& setup, size_t at);

  std::vector<Condition> conditions_;
  std::vector<uint8_t> codes_;
};

void PurchaseState::describe(Schema<PurchaseState>& schema) {
  schema.parameter("rule", &PurchaseState::rule)
      .choices({"state", "when:condition"})
      .fallback(
          "[{ state = \"committed\", when = \"rhythm <= 1.5 or (not answered(rhythm) and recency_days <= 180)\" }, "
          "{ state = \"uncertain\", when = \"rhythm <= 3 or (not answered(rhythm) and recency_days <= 365)\" }, "
          "{ state = \"leaving\", when = \"answered(recency_days)\" }]")
      .doc(
          "Ordered rules: a member is in the state of the first one that holds. They may use recency_days and "
          "tenure_days (from the "
          "last and the first purchase to the end of the cycle), purchases (rows so far), purchases_in_cycle, amount "
          "(in the cycle), "
          "total_amount and mean_amount (so far, in whole currency units), gap_days (median gap between days of "
          "purchase) and rhythm "
          "(recency_days / gap_days). Without a purchase all but the counts and amounts are missing, without a second "
          "day of purchase "
          "gap_days and rhythm are.");
  schema.parameter("least_gap_days", &PurchaseState::least_gap_days)
      .fallback("30")
      .least("1")
      .most("3650")
      .unit("days")
      .doc(
          "A shorter own gap counts as this long in rhythm, so that two visits in one week do not make the third week "
          "a farewell.");
  schema.parameter("scores", &PurchaseState::scores)
      .fallback("[]")
      .doc("Figures to keep as scores beside the state, by their names in rules.");
  schema.table("frame", &Tables::frame)
      .doc("All members.")
      .column("subject", ColumnKind::int64, "The member's position.");
  schema.table("purchases", &Tables::purchases)
      .doc("One row a purchase. The day is the source's date column, the money the metric's money column.")
      .column("subject", ColumnKind::int64, "Who bought.")
      .column("day", ColumnKind::int64, "Day of the purchase, days since 1970-01-01.")
      .column("money", ColumnKind::int64, "Amount in minor units.");
}

void PurchaseState::configure(Setup& setup) {
  if (rule.empty()) setup.problem("rule", "there is no rule, so that nobody would have a state");
  if (rule.size() > 250) setup.problem("rule", std::to_string(rule.size()) + " rules are more than the 250 allowed");
  for (size_t at = 0; at < rule.size(); ++at) read_rule(setup, at);
  std::set<std::string> seen;
  for (size_t at = 0; at < scores.size(); ++at) {
    std::string subject = "scores[" + std::to_string(at) + "]";
    if (!is_figure(scores[at]))
      setup.problem(subject, "\"" + scores[at] + "\" is no figure; there are " + figure_list());
    if (!seen.insert(scores[at]).second) setup.problem(subject, "\"" + scores[at] + "\" is there twice");
  }
}

void PurchaseState::read_rule(Setup& setup, size_t at) {
  std::string subject = "rule[" + std::to_string(at) + "]";
  std::string state = rule[at].text("state");
  std::optional<uint8_t> code = setup.state_code(state);
  if (!code) setup.problem(subject + ".state", "\"" + state + "\" is no state of this measurement");
  try {
    Condition condition = Condition::parse(rule[at].text("when"));
    for (const RuleNode& node : condition.nodes) {
      bool names_column = node.kind != RuleNode::Kind::both && node.kind != RuleNode::Kind::either &&
                          node.kind != RuleNode::Kind::opposite;
      if (!names_column || is_figure(condition.columns[node.name])) continue;
      setup.problem(subject + ".when:" + std::to_string(node.at),
                    "\"" + condition.columns[node.name] + "\" is no figure; there are " + figure_list());
    }
    if (!code) return;
    conditions_.push_back(std::move(condition));
    codes_.push_back(*code);
  } catch (const RuleError& e) {
    setup.problem(subject + ".when:" + std::to_string(e.column()), e.what());
  }
}

void PurchaseState::run(const Context& context, const Tables& tables, Output& out) const {
  std::span<const int64_t> members = tables.frame.column("subject").int64s();
  PurchaseRows rows{tables.purchases.column("subject").int64s(), tables.purchases.column("day").int64s(),
                    tables.purchases.column("money").int64s()};
  Period period{context.first_day(), context.end_day(), context.currency_digits(), least_gap_days};
  PurchaseFigures figures = purchase_figures(rows, members.size(), period);
  context.stop_if_cancelled();
  RuleColumns columns = figures.columns();
  std::vector<uint8_t> match = OrderedRules(conditions_, columns).first_match();

  out.int64("subject").assign(members.begin(), members.end());
  std::vector<uint8_t>& state = out.uint8("state");
  std::vector<uint8_t>& disposition = out.uint8("disposition");
  for (uint8_t rule_number : match) {
    bool none = rule_number == OrderedRules::kNone;
    state.push_back(none ? kNoState : codes_[rule_number]);
    disposition.push_back(static_cast<uint8_t>(none ? Disposition::unknown : Disposition::complete));
  }
  for (const std::string& name : scores) out.float64("score_" + name) = figures.as_numbers(name);
}

}  // namespace

VK_PLUGIN(PurchaseState);
