#include <fmt/format.h>

#include <variant>

#include "core/config/table_reader.hpp"
#include "core/plan/roll_over.hpp"
#include "core/plan/rolled_text.hpp"

namespace vk {
namespace {

/// Rolls one holiday file over.
class HolidayRoller {
 public:
  HolidayRoller(const CalendarFileText& file, const HolidayRollOver& how) : how_(how), text_(file, how.years) {}

  RolledFile roll(Diagnostics& decisions) {
    for (const ConfigTable* holiday : tables_of(text_.root(), "holiday")) look_at(*holiday);
    const ConfigValue* covers = value_of(text_.root(), "covers");
    const auto* table = covers == nullptr ? nullptr : std::get_if<ConfigTable>(&covers->value);
    if (table != nullptr) roll_covers(*table);
    return text_.finish(decisions);
  }

 private:
  /// The old year is right in what says since when, until when or in which years a holiday is.
  void look_at(const ConfigTable& holiday) {
    for (const char* key : {"from", "until"}) {
      if (const ConfigValue* year = value_of(holiday, key)) text_.keep(year->at);
    }
    for (const ConfigTable* moved : tables_of(holiday, "moved")) {
      for (const ConfigTable::Entry& entry : moved->entries) text_.keep(entry.key_at);
    }
    const ConfigValue* on = value_of(holiday, "on");
    if (!text_.is_old(day_in(on))) return;
    text_.keep(on->at);
    const std::string* name = text_of(holiday, "name");
    const std::string called = name == nullptr ? std::string{"a holiday"} : fmt::format("\"{}\"", *name);
    text_.decide("W603", on->at, shown_length(*on),
                 fmt::format("{} is on {} alone", called, to_string(day_in(on).value())),
                 fmt::format("add its day of {} if it comes again", how_.years.to));
    if (alone_.empty()) alone_ = called;
  }

  void roll_covers(const ConfigTable& covers) {
    const ConfigValue* until = value_of(covers, "until");
    const auto* year = until == nullptr ? nullptr : std::get_if<int64_t>(&until->value);
    if (year == nullptr || *year < how_.years.from || how_.years.to <= *year) return;
    const std::string reason = why_not();
    if (reason.empty()) {
      if (!text_.edit(until->at, fmt::format("{}", *year), fmt::format("{}", how_.years.to))) return;
      text_.decide("W602", until->at, 4,
                   fmt::format("covers ended with {} and is moved to {}: all holidays of the file come by phrases",
                               *year, how_.years.to),
                   "keep it if no law or agreement changes them, else change the holidays");
      return;
    }
    text_.keep(until->at);
    text_.decide("W603", until->at, 4, fmt::format("covers ends with {} and is not moved: {}", *year, reason),
                 fmt::format("write until = {} once the file has the holidays of that year", how_.years.to));
  }

  /// What keeps `covers` from being moved; empty when nothing does.
  std::string why_not() const {
    if (!alone_.empty()) return fmt::format("{} is on a date of {} alone", alone_, how_.years.from);
    if (how_.base_covers_until && *how_.base_covers_until < how_.years.to)
      return fmt::format("what the file extends covers no year after {}", *how_.base_covers_until);
    return how_.is_shared ? "the old calendar reads the same file" : "";
  }

  const HolidayRollOver& how_;
  RolledText text_;
  std::string alone_;  ///< the first holiday that has no rule
};

}  // namespace

RolledFile roll_holiday_file(const CalendarFileText& file, const HolidayRollOver& how, Diagnostics& decisions) {
  return HolidayRoller{file, how}.roll(decisions);
}

}  // namespace vk
