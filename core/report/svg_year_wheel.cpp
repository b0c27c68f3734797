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
constexpr double kRingGap = 5;
constexpr double kLaneGap = 1;
constexpr double kNumberRoom = 12;  // an arc both as wide and as long as this bears its item's number
constexpr double kBothRoom = 26;    // and one this wide a number beside its sign

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

size_t lanes_of(const YearWheelPicture& wheel) {
  return wheel.rings.empty() ? 0 : wheel.rings.back().first_lane + wheel.rings.back().lanes;
}

/// Where lanes `first` to `first + lanes - 1` lie, all of ring `ring`.
Band band_of(const Dial& dial, const YearWheelPicture& wheel, size_t ring, size_t first, size_t lanes) {
  const double gaps = kRingGap * static_cast<double>(wheel.rings.size() - 1);
  const double room = (dial.outer - dial.inner - gaps) / static_cast<double>(std::max<size_t>(1, lanes_of(wheel)));
  const double width = std::min(dial.widest_ring, room);
  const double outer = dial.outer - width * static_cast<double>(first) - kRingGap * static_cast<double>(ring);
  return {outer, outer - width * static_cast<double>(lanes)};
}

Band band_of_ring(const Dial& dial, const YearWheelPicture& wheel, size_t ring) {
  return band_of(dial, wheel, ring, wheel.rings[ring].first_lane, wheel.rings[ring].lanes);
}

Band band_of_lane(const Dial& dial, const YearWheelPicture& wheel, size_t lane) {
  size_t ring = 0;
  while (lane >= wheel.rings[ring].first_lane + wheel.rings[ring].lanes) ++ring;
  const Band band = band_of(dial, wheel, ring, lane, 1);
  const double gap = std::min(kLaneGap, (band.outer - band.inner) / 4);
  return {band.outer - gap / 2, band.inner + gap / 2};
}

