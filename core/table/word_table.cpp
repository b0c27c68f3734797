#include "core/table/word_table.hpp"

namespace vk {
namespace {

constexpr size_t kFirstSlots = 64;

}  // namespace

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

uint32_t WordTable::add(std::string_view word, Slot slot) {
  if (4 * (words_.size() + 1) > 3 * slots_.size()) grow();
  const size_t place = place_of(slot, word);
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
