#include "core/plugin_host/sealed_copy.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"

namespace vk {

namespace {

constexpr size_t kCopiedAtOnce = size_t{1} << 20U;
/// On the stack, whose pages are there; those of new memory would cost more than what is done to them.
constexpr size_t kReadAtOnce = size_t{16} << 10U;

[[noreturn]] void refuse(const char* what) {
  throw Error(errno == ENOENT ? ErrorCode::not_found : ErrorCode::unavailable,
              std::string(what) + ": " + strerror(errno));
}

}  // namespace

SealedCopy::SealedCopy(const std::filesystem::path& file)
    : memory_(memfd_create("plugin", MFD_CLOEXEC | MFD_ALLOW_SEALING)) {
  const Descriptor source(open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!source.is_open()) refuse("open");
  if (!memory_.is_open()) refuse("memory for it");
  // The system copies: through this process's own pages the copy would cost more than all the rest of loading it.
  while (true) {
    const ssize_t copied = sendfile(memory_.number(), source.number(), nullptr, kCopiedAtOnce);
    if (copied == 0) break;
    if (copied < 0 && errno == EINTR) continue;
    if (copied < 0) refuse("copy to memory");
    size_ += static_cast<size_t>(copied);
  }
  if (fcntl(memory_.number(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0)
    refuse("seal");
}

std::string SealedCopy::sha256() const {
  Sha256 digest;
  std::array<char, kReadAtOnce> bytes{};
  for (size_t at = 0; at < size_;) {
    const ssize_t got = pread(memory_.number(), bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) refuse("read it again");
    digest.update({bytes.data(), static_cast<size_t>(got)});
    at += static_cast<size_t>(got);
  }
  return digest.hex();
}

}  // namespace vk
