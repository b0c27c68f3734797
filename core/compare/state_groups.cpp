#include "core/compare/state_groups.hpp"

#include <algorithm>

namespace vk {
namespace {

bool holds(const std::vector<uint8_t>& group, uint8_t code) {
  return std::find(group.begin(), group.end(), code) != group.end();
}

}  // namespace

uint8_t StateGroups::told_as(uint8_t code) const {
  for (const std::vector<uint8_t>& group : groups) {
    if (holds(group, code)) return group.front();
  }
  return code;
}

std::vector<uint8_t> StateGroups::members_of(uint8_t code) const {
  for (const std::vector<uint8_t>& group : groups) {
    if (holds(group, code)) return group;
  }
  return {code};
}

void StateGroups::join(const std::vector<uint8_t>& codes) {
  std::vector<uint8_t> joined = codes;
  std::vector<std::vector<uint8_t>> kept;
  for (const std::vector<uint8_t>& group : groups) {
    const bool meets = std::any_of(codes.begin(), codes.end(), [&](uint8_t code) { return holds(group, code); });
    if (meets)
      joined.insert(joined.end(), group.begin(), group.end());
    else
      kept.push_back(group);
  }
  std::sort(joined.begin(), joined.end());
  joined.erase(std::unique(joined.begin(), joined.end()), joined.end());
  if (joined.size() < 2) return;
  kept.push_back(std::move(joined));
  // Groups are disjoint, so their first codes order them.
  std::sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) { return a.front() < b.front(); });
  groups = std::move(kept);
}

}  // namespace vk
