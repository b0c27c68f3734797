#pragma once
#include <catch2/catch.hpp>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/file.hpp"
#include "core/base/instant.hpp"
#include "core/base/text.hpp"
#include "core/calendar/holiday_file.hpp"
#include "core/calendar/phrase.hpp"
#include "core/calendar/year_of.hpp"
#include "tests/support/places.hpp"

namespace vk::test {

/// The rows of an oracle file, each cell under its header.
inline std::vector<std::map<std::string, std::string>> oracle_rows(const std::string& name) {
  const std::string bytes = read_file(source_folder() / "tests/unit/calendar/oracle" / name);
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

/// The installed holiday file of this name, read once.
inline std::shared_ptr<const HolidaySet> shipped_holidays(const std::string& name) {
  static std::map<std::string, std::shared_ptr<const HolidaySet>> read;
  const auto known = read.find(name);
  if (known != read.end()) return known->second;
  Diagnostics diagnostics;
  HolidayLoader loader{{source_folder() / "calendars/holidays"}, diagnostics};
  const std::vector<PlacedText> names{{name, {}}};
  std::shared_ptr<const HolidaySet> set = loader.join(names, nullptr);
  INFO(render(diagnostics));
  REQUIRE(diagnostics.empty());
  return read.emplace(name, std::move(set)).first->second;
}

/// Open days by the installed holiday file of a country; "" is Monday to Friday. `left` becomes true when a day of a
/// year was asked for that the file does not cover: such a row must not be compared.
class OracleDays {
 public:
  explicit OracleDays(std::string_view calendar) {
    if (calendar.empty()) return;
    const auto set = shipped_holidays(lower_ascii(calendar));
    const int first = set->calendars().front()->covers_from.value_or(1);
    business_days_ = BusinessDays::by([this, set, first](Day day) {
      if (year_of(day) < first) left_ = true;
      return set->is_closed(day);
    });
  }
  OracleDays(const OracleDays&) = delete;
  OracleDays& operator=(const OracleDays&) = delete;

  const BusinessDays& business_days() const { return business_days_; }
  bool left() const { return left_; }

 private:
  BusinessDays business_days_;
  bool left_ = false;
};

}  // namespace vk::test
