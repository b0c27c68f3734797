#include "core/content/content_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/base/check.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/content/content_proposals.hpp"
#include "core/content/content_table.hpp"
#include "core/content/decide_contacts.hpp"
#include "core/content/holdout.hpp"

namespace vk {
namespace {

PluginContext context_of(const ContentRequest& request) {
  const SnapshotHeader& header = request.snapshot->header;
  PluginContext context;
  context.occurrence = to_string(request.occurrence->name);
  context.cycle = request.occurrence->name.cycle;
  context.interval = request.occurrence->interval;
  context.as_of = request.as_of;
  context.seed = request.seed;
  context.currency = header.metric.currency;
  for (const StateSpec& state : header.states) {
    context.states.push_back(state.name);
    context.state_money.push_back(state.money);
  }
  for (size_t code = 0; code < header.segments.size(); ++code) {
    context.segments.push_back(header.segments.label(static_cast<uint16_t>(code)));
  }
  return context;
}

ContactRules rules_of(const ContentRequest& request) {
  ContactRules rules;
  rules.capacity = request.content->capacity;
  rules.may_contact = request.may_contact;
  const Snapshot& snapshot = *request.snapshot;
  if (snapshot.consent_mask.size() != snapshot.size()) return rules;
  for (size_t bit = 0; bit < snapshot.consent_channels.size(); ++bit) {
    rules.consents[snapshot.consent_channels[bit]] = static_cast<uint32_t>(bit);
  }
  return rules;
}

std::set<std::string> known_channels(const ContactRules& rules) {
  std::set<std::string> known;
  for (const auto& [channel, most] : rules.capacity) known.insert(channel);
  for (const auto& [channel, bit] : rules.consents) known.insert(channel);
  return known;
}

/// Where the calendar names channels at all, the plugin may use no other.
void check_channels(const std::vector<ContactProposal>& proposals, const ContactRules& rules) {
  const std::set<std::string> known = known_channels(rules);
  if (known.empty()) return;
  for (const ContactProposal& proposal : proposals) {
    if (known.contains(proposal.row.channel)) continue;
    const std::vector<std::string> names(known.begin(), known.end());
    throw Error(ErrorCode::plugin_failed, fmt::format("channel '{}' is in neither capacity nor consent; known: {}",
                                                      proposal.row.channel, join(names, ", ")));
  }
}

void add_to(int64_t& sum, int64_t amount) {
  const std::optional<int64_t> next = checked_add(sum, amount);
  if (!next) throw Error(ErrorCode::invalid_input, "money or cost of a channel adds up beyond 64 bits");
  sum = *next;
}

std::vector<ContentPlan::ChannelUse> channel_uses(const ContentPlan& plan, const ContactRules& rules) {
  std::map<std::string, ContentPlan::ChannelUse> uses;
  for (const std::string& channel : known_channels(rules)) uses[channel];
  for (const ContentRow& row : plan.rows) {
    ContentPlan::ChannelUse& use = uses[row.channel];
    if (row.decision != ContactDecision::planned) continue;
    ++use.planned;
    add_to(use.money, row.money);
    add_to(use.cost, row.cost);
  }
  std::vector<ContentPlan::ChannelUse> result;
  for (auto& [channel, use] : uses) {
    use.channel = channel;
    const auto capacity = rules.capacity.find(channel);
    if (capacity != rules.capacity.end()) use.capacity = capacity->second;
    result.push_back(use);
  }
  return result;
}

void sort_rows(std::vector<ContentRow>& rows) {
  std::stable_sort(rows.begin(), rows.end(), [](const ContentRow& a, const ContentRow& b) {
    if (a.decision != b.decision) return a.decision < b.decision;
    if (ranks_before(a, b)) return true;
    if (ranks_before(b, a)) return false;
    return std::tie(a.priority, a.channel, a.action) < std::tie(b.priority, b.channel, b.action);
  });
}

/// The hard stop: rather nobody than more people than anybody meant.
void check_most(const ContentSpec& content, const ContentPlan& plan) {
  const auto planned = std::count_if(plan.rows.begin(), plan.rows.end(),
                                     [](const ContentRow& row) { return row.decision == ContactDecision::planned; });
  if (!content.contact.max_contacts || planned <= *content.contact.max_contacts) return;
  throw Error(ErrorCode::invalid_input, fmt::format("{} people would be contacted, max_contacts = {}; nobody is",
                                                    planned, *content.contact.max_contacts));
}

std::vector<ContactProposal> proposals_of(const ContentRequest& request, PluginInstance& plugin) {
  const std::vector<std::string> wanted = plugin.columns_wanted(kSnapshotTable);
  const Table table = content_table(*request.snapshot, request.previous, wanted);
  const NamedTable named{std::string{kSnapshotTable}, &table};
  const Table rows = plugin.run(context_of(request), {&named, 1});
  try {
    return read_proposals(rows, *request.snapshot, std::chrono::floor<std::chrono::days>(request.as_of));
  } catch (const Error& error) {
    throw error.with_context("plugin " + plugin.description().id);
  }
}

}  // namespace

std::string_view to_string(ContactDecision decision) {
  switch (decision) {
    case ContactDecision::planned:
      return "planned";
    case ContactDecision::no_consent:
      return "no_consent";
    case ContactDecision::over_capacity:
      return "over_capacity";
    case ContactDecision::duplicate:
      return "duplicate";
    case ContactDecision::contact_rule:
      return "contact_rule";
    case ContactDecision::holdout:
      return "holdout";
  }
  return "duplicate";
}

std::optional<ContactDecision> contact_decision_from(int number) {
  for (const ContactDecision decision :
       {ContactDecision::planned, ContactDecision::no_consent, ContactDecision::over_capacity,
        ContactDecision::duplicate, ContactDecision::contact_rule, ContactDecision::holdout}) {
    if (static_cast<int>(decision) == number) return decision;
  }
  return std::nullopt;
}

ContentPlan plan_content(const ContentRequest& request, PluginInstance& plugin) {
  std::vector<ContactProposal> proposals = proposals_of(request, plugin);
  plugin.finish();
  ContactRules rules = rules_of(request);
  check_channels(proposals, rules);
  if (request.content->holdout > 0) {
    VK_CHECK(request.subjects != nullptr, "a holdout goes by the subjects' keys");
    rules.held_out = held_out_members(proposals, *request.snapshot, *request.subjects,
                                      Holdout(request.content->id, request.content->holdout));
  }
  decide_contacts(*request.snapshot, rules, proposals);
  ContentPlan plan;
  if (request.content->holdout > 0) {
    plan.holdout = plan_holdout(proposals, *request.snapshot, request.previous, request.content->holdout);
  }
  plan.name = request.occurrence->name;
  plan.measurement = request.snapshot->header.name;
  const PluginDescription& description = plugin.description();
  plan.plugin = {description.id, description.version, description.sha256};
  plan.currency = request.snapshot->header.metric.currency;
  plan.rows.reserve(proposals.size());
  for (ContactProposal& proposal : proposals) plan.rows.push_back(std::move(proposal.row));
  sort_rows(plan.rows);
  plan.channels = channel_uses(plan, rules);
  check_most(*request.content, plan);
  return plan;
}

}  // namespace vk
