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

[[noreturn]] void no_memory(const char* what) {
  throw Error(ErrorCode::unavailable, std::string("no memory to hand over tables: ") + what + ": " + strerror(errno));
}

[[noreturn]] void refuse_size(uint64_t size, uint64_t most_bytes) {
  throw Error(ErrorCode::plugin_failed, "handed over " + std::to_string(size >> 20U) +
                                            " MiB at once, more than its limit of " +
                                            std::to_string(most_bytes >> 20U) + " MiB (limits.memory)");
}

}  // namespace

WireMemory::WireMemory() : descriptor_(memfd_create("vuosikello-table", MFD_CLOEXEC | MFD_ALLOW_SEALING)) {
  const bool kept = descriptor_.is_open() && fcntl(descriptor_.number(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_SEAL) == 0;
  if (!kept) no_memory("memfd_create");
}

void WireWriter::bytes(const void* data, size_t size) {
  size_ += size;
  if (size < kWrittenAtOnce) {
    pending_.append(static_cast<const char*>(data), size);
    if (pending_.size() >= kWrittenAtOnce) flush();
    return;
  }
  flush();
  put(static_cast<const char*>(data), size);
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
  put(pending_.data(), pending_.size());
  pending_.clear();
}

void WireWriter::put(const char* data, size_t size) {
  while (size > 0) {
    const ssize_t put = ::pwrite(memory_.descriptor().number(), data, size, static_cast<off_t>(written_));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) no_memory("write");
    data += put;
    size -= static_cast<size_t>(put);
    written_ += static_cast<uint64_t>(put);
  }
}

uint64_t WireWriter::finish() {
  flush();
  return written_;
}

std::span<const std::byte> WireCopy::take(const Descriptor& memory, uint64_t size, uint64_t most_bytes) {
  // Only memory has seals; anything else could let a read wait.
  if (!memory.is_open() || fcntl(memory.number(), F_GET_SEALS) < 0) {
    throw Error(ErrorCode::plugin_failed, "handed over something that is no memory");
  }
  if (size > most_bytes) refuse_size(size, most_bytes);
  struct stat status {};
  const bool holds = fstat(memory.number(), &status) == 0 && static_cast<uint64_t>(status.st_size) >= size;
  if (!holds) throw Error(ErrorCode::plugin_failed, "handed over less memory than it said");
  if (size > room_) {
    bytes_.reset();
    bytes_ = std::make_unique_for_overwrite<std::byte[]>(size);
    room_ = size;
  }
  for (uint64_t copied = 0; copied < size;) {
    const ssize_t got = ::pread(memory.number(), bytes_.get() + copied, size - copied, static_cast<off_t>(copied));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) throw Error(ErrorCode::plugin_failed, "handed over memory that cannot be read");
    copied += static_cast<uint64_t>(got);
  }
  return {bytes_.get(), size};
}

void WireReader::take_up(uint64_t bytes) {
  taken_up_ += bytes;
  if (taken_up_ > most_bytes_) refuse_size(taken_up_, most_bytes_);
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
