#include "core/plan/asked_audience.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/calendar/cycle.hpp"

namespace vk {
namespace {

constexpr DayNumber kLongestDelay = 366;

DayNumber opening_of(const PlannedContact& contact) {
  return number_of(contact.occurrence->opens_on);
}

std::string week_of(Day day) {
  return cycles_between(Every::week, {day, day + std::chrono::days{1}}).front().label;
}

/// Channels that content may use: those it has capacity for, else those that the audience can consent to.
std::vector<std::string> channels_of(const ContentSpec& content, const AudienceSpec& audience) {
  std::vector<std::string> channels;
  for (const auto& [channel, most] : content.capacity) {
    if (most > 0) channels.push_back(channel);
  }
  if (!content.capacity.empty()) return channels;
  for (const auto& [channel, column] : audience.consent) channels.push_back(channel);
  if (channels.empty()) channels.emplace_back();
  return channels;
}

std::vector<ContactMark> copied(std::span<const ContactMark> marks) {
  return {marks.begin(), marks.end()};
}

/// Whether a measurement is decided before another one: who goes first, by priority then opening, takes the room.
bool goes_first(const PlannedContact& a, const PlannedContact& b) {
  return std::tie(a.priority, a.occurrence->opens, a.occurrence->name) <
         std::tie(b.priority, b.occurrence->opens, b.occurrence->name);
}

/// Whether runs come to a contact before another one: measurements ask before content is planned.
bool comes_in_time(const PlannedContact& a, const PlannedContact& b) {
  const std::pair moment_a{a.occurrence->opens, !a.is_measurement()};
  const std::pair moment_b{b.occurrence->opens, !b.is_measurement()};
  return std::tie(moment_a, a.priority, a.occurrence->name) < std::tie(moment_b, b.priority, b.occurrence->name);
}

ContactTurns turns_of(const std::vector<PlannedContact>& contacts) {
  ContactTurns turns;
  for (const PlannedContact& contact : contacts) {
    if (contact.is_measurement()) turns.measurements.push_back(&contact);
    turns.in_time.push_back(&contact);
  }
  if (turns.measurements.size() == contacts.size()) turns.in_time.clear();
  const auto by = [](bool (*before)(const PlannedContact&, const PlannedContact&)) {
    return [before](const PlannedContact* a, const PlannedContact* b) { return before(*a, *b); };
  };
  std::stable_sort(turns.measurements.begin(), turns.measurements.end(), by(goes_first));
  std::stable_sort(turns.in_time.begin(), turns.in_time.end(), by(comes_in_time));
  return turns;
}

}  // namespace

/// The year of one kind of people. Measurements ask all of them, so their contacts are certain; content contacts whom
/// it chooses.
class JudgedKind {
 public:
  JudgedKind(const AskedAudience& audience, const ContactTurns& turns, Attributes kind, ClashOf& found)
      : audience_(audience), turns_(turns), rules_(*audience.rules_), kind_(std::move(kind)), found_(found) {
    protecting_ = rules_.protecting([&](const std::string& name) -> std::optional<std::string> {
      const auto value = kind_.find(name);
      return value == kind_.end() ? std::nullopt : std::optional{value->second};
    });
  }

  void judge() {
    judge_measurements();
    judge_beside_content();
  }

 private:
  /// What the rules say of one contact by the channels that are left to it.
  struct Verdicts {
    std::vector<size_t> free;     ///< numbers of channels by which it may be made
    std::vector<size_t> blocked;  ///< by which it may not
    int rule = kNoRule;           ///< of the first that is blocked
    DayNumber day = 0;            ///< of the contact by the first that is free
  };

  void judge_measurements() {
    for (const PlannedContact* contact : turns_.measurements) {
      const std::span<const ContactMark> near = near_marks(certain_, *contact);
      const Verdicts verdicts = decide(*contact, usable(*contact), near);
      if (!verdicts.free.empty())
        add_mark(certain_, {verdicts.day, contact->made});
      else if (!verdicts.blocked.empty())
        tell(*contact, verdicts, near, true);
    }
  }

