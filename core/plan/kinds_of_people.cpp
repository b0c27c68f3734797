#include "core/plan/kinds_of_people.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace vk {
namespace {

bool is_segment(const AudienceSpec& audience, const std::string& name) {
  return std::any_of(audience.segments.begin(), audience.segments.end(),
                     [&](const PlacedText& column) { return column.text == name; });
}

/// What the rule asks of a person; nothing when nobody of the audience can have it.
std::optional<Attributes> asked_of(const ContactRuleSpec& rule, const AudienceSpec& audience) {
  Attributes asked;
  for (const auto& [name, value] : rule.where) {
    if (!is_segment(audience, name) && !audience.consent.contains(name)) return std::nullopt;
    asked.emplace(name, value.text);
  }
  return asked;
}

/// Somebody who has all attributes of both; nothing when they contradict each other.
std::optional<Attributes> both(const Attributes& a, const Attributes& b) {
  Attributes joined = a;
  for (const auto& [name, value] : b) {
    if (joined.emplace(name, value).first->second != value) return std::nullopt;
  }
  return joined;
}

}  // namespace

std::vector<Attributes> kinds_of_people(std::span<const ContactRuleSpec> rules, RuleBits touching,
                                        const AudienceSpec& audience, size_t most) {
  std::set<Attributes> wanted;
  for (size_t i = 0; i < rules.size(); ++i) {
    if ((touching >> i & 1U) == 0) continue;
    if (const auto asked = asked_of(rules[i], audience); asked && !asked->empty()) wanted.insert(*asked);
  }
  std::vector<Attributes> kinds{Attributes{}};
  std::set<Attributes> known(kinds.begin(), kinds.end());
  // Each kind is joined with every rule: those of one rule come first, then those of two, and so on.
  for (size_t next = 0; next < kinds.size(); ++next) {
    for (const Attributes& asked : wanted) {
      if (kinds.size() >= most) break;
      const auto joined = both(kinds[next], asked);
      if (joined && known.insert(*joined).second) kinds.push_back(*joined);
    }
  }
  std::stable_sort(kinds.begin(), kinds.end(),
                   [](const Attributes& a, const Attributes& b) { return a.size() < b.size(); });
  return kinds;
}

bool refuses(const Attributes& kind, const AudienceSpec& audience, const std::string& channel) {
  if (is_segment(audience, channel) || !audience.consent.contains(channel)) return false;
  const auto said = kind.find(channel);
  return said != kind.end() && said->second == "no";
}

std::string kind_text(const std::string& audience, const Attributes& kind) {
  std::string text;
  for (const auto& [name, value] : kind)
    text += fmt::format("{}{} = {}", text.empty() ? " with " : " and ", name, value);
  return audience + text;
}

}  // namespace vk
