#pragma once
#include <string>

#include "core/report/report_model.hpp"

namespace vk {

/// The report as JSON (core/report/report.schema.json): money as minor units and currency, ratios as numerator and
/// denominator.
std::string write_json(const Report& report);

}  // namespace vk
