#include "core/engine/foresee.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/base/error.hpp"
#include "core/engine/draw_people.hpp"

namespace vk {
namespace {

/// An audience as it was last measured.
struct KnownAudience {
  SnapshotHeader header;
  Snapshot snapshot;                 ///< without answers; empty when nothing planned asks the audience
  std::vector<size_t> person;        ///< member -> number among all people
  std::vector<RuleBits> protecting;  ///< of each member
};

/// All people of the last snapshots, with their contacts made and foreseen.
class YearOfContacts {
 public:
  YearOfContacts(const Workspace& workspace, Store& store, const Plan& plan)
      : calendar_(workspace.calendar), store_(store), plan_(plan), rules_(workspace.calendar.contact_rules) {
    load_audiences();
    if (rules_.size() > 0) read_ledger();
  }

  std::vector<ForeseenOccurrence> foresee() {
    std::vector<const Occurrence*> turns;
    for (const Occurrence& occurrence : plan_.occurrences) {
      if (is_foreseen(occurrence)) turns.push_back(&occurrence);
    }
    std::map<OccurrenceName, ForeseenOccurrence> found;
    std::stable_sort(turns.begin(), turns.end(), [&](const Occurrence* a, const Occurrence* b) {
      return std::tuple(priority_of(*a), a->opens, a->name) < std::tuple(priority_of(*b), b->opens, b->name);
    });
    for (const Occurrence* occurrence : turns) found.emplace(occurrence->name, foresee_one(*occurrence));
    std::vector<ForeseenOccurrence> in_order;
    for (const Occurrence& occurrence : plan_.occurrences) {
      if (const auto one = found.find(occurrence.name); one != found.end()) in_order.push_back(std::move(one->second));
    }
    return in_order;
  }

 private:
  bool is_foreseen(const Occurrence& occurrence) const {
    return occurrence.kind == ItemKind::measurement && !occurrence.none && !occurrence.quiet_skip &&
           audiences_.contains(occurrence.name.audience) && calendar_.find_measurement(occurrence.name.item) != nullptr;
  }

  int64_t priority_of(const Occurrence& occurrence) const {
    return calendar_.find_measurement(occurrence.name.item)->contact.priority;
  }

  bool is_asked(const std::string& audience) const {
    return std::any_of(plan_.occurrences.begin(), plan_.occurrences.end(), [&](const Occurrence& occurrence) {
      if (occurrence.kind != ItemKind::measurement || occurrence.name.audience != audience) return false;
      const MeasurementSpec* measurement = calendar_.find_measurement(occurrence.name.item);
      return measurement != nullptr && !measurement->channel.empty();
    });
  }

  void load_audiences() {
    std::map<std::string, StoredSnapshot> newest;
    for (StoredSnapshot& stored : store_.snapshots())
      newest.insert_or_assign(stored.header.name.audience, std::move(stored));
    for (auto& [name, stored] : newest) {
      KnownAudience& audience = audiences_[name];
      if (is_asked(name)) audience.snapshot = whole_snapshot(*store_.read_members(stored.id, {.consent = true}));
      audience.header = std::move(stored.header);
    }
    for (const auto& [name, audience] : audiences_)
      people_.insert(people_.end(), audience.snapshot.subjects.begin(), audience.snapshot.subjects.end());
    std::sort(people_.begin(), people_.end());
    people_.erase(std::unique(people_.begin(), people_.end()), people_.end());
    for (auto& [name, audience] : audiences_) {
      for (const SubjectNumber subject : audience.snapshot.subjects)
        audience.person.push_back(
            static_cast<size_t>(std::lower_bound(people_.begin(), people_.end(), subject) - people_.begin()));
      audience.protecting = PeopleToAsk::of(audience.snapshot, name).protecting(rules_);
    }
    marks_.resize(people_.size());
  }

  uint32_t add_occasion(const OccurrenceName& name, const ContactScope& scope, DayNumber until) {
    const auto window = windows_.emplace(std::pair{name.item, name.cycle}, static_cast<uint32_t>(windows_.size()));
    occasions_.push_back(rules_.occasion(scope, until, window.first->second));
    names_.push_back(name);
    return static_cast<uint32_t>(occasions_.size() - 1);
  }

  void read_ledger() {
    for (const ContactList& header : store_.contact_lists()) {
      if (header.until + rules_.reach() < number_of(plan_.range.first)) continue;
      const std::optional<ContactList> list = store_.contacts(header.name);
      if (!list) continue;
      past_[header.name] = *list;
      std::vector<uint32_t> occasions;
      for (const std::string& channel : list->channels)
        occasions.push_back(add_occasion(list->name, {list->name.item, list->name.audience, channel}, list->until));
      for (size_t i = 0; i < list->size(); ++i) {
        const auto person = std::lower_bound(people_.begin(), people_.end(), list->subjects[i]);
        if (list->rule[i] != 0 || person == people_.end() || *person != list->subjects[i]) continue;
        add_mark(marks_[static_cast<size_t>(person - people_.begin())], {list->day[i], occasions[list->channel[i]]});
      }
    }
  }

  ForeseenOccurrence foresee_one(const Occurrence& occurrence) {
    const KnownAudience& audience = audiences_.at(occurrence.name.audience);
    const MeasurementSpec& measurement = *calendar_.find_measurement(occurrence.name.item);
    ForeseenOccurrence one;
    one.name = occurrence.name;
    one.known_from = audience.header.name;
    one.members = audience.header.members;
    one.money = audience.header.base;
    one.asks = !measurement.channel.empty();
    if (!one.asks) return one;
    if (const auto past = past_.find(occurrence.name); past != past_.end()) {
      for (const uint8_t rule : past->second.rule) {
        if (rule == 0)
          ++one.asked;
        else
          ++one.left_out[past->second.rules[rule - 1U]];
      }
      return one;
    }
    decide_all(occurrence, measurement, audience, one);
    return one;
  }

