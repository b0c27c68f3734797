#include "core/calendar/phrase_words.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "core/base/text.hpp"

namespace vk {
namespace {

const std::array<std::string, 12> kMonths{"January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December"};

const std::array<std::string, 7> kWeekdays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                           "Friday", "Saturday", "Sunday"};

const std::array<std::string, 31> kOrdinals{
    "first",         "second",       "third",         "fourth",       "fifth",        "sixth",          "seventh",
    "eighth",        "ninth",        "tenth",         "eleventh",     "twelfth",      "thirteenth",     "fourteenth",
    "fifteenth",     "sixteenth",    "seventeenth",   "eighteenth",   "nineteenth",   "twentieth",      "twenty-first",
    "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth", "twenty-seventh", "twenty-eighth",
    "twenty-ninth",  "thirtieth",    "thirty-first"};

/// Position of `word` in `words` when case is ignored, or -1.
int index_of(std::span<const std::string> words, std::string_view word) {
  const std::string wanted = lower_ascii(word);
  const auto found =
      std::find_if(words.begin(), words.end(), [&](const std::string& each) { return lower_ascii(each) == wanted; });
  return found == words.end() ? -1 : static_cast<int>(found - words.begin());
}

std::vector<std::string> collect_opening_words() {
  std::vector<std::string> words{kMonths.begin(), kMonths.end()};
  words.insert(words.end(), kWeekdays.begin(), kWeekdays.end());
  words.insert(words.end(), kOrdinals.begin(), kOrdinals.end());
  for (const char* word : {"last", "start", "end", "Easter", "Midsummer", "opening", "close"}) words.emplace_back(word);
  return words;
}

}  // namespace

std::optional<std::chrono::month> month_named(std::string_view word) {
  const int index = index_of(kMonths, word);
  if (index < 0) return std::nullopt;
  return std::chrono::month{static_cast<unsigned>(index + 1)};
}

std::optional<std::chrono::weekday> weekday_named(std::string_view word) {
  const int index = index_of(kWeekdays, word);
  if (index < 0) return std::nullopt;
  return std::chrono::weekday{static_cast<unsigned>(index + 1)};
}

std::optional<int> ordinal_named(std::string_view word) {
  const std::string lower = lower_ascii(word);
  if (lower == "last") return -1;
  const int index = index_of(kOrdinals, lower);
  if (index >= 0) return index + 1;
  const size_t digits = std::min(lower.find_first_not_of("0123456789"), lower.size());
  const std::string_view suffix = std::string_view{lower}.substr(digits);
  if (digits == 0 || digits > 4 || (suffix != "st" && suffix != "nd" && suffix != "rd" && suffix != "th"))
    return std::nullopt;
  return static_cast<int>(*int64_from(std::string_view{lower}.substr(0, digits)));
}

std::optional<CalendarSpan::Unit> unit_named(std::string_view word) {
  std::string lower = lower_ascii(word);
  if (lower.ends_with('s')) lower.pop_back();
  if (lower == "day") return CalendarSpan::Unit::day;
  if (lower == "week") return CalendarSpan::Unit::week;
  if (lower == "month") return CalendarSpan::Unit::month;
  return std::nullopt;
}

std::string month_name(std::chrono::month month) {
  return kMonths[static_cast<unsigned>(month) - 1];
}

std::string weekday_name(std::chrono::weekday weekday) {
  return kWeekdays[weekday.iso_encoding() - 1];
}

std::span<const std::string> month_names() {
  return kMonths;
}

std::span<const std::string> weekday_names() {
  return kWeekdays;
}

std::span<const std::string> opening_words() {
  static const std::vector<std::string> kWords = collect_opening_words();
  return kWords;
}

}  // namespace vk
