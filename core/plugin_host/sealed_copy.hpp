#pragma once
#include <filesystem>
#include <string>

#include "core/base/descriptor.hpp"

namespace vk {

/// A copy of a file in memory that nobody can change: what was hashed is what is loaded.
class SealedCopy {
 public:
  /// Throws Error: not_found when the file is missing, unavailable when it cannot be read or there is no memory for it.
  explicit SealedCopy(const std::filesystem::path& file);

  const Descriptor& memory() const { return memory_; }
  /// SHA-256 of the copy as 64 hexadecimal digits.
  std::string sha256() const;

 private:
  Descriptor memory_;
  size_t size_ = 0;
};

}  // namespace vk
