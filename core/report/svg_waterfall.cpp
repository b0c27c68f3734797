#include <algorithm>

#include "core/report/svg_canvas.hpp"

namespace vk {
namespace {

constexpr double kStepHeight = 38;
constexpr double kBar = 24;
constexpr double kPlotLeft = 150;
constexpr double kRight = 565;

struct Axis {
  double least = 0;
  double most = 0;

  double x(int64_t value) const {
    return most <= least ? kPlotLeft
                         : kPlotLeft + (kRight - kPlotLeft) * (static_cast<double>(value) - least) / (most - least);
  }
};

Axis axis_of(const std::vector<WaterfallPicture::Step>& steps) {
  Axis axis;
  for (const WaterfallPicture::Step& step : steps) {
    axis.least = std::min({axis.least, static_cast<double>(step.from), static_cast<double>(step.to)});
    axis.most = std::max({axis.most, static_cast<double>(step.from), static_cast<double>(step.to)});
  }
  return axis;
}

std::string_view step_style(WaterfallPicture::Kind kind) {
  switch (kind) {
    case WaterfallPicture::Kind::total:
      return "vk-total";
    case WaterfallPicture::Kind::up:
      return "vk-up";
    case WaterfallPicture::Kind::down:
      return "vk-down";
  }
  return "vk-total";
}

}  // namespace

SvgPicture waterfall_svg(const WaterfallPicture& picture, SvgUse use) {
  SvgCanvas canvas(picture.text, use);
  const Axis axis = axis_of(picture.steps);
  const double height = kStepHeight * static_cast<double>(picture.steps.size());
  canvas.line("vk-axis", axis.x(0), 2, axis.x(0), height + 2);
  for (size_t i = 0; i < picture.steps.size(); ++i) {
    const WaterfallPicture::Step& step = picture.steps[i];
    const bool total = step.kind == WaterfallPicture::Kind::total;
    const double y = kStepHeight * static_cast<double>(i) + 6;
    const double left = std::min(axis.x(step.from), axis.x(step.to));
    const double width = std::max(axis.x(step.from), axis.x(step.to)) - left;
    canvas.text(total ? "vk-title" : "vk-label", 1, y + 17, step.label);
    canvas.rectangle(step_style(step.kind), left, y, std::max(1.5, width), kBar);
    canvas.text(total ? "vk-number vk-strong" : "vk-number", SvgCanvas::kWidth - 1, y + 17, step.amount,
                SvgCanvas::Anchor::end);
    if (i + 1 < picture.steps.size())
      canvas.line("vk-connector", axis.x(step.to), y + kBar, axis.x(step.to), y + kStepHeight);
  }
  return canvas.finish(height + 6);
}

}  // namespace vk
