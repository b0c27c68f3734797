#pragma once
#include <filesystem>

#include "core/base/descriptor.hpp"

namespace vk {

/// The right to write a store: an exclusive lock on "<store>.lock" beside it, which the system lets go of when the
/// process ends, also by kill -9. The file stays; only the lock counts.
class StoreLock {
 public:
  /// Throws Error(conflict) when another run holds it, Error(unavailable) when the file cannot be made.
  explicit StoreLock(const std::filesystem::path& store);

 private:
  Descriptor file_;
};

}  // namespace vk
