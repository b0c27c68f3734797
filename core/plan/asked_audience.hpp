#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/plan/contact_clashes.hpp"
#include "core/plan/contact_rules.hpp"
#include "core/plan/kinds_of_people.hpp"

namespace vk {

/// A planned measurement or content item that contacts people of an audience.
struct PlannedContact {
  const Occurrence* occurrence = nullptr;
  int64_t priority = 0;
  DayNumber latest = 0;               ///< to which rules may delay it
  std::vector<std::string> channels;  ///< that it may use
  std::vector<uint32_t> occasions;    ///< of each channel, as the one that is judged
  uint32_t made = 0;                  ///< its occasion as a contact that others are judged beside

  bool is_measurement() const { return occurrence->kind == ItemKind::measurement; }
};

/// The clash of each planned occurrence that has one.
using ClashOf = std::map<const Occurrence*, ContactClash>;

/// The contacts of an audience in the orders in which they are judged.
struct ContactTurns {
  std::vector<const PlannedContact*> measurements;  ///< who goes first
  std::vector<const PlannedContact*> in_time;       ///< all as runs come to them; empty without content
};

/// The planned contacts of one audience, to be judged before anybody is contacted.
class AskedAudience {
 public:
  AskedAudience(const AudienceSpec& audience, const ContactRuleSet& rules) : audience_(&audience), rules_(&rules) {}

  void add(const Occurrence& occurrence, const MeasurementSpec& measurement);
  void add(const Occurrence& occurrence, const ContentSpec& content);

  size_t size() const { return contacts_.size(); }

  /// Judges the year of at most so many kinds of people that the rules tell apart. Of each occurrence the first clash
  /// is kept, one of everybody before one of some.
  void judge(std::span<const ContactRuleSpec> rules, size_t most_kinds, ClashOf& found) const;

 private:
  friend class JudgedKind;

  uint32_t add_occasion(const Occurrence& occurrence, const ContactScope& scope);

  const AudienceSpec* audience_;
  const ContactRuleSet* rules_;
  std::vector<PlannedContact> contacts_;
  std::vector<Occasion> occasions_;
  std::vector<size_t> owner_;  ///< of each occasion, the contact
  std::map<std::pair<std::string, std::string>, uint32_t> windows_;
};

}  // namespace vk
