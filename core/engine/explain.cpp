#include "core/engine/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

#include "core/base/error.hpp"
#include "core/content/content_plan_json.hpp"
#include "core/engine/ask_people.hpp"
#include "core/engine/gather_effects.hpp"
#include "core/money/money.hpp"
#include "core/table/csv_writer.hpp"

namespace vk {
namespace {

std::optional<size_t> place_of(std::span<const SubjectNumber> subjects, SubjectNumber subject) {
  const auto found = std::lower_bound(subjects.begin(), subjects.end(), subject);
  if (found == subjects.end() || *found != subject) return std::nullopt;
  return static_cast<size_t>(found - subjects.begin());
}

std::string day_text(DayNumber day) {
  return to_string(Day{std::chrono::days{day}});
}

std::string line(std::string_view label, std::string_view text) {
  return fmt::format("  {:<9} {}\n", label, text);
}

std::string asked_text(const ContactList& list, SubjectNumber subject) {
  const std::optional<size_t> place = place_of(list.subjects, subject);
  if (!place) return "not looked at";
  if (list.rule[*place] != 0) return "left out: " + rule_text(list.rules[list.rule[*place] - 1U], list.day[*place]);
  return fmt::format("by {} on {}; no rule forbade it", list.channels[list.channel[*place]],
                     day_text(list.day[*place]));
}

/// Tells one person's way through one measurement.
class PersonStory {
 public:
  PersonStory(Store& store, SubjectNumber subject, const OccurrenceName& name)
      : store_(store), subject_(subject), name_(name) {}

  std::string tell() {
    tell_audience();
    if (const auto list = store_.contacts(name_)) text_ += line("asked", asked_text(*list, subject_));
    tell_state();
    tell_content();
    return std::move(text_);
  }
  bool known() const { return known_; }

 private:
  void tell_segment(const SegmentScheme& segments, uint16_t code) {
    text_ += line("audience", fmt::format("in {}, segment {}", name_.audience, segments.label(code)));
  }

  void tell_outside() { text_ += line("audience", fmt::format("not in {} in this cycle", name_.audience)); }

  void tell_audience() {
    if (const std::optional<Frame> frame = store_.frame(name_)) {
      known_ = true;
      const std::optional<size_t> place = place_of(frame->subjects, subject_);
      if (place) return tell_segment(frame->segments, frame->segment[*place]);
      tell_outside();
    }
  }

  void tell_state() {
    const std::optional<StoredSnapshot> stored = store_.find_snapshot(name_);
    if (!stored) {
      if (known_) text_ += line("measured", "not yet");
      return;
    }
    const std::unique_ptr<MemberSource> members = store_.read_members(stored->id);
    const Snapshot& snapshot = members->slice(bucket_of(subject_));  // slices of a store are its buckets
    const std::optional<size_t> place = place_of(snapshot.subjects, subject_);
    if (!known_ && place) tell_segment(snapshot.header.segments, snapshot.segment[*place]);
    if (!known_ && !place) tell_outside();
    known_ = true;
    if (!place) return;
    const uint8_t state = snapshot.state[*place];
    const std::string word =
        state < snapshot.header.states.size() ? snapshot.header.states[state].name : std::string{"unmeasured"};
    text_ += line("measured", fmt::format("{} ({}), money {}", word,
                                          to_string(static_cast<Disposition>(snapshot.disposition[*place])),
                                          to_display({snapshot.money[*place], snapshot.header.metric.currency})));
  }

  void tell_content() {
    for (const ArchivedReport& archived : store_.reports()) {
      if (archived.format != "plan.json") continue;
      const std::string text = store_.report_bytes(archived.id);
      if (content_plan_head_from_json(text).measurement != name_) continue;
      const ContentPlan plan = content_plan_from_json(text);
      bool proposed = false;
      for (const ContentRow& row : plan.rows) {
        if (row.subject != subject_) continue;
        proposed = true;
        const bool planned = row.decision == ContactDecision::planned;
        text_ += line("content",
                      fmt::format("{}: {} by {} on {}: {}{}", to_string(plan.name), row.action, row.channel,
                                  to_string(row.when), planned ? "planned, " : "left out: ", row.decision_reason));
      }
      if (!proposed) text_ += line("content", fmt::format("{}: nothing was proposed", to_string(plan.name)));
    }
  }

  Store& store_;
  SubjectNumber subject_;
  const OccurrenceName& name_;
  bool known_ = false;
  std::string text_;
};

/// The measurement behind a content item's occurrence; the name itself when it is no such occurrence.
OccurrenceName measurement_of(Store& store, const OccurrenceName& name) {
  const std::optional<ContentPlan> plan = content_plan_of(store, name);
  return plan ? plan->measurement : name;
}

ContactList list_of(Store& store, const OccurrenceName& name) {
  std::optional<ContactList> list = store.contacts(name);
  if (!list) throw Error(ErrorCode::not_found, fmt::format("{} has contacted nobody", to_string(name)));
  return std::move(*list);
}

}  // namespace

std::string explain_person(Store& store, std::string_view key, const OccurrenceName& name) {
  const SubjectNumber subject = store.subjects().find(key);
  if (subject == kNoSubject)
    throw Error(ErrorCode::not_found, fmt::format("\"{}\" is in no register that was read", key));
  const OccurrenceName measurement = measurement_of(store, name);
  PersonStory story(store, subject, measurement);
  std::string text = story.tell();
  if (!story.known())
    throw Error(ErrorCode::not_found, fmt::format("{} has neither opened nor been measured", to_string(name)));
  return fmt::format("{} in {}\n{}", key, to_string(measurement), text);
}

std::string contacts_text(Store& store, const OccurrenceName& name) {
  const ContactList list = list_of(store, name);
  std::vector<size_t> counts(list.rules.size() + 1, 0);
  for (const uint8_t rule : list.rule) ++counts[rule];
  std::string text = fmt::format("{}: {} people\n  {:>9}  contacted\n", to_string(name), list.size(), counts[0]);
  for (size_t i = 0; i < list.rules.size(); ++i)
    text += fmt::format("  {:>9}  left out by {}\n", counts[i + 1], list.rules[i]);
  return text;
}

std::string contacts_csv(Store& store, const OccurrenceName& name) {
  const ContactList list = list_of(store, name);
  CsvWriter csv(CsvDialect::iso);
  csv.row(std::array<CsvCell, 5>{"key", "decision", "channel", "day", "rule"});
  for (size_t i = 0; i < list.size(); ++i) {
    const bool made = list.rule[i] == 0;
    const std::string day = list.day[i] == kNever ? std::string{} : day_text(list.day[i]);
    csv.row(std::array<CsvCell, 5>{store.subjects().key(list.subjects[i]), made ? "contacted" : "left out",
                                   list.channels[list.channel[i]], day,
                                   made ? std::string{} : list.rules[list.rule[i] - 1U]});
  }
  return csv.text();
}

}  // namespace vk
