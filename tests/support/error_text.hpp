#pragma once
#include <string>

#include "core/base/error.hpp"

namespace vk::test {

/// What `action` throws: its code and words; "no error" when it throws nothing.
template <class Action>
std::string error_text(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return std::string{to_string(error.code())} + ": " + error.what();
  }
  return "no error";
}

}  // namespace vk::test
