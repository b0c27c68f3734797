#include "core/plugin_host/sealed_copy.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>

#include <cerrno>
#include <cstring>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"

namespace vk {

namespace {

constexpr size_t kCopiedAtOnce = size_t{1} << 20U;

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
  if (size_ == 0) return sha256_hex({});
  void* const bytes = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, memory_.number(), 0);
  if (bytes == MAP_FAILED) refuse("memory for it");
  std::string digest = sha256_hex({static_cast<const char*>(bytes), size_});
  munmap(bytes, size_);
  return digest;
}

}  // namespace vk
