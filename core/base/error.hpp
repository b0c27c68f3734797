#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

namespace vk {

/// What a caller can do about a failed operation. Spelt the same in logs and JSON.
enum class ErrorCode {
  invalid_input,  ///< the caller's data is wrong; mend it and try again
  not_found,
  conflict,     ///< something else holds or has already made it
  unavailable,  ///< may work later; the only code that is retried
  corrupt,      ///< stored bytes do not say what they must
  plugin_failed,
  cancelled,
};

/// The code as it is written in logs and JSON.
std::string_view to_string(ErrorCode code);

/// A failed operation. The message is lower case, has no full stop and names the values.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ErrorCode code() const noexcept { return code_; }

  /// The same error with "<context>: " before its message; stage boundaries add one each.
  Error with_context(std::string_view context) const;

 private:
  ErrorCode code_;
};

}  // namespace vk
