#pragma once
#include <filesystem>

#include "core/serve/report_archive_reader.hpp"

namespace vk {

/// The archive of a store. Opens the store read-only for each question, so that runs go on beside it and new reports
/// show at once; the newest of several archived files of one name and format is the one that is served.
class StoreArchiveReader : public ReportArchiveReader {
 public:
  explicit StoreArchiveReader(std::filesystem::path store) : store_(std::move(store)) {}

  std::vector<ServedReport> list() const override;
  std::optional<std::string> bytes(std::string_view name, std::string_view format) const override;

 private:
  std::filesystem::path store_;
};

}  // namespace vk
