#pragma once
#include <filesystem>

namespace vk {

/// The right to write a store: an exclusive lock on "<store>.lock" beside it, which the system lets go of when the
/// process ends, also by kill -9. The file stays; only the lock counts.
class StoreLock {
 public:
  /// Throws Error(conflict) when another run holds it, Error(unavailable) when the file cannot be made.
  explicit StoreLock(const std::filesystem::path& store);
  StoreLock(const StoreLock&) = delete;
  StoreLock& operator=(const StoreLock&) = delete;
  ~StoreLock();

 private:
  int descriptor_ = -1;
};

}  // namespace vk
