#include "core/plan/contact_clashes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/plan/asked_audience.hpp"
#include "core/plan/calendar_texts.hpp"

namespace vk {
namespace {

constexpr size_t kMostDecisions = 1'000'000;

/// The audience of a content occurrence, which names it only when the measurement has several.
std::string audience_of(const Occurrence& occurrence, const MeasurementSpec* followed) {
  if (!occurrence.name.audience.empty() || followed == nullptr) return occurrence.name.audience;
  return followed->audiences.size() == 1 ? followed->audiences.front().text : std::string{};
}

/// The planned contacts, by audience.
class AskedAudiences {
 public:
  AskedAudiences(const AnnualCalendar& calendar, const ContactRuleSet& rules) : calendar_(calendar), rules_(rules) {
    for (const MeasurementSpec& measurement : calendar.measurements)
      measurements_.emplace(measurement.id, &measurement);
    for (const ContentSpec& content : calendar.contents) contents_.emplace(content.id, &content);
  }

  void add(const Occurrence& occurrence) {
    if (occurrence.none || occurrence.quiet_skip) return;
    if (const auto content = contents_.find(occurrence.name.item); content != contents_.end()) {
      const MeasurementSpec* followed = calendar_.find_measurement(content->second->after.text);
      if (AskedAudience* asked = find(audience_of(occurrence, followed))) asked->add(occurrence, *content->second);
      return;
    }
    const auto measurement = measurements_.find(occurrence.name.item);
    if (measurement == measurements_.end() || measurement->second->channel.empty()) return;
    if (AskedAudience* asked = find(occurrence.name.audience)) asked->add(occurrence, *measurement->second);
  }

  const std::map<std::string, AskedAudience>& all() const { return audiences_; }

 private:
  AskedAudience* find(const std::string& name) {
    if (const auto known = audiences_.find(name); known != audiences_.end()) return &known->second;
    const AudienceSpec* audience = calendar_.find_audience(name);
    return audience == nullptr ? nullptr : &audiences_.try_emplace(name, *audience, rules_).first->second;
  }

  const AnnualCalendar& calendar_;
  const ContactRuleSet& rules_;
  std::map<std::string_view, const MeasurementSpec*> measurements_;
  std::map<std::string_view, const ContentSpec*> contents_;
  std::map<std::string, AskedAudience> audiences_;
};

/// Where the day of what clashes is said: a measurement's opening, or what content follows.
const PlacedText& place_of(const AnnualCalendar& calendar, const ContactClash& clash) {
  if (clash.kind == ItemKind::content) return calendar.find_content(clash.name.item)->after;
  return calendar.find_measurement(clash.name.item)->schedule.opens;
}

}  // namespace

std::vector<ContactClash> find_contact_clashes(const AnnualCalendar& calendar, const Plan& plan) {
  if (calendar.contact_rules.empty()) return {};
  const ContactRuleSet rules(calendar.contact_rules);
  AskedAudiences audiences(calendar, rules);
  for (const Occurrence& occurrence : plan.occurrences) audiences.add(occurrence);
  size_t contacts = 1;
  for (const auto& [name, audience] : audiences.all()) contacts += audience.size();
  // Everybody and those of one rule always; those of several as far as a long plan leaves time for them.
  const size_t most_kinds =
      std::max(calendar.contact_rules.size() + 1, std::min(kMostKinds, kMostDecisions / contacts));
  ClashOf found;
  for (const auto& [name, audience] : audiences.all()) audience.judge(calendar.contact_rules, most_kinds, found);
  std::vector<ContactClash> in_order;
  for (const Occurrence& occurrence : plan.occurrences) {
    if (const auto clash = found.find(&occurrence); clash != found.end()) in_order.push_back(std::move(clash->second));
  }
  return in_order;
}

std::string clash_text(const ContactClash& clash) {
  std::vector<std::string> names;
  for (const OccurrenceName& name : clash.meets) names.push_back(to_string(name));
  std::string beside;
  if (!clash.everybody)
    beside =
        fmt::format(" as far as {} {} them too", fmt::join(names, ", "), names.size() == 1 ? "contacts" : "contact");
  else if (!names.empty())
    beside = fmt::format(": it also counts {}", fmt::join(names, ", "));
  return fmt::format("contact rule \"{}\" leaves out {} in week {}{}", clash.rule, clash.whom, clash.week, beside);
}

void tell_contact_clashes(const AnnualCalendar& calendar, const Plan& plan, Diagnostics& diagnostics) {
  std::map<std::string, std::vector<ContactClash>> of_item;
  for (ContactClash& clash : find_contact_clashes(calendar, plan)) of_item[clash.name.item].push_back(std::move(clash));
  for (auto& [item, clashes] : of_item) {
    // Of many, the first that leaves out everybody says most.
    std::stable_partition(clashes.begin(), clashes.end(), [](const ContactClash& clash) { return clash.everybody; });
    const ContactClash& first = clashes.front();
    const std::string more = clashes.size() == 1 ? std::string{} : fmt::format(" (and {} more)", clashes.size() - 1);
    Diagnostic told = diagnostic_at(calendar, place_of(calendar, first), "W506",
                                    fmt::format("{}: {}{}", to_string(first.name), clash_text(first), more));
    told.hint = first.kind == ItemKind::content
                    ? "give the rule delay_days, so that the content comes later instead of not at all, or name in "
                      "its `items` only what must keep apart"
                    : "move one of them, or give the rule delay_days or the more important one a lower priority";
    diagnostics.add(std::move(told));
  }
}

}  // namespace vk
