#pragma once
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/content/content_plan.hpp"
#include "core/engine/workspace.hpp"
#include "core/plan/contact_list.hpp"
#include "core/store/store.hpp"

namespace vk {

/// What leaves people out besides consent and contact rules, as contact lists name it. Stored; do not rename.
inline constexpr std::string_view kNotSampled = "not_sampled";
inline constexpr std::string_view kSampleRest = "sample_rest";

/// Who goes first when two items meet at a person: by priority, then measurements before content.
std::pair<int64_t, int> turn_of(const AnnualCalendar& calendar, const std::string& item);

/// The members of one occurrence as contact rules see them, sorted by subject; borrows from a frame or snapshot.
struct PeopleToAsk {
  std::string audience;
  std::span<const SubjectNumber> subjects;
  const SegmentScheme* segments = nullptr;
  std::span<const uint16_t> segment;
  std::span<const std::string> consent_channels;
  std::span<const uint32_t> consent_mask;  ///< empty = nobody was asked for consent

  static PeopleToAsk of(const Frame& frame);
  static PeopleToAsk of(const Snapshot& snapshot, std::string audience);

  /// Whether the member may be contacted by the channel; a channel without a consent column needs none.
  bool consents(size_t member, std::string_view channel) const;
  /// The rules that protect each member.
  std::vector<RuleBits> protecting(const ContactRuleSet& rules) const;
  /// A segment column's value, or yes or no for a channel with consent.
  std::optional<std::string> attribute(size_t member, const std::string& name) const;
};

/// What the ledger and the plan say of the members of one occurrence: contacts that were made, and places that are kept
/// for measurements which go first.
class PeopleContacts {
 public:
  /// Reads the ledger. `plan` may be null: then no places are kept.
  PeopleContacts(const Workspace& workspace, Store& store, const Plan* plan, const Occurrence& occurrence,
                 const PeopleToAsk& people);

  const ContactRuleSet& rules() const { return rules_; }
  ContactVerdict decide(size_t member, const std::string& channel, DayNumber day, DayNumber latest);
  /// From when the rules allow the contact; kNever = never.
  DayNumber free_from(size_t member, const std::string& channel, DayNumber day);

 private:
  void read_ledger();
  void keep_places(const Plan& plan);
  void keep_place(const Occurrence& other, const MeasurementSpec& measurement);
  void add_marks(std::span<const SubjectNumber> subjects, const ContactMark& mark);
  void sort_marks();
  uint32_t add_occasion(const OccurrenceName& name, const ContactScope& scope, DayNumber until);
  ContactWish wish(size_t member, const std::string& channel, DayNumber day, DayNumber latest);
  std::span<const ContactMark> marks_of(size_t member) const;
  std::string audience_of(const OccurrenceName& name) const;

  const Workspace& workspace_;
  Store& store_;
  const Occurrence& occurrence_;
  const PeopleToAsk people_;
  ContactRuleSet rules_;
  std::vector<Occasion> occasions_;
  std::vector<std::pair<uint32_t, ContactMark>> found_;  ///< member and contact, as they are read
  std::vector<size_t> first_;                            ///< member -> its first in marks_; one more at the end
  std::vector<ContactMark> marks_;
  std::map<std::pair<std::string, std::string>, uint32_t> windows_;
  std::map<std::string, uint32_t> own_occasions_;
  std::vector<RuleBits> protecting_;                           ///< of each member
  std::map<std::string, std::vector<SubjectNumber>> members_;  ///< audience -> as it was last measured
};

/// Whom a measurement may ask when it opens, with everybody who is left out and why.
ContactList decide_asked(PeopleContacts& contacts, const PeopleToAsk& people, const MeasurementSpec& measurement,
                         const Occurrence& occurrence, Instant as_of);

/// Throws Error(invalid_input) when more people would be asked than max_contacts allows.
void require_at_most(const ContactList& list, const MeasurementSpec& measurement);

/// Leaves the line's person out by `rule`, for good.
void leave_out(ContactList& list, size_t line, std::string_view rule);

/// The question that content asks of the ledger; `contacts` must outlive it.
ContactCheck contact_check(PeopleContacts& contacts);

/// A content plan's decisions as lines of the ledger: one a person.
ContactList contacts_of(const ContentPlan& plan, Instant as_of);

/// Members whom the occurrence's own rules left out, and who said nothing all the same, are suppressed; those whom the
/// draw did not take are not sampled. Of a sample only those who were asked keep their state.
void mark_left_out(Snapshot& snapshot, const ContactList& asked);

/// "310 contacted; left out: 12 by rest, 4 by no_consent".
std::string contacts_line(const ContactList& list);

/// The words of a rule that left somebody out.
std::string rule_text(const std::string& rule, DayNumber free_from);

}  // namespace vk
