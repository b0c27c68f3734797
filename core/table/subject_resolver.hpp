#pragma once
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "core/table/subject_index.hpp"

namespace vk {

/// Resolves a stream of keys: puts each into the buffer of its bucket and goes through a buffer when it is full, so
/// that thousands of keys meet one bucket while it is in the processor's cache. Numbers are the same as with
/// SubjectIndex::add one by one.
class SubjectResolver {
 public:
  /// `index` must outlive the resolver. With `add_unknown` false unknown keys become kNoSubject.
  SubjectResolver(SubjectIndex& index, bool add_unknown);

  /// The next row's key; the empty key is kNoSubject.
  void push(std::string_view key);
  /// Makes room for `rows` rows in all.
  void reserve(uint64_t rows) { numbers_.reserve(rows); }
  /// The numbers of all rows in the order pushed; the resolver is used up.
  std::vector<SubjectNumber> finish();

 private:
  struct PendingKey {
    uint64_t row = 0;
    uint32_t tag = 0;
    uint32_t length = 0;  ///< of the key, which follows
  };
  struct Buffer {
    std::unique_ptr<char[]> bytes;
    size_t used = 0;
  };

  void resolve_buffer(uint32_t bucket);
  void resolve_one(uint32_t bucket, const PendingKey& pending, std::string_view key);

  SubjectIndex& index_;
  bool add_unknown_;
  uint64_t seed_;
  uint32_t bucket_bits_;
  size_t buffer_bytes_;
  std::vector<Buffer> buffers_;
  std::vector<SubjectNumber> numbers_;
  uint64_t rows_ = 0;
};

}  // namespace vk
