#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "core/calendar/annual_calendar.hpp"
#include "core/calendar/calendar_section.hpp"

namespace vk {

/// Where the readers of one file find its lines and leave its problems.
struct CalendarFile {
  const ConfigText& text;
  Diagnostics& diagnostics;
};

/// Each reads one table; what is wrong is reported and left at its default.
SourceSpec read_source_spec(const ConfigTable::Entry& entry, const CalendarFile& file);
AudienceSpec read_audience_spec(const ConfigTable::Entry& entry, const CalendarFile& file);
MetricSpec read_metric_spec(const ConfigTable::Entry& entry, const CalendarFile& file);
MeasurementSpec read_measurement_spec(const ConfigTable& table, const CalendarFile& file);
ContentSpec read_content_spec(const ConfigTable& table, const CalendarFile& file);
ReportSpec read_report_spec(const ConfigTable& table, const CalendarFile& file);
QuietSpec read_quiet_spec(const ConfigTable& table, const CalendarFile& file);
ContactRuleSpec read_contact_rule(const ConfigTable& table, const CalendarFile& file);
PricesSpec read_prices(const ConfigTable& table, const CalendarFile& file);
BridgeSpec read_bridge(const ConfigTable& table, const CalendarFile& file);

FiscalYear read_fiscal_year(const ConfigTable& table, const CalendarFile& file);
/// Nothing when its end cannot be read.
std::shared_ptr<const RetailYear> read_retail_year(const ConfigTable& table, const CalendarFile& file);

/// The keys that say which cycles a schedule has and what opens in them; `from` and `at` must have been read.
void read_cycle(CalendarSection& section, ScheduleSpec& spec);

/// A local time of day in seconds; nine when the key is absent, or no such time (E205).
int32_t read_clock(CalendarSection& section, std::string_view key);

/// A length of time in days or weeks, as days; nothing when the key is absent or says no such length (E101, E212).
/// `what` is what it should be.
std::optional<int32_t> read_days(CalendarSection& section, std::string_view key, std::string_view what);

/// The keys of a schedule.
ScheduleSpec read_schedule_spec(CalendarSection& section);

/// Gives measurements with `after` the cycles of the one they follow; a circle is left for check_references.
void take_over_cycles(AnnualCalendar& calendar);

/// Which shares a key takes, in hundredths of a percent, and how messages call them.
struct PercentWish {
  std::string_view what;      ///< "share to hold out"
  std::string_view expected;  ///< "a share above 0 % and at most 50 %"
  std::string_view example;   ///< "10 %"
  int64_t least = 0;
  int64_t most = 10'000;
};

/// "10 %" or "2.5%" in hundredths of a percent; nothing when it is absent, or no such share (E212).
std::optional<int64_t> read_percent(CalendarSection& section, std::string_view key, const PercentWish& wish);

/// The key `sample` of a measurement.
std::optional<SampleSpec> read_sample_spec(CalendarSection& section, const CalendarFile& file);

/// The key `figures` of a measurement.
std::vector<FigureSpec> read_figures(CalendarSection& section, const CalendarFile& file);

RatesSpec read_rates(const ConfigTable& table, const CalendarFile& file);

DisclosureSpec read_disclosure(const ConfigTable& table, const CalendarFile& file);

/// The key `rows` of a source, whose other keys were read; nothing when it is absent, or no condition (E222). Tests
/// that do not fit what `types` says of their columns are E218.
std::shared_ptr<const RowCondition> read_rows(CalendarSection& section, const SourceSpec& source);

/// Reports E217 for a name that could not stand in an occurrence's name.
void check_name(CalendarSection& section, const PlacedText& name, std::string_view what);

/// Reports E204 for a name that is no time zone; an empty one is fine.
void check_time_zone(CalendarSection& section, const PlacedText& zone);

/// The currency, or nothing and E215.
std::optional<Currency> read_currency(CalendarSection& section, const PlacedText& code);

}  // namespace vk
