#pragma once
#include <string_view>

#include "core/base/instant.hpp"

namespace vk::test {

/// The day of "2026-03-31"; a test that writes another text fails.
inline Day day(std::string_view text) {
  return day_from(text).value();
}

}  // namespace vk::test
