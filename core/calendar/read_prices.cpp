#include <fmt/format.h>

#include "core/calendar/calendar_readers.hpp"
#include "core/calendar/key_makers.hpp"

namespace vk {

PricesSpec read_prices(const ConfigTable& table, const CalendarFile& file) {
  CalendarSection section{table, file.text, "prices", "prices", file.diagnostics};
  PricesSpec spec;
  spec.at = table.at;
  spec.source = section.placed("source");
  spec.period = section.placed("period");
  spec.currency = section.placed("currency");
  spec.index = section.placed("index");
  if (spec.period.empty()) spec.period = {section.text("period"), table.at};
  if (spec.index.empty()) spec.index = {section.text("index"), table.at};
  spec.base = section.placed("base");
  const std::optional<DayInterval> base = price_period(spec.base.text);
  if (base) {
    spec.base_days = *base;
  } else if (!spec.base.empty()) {
    section.error_at(spec.base, "E212", fmt::format("\"{}\" is no period of a price index", spec.base.text),
                     "a year, half-year, quarter or month: \"2025\", \"2025-H1\", \"2025-Q2\", \"2025-04\"");
  }
  section.finish();
  return spec;
}

CalendarTable prices_table() {
  return {"prices", "[prices]",
          "Price indices: a source with a row a period, as statistical offices publish them. Every snapshot keeps its "
          "money at the prices of the base period.",
          std::vector<CalendarKey>{
              required({"source", KeyType::text, false, "", "The source of the indices.", "\"cpi\""}),
              required({"base", KeyType::text, false, "",
                        "The period whose money real amounts are in: its own index, or the mean of the shorter periods "
                        "that fill it.",
                        "\"2025\""}),
              {"period", KeyType::text, false, "period",
               "Its column with the period: a year, half-year, quarter or month, such as 2025, 2025-H1, 2025-Q2 or "
               "2025Q2, 2025-04 or 2025M04. Of several that hold a day the shortest counts.",
               "\"TIME_PERIOD\""},
              {"currency", KeyType::text, false, "",
               "Its column with the ISO 4217 code of the money that the index is of. Without it all rows are of the "
               "calendar's `currency`.",
               "\"currency\""},
              {"index", KeyType::text, false, "index", "Its column with the index, of at most nine decimals.",
               "\"OBS_VALUE\""},
          }};
}

}  // namespace vk