  /// In the order of time, as runs make content plans.
  void judge_beside_content() {
    for (const PlannedContact* contact : turns_.in_time) {
      if (contact->is_measurement())
        judge_after_content(*contact);
      else
        judge_content(*contact);
    }
  }

  void judge_content(const PlannedContact& content) {
    std::vector<ContactMark> near = copied(near_marks(certain_, content));
    std::erase_if(near, [&](const ContactMark& mark) { return !comes_before(owner(mark), content); });
    const Verdicts alone = decide(content, usable(content), near);
    if (!alone.blocked.empty()) tell(content, alone, near, true);
    if (alone.free.empty()) return;
    const bool may_follow_all = judge_with_chosen(content, alone.free, near);
    add_mark(chosen_, {alone.day, content.made});
    if (may_follow_all) add_mark(chain_, {alone.day, content.made});
  }

  /// A measurement keeps its place before content, unless content has the lower priority.
  void judge_after_content(const PlannedContact& measurement) {
    const std::vector<size_t> channels = usable(measurement);
    std::vector<ContactMark> near = copied(near_marks(certain_, measurement));
    std::erase_if(near, [&](const ContactMark& mark) { return !goes_first(owner(mark), measurement); });
    if (decide(measurement, channels, near).free.empty()) return;
    judge_with_chosen(measurement, channels, near);
  }

  /// Tells a contact that cannot be made to those whom earlier content has chosen: beside all of it that one person can
  /// get, and beside each alone. False when the first is so.
  bool judge_with_chosen(const PlannedContact& contact, const std::vector<size_t>& channels,
                         const std::vector<ContactMark>& certain) {
    const auto meets = [&](std::vector<ContactMark> chosen) {
      std::erase_if(chosen, [&](const ContactMark& mark) {
        return contact.is_measurement() && contact.priority <= owner(mark).priority;
      });
      if (chosen.empty()) return false;
      std::vector<ContactMark> marks = certain;
      for (const ContactMark& mark : chosen) add_mark(marks, mark);
      const Verdicts verdicts = decide(contact, channels, marks);
      if (!verdicts.free.empty()) return false;
      tell(contact, verdicts, marks, false);
      return true;
    };
    const bool meets_all = meets(copied(near_marks(chain_, contact)));
    for (const ContactMark& mark : near_marks(chosen_, contact)) meets({mark});
    return !meets_all;
  }

  Verdicts decide(const PlannedContact& contact, const std::vector<size_t>& channels,
                  std::span<const ContactMark> marks) const {
    Verdicts found;
    for (const size_t channel : channels) {
      const ContactVerdict verdict = rules_.decide(audience_.occasions_, marks, wish(contact, channel));
      if (!verdict.made()) {
        if (found.blocked.empty()) found.rule = verdict.rule;
        found.blocked.push_back(channel);
      } else {
        if (found.free.empty()) found.day = verdict.day;
        found.free.push_back(channel);
      }
    }
    return found;
  }

  ContactWish wish(const PlannedContact& contact, size_t channel) const {
    return {opening_of(contact), contact.latest, contact.occasions[channel], protecting_};
  }

  /// Numbers of the channels that these people have not refused.
  std::vector<size_t> usable(const PlannedContact& contact) const {
    std::vector<size_t> channels;
    for (size_t i = 0; i < contact.channels.size(); ++i) {
      if (!refuses(kind_, *audience_.audience_, contact.channels[i])) channels.push_back(i);
    }
    return channels;
  }

  /// The marks that can matter to a contact and its delays: a long plan has many.
  std::span<const ContactMark> near_marks(const std::vector<ContactMark>& marks, const PlannedContact& contact) const {
    const auto before = [](const ContactMark& mark, DayNumber bound) { return mark.day < bound; };
    const auto first = std::lower_bound(marks.begin(), marks.end(), opening_of(contact) - rules_.reach(), before);
    return {first, std::lower_bound(first, marks.end(), contact.latest + rules_.reach() + 1, before)};
  }

