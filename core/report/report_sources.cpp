#include "core/report/report_sources.hpp"

#include <algorithm>

namespace vk {

std::vector<ReportSource> report_sources(std::span<const SourceProvenance> provenance) {
  std::vector<ReportSource> sources;
  for (const SourceProvenance& file : provenance) {
    auto known = std::find_if(sources.begin(), sources.end(), [&](const ReportSource& source) {
      return source.source == file.source && source.content_sha256 == file.content_sha256;
    });
    if (known == sources.end())
      known = sources.insert(sources.end(), {file.source, file.content_sha256, 0, 0, 0, file.rows_where});
    known->rows += file.rows;
    known->rows_skipped += file.rows_skipped;
    known->rows_left_out += file.rows_left_out;
  }
  return sources;
}

}  // namespace vk
