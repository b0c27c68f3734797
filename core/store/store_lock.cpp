#include "core/store/store_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "core/base/error.hpp"

namespace vk {

StoreLock::StoreLock(const std::filesystem::path& store) {
  const std::string path = store.string() + ".lock";
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor_ < 0) {
    throw Error(ErrorCode::unavailable,
                fmt::format("cannot write beside store {}: {}", store.string(), std::strerror(errno)));
  }
  int result = 0;
  do {
    result = ::flock(descriptor_, LOCK_EX | LOCK_NB);
  } while (result != 0 && errno == EINTR);
  if (result == 0) return;
  const int number = errno;
  ::close(descriptor_);
  if (number == EWOULDBLOCK) {
    throw Error(ErrorCode::conflict, fmt::format("another run holds store {}", store.string()));
  }
  throw Error(ErrorCode::unavailable, fmt::format("cannot lock store {}: {}", store.string(), std::strerror(number)));
}

StoreLock::~StoreLock() {
  ::close(descriptor_);
}

}  // namespace vk
