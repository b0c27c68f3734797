#pragma once
#include <cstdint>

#include "core/base/check.hpp"
#include "core/estimate/asked_question.hpp"
#include "core/measure/paired_members.hpp"

namespace vk {

/// Walks two questions of one store in step: `work` gets the places of each member in the slices that were entered,
/// nothing in a cycle that it is not a member of.
template <typename Work>
void for_each_asked_pair(AskedQuestion& first, AskedQuestion& second, Work work) {
  VK_CHECK(first.slices() == second.slices(), "two cycles are walked in step");
  for (uint32_t number = 0; number < first.slices(); ++number)
    for_each_pair(first.enter(number), second.enter(number), work);
}

}  // namespace vk
