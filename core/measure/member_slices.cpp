#include "core/measure/member_slices.hpp"

#include <algorithm>

namespace vk {

std::vector<MemberSlice> member_slices(const Frame& frame, uint32_t buckets, size_t least_members) {
  if (frame.size() > 0) buckets = std::max(buckets, bucket_of(frame.subjects.back()) + 1);
  std::vector<MemberSlice> slices;
  MemberSlice slice;
  while (slice.end_bucket < buckets) {
    ++slice.end_bucket;
    const SubjectNumber beyond = subject_number(slice.end_bucket, 0);
    const auto from = frame.subjects.begin() + static_cast<std::ptrdiff_t>(slice.end);
    slice.end = static_cast<size_t>(std::lower_bound(from, frame.subjects.end(), beyond) - frame.subjects.begin());
    if (slice.size() < least_members && slice.end_bucket < buckets) continue;
    slices.push_back(slice);
    slice.first = slice.end;
    slice.first_bucket = slice.end_bucket;
  }
  if (slices.empty()) slices.push_back(slice);
  return slices;
}

}  // namespace vk
