#pragma once
#include <vuosikello/plugin.h>

#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

namespace vk::sdk {

/// What a plugin throws to refuse: the code says what the caller can do, the subject names the parameter or column.
class Failure : public std::runtime_error {
 public:
  explicit Failure(const std::string& message, std::string subject = {}, vk_result code = VK_FAILED)
      : std::runtime_error(message), subject_(std::move(subject)), code_(code) {}
  const std::string& subject() const noexcept { return subject_; }
  vk_result code() const noexcept { return code_; }

 private:
  std::string subject_;
  vk_result code_;
};

/// Copies `text` into a fixed buffer, cut at a whole UTF-8 sequence and ended with 0.
template <size_t N>
void copy_text(char (&into)[N], std::string_view text) {
  size_t length = text.size() < N ? text.size() : N - 1;
  if (length < text.size()) {
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) --length;
  }
  std::memcpy(into, text.data(), length);
  into[length] = '\0';
}

/// Fills a caller's vk_error as far as its size reaches, and gives `code`.
inline int32_t fill_error(vk_error* error, vk_result code, std::string_view subject, std::string_view message) {
  if (error == nullptr) return code;
  if (VK_HAS(error, vk_error, code)) error->code = code;
  if (VK_HAS(error, vk_error, subject)) copy_text(error->subject, subject);
  if (VK_HAS(error, vk_error, message)) copy_text(error->message, message);
  return code;
}

}  // namespace vk::sdk
