#include "core/audience/subject_slots.hpp"

#include <algorithm>

namespace vk {

SubjectSlots::SubjectSlots(std::span<const SubjectNumber> subjects) {
  for (const SubjectNumber subject : subjects) {
    if (subject == kNoSubject) continue;
    const uint32_t bucket = bucket_of(subject);
    if (bucket >= sizes_.size()) sizes_.resize(size_t{bucket} + 1, 0);
    sizes_[bucket] = std::max(sizes_[bucket], uint64_t{ordinal_of(subject)} + 1);
  }
  starts_.reserve(sizes_.size());
  uint64_t total = 0;
  for (const uint64_t size : sizes_) {
    starts_.push_back(total);
    total += size;
  }
  slots_.assign(total, kEmpty);
}

}  // namespace vk
