#include <algorithm>

#include "core/report/svg_canvas.hpp"

namespace vk {
namespace {

constexpr double kBar = 24;
constexpr double kNarrowBar = 14;

/// Where the bars run: between the labels and the amounts, or under them where the screen is narrow.
struct Axis {
  double left = 150;
  double right = 565;
  double least = 0;
  double most = 0;

  double x(int64_t value) const {
    return most <= least ? left : left + (right - left) * (static_cast<double>(value) - least) / (most - least);
  }
};

Axis axis_of(const std::vector<WaterfallPicture::Step>& steps, const SvgCanvas& canvas) {
  Axis axis;
  if (canvas.narrow()) {
    axis.left = 1;
    axis.right = canvas.width() - 1;
  }
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
  const Axis axis = axis_of(picture.steps, canvas);
  const double step_height = canvas.narrow() ? 50 : 38;
  const double bar_top = canvas.narrow() ? 26 : 6;
  const double bar_height = canvas.narrow() ? kNarrowBar : kBar;
  const double height = step_height * static_cast<double>(picture.steps.size());
  if (!canvas.narrow()) canvas.line("vk-axis", axis.x(0), 2, axis.x(0), height + 2);
  for (size_t i = 0; i < picture.steps.size(); ++i) {
    const WaterfallPicture::Step& step = picture.steps[i];
    const bool total = step.kind == WaterfallPicture::Kind::total;
    const double y = step_height * static_cast<double>(i);
    const double text = y + (canvas.narrow() ? 19 : 23);
    const double left = std::min(axis.x(step.from), axis.x(step.to));
    const double width = std::max(axis.x(step.from), axis.x(step.to)) - left;
    canvas.text(total ? "vk-title" : "vk-label", 1, text, step.label);
    canvas.rectangle(step_style(step.kind), left, y + bar_top, std::max(1.5, width), bar_height);
    canvas.text(total ? "vk-number vk-strong" : "vk-number", canvas.width() - 1, text, step.amount,
                SvgCanvas::Anchor::end);
    if (i + 1 < picture.steps.size() && !canvas.narrow())
      canvas.line("vk-connector", axis.x(step.to), y + bar_top + bar_height, axis.x(step.to),
                  y + step_height + bar_top);
  }
  return canvas.finish(height + 6);
}

}  // namespace vk
