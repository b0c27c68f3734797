#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/text.hpp"
#include "core/report/svg_canvas.hpp"

namespace vk {
namespace {

constexpr double kLegibleRing = 11;       // narrower rings are not all numbered
constexpr double kGapDegrees = 9;         // left free at the top for the rings' numbers
constexpr double kLeastArcDegrees = 2.2;  // a single day is still seen
constexpr double kRingGap = 3;

/// Lengths of the drawing, from its centre.
struct Dial {
  double centre = 360;
  double outer = 306;
  double inner = 112;
  double months = 326;
  double widest_ring = 40;
};
constexpr Dial kWideDial{};
constexpr Dial kNarrowDial{180, 146, 62, 160, 24};

struct Point {
  double x;
  double y;
};

Point at(const Dial& dial, double radius, double degrees) {
  const double angle = degrees * std::numbers::pi / 180;
  return {dial.centre + radius * std::sin(angle), dial.centre - radius * std::cos(angle)};
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

Band band_of(const Dial& dial, size_t ring, size_t rings) {
  const double room = (dial.outer - dial.inner) / static_cast<double>(std::max<size_t>(1, rings));
  const double width = std::min(dial.widest_ring, room);
  const double gap = std::min(kRingGap, width / 4);
  const double outer = dial.outer - width * static_cast<double>(ring);
  return {outer - gap / 2, outer - width + gap / 2};
}

std::string sector(const Dial& dial, const Band& band, double from, double to) {
  const Point a = at(dial, band.outer, from);
  const Point b = at(dial, band.outer, to);
  const Point c = at(dial, band.inner, to);
  const Point d = at(dial, band.inner, from);
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

void draw_months(SvgCanvas& canvas, const Dial& dial, const YearWheelPicture& wheel) {
  for (size_t i = 0; i < wheel.months.size(); ++i) {
    const double from = degrees_of(wheel, wheel.months[i].first);
    const double to = degrees_of(wheel, i + 1 < wheel.months.size() ? wheel.months[i + 1].first : wheel.year.end);
    const Point inner = at(dial, dial.inner - 6, from);
    const Point outer = at(dial, dial.months + 14, from);
    canvas.line("vk-month", inner.x, inner.y, outer.x, outer.y);
    const Point label = at(dial, dial.months + 2, (from + to) / 2);
    canvas.text("vk-label vk-month-label", label.x, label.y + 5, wheel.months[i].label, SvgCanvas::Anchor::middle);
  }
}

void draw_rings(SvgCanvas& canvas, const Dial& dial, const YearWheelPicture& wheel) {
  const Band first = band_of(dial, 0, wheel.rings.size());
  const auto step = static_cast<size_t>(std::ceil(kLegibleRing / (first.outer - first.inner + kRingGap)));
  for (size_t ring = 0; ring < wheel.rings.size(); ++ring) {
    const Band band = band_of(dial, ring, wheel.rings.size());
    canvas.path("vk-track", sector(dial, band, kGapDegrees / 2, 360 - kGapDegrees / 2));
    const double middle = (band.outer + band.inner) / 2;
    if (ring % step != 0) continue;
    canvas.text(band.outer - band.inner < 14 ? "vk-tiny" : "vk-small", dial.centre, dial.centre - middle + 4.5,
                fmt::format("{}", ring + 1), SvgCanvas::Anchor::middle);
  }
}

void draw_arcs(SvgCanvas& canvas, const Dial& dial, const YearWheelPicture& wheel) {
  for (const YearWheelPicture::Arc& arc : wheel.arcs) {
    const Band band = band_of(dial, arc.ring, wheel.rings.size());
    const double from = degrees_of(wheel, arc.first);
    const double to = std::max(degrees_of(wheel, arc.end), from + kLeastArcDegrees);
    canvas.path(status_style(arc.status), sector(dial, band, from, to), arc.title);
    const double room = std::min(band.outer - band.inner, (to - from) * std::numbers::pi / 180 * band.inner);
    const std::string shape =
        glyph(arc.status, at(dial, (band.outer + band.inner) / 2, (from + to) / 2), std::clamp(room * 0.24, 2.2, 5.5));
    if (!shape.empty()) canvas.path(glyph_style(arc.status), shape);
  }
}

// Under the arcs: the line of the day must not hide what happens on it.
void draw_today(SvgCanvas& canvas, const Dial& dial, const YearWheelPicture& wheel) {
  const std::vector<std::string> lines = wrapped(wheel.today_label, canvas.narrow() ? 14 : 40, 3);
  const double lift = 14 * static_cast<double>(lines.size() - 1) / 2;
  canvas.text("vk-year", dial.centre, dial.centre + 4 - lift, wheel.year_label, SvgCanvas::Anchor::middle);
  for (size_t i = 0; i < lines.size(); ++i) {
    const double y = dial.centre + (canvas.narrow() ? 22 : 30) - lift + 15 * static_cast<double>(i);
    canvas.text("vk-small", dial.centre, y, lines[i], SvgCanvas::Anchor::middle);
  }
  if (!wheel.today) return;
  const double degrees = degrees_of(wheel, *wheel.today);
  const Point inner = at(dial, dial.inner - (canvas.narrow() ? 4 : 14), degrees);
  const Point outer = at(dial, dial.outer + 6, degrees);
  canvas.line("vk-today-halo", inner.x, inner.y, outer.x, outer.y);
  canvas.line("vk-today", inner.x, inner.y, outer.x, outer.y);
  canvas.circle("vk-today-dot", inner.x, inner.y, canvas.narrow() ? 3.5 : 4.5);
}

double draw_status_legend(SvgCanvas& canvas, const YearWheelPicture& wheel, double y) {
  double x = 1;
  for (const YearWheelPicture::Legend& legend : wheel.legend) {
    const std::string label = fmt::format("{} {}", legend.count, legend.label);
    const double width = 52 + static_cast<double>(utf8_length(label)) * 8.8;
    if (x > 1 && x + width > canvas.width()) {
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
  const size_t columns = canvas.narrow() ? 1 : 2;
  const size_t rows = (wheel.rings.size() + columns - 1) / columns;
  for (size_t ring = 0; ring < wheel.rings.size(); ++ring) {
    const double x = ring < rows ? 1 : canvas.width() / 2 + 8;
    const double line = y + 16 + 24 * static_cast<double>(ring % std::max<size_t>(1, rows));
    canvas.text("vk-small", x + 20, line, fmt::format("{}", ring + 1), SvgCanvas::Anchor::end);
    for (const std::string& name : wrapped(wheel.rings[ring], 38, 1)) canvas.text("vk-label", x + 32, line, name);
  }
  return y + 24 * static_cast<double>(rows) + 8;
}

}  // namespace

SvgPicture year_wheel_svg(const YearWheelPicture& picture, SvgUse use) {
  SvgCanvas canvas(picture.text, use);
  const Dial& dial = canvas.narrow() ? kNarrowDial : kWideDial;
  draw_rings(canvas, dial, picture);
  draw_months(canvas, dial, picture);
  draw_today(canvas, dial, picture);
  draw_arcs(canvas, dial, picture);
  double y = 2 * dial.centre + 12;
  y = draw_status_legend(canvas, picture, y);
  y = draw_ring_legend(canvas, picture, y);
  return canvas.finish(y + 4);
}

}  // namespace vk
