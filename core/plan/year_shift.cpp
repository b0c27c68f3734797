#include "core/plan/year_shift.hpp"

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/calendar/year_of.hpp"

namespace vk {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

Day same_date(Day day, int years) {
  const std::chrono::year_month_day date = std::chrono::year_month_day{day} + std::chrono::years{years};
  return date.ok() ? Day{date} : Day{date.year() / date.month() / std::chrono::last};
}

Day same_weekday(Day day, int years) {
  using std::chrono::days;
  const Day date = same_date(day, years);
  const days later = std::chrono::weekday{day} - std::chrono::weekday{date};
  const Day nearest = date + (later <= days{3} ? later : later - days{7});
  if (year_of(nearest) < year_of(date)) return nearest + days{7};
  return year_of(nearest) > year_of(date) ? nearest - days{7} : nearest;
}

size_t find_year(std::string_view text, int year, size_t from) {
  const std::string digits = fmt::format("{:04}", year);
  for (size_t at = text.find(digits, from); at != std::string_view::npos; at = text.find(digits, at + 1)) {
    const size_t end = at + digits.size();
    if ((at == 0 || !is_digit(text[at - 1])) && (end == text.size() || !is_digit(text[end]))) return at;
  }
  return std::string_view::npos;
}

std::optional<int> year_in_label(std::string_view label) {
  for (size_t at = 0; at < label.size(); ++at) {
    size_t end = at;
    while (end < label.size() && is_digit(label[end])) ++end;
    if (end - at == 4) return static_cast<int>(int64_from(label.substr(at, 4)).value_or(0));
    at = end;
  }
  return std::nullopt;
}

}  // namespace vk
