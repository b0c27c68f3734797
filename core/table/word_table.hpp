#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/table/key_hash.hpp"

namespace vk {

/// Distinct words numbered in order of first appearance: open addressing, words of up to 16 bytes compared as two
/// numbers.
class WordTable {
 public:
  /// The number of `word`, added when new. 8 bytes from its first one must be readable.
  uint32_t code_of(std::string_view word) {
    const Slot wanted = slot_of(word);
    if (!slots_.empty()) {
      const Slot& held = slots_[place_of(wanted, word)];
      if (held.code != 0) return held.code - 1;
    }
    return add(word, wanted);
  }
  /// Whether the words are so many that looking one up waits for memory, unless fetch() asked for it some words before.
  bool is_beyond_cache() const { return slots_.size() > kSlotsInCache; }
  void fetch(std::string_view word) const {
    __builtin_prefetch(slots_.data() + (hash_of(slot_of(word)) & (slots_.size() - 1)));
  }
  /// Forgets the words numbered from `count` on.
  void truncate(size_t count);
  size_t size() const { return words_.size(); }
  /// The words by number; the table is used up.
  std::vector<std::string> finish() { return std::move(words_); }

 private:
  struct Slot {
    uint64_t first = 0;  ///< the first 8 bytes, the others 0; of more than 16 bytes their hash
    uint64_t last = 0;   ///< the last 8 bytes; of up to 8 the same as `first`
    uint32_t length = 0;
    uint32_t code = 0;  ///< number + 1; 0 = free
  };

  static constexpr size_t kCovered = 16;         ///< bytes of a word that a slot holds
  static constexpr size_t kSlotsInCache = 2048;  ///< 48 KiB

  static Slot slot_of(std::string_view word) {
    constexpr uint64_t kLongWordSeed = 0x9E3779B97F4A7C15U;
    Slot slot;
    const size_t size = word.size();
    slot.length = static_cast<uint32_t>(size);
    if (size > kCovered) {
      slot.first = key_hash(word, kLongWordSeed);
    } else if (size > 0) {
      // No branch on which side of 8 the length is: words of both come in any order.
      const uint64_t used = ~uint64_t{0} >> (64 - 8 * std::min<size_t>(size, 8));
      slot.first = load_little_endian(word.data()) & used;
      slot.last = load_little_endian(word.data() + std::max<size_t>(size, 8) - 8) & used;
    }
    return slot;
  }
  static uint64_t hash_of(const Slot& slot) {
    return fold_multiply(slot.first ^ 0x2D358DCCAA6C78A5U, slot.last ^ slot.length ^ 0x8BB84B93962EACC9U);
  }
  /// Where the word is, or the free slot where it belongs.
  size_t place_of(const Slot& wanted, std::string_view word) const {
    const size_t mask = slots_.size() - 1;
    for (size_t at = hash_of(wanted) & mask;; at = (at + 1) & mask) {
      const Slot& held = slots_[at];
      if (held.code == 0) return at;
      const uint64_t differs = (held.first ^ wanted.first) | (held.last ^ wanted.last) | (held.length ^ wanted.length);
      if (differs == 0 && (wanted.length <= kCovered || same_key(words_[held.code - 1], word))) return at;
    }
  }
  uint32_t add(std::string_view word, Slot slot);
  void grow();

  std::vector<Slot> slots_;
  std::vector<std::string> words_;
};

}  // namespace vk
