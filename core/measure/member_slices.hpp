#pragma once
#include <cstdint>
#include <vector>

#include "core/audience/frame.hpp"

namespace vk {

/// Members [first, end) of a frame, and the buckets [first_bucket, end_bucket) of the subject index that they and the
/// rows about them are in.
struct MemberSlice {
  size_t first = 0;
  size_t end = 0;
  uint32_t first_bucket = 0;
  uint32_t end_bucket = 0;

  size_t size() const { return end - first; }
};

/// All members and all of `buckets` cut into slices of whole buckets with at least `least_members` members each, but
/// for the last one; at least one slice.
std::vector<MemberSlice> member_slices(const Frame& frame, uint32_t buckets, size_t least_members);

}  // namespace vk
