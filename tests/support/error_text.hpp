#pragma once
#include <string>

#include "core/base/error.hpp"

namespace vk::test {

/// What `action` throws, in words; "no error" when it throws nothing.
template <class Action>
std::string error_text(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace vk::test
