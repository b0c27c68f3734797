#pragma once
#include <string_view>

namespace vk {

/// The files of core/report/templates, byte for byte, put into the library at build time.
extern const std::string_view kReportPage;       ///< report.html.mustache
extern const std::string_view kPageStyles;       ///< page.css
extern const std::string_view kPictureStyles;    ///< picture.css, for pages and for SVG files
extern const std::string_view kPicturePatterns;  ///< patterns.svg: <defs> used by every picture

}  // namespace vk
