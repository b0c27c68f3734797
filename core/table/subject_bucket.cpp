#include "core/table/subject_bucket.hpp"

#include <algorithm>
#include <bit>

#include "core/base/check.hpp"
#include "core/table/key_hash.hpp"

namespace vk {

uint32_t SubjectBucket::find(std::string_view wanted, uint32_t tag) const {
  if (slots_.empty()) return kNone;
  const size_t mask = slots_.size() - 1;
  for (size_t at = tag & mask;; at = (at + 1) & mask) {
    const uint32_t slot = slots_[at];
    if (slot == 0) return kNone;
    if (piece_of_slot(slot) != piece_of_tag(tag)) continue;
    const uint32_t ordinal = ordinal_of_slot(slot);
    if (same_key(key(ordinal), wanted)) return ordinal;
  }
}

uint32_t SubjectBucket::add(std::string_view wanted, uint32_t tag) {
  const uint32_t found = find(wanted, tag);
  if (found != kNone) return found;
  append(wanted, tag);
  return size() - 1;
}

void SubjectBucket::append(std::string_view key, uint32_t tag) {
  const uint32_t ordinal = size();
  VK_CHECK(ordinal < kNone - 1, "a bucket holds fewer than 2^32 subjects");
  keys_.append(key);
  if (!key.empty()) insert_slot(tag, ordinal);
}

uint32_t SubjectBucket::tag_of(uint32_t ordinal) const {
  return static_cast<uint32_t>(key_hash(key(ordinal), seed_));
}

void SubjectBucket::insert_slot(uint32_t tag, uint32_t ordinal) {
  const bool is_long = uint64_t{ordinal} + 1 >= uint64_t{1} << ordinal_bits_;
  if (is_long) ordinal_bits_ = 32;
  const bool is_full = 4 * (used_ + 1) > 3 * slots_.size();
  if (is_long || is_full) {
    // The key itself is there already and gets its slot with the others.
    fill_slots(is_full ? std::max<size_t>(16, slots_.size() * 2) : slots_.size());
    return;
  }
  const size_t mask = slots_.size() - 1;
  size_t at = tag & mask;
  while (slots_[at] != 0) at = (at + 1) & mask;
  slots_[at] = static_cast<uint32_t>((piece_of_tag(tag) << ordinal_bits_) | (uint64_t{ordinal} + 1));
  ++used_;
}

/// Makes the table anew with this many slots.
void SubjectBucket::fill_slots(size_t slots) {
  slots_.assign(slots, 0);
  used_ = 0;
  for (uint32_t ordinal = 0; ordinal < size(); ++ordinal) {
    if (!key(ordinal).empty()) insert_slot(tag_of(ordinal), ordinal);
  }
}

void SubjectBucket::reserve(uint64_t keys) {
  keys_.reserve(keys);
  const size_t slots = std::bit_ceil(std::max<size_t>(16, static_cast<size_t>(keys) / 3 * 4 + 4));
  if (slots > slots_.size()) fill_slots(slots);
}

void SubjectBucket::erase(uint32_t ordinal) {
  if (key(ordinal).empty()) return;
  keys_.erase(ordinal);
  fill_slots(slots_.size());
}

}  // namespace vk
