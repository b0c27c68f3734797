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
    const uint64_t slot = slots_[at];
    if (slot == 0) return kNone;
    if (static_cast<uint32_t>(slot >> 32U) != tag) continue;
    const uint32_t ordinal = static_cast<uint32_t>(slot) - 1;
    if (key(ordinal) == wanted) return ordinal;
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
  if (ordinal % kGroup == 0) bases_.push_back(bytes_.size());
  bytes_ += key;
  ends_.push_back(static_cast<uint32_t>(bytes_.size() - bases_.back()));
  if (!key.empty()) insert_slot(tag, ordinal);
}

void SubjectBucket::insert_slot(uint32_t tag, uint32_t ordinal) {
  if (4 * (used_ + 1) > 3 * slots_.size()) grow(std::max<size_t>(16, slots_.size() * 2));
  const size_t mask = slots_.size() - 1;
  size_t at = tag & mask;
  while (slots_[at] != 0) at = (at + 1) & mask;
  slots_[at] = (uint64_t{tag} << 32U) | (uint64_t{ordinal} + 1);
  ++used_;
}

void SubjectBucket::grow(size_t slots) {
  std::vector<uint64_t> old(slots, 0);
  old.swap(slots_);
  const size_t mask = slots_.size() - 1;
  for (const uint64_t slot : old) {
    if (slot == 0) continue;
    size_t at = static_cast<size_t>(slot >> 32U) & mask;
    while (slots_[at] != 0) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

void SubjectBucket::reserve(uint64_t keys) {
  ends_.reserve(keys);
  const size_t slots = std::bit_ceil(std::max<size_t>(16, static_cast<size_t>(keys) / 3 * 4 + 4));
  if (slots > slots_.size()) grow(slots);
}

void SubjectBucket::erase(uint32_t ordinal, uint64_t seed) {
  const std::string_view old = key(ordinal);
  if (old.empty()) return;
  const auto length = static_cast<uint32_t>(old.size());
  const auto offset = static_cast<size_t>(old.data() - bytes_.data());
  bytes_.erase(offset, length);
  const uint32_t group_end = std::min<uint32_t>(size(), (ordinal / kGroup + 1) * kGroup);
  for (uint32_t i = ordinal; i < group_end; ++i) ends_[i] -= length;
  for (size_t group = ordinal / kGroup + 1; group < bases_.size(); ++group) bases_[group] -= length;
  std::fill(slots_.begin(), slots_.end(), 0);
  used_ = 0;
  for (uint32_t i = 0; i < size(); ++i) {
    if (!key(i).empty()) insert_slot(static_cast<uint32_t>(key_hash(key(i), seed)), i);
  }
}

}  // namespace vk
