#include "core/table/word_table.hpp"

#include <algorithm>

namespace vk {

template <class Slot>
uint32_t WordTable::add(Slots<Slot>& slots, std::string_view word, Slot wanted) {
  words_.emplace_back(word);
  if (slots.is_full(words_.size())) {
    slots.fill(words_);
    if (decimals_ == nullptr && slots.is_beyond_cache()) keep_decimals();
  } else {
    wanted.code = static_cast<uint32_t>(words_.size());
    slots.held_by(wanted, word, words_) = wanted;
  }
  return static_cast<uint32_t>(words_.size()) - 1;
}

/// From now on decimals are looked up by value, when most words are such.
void WordTable::keep_decimals() {
  const auto is_decimal = [](const std::string& word) { return PlainDecimal::of(word).shape != PlainDecimal::kNone; };
  const auto decimals = std::count_if(words_.begin(), words_.end(), is_decimal);
  if (2 * static_cast<size_t>(decimals) < words_.size()) return;
  decimals_ = std::make_unique<DecimalCodes>();
}

uint32_t WordTable::code_by_value(std::string_view word) {
  uint32_t* const code = decimals_->find(word);
  if (code == nullptr) return code_in_slots(word);
  if (*code == 0) *code = code_in_slots(word) + 1;
  return *code - 1;
}

uint32_t WordTable::add_short(std::string_view word, const ShortSlot& wanted) {
  return add<ShortSlot>(short_, word, wanted);
}

/// The word is longer than those before, one of many that are, or the first of all.
uint32_t WordTable::code_of_longer(std::string_view word) {
  if (long_.is_empty()) {
    if (word.size() <= ShortSlot::kMost) {
      short_.fill(words_);
      return code_of(word);
    }
    long_.fill(words_);
    short_.clear();
  }
  const LongSlot wanted = LongSlot::of(word);
  const LongSlot& held = long_.held_by(wanted, word, words_);
  return held.code != 0 ? held.code - 1 : add<LongSlot>(long_, word, wanted);
}

void WordTable::truncate(size_t count) {
  // Last in, first out: emptying the slot of the newest word leaves the table as it was before that word came.
  while (words_.size() > count) {
    const std::string& word = words_.back();
    uint32_t* const code = decimals_ == nullptr ? nullptr : decimals_->find(word);
    if (code != nullptr) *code = 0;
    if (long_.is_empty()) {
      short_.held_by(ShortSlot::of(word), word, words_) = {};
    } else {
      long_.held_by(LongSlot::of(word), word, words_) = {};
    }
    words_.pop_back();
  }
}

}  // namespace vk
