#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/content/content_proposals.hpp"

namespace vk {

/// The rules contacts are decided by.
struct ContactRules {
  std::map<std::string, int64_t> capacity;   ///< channel -> most contacts; others are unlimited
  std::map<std::string, uint32_t> consents;  ///< channel -> its bit; others need no consent
  ContactCheck may_contact;                  ///< how often people may be contacted; nothing = always
  std::vector<bool> held_out;                ///< per member: kept without content; empty = nobody
};

/// Decides every proposal: `row.decision` and `row.decision_reason`.
///
/// A channel with a consent column needs the member's yes; members that are held out get nothing; then the contact
/// rules may leave the member out or move the day. All that comes before anything else is decided: who is left out
/// takes no room. A subject gets one contact: of its proposals the one with the best priority, then rank, whose channel
/// has room. A full channel keeps the contacts with the most money at stake for their cost (compared exactly; cost 0
/// first; ties: more money, then lower subject); who is turned away there may still get its next proposal. The result
/// does not depend on the order of the proposals (deferred acceptance, Gale and Shapley 1962): nobody is left out of a
/// channel for somebody with a lower rank.
void decide_contacts(const Snapshot& snapshot, const ContactRules& rules, std::vector<ContactProposal>& proposals);

/// True when `a` goes before `b` in a channel: more money at stake for the cost of the contact.
bool ranks_before(const ContentRow& a, const ContentRow& b);

}  // namespace vk
