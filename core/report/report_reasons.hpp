#pragma once
#include <string>
#include <string_view>

#include "core/report/report_language.hpp"

namespace vk {

/// A reason as other stages wrote it into the log, a snapshot or a verdict, in the report's language. They write
/// English; a sentence of theirs that has no translation here (a diagnostic of an input file, a plugin's own words) is
/// given as it is, marked as the program's message. Nothing is ever left out.
std::string reason_in(const ReportLanguage& language, std::string_view reason);

/// The same for every line.
std::vector<std::string> reasons_in(const ReportLanguage& language, const std::vector<std::string>& reasons);

}  // namespace vk
