#include <algorithm>

#include "core/base/error.hpp"
#include "core/compare/cell_counter.hpp"
#include "core/compare/compare.hpp"
#include "core/compare/narrowed.hpp"

namespace vk {
namespace {

Cell cell_of(const CellKey& key, const CellSums& sums) {
  Cell cell;
  cell.segment = key.segment;
  cell.from = key.from;
  cell.to = key.to;
  cell.movement = key.movement;
  cell.subjects = sums.subjects;
  if (key.movement == Movement::kept) {
    cell.expanded = sums.expanded;
    cell.contracted = sums.contracted;
  }
  cell.money_from = narrowed(sums.money_from, "money before");
  cell.money_to = narrowed(sums.money_to, "money after");
  cell.gain = narrowed(sums.gain, "gains");
  cell.loss = narrowed(sums.gain - (sums.money_to - sums.money_from), "losses");
  cell.square_from = sums.square_from;
  cell.square_to = sums.square_to;
  cell.product = sums.product;
  return cell;
}

std::vector<Cell> count_plain(SnapshotReader& earlier, SnapshotReader& later, const CellLayout& layout) {
  PlainCounter counter(layout);
  for (uint32_t bucket = 0; bucket < earlier.buckets(); ++bucket) {
    counter.add(earlier.bucket(bucket), later.bucket(bucket));
  }
  std::vector<Cell> cells;
  for (const auto& [key, sums] : counter.sums()) cells.push_back(cell_of(key, sums));
  return cells;
}

std::vector<Cell> count_blocks(SnapshotReader& earlier, SnapshotReader& later, const CellLayout& layout) {
  const PairTable table(layout, earlier.codes(), later.codes());
  CellCounter counter(table);
  for (uint32_t bucket = 0; bucket < earlier.buckets(); ++bucket) {
    const uint32_t slots = std::max(earlier.open_bucket(bucket), later.open_bucket(bucket));
    for (uint32_t block = 0; block * 1024 < slots; ++block) counter.add(earlier.block(block), later.block(block));
  }
  std::vector<Cell> cells;
  const std::span<const CellSums> sums = counter.sums();
  for (size_t number = 1; number < sums.size(); ++number) {
    if (sums[number].subjects > 0) cells.push_back(cell_of(table.keys()[number], sums[number]));
  }
  return cells;
}

}  // namespace

std::vector<Cell> count_cells(SnapshotReader& earlier, SnapshotReader& later, const Comparability& verdict,
                              SegmentScheme& segments) {
  if (earlier.buckets() != later.buckets()) {
    throw Error(ErrorCode::invalid_input, "two snapshots of different stores cannot be compared");
  }
  const CellLayout layout(earlier.header(), later.header(), verdict);
  segments = layout.segments();
  const bool packed = PairTable::fits(layout, earlier.codes().size(), later.codes().size()) &&
                      !earlier.has_wide_codes() && !later.has_wide_codes();
  return packed ? count_blocks(earlier, later, layout) : count_plain(earlier, later, layout);
}

}  // namespace vk
