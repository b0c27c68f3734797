#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/text.hpp"
#include "core/report/svg_canvas.hpp"

namespace vk {
namespace {

constexpr double kCentre = 360;
constexpr double kOuter = 306;
constexpr double kInner = 112;
constexpr double kMonths = 326;
constexpr double kGapDegrees = 9;         // left free at the top for the rings' numbers
constexpr double kLeastArcDegrees = 2.2;  // a single day is still seen
constexpr double kWidestRing = 40;
constexpr double kRingGap = 3;

struct Point {
  double x;
  double y;
};

Point at(double radius, double degrees) {
  const double angle = degrees * std::numbers::pi / 180;
  return {kCentre + radius * std::sin(angle), kCentre - radius * std::cos(angle)};
}

double degrees_of(const YearWheelPicture& wheel, Day day) {
  const double part = static_cast<double>((day - wheel.year.first).count()) /
                      static_cast<double>(std::max<int64_t>(1, wheel.year.days()));
  return kGapDegrees / 2 + part * (360 - kGapDegrees);
}

struct Band {
  double outer;
  double inner;
};

Band band_of(size_t ring, size_t rings) {
  const double width = std::min(kWidestRing, (kOuter - kInner) / static_cast<double>(std::max<size_t>(1, rings)));
  const double outer = kOuter - width * static_cast<double>(ring);
  return {outer - kRingGap / 2, outer - width + kRingGap / 2};
}

std::string sector(const Band& band, double from, double to) {
  const Point a = at(band.outer, from);
  const Point b = at(band.outer, to);
  const Point c = at(band.inner, to);
  const Point d = at(band.inner, from);
  const int large = to - from > 180 ? 1 : 0;
  return fmt::format(
      "M{:.1f} {:.1f} A{:.1f} {:.1f} 0 {} 1 {:.1f} {:.1f} L{:.1f} {:.1f} A{:.1f} {:.1f} 0 {} 0 {:.1f} {:.1f} Z", a.x,
      a.y, band.outer, band.outer, large, b.x, b.y, c.x, c.y, band.inner, band.inner, large, d.x, d.y);
}

std::string_view status_style(WheelStatus status) {
  switch (status) {
    case WheelStatus::planned:
      return "vk-arc vk-planned";
    case WheelStatus::next:
      return "vk-arc vk-next";
    case WheelStatus::open:
      return "vk-arc vk-open";
    case WheelStatus::done:
      return "vk-arc vk-done";
    case WheelStatus::partial:
      return "vk-arc vk-partial";
    case WheelStatus::failed:
      return "vk-arc vk-failed";
    case WheelStatus::missed:
      return "vk-arc vk-missed";
    case WheelStatus::skipped:
      return "vk-arc vk-skipped";
  }
  return "vk-arc";
}

// The status as a shape, so that colour is never the only sign; empty for planned, which is plain.
std::string glyph(WheelStatus status, Point p, double s) {
  const auto cross = [&] {
    return fmt::format("M{:.1f} {:.1f} L{:.1f} {:.1f} M{:.1f} {:.1f} L{:.1f} {:.1f}", p.x - s, p.y - s, p.x + s,
                       p.y + s, p.x - s, p.y + s, p.x + s, p.y - s);
  };
  switch (status) {
    case WheelStatus::planned:
      return {};
    case WheelStatus::next:
      return fmt::format("M{:.1f} {:.1f} L{:.1f} {:.1f} L{:.1f} {:.1f} Z", p.x - s, p.y - s, p.x + s, p.y, p.x - s,
                         p.y + s);
    case WheelStatus::open:
      return fmt::format(
          "M{0:.1f} {2:.1f} A{3:.1f} {3:.1f} 0 1 1 {1:.1f} {2:.1f} A{3:.1f} {3:.1f} 0 1 1 {0:.1f} {2:.1f} Z", p.x - s,
          p.x + s, p.y, s);
    case WheelStatus::done:
      return fmt::format("M{:.1f} {:.1f} L{:.1f} {:.1f} L{:.1f} {:.1f}", p.x - s, p.y, p.x - s / 4, p.y + s * 0.8,
                         p.x + s, p.y - s * 0.8);
    case WheelStatus::partial:
      return fmt::format("M{:.1f} {:.1f} L{:.1f} {:.1f}", p.x, p.y - s, p.x, p.y + s);
    case WheelStatus::failed:
    case WheelStatus::missed:
      return cross();
    case WheelStatus::skipped:
      return fmt::format("M{:.1f} {:.1f} L{:.1f} {:.1f}", p.x - s, p.y, p.x + s, p.y);
  }
  return {};
}

std::string glyph_style(WheelStatus status) {
  const std::string_view arc = status_style(status);
  return "vk-glyph vk-glyph" + std::string(arc.substr(arc.rfind("vk-") + 2));
}

void draw_months(SvgCanvas& canvas, const YearWheelPicture& wheel) {
  for (size_t i = 0; i < wheel.months.size(); ++i) {
    const double from = degrees_of(wheel, wheel.months[i].first);
    const double to = degrees_of(wheel, i + 1 < wheel.months.size() ? wheel.months[i + 1].first : wheel.year.end);
    const Point inner = at(kInner - 6, from);
    const Point outer = at(kMonths + 14, from);
    canvas.line("vk-month", inner.x, inner.y, outer.x, outer.y);
    const Point label = at(kMonths + 2, (from + to) / 2);
    canvas.text("vk-label", label.x, label.y + 5, wheel.months[i].label, SvgCanvas::Anchor::middle);
  }
}

void draw_rings(SvgCanvas& canvas, const YearWheelPicture& wheel) {
  for (size_t ring = 0; ring < wheel.rings.size(); ++ring) {
    const Band band = band_of(ring, wheel.rings.size());
    canvas.path("vk-track", sector(band, kGapDegrees / 2, 360 - kGapDegrees / 2));
    const double middle = (band.outer + band.inner) / 2;
    canvas.text(band.outer - band.inner < 14 ? "vk-tiny" : "vk-small", kCentre, kCentre - middle + 4.5,
                fmt::format("{}", ring + 1), SvgCanvas::Anchor::middle);
  }
}

void draw_arcs(SvgCanvas& canvas, const YearWheelPicture& wheel) {
  for (const YearWheelPicture::Arc& arc : wheel.arcs) {
    const Band band = band_of(arc.ring, wheel.rings.size());
    const double from = degrees_of(wheel, arc.first);
    const double to = std::max(degrees_of(wheel, arc.end), from + kLeastArcDegrees);
    canvas.path(status_style(arc.status), sector(band, from, to), arc.title);
    const double room = std::min(band.outer - band.inner, (to - from) * std::numbers::pi / 180 * band.inner);
    const std::string shape =
        glyph(arc.status, at((band.outer + band.inner) / 2, (from + to) / 2), std::clamp(room * 0.24, 2.2, 5.5));
    if (!shape.empty()) canvas.path(glyph_style(arc.status), shape);
  }
}

void draw_today(SvgCanvas& canvas, const YearWheelPicture& wheel) {
  canvas.text("vk-year", kCentre, kCentre + 4, wheel.year_label, SvgCanvas::Anchor::middle);
  canvas.text("vk-small", kCentre, kCentre + 30, wheel.today_label, SvgCanvas::Anchor::middle);
  if (!wheel.today) return;
  const double degrees = degrees_of(wheel, *wheel.today);
  const Point inner = at(kInner - 14, degrees);
  const Point outer = at(kOuter + 6, degrees);
  canvas.line("vk-today-halo", inner.x, inner.y, outer.x, outer.y);
  canvas.line("vk-today", inner.x, inner.y, outer.x, outer.y);
  canvas.circle("vk-today-dot", inner.x, inner.y, 4.5);
}

double draw_status_legend(SvgCanvas& canvas, const YearWheelPicture& wheel, double y) {
  double x = 1;
  for (const YearWheelPicture::Legend& legend : wheel.legend) {
    const std::string label = fmt::format("{} {}", legend.count, legend.label);
    const double width = 52 + static_cast<double>(utf8_length(label)) * 8.8;
    if (x > 1 && x + width > SvgCanvas::kWidth) {
      x = 1;
      y += 28;
    }
    canvas.rectangle(status_style(legend.status), x + 1, y + 1, 24, 16);
    const std::string shape = glyph(legend.status, {x + 13, y + 9}, 4.5);
    if (!shape.empty()) canvas.path(glyph_style(legend.status), shape);
    canvas.text("vk-label", x + 32, y + 14, label);
    x += width;
  }
  return wheel.legend.empty() ? y : y + 34;
}

double draw_ring_legend(SvgCanvas& canvas, const YearWheelPicture& wheel, double y) {
  const size_t rows = (wheel.rings.size() + 1) / 2;
  for (size_t ring = 0; ring < wheel.rings.size(); ++ring) {
    const double x = ring < rows ? 1 : SvgCanvas::kWidth / 2 + 8;
    const double line = y + 16 + 24 * static_cast<double>(ring % std::max<size_t>(1, rows));
    canvas.text("vk-small", x + 20, line, fmt::format("{}", ring + 1), SvgCanvas::Anchor::end);
    for (const std::string& name : wrapped(wheel.rings[ring], 38, 1)) canvas.text("vk-label", x + 32, line, name);
  }
  return y + 24 * static_cast<double>(rows) + 8;
}

}  // namespace

SvgPicture year_wheel_svg(const YearWheelPicture& picture, SvgUse use) {
  SvgCanvas canvas(picture.text, use);
  draw_rings(canvas, picture);
  draw_months(canvas, picture);
  draw_arcs(canvas, picture);
  draw_today(canvas, picture);
  double y = 2 * kCentre + 12;
  y = draw_status_legend(canvas, picture, y);
  y = draw_ring_legend(canvas, picture, y);
  return canvas.finish(y + 4);
}

}  // namespace vk
