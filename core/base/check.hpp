#pragma once
#include <string_view>

namespace vk {

/// Ends the process with the place and the broken rule on stderr; what VK_CHECK calls.
[[noreturn]] void check_failed(const char* file, int line, const char* rule, std::string_view detail);

}  // namespace vk

/// Always on: a rule that only our own bug can break. No input may reach it.
#define VK_CHECK(rule, detail) \
  (static_cast<bool>(rule) ? void(0) : ::vk::check_failed(__FILE__, __LINE__, #rule, detail))
