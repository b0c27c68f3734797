#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/table/bad_cell.hpp"
#include "core/table/cell_text.hpp"
#include "core/table/column.hpp"
#include "core/table/source_format.hpp"

namespace vk {

/// A raw cell in a block's text: [start, end).
struct CellSpan {
  uint32_t start = 0;
  uint32_t end = 0;
};

/// The cells of one column in one block, by row. 64 bytes before and after each are readable.
struct CellBlock {
  const char* text = nullptr;
  std::span<const CellSpan> cells;
  bool all_ascii = false;
  uint32_t request = 0;  ///< for bad cells
};

/// Collects one typed column block by block.
class ColumnBuilder {
 public:
  virtual ~ColumnBuilder() = default;

  /// Appends one value a cell; what cannot be read is added to `bad` and holds an empty value until rollback.
  virtual void append(const CellBlock& block, std::vector<BadCell>& bad) = 0;
  /// Takes back the last append, also the words it was the first to use.
  virtual void rollback() = 0;
  /// Makes room for `rows` rows in all.
  virtual void reserve(uint64_t rows) = 0;
  /// The column; the builder is used up.
  virtual Column finish() = 0;
};

/// The builder for what `request` asks; `format.date` must be a valid pattern when a day is asked.
std::unique_ptr<ColumnBuilder> make_column_builder(const ColumnRequest& request, const SourceFormat& format);

/// What a cell of this kind must look like, for "expected": "an amount in EUR such as 1234.50".
std::string expectation(const ColumnRequest& request, const SourceFormat& format);

}  // namespace vk
