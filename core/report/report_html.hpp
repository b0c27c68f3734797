#pragma once
#include <string>

#include "core/report/report_model.hpp"

namespace vk {

/// The report as one accessible HTML file: no network, no script, light and dark, made for paper too.
std::string write_html(const Report& report);

}  // namespace vk
