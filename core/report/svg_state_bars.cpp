#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/report/svg_canvas.hpp"

namespace vk {
namespace {

constexpr double kLabelHeight = 26;
constexpr double kBarHeight = 46;
constexpr double kLegendHeight = 68;
constexpr double kRangeHeight = 46;
constexpr double kKeyHeight = 20;
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
    case MoneyPart::together:
      return "vk-heat vk-heat-2";
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
    const double x = canvas.width() * before / sum;
    before += weight_of(part);
    // A sliver of at least one pixel: money that is there is seen.
    const double width = std::max(1.0, canvas.width() * before / sum - x - 2);
    canvas.rectangle(part_style(part.part), x + 1, y, width, kBarHeight);
  }
}

// Four parts side by side, or two and two where the screen is narrow. Returns the height.
double draw_legend(SvgCanvas& canvas, const StateBar& bar, double y) {
  const size_t columns = canvas.narrow() ? 2 : std::max<size_t>(1, bar.parts.size());
  const double width = canvas.width() / static_cast<double>(columns);
  for (size_t i = 0; i < bar.parts.size(); ++i) {
    const size_t line = i / columns;
    const double x = width * static_cast<double>(i % columns) + 1;
    const double top = y + kLegendHeight * static_cast<double>(line);
    canvas.rectangle(part_style(bar.parts[i].part), x, top + 6, 14, 14);
    canvas.text("vk-label", x + 22, top + 18, bar.parts[i].label);
    canvas.text("vk-number", x + 22, top + 38, bar.parts[i].amount);
    canvas.text("vk-small", x + 22, top + 56, bar.parts[i].share);
  }
  const size_t lines = (bar.parts.size() + columns - 1) / columns;
  return kLegendHeight * static_cast<double>(lines);
}

// What the lines of error bars mean: on one line, on a line each where the screen is narrow. Returns the height.
double draw_range_key(SvgCanvas& canvas, const StateBar& bar, double y) {
  const std::vector<std::string> lines =
      canvas.narrow() ? bar.range_key : std::vector<std::string>{join(bar.range_key, ", ")};
  double top = y;
  for (const std::string& line : lines) {
    canvas.text("vk-small", 1, top + 12, line);
    top += kKeyHeight;
  }
  return top - y;
}

// Error bars, one under the other, on one axis from nothing to the base. Returns the height.
double draw_ranges(SvgCanvas& canvas, const StateBar& bar, double y) {
  const double end = static_cast<double>(std::max<int64_t>(1, bar.range_end));
  const auto place = [&](int64_t amount) {
    return 3 + (canvas.width() - 6) * std::clamp(static_cast<double>(amount) / end, 0.0, 1.0);
  };
  double top = y + 8;
  for (const StateBar::Range& range : bar.ranges) {
    canvas.text("vk-label", 1, top + 14, range.label);
    const double beside = canvas.narrow() ? 1 : canvas.width() - 1;
    if (canvas.narrow()) top += 20;
    canvas.text("vk-small", beside, top + 14, range.text,
                canvas.narrow() ? SvgCanvas::Anchor::start : SvgCanvas::Anchor::end);
    const double middle = top + 28;
    canvas.line("vk-axis", 3, middle + 8, canvas.width() - 3, middle + 8);
    canvas.line("vk-limits", place(range.limits.low), middle, place(range.limits.high), middle);
    for (const int64_t amount : {range.limits.low, range.limits.high}) {
      canvas.line("vk-limits", place(amount), middle - 5, place(amount), middle + 5);
    }
    if (range.interval) {
      canvas.line("vk-interval", place(range.interval->low), middle, place(range.interval->high), middle);
      canvas.circle("vk-estimate", place(range.estimate), middle, 5);
    }
    top += kRangeHeight;
  }
  return top - y + draw_range_key(canvas, bar, top);
}

// What the bar is and its base: on one line, on two where the screen is narrow, the base alone without a label.
double draw_label(SvgCanvas& canvas, const StateBar& bar, double y) {
  if (bar.label.empty()) {
    canvas.text("vk-small", 1, y + 15, bar.base);
    return kLabelHeight;
  }
  canvas.text("vk-title", 1, y + 15, bar.label);
  if (!canvas.narrow() || bar.base.empty()) {
    canvas.text("vk-small", canvas.width() - 1, y + 15, bar.base, SvgCanvas::Anchor::end);
    return kLabelHeight;
  }
  canvas.text("vk-small", 1, y + 35, bar.base);
  return kLabelHeight + 20;
}

void draw_break(SvgCanvas& canvas, std::string_view label, double y) {
  std::string data = fmt::format("M0 {:.1f}", y);
  const int teeth = static_cast<int>(canvas.width()) / 20;
  for (int i = 1; i <= teeth; ++i) data += fmt::format(" L{} {:.1f}", i * 20, y + (i % 2 == 0 ? 0.0 : 9.0));
  canvas.path("vk-break", data);
  const double half = static_cast<double>(utf8_length(label)) * 4.3 + 14;
  canvas.rectangle("vk-paper", canvas.width() / 2 - half, y - 8, 2 * half, 26);
  canvas.text("vk-label", canvas.width() / 2, y + 10, label, SvgCanvas::Anchor::middle);
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
    y += draw_label(canvas, bar, y);
    if (bar.refused) {
      canvas.rectangle("vk-refused", 1, y, canvas.width() - 2, kBarHeight);
      canvas.text("vk-label", canvas.width() / 2, y + kBarHeight / 2 + 5, bar.refused_text, SvgCanvas::Anchor::middle);
      y += kBarHeight;
      continue;
    }
    draw_parts(canvas, bar, y);
    y += kBarHeight;
    if (!picture.legend_beside || use == SvgUse::in_sheet || use == SvgUse::own_file) y += draw_legend(canvas, bar, y);
    if (!bar.ranges.empty()) y += draw_ranges(canvas, bar, y);
  }
  return canvas.finish(y + 4);
}

bool has_narrow_form(const Picture& picture) {
  return !std::holds_alternative<HeatMapPicture>(picture);
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
