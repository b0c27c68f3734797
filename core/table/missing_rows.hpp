#pragma once
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace vk {

/// Which rows of a column under construction have no value; takes no memory while every row has one.
class MissingRows {
 public:
  void mark(size_t row) {
    if (flags_.size() <= row) flags_.resize(row + 1, 0);
    flags_[row] = 1;
    ++count_;
  }
  /// Forgets the rows from `rows` on.
  void truncate(size_t rows) {
    for (; flags_.size() > rows; flags_.pop_back()) count_ -= flags_.back();
  }
  /// The flags of `rows` rows; empty when every row has a value.
  std::vector<uint8_t> finish(size_t rows) {
    if (count_ == 0) return {};
    flags_.resize(rows, 0);
    return std::move(flags_);
  }

 private:
  std::vector<uint8_t> flags_;
  size_t count_ = 0;
};

}  // namespace vk
