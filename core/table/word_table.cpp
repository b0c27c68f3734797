#include "core/table/word_table.hpp"

namespace vk {
namespace {

constexpr size_t kFirstSlots = 64;
constexpr uint64_t kLongWordSeed = 0x9E3779B97F4A7C15U;

}  // namespace

uint64_t WordTable::hash_of_long(std::string_view word) {
  return key_hash(word, kLongWordSeed);
}

size_t WordTable::place_of(const Slot& slot, std::string_view word) const {
  const size_t mask = slots_.size() - 1;
  for (size_t at = hash_of(slot) & mask;; at = (at + 1) & mask) {
    const Slot& held = slots_[at];
    if (held.code == 0) return at;
    const bool alike = held.first == slot.first && held.length == slot.length;
    if (alike && (slot.length <= 8 || words_[held.code - 1] == word)) return at;
  }
}

void WordTable::grow() {
  slots_.assign(slots_.empty() ? kFirstSlots : slots_.size() * 2, {});
  for (size_t code = 0; code < words_.size(); ++code) {
    // Eight bytes are readable from the first one of any std::string, used or not; those beyond the word do not count.
    Slot slot = slot_of(words_[code]);
    const size_t place = place_of(slot, words_[code]);
    slot.code = static_cast<uint32_t>(code + 1);
    slots_[place] = slot;
  }
}

uint32_t WordTable::code_of(std::string_view word) {
  if (slots_.empty()) grow();
  Slot slot = slot_of(word);
  size_t place = place_of(slot, word);
  if (slots_[place].code != 0) return slots_[place].code - 1;
  if (4 * (words_.size() + 1) > 3 * slots_.size()) {
    grow();
    place = place_of(slot, word);
  }
  words_.emplace_back(word);
  slot.code = static_cast<uint32_t>(words_.size());
  slots_[place] = slot;
  return slot.code - 1;
}

void WordTable::truncate(size_t count) {
  // Last in, first out: emptying the slot of the newest word leaves the table as it was before that word came.
  while (words_.size() > count) {
    slots_[place_of(slot_of(words_.back()), words_.back())] = {};
    words_.pop_back();
  }
}

}  // namespace vk
