#pragma once
#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <string_view>

#include "core/base/error.hpp"
#include "core/compare/comparison.hpp"

namespace vk {

/// A 128-bit sum as minor units; throws Error(invalid_input) naming `what` when it leaves 64 bits.
inline int64_t narrowed(Cell::Wide value, std::string_view what) {
  if (value >= std::numeric_limits<int64_t>::min() && value <= std::numeric_limits<int64_t>::max()) {
    return static_cast<int64_t>(value);
  }
  throw Error(ErrorCode::invalid_input, fmt::format("the sum of {} leaves the range of 64 bits", what));
}

}  // namespace vk
