#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vk {

/// The keys of one bucket in ordinal order and a hash table over them: open addressing over words of tag and ordinal.
/// An erased key is empty and in no slot.
class SubjectBucket {
 public:
  static constexpr uint32_t kNone = ~uint32_t{0};

  uint32_t size() const { return static_cast<uint32_t>(ends_.size()); }
  /// Key of an ordinal below size().
  std::string_view key(uint32_t ordinal) const {
    const uint64_t base = bases_[ordinal / kGroup];
    const uint32_t start = ordinal % kGroup == 0 ? 0 : ends_[ordinal - 1];
    return {bytes_.data() + base + start, ends_[ordinal] - start};
  }

  /// Asks the processor for the slot where a key with this tag is looked for.
  void fetch(uint32_t tag) const {
    if (!slots_.empty()) __builtin_prefetch(slots_.data() + (tag & (slots_.size() - 1)));
  }

  /// The ordinal of `key`, or kNone. `tag` is the low half of the key's hash.
  uint32_t find(std::string_view key, uint32_t tag) const;
  /// The ordinal of `key`, appended when new.
  uint32_t add(std::string_view key, uint32_t tag);
  /// Appends a key that is known to be new; an empty one takes an ordinal and cannot be found.
  void append(std::string_view key, uint32_t tag);
  /// Empties a key. Linear in the bucket.
  void erase(uint32_t ordinal, uint64_t seed);
  /// Makes room for `keys` keys in all.
  void reserve(uint64_t keys);

 private:
  static constexpr uint32_t kGroup = 4096;  ///< keys that share a 64-bit base, so that ends are 32 bits

  void insert_slot(uint32_t tag, uint32_t ordinal);
  void grow(size_t slots);

  std::vector<uint64_t> slots_;  ///< tag in the high, ordinal + 1 in the low half; 0 = free
  size_t used_ = 0;
  std::vector<uint32_t> ends_;  ///< end of each key from its group's base
  std::vector<uint64_t> bases_;
  std::string bytes_;
};

}  // namespace vk
