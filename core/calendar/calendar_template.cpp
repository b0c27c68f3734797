#include <string_view>

#include "core/calendar/load_calendar.hpp"

namespace vk {
namespace {

constexpr std::string_view kCalendarTemplate =
    R"toml(# A year of measurements. Change names and columns to your own, then run `vuosikello check`.
# Every key is described in calendars/README.md; an editor that reads the JSON Schema of `vuosikello config schema` completes them.
format   = 1
name     = "Example Ltd"
timezone = "Europe/Helsinki"
currency = "EUR"

# --- where rows come from: one table a file, its form is said and never guessed -------------------------------------------
[source.customers]
csv       = "data/customers-{cycle}.csv"   # {cycle} becomes 2026-Q1, 2026-Q2, ...
encoding  = "utf-8"                        # or "windows-1252", "utf-16le", ...
delimiter = ";"                            # or ",", "tab"
decimal   = ","

[source.answers]
csv       = "data/answers-{cycle}.csv"
delimiter = ";"
subject   = "customer_id"                  # joins rows to members

[source.invoices]
csv         = "data/invoices-*.csv"
delimiter   = ";"
decimal     = ","
date_format = "d.m.yyyy"
subject     = "customer_id"
date        = "invoice_date"

# --- whom, and which money ------------------------------------------------------------------------------------------------
[audience.customers]
register = "customers"
key      = "customer_id"
segments = ["size", "region"]
consent  = { email = "email_ok", phone = "phone_ok" }

[metric.annual_purchases]
source = "invoices"
sum    = "net_amount"
window = "365 days before opens"

# --- the year -------------------------------------------------------------------------------------------------------------
[[quiet]]
name = "July holidays"
from = "July 1"
to   = "July 31"
rule = "shift after"

[[measurement]]
id            = "renewal"
title         = "Will they buy again?"
audience      = "customers"
plugin        = "survey_state"
every         = "quarter"
opens         = "second Tuesday of the third month"
at            = "09:00"
stays_open    = "2 weeks"
if_closed_day = "following"
remind        = ["3 business days after opening"]
money         = "annual_purchases"
inputs        = { answers = "answers" }
states        = [
  { name = "committed", money = "secured" },
  { name = "uncertain", money = "at_risk" },
  { name = "leaving", money = "leaving" },
]
[measurement.options]
rule = [
  { state = "leaving", when = "q7 <= 2" },
  { state = "committed", when = "q7 >= 6" },
  { state = "uncertain", when = "answered(q7)" },
]

[[content]]
id       = "win_back"
title    = "Secure next year's purchases"
plugin   = "secure_revenue"
after    = "renewal"
capacity = { phone = 200, email = 5000 }

[[report]]
id      = "board"
title   = "What is safe, what needs work"
after   = ["renewal", "win_back"]
compare = "same occurrence last year"
formats = ["html", "json"]
to      = ["folder:reports"]
)toml";

}  // namespace

std::string calendar_template() {
  return std::string{kCalendarTemplate};
}

}  // namespace vk
