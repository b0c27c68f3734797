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

/// Open days by the oracle's holidays, which it lists for the years to 2060 that leave 0 or 1 when divided by 4. `left`
/// becomes true when a day of another year was asked for: then the oracle's answer rests on holidays that are not here,
/// and a row must not be compared.
class OracleDays {
 public:
  explicit OracleDays(std::string_view calendar) {
    const auto found = holidays().find(lower_ascii(calendar));
    if (found == holidays().end()) return;
    business_days_ = BusinessDays{[this, days = &found->second](Day day) {
      const std::chrono::year_month_day ymd{day};
      if (static_cast<int>(ymd.year()) % 4 > 1 || ymd.year() > std::chrono::year{2060}) left_ = true;
      return days->contains(day);
    }};
  }
  OracleDays(const OracleDays&) = delete;
  OracleDays& operator=(const OracleDays&) = delete;

  const BusinessDays& business_days() const { return business_days_; }
  bool left() const { return left_; }

 private:
  static const std::map<std::string, std::set<Day>>& holidays() {
    static const std::map<std::string, std::set<Day>> kHolidays = [] {
      std::map<std::string, std::set<Day>> all;
      for (const auto& row : oracle_rows("holidays.csv")) {
        all[lower_ascii(row.at("calendar"))].insert(*day_from(row.at("date")));
      }
      return all;
    }();
    return kHolidays;
  }

  BusinessDays business_days_;
  bool left_ = false;
};

}  // namespace vk::test
