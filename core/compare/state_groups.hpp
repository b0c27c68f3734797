#pragma once
#include <cstdint>
#include <vector>

namespace vk {

/// Which states are told together because one by itself would tell too much of one customer (decision 0016). State
/// codes are indices into the scheme, or kUnmeasured.
struct StateGroups {
  /// Two codes or more each, in scheme order, kUnmeasured last; a state that is in none is told by itself.
  std::vector<std::vector<uint8_t>> groups;

  bool empty() const { return groups.empty(); }
  /// The first code of the group that `code` is in; itself when it is told by itself.
  uint8_t told_as(uint8_t code) const;
  /// All codes that are told under `code`; itself when it is told by itself.
  std::vector<uint8_t> members_of(uint8_t code) const;
  /// Tells the codes together, with everything that one of them is told with already. One code or none: nothing.
  void join(const std::vector<uint8_t>& codes);

  bool operator==(const StateGroups&) const = default;
};

}  // namespace vk
