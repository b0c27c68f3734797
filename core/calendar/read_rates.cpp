#include "core/calendar/calendar_readers.hpp"
#include "core/calendar/key_makers.hpp"

namespace vk {

RatesSpec read_rates(const ConfigTable& table, const CalendarFile& file) {
  CalendarSection section{table, file.text, "rates", "rates", file.diagnostics};
  RatesSpec spec;
  spec.at = table.at;
  spec.source = section.placed("source");
  spec.currency = section.placed("currency");
  spec.rate = section.placed("rate");
  if (spec.currency.empty()) spec.currency = {section.text("currency"), table.at};
  if (spec.rate.empty()) spec.rate = {section.text("rate"), table.at};
  if (const auto base = read_currency(section, section.placed("base"))) spec.base = *base;
  spec.quote = section.choice("quoted") == 0 ? RateQuote::per_own : RateQuote::per_foreign;
  section.finish();
  return spec;
}

CalendarTable rates_table() {
  return {"rates", "[rates]",
          "Exchange rates: a source with a row a day and currency, as central banks publish them. Every snapshot keeps "
          "the rates of its cycle.",
          std::vector<CalendarKey>{
              required({"source", KeyType::text, false, "", "The source of the rates; it needs `date`.", "\"ecb\""}),
              {"currency", KeyType::text, false, "currency", "Its column with the other currency's ISO 4217 code.",
               "\"CURRENCY\""},
              {"rate", KeyType::text, false, "rate", "Its column with the rate, of at most nine decimals.",
               "\"OBS_VALUE\""},
              {"base", KeyType::text, false, "the calendar's `currency`", "ISO 4217 code that the rates lead to.",
               "\"EUR\""},
              choice("quoted", "per base",
                     "\"per base\": one of `base` is so many of the other, as the ECB quotes. "
                     "\"per currency\": one of the other is so many of `base`.",
                     "\"per currency\"", {"per base", "per currency"}),
          }};
}

}  // namespace vk
