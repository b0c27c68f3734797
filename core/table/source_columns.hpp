#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/paired_sha256.hpp"
#include "core/table/column_builder.hpp"
#include "core/table/dealt_values.hpp"
#include "core/table/read_source.hpp"
#include "core/table/subject_resolver.hpp"

namespace vk {

/// The rows of a block that count, and where they stand among all of its good rows.
struct BlockRows {
  size_t rows = 0;
  size_t good = 0;                    ///< with those that the source's condition leaves out
  std::span<const uint32_t> numbers;  ///< per row its number among the good ones, from 0; empty = all of them count
};

/// Everything a source's rows are collected into: a builder a requested column, and the subjects when a key is asked
/// for. Rows are dealt to the buckets of the subject index while they come and brought into order bucket by bucket at
/// the end, so that neither step leaves the processor's cache.
class SourceColumns {
 public:
  /// All arguments must outlive it; `index` may be null when no key is asked for.
  SourceColumns(const SourceFormat& format, const ReadRequest& request, SubjectIndex* index);

  bool has_key() const { return resolver_.has_value(); }
  /// What the files are to be hashed beside: the columns' content.
  const std::shared_ptr<Sha256Pairs>& hash_pairs() const { return hash_pairs_; }
  /// Column positions a block needs: one a request, then the key when there is one.
  size_t cells_wanted() const { return builders_.size() + (has_key() ? 1 : 0); }

  /// Appends a block of rows, blocks[i] the cells of request i, the key's last. When some cell is bad nothing is
  /// appended and the bad cells are returned.
  std::vector<BadCell> append(std::span<const CellBlock> blocks, const BlockRows& rows);
  /// Makes room for about `rows` rows in all.
  void expect(uint64_t rows);
  /// Rows in the order of their subjects, and the content's hash, of all that was appended; the object is used up.
  void finish(SourceTable& result);

 private:
  void check_keys(const CellBlock& block, std::vector<BadCell>& bad);
  void push_keys(const CellBlock& block);
  std::string_view key_of(const CellBlock& block, size_t row);
  void push_file_rows(const BlockRows& rows);
  SourceTable::Bucket sorted_bucket(uint32_t part);
  std::string content_hash();

  const ReadRequest& request_;
  const SubjectIndex* index_;
  std::vector<std::shared_ptr<ColumnBuilder>> builders_;
  std::optional<SubjectResolver> resolver_;
  CellRules key_rules_;
  bool key_required_ = false;
  std::shared_ptr<Sha256Pairs> hash_pairs_;
  PairedSha256 key_hash_;
  std::string scratch_;
  std::vector<char> counted_keys_;            ///< room for the keys of a block, each behind its length
  std::vector<std::string_view> block_keys_;  ///< in counted_keys_
  BlockDeal deal_;
  DealtValues<uint32_t> file_rows_;
  uint64_t rows_ = 0;
  uint64_t good_rows_ = 0;  ///< with those that the source's condition leaves out
};

}  // namespace vk
