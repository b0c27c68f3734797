#pragma once
#include <string>

#include "core/report/report_model.hpp"

namespace vk {

/// Every figure of the report as one row of CSV (RFC 4180, UTF-8, CRLF). A cell that a spreadsheet would run starts
/// with an apostrophe.
std::string write_csv(const Report& report);

}  // namespace vk
