#include "core/calendar/key_makers.hpp"

namespace vk {
namespace {

using Keys = std::vector<CalendarKey>;

constexpr int64_t kMostVersions = 1000000;
constexpr int64_t kLastCoveredYear = 9999;

}  // namespace

CalendarTable holiday_file_table() {
  return {
      "holiday_file", "holiday file: the top level",
      "A file of its own, `holidays/NAME.toml`, named by the key `holidays` of calendars and audiences.",
      Keys{
          required(integer("format", "", "Version of the format; this program reads 1.", "1", 1, kMostVersions)),
          {"code", KeyType::text, false, "the file's name", "Short name.", "\"fi\""},
          {"name", KeyType::text, false, "the file's name", "Whose holidays they are.", "\"Finland\""},
          {"weekend", KeyType::texts, false, "Saturday and Sunday, unless a file joined with it says otherwise",
           "Weekdays that are always closed; [] for none.", "[\"Saturday\", \"Sunday\"]"},
          nested("covers", KeyType::table, "The years for which the file is right; a plan outside them is warned of.",
                 "{ from = 1992, until = 2060 }", "holiday_file.covers"),
          {"extends", KeyType::texts, false, "", "Holiday files whose holidays, weekend and years it takes over.",
           "[\"fi\"]"},
          {"remove", KeyType::texts, false, "", "Names of holidays that it does not take over.", "[\"Midsummer Eve\"]"},
          nested("holiday", KeyType::tables, "The holidays.", "", "holiday_file.holiday"),
      }};
}

CalendarTable covers_table() {
  return {"holiday_file.covers", "holiday file: covers", "Either year may be left out.",
          Keys{
              integer("from", "", "First year.", "1992", 1, kLastCoveredYear),
              integer("until", "", "Last year, included.", "2060", 1, kLastCoveredYear),
          }};
}

CalendarTable holiday_table() {
  return {
      "holiday_file.holiday", "holiday file: [[holiday]]",
      "One holiday. The phrase is read in each year; a day that a year does not have is no holiday in it.",
      Keys{
          required({"name", KeyType::text, false, "", "Its name; phrases write it in single quotes.", "\"Epiphany\""}),
          required({"on", KeyType::phrase, false, "", "A date phrase read in the year, or a date that comes once.",
                    "\"January 6\""}),
          choice(
              "kind", "public",
              "By law, by agreement, for half a day, or only marked. The first two close the day, the others do not.",
              "\"bank\"", {"public", "bank", "half", "observance"}),
          integer("from", "", "First year.", "2005", 1, kLastCoveredYear),
          integer("until", "", "Last year, included.", "2023", 1, kLastCoveredYear),
          integer("every_years", "1", "Every so many years, counted from `from`.", "4", 1, 1000),
          choice("if_weekend", "keep",
                 "What becomes of it on a weekend: a substitute beside it (add) or instead of it (move), on the next "
                 "weekday that is no holiday or on the nearest weekday.",
                 "\"add next free weekday\"",
                 {"keep", "add next free weekday", "add nearest weekday", "move to next free weekday",
                  "move to nearest weekday"}),
          {"instead", KeyType::phrase_map, false, "", "Another day of the year when it falls on that weekday.",
           "{ Sunday = \"April 26\" }"},
          {"moved", KeyType::phrase_map, false, "", "Another day in that year alone.", "{ 2020 = \"May 8\" }"},
          {"names", KeyType::text_map, false, "", "The name in other languages, by language code.",
           "{ fi = \"loppiainen\", sv = \"trettondedag jul\" }"},
      }};
}

}  // namespace vk
