#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace vk {

/// How the rows of a block are dealt to parts. Each column then writes the values of one part after the other, so that
/// nearly every write goes behind the one before.
class BlockDeal {
 public:
  /// The rows of the block that one part gets, in the order of the block.
  struct Run {
    uint32_t part = 0;
    std::span<const uint32_t> rows;
  };

  explicit BlockDeal(size_t parts) : ends_(parts) {}
  BlockDeal(const BlockDeal&) = delete;  // runs look into the order
  BlockDeal& operator=(const BlockDeal&) = delete;

  /// Row i of the block goes to part part_of_row[i].
  void deal(std::span<const uint32_t> part_of_row);
  /// Of the parts that get rows, in their order; valid until the next deal().
  std::span<const Run> runs() const { return runs_; }
  /// Rows of the block.
  size_t rows() const { return order_.size(); }

 private:
  std::vector<uint32_t> ends_;   ///< of each part's rows in order_
  std::vector<uint32_t> order_;  ///< rows of the block, part by part
  std::vector<Run> runs_;
};

}  // namespace vk
