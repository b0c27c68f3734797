#pragma once
#include <string>

#include "core/report/report_pictures.hpp"

namespace vk {

/// Where a picture goes: into a page that carries the picture styles, or into a file of its own that brings them.
enum class SvgUse { in_page, own_file };

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

}  // namespace vk
