#include <fmt/format.h>

#include <algorithm>

#include "core/report/svg_canvas.hpp"

namespace vk {
namespace {

constexpr double kLeft = 140;
constexpr double kTop = 84;
constexpr double kRow = 62;
constexpr uint8_t kStrongLevel = 4;  // from here on the cell is darker than mid-grey and its text is the paper's colour

void draw_column_head(SvgCanvas& canvas, const std::string& label, double centre, size_t letters) {
  const std::vector<std::string> lines = wrapped(label, letters, 2);
  for (size_t i = 0; i < lines.size(); ++i) {
    const double y = kTop - 12 - 18 * static_cast<double>(lines.size() - 1 - i);
    canvas.text("vk-label", centre, y, lines[i], SvgCanvas::Anchor::middle);
  }
}

void draw_row_head(SvgCanvas& canvas, const std::string& label, double middle) {
  const std::vector<std::string> lines = wrapped(label, 15, 2);
  for (size_t i = 0; i < lines.size(); ++i) {
    const double y = middle + 5 + 18 * (static_cast<double>(i) - static_cast<double>(lines.size() - 1) / 2);
    canvas.text("vk-label", kLeft - 12, y, lines[i], SvgCanvas::Anchor::end);
  }
}

void draw_square(SvgCanvas& canvas, const HeatMapPicture::Square& square, double x, double y, double width) {
  canvas.rectangle(fmt::format("vk-heat vk-heat-{}", square.level), x + 1.5, y + 1.5, width - 3, kRow - 3);
  if (square.stayed) canvas.rectangle("vk-stayed", x + 3.5, y + 3.5, width - 7, kRow - 7);
  const std::string_view strong = square.level >= kStrongLevel ? " vk-on-strong" : "";
  const double middle = square.subjects.empty() ? y + kRow / 2 + 5 : y + kRow / 2 - 3;
  canvas.text(fmt::format("vk-number{}", strong), x + width / 2, middle, square.amount, SvgCanvas::Anchor::middle);
  canvas.text(fmt::format("vk-small{}", strong), x + width / 2, y + kRow / 2 + 17, square.subjects,
              SvgCanvas::Anchor::middle);
}

}  // namespace

SvgPicture heat_map_svg(const HeatMapPicture& picture, SvgUse use) {
  SvgCanvas canvas(picture.text, use);
  canvas.only_one_form();
  const auto columns = static_cast<double>(std::max<size_t>(1, picture.columns.size()));
  const double cell = std::max(104.0, (canvas.width() - kLeft) / columns);
  canvas.text("vk-small", kLeft + 2, 16, picture.column_title + " →");
  canvas.text("vk-small", 1, 36, "↓ " + picture.row_title);
  for (size_t column = 0; column < picture.columns.size(); ++column) {
    draw_column_head(canvas, picture.columns[column], kLeft + cell * (static_cast<double>(column) + 0.5), 14);
  }
  for (size_t row = 0; row < picture.rows.size(); ++row) {
    const double y = kTop + kRow * static_cast<double>(row);
    draw_row_head(canvas, picture.rows[row], y + kRow / 2);
    for (size_t column = 0; column < picture.squares[row].size(); ++column) {
      draw_square(canvas, picture.squares[row][column], kLeft + cell * static_cast<double>(column), y, cell);
    }
  }
  return canvas.finish(kTop + kRow * static_cast<double>(picture.rows.size()) + 4, kLeft + cell * columns);
}

}  // namespace vk
