#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace vk {

/// The stable order of rows by ordinal: place i is taken by row result[i]; empty when the rows are in order already.
/// Linear in the rows where the ordinals are about as dense as a bucket's.
std::vector<uint32_t> subject_order(std::span<const uint32_t> ordinals);

}  // namespace vk