/// A, B ... Z, AA, AB ...
std::string letters_of(size_t ring) {
  std::string letters;
  for (size_t rest = ring + 1; rest > 0; rest = (rest - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
  return letters;
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

/// "-done"
std::string_view status_suffix(WheelStatus status) {
  const std::string_view arc = status_style(status);
  return arc.substr(arc.rfind("vk-") + 2);
}

std::string glyph_style(WheelStatus status) {
  return fmt::format("vk-glyph vk-glyph{}", status_suffix(status));
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
  double last = dial.outer + kLegibleRing;
  for (size_t ring = 0; ring < wheel.rings.size(); ++ring) {
    const Band band = band_of_ring(dial, wheel, ring);
    canvas.path("vk-track", sector(dial, band, kGapDegrees / 2, 360 - kGapDegrees / 2));
    const double middle = (band.outer + band.inner) / 2;
    if (last - middle < kLegibleRing) continue;
    last = middle;
    canvas.text(band.outer - band.inner < 14 ? "vk-tiny" : "vk-small", dial.centre, dial.centre - middle + 4.5,
                letters_of(ring), SvgCanvas::Anchor::middle);
  }
}

/// What stands in an arc: its status as a shape, its item's number, or both where there is room.
void draw_mark(SvgCanvas& canvas, const Dial& dial, const YearWheelPicture::Arc& arc, const Band& band, double degrees,
               double length) {
  const double width = band.outer - band.inner;
  const double middle = (band.outer + band.inner) / 2;
  const bool has_shape = arc.status != WheelStatus::planned;
  const bool numbered = std::min(width, length) >= kNumberRoom && (!has_shape || width >= kBothRoom);
  if (has_shape) {
    const double radius = numbered ? band.inner + width * 0.28 : middle;
    const double size = std::clamp(std::min(width, length) * 0.24, 2.2, numbered ? 4.5 : 5.5);
    canvas.path(glyph_style(arc.status), glyph(arc.status, at(dial, radius, degrees), size));
  }
  if (!numbered) return;
  const Point place = at(dial, has_shape ? band.inner + width * 0.7 : middle, degrees);
  const bool small = std::min(width, length) < 18 || has_shape;
  const std::string style =
      fmt::format("{} vk-mark vk-mark{}", small ? "vk-tiny" : "vk-small", status_suffix(arc.status));
  canvas.text(style, place.x, place.y + (small ? 3.5 : 4.5), fmt::format("{}", arc.item + 1),
              SvgCanvas::Anchor::middle);
}

void draw_arcs(SvgCanvas& canvas, const Dial& dial, const YearWheelPicture& wheel) {
  for (const YearWheelPicture::Arc& arc : wheel.arcs) {
    const Band band = band_of_lane(dial, wheel, arc.lane);
    const double from = degrees_of(wheel, arc.first);
    const double to = std::max(degrees_of(wheel, arc.end), from + kLeastArcDegrees);
    canvas.path(status_style(arc.status), sector(dial, band, from, to), arc.title);
    if (arc.clashes) canvas.path("vk-clash", sector(dial, {band.outer - 1, band.inner + 1}, from, to));
    const double length = (to - from) * std::numbers::pi / 180 * (band.outer + band.inner) / 2;
    draw_mark(canvas, dial, arc, band, (from + to) / 2, length);
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
  const auto begin = [&](const std::string& label) {
    const double width = 52 + static_cast<double>(utf8_length(label)) * 8.8;
    if (x > 1 && x + width > canvas.width()) {
      x = 1;
      y += 28;
    }
    canvas.text("vk-label", x + 32, y + 14, label);
    return width;
  };
  for (const YearWheelPicture::Legend& legend : wheel.legend) {
    const double width = begin(fmt::format("{} {}", legend.count, legend.label));
    canvas.rectangle(status_style(legend.status), x + 1, y + 1, 24, 16);
    const std::string shape = glyph(legend.status, {x + 13, y + 9}, 4.5);
    if (!shape.empty()) canvas.path(glyph_style(legend.status), shape);
    x += width;
  }
  if (!wheel.clash_label.empty()) {
    begin(wheel.clash_label);
    canvas.rectangle(status_style(WheelStatus::planned), x + 1, y + 1, 24, 16);
    canvas.rectangle("vk-clash", x + 2, y + 2, 22, 14);
  }
  return wheel.legend.empty() ? y : y + 34;
}

struct LegendLine {
  std::string mark;
  std::string text;
};

double draw_lines(SvgCanvas& canvas, const std::vector<LegendLine>& lines, double y) {
  const size_t columns = canvas.narrow() ? 1 : 2;
  const size_t rows = (lines.size() + columns - 1) / columns;
  for (size_t i = 0; i < lines.size(); ++i) {
    const double x = i < rows ? 1 : canvas.width() / 2 + 8;
    const double line = y + 16 + 24 * static_cast<double>(i % std::max<size_t>(1, rows));
    canvas.text("vk-small", x + 20, line, lines[i].mark, SvgCanvas::Anchor::end);
    for (const std::string& name : wrapped(lines[i].text, 38, 1)) canvas.text("vk-label", x + 32, line, name);
  }
  return y + 24 * static_cast<double>(rows) + 8;
}

double draw_ring_legend(SvgCanvas& canvas, const YearWheelPicture& wheel, double y) {
  std::vector<LegendLine> rings;
  for (size_t ring = 0; ring < wheel.rings.size(); ++ring) rings.push_back({letters_of(ring), wheel.rings[ring].name});
  std::vector<LegendLine> items;
  for (size_t item = 0; item < wheel.items.size(); ++item) {
    const auto& [name, owner] = wheel.items[item];
    items.push_back({fmt::format("{}", item + 1), owner.empty() ? name : fmt::format("{} – {}", name, owner)});
  }
  return draw_lines(canvas, items, draw_lines(canvas, rings, y) + 6);
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
