#pragma once
#include <filesystem>
#include <functional>
#include <span>
#include <vector>

#include "core/base/diagnostic.hpp"
#include "core/table/source_table.hpp"

namespace vk {

/// What to read: the requested columns, and optionally the subject key column resolved to dense subject numbers while
/// reading.
struct ReadRequest {
  std::string source;  ///< name for diagnostics and provenance
  std::vector<ColumnRequest> columns;
  std::string key;            ///< column with the subject key; empty = none
  bool add_subjects = false;  ///< true: unknown keys are appended to the index; false: they become kNoSubject
  SourcePosition key_asked_at;
  uint32_t most_diagnostics = 50;            ///< further bad cells are counted, not listed
  uint64_t most_rows_in_memory = 1'000'000;  ///< the columns of more rows wait in a temporary file
};

/// The columns of the source's condition are numbered from here on in bad cells, behind those asked for and the key.
inline uint32_t first_condition_request(const ReadRequest& request) {
  return static_cast<uint32_t>(request.columns.size()) + 1;
}

/// Reads all of `files` (plain or .gz) as one table. Rows that do not meet `format.rows` are left out and counted
/// before their other cells are looked at; a value of the condition that no row has is a warning (T016). Bad cells and
/// rows become diagnostics "file:line:column" with value and expectation: errors under on_bad_row = "fail", warnings
/// (and the row is left out and counted) under "skip". A missing or unreadable file, an unknown column (with "did you
/// mean"), a wrong delimiter (one column only) and binary bytes are errors. `index` may be null when no key is asked
/// for. Memory: the columns asked for, one block of 256 KiB, at most 8 MiB of keys on their way and what the index
/// keeps of them (decision 0019). Linear in the bytes of the files.
SourceTable read_source(const SourceFormat& format, const ReadRequest& request,
                        std::span<const std::filesystem::path> files, SubjectIndex* index, Diagnostics& diagnostics);

}  // namespace vk
