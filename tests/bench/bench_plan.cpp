// Planning many items for many years, without and with contact rules: vk_bench_plan [items] [years].
#include <fmt/format.h>

#include <array>

#include "core/calendar/load_calendar.hpp"
#include "core/plan/make_plan.hpp"
#include "tests/bench/cpu_clock.hpp"

namespace {

using namespace vk;

constexpr std::string_view kHead = R"(format = 1
timezone = "Europe/Helsinki"
currency = "EUR"
[source.customers]
csv = "customers.csv"
[metric.money]
source = "customers"
sum    = "money"
)";

constexpr std::string_view kRules = R"([[contact]]
name      = "rest"
rest_days = 10
[[contact]]
name    = "few to small ones"
at_most = 6
per     = "quarter"
where   = { size = "small" }
[[contact]]
name    = "few in the north"
at_most = 20
per     = "year"
where   = { region = "north" }
)";

/// When one of the items opens: the kinds of cycles that calendars have, in turn.
std::string schedule(size_t item) {
  const std::array<std::string, 6> kinds{
      "every = \"month\"\nopens = \"second Tuesday of the month\"\nstays_open = \"2 weeks\"",
      "every = \"quarter\"\nopens = \"last business day of the quarter\"\nstays_open = \"10 business days\"",
      "every = \"year\"\nopens = \"2 weeks after Easter\"\nstays_open = \"3 weeks\"",
      "rrule = \"FREQ=MONTHLY;BYDAY=-1FR\"\nfrom = 2026-01-01\nstays_open = \"5 days\"",
      "every = \"2 weeks\"\nfrom = 2026-01-05\nopens = \"Wednesday\"\nstays_open = \"3 days\"",
      "every = \"half-year\"\nopens = \"Monday of week 10\"\nif_missing = \"skip\"\nstays_open = \"1 month\""};
  return kinds[item % kinds.size()];
}

std::string calendar_text(size_t items, bool rules) {
  std::string text{kHead};
  for (size_t i = 0; i < items; i += 20) {
    text += fmt::format("[audience.a{}]\nregister = \"customers\"\nkey = \"id\"\nsegments = [\"size\", \"region\"]\n",
                        i / 20);
  }
  for (size_t i = 0; i < items; ++i) {
    text += fmt::format(
        "[[measurement]]\nid = \"m{}\"\naudience = \"a{}\"\nplugin = \"any\"\nmoney = \"money\"\nchannel = \"email\"\n"
        "states = [{{ name = \"all\", money = \"secured\" }}]\nif_closed_day = \"following\"\n{}\n",
        i, i / 20, schedule(i));
  }
  return rules ? text + std::string{kRules} : text;
}

void plan(size_t items, int years, bool rules) {
  Diagnostics problems;
  const vk::bench::Stopwatch reading;
  const AnnualCalendar calendar = load_calendar_text(calendar_text(items, rules), "bench.toml", problems);
  const double read = reading.cpu();
  const Day first{std::chrono::year{2026} / 1 / 1};
  const Day end{std::chrono::year{2026 + years} / 1 / 1};
  const vk::bench::Stopwatch planning;
  const Plan made = make_plan(calendar, {first, end}, problems);
  fmt::print("{} items, {} years{}: {} occurrences; {:.2f} s CPU to plan, {:.2f} s to read; {} errors\n", items, years,
             rules ? ", 3 contact rules" : "", made.occurrences.size(), planning.cpu(), read, problems.has_errors());
}

}  // namespace

int main(int argc, char** argv) {
  const size_t items = argc > 1 ? std::stoul(argv[1]) : 1000;
  const int years = argc > 2 ? std::stoi(argv[2]) : 10;
  plan(items, years, false);
  plan(items, years, true);
}
