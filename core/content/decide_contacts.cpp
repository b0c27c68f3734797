#include "core/content/decide_contacts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>

namespace vk {
namespace {

__extension__ using Wide = __int128;

/// The proposals of one subject that consent allows, best first, and the one it asks with now.
struct Claim {
  size_t first = 0;
  size_t end = 0;
  size_t asks = 0;
};

/// Deferred acceptance between subjects and channels.
class ContactMatching {
 public:
  ContactMatching(const ContactRules& rules, std::vector<ContactProposal>& proposals)
      : rules_(rules), proposals_(proposals) {}

  void decide() {
    collect_claims();
    std::vector<size_t> asking(claims_.size());
    std::iota(asking.begin(), asking.end(), size_t{0});
    while (!asking.empty()) {
      for (const size_t claim : asking) {
        if (claims_[claim].asks < claims_[claim].end) holders_[row_of(claims_[claim]).channel].push_back(claim);
      }
      asking = turn_away();
    }
    tell_decisions();
  }

 private:
  ContentRow& row_at(size_t place) { return proposals_[order_[place]].row; }
  ContentRow& row_of(const Claim& claim) { return row_at(claim.asks); }

  void collect_claims() {
    for (size_t i = 0; i < proposals_.size(); ++i) {
      if (proposals_[i].row.decision == ContactDecision::planned) order_.push_back(i);
    }
    std::sort(order_.begin(), order_.end(), [&](size_t a, size_t b) { return is_preferred(a, b); });
    for (size_t place = 0; place < order_.size();) {
      Claim claim{place, place, place};
      const uint32_t position = proposals_[order_[place]].position;
      while (claim.end < order_.size() && proposals_[order_[claim.end]].position == position) ++claim.end;
      place = claim.end;
      claims_.push_back(claim);
    }
  }

  /// By subject, then in the order in which the subject would have its contacts.
  bool is_preferred(size_t a, size_t b) const {
    const ContentRow& left = proposals_[a].row;
    const ContentRow& right = proposals_[b].row;
    const auto key_a = std::tie(proposals_[a].position, left.priority);
    const auto key_b = std::tie(proposals_[b].position, right.priority);
    if (key_a != key_b) return key_a < key_b;
    if (ranks_before(left, right)) return true;
    if (ranks_before(right, left)) return false;
    return std::tie(left.channel, left.action, a) < std::tie(right.channel, right.action, b);
  }

  /// Cuts every channel to its capacity; gives the claims that must ask again.
  std::vector<size_t> turn_away() {
    std::vector<size_t> away;
    for (auto& [channel, holders] : holders_) {
      const auto capacity = rules_.capacity.find(channel);
      if (capacity == rules_.capacity.end()) continue;
      const auto room = static_cast<size_t>(std::max<int64_t>(capacity->second, 0));
      if (holders.size() <= room) continue;
      std::sort(holders.begin(), holders.end(),
                [&](size_t a, size_t b) { return ranks_before(row_of(claims_[a]), row_of(claims_[b])); });
      for (size_t i = room; i < holders.size(); ++i) {
        ContentRow& row = row_of(claims_[holders[i]]);
        row.decision = ContactDecision::over_capacity;
        row.decision_reason =
            fmt::format("{} has room for {}, all with more money at stake for their cost", channel, room);
        ++claims_[holders[i]].asks;
        away.push_back(holders[i]);
      }
      holders.resize(room);
    }
    return away;
  }

  void tell_decisions() {
    for (auto& [channel, holders] : holders_) {
      std::sort(holders.begin(), holders.end(),
                [&](size_t a, size_t b) { return ranks_before(row_of(claims_[a]), row_of(claims_[b])); });
      for (size_t i = 0; i < holders.size(); ++i) {
        ContentRow& row = row_of(claims_[holders[i]]);
        row.decision_reason = fmt::format("rank {} of {} in {}", i + 1, holders.size(), channel);
        if (!rules_.consents.contains(channel))
          row.decision_reason += fmt::format("; no consent is asked for {}", channel);
      }
    }
    for (const Claim& claim : claims_) {
      for (size_t place = claim.asks + 1; place < claim.end; ++place) {
        row_at(place).decision = ContactDecision::duplicate;
        row_at(place).decision_reason = fmt::format("one contact a subject: {} by {} comes first",
                                                    row_at(claim.asks).action, row_at(claim.asks).channel);
      }
    }
  }

  const ContactRules& rules_;
  std::vector<ContactProposal>& proposals_;
  std::vector<size_t> order_;                           ///< allowed proposals, by subject then preference
  std::vector<Claim> claims_;                           ///< one a subject
  std::map<std::string, std::vector<size_t>> holders_;  ///< channel -> claims that hold a place
};

void ask_rules(const ContactCheck& may_contact, ContactProposal& proposal) {
  ContentRow& row = proposal.row;
  ContactAnswer answer = may_contact(proposal.position, row.channel, row.when);
  if (answer.rule.empty()) {
    row.when = answer.day;
    return;
  }
  row.decision = ContactDecision::contact_rule;
  row.decision_reason = std::move(answer.reason);
  row.rule = std::move(answer.rule);
}

}  // namespace

bool ranks_before(const ContentRow& a, const ContentRow& b) {
  if ((a.cost == 0) != (b.cost == 0)) return a.cost == 0;
  // money / cost compared without dividing; 64 x 64 bits fit 128.
  const Wide left = a.cost == 0 ? Wide{0} : Wide{a.money} * b.cost;
  const Wide right = a.cost == 0 ? Wide{0} : Wide{b.money} * a.cost;
  if (left != right) return left > right;
  if (a.money != b.money) return a.money > b.money;
  return a.subject < b.subject;
}

void decide_contacts(const Snapshot& snapshot, const ContactRules& rules, std::vector<ContactProposal>& proposals) {
  for (ContactProposal& proposal : proposals) {
    const auto consent = rules.consents.find(proposal.row.channel);
    const bool refused =
        consent != rules.consents.end() && ((snapshot.consent_mask[proposal.position] >> consent->second) & 1U) == 0;
    if (refused) {
      proposal.row.decision = ContactDecision::no_consent;
      proposal.row.decision_reason = fmt::format("no consent to {}", proposal.row.channel);
    } else if (!rules.held_out.empty() && rules.held_out[proposal.position]) {
      proposal.row.decision = ContactDecision::holdout;
      proposal.row.decision_reason = "holdout: kept without content, so that its effect can be told";
    } else if (rules.may_contact) {
      ask_rules(rules.may_contact, proposal);
    }
  }
  ContactMatching(rules, proposals).decide();
}

}  // namespace vk
