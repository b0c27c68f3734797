#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/base/descriptor.hpp"

namespace vk {

/// Memory that another process can be handed: a file without a name. It is written anew for each batch but one, because
/// its pages are then there already.
class WireMemory {
 public:
  /// Throws Error(unavailable) when the system gives no memory.
  WireMemory();
  const Descriptor& descriptor() const { return descriptor_; }

 private:
  Descriptor descriptor_;
};

/// Two of them: what was handed over may still be read while the next batch is written.
class WireMemories {
 public:
  /// What the last but one held is overwritten.
  WireMemory& next() {
    at_ = 1 - at_;
    return memories_[at_];
  }

 private:
  WireMemory memories_[2];
  size_t at_ = 0;
};

/// Writes values one after the other into such memory, from its beginning. Throws Error(unavailable) when there is no
/// room for them.
class WireWriter {
 public:
  explicit WireWriter(WireMemory& memory) : memory_(memory) {}
  const WireMemory& memory() const { return memory_; }

  void bytes(const void* data, size_t size);
  template <class T>
  void value(T each) {
    static_assert(std::is_arithmetic_v<T>);
    bytes(&each, sizeof each);
  }
  void text(std::string_view each);
  /// How many there are, then all of them, aligned to 8 bytes.
  template <class T>
  void array(std::span<const T> values) {
    value(uint64_t{values.size()});
    align();
    bytes(values.data(), values.size_bytes());
  }
  void texts(std::span<const std::string> values);

  /// How many bytes there are to read. Call once, last.
  uint64_t finish();

 private:
  void align();
  void flush();
  void put(const char* data, size_t size);

  WireMemory& memory_;
  std::string pending_;
  uint64_t size_ = 0;
  uint64_t written_ = 0;
};

/// A copy of another process's memory, which that process can no longer change; the room for it is used again.
class WireCopy {
 public:
  /// The first `size` bytes, until the next call. Throws Error(plugin_failed) when it is no memory, holds less, or
  /// `size` is more than `most_bytes`.
  std::span<const std::byte> take(const Descriptor& memory, uint64_t size, uint64_t most_bytes);

 private:
  std::unique_ptr<std::byte[]> bytes_;
  uint64_t room_ = 0;
};

/// Reads what a WireWriter wrote and believes none of it: whatever does not fit throws Error(plugin_failed).
class WireReader {
 public:
  /// `most_bytes` is what it may grow to when numbers are as wide again as they are used.
  explicit WireReader(std::span<const std::byte> bytes, uint64_t most_bytes = std::numeric_limits<uint64_t>::max())
      : bytes_(bytes), most_bytes_(most_bytes) {}

  template <class T>
  T value() {
    static_assert(std::is_arithmetic_v<T> && !std::is_same_v<T, bool>);
    T result{};
    copy(&result, sizeof result);
    return result;
  }
  bool flag() { return value<uint8_t>() != 0; }
  std::string text();
  std::vector<std::string> texts();
  /// A count of things that take at least `least_bytes` each, so that a wrong one cannot ask for memory.
  size_t count(size_t least_bytes = 1);
  template <class T>
  std::vector<T> array() {
    const std::span<const T> values = array_in_place<T>();
    return {values.begin(), values.end()};
  }
  /// The same where it stands, as long as the bytes are there.
  template <class T>
  std::span<const T> array_in_place() {
    const uint64_t size = value<uint64_t>();
    align();
    if (size > left() / sizeof(T)) refuse();
    return {static_cast<const T*>(static_cast<const void*>(take(size * sizeof(T)))), size};
  }
  /// Says that so many bytes are about to be taken up; throws when all of them are more than most_bytes.
  void take_up(uint64_t bytes);
  /// Throws when something is left over.
  void finish() const;

 private:
  [[noreturn]] static void refuse();
  size_t left() const { return bytes_.size() - at_; }
  void align();
  const std::byte* take(size_t size);
  void copy(void* into, size_t size);

  std::span<const std::byte> bytes_;
  size_t at_ = 0;
  uint64_t most_bytes_;
  uint64_t taken_up_ = 0;
};

}  // namespace vk
