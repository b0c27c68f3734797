#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace vk {

/// Why a cell or a row cannot be used.
enum class BadCellKind {
  bad_value,  ///< not written as its kind wants
  too_many_decimals,
  overflow,
  missing_value,  ///< a required value is not there
  bad_encoding,
  stray_text,  ///< text after a closing quote
  cell_count,  ///< the row has too few or too many cells
};

/// A cell that cannot be used, in the block that is being read.
struct BadCell {
  uint32_t offset = 0;   ///< of the cell's first byte in the block
  uint32_t length = 0;   ///< bytes of the raw cell
  uint32_t row = 0;      ///< index among the block's rows; not for cell_count
  uint32_t request = 0;  ///< index of the requested column; the number of columns stands for the key
  BadCellKind kind = BadCellKind::bad_value;
};

}  // namespace vk
