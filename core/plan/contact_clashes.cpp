#include "core/plan/contact_clashes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "core/calendar/cycle.hpp"
#include "core/plan/calendar_texts.hpp"
#include "core/plan/contact_rules.hpp"

namespace vk {
namespace {

using Attributes = std::map<std::string, std::string>;

Attributes attributes_of(const ContactRuleSpec& rule) {
  Attributes attributes;
  for (const auto& [name, value] : rule.where) attributes.emplace(name, value.text);
  return attributes;
}

std::string with_attributes(const std::string& audience, const Attributes& attributes) {
  std::string text;
  for (const auto& [name, value] : attributes)
    text += fmt::format("{}{} = {}", text.empty() ? " with " : " and ", name, value);
  return audience + text;
}

/// One planned question to a whole audience.
struct Question {
  const Occurrence* occurrence = nullptr;
  int64_t priority = 0;
  uint32_t occasion = 0;
};

/// The questions of one audience, which is asked like one person.
class AskedAudience {
 public:
  AskedAudience(std::string name, const ContactRuleSet& rules) : name_(std::move(name)), rules_(rules) {}

  void add(const Occurrence& occurrence, const MeasurementSpec& measurement) {
    const ContactScope scope{measurement.id, name_, measurement.channel.text};
    const auto window =
        windows_.emplace(std::pair{measurement.id, occurrence.name.cycle}, static_cast<uint32_t>(windows_.size()));
    occasions_.push_back(rules_.occasion(scope, number_of(occurrence.last_day), window.first->second));
    names_.push_back(occurrence.name);
    questions_.push_back({&occurrence, measurement.contact.priority, static_cast<uint32_t>(occasions_.size() - 1)});
  }

  /// What the rules say to somebody with these attributes; a rule that said the same before says nothing new.
  void ask(const Attributes& attributes, std::map<OccurrenceName, ContactClash>& found) {
    const RuleBits protecting = rules_.protecting([&](const std::string& name) -> std::optional<std::string> {
      const auto value = attributes.find(name);
      return value == attributes.end() ? std::nullopt : std::optional{value->second};
    });
    std::vector<ContactMark> marks;
    for (const Question& question : in_turn()) {
      const DayNumber day = number_of(question.occurrence->opens_on);
      const ContactWish wish{day, number_of(question.occurrence->last_day), question.occasion, protecting};
      const std::span<const ContactMark> near = near_marks(marks, day);
      const ContactVerdict verdict = rules_.decide(occasions_, near, wish);
      if (verdict.made())
        add_mark(marks, {verdict.day, question.occasion});
      else
        found.try_emplace(question.occurrence->name, clash(question, verdict.rule, near, wish));
    }
  }

 private:
  std::vector<Question> in_turn() const {
    std::vector<Question> turns = questions_;
    std::stable_sort(turns.begin(), turns.end(), [](const Question& a, const Question& b) {
      return std::tuple(a.priority, a.occurrence->opens, a.occurrence->name) <
             std::tuple(b.priority, b.occurrence->opens, b.occurrence->name);
    });
    return turns;
  }

  /// The marks that can matter to a day: a long plan has many.
  std::span<const ContactMark> near_marks(const std::vector<ContactMark>& marks, DayNumber day) const {
    const auto before = [](const ContactMark& mark, DayNumber bound) { return mark.day < bound; };
    const auto first = std::lower_bound(marks.begin(), marks.end(), day - rules_.reach(), before);
    const auto end = std::lower_bound(first, marks.end(), day + rules_.reach() + 1, before);
    return {first, end};
  }

  ContactClash clash(const Question& question, int rule, std::span<const ContactMark> near,
                     const ContactWish& wish) const {
    ContactClash made;
    made.name = question.occurrence->name;
    made.week = cycles_between(Every::week,
                               {question.occurrence->opens_on, question.occurrence->opens_on + std::chrono::days{1}})
                    .front()
                    .label;
    made.rule = rules_.rule(rule).name;
    made.whom = with_attributes(name_, attributes_of(rules_.rule(rule)));
    for (const ContactMark& mark : rules_.counted_beside(rule, occasions_, near, wish))
      made.meets.push_back(names_[mark.occasion]);
    return made;
  }

  std::string name_;
  const ContactRuleSet& rules_;
  std::vector<Question> questions_;
  std::vector<Occasion> occasions_;
  std::vector<OccurrenceName> names_;  ///< of the occasions
  std::map<std::pair<std::string, std::string>, uint32_t> windows_;
};

}  // namespace

std::vector<ContactClash> find_contact_clashes(const AnnualCalendar& calendar, const Plan& plan) {
  if (calendar.contact_rules.empty()) return {};
  const ContactRuleSet rules(calendar.contact_rules);
  std::map<std::string, AskedAudience> audiences;
  for (const Occurrence& occurrence : plan.occurrences) {
    if (occurrence.kind != ItemKind::measurement || occurrence.none || occurrence.quiet_skip) continue;
    const MeasurementSpec* measurement = calendar.find_measurement(occurrence.name.item);
    if (measurement == nullptr || measurement->channel.empty()) continue;
    const std::string& audience = occurrence.name.audience;
    audiences.try_emplace(audience, audience, rules).first->second.add(occurrence, *measurement);
  }
  std::set<Attributes> people{Attributes{}};
  for (const ContactRuleSpec& rule : calendar.contact_rules) people.insert(attributes_of(rule));
  std::map<OccurrenceName, ContactClash> found;
  for (auto& [name, audience] : audiences) {
    for (const Attributes& attributes : people) audience.ask(attributes, found);
  }
  std::vector<ContactClash> in_order;
  for (const Occurrence& occurrence : plan.occurrences) {
    if (const auto clash = found.find(occurrence.name); clash != found.end())
      in_order.push_back(std::move(clash->second));
  }
  return in_order;
}

std::string clash_text(const ContactClash& clash) {
  std::vector<std::string> names;
  for (const OccurrenceName& name : clash.meets) names.push_back(to_string(name));
  const std::string beside = names.empty() ? std::string{} : fmt::format(": it also counts {}", fmt::join(names, ", "));
  return fmt::format("contact rule \"{}\" leaves out {} in week {}{}", clash.rule, clash.whom, clash.week, beside);
}

void tell_contact_clashes(const AnnualCalendar& calendar, const Plan& plan, Diagnostics& diagnostics) {
  std::map<std::string, std::vector<ContactClash>> of_item;
  for (ContactClash& clash : find_contact_clashes(calendar, plan)) of_item[clash.name.item].push_back(std::move(clash));
  for (const auto& [item, clashes] : of_item) {
    const std::string more = clashes.size() == 1 ? std::string{} : fmt::format(" (and {} more)", clashes.size() - 1);
    Diagnostic told =
        diagnostic_at(calendar, calendar.find_measurement(item)->schedule.opens, "W506",
                      fmt::format("{}: {}{}", to_string(clashes.front().name), clash_text(clashes.front()), more));
    told.hint = "move one of them, or give the rule delay_days or the more important one a lower priority";
    diagnostics.add(std::move(told));
  }
}

}  // namespace vk
