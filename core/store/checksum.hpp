#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace vk {

/// A 64-bit checksum against damaged disks, not against people: eight pairs of running sums over 64-bit words
/// (Fletcher's idea), mixed with the length. Reads faster than memory delivers. Stored; do not change.
uint64_t checksum(std::span<const std::byte> bytes);

}  // namespace vk
