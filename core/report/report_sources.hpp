#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/table/source_format.hpp"

namespace vk {

/// One source as a report names it: by what was read, not by the file it came in, so that the same data in other dress
/// gives the same report. The store keeps file names and their hashes beside the snapshot.
struct ReportSource {
  std::string source;
  std::string content_sha256;
  uint64_t rows = 0;
  uint64_t rows_skipped = 0;
  uint64_t rows_left_out = 0;
  std::string rows_where;  ///< condition of the rows that count; empty = all
};

/// The files of `provenance` added up by source and content, in their order.
std::vector<ReportSource> report_sources(std::span<const SourceProvenance> provenance);

}  // namespace vk