  /// One measurement's opening while it is foreseen.
  struct Opening {
    const Occurrence& occurrence;
    const MeasurementSpec& measurement;
    const KnownAudience& audience;
    uint32_t own = 0;            ///< its occasion
    std::vector<DayNumber> day;  ///< of each member's contact; kNever = left out
  };

  void decide_all(const Occurrence& occurrence, const MeasurementSpec& measurement, const KnownAudience& audience,
                  ForeseenOccurrence& one) {
    const PeopleToAsk people = PeopleToAsk::of(audience.snapshot, occurrence.name.audience);
    const std::string& channel = measurement.channel.text;
    const DayNumber last = number_of(occurrence.last_day);
    Opening opening{occurrence, measurement, audience,
                    add_occasion(occurrence.name, {measurement.id, occurrence.name.audience, channel}, last),
                    std::vector<DayNumber>(audience.person.size(), kNever)};
    for (size_t member = 0; member < audience.person.size(); ++member) {
      if (people.consents(member, channel))
        decide_member(opening, member, one);
      else
        ++one.left_out["no_consent"];
    }
    if (measurement.sample) draw(people, opening, one);
    for (size_t member = 0; member < opening.day.size(); ++member) {
      if (opening.day[member] == kNever) continue;
      ++one.asked;
      add_mark(marks_[audience.person[member]], {opening.day[member], opening.own});
    }
  }

  void decide_member(Opening& opening, size_t member, ForeseenOccurrence& one) {
    const std::vector<ContactMark>& marks = marks_[opening.audience.person[member]];
    const DayNumber last = number_of(opening.occurrence.last_day);
    const DayNumber opens = number_of(opening.occurrence.opens_on);
    const ContactVerdict verdict =
        rules_.decide(occasions_, marks, {opens, last, opening.own, opening.audience.protecting[member]});
    if (verdict.made() && !is_resting(opening, marks)) {
      opening.day[member] = verdict.day;
      return;
    }
    ++one.left_out[verdict.made() ? std::string{kSampleRest} : rules_.rule(verdict.rule).name];
    const auto nearest = std::min_element(marks.begin(), marks.end(), [&](const ContactMark& a, const ContactMark& b) {
      return std::abs(a.day - opens) < std::abs(b.day - opens);
    });
    if (nearest != marks.end()) ++one.collides[names_[nearest->occasion]];
  }

  bool is_resting(const Opening& opening, const std::vector<ContactMark>& marks) const {
    if (!opening.measurement.sample) return false;
    const DayNumber opens = number_of(opening.occurrence.opens_on);
    return std::any_of(marks.begin(), marks.end(), [&](const ContactMark& mark) {
      return std::abs(mark.day - opens) < opening.measurement.sample->rest_days &&
             calendar_.find_measurement(names_[mark.occasion].item) != nullptr;
    });
  }

  void draw(const PeopleToAsk& people, Opening& opening, ForeseenOccurrence& one) {
    DrawWish wish = draw_wish({calendar_, store_, opening.measurement, opening.occurrence});
    const auto [next, is_first] = next_start_.try_emplace({one.name.item, one.name.audience}, wish.start);
    wish.start = next->second;
    PeopleToDraw from{&people, opening.audience.snapshot.money, {}};
    for (const DayNumber day : opening.day) from.available.push_back(day != kNever);
    try {
      const DrawnPeople drawn = draw_people(wish, store_.subjects(), from);
      one.sample = sample_line(drawn.design, wish.currency);
      next->second = wish.start + drawn.design.shift;
      for (size_t member = 0; member < drawn.drawn.size(); ++member) {
        if (!drawn.drawn[member]) opening.day[member] = kNever;
      }
    } catch (const Error& problem) {
      one.sample = problem.what();
      std::fill(opening.day.begin(), opening.day.end(), kNever);
    }
  }

  const AnnualCalendar& calendar_;
  Store& store_;
  const Plan& plan_;
  ContactRuleSet rules_;
  std::map<std::string, KnownAudience> audiences_;
  std::map<OccurrenceName, ContactList> past_;
  std::vector<SubjectNumber> people_;
  std::vector<std::vector<ContactMark>> marks_;  ///< of each of the people, sorted by day
  std::vector<Occasion> occasions_;
  std::vector<OccurrenceName> names_;  ///< of the occasions
  std::map<std::pair<std::string, std::string>, uint32_t> windows_;
  std::map<std::pair<std::string, std::string>, uint64_t> next_start_;  ///< of the draws of an item in an audience
};

}  // namespace

std::vector<ForeseenOccurrence> foresee(const Workspace& workspace, Store& store, const Plan& plan) {
  return YearOfContacts(workspace, store, plan).foresee();
}

std::string foreseen_text(const std::vector<ForeseenOccurrence>& foreseen) {
  std::string text;
  for (const ForeseenOccurrence& one : foreseen) {
    text += fmt::format("  {}: {} people standing for {}, by {}", to_string(one.name), one.members,
                        to_display(one.money), to_string(one.known_from));
    if (one.asks) text += fmt::format("; asks {}", one.asked);
    if (!one.sample.empty()) text += fmt::format("; sample: {}", one.sample);
    for (const auto& [rule, people] : one.left_out) text += fmt::format("; {} left out by {}", people, rule);
    for (const auto& [other, people] : one.collides) text += fmt::format("; {} meet {}", people, to_string(other));
    text += '\n';
  }
  return text.empty() ? text : "\nTo whom, as far as the last snapshots tell:\n" + text;
}

}  // namespace vk
