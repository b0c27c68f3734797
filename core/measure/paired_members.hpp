#pragma once
#include <cstddef>
#include <optional>

#include "core/base/check.hpp"
#include "core/measure/member_source.hpp"
#include "core/measure/snapshot.hpp"

namespace vk {

/// Calls `work` with the places of everybody who is in either of two snapshots, in ascending order of subjects; there
/// is no place where somebody is not a member.
template <typename Work>
void for_each_pair(const Snapshot& earlier, const Snapshot& later, Work work) {
  const auto subject_at = [](const Snapshot& snapshot, size_t place) {
    return place < snapshot.size() ? snapshot.subjects[place] : kNoSubject;
  };
  size_t a = 0;
  size_t b = 0;
  while (a < earlier.size() || b < later.size()) {
    const SubjectNumber one = subject_at(earlier, a);
    const SubjectNumber other = subject_at(later, b);
    const std::optional<size_t> before = one <= other ? std::optional<size_t>{a++} : std::nullopt;
    const std::optional<size_t> after = other <= one ? std::optional<size_t>{b++} : std::nullopt;
    work(before, after);
  }
}

/// Calls `work` with the slices of two snapshots of one store in step; whoever is in both is met in one pair of them.
template <typename Work>
void for_each_slice_pair(MemberSource& earlier, MemberSource& later, Work work) {
  VK_CHECK(earlier.slices() == later.slices(), "two cycles are walked in step");
  for (uint32_t number = 0; number < earlier.slices(); ++number) work(earlier.slice(number), later.slice(number));
}

}  // namespace vk
