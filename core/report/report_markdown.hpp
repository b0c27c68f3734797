#pragma once
#include <string>

#include "core/report/report_model.hpp"

namespace vk {

/// The report as Markdown with tables (CommonMark and the table extension); pictures are said by the tables beside
/// them.
std::string write_markdown(const Report& report);

}  // namespace vk