  void tell(const PlannedContact& contact, const Verdicts& verdicts, std::span<const ContactMark> near,
            bool everybody) const {
    const auto known = found_.find(contact.occurrence);
    if (known != found_.end() && (known->second.everybody || !everybody)) return;
    ContactClash clash;
    clash.name = contact.occurrence->name;
    clash.kind = contact.occurrence->kind;
    clash.week = week_of(contact.occurrence->opens_on);
    clash.rule = rules_.rule(verdicts.rule).name;
    clash.everybody = everybody;
    clash.whom = kind_text(audience_.audience_->name, kind_);
    if (!verdicts.free.empty()) {
      std::vector<std::string> names;
      for (const size_t channel : verdicts.blocked) names.push_back(contact.channels[channel]);
      clash.whom += fmt::format(" by {}", fmt::join(names, " and "));
    }
    for (const ContactMark& mark :
         rules_.counted_beside(verdicts.rule, audience_.occasions_, near, wish(contact, verdicts.blocked.front())))
      clash.meets.push_back(owner(mark).occurrence->name);
    found_.insert_or_assign(contact.occurrence, std::move(clash));
  }

  const PlannedContact& owner(const ContactMark& mark) const {
    return audience_.contacts_[audience_.owner_[mark.occasion]];
  }

  /// Whether a measurement is in the ledger, or has its place kept, when content is planned.
  static bool comes_before(const PlannedContact& measurement, const PlannedContact& content) {
    return measurement.occurrence->opens <= content.occurrence->opens || measurement.priority <= content.priority;
  }

  const AskedAudience& audience_;
  const ContactTurns& turns_;
  const ContactRuleSet& rules_;
  Attributes kind_;
  ClashOf& found_;
  RuleBits protecting_ = 0;
  std::vector<ContactMark> certain_;  ///< of measurements
  std::vector<ContactMark> chosen_;   ///< of content that may contact these people
  std::vector<ContactMark> chain_;    ///< of it what one person can get, the earlier first
};

uint32_t AskedAudience::add_occasion(const Occurrence& occurrence, const ContactScope& scope) {
  const auto window =
      windows_.emplace(std::pair{occurrence.name.item, occurrence.name.cycle}, static_cast<uint32_t>(windows_.size()));
  const DayNumber until = std::max(number_of(occurrence.last_day), number_of(occurrence.opens_on));
  occasions_.push_back(rules_->occasion(scope, until, window.first->second));
  owner_.push_back(contacts_.size());
  return static_cast<uint32_t>(occasions_.size() - 1);
}

void AskedAudience::add(const Occurrence& occurrence, const MeasurementSpec& measurement) {
  PlannedContact contact{
      &occurrence, measurement.contact.priority, number_of(occurrence.last_day), {measurement.channel.text}, {}, 0};
  contact.made = add_occasion(occurrence, {measurement.id, audience_->name, measurement.channel.text});
  contact.occasions = {contact.made};
  contacts_.push_back(std::move(contact));
}

void AskedAudience::add(const Occurrence& occurrence, const ContentSpec& content) {
  PlannedContact contact{&occurrence,
                         content.contact.priority,
                         number_of(occurrence.opens_on) + kLongestDelay,
                         channels_of(content, *audience_),
                         {},
                         0};
  if (contact.channels.empty()) return;
  for (const std::string& channel : contact.channels)
    contact.occasions.push_back(add_occasion(occurrence, {content.id, audience_->name, channel}));
  // Others are judged beside it by whichever channel it is made.
  Occasion any = occasions_[contact.occasions.front()];
  for (const uint32_t occasion : contact.occasions) any.counted |= occasions_[occasion].counted;
  contact.made = static_cast<uint32_t>(occasions_.size());
  occasions_.push_back(std::move(any));
  owner_.push_back(contacts_.size());
  contacts_.push_back(std::move(contact));
}

void AskedAudience::judge(std::span<const ContactRuleSpec> rules, size_t most_kinds, ClashOf& found) const {
  RuleBits touching = 0;
  for (const Occasion& occasion : occasions_) touching |= occasion.counted | occasion.guarded;
  const ContactTurns turns = turns_of(contacts_);
  for (Attributes& kind : kinds_of_people(rules, touching, *audience_, most_kinds))
    JudgedKind(*this, turns, std::move(kind), found).judge();
}

}  // namespace vk
