#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/instant.hpp"

namespace vk {

/// One archived file as the pages list it.
struct ServedReport {
  std::string name;    ///< "board@2026"
  std::string format;  ///< "html"
  Instant as_of{};
  std::string outcome;  ///< "complete"; empty when the archive does not know
  std::string sha256;   ///< of the bytes
};

/// What the pages read: a seam, so that they need no store in tests. Called from several threads at once; must be safe
/// for that.
class ReportArchiveReader {
 public:
  virtual ~ReportArchiveReader() = default;

  /// All archived files, sorted by name then format.
  virtual std::vector<ServedReport> list() const = 0;
  /// The bytes of one file, or nothing.
  virtual std::optional<std::string> bytes(std::string_view name, std::string_view format) const = 0;
};

}  // namespace vk
