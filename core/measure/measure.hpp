#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/audience/frame.hpp"
#include "core/base/diagnostic.hpp"
#include "core/measure/snapshot.hpp"
#include "core/plugin_host/plugin_library.hpp"
#include "core/table/read_source.hpp"

namespace vk {

/// The money of one metric for the members of a frame.
struct MetricAmounts {
  MetricIdentity metric;
  DayInterval window;
  std::vector<int64_t> money;     ///< per frame member
  std::vector<uint8_t> activity;  ///< kActive | kActiveBefore
  std::vector<Day> first_day;     ///< first transaction ever seen, Day::max() = none (only when the source has dates)
  uint64_t rows_of_nobody = 0;
  int64_t money_of_nobody = 0;
  uint64_t rows_in_window = 0;             ///< rows that count, of members and of nobody
  std::map<Currency, DecimalRatio> rates;  ///< that amounts were converted with
  std::vector<LocalMoney> local;           ///< by currency; empty when nothing is converted
  std::optional<PriceBasis> prices;        ///< that amounts were deflated with
  std::vector<LocalMoney> real;            ///< by currency, each row deflated by itself; empty without prices
  bool has_days = false;                   ///< the source dates its rows, so that a window can be empty
};

/// The ruler as a value: canonical definition text and its hash.
MetricIdentity identify_metric(const AnnualCalendar& calendar, const MetricSpec& metric);
/// `rows` says which rows of its inputs count; empty = all.
InstrumentIdentity identify_instrument(const MeasurementSpec& measurement, const PluginProvenance& plugin,
                                       std::string_view rows);

/// The days whose transactions count for an occurrence.
DayInterval metric_window(const MetricSpec& metric, const Occurrence& occurrence);

/// What to read for sum_metric: the money, the day when the source has dates, the currency word when the metric names
/// its column. Money and day are required, so that a blank cell is a bad row and never a zero.
std::vector<ColumnRequest> metric_columns(const MetricSpec& metric, const SourceSpec& source);

/// What to read for a plugin's table, in the order measure() expects: first the source's date when it has one (so that
/// rows from after the cycle can be left out), then the columns the plugin declares as required (of these "money" is
/// the metric's money column), then those it wants after configuring, typed as the source types them, else as
/// dictionary text. Throws Error(invalid_input) when the plugin needs "day" and the source has no date, or "money" and
/// the metric reads another source.
std::vector<ColumnRequest> input_columns(PluginInstance& plugin, std::string_view table, const SourceSpec& source,
                                         const MetricSpec& metric);

/// The rates of a cycle for sum_metric().
struct MetricRates {
  std::map<Currency, DecimalRatio> rates;
  std::string source;  ///< named in messages
  DayInterval days;    ///< whose quotes were looked at
  std::vector<SourceProvenance> provenance;
};

/// The price indices for sum_metric().
struct MetricPrices {
  Deflator deflator;
  PriceBasis basis;
  std::vector<SourceProvenance> provenance;
};

/// What sum_metric() sums. The pointers are borrowed.
struct MetricRequest {
  MetricIdentity metric;
  DayInterval window;
  const SourceView* rows = nullptr;  ///< read as metric_columns() asks, with subjects
  const Frame* frame = nullptr;
  const SubjectIndex* subjects = nullptr;  ///< names keys in messages; may be null
  const SourceFormat* format = nullptr;    ///< finds the lines of rows in messages; may be null
  const MetricRates* rates = nullptr;      ///< null: rows in other currencies are bad
  const MetricPrices* prices = nullptr;    ///< null: no real money is kept
};

/// Sums a source's money column over the window for each member. Rows in the window whose currency word is not the
/// metric's are diagnostics F201, the first 50 one by one, unless there are rates: then a member's sum in each currency
/// is converted once, half to even, a currency without a rate is F203 and an amount with more decimals than its
/// currency has is F204. With prices each row is deflated in its own currency, half to even; one without an index of
/// its day is F206. A member's sum that leaves 64 bits is F202. With an error the amounts are of no use. Throws
/// Error(invalid_input) when the money of nobody leaves 64 bits.
MetricAmounts sum_metric(const MetricRequest& request, Diagnostics& diagnostics);

/// One input table for a plugin: its name in the plugin's description, and a source's rows with subjects resolved.
struct PluginInput {
  std::string table;
  SourceView source;
  std::string where = {};  ///< condition of the rows that count; empty = all
};

struct MeasureRequest {
  const MeasurementSpec* measurement = nullptr;
  const Occurrence* occurrence = nullptr;
  Frame* frame = nullptr;            ///< its columns move into the snapshot
  MetricAmounts* amounts = nullptr;  ///< the same
  std::vector<PluginInput> inputs;   ///< their rows are given back as they are handed over
  Instant as_of{};
  uint64_t seed = 0;
};

/// Answers of a table without a declared "day" count when dated inside the cycle or the fieldwork; rows of a table that
/// declares "day" when dated before the cycle's end. Rows without a date always count.
///
/// Runs the plugin over the frame and its inputs and makes the snapshot: one row a member, unmeasured where the plugin
/// gave none. A plugin that looks at each member alone runs over one slice of the members after the other, so that
/// memory does not grow with the audience. Rows of nobody are counted; a plugin's state code out of range, a member
/// twice or an unknown column is Error(plugin_failed).
Snapshot measure(const MeasureRequest& request, PluginInstance& plugin);

}  // namespace vk
