#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "core/table/dealt_values.hpp"
#include "core/table/subject_bucket.hpp"
#include "core/table/subject_index.hpp"

namespace vk {

/// Resolves a stream of keys: puts each into the buffer of its bucket and goes through a buffer when it is full, so
/// that thousands of keys meet one bucket while it is in the processor's cache. Subjects are the same as with
/// SubjectIndex::add one by one.
class SubjectResolver {
 public:
  /// The ordinal of a key that is nobody's.
  static constexpr uint32_t kNobody = ~uint32_t{0};

  /// `index` must outlive the resolver. With `add_unknown` false unknown keys are nobody's.
  SubjectResolver(SubjectIndex& index, bool add_unknown);

  /// Takes the next row's key and gives the bucket it belongs to; the empty key is nobody's, in bucket 0.
  uint32_t push(std::string_view key);
  /// Resolves what is still on its way; no push() after it.
  void finish();
  /// Makes room for about `rows` keys in all.
  void expect(uint64_t rows) {
    expected_ = rows / buffers_.size();
    ordinals_.expect(rows);
  }
  /// The ordinals of a bucket's keys in the order they came, after finish(). A bucket is taken once.
  std::vector<uint32_t> take(uint32_t bucket) { return ordinals_.take(bucket); }

 private:
  struct PendingKey {
    uint32_t tag = 0;
    uint32_t length = 0;  ///< of the key, which follows
  };
  struct Buffer {
    std::unique_ptr<char[]> bytes;
    size_t used = 0;
    uint32_t subjects_before = 0;  ///< in the bucket when resolving began
    bool has_room = false;         ///< make_room() has decided
  };

  /// Keys of a buffer whose slots and texts are asked for together.
  struct Group {
    static constexpr size_t kMost = 8;
    std::array<PendingKey, kMost> pending;
    std::array<const char*, kMost> keys;
    size_t count = 0;
  };

  static Group next_group(const SubjectBucket& kept, const char*& at, const char* end);
  static void fetch_keys(const SubjectBucket& kept, const Group& group);
  void make_room(uint32_t bucket);
  void resolve_buffer(uint32_t bucket);
  void resolve_one(uint32_t bucket, const PendingKey& pending, std::string_view key);

  SubjectIndex& index_;
  bool add_unknown_;
  uint64_t seed_;
  uint32_t bucket_bits_;
  size_t buffer_bytes_;
  std::vector<Buffer> buffers_;
  DealtValues<uint32_t> ordinals_;
  uint64_t expected_ = 0;  ///< keys a bucket
};

}  // namespace vk
