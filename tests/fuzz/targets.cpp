#include "tests/fuzz/targets.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "core/base/error.hpp"
#include "core/calendar/cycle.hpp"
#include "core/calendar/holiday_ics.hpp"
#include "core/calendar/holidays.hpp"
#include "core/calendar/load_calendar.hpp"
#include "core/calendar/phrase.hpp"
#include "core/calendar/recurrence.hpp"
#include "core/plan/make_plan.hpp"
#include "core/plan/plan_ics.hpp"
#include "core/plugin_host/description_cache.hpp"
#include "core/plugin_host/table_exchange.hpp"
#include "core/plugin_host/wire_tables.hpp"

namespace vk::fuzz {
namespace {

using std::chrono::January;

constexpr DayInterval kYears{Day{std::chrono::year{2024} / January / 1}, Day{std::chrono::year{2028} / January / 1}};

PlacedText placed(std::string_view text) {
  return {std::string(text), {"input", 1, 1}};
}

void read_phrase(std::string_view bytes) {
  Diagnostics diagnostics;
  const ConfigText source = split_lines(bytes, "input");
  const std::optional<Phrase> phrase = Phrase::parse(placed(bytes), &source, diagnostics);
  if (!phrase) return;
  const BusinessDays business_days;
  for (const Every every : {Every::year, Every::quarter, Every::month}) {
    phrase->check(every, placed(bytes), &source, diagnostics);
    for (const Cycle& cycle : cycles_between(every, kYears)) {
      PhraseContext context;
      context.every = every;
      context.cycle = cycle;
      context.business_days = &business_days;
      phrase->evaluate(context);
    }
  }
}

void read_rule(std::string_view bytes) {
  Diagnostics diagnostics;
  const ConfigText source = split_lines(bytes, "input");
  const auto rule = read_recurrence(placed(bytes), &source, diagnostics);
  if (!rule) return;
  recurrence_days(*rule, {kYears.first, 0}, kYears, 1000);
  first_recurrence(*rule, {kYears.first, 0});
}

void read_calendar(std::string_view bytes) {
  Diagnostics diagnostics;
  const AnnualCalendar calendar = load_calendar_text(bytes, "input.toml", diagnostics);
  render(diagnostics);
  if (diagnostics.has_errors()) return;
  make_plan(calendar, kYears, diagnostics);
}

void read_holidays(std::string_view bytes) {
  Diagnostics diagnostics;
  HolidayCalendar calendar;
  read_holiday_ics(split_lines(bytes, "input.ics"), calendar, diagnostics);
  render(diagnostics);
}

void read_earlier_export(std::string_view bytes) {
  try {
    plan_to_ics(Plan{}, {"input", Instant{}, bytes});
  } catch (const Error&) {  // refused, as it says
  }
}

/// Input that a process or library hands over is refused by an Error.
template <class Read>
void read_wire(std::string_view bytes, Read read) {
  WireReader reader(std::as_bytes(std::span(bytes.data(), bytes.size())));
  try {
    read(reader);
    reader.finish();
  } catch (const Error&) {  // refused, as it says
  }
}

void read_wired_table(std::string_view bytes) {
  read_wire(bytes, [](WireReader& reader) {
    const Table table = read_table(reader);
    ArrowArrayStream stream;
    export_table(table, &stream, 3);
    import_table(&stream);
  });
}

void read_description(std::string_view bytes) {
  read_wire(bytes, [](WireReader& reader) { read_wired_description(reader); });
}

void read_wired_run(std::string_view bytes) {
  HandedWords handed;
  read_wire(bytes, [&](WireReader& reader) { read_run(reader, handed); });
}

/// A cache file in memory, of a program that has no place: its mark is the empty text.
void read_description_cache(std::string_view bytes) {
  const int file = memfd_create("descriptions", MFD_CLOEXEC);
  if (file < 0) return;
  if (::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size())) {
    DescriptionCache cache("/proc/self/fd/" + std::to_string(file), "");
    cache.find("/usr/lib/vuosikello/plugins/survey_state.so");
  }
  ::close(file);
}

constexpr std::array<Target, 9> kTargets{
    {{"calendar", "tests/approvals/calendar", read_calendar},
     {"description", "tests/fuzz/corpus/description", read_description},
     {"description_cache", "tests/fuzz/corpus/description_cache", read_description_cache},
     {"earlier_ics", "tests/fuzz/corpus/earlier_ics", read_earlier_export},
     {"holiday_ics", "tests/fuzz/corpus/holiday_ics", read_holidays},
     {"phrase", "tests/fuzz/corpus/phrase", read_phrase},
     {"rule", "tests/fuzz/corpus/rule", read_rule},
     {"run", "tests/fuzz/corpus/run", read_wired_run},
     {"table", "tests/fuzz/corpus/table", read_wired_table}}};

}  // namespace

std::span<const Target> targets() {
  return kTargets;
}

const Target* find_target(std::string_view name) {
  const auto* found = std::find_if(kTargets.begin(), kTargets.end(), [&](const Target& t) { return t.name == name; });
  return found == kTargets.end() ? nullptr : found;
}

}  // namespace vk::fuzz
