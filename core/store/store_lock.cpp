#include "core/store/store_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "core/base/error.hpp"

namespace vk {

StoreLock::StoreLock(const std::filesystem::path& store) {
  const std::string path = store.string() + ".lock";
  file_ = Descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!file_.is_open()) {
    throw Error(ErrorCode::unavailable,
                fmt::format("cannot write beside store {}: {}", store.string(), std::strerror(errno)));
  }
  int result = 0;
  do {
    result = ::flock(file_.number(), LOCK_EX | LOCK_NB);
  } while (result != 0 && errno == EINTR);
  if (result == 0) return;
  const int number = errno;
  if (number == EWOULDBLOCK) {
    throw Error(ErrorCode::conflict, fmt::format("another run holds store {}", store.string()));
  }
  throw Error(ErrorCode::unavailable, fmt::format("cannot lock store {}: {}", store.string(), std::strerror(number)));
}

}  // namespace vk
