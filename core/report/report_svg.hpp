#pragma once
#include <string>

#include "core/report/report_model.hpp"

namespace vk {

/// All pictures of the report under each other as one SVG file.
std::string write_svg(const Report& report);

}  // namespace vk
