#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/table/key_texts.hpp"

namespace vk {

/// The keys of one bucket in ordinal order and a hash table over them: open addressing over 32-bit words of a piece of
/// the hash and an ordinal. A bucket that has outgrown the ordinals of a word gives up the piece. An erased key is
/// empty and in no slot.
class SubjectBucket {
 public:
  static constexpr uint32_t kNone = ~uint32_t{0};

  /// `seed` is that of the index; `ordinal_bits` of a slot's word hold the ordinal, at most 32.
  explicit SubjectBucket(uint64_t seed, uint32_t ordinal_bits = 24) : seed_(seed), ordinal_bits_(ordinal_bits) {}

  uint32_t size() const { return keys_.size(); }
  size_t bytes_in_memory() const { return slots_.capacity() * sizeof(uint32_t) + keys_.bytes_in_memory(); }
  /// Key of an ordinal below size().
  std::string_view key(uint32_t ordinal) const { return keys_.at(ordinal); }

  /// Three steps that ask the processor for what find() is about to read, for many keys at once: the slot where a key
  /// with this tag is looked for; where the key in it is (gives its ordinal, or kNone); the key's bytes.
  void fetch_slot(uint32_t tag) const {
    if (!slots_.empty()) __builtin_prefetch(slots_.data() + (tag & (slots_.size() - 1)));
  }
  uint32_t fetch_place(uint32_t tag) const {
    if (slots_.empty()) return kNone;
    constexpr size_t kNear = 8;  // slots further on are another line of memory
    const size_t mask = slots_.size() - 1;
    for (size_t at = tag; at < size_t{tag} + kNear; ++at) {
      const uint32_t slot = slots_[at & mask];
      if (slot == 0) return kNone;
      if (piece_of_slot(slot) != piece_of_tag(tag)) continue;
      const uint32_t ordinal = ordinal_of_slot(slot);
      keys_.fetch_place(ordinal);
      return ordinal;
    }
    return kNone;
  }
  void fetch_key(uint32_t ordinal) const {
    if (ordinal != kNone) keys_.fetch(ordinal);
  }

  /// The ordinal of `key`, or kNone. `tag` is the low half of the key's hash.
  uint32_t find(std::string_view key, uint32_t tag) const;
  /// The ordinal of `key`, appended when new.
  uint32_t add(std::string_view key, uint32_t tag);
  /// Appends a key that is known to be new; an empty one takes an ordinal and cannot be found.
  void append(std::string_view key, uint32_t tag);
  /// Empties a key. Linear in the bucket.
  void erase(uint32_t ordinal);
  /// Makes room for `keys` keys in all.
  void reserve(uint64_t keys);

 private:
  // 64-bit shifts, because the piece has no bits at all when the ordinal takes the whole word.
  uint64_t piece_of_tag(uint32_t tag) const { return uint64_t{tag} >> ordinal_bits_; }
  uint64_t piece_of_slot(uint32_t slot) const { return uint64_t{slot} >> ordinal_bits_; }
  uint32_t ordinal_of_slot(uint32_t slot) const {
    return static_cast<uint32_t>(slot & ((uint64_t{1} << ordinal_bits_) - 1)) - 1;
  }
  uint32_t tag_of(uint32_t ordinal) const;
  void insert_slot(uint32_t tag, uint32_t ordinal);
  void fill_slots(size_t slots);

  uint64_t seed_;
  uint32_t ordinal_bits_;
  std::vector<uint32_t> slots_;  ///< the tag's highest bits, then ordinal + 1; 0 = free
  size_t used_ = 0;
  KeyTexts keys_;
};

}  // namespace vk
