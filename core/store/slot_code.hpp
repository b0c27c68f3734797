#pragma once
#include <cstdint>

#include "core/measure/snapshot.hpp"

namespace vk {

/// What one code of the code column stands for. Code 0 is a slot without a member: state kAbsent. Stored as four bytes
/// in this order; do not change.
struct SlotCode {
  uint8_t state = kAbsent;
  uint8_t activity = 0;
  uint16_t segment = 0;

  bool operator==(const SlotCode&) const = default;
};
static_assert(sizeof(SlotCode) == 4);

}  // namespace vk
