#include "core/plugin_host/file_access.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "core/base/descriptor.hpp"
#include "core/base/text.hpp"

namespace vk {

namespace {

// Rights of later kernels than the headers may know.
constexpr uint64_t kRefer = uint64_t{1} << 13U;
constexpr uint64_t kTruncate = uint64_t{1} << 14U;
constexpr uint64_t kDeviceControl = uint64_t{1} << 15U;

constexpr uint64_t kFirstRights = (uint64_t{1} << 13U) - 1;
constexpr uint64_t kReadFile = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE;
constexpr uint64_t kReadFolder = kReadFile | LANDLOCK_ACCESS_FS_READ_DIR;

constexpr std::array kSystemLibraries{
    "/lib",      "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/usr/share/zoneinfo",
    "/proc/self"};

uint64_t rights_of(long version) {
  uint64_t rights = kFirstRights;
  if (version >= 2) rights |= kRefer;
  if (version >= 3) rights |= kTruncate;
  if (version >= 5) rights |= kDeviceControl;
  return rights;
}

/// Allows `rights` at and below a path; one that is not there needs no rule.
bool allow(const Descriptor& rules, const std::filesystem::path& path, uint64_t rights) {
  const Descriptor place(open(path.c_str(), O_PATH | O_CLOEXEC));
  if (!place.is_open()) return true;
  struct stat status {};
  if (fstat(place.number(), &status) != 0) return false;
  if (!S_ISDIR(status.st_mode)) rights &= ~static_cast<uint64_t>(LANDLOCK_ACCESS_FS_READ_DIR);
  landlock_path_beneath_attr rule{};
  rule.allowed_access = rights;
  rule.parent_fd = place.number();
  return syscall(SYS_landlock_add_rule, rules.number(), LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
}

bool allow_libraries(const Descriptor& rules) {
  for (const char* path : kSystemLibraries) {
    if (!allow(rules, path, kReadFolder)) return false;
  }
  const char* more = std::getenv("LD_LIBRARY_PATH");
  for (const std::string_view folder : split(more == nullptr ? "" : more, ':')) {
    if (!folder.empty() && !allow(rules, folder, kReadFolder)) return false;
  }
  return allow(rules, "/dev/null", LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE) &&
         allow(rules, "/dev/urandom", LANDLOCK_ACCESS_FS_READ_FILE);
}

}  // namespace

FileRules::FileRules() {
  const long version = syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  landlock_ruleset_attr handled{};
  handled.handled_access_fs = rights_of(version);
  if (version >= 1) {
    rules_ = Descriptor(
        static_cast<int>(syscall(SYS_landlock_create_ruleset, &handled, sizeof handled.handled_access_fs, 0)));
  }
  if (!rules_.is_open() || !allow_libraries(rules_)) error_ = errno;
}

std::string FileRules::enforce(const std::filesystem::path& library, bool reads_files) {
  const auto can = [&] {
    return allow(rules_, library, kReadFile) && (!reads_files || allow(rules_, "/", kReadFolder)) &&
           syscall(SYS_landlock_restrict_self, rules_.number(), 0) == 0;
  };
  if (error_ == 0 && !can()) error_ = errno;
  rules_.close();
  return error_ == 0 ? "" : std::string("files can be read, for want of Landlock: ") + strerror(error_);
}

}  // namespace vk
