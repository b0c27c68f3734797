#include "core/base/error.hpp"

#include <fmt/format.h>

namespace vk {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_input:
      return "invalid_input";
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::conflict:
      return "conflict";
    case ErrorCode::unavailable:
      return "unavailable";
    case ErrorCode::corrupt:
      return "corrupt";
    case ErrorCode::plugin_failed:
      return "plugin_failed";
    case ErrorCode::cancelled:
      return "cancelled";
  }
  return "invalid_input";
}

Error Error::with_context(std::string_view context) const {
  return {code_, fmt::format("{}: {}", context, what())};
}

}  // namespace vk
