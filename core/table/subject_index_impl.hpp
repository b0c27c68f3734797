#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/spill_file.hpp"
#include "core/table/key_hash.hpp"
#include "core/table/subject_bucket.hpp"
#include "core/table/subject_index.hpp"

namespace vk {

/// What a SubjectIndex holds; seen by the index and its resolver only.
struct SubjectIndex::Impl {
  /// Keys that left memory together.
  struct Extent {
    SpillFile::Piece piece;  ///< their lengths, 4 bytes each, then the keys
    uint32_t first = 0;      ///< ordinal
    uint32_t keys = 0;
  };

  struct Bucket {
    explicit Bucket(uint64_t seed) : keys(seed) {}

    SubjectBucket keys;  ///< none while it rests
    bool rests = false;
    bool is_erased = false;       ///< a key was: those outside of memory are not the same any more
    uint32_t kept = 0;            ///< keys that the store has
    uint32_t outside = 0;         ///< keys that the store or an extent has; all of them while it rests
    std::vector<Extent> extents;  ///< of the keys after the kept ones
    size_t bytes_in_memory = 0;   ///< as it was counted last

    uint32_t size() const { return rests ? outside : keys.size(); }
  };

  /// The keys of a bucket, read when they rest.
  SubjectBucket& awake(uint32_t number) {
    Bucket& bucket = buckets[number];
    if (bucket.rests) load(number);
    return bucket.keys;
  }
  /// Appends the keys of a bucket outside of memory, from an ordinal on.
  void read_outside(uint32_t number, uint32_t from, std::string& bytes, std::vector<uint32_t>& lengths) const;
  void load(uint32_t number);
  /// Takes the keys of a bucket out of memory.
  void put_outside(Bucket& bucket);

  uint32_t bucket_bits = 0;
  uint64_t seed = 0;
  std::vector<Bucket> buckets;
  std::unique_ptr<KeptKeys> kept;
  SpillFile spill;
  size_t bytes_in_memory = 0;  ///< of all buckets, as they were counted last
  size_t most_in_memory = size_t{16} * 1024 * 1024;
};

/// The bucket of a hash: its highest bits.
inline uint32_t bucket_of_hash(uint64_t hash, uint32_t bucket_bits) {
  return bucket_bits == 0 ? 0 : static_cast<uint32_t>(hash >> (64U - bucket_bits));
}

}  // namespace vk
