#pragma once
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/plan/contact_rules.hpp"

namespace vk {

/// What contact rules look at in a person: segment column -> value, channel with consent -> "yes" or "no".
using Attributes = std::map<std::string, std::string>;

/// How many kinds of people of an audience are told apart at most.
inline constexpr size_t kMostKinds = 500;

/// The kinds of people that rules can tell apart in an audience: anybody, whom one rule's `where` protects, and whom
/// several protect at once because their attributes agree ("size = small" and "region = north"). Rules outside
/// `touching` and rules whose attributes the audience does not have make no kind. At most so many, those of the fewest
/// rules; in the order of how many attributes they have.
std::vector<Attributes> kinds_of_people(std::span<const ContactRuleSpec> rules, RuleBits touching,
                                        const AudienceSpec& audience, size_t most = kMostKinds);

/// Whether people of this kind of the audience have refused the channel.
bool refuses(const Attributes& kind, const AudienceSpec& audience, const std::string& channel);

/// "customers", "customers with region = north and size = small".
std::string kind_text(const std::string& audience, const Attributes& kind);

}  // namespace vk
