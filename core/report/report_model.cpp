#include "core/report/report_model.hpp"

#include <fmt/format.h>

namespace vk {

std::string_view to_string(FigureUnit unit) {
  switch (unit) {
    case FigureUnit::money:
      return "money";
    case FigureUnit::ratio:
      return "ratio";
    case FigureUnit::subjects:
      return "subjects";
    case FigureUnit::rows:
      return "rows";
    case FigureUnit::contacts:
      return "contacts";
    case FigureUnit::points:
      return "points";
    case FigureUnit::score:
      return "score";
  }
  return {};
}

std::string_view to_string(RangeKind kind) {
  switch (kind) {
    case RangeKind::confidence:
      return "confidence";
    case RangeKind::limits:
      return "limits";
  }
  return "limits";
}

std::string_view to_string(Tone tone) {
  switch (tone) {
    case Tone::plain:
      return "plain";
    case Tone::good:
      return "good";
    case Tone::caution:
      return "caution";
    case Tone::refused:
      return "refused";
  }
  return {};
}

std::string_view to_string(WheelStatus status) {
  switch (status) {
    case WheelStatus::planned:
      return "planned";
    case WheelStatus::next:
      return "next";
    case WheelStatus::open:
      return "open";
    case WheelStatus::done:
      return "done";
    case WheelStatus::partial:
      return "partial";
    case WheelStatus::failed:
      return "failed";
    case WheelStatus::missed:
      return "missed";
    case WheelStatus::skipped:
      return "skipped";
  }
  return {};
}

const PictureText& text_of(const Picture& picture) {
  return std::visit([](const auto& any) -> const PictureText& { return any.text; }, picture);
}

std::string beside_text(const Figure& figure) {
  if (figure.unit == FigureUnit::ratio) return figure.text;
  if (figure.unit != FigureUnit::money) return fmt::format("n {}", figure.text);
  const std::string said = fmt::format("{}: {}", figure.label, figure.text);
  return figure.range ? fmt::format("{}, {}", said, figure.range->text) : said;
}

}  // namespace vk
