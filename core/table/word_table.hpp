#pragma once
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/table/decimal_codes.hpp"
#include "core/table/key_hash.hpp"

namespace vk {

/// Distinct words numbered in order of first appearance: open addressing, in slots of 16 bytes while no word is longer
/// than 8, as with codes and grades, then in slots that hold words of up to 16 bytes as two numbers. Very many decimals
/// are looked up by value first.
class WordTable {
 public:
  /// The number of `word`, added when new. 8 bytes from its first one must be readable.
  uint32_t code_of(std::string_view word) {
    if (decimals_ != nullptr) return code_by_value(word);
    return code_in_slots(word);
  }
  /// Whether the words are so many that looking one up waits for memory, unless fetch() asked for it some words before.
  bool is_beyond_cache() const { return decimals_ == nullptr && (short_.is_beyond_cache() || long_.is_beyond_cache()); }
  void fetch(std::string_view word) const {
    if (short_.has_room_for(word)) {
      short_.fetch(ShortSlot::of(word));
    } else if (!long_.is_empty()) {
      long_.fetch(LongSlot::of(word));
    }
  }
  /// Forgets the words numbered from `count` on.
  void truncate(size_t count);
  size_t size() const { return words_.size(); }
  /// The words by number; the table is used up.
  std::vector<std::string> finish() { return std::move(words_); }

 private:
  /// The first 8 bytes of a word of any length, those beyond it 0, without a branch on the length.
  static uint64_t first_bytes(std::string_view word) {
    const size_t used = std::min<size_t>(word.size(), 8);
    return used == 0 ? 0 : load_little_endian(word.data()) & (~uint64_t{0} >> (64 - 8 * used));
  }

  struct ShortSlot {
    static constexpr size_t kMost = 8;  ///< bytes of a word
    uint64_t word = 0;
    uint32_t length = 0;
    uint32_t code = 0;  ///< number + 1; 0 = free

    static ShortSlot of(std::string_view text) { return {first_bytes(text), static_cast<uint32_t>(text.size()), 0}; }
    uint64_t hash() const { return fold_multiply(word ^ 0x2D358DCCAA6C78A5U, length ^ 0x8BB84B93962EACC9U); }
    bool is(const ShortSlot& wanted, std::string_view, const std::vector<std::string>&) const {
      return ((word ^ wanted.word) | (length ^ wanted.length)) == 0;
    }
  };

  struct LongSlot {
    static constexpr size_t kCovered = 16;  ///< bytes of a word that a slot holds
    uint64_t first = 0;                     ///< the first 8 bytes, the others 0; of more than 16 bytes their hash
    uint64_t last = 0;                      ///< the last 8 bytes; of up to 8 the same as `first`
    uint32_t length = 0;
    uint32_t code = 0;  ///< number + 1; 0 = free

    static LongSlot of(std::string_view word) {
      constexpr uint64_t kLongWordSeed = 0x9E3779B97F4A7C15U;
      LongSlot slot;
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
    uint64_t hash() const { return fold_multiply(first ^ 0x2D358DCCAA6C78A5U, last ^ length ^ 0x8BB84B93962EACC9U); }
    bool is(const LongSlot& wanted, std::string_view word, const std::vector<std::string>& words) const {
      const uint64_t differs = (first ^ wanted.first) | (last ^ wanted.last) | (length ^ wanted.length);
      return differs == 0 && (length <= kCovered || same_key(words[code - 1], word));
    }
  };

  /// Slots of a kind, a power of two, at most three eighths of them taken: most words are where they are looked for
  /// first.
  template <class Slot>
  class Slots {
   public:
    bool is_empty() const { return slots_.empty(); }
    bool is_beyond_cache() const { return slots_.size() * sizeof(Slot) > kCacheBytes; }
    void fetch(const Slot& wanted) const { __builtin_prefetch(slots_.data() + (wanted.hash() & (slots_.size() - 1))); }
    /// Where the word is, or the free slot where it belongs.
    Slot& held_by(const Slot& wanted, std::string_view word, const std::vector<std::string>& words) {
      const size_t mask = slots_.size() - 1;
      for (size_t at = wanted.hash() & mask;; at = (at + 1) & mask) {
        Slot& held = slots_[at];
        if (held.code == 0 || held.is(wanted, word, words)) return held;
      }
    }
    bool is_full(size_t words) const { return 8 * words > 3 * slots_.size(); }
    /// Makes the slots anew, with room for one word more than there are.
    void fill(const std::vector<std::string>& words) {
      size_t count = kFirstSlots;
      while (8 * (words.size() + 1) > 3 * count) count *= 2;
      slots_.assign(count, {});
      for (size_t code = 0; code < words.size(); ++code) {
        // Eight bytes are readable from the first one of any std::string, used or not; those beyond the word do not
        // count.
        Slot slot = Slot::of(words[code]);
        slot.code = static_cast<uint32_t>(code + 1);
        held_by(slot, words[code], words) = slot;
      }
    }
    void clear() { slots_ = std::vector<Slot>(); }

   protected:
    static constexpr size_t kFirstSlots = 64;
    static constexpr size_t kCacheBytes = size_t{48} * 1024;
    std::vector<Slot> slots_;
  };

  /// The short words are in use as long as there are slots for them.
  class ShortSlots : public Slots<ShortSlot> {
   public:
    bool has_room_for(std::string_view word) const { return !slots_.empty() && word.size() <= ShortSlot::kMost; }
  };

  uint32_t code_in_slots(std::string_view word) {
    if (short_.has_room_for(word)) {
      const ShortSlot wanted = ShortSlot::of(word);
      const ShortSlot& held = short_.held_by(wanted, word, words_);
      return held.code != 0 ? held.code - 1 : add_short(word, wanted);
    }
    return code_of_longer(word);
  }
  void keep_decimals();
  uint32_t code_by_value(std::string_view word);
  uint32_t code_of_longer(std::string_view word);
  uint32_t add_short(std::string_view word, const ShortSlot& wanted);
  template <class Slot>
  uint32_t add(Slots<Slot>& slots, std::string_view word, Slot wanted);

  ShortSlots short_;
  Slots<LongSlot> long_;
  std::unique_ptr<DecimalCodes> decimals_;  ///< of words that have slots as well
  std::vector<std::string> words_;
};

}  // namespace vk
