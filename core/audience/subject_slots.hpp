#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/table/subject_index.hpp"

namespace vk {

/// A table with one uint32 slot for every subject number up to the highest of a set: bucket by bucket, ordinals dense.
/// Walking its slots in order walks subjects in order of number, so filling it sorts in linear time.
class SubjectSlots {
 public:
  static constexpr uint32_t kEmpty = ~uint32_t{0};

  /// Room for all of `subjects` (kNoSubject is left out), every slot empty.
  explicit SubjectSlots(std::span<const SubjectNumber> subjects);

  /// The slot of a subject, or nullptr when the table has no room for it.
  uint32_t* find(SubjectNumber subject) {
    const uint64_t slot = slot_of(subject);
    return slot == kNone ? nullptr : &slots_[slot];
  }
  const uint32_t* find(SubjectNumber subject) const {
    const uint64_t slot = slot_of(subject);
    return slot == kNone ? nullptr : &slots_[slot];
  }

  /// The slots in order of subject number.
  std::span<const uint32_t> slots() const { return slots_; }

 private:
  static constexpr uint64_t kNone = ~uint64_t{0};

  uint64_t slot_of(SubjectNumber subject) const {
    const uint32_t bucket = bucket_of(subject);
    if (bucket >= sizes_.size() || ordinal_of(subject) >= sizes_[bucket]) return kNone;
    return starts_[bucket] + ordinal_of(subject);
  }

  std::vector<uint64_t> starts_;  ///< first slot of each bucket
  std::vector<uint64_t> sizes_;   ///< slots of each bucket
  std::vector<uint32_t> slots_;
};

}  // namespace vk
