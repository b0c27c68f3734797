#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace vk {

/// Whole blocks of a message and the state that they go on from (FIPS 180-4, 6.2.2).
struct Sha256Blocks {
  std::array<uint32_t, 8>* state = nullptr;
  std::string_view bytes;  ///< a multiple of 64
};

/// Whether the processor has instructions for SHA-256, whose long waits two messages can share.
bool has_sha256_instructions();

/// Takes the blocks of two messages, equally many, into their states at once. Only where has_sha256_instructions().
void take_two(const Sha256Blocks& a, const Sha256Blocks& b);

}  // namespace vk
