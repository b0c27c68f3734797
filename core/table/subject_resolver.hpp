#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/spill_file.hpp"
#include "core/table/block_deal.hpp"
#include "core/table/subject_bucket.hpp"
#include "core/table/subject_index.hpp"

namespace vk {

/// Resolves a stream of keys: puts each into the buffer of its bucket, full buffers into a file, and in the end
/// resolves bucket after bucket, so that the keys of one at a time are in the processor's cache. Subjects are the same
/// as with SubjectIndex::add one by one.
class SubjectResolver {
 public:
  /// The ordinal of a key that is nobody's.
  static constexpr uint32_t kNobody = ~uint32_t{0};

  /// `index` must outlive the resolver. With `add_unknown` false unknown keys are nobody's.
  SubjectResolver(SubjectIndex& index, bool add_unknown);

  /// Takes the keys of the next rows and deals those rows to the buckets they belong to; the empty key is nobody's, in
  /// bucket 0.
  void push(std::span<const std::string_view> keys, BlockDeal& deal);
  /// Resolves the keys of a bucket after the last push(), once, and lets the bucket rest: gives their ordinals in the
  /// order they came. Throws what KeptKeys throws, and Error(unavailable) when a temporary file cannot be read.
  std::vector<uint32_t> resolve(uint32_t bucket);

 private:
  struct PendingKey {
    uint32_t tag = 0;
    std::string_view key;
  };
  struct Buffer {
    std::unique_ptr<char[]> bytes;
    size_t used = 0;
    uint32_t keys = 0;                     ///< of the bucket so far
    std::vector<SpillFile::Piece> pieces;  ///< what came before these bytes
  };

  /// Keys of a buffer whose slots and texts are asked for together.
  struct Group {
    static constexpr size_t kMost = 8;
    std::array<PendingKey, kMost> pending;
    size_t count = 0;
  };

  static Group next_group(const SubjectBucket& kept, const char*& at, const char* end);
  void put(Buffer& buffer, std::string_view key, uint32_t tag);
  static void fetch_keys(const SubjectBucket& kept, const Group& group);
  void put_outside(Buffer& buffer);
  void resolve_keys(SubjectBucket& kept, std::string_view keys, std::vector<uint32_t>& ordinals) const;

  SubjectIndex& index_;
  bool add_unknown_;
  uint64_t seed_;
  uint32_t bucket_bits_;
  size_t buffer_bytes_;
  std::vector<Buffer> buffers_;
  SpillFile spill_;
  std::string from_outside_;
  std::vector<uint32_t> tags_;           ///< of the rows being pushed
  std::vector<uint32_t> bucket_of_key_;  ///< of the rows being pushed
};

}  // namespace vk
