#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/diagnostic.hpp"
#include "core/calendar/annual_calendar.hpp"
#include "core/table/read_source.hpp"

namespace vk {

/// Rows of a source that are not what they should be.
class BadRows {
 public:
  /// `file_row` as SourceBatch counts them.
  void add(uint32_t file_row, std::string message) { rows_.push_back({file_row, std::move(message)}); }
  /// Tells them as errors `code` with their lines in the order of the file, the first 50 one by one; `what` they are
  /// not, such as "rates", names the rest.
  void tell(const SourceSpec& source, const SourceView& view, std::string_view code, std::string_view what,
            Diagnostics& diagnostics);

 private:
  struct Row {
    uint32_t file_row = 0;
    std::string message;
  };
  std::vector<Row> rows_;
};

}  // namespace vk
