#include "core/report/report_model.hpp"

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
  }
  return {};
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

std::string_view to_string(MoneyPart part) {
  switch (part) {
    case MoneyPart::secured:
      return "secured";
    case MoneyPart::at_risk:
      return "at_risk";
    case MoneyPart::leaving:
      return "leaving";
    case MoneyPart::unmeasured:
      return "unmeasured";
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

}  // namespace vk
