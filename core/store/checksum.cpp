#include "core/store/checksum.hpp"

#include <array>
#include <cstring>

namespace vk {
namespace {

constexpr size_t kLanes = 8;
constexpr size_t kStride = kLanes * sizeof(uint64_t);

struct Sums {
  std::array<uint64_t, kLanes> plain{};
  std::array<uint64_t, kLanes> running{};
};

void add_stride(Sums& sums, const std::byte* bytes) {
  std::array<uint64_t, kLanes> words;
  std::memcpy(words.data(), bytes, kStride);
  for (size_t lane = 0; lane < kLanes; ++lane) {
    sums.plain[lane] += words[lane];
    sums.running[lane] += sums.plain[lane];
  }
}

uint64_t mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * 0x9E3779B97F4A7C15U;
  return hash ^ (hash >> 32U);
}

}  // namespace

uint64_t checksum(std::span<const std::byte> bytes) {
  Sums sums;
  size_t at = 0;
  for (; at + kStride <= bytes.size(); at += kStride) add_stride(sums, bytes.data() + at);
  std::array<std::byte, kStride> rest{};
  if (at < bytes.size()) std::memcpy(rest.data(), bytes.data() + at, bytes.size() - at);
  add_stride(sums, rest.data());
  uint64_t hash = bytes.size();
  for (size_t lane = 0; lane < kLanes; ++lane) hash = mix(mix(hash, sums.plain[lane]), sums.running[lane]);
  return hash;
}

}  // namespace vk
