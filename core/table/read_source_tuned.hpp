#pragma once
#include "core/table/read_source.hpp"
#include "core/table/record_reader.hpp"

namespace vk {

/// The files of a source and how to go through them.
struct SourceInput {
  std::span<const std::filesystem::path> files;
  SubjectIndex* index = nullptr;
  ReaderTuning tuning;
};

/// read_source with block sizes and scan path of the caller's choice: for tests and benchmarks, the result is the same
/// for all.
SourceTable read_source_tuned(const SourceFormat& format, const ReadRequest& request, const SourceInput& input,
                              Diagnostics& diagnostics);

}  // namespace vk
