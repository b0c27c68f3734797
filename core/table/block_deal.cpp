#include "core/table/block_deal.hpp"

#include <algorithm>

namespace vk {

void BlockDeal::deal(std::span<const uint32_t> part_of_row) {
  std::fill(ends_.begin(), ends_.end(), 0U);
  for (const uint32_t part : part_of_row) ++ends_[part];
  order_.resize(part_of_row.size());
  runs_.clear();
  uint32_t start = 0;
  for (uint32_t part = 0; part < ends_.size(); ++part) {
    const uint32_t rows = ends_[part];
    if (rows > 0) runs_.push_back({part, std::span(order_).subspan(start, rows)});
    ends_[part] = start;  // moves on to the end with each row put there
    start += rows;
  }
  for (uint32_t row = 0; row < part_of_row.size(); ++row) order_[ends_[part_of_row[row]]++] = row;
}

}  // namespace vk
