#pragma once
#include <span>
#include <string>
#include <string_view>

#include "core/report/report_model.hpp"

namespace vk {

/// One report format: how calendars spell it, what a browser calls it, and the function that writes it. A writer
/// computes no number.
struct ReportWriter {
  std::string_view format;      ///< "html": the key in `formats` and the file's extension
  std::string_view media_type;  ///< "text/html; charset=utf-8"
  std::string (*write)(const Report& report);
};

/// All formats, in the order in which they are listed to people. Adding one is one line here and one file pair.
std::span<const ReportWriter> report_writers();

/// The writer of `format`, or nullptr.
const ReportWriter* find_report_writer(std::string_view format);

/// The report in `format`. Throws Error(invalid_input) for a format that no writer knows, naming those there are.
std::string write_report(const Report& report, std::string_view format);

}  // namespace vk
