#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/plugin_host/descriptor.hpp"

namespace vk {

/// Writes values one after the other into memory that another process can be handed: a file without a name, sealed once
/// it is whole. Throws Error(unavailable) when the system gives no memory.
class WireWriter {
 public:
  WireWriter();

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

  /// Nothing can be changed from here on, by nobody. Call once, last.
  Descriptor seal();

 private:
  void align();
  void flush();

  Descriptor memory_;
  std::string pending_;
  uint64_t size_ = 0;
};

/// Sealed memory of another process, mapped for reading. Throws Error(plugin_failed) when it is not sealed against
/// shrinking and writing, or larger than `most_bytes`.
class SealedMemory {
 public:
  SealedMemory(const Descriptor& memory, uint64_t most_bytes);
  SealedMemory(const SealedMemory&) = delete;
  SealedMemory& operator=(const SealedMemory&) = delete;
  ~SealedMemory();

  std::span<const std::byte> bytes() const { return {static_cast<const std::byte*>(data_), size_}; }

 private:
  void* data_ = nullptr;
  size_t size_ = 0;
};

/// Reads what a WireWriter wrote and believes none of it: whatever does not fit throws Error(plugin_failed).
class WireReader {
 public:
  explicit WireReader(std::span<const std::byte> bytes) : bytes_(bytes) {}

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
    const uint64_t size = value<uint64_t>();
    align();
    if (size > left() / sizeof(T)) refuse();
    const auto* first = static_cast<const T*>(static_cast<const void*>(take(size * sizeof(T))));
    return {first, first + size};
  }
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
};

}  // namespace vk
