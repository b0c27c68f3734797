#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/paired_sha256.hpp"
#include "core/base/spill_file.hpp"
#include "core/table/bad_cell.hpp"
#include "core/table/block_deal.hpp"
#include "core/table/cell_text.hpp"
#include "core/table/column.hpp"
#include "core/table/source_format.hpp"
#include "core/table/source_table.hpp"

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

/// Collects one typed column block by block and deals its rows to parts.
class ColumnBuilder : public BucketColumn {
 public:
  /// Reads one value a cell of a block; what cannot be read is added to `bad`. Then either deal() or forget() follows.
  virtual void read(const CellBlock& block, std::vector<BadCell>& bad) = 0;
  /// Forgets the block, also the words it was the first to use.
  virtual void forget() = 0;
  /// Keeps the block, whose rows go to parts as `rows` says.
  virtual void deal(const BlockDeal& rows) = 0;
  /// SHA-256 over the values dealt, in the order of the files: the same for the same content, however it was written.
  /// To be asked once, after the last block; only then values() may be.
  virtual std::string content_hash() = 0;
  /// Makes room for about `rows` rows in all.
  virtual void expect(uint64_t rows) = 0;
  /// Puts row order[i] of a part at place i.
  virtual void sort(size_t part, std::span<const uint32_t> order) = 0;
  /// Takes a part, sorted, out of memory until its values are asked for.
  virtual void rest(size_t part, const std::shared_ptr<SpillFile>& file) = 0;
};

/// What the builders of a source share.
struct BuilderContext {
  size_t parts = 1;                    ///< to deal to
  std::shared_ptr<Sha256Pairs> pairs;  ///< what the content is hashed beside
};

/// The builder for what `request` asks; `format.date` must be a valid pattern when a day is asked.
std::unique_ptr<ColumnBuilder> make_column_builder(const ColumnRequest& request, const SourceFormat& format,
                                                   const BuilderContext& context);

/// What a cell of this kind must look like, for "expected": "an amount in EUR such as 1234.50".
std::string expectation(const ColumnRequest& request, const SourceFormat& format);

}  // namespace vk
