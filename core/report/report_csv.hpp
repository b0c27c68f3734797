#pragma once
#include <string>

#include "core/report/report_model.hpp"

namespace vk {

/// Every figure of the report as one row of CSV, written by CsvWriter in its dialect iso.
std::string write_csv(const Report& report);

}  // namespace vk
