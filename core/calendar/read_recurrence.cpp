#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "core/base/text.hpp"
#include "core/calendar/calendar_section.hpp"
#include "core/calendar/ics_lines.hpp"
#include "core/calendar/phrase_report.hpp"
#include "core/calendar/recurrence.hpp"

namespace vk {
namespace {

using Frequency = RecurrenceRule::Frequency;

constexpr size_t kLongestList = 400;
constexpr int64_t kLongestInterval = 1000;
constexpr int kDaysOfLongestYear = 366;
constexpr int kWeeksOfLongestYear = 53;
constexpr int kDaysOfLongestMonth = 31;
constexpr int32_t kLastSecondOfDay = 24 * 3600 - 1;
/// Any start will do to see that a rule never comes: 28 years have every pattern of weekdays and leap days.
constexpr Day kAnyDay = Day{std::chrono::year{2000} / std::chrono::January / 1};

constexpr std::array<std::string_view, 7> kTwoLetters{"SU", "MO", "TU", "WE", "TH", "FR", "SA"};
constexpr std::array<std::string_view, 3> kFinerThanDays{"SECONDLY", "MINUTELY", "HOURLY"};
constexpr std::array<std::string_view, 3> kTimesOfDay{"BYHOUR", "BYMINUTE", "BYSECOND"};
constexpr std::array<std::string_view, 2> kOtherCalendars{"RSCALE", "SKIP"};

/// A part "KEY=VALUE" with its place in the rule.
struct RulePart {
  std::string key;  ///< in capitals
  std::string value;
  size_t offset = 0;
  size_t length = 0;
};

/// What the numbers of a list may be.
struct NumberRange {
  const char* code;
  int most = 0;
  bool from_end = true;  ///< numbers below zero count from the end
};

template <size_t N>
bool holds(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

class RuleReader {
 public:
  RuleReader(const PlacedText& text, const ConfigText* source, Diagnostics& diagnostics)
      : text_(text), source_(source), diagnostics_(diagnostics) {}

  std::optional<RecurrenceRule> read() {
    const size_t before = diagnostics_.error_count();
    if (!split_parts()) return std::nullopt;
    for (const RulePart& part : parts_) read_part(part);
    if (!find("FREQ") && diagnostics_.error_count() == before)
      whole("RR002", "the rule has no FREQ", "FREQ=YEARLY, MONTHLY, WEEKLY or DAILY");
    if (diagnostics_.error_count() == before) check_conflicts();
    if (diagnostics_.error_count() == before) check_ambiguities();
    if (diagnostics_.error_count() == before) check_it_comes();
    if (diagnostics_.error_count() > before) return std::nullopt;
    return rule_;
  }

 private:
  void report(const RulePart& part, std::string_view code, std::string message, std::string expected = {},
              std::string hint = {}) {
    report_in_text(text_, source_,
                   {std::string{code}, std::move(message), std::move(expected), std::move(hint), part.offset,
                    std::max<size_t>(1, part.length)},
                   diagnostics_);
  }

  void whole(std::string_view code, std::string message, std::string expected, std::string hint = {}) {
    report({{}, {}, 0, text_.text.size()}, code, std::move(message), std::move(expected), std::move(hint));
  }

  const RulePart* find(std::string_view key) const {
    const auto found =
        std::find_if(parts_.begin(), parts_.end(), [&](const RulePart& part) { return part.key == key; });
    return found == parts_.end() ? nullptr : &*found;
  }

  bool split_parts() {
    if (trim(text_.text).empty()) {
      whole("RR001", "the rule is empty", "a rule such as \"FREQ=MONTHLY;BYDAY=-1FR\"");
      return false;
    }
    if (ics_capitals(text_.text).starts_with("RRULE:")) {
      report({{}, {}, 0, 6}, "RR009", "the rule begins with \"RRULE:\"", "the rule alone", "leave \"RRULE:\" out");
      return false;
    }
    size_t offset = 0;
    for (const std::string_view piece : split(text_.text, ';')) {
      const size_t equals = piece.find('=');
      RulePart part{ics_capitals(piece.substr(0, equals)), {}, offset, piece.size()};
      offset += piece.size() + 1;
      if (equals == std::string_view::npos) {
        report(part, "RR008", fmt::format("\"{}\" has no \"=\"", piece), "NAME=VALUE");
        continue;
      }
      part.value = ics_capitals(piece.substr(equals + 1));
      if (find(part.key) != nullptr) {
        report(part, "RR004", fmt::format("{} is given twice", part.key), "each part once");
        continue;
      }
      parts_.push_back(std::move(part));
    }
    return true;
  }

  void read_part(const RulePart& part) {
    if (holds(kTimesOfDay, part.key))
      return report(part, "RR041", fmt::format("{} is finer than a day", part.key), {}, "write at = \"09:00\"");
    if (holds(kOtherCalendars, part.key))
      return report(part, "RR042", fmt::format("{} is for other calendars than the Gregorian", part.key), {},
                    "leave it out");
    if (part.key == "FREQ") return read_frequency(part);
    if (part.key == "INTERVAL") return read_interval(part);
    if (part.key == "COUNT") return read_count(part);
    if (part.key == "UNTIL") return read_until(part);
    if (part.key == "WKST") return read_week_start(part);
    if (part.key == "BYDAY") return read_weekdays(part);
    if (part.key == "BYMONTH") return read_numbers(part, {"RR024", 12, false}, rule_.months);
    if (part.key == "BYMONTHDAY") return read_numbers(part, {"RR023", kDaysOfLongestMonth}, rule_.month_days);
    if (part.key == "BYYEARDAY") return read_numbers(part, {"RR026", kDaysOfLongestYear}, rule_.year_days);
    if (part.key == "BYWEEKNO") return read_numbers(part, {"RR025", kWeeksOfLongestYear}, rule_.weeks);
    if (part.key == "BYSETPOS") return read_numbers(part, {"RR028", kDaysOfLongestYear}, rule_.positions);
    static const std::vector<std::string> kKnown{"FREQ",       "INTERVAL",  "COUNT",    "UNTIL", "WKST",    "BYMONTH",
                                                 "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYDAY", "BYSETPOS"};
    report(part, "RR007", fmt::format("there is no part {}", part.key), fmt::format("{}", fmt::join(kKnown, ", ")),
           part.key == "BYEASTER" ? std::string{"write opens = \"Easter\" instead of a rule"}
                                  : nearest_hint(part.key, kKnown));
  }

  void read_frequency(const RulePart& part) {
    constexpr std::array<std::string_view, 4> kNames{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
    constexpr std::array kValues{Frequency::daily, Frequency::weekly, Frequency::monthly, Frequency::yearly};
    const auto found = std::find(kNames.begin(), kNames.end(), part.value);
    if (found != kNames.end()) {
      rule_.frequency = kValues[static_cast<size_t>(found - kNames.begin())];
    } else if (holds(kFinerThanDays, part.value)) {
      report(part, "RR040", fmt::format("{} is finer than a day", part.value), "FREQ=YEARLY, MONTHLY, WEEKLY or DAILY",
             "write at = \"09:00\" for the time of day");
    } else {
      report(part, "RR003", fmt::format("there is no FREQ {}", part.value), "FREQ=YEARLY, MONTHLY, WEEKLY or DAILY");
    }
  }

  /// A whole number with at most a sign in front; what it is not is reported.
  std::optional<int64_t> number(const RulePart& part, std::string_view value, bool may_be_signed) {
    const bool is_signed = may_be_signed && (value.starts_with('-') || value.starts_with('+'));
    const std::string_view digits = value.substr(is_signed ? 1 : 0);
    // A minus where none belongs is a number too small, which the caller tells.
    if (!all_digits(digits) && !(value.starts_with('-') && all_digits(value.substr(1)))) {
      report(part, "RR010", fmt::format("\"{}\" in {} is not a number", value, part.key), "digits alone");
      return std::nullopt;
    }
    const std::optional<int64_t> parsed = int64_from(is_signed && value[0] == '+' ? digits : value);
    if (!parsed) report(part, "RR021", fmt::format("\"{}\" in {} is too large", value, part.key), "a smaller number");
    return parsed;
  }

  void read_interval(const RulePart& part) {
    const std::optional<int64_t> value = number(part, part.value, false);
    if (!value) return;
    if (*value < 1) return report(part, "RR020", fmt::format("INTERVAL is {}", *value), "1 or more");
    if (*value > kLongestInterval)
      return report(part, "RR021", fmt::format("INTERVAL is {}", *value), fmt::format("at most {}", kLongestInterval));
    rule_.interval = static_cast<int>(*value);
  }

  void read_count(const RulePart& part) {
    const std::optional<int64_t> value = number(part, part.value, false);
    if (value && *value < 1) return report(part, "RR022", fmt::format("COUNT is {}", *value), "1 or more");
    rule_.count = value;
  }

  /// "20261231" or "20261231T235959", which is local time as is `at`; a Z behind it changes nothing.
  void read_until(const RulePart& part) {
    std::string_view value = part.value;
    if (value.ends_with('Z')) value.remove_suffix(1);
    const bool timed = value.size() == 15 && value[8] == 'T' && all_digits(value.substr(9));
    std::optional<Day> day;
    if ((timed || value.size() == 8) && all_digits(value.substr(0, 8)) && (timed || value.size() == part.value.size()))
      day = day_from(fmt::format("{}-{}-{}", value.substr(0, 4), value.substr(4, 2), value.substr(6, 2)));
    int64_t seconds = kLastSecondOfDay;
    if (timed) {
      const int64_t hour = *int64_from(value.substr(9, 2));
      const int64_t minute = *int64_from(value.substr(11, 2));
      const int64_t second = *int64_from(value.substr(13, 2));
      seconds = (hour * 60 + minute) * 60 + std::min<int64_t>(second, 59);
      if (hour > 23 || minute > 59 || second > 60) day = std::nullopt;
    }
    if (!day)
      return report(part, "RR011", fmt::format("\"{}\" is not a day that exists", part.value),
                    "UNTIL=20261231 or UNTIL=20261231T235959");
    rule_.until = day;
    rule_.until_seconds = static_cast<int32_t>(seconds);
  }

  void read_week_start(const RulePart& part) {
    if (const auto weekday = rule_weekday(part.value))
      rule_.week_start = *weekday;
    else
      report(part, "RR006", fmt::format("\"{}\" is not a weekday of two letters", part.value), "WKST=MO");
  }

  /// The entries of a list, or nothing when it is empty or too long.
  std::vector<std::string_view> entries(const RulePart& part) {
    std::vector<std::string_view> list = split(part.value, ',');
    if (part.value.empty() || std::find(list.begin(), list.end(), std::string_view{}) != list.end()) {
      report(part, "RR005", fmt::format("{} has an empty entry", part.key), "entries with a comma between");
      return {};
    }
    if (list.size() <= kLongestList) return list;
    report(part, "RR060", fmt::format("{} lists {} entries", part.key, list.size()),
           fmt::format("at most {}", kLongestList));
    return {};
  }

  void read_numbers(const RulePart& part, const NumberRange& range, std::vector<int>& result) {
    for (const std::string_view entry : entries(part)) {
      const std::optional<int64_t> value = number(part, entry, range.from_end);
      if (!value) return;
      if (*value == 0 || *value > range.most || *value < (range.from_end ? -range.most : 1)) {
        report(part, range.code, fmt::format("{} has {}", part.key, *value),
               range.from_end ? fmt::format("1 to {}, or -1 to -{} counted from the end", range.most, range.most)
                              : fmt::format("1 to {}", range.most));
        return;
      }
      result.push_back(static_cast<int>(*value));
    }
  }

  void read_weekdays(const RulePart& part) {
    for (const std::string_view entry : entries(part)) {
      const size_t letters = std::min(entry.find_first_not_of("+-0123456789"), entry.size());
      const auto weekday = rule_weekday(entry.substr(letters));
      if (!weekday)
        return report(part, "RR006", fmt::format("\"{}\" is not a weekday of two letters", entry),
                      "MO, TU, WE, TH, FR, SA or SU, after a number where it is counted");
      RuleWeekday read{0, *weekday};
      if (letters > 0) {
        const std::optional<int64_t> ordinal = number(part, entry.substr(0, letters), true);
        if (!ordinal) return;
        if (*ordinal == 0 || std::abs(*ordinal) > kWeeksOfLongestYear)
          return report(part, "RR027", fmt::format("\"{}\" in BYDAY counts to {}", entry, *ordinal),
                        "1 to 53, or -1 to -53 counted from the end");
        read.ordinal = static_cast<int>(*ordinal);
      }
      rule_.weekdays.push_back(read);
    }
  }

  bool has_ordinals() const {
    return std::any_of(rule_.weekdays.begin(), rule_.weekdays.end(),
                       [](const RuleWeekday& each) { return each.ordinal != 0; });
  }

  void check_conflicts() {
    const bool yearly = rule_.frequency == Frequency::yearly;
    if (rule_.count && rule_.until)
      report(*find("UNTIL"), "RR030", "COUNT and UNTIL exclude each other", "one of them");
    if (has_ordinals() && !yearly && rule_.frequency != Frequency::monthly)
      report(*find("BYDAY"), "RR031", "counted weekdays need a month or a year to count in",
             "FREQ=MONTHLY or FREQ=YEARLY");
    if (has_ordinals() && !rule_.weeks.empty())
      report(*find("BYDAY"), "RR032", "a week has each weekday once: BYWEEKNO does not go with counted weekdays",
             "weekdays without numbers");
    if (!rule_.weeks.empty() && !yearly)
      report(*find("BYWEEKNO"), "RR033", "BYWEEKNO goes with FREQ=YEARLY alone", "FREQ=YEARLY;BYWEEKNO=...;BYDAY=...");
    if (!rule_.month_days.empty() && rule_.frequency == Frequency::weekly)
      report(*find("BYMONTHDAY"), "RR034", "BYMONTHDAY does not go with FREQ=WEEKLY", {}, "use FREQ=DAILY");
    if (!rule_.year_days.empty() && !yearly)
      report(*find("BYYEARDAY"), "RR035", "BYYEARDAY goes with FREQ=YEARLY alone", "FREQ=YEARLY;BYYEARDAY=...");
    const bool chooses = !rule_.months.empty() || !rule_.month_days.empty() || !rule_.year_days.empty() ||
                         !rule_.weeks.empty() || !rule_.weekdays.empty();
    if (!rule_.positions.empty() && !chooses)
      report(*find("BYSETPOS"), "RR036", "BYSETPOS has nothing to choose from", "another BY part beside it");
  }

  void check_ambiguities() {
    const bool yearly = rule_.frequency == Frequency::yearly;
    if (yearly && !rule_.month_days.empty() && rule_.months.empty())
      report(*find("BYMONTHDAY"), "RR037",
             "programs differ on BYMONTHDAY in a year: of every month, or of the month of the start", {},
             "add BYMONTH, or use FREQ=MONTHLY");
    if (!rule_.weeks.empty() && rule_.weekdays.empty())
      report(*find("BYWEEKNO"), "RR038", "programs differ on which day of the week is meant", {}, "add BYDAY");
    if (!rule_.weeks.empty() && (rule_.interval > 1 || !rule_.months.empty() || !rule_.positions.empty()))
      report(*find("BYWEEKNO"), "RR039",
             "programs differ on whether BYWEEKNO with INTERVAL, BYMONTH or BYSETPOS counts in calendar years or in "
             "years of weeks",
             {}, "write opens = \"Monday of week 23\" instead of a rule");
    const bool plain = std::any_of(rule_.weekdays.begin(), rule_.weekdays.end(),
                                   [](const RuleWeekday& each) { return each.ordinal == 0; });
    if (plain && has_ordinals())
      report(*find("BYDAY"), "RR043", "programs differ on counted and plain weekdays in one list", {},
             "write two schedules");
  }

  /// INTERVAL only chooses among the periods, so a rule that never comes does not come without it either.
  void check_it_comes() {
    RecurrenceRule every_period = rule_;
    every_period.interval = 1;
    if (!first_recurrence(every_period, {kAnyDay, 0})) whole("RR050", "the rule never comes", "a day that exists");
  }

  const PlacedText& text_;
  const ConfigText* source_;
  Diagnostics& diagnostics_;
  std::vector<RulePart> parts_;
  RecurrenceRule rule_;
};

}  // namespace

std::optional<std::chrono::weekday> rule_weekday(std::string_view text) {
  const auto found = std::find(kTwoLetters.begin(), kTwoLetters.end(), text);
  if (found == kTwoLetters.end()) return std::nullopt;
  return std::chrono::weekday{static_cast<unsigned>(found - kTwoLetters.begin())};
}

std::optional<RecurrenceRule> read_recurrence(const PlacedText& text, const ConfigText* source,
                                              Diagnostics& diagnostics) {
  return RuleReader{text, source, diagnostics}.read();
}

}  // namespace vk
