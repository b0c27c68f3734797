#include "core/plugin_host/wire.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "core/base/error.hpp"

namespace vk {

namespace {

constexpr size_t kAlignment = 8;
constexpr size_t kWrittenAtOnce = size_t{64} << 10U;
constexpr int kSeals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL;
constexpr int kNeededSeals = F_SEAL_SHRINK | F_SEAL_WRITE;

[[noreturn]] void no_memory(const char* what) {
  throw Error(ErrorCode::unavailable, std::string("no memory to hand over tables: ") + what + ": " + strerror(errno));
}

void write_all(int descriptor, const char* data, size_t size) {
  while (size > 0) {
    const ssize_t written = ::write(descriptor, data, size);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) no_memory("write");
    data += written;
    size -= static_cast<size_t>(written);
  }
}

}  // namespace

WireWriter::WireWriter() : memory_(memfd_create("vuosikello-table", MFD_CLOEXEC | MFD_ALLOW_SEALING)) {
  if (!memory_.is_open()) no_memory("memfd_create");
}

void WireWriter::bytes(const void* data, size_t size) {
  size_ += size;
  if (size < kWrittenAtOnce) {
    pending_.append(static_cast<const char*>(data), size);
    if (pending_.size() >= kWrittenAtOnce) flush();
    return;
  }
  flush();
  write_all(memory_.number(), static_cast<const char*>(data), size);
}

void WireWriter::text(std::string_view each) {
  value(uint64_t{each.size()});
  bytes(each.data(), each.size());
}

void WireWriter::texts(std::span<const std::string> values) {
  value(uint64_t{values.size()});
  for (const std::string& each : values) text(each);
}

void WireWriter::align() {
  constexpr char kZeros[kAlignment] = {};
  bytes(kZeros, (kAlignment - size_ % kAlignment) % kAlignment);
}

void WireWriter::flush() {
  write_all(memory_.number(), pending_.data(), pending_.size());
  pending_.clear();
}

Descriptor WireWriter::seal() {
  flush();
  if (fcntl(memory_.number(), F_ADD_SEALS, kSeals) != 0) no_memory("seal");
  return std::move(memory_);
}

SealedMemory::SealedMemory(const Descriptor& memory, uint64_t most_bytes) {
  const int seals = memory.is_open() ? fcntl(memory.number(), F_GET_SEALS) : -1;
  struct stat status {};
  if (seals < 0 || (seals & kNeededSeals) != kNeededSeals || fstat(memory.number(), &status) != 0) {
    throw Error(ErrorCode::plugin_failed, "handed over memory that is not sealed");
  }
  size_ = static_cast<size_t>(status.st_size);
  if (size_ > most_bytes) {
    throw Error(ErrorCode::plugin_failed, "handed over " + std::to_string(size_ >> 20U) +
                                              " MiB at once, more than its limit of " +
                                              std::to_string(most_bytes >> 20U) + " MiB (limits.memory)");
  }
  if (size_ == 0) return;
  data_ = mmap(nullptr, size_, PROT_READ, MAP_SHARED | MAP_POPULATE, memory.number(), 0);
  if (data_ == MAP_FAILED) no_memory("mmap");
}

SealedMemory::~SealedMemory() {
  if (size_ > 0) munmap(data_, size_);
}

void WireReader::refuse() {
  throw Error(ErrorCode::plugin_failed, "handed over memory that does not hold what it should");
}

const std::byte* WireReader::take(size_t size) {
  if (size > left()) refuse();
  const std::byte* taken = bytes_.data() + at_;
  at_ += size;
  return taken;
}

void WireReader::copy(void* into, size_t size) {
  std::memcpy(into, take(size), size);
}

void WireReader::align() {
  take((kAlignment - at_ % kAlignment) % kAlignment);
}

std::string WireReader::text() {
  const size_t size = count();
  return {static_cast<const char*>(static_cast<const void*>(take(size))), size};
}

size_t WireReader::count(size_t least_bytes) {
  const uint64_t size = value<uint64_t>();
  if (size > left() / least_bytes) refuse();
  return static_cast<size_t>(size);
}

std::vector<std::string> WireReader::texts() {
  std::vector<std::string> result(count(sizeof(uint64_t)));
  for (std::string& each : result) each = text();
  return result;
}

void WireReader::finish() const {
  if (left() != 0) refuse();
}

}  // namespace vk
