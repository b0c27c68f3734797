#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "core/report/disclosure_words.hpp"
#include "core/report/report_sections.hpp"
#include "core/report/report_words.hpp"

namespace vk {
namespace {

/// What a content plan means to do for one state.
struct AimTotals {
  uint64_t planned = 0;
  uint64_t held_back = 0;
  int64_t money = 0;
  int64_t cost = 0;
};

/// The rules that hold a contact back, in the order of ContactDecision.
struct HeldBackRule {
  ContactDecision decision;
  std::string_view id;
  const Wording* wording;
};
constexpr std::array<HeldBackRule, 4> kHeldBackRules{{
    {ContactDecision::no_consent, "no_consent", &words::held_no_consent},
    {ContactDecision::over_capacity, "over_capacity", &words::held_over_capacity},
    {ContactDecision::duplicate, "duplicate", &words::held_duplicate},
    {ContactDecision::holdout, "holdout", &words::held_holdout},
}};

Basis plan_basis(const ReportBuilder& builder, const ContentPlan& plan, const std::string& what) {
  const ReportLanguage& say = builder.say();
  int64_t money = 0;
  Day first = Day::max();
  Day last = Day::min();
  std::set<SubjectNumber> members;  // a member may have more contacts than one; the money is there once
  for (const ContentRow& row : plan.rows) {
    if (row.subject == kNoSubject || members.insert(row.subject).second) money += row.money;
    first = std::min(first, row.when);
    last = std::max(last, row.when);
  }
  const std::string dates =
      plan.rows.empty() ? say(words::no_contacts) : say.days({first, last + std::chrono::days{1}});
  const std::string definition = fmt::format("{}; {} {}", what, plan.plugin.id, plan.plugin.version);
  if (!plan.tells_held_back) {
    const auto planned = std::count_if(plan.rows.begin(), plan.rows.end(),
                                       [](const ContentRow& row) { return row.decision == ContactDecision::planned; });
    return {dates, say(words::not_told), say(words::n_planned, {{"n", say.count(planned)}}), definition};
  }
  return {dates, say.money({money, plan.currency}),
          members.empty() ? say(words::n_proposed, {{"n", say.count(static_cast<int64_t>(plan.rows.size()))}})
                          : say(words::n_proposed_to, {{"n", say.count(static_cast<int64_t>(plan.rows.size()))},
                                                       {"members", say.count(static_cast<int64_t>(members.size()))}}),
          definition};
}

ReportTable aim_table(ReportBuilder& builder, const ContentPlan& plan) {
  const ReportLanguage& say = builder.say();
  const std::string name = to_string(plan.name);
  std::map<std::pair<std::string, std::string>, AimTotals> aims;
  for (const ContentRow& row : plan.rows) {
    AimTotals& aim = aims[{row.state, row.action}];
    if (row.decision != ContactDecision::planned) {
      ++aim.held_back;
      continue;
    }
    ++aim.planned;
    aim.money += row.money;
    aim.cost += row.cost;
  }
  const Basis basis = plan_basis(builder, plan, say(words::aim_definition));
  ReportTable table{
      name + "/aims", say(words::aim_caption, {{"name", builder.item_title(plan.name.item)}}), basis, {}, {}, false};
  table.names = name;
  table.columns = {{say(words::state), false},         {say(words::aim), false}, {say(words::planned_contacts), true},
                   {say(words::money_at_stake), true}, {say(words::cost), true}, {say(words::held_back), true}};
  for (const auto& [key, aim] : aims) {
    const std::string id = fmt::format("{}/aim/{}/{}", name, key.first, key.second);
    const std::string label = fmt::format("{}, {}", key.first, key.second);
    table.rows.push_back(
        {ReportBuilder::head_cell(key.first), ReportBuilder::text_cell(key.second),
         builder.cell(builder.count({id + "/planned", label}, aim.planned, FigureUnit::contacts, basis)),
         builder.cell(builder.money({id + "/money", label}, {aim.money, plan.currency}, basis)),
         builder.cell(builder.money({id + "/cost", label}, {aim.cost, plan.currency}, basis)),
         plan.tells_held_back
             ? builder.cell(builder.count({id + "/held_back", label}, aim.held_back, FigureUnit::contacts, basis))
             : withheld_cell(builder)});
  }
  return table;
}

ReportTable channel_table(ReportBuilder& builder, const ContentPlan& plan) {
  const ReportLanguage& say = builder.say();
  const std::string name = to_string(plan.name);
  const Basis basis = plan_basis(builder, plan, say(words::channel_definition));
  ReportTable table{name + "/channels",
                    say(words::channel_caption, {{"name", builder.item_title(plan.name.item)}}),
                    basis,
                    {},
                    {},
                    false};
  table.names = name;
  table.columns = {{say(words::channel), false},
                   {say(words::planned_contacts), true},
                   {say(words::capacity), true},
                   {say(words::money_at_stake), true},
                   {say(words::cost), true}};
  for (const ContentPlan::ChannelUse& use : plan.channels) {
    const std::string id = fmt::format("{}/channel/{}", name, use.channel);
    TableCell capacity = ReportBuilder::text_cell(say(words::no_limit));
    if (use.capacity >= 0) {
      capacity = builder.cell(builder.count({id + "/capacity", use.channel}, static_cast<uint64_t>(use.capacity),
                                            FigureUnit::contacts, basis));
    }
    const auto planned = static_cast<uint64_t>(use.planned);
    table.rows.push_back(
        {ReportBuilder::head_cell(use.channel),
         builder.cell(builder.count({id + "/planned", use.channel}, planned, FigureUnit::contacts, basis)), capacity,
         builder.cell(builder.money({id + "/money", use.channel}, {use.money, plan.currency}, basis)),
         builder.cell(builder.money({id + "/cost", use.channel}, {use.cost, plan.currency}, basis))});
  }
  return table;
}

ReportTable owner_table(ReportBuilder& builder, const ContentPlan& plan) {
  const ReportLanguage& say = builder.say();
  const std::string name = to_string(plan.name);
  std::map<std::pair<std::string, std::string>, AimTotals> owners;
  for (const ContentRow& row : plan.rows) {
    if (row.decision != ContactDecision::planned) continue;
    AimTotals& owner = owners[{row.owner, row.channel}];
    ++owner.planned;
    owner.money += row.money;
  }
  const Basis basis = plan_basis(builder, plan, say(words::owner_definition));
  ReportTable table{name + "/owners",
                    say(words::owner_caption, {{"name", builder.item_title(plan.name.item)}}),
                    basis,
                    {},
                    {},
                    false};
  table.names = name;
  table.columns = {{say(words::owner), false},
                   {say(words::channel), false},
                   {say(words::planned_contacts), true},
                   {say(words::money_at_stake), true}};
  for (const auto& [key, owner] : owners) {
    const std::string label = key.first.empty() ? say(words::no_owner) : key.first;
    const std::string id = fmt::format("{}/owner/{}/{}", name, key.first, key.second);
    table.rows.push_back(
        {ReportBuilder::head_cell(label), ReportBuilder::text_cell(key.second),
         builder.cell(builder.count({id + "/planned", label}, owner.planned, FigureUnit::contacts, basis)),
         builder.cell(builder.money({id + "/money", label}, {owner.money, plan.currency}, basis))});
  }
  return table;
}

// Engine's own counts win; a report without them counts the plans' rows.
std::map<std::string, size_t> held_back_counts(const ReportInputs& inputs) {
  if (!inputs.held_back.empty() || inputs.disclosure) return inputs.held_back;
  std::map<std::string, size_t> counts;
  for (const ContentPlan& plan : inputs.content_plans) {
    for (const ContentRow& row : plan.rows) {
      if (row.decision == ContactDecision::contact_rule) ++counts[row.rule];
      for (const HeldBackRule& rule : kHeldBackRules) {
        if (row.decision == rule.decision) ++counts[std::string(rule.id)];
      }
    }
  }
  return counts;
}

std::string rule_words(const ReportBuilder& builder, const std::string& rule) {
  for (const HeldBackRule& known : kHeldBackRules) {
    if (known.id == rule) return builder.say()(*known.wording);
  }
  return rule;
}

void add_held_back(ReportBuilder& builder) {
  const ReportLanguage& say = builder.say();
  const std::map<std::string, size_t> counts = held_back_counts(builder.inputs());
  if (counts.empty()) return;
  ContentPlan all = builder.inputs().content_plans.front();
  for (size_t i = 1; i < builder.inputs().content_plans.size(); ++i) {
    const std::vector<ContentRow>& rows = builder.inputs().content_plans[i].rows;
    all.rows.insert(all.rows.end(), rows.begin(), rows.end());
  }
  // Whom several plans propose to less whom one does would be few.
  if (builder.inputs().disclosure) all.tells_held_back = false;
  const Basis basis = plan_basis(builder, all, say(words::held_back_definition));
  ReportTable table{"held_back", say(words::held_back_caption),
                    basis,       {{say(words::rule), false}, {say(words::contacts), true}},
                    {},          false};
  for (const auto& [rule, rows] : counts) {
    builder.report().held_back.push_back({rule, rows});
    const std::string label = rule_words(builder, rule);
    table.rows.push_back(
        {ReportBuilder::head_cell(label),
         builder.cell(builder.count({"held_back/" + rule, label}, rows, FigureUnit::contacts, basis))});
  }
  builder.add(std::move(table));
}

}  // namespace

void add_content(ReportBuilder& builder) {
  if (builder.inputs().content_plans.empty() && builder.inputs().effects.empty()) return;
  builder.begin("content", words::content_title);
  builder.add(Paragraph{builder.say()(words::content_intro)});
  for (const ContentPlan& plan : builder.inputs().content_plans) {
    builder.add(aim_table(builder, plan));
    if (!plan.channels.empty()) builder.add(channel_table(builder, plan));
    ReportTable owners = owner_table(builder, plan);
    if (!owners.rows.empty()) builder.add(std::move(owners));
  }
  if (!builder.inputs().content_plans.empty()) add_held_back(builder);
  add_effects(builder);
}

}  // namespace vk
