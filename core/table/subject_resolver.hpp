#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/table/subject_index.hpp"

namespace vk {

/// Resolves a stream of keys: puts each into the buffer of its bucket and, when the buffers are full, goes through them
/// bucket by bucket, so that one bucket at a time is in the processor's cache. Numbers are the same as with
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
  struct Buffer {
    std::vector<char> bytes;  ///< records: row, tag, length (4 bytes each), key
    size_t used = 0;
  };

  void flush();
  void resolve_bucket(uint32_t bucket);

  SubjectIndex& index_;
  bool add_unknown_;
  uint64_t seed_;
  uint32_t bucket_bits_;
  std::vector<Buffer> buffers_;
  std::vector<SubjectNumber> numbers_;
  size_t pending_from_ = 0;  ///< rows before it are resolved
  size_t rows_ = 0;
  size_t buffered_bytes_ = 0;
};

}  // namespace vk
