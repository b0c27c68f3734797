#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/table/column_builder.hpp"
#include "core/table/read_source.hpp"
#include "core/table/subject_resolver.hpp"

namespace vk {

/// Everything a source's rows are collected into: a builder a requested column, and the subjects when a key is asked
/// for.
class SourceColumns {
 public:
  /// All arguments must outlive it; `index` may be null when no key is asked for.
  SourceColumns(const SourceFormat& format, const ReadRequest& request, SubjectIndex* index);

  bool has_key() const { return resolver_.has_value(); }
  /// Column positions a block needs: one a request, then the key when there is one.
  size_t cells_wanted() const { return builders_.size() + (has_key() ? 1 : 0); }

  /// Appends a block of `rows` rows, blocks[i] the cells of request i, the key's last. When some cell is bad nothing is
  /// appended and the bad cells are returned.
  std::vector<BadCell> append(std::span<const CellBlock> blocks, size_t rows);
  /// Makes room for `rows` rows in all.
  void reserve(uint64_t rows);
  /// Columns and subjects of all rows; the object is used up.
  void finish(SourceTable& result);

 private:
  void check_keys(const CellBlock& block, std::vector<BadCell>& bad);
  void push_keys(const CellBlock& block);

  std::vector<std::unique_ptr<ColumnBuilder>> builders_;
  std::optional<SubjectResolver> resolver_;
  CellRules key_rules_;
  bool key_required_ = false;
  std::string scratch_;
  uint64_t rows_ = 0;
};

}  // namespace vk
