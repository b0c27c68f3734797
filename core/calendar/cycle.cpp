#include "core/calendar/cycle.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"

namespace vk {
namespace {

constexpr int kFirstYear = 1;
constexpr int kLastYear = 9999;

/// How many cycles of a kind a year has; `once` takes the year its day lies in.
int cycles_in_year(Every every) {
  switch (every) {
    case Every::once:
    case Every::year:
      return 1;
    case Every::half_year:
      return 2;
    case Every::quarter:
      return 4;
    case Every::month:
      return 12;
  }
  return 1;
}

/// What stands between year and number in a label: "2026-Q2", "2026-H1", "2026-06".
std::string_view label_letter(Every every) {
  switch (every) {
    case Every::once:
    case Every::year:
    case Every::month:
      return "";
    case Every::half_year:
      return "H";
    case Every::quarter:
      return "Q";
  }
  return "";
}

/// A cycle by its place on the line of all cycles of its kind: year * cycles a year + number from 0.
Cycle cycle_at(Every every, int64_t serial) {
  const int count = cycles_in_year(every);
  const auto year = static_cast<int>(serial / count);
  const auto number = static_cast<unsigned>(serial % count);
  const auto months = static_cast<unsigned>(12 / count);
  const std::chrono::year_month_day first{std::chrono::year{year} / std::chrono::month{number * months + 1} / 1};
  const std::chrono::year_month_day end = first + std::chrono::months{months};
  Cycle cycle{fmt::format("{:04}", year), {Day{first}, Day{end}}};
  if (every == Every::month) cycle.label += fmt::format("-{:02}", number + 1);
  if (!label_letter(every).empty()) cycle.label += fmt::format("-{}{}", label_letter(every), number + 1);
  return cycle;
}

/// The cycle that holds `day`, as a serial.
int64_t serial_of(Every every, Day day) {
  const std::chrono::year_month_day ymd{day};
  const int count = cycles_in_year(every);
  const auto month = static_cast<int>(static_cast<unsigned>(ymd.month())) - 1;
  return int64_t{static_cast<int>(ymd.year())} * count + month * count / 12;
}

std::optional<int64_t> serial_from_label(Every every, std::string_view label) {
  if (label.size() < 4) return std::nullopt;
  if (!std::all_of(label.begin(), label.begin() + 4, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  const std::optional<int64_t> year = int64_from(label.substr(0, 4));
  if (!year || *year < kFirstYear) return std::nullopt;
  const int count = cycles_in_year(every);
  for (int number = 0; number < count; ++number) {
    const int64_t serial = *year * count + number;
    if (cycle_at(every, serial).label == label) return serial;
  }
  return std::nullopt;
}

std::optional<std::string> label_of(Every every, int64_t serial) {
  if (serial < int64_t{kFirstYear} * cycles_in_year(every)) return std::nullopt;
  return cycle_at(every, serial).label;
}

}  // namespace

std::vector<Cycle> cycles_between(Every every, DayInterval range) {
  const Day least{std::chrono::year{kFirstYear} / 1 / 1};
  const Day most{std::chrono::year{kLastYear} / 12 / 31};
  const Day first = std::max(range.first, least);
  const Day last = std::min(range.end - std::chrono::days{1}, most);
  std::vector<Cycle> cycles;
  if (range.first >= range.end || first > last) return cycles;
  const int64_t end = serial_of(every, last);
  for (int64_t serial = serial_of(every, first); serial <= end; ++serial) cycles.push_back(cycle_at(every, serial));
  return cycles;
}

std::optional<Cycle> cycle_from_label(Every every, std::string_view label) {
  const std::optional<int64_t> serial = serial_from_label(every, label);
  if (!serial) return std::nullopt;
  return cycle_at(every, *serial);
}

std::optional<std::string> label_years_before(Every every, std::string_view label, int years) {
  const std::optional<int64_t> serial = serial_from_label(every, label);
  if (!serial || years > kLastYear || years < -kLastYear) return std::nullopt;
  const int64_t earlier = *serial - int64_t{years} * cycles_in_year(every);
  if (earlier >= int64_t{kLastYear + 1} * cycles_in_year(every)) return std::nullopt;
  return label_of(every, earlier);
}

std::optional<std::string> label_before(Every every, std::string_view label) {
  const std::optional<int64_t> serial = serial_from_label(every, label);
  if (!serial || every == Every::once) return std::nullopt;
  return label_of(every, *serial - 1);
}

}  // namespace vk
