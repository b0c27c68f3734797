#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/table/column.hpp"
#include "core/table/ordinal_list.hpp"
#include "core/table/source_format.hpp"
#include "core/table/subject_index.hpp"

namespace vk {

/// Rows of one bucket of the subject index: sorted by subject, those of one subject in the order of the files, those of
/// nobody (kNoSubject) last. Without a key: all rows, in the order of the files.
struct SourceBatch {
  Table table;
  std::vector<SubjectNumber> subjects;  ///< per row; empty without a key
  std::span<const uint32_t> file_rows;  ///< per row: its number among the good rows of all files, from 0, those that
                                        ///< the source's condition leaves out counted; empty after keep_only()
};

/// One column of a source, kept bucket by bucket.
class BucketColumn {
 public:
  virtual ~BucketColumn() = default;
  /// The values of a bucket's rows in the order of SourceBatch.
  virtual Column values(size_t bucket) const = 0;
  /// Gives back the memory of a bucket, whose values are not asked for any more.
  virtual void release(size_t bucket) = 0;
};

/// A whole source read: its rows stand in the order of the subject index, so that sources about the same subjects are
/// walked in step. Values are kept as narrow as they are and become a batch when one is asked for.
struct SourceTable {
  /// What is kept of a bucket's rows beside the columns.
  struct Bucket {
    OrdinalList ordinals;  ///< ~0 = nobody; empty without a key
    std::vector<uint32_t> file_rows;
    size_t rows = 0;
  };

  std::vector<std::shared_ptr<BucketColumn>> columns;  ///< in request order
  std::vector<Bucket> buckets;  ///< with a key one a bucket of the index, also where it has no rows; without, one
  std::vector<SourceProvenance> provenance;  ///< one a file
  uint64_t rows = 0;
  uint64_t rows_skipped = 0;
  uint64_t rows_left_out = 0;

  /// The rows of a bucket with the columns of these numbers. The table must outlive the batch.
  SourceBatch batch(size_t bucket, std::span<const size_t> wanted) const;
  /// Gives back the memory of all columns but these, which keep their numbers, and of the rows' places in the files.
  void keep_only(std::span<const size_t> wanted);
  /// Gives back the memory of a bucket, which has no rows then.
  void release(size_t bucket);
};

/// The columns that one reader gets of a table that was read once for several.
struct SourceView {
  std::shared_ptr<SourceTable> source;
  std::vector<size_t> columns;  ///< numbers in the source's columns

  size_t buckets() const { return source->buckets.size(); }
  SourceBatch batch(size_t bucket) const { return source->batch(bucket, columns); }
};

/// A view of all columns.
SourceView view_of(SourceTable source);

}  // namespace vk
