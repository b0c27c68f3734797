#pragma once
#include <cstdint>
#include <string>

#include "core/table/source_table.hpp"

namespace vk {

/// A row as a person finds it: its file and its number among the good rows of that file, counted from 1.
struct RowPlace {
  std::string file;
  uint64_t row = 0;
};

/// Where the row with this SourceBatch::file_rows number stands; without files no file is named.
inline RowPlace place_of_row(const SourceTable& source, uint32_t file_row) {
  uint64_t left = file_row;
  for (const SourceProvenance& file : source.provenance) {
    if (left < file.rows) return {file.file, left + 1};
    left -= file.rows;
  }
  return {{}, left + 1};
}

}  // namespace vk
