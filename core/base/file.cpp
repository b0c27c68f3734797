#include "core/base/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/base/descriptor.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace vk {
namespace {

namespace fs = std::filesystem;

Error system_error(std::string_view what, const fs::path& path, int number) {
  const ErrorCode code = number == ENOENT ? ErrorCode::not_found : ErrorCode::unavailable;
  return {code, fmt::format("cannot {} {}: {}", what, path.string(), std::strerror(number))};
}

void write_all(int fd, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw system_error("write", path, errno);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
}

/// Makes the new name of `path` outlive a power cut. Some file systems cannot flush a folder; then nothing more can be
/// done.
void flush_folder(const fs::path& path) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path{"."};
  const Descriptor opened{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (opened.is_open()) ::fsync(opened.number());
}

}  // namespace

std::string read_file(const fs::path& path) {
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file.is_open()) throw system_error("open", path, errno);
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) throw system_error("read", path, errno);
  if (S_ISDIR(status.st_mode)) throw system_error("read", path, EISDIR);
  std::string bytes(static_cast<size_t>(std::max<off_t>(status.st_size, 0)), '\0');
  size_t filled = 0;
  while (true) {
    if (filled == bytes.size()) bytes.resize(std::max<size_t>(4096, bytes.size() + bytes.size() / 2));
    const ssize_t got = ::read(file.number(), bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw system_error("read", path, errno);
    if (got == 0) break;
    filled += static_cast<size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

void write_file(const fs::path& path, std::string_view bytes) {
  if (path.has_parent_path()) {
    std::error_code failure;
    fs::create_directories(path.parent_path(), failure);
    if (failure)
      throw Error(ErrorCode::unavailable,
                  fmt::format("cannot make folder {}: {}", path.parent_path().string(), failure.message()));
  }
  const fs::path temporary = path.string() + fmt::format(".{}.tmp", ::getpid());
  try {
    const Descriptor file{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)};
    if (!file.is_open()) throw system_error("write", path, errno);
    write_all(file.number(), bytes, path);
    if (::fsync(file.number()) != 0) throw system_error("write", path, errno);
  } catch (const Error&) {
    ::unlink(temporary.c_str());
    throw;
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    const int number = errno;
    ::unlink(temporary.c_str());
    throw system_error("write", path, number);
  }
  flush_folder(path);
}

std::vector<fs::path> files_matching(const fs::path& pattern) {
  const std::string name = pattern.filename().string();
  std::vector<fs::path> found;
  std::error_code failure;
  if (name.find_first_of("*?") == std::string::npos) {
    if (fs::exists(pattern, failure)) found.push_back(pattern);
    return found;
  }
  const fs::path folder = pattern.has_parent_path() ? pattern.parent_path() : fs::path{"."};
  for (const auto& entry : fs::directory_iterator(folder, failure)) {
    if (!entry.is_directory(failure) && matches_wildcard(entry.path().filename().string(), name))
      found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace vk
