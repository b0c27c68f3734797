#pragma once
#include <string>

#include "core/report/report_pictures.hpp"

namespace vk {

/// Where a picture goes: into a page that carries the picture styles (beside its text, or for a screen as narrow as a
/// telephone), into a sheet of pictures without a page around it, or into a file of its own that brings the styles.
enum class SvgUse { in_page, in_page_narrow, in_sheet, own_file };

/// One <svg> element and its size in CSS pixels.
struct SvgPicture {
  std::string markup;
  double width = 0;
  double height = 0;
};

/// Each picture as one <svg> element, role img with title and description, legible in greyscale by pattern and shape.
/// Geometry only: all texts come from the picture.
SvgPicture state_bars_svg(const StateBarsPicture& picture, SvgUse use);
SvgPicture waterfall_svg(const WaterfallPicture& picture, SvgUse use);
SvgPicture heat_map_svg(const HeatMapPicture& picture, SvgUse use);
SvgPicture year_wheel_svg(const YearWheelPicture& picture, SvgUse use);

/// Any picture.
SvgPicture svg_of(const Picture& picture, SvgUse use);
/// True when the picture is drawn anew for narrow screens instead of being scrolled or scaled.
bool has_narrow_form(const Picture& picture);

}  // namespace vk
