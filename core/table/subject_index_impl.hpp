#pragma once
#include <cstdint>
#include <vector>

#include "core/table/key_hash.hpp"
#include "core/table/subject_bucket.hpp"
#include "core/table/subject_index.hpp"

namespace vk {

/// What a SubjectIndex holds; seen by the index and its resolver only.
struct SubjectIndex::Impl {
  uint32_t bucket_bits = 0;
  uint64_t seed = 0;
  std::vector<SubjectBucket> buckets;
};

/// The bucket of a hash: its highest bits.
inline uint32_t bucket_of_hash(uint64_t hash, uint32_t bucket_bits) {
  return bucket_bits == 0 ? 0 : static_cast<uint32_t>(hash >> (64U - bucket_bits));
}

}  // namespace vk
