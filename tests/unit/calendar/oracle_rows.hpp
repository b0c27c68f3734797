#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/file.hpp"
#include "core/base/instant.hpp"
#include "core/base/text.hpp"
#include "core/calendar/phrase.hpp"

namespace vk::test {

/// The rows of an oracle file, each cell under its header.
inline std::vector<std::map<std::string, std::string>> oracle_rows(const std::string& name) {
  const std::string bytes = read_file(std::string{VK_SOURCE_DIR "/tests/unit/calendar/oracle/"} + name);
  std::vector<std::map<std::string, std::string>> rows;
  std::vector<std::string> header;
  for (const std::string_view line : split(bytes, '\n')) {
    if (line.empty()) continue;
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (const char c : line) {
      if (c == '"')
        quoted = !quoted;
      else if (c == ',' && !quoted)
        cells.emplace_back();
      else
        cells.back() += c;
    }
    if (header.empty()) {
      header = cells;
      continue;
    }
    std::map<std::string, std::string> row;
    for (size_t i = 0; i < header.size() && i < cells.size(); ++i) row[header[i]] = cells[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

/// Open days by the oracle's holidays. A calendar's name may be in either case.
inline BusinessDays oracle_business_days(std::string_view calendar) {
  static const std::map<std::string, std::set<Day>> kHolidays = [] {
    std::map<std::string, std::set<Day>> holidays;
    for (const auto& row : oracle_rows("holidays.csv"))
      holidays[lower_ascii(row.at("calendar"))].insert(*day_from(row.at("date")));
    return holidays;
  }();
  const auto found = kHolidays.find(lower_ascii(calendar));
  if (found == kHolidays.end()) return {};
  const std::set<Day>* days = &found->second;
  return BusinessDays{[days](Day day) { return days->contains(day); }};
}

}  // namespace vk::test
