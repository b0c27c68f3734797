#include "core/engine/ask_people.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/base/error.hpp"
#include "core/calendar/time_zone.hpp"

namespace vk {
namespace {

constexpr std::string_view kNoConsent = "no_consent";

Day day_of(DayNumber number) {
  return Day{std::chrono::days{number}};
}

/// Number of a rule that leaves people out, as a list keeps it: 0 is a contact.
size_t rule_number(ContactList& list, std::string_view rule) {
  auto found = std::find(list.rules.begin(), list.rules.end(), rule);
  if (found == list.rules.end()) found = list.rules.insert(list.rules.end(), std::string{rule});
  return 1 + static_cast<size_t>(found - list.rules.begin());
}

}  // namespace

std::pair<int64_t, int> turn_of(const AnnualCalendar& calendar, const std::string& item) {
  if (const MeasurementSpec* measurement = calendar.find_measurement(item)) return {measurement->contact.priority, 0};
  const ContentSpec* content = calendar.find_content(item);
  return {content == nullptr ? 0 : content->contact.priority, 1};
}

PeopleToAsk PeopleToAsk::of(const Frame& frame) {
  return {frame.audience, frame.subjects, &frame.segments, frame.segment, frame.consent.channels, frame.consent_mask};
}

PeopleToAsk PeopleToAsk::of(const Snapshot& snapshot, std::string audience) {
  return {std::move(audience), snapshot.subjects,         &snapshot.header.segments,
          snapshot.segment,    snapshot.consent_channels, snapshot.consent_mask};
}

bool PeopleToAsk::consents(size_t member, std::string_view channel) const {
  const auto found = std::find(consent_channels.begin(), consent_channels.end(), channel);
  if (found == consent_channels.end() || consent_mask.empty()) return true;
  return ((consent_mask[member] >> static_cast<uint32_t>(found - consent_channels.begin())) & 1U) != 0;
}

std::vector<RuleBits> PeopleToAsk::protecting(const ContactRuleSet& rules) const {
  std::map<std::pair<uint16_t, uint32_t>, RuleBits> known;
  std::vector<RuleBits> all(subjects.size());
  for (size_t member = 0; member < all.size(); ++member) {
    const auto [bits, is_new] =
        known.try_emplace({segment[member], consent_mask.empty() ? 0 : consent_mask[member]}, RuleBits{0});
    if (is_new) bits->second = rules.protecting([&](const std::string& name) { return attribute(member, name); });
    all[member] = bits->second;
  }
  return all;
}

std::optional<std::string> PeopleToAsk::attribute(size_t member, const std::string& name) const {
  const std::vector<std::string>& dimensions = segments->dimensions;
  const auto dimension = std::find(dimensions.begin(), dimensions.end(), name);
  if (dimension != dimensions.end())
    return segments->tuples[segment[member]][static_cast<size_t>(dimension - dimensions.begin())];
  if (std::find(consent_channels.begin(), consent_channels.end(), name) == consent_channels.end()) return std::nullopt;
  return consents(member, name) ? "yes" : "no";
}

PeopleContacts::PeopleContacts(const Workspace& workspace, Store& store, const Plan* plan, const Occurrence& occurrence,
                               const PeopleToAsk& people)
    : workspace_(workspace),
      store_(store),
      occurrence_(occurrence),
      people_(people),
      rules_(workspace.calendar.contact_rules) {
  if (rules_.size() > 0) {
    read_ledger();
    if (plan != nullptr) keep_places(*plan);
  }
  sort_marks();
  protecting_ = people_.protecting(rules_);
}

std::string PeopleContacts::audience_of(const OccurrenceName& name) const {
  if (!name.audience.empty()) return name.audience;
  const ContentSpec* content = workspace_.calendar.find_content(name.item);
  const MeasurementSpec* behind =
      content == nullptr ? nullptr : workspace_.calendar.find_measurement(content->after.text);
  return behind != nullptr && behind->audiences.size() == 1 ? behind->audiences.front().text : std::string{};
}

uint32_t PeopleContacts::add_occasion(const OccurrenceName& name, const ContactScope& scope, DayNumber until) {
  const auto window =
      windows_.emplace(std::pair{name.item, name.cycle}, static_cast<uint32_t>(windows_.size())).first->second;
  occasions_.push_back(rules_.occasion(scope, until, window));
  return static_cast<uint32_t>(occasions_.size() - 1);
}

void PeopleContacts::read_ledger() {
  const DayNumber own = number_of(occurrence_.opens_on);
  for (const ContactList& header : store_.contact_lists()) {
    if (header.name == occurrence_.name) continue;
    if (header.until + rules_.reach() < own) continue;
    const std::optional<ContactList> list = store_.contacts(header.name);
    if (!list) continue;
    const std::string audience = audience_of(list->name);
    std::vector<uint32_t> occasions;
    for (const std::string& channel : list->channels)
      occasions.push_back(add_occasion(list->name, {list->name.item, audience, channel}, list->until));
    size_t member = 0;
    for (size_t i = 0; i < list->size(); ++i) {
      if (list->rule[i] != 0) continue;
      while (member < people_.subjects.size() && people_.subjects[member] < list->subjects[i]) ++member;
      if (member == people_.subjects.size()) break;
      if (people_.subjects[member] != list->subjects[i]) continue;
      found_.push_back({static_cast<uint32_t>(member), {list->day[i], occasions[list->channel[i]]}});
    }
  }
}

void PeopleContacts::keep_places(const Plan& plan) {
  std::vector<OccurrenceName> known;
  for (const ContactList& header : store_.contact_lists()) known.push_back(header.name);
  const DayNumber own = number_of(occurrence_.opens_on);
  for (const Occurrence& other : plan.occurrences) {
    const DayNumber opens = number_of(other.opens_on);
    const bool is_near = own <= opens && opens <= own + rules_.reach();
    if (!is_near || other.kind != ItemKind::measurement || other.none || other.quiet_skip) continue;
    if (other.name == occurrence_.name || std::find(known.begin(), known.end(), other.name) != known.end()) continue;
    const MeasurementSpec* measurement = workspace_.calendar.find_measurement(other.name.item);
    if (measurement != nullptr && !measurement->channel.empty()) keep_place(other, *measurement);
  }
}

void PeopleContacts::keep_place(const Occurrence& other, const MeasurementSpec& measurement) {
  const bool goes_first =
      turn_of(workspace_.calendar, other.name.item) < turn_of(workspace_.calendar, occurrence_.name.item);
  const ContactScope scope{other.name.item, other.name.audience, measurement.channel.text};
  if (!goes_first && rules_.guarded(scope) == 0) return;
  const uint32_t occasion = add_occasion(other.name, scope, number_of(other.last_day));
  if (!goes_first) occasions_[occasion].counted = 0;
  const ContactMark mark{number_of(other.opens_on), occasion};
  if (other.name.audience == people_.audience) {
    add_marks(people_.subjects, mark);
    return;
  }
  const auto [members, is_new] = members_.try_emplace(other.name.audience);
  if (is_new) {
    std::optional<int64_t> newest;
    for (const StoredSnapshot& stored : store_.snapshots()) {
      if (stored.header.name.audience == other.name.audience) newest = stored.id;
    }
    if (newest) members->second = subjects_of(*store_.read_members(*newest));
  }
  add_marks(members->second, mark);
}

void PeopleContacts::add_marks(std::span<const SubjectNumber> subjects, const ContactMark& mark) {
  size_t member = 0;
  for (const SubjectNumber subject : subjects) {
    while (member < people_.subjects.size() && people_.subjects[member] < subject) ++member;
    if (member == people_.subjects.size()) return;
    if (people_.subjects[member] == subject) found_.push_back({static_cast<uint32_t>(member), mark});
  }
}

void PeopleContacts::sort_marks() {
  first_.assign(people_.subjects.size() + 1, 0);
  for (const auto& [member, mark] : found_) ++first_[member + 1];
  for (size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
  std::vector<size_t> next(first_.begin(), first_.end() - 1);
  marks_.resize(found_.size());
  for (const auto& [member, mark] : found_) marks_[next[member]++] = mark;
  found_ = {};
  for (size_t member = 0; member + 1 < first_.size(); ++member) {
    std::stable_sort(marks_.begin() + static_cast<ptrdiff_t>(first_[member]),
                     marks_.begin() + static_cast<ptrdiff_t>(first_[member + 1]),
                     [](const ContactMark& a, const ContactMark& b) { return a.day < b.day; });
  }
}

std::span<const ContactMark> PeopleContacts::marks_of(size_t member) const {
  return std::span(marks_).subspan(first_[member], first_[member + 1] - first_[member]);
}

ContactWish PeopleContacts::wish(size_t member, const std::string& channel, DayNumber day, DayNumber latest) {
  const auto [own, is_new] = own_occasions_.try_emplace(channel, 0);
  if (is_new) {
    const DayNumber until = std::max(number_of(occurrence_.last_day), number_of(occurrence_.opens_on));
    own->second = add_occasion(occurrence_.name, {occurrence_.name.item, people_.audience, channel}, until);
  }
  return {day, latest, own->second, protecting_[member]};
}

ContactVerdict PeopleContacts::decide(size_t member, const std::string& channel, DayNumber day, DayNumber latest) {
  const ContactWish asked = wish(member, channel, day, latest);
  return rules_.decide(occasions_, marks_of(member), asked);
}

DayNumber PeopleContacts::free_from(size_t member, const std::string& channel, DayNumber day) {
  const ContactWish asked = wish(member, channel, day, day);
  return rules_.first_free_day(occasions_, marks_of(member), asked);
}

ContactList decide_asked(PeopleContacts& contacts, const PeopleToAsk& people, const MeasurementSpec& measurement,
                         const Occurrence& occurrence, Instant as_of) {
  ContactList list;
  list.name = occurrence.name;
  list.as_of = as_of;
  list.until = number_of(occurrence.last_day);
  list.channels = {measurement.channel.text};
  const TimeZone zone = TimeZone::find(occurrence.timezone).value_or(TimeZone::utc());
  const DayNumber day = number_of(std::max(occurrence.opens_on, zone.local_day(as_of)));
  for (size_t member = 0; member < people.subjects.size(); ++member) {
    const SubjectNumber subject = people.subjects[member];
    if (!people.consents(member, measurement.channel.text)) {
      list.add(subject, 0, rule_number(list, kNoConsent), kNever);
      continue;
    }
    const ContactVerdict verdict = contacts.decide(member, measurement.channel.text, day, list.until);
    if (verdict.made()) {
      list.add(subject, 0, 0, verdict.day);
    } else {
      list.add(subject, 0, rule_number(list, contacts.rules().rule(verdict.rule).name),
               contacts.free_from(member, measurement.channel.text, day));
    }
  }
  return list;
}

void require_at_most(const ContactList& list, const MeasurementSpec& measurement) {
  const std::optional<int64_t>& most = measurement.contact.max_contacts;
  const auto asked = static_cast<int64_t>(std::count(list.rule.begin(), list.rule.end(), uint8_t{0}));
  if (!most || asked <= *most) return;
  throw Error(ErrorCode::invalid_input,
              fmt::format("{} people would be asked, max_contacts = {}; nobody is", asked, *most));
}

void leave_out(ContactList& list, size_t line, std::string_view rule) {
  list.rule[line] = static_cast<uint8_t>(rule_number(list, rule));
  list.day[line] = kNever;
}

ContactCheck contact_check(PeopleContacts& contacts) {
  constexpr DayNumber kLongestDelay = 366;
  return [&contacts](uint32_t position, const std::string& channel, Day when) {
    const DayNumber day = number_of(when);
    const ContactVerdict verdict = contacts.decide(position, channel, day, day + kLongestDelay);
    if (verdict.made()) return ContactAnswer{{}, day_of(verdict.day), {}};
    const std::string& rule = contacts.rules().rule(verdict.rule).name;
    return ContactAnswer{rule, when, rule_text(rule, contacts.free_from(position, channel, day))};
  };
}

ContactList contacts_of(const ContentPlan& plan, Instant as_of) {
  ContactList list;
  list.name = plan.name;
  list.kind = ItemKind::content;
  list.as_of = as_of;
  std::vector<const ContentRow*> rows;
  for (const ContentRow& row : plan.rows) rows.push_back(&row);
  std::stable_sort(rows.begin(), rows.end(), [](const ContentRow* a, const ContentRow* b) {
    return std::tuple(a->subject, a->decision) < std::tuple(b->subject, b->decision);
  });
  for (const ContentRow* row : rows) {
    if (row->subject == kNoSubject || (!list.subjects.empty() && list.subjects.back() == row->subject)) continue;
    auto channel = std::find(list.channels.begin(), list.channels.end(), row->channel);
    if (channel == list.channels.end()) channel = list.channels.insert(list.channels.end(), row->channel);
    const auto by = static_cast<size_t>(channel - list.channels.begin());
    const bool made = row->decision == ContactDecision::planned;
    const std::string_view rule = row->rule.empty() ? to_string(row->decision) : std::string_view{row->rule};
    list.add(row->subject, by, made ? 0 : rule_number(list, rule), made ? number_of(row->when) : kNever);
    if (made) list.until = std::max(list.until, number_of(row->when));
  }
  return list;
}

void mark_left_out(Snapshot& snapshot, const ContactList& asked) {
  const auto found = std::find(asked.rules.begin(), asked.rules.end(), kNotSampled);
  const size_t not_sampled = found == asked.rules.end() ? 0 : 1 + static_cast<size_t>(found - asked.rules.begin());
  size_t member = 0;
  for (size_t i = 0; i < asked.size(); ++i) {
    if (asked.rule[i] == 0) continue;
    while (member < snapshot.size() && snapshot.subjects[member] < asked.subjects[i]) ++member;
    if (member == snapshot.size()) return;
    if (snapshot.subjects[member] != asked.subjects[i]) continue;
    if (snapshot.state[member] != kUnmeasured) {
      // Whoever answers unasked chose to; in a sample that would speak for those who were not drawn either.
      if (!snapshot.header.sample) continue;
      snapshot.state[member] = kUnmeasured;
      ++snapshot.header.sample->answers_outside;
    }
    const bool drawn_away = asked.rule[i] == not_sampled;
    snapshot.disposition[member] =
        static_cast<uint8_t>(drawn_away ? Disposition::not_sampled : Disposition::suppressed);
  }
}

std::string contacts_line(const ContactList& list) {
  std::vector<size_t> counts(list.rules.size() + 1, 0);
  for (const uint8_t rule : list.rule) ++counts[rule];
  std::string text = fmt::format("{} contacted", counts[0]);
  for (size_t i = 0; i < list.rules.size(); ++i)
    text += fmt::format("{}{} by {}", i == 0 ? "; left out: " : ", ", counts[i + 1], list.rules[i]);
  return text;
}

std::string rule_text(const std::string& rule, DayNumber free_from) {
  if (rule == kNoConsent) return "no consent";
  if (rule == kNotSampled) return "not in the sample";
  if (rule == kSampleRest) return "asked too recently for the sample (rest_days)";
  if (free_from == kNever) return fmt::format("contact rule \"{}\"", rule);
  return fmt::format("contact rule \"{}\": free from {}", rule, to_string(day_of(free_from)));
}

}  // namespace vk
