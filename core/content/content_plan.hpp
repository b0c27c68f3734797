#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/calendar/annual_calendar.hpp"
#include "core/measure/member_source.hpp"
#include "core/measure/snapshot.hpp"
#include "core/plugin_host/plugin_library.hpp"

namespace vk {

/// Why a proposed contact is or is not in the plan. Stored; do not renumber.
enum class ContactDecision {
  planned = 0,
  no_consent = 1,
  over_capacity = 2,
  duplicate = 3,
  contact_rule = 5,
  holdout = 10
};
std::string_view to_string(ContactDecision decision);
/// The decision with this number; nothing when there is none.
std::optional<ContactDecision> contact_decision_from(int number);

/// One row of a content plan: a plugin proposed it, the engine decided.
struct ContentRow {
  SubjectNumber subject = kNoSubject;
  std::string action;  ///< "win over", "repair", "part kindly", "keep", "ask to recommend"
  std::string channel;
  std::string owner;
  Day when{};
  int64_t priority = 0;  ///< 1 = first
  int64_t money = 0;     ///< at stake, minor units
  int64_t cost = 0;      ///< of the contact, minor units
  std::string state;
  std::string reason;
  ContactDecision decision = ContactDecision::planned;
  std::string decision_reason;  ///< in words, with the rule
  std::string rule;             ///< with contact_rule: its name
};

/// What was split when a content plan was made, and what the split can tell later.
struct HoldoutPlan {
  int64_t share = 0;      ///< hundredths of a percent
  uint64_t treated = 0;   ///< subjects with a proposal that consent allows, in the arm that may be contacted
  uint64_t held_out = 0;  ///< such subjects kept without
  double split_p = 1;     ///< that chance alone splits as unevenly (sample-ratio mismatch)
  /// Smallest effect a subject, in minor units, that 95 % confidence finds with 80 % power; nothing while an arm is
  /// empty or money does not vary.
  std::optional<double> detectable;

  bool operator==(const HoldoutPlan&) const = default;
};

struct ContentPlan {
  OccurrenceName name;
  OccurrenceName measurement;  ///< what it follows
  PluginProvenance plugin;
  Currency currency;
  std::vector<ContentRow> rows;  ///< planned first, by rank
  /// channel -> planned, capacity (or -1 = no limit)
  struct ChannelUse {
    std::string channel;
    int64_t planned = 0;
    int64_t capacity = -1;
    int64_t money = 0;
    int64_t cost = 0;
  };
  std::vector<ChannelUse> channels;
  bool tells_held_back = true;         ///< to people; false: who was not contacted would tell too much of one customer
  std::optional<HoldoutPlan> holdout;  ///< nothing when the calendar holds nobody out
};

/// What contact rules say of one proposal.
struct ContactAnswer {
  std::string rule;    ///< the rule that leaves the person out; empty = the contact may be made
  Day day{};           ///< of the contact, which rules may have delayed
  std::string reason;  ///< in words
};

/// Asks the contact rules about the member at `position` of the snapshot.
using ContactCheck = std::function<ContactAnswer(uint32_t position, const std::string& channel, Day when)>;

struct ContentRequest {
  const ContentSpec* content = nullptr;
  const Occurrence* occurrence = nullptr;
  const Snapshot* snapshot = nullptr;
  MemberSource* previous = nullptr;  ///< the cycle before, slice by slice; may be null
  Instant as_of{};
  uint64_t seed = 0;
  ContactCheck may_contact;                ///< nothing = everybody may be contacted
  const SubjectIndex* subjects = nullptr;  ///< needed when the content holds out
};

/// Runs the content plugin over the snapshot and decides: consent per channel, one contact a subject (the highest
/// rank), capacity per channel by money at stake per cost, ties by money then subject number. Every row left out says
/// by which rule. Throws Error(invalid_input) when more would be contacted than max_contacts.
ContentPlan plan_content(const ContentRequest& request, PluginInstance& plugin);

/// The plan as CSV for senders: one row a planned contact, key first.
std::string content_plan_csv(const ContentPlan& plan, const SubjectIndex& subjects);

}  // namespace vk
