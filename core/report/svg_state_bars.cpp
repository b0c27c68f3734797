#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/report/svg_canvas.hpp"

namespace vk {
namespace {

constexpr double kLabelHeight = 26;
constexpr double kBarHeight = 46;
constexpr double kLegendHeight = 68;
constexpr double kGap = 22;
constexpr double kBreakHeight = 34;

std::string part_style(MoneyPart part) {
  switch (part) {
    case MoneyPart::secured:
      return "vk-secured";
    case MoneyPart::at_risk:
      return "vk-at-risk";
    case MoneyPart::leaving:
      return "vk-leaving";
    case MoneyPart::unmeasured:
      return "vk-unmeasured";
  }
  return "vk-unmeasured";
}

double weight_of(const StateBar::Part& part) {
  return static_cast<double>(std::max<int64_t>(0, part.weight));
}

void draw_parts(SvgCanvas& canvas, const StateBar& bar, double y) {
  double sum = 0;
  for (const StateBar::Part& part : bar.parts) sum += weight_of(part);
  double before = 0;
  for (const StateBar::Part& part : bar.parts) {
    if (weight_of(part) <= 0) continue;
    const double x = SvgCanvas::kWidth * before / sum;
    before += weight_of(part);
    // A sliver of at least one pixel: money that is there is seen.
    const double width = std::max(1.0, SvgCanvas::kWidth * before / sum - x - 2);
    canvas.rectangle(part_style(part.part), x + 1, y, width, kBarHeight);
  }
}

void draw_legend(SvgCanvas& canvas, const StateBar& bar, double y) {
  const double column = SvgCanvas::kWidth / static_cast<double>(std::max<size_t>(1, bar.parts.size()));
  for (size_t i = 0; i < bar.parts.size(); ++i) {
    const double x = column * static_cast<double>(i) + 1;
    canvas.rectangle(part_style(bar.parts[i].part), x, y + 6, 14, 14);
    canvas.text("vk-label", x + 22, y + 18, bar.parts[i].label);
    canvas.text("vk-number", x + 22, y + 38, bar.parts[i].amount);
    canvas.text("vk-small", x + 22, y + 56, bar.parts[i].share);
  }
}

void draw_break(SvgCanvas& canvas, std::string_view label, double y) {
  std::string data = fmt::format("M0 {:.1f}", y);
  for (int i = 1; i <= 36; ++i) data += fmt::format(" L{} {:.1f}", i * 20, y + (i % 2 == 0 ? 0.0 : 9.0));
  canvas.path("vk-break", data);
  const double half = static_cast<double>(utf8_length(label)) * 4.3 + 14;
  canvas.rectangle("vk-paper", SvgCanvas::kWidth / 2 - half, y - 8, 2 * half, 26);
  canvas.text("vk-label", SvgCanvas::kWidth / 2, y + 10, label, SvgCanvas::Anchor::middle);
}

}  // namespace

SvgPicture state_bars_svg(const StateBarsPicture& picture, SvgUse use) {
  SvgCanvas canvas(picture.text, use);
  double y = 4;
  for (size_t i = 0; i < picture.bars.size(); ++i) {
    const StateBar& bar = picture.bars[i];
    if (i > 0) y += kGap;
    if (i < picture.broken_before.size() && picture.broken_before[i] != 0) {
      draw_break(canvas, picture.broken_label, y);
      y += kBreakHeight;
    }
    canvas.text("vk-title", 1, y + 15, bar.label);
    canvas.text("vk-small", SvgCanvas::kWidth - 1, y + 15, bar.base, SvgCanvas::Anchor::end);
    y += kLabelHeight;
    if (bar.refused) {
      canvas.rectangle("vk-refused", 1, y, SvgCanvas::kWidth - 2, kBarHeight);
      canvas.text("vk-label", SvgCanvas::kWidth / 2, y + kBarHeight / 2 + 5, bar.refused_text,
                  SvgCanvas::Anchor::middle);
      y += kBarHeight;
      continue;
    }
    draw_parts(canvas, bar, y);
    draw_legend(canvas, bar, y + kBarHeight);
    y += kBarHeight + kLegendHeight;
  }
  return canvas.finish(y + 4);
}

SvgPicture svg_of(const Picture& picture, SvgUse use) {
  struct Drawer {
    SvgUse use;
    SvgPicture operator()(const StateBarsPicture& bars) const { return state_bars_svg(bars, use); }
    SvgPicture operator()(const WaterfallPicture& waterfall) const { return waterfall_svg(waterfall, use); }
    SvgPicture operator()(const HeatMapPicture& map) const { return heat_map_svg(map, use); }
    SvgPicture operator()(const YearWheelPicture& wheel) const { return year_wheel_svg(wheel, use); }
  };
  return std::visit(Drawer{use}, picture);
}

}  // namespace vk
