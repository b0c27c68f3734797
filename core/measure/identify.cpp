#include <fmt/format.h>

#include "core/base/hash.hpp"
#include "core/measure/measure.hpp"
#include "core/table/row_condition.hpp"

namespace vk {

namespace {

void write_value(const ConfigValue& value, std::string& out);

/// Keys in alphabetical order, so that moving a line changes nothing.
void write_table(const ConfigTable& table, std::string& out) {
  std::vector<const ConfigTable::Entry*> entries;
  for (const ConfigTable::Entry& entry : table.entries) entries.push_back(&entry);
  std::sort(entries.begin(), entries.end(), [](const auto* a, const auto* b) { return a->key < b->key; });
  out += '{';
  for (const ConfigTable::Entry* entry : entries) {
    out += entry->key + "=";
    write_value(entry->value, out);
    out += ';';
  }
  out += '}';
}

struct ValueWriter {
  std::string& out;

  /// Length first: no text can look like the end of another.
  void operator()(const std::string& text) const { out += fmt::format("{}:{}", text.size(), text); }
  void operator()(int64_t number) const { out += std::to_string(number); }
  void operator()(double number) const { out += fmt::format("{}", number); }
  void operator()(bool flag) const { out += flag ? "true" : "false"; }
  void operator()(Day day) const { out += to_string(day); }
  void operator()(Instant instant) const { out += to_string(instant); }
  void operator()(TimeOfDay time) const { out += fmt::format("{}s", time.seconds); }
  void operator()(const ConfigTable& table) const { write_table(table, out); }
  void operator()(const ConfigArray& array) const {
    out += '[';
    for (const ConfigValue& item : array.values) {
      write_value(item, out);
      out += ',';
    }
    out += ']';
  }
};

void write_value(const ConfigValue& value, std::string& out) {
  std::visit(ValueWriter{out}, value.value);
}

/// " where ..." for a source of which not all rows count.
std::string where_of(const AnnualCalendar& calendar, const std::string& name) {
  const SourceSpec* source = calendar.find_source(name);
  return source == nullptr || source->format.rows == nullptr ? std::string{} : " where " + source->format.rows->text;
}

}  // namespace

MetricIdentity identify_metric(const AnnualCalendar& calendar, const MetricSpec& metric) {
  MetricIdentity identity;
  identity.id = metric.name;
  identity.version = metric.version;
  identity.currency = metric.currency;
  identity.definition = fmt::format("sum of {} from {} over {} in {}", metric.sum.text, metric.source.text,
                                    metric.window.text, metric.currency.code());
  const std::string where = where_of(calendar, metric.source.text);
  if (!where.empty()) identity.definition += ", of rows" + where;
  if (!metric.currency_column.empty()) identity.definition += ", currency in " + metric.currency_column.text;
  if (metric.rates) {
    identity.definition += fmt::format(", other currencies at the cycle's {} rate", to_string(*metric.rates));
    if (calendar.rates)
      identity.definition += " of " + calendar.rates->source.text + where_of(calendar, calendar.rates->source.text);
  }
  const SourceSpec* source = calendar.find_source(metric.source.text);
  if (source != nullptr && !source->date.empty()) identity.definition += ", dated by " + source->date.text;
  identity.hash =
      sha256_hex(fmt::format("metric {} version {}\n{}\n", identity.id, identity.version, identity.definition));
  return identity;
}

InstrumentIdentity identify_instrument(const MeasurementSpec& measurement, const PluginProvenance& plugin,
                                       std::string_view rows) {
  const InstrumentSpec& spec = measurement.instrument;
  InstrumentIdentity identity;
  identity.id = spec.id.empty() ? measurement.id : spec.id;
  identity.version = spec.version;
  identity.change = spec.change;
  identity.note = spec.note;
  identity.bridge.assign(spec.bridge.begin(), spec.bridge.end());
  std::string text = "plugin " + plugin.id + "\noptions ";
  write_table(measurement.options, text);
  text += "\n";
  for (const StateSpec& state : measurement.states) {
    text += fmt::format("state {}:{} {}\n", state.name.size(), state.name, to_string(state.money));
  }
  identity.rows = rows;
  if (!rows.empty()) text += fmt::format("rows {}:{}\n", rows.size(), rows);
  identity.hash = sha256_hex(text);
  return identity;
}

DayInterval metric_window(const MetricSpec& metric, const Occurrence& occurrence) {
  using std::chrono::days;
  DayInterval window{Day::min(), occurrence.interval.end};
  switch (metric.window.kind) {
    case MetricWindow::Kind::all:
      return window;
    case MetricWindow::Kind::cycle:
      return occurrence.interval;
    case MetricWindow::Kind::before_opens:
      window.end = occurrence.opens_on;
      break;
    case MetricWindow::Kind::before_closes:
      window.end = occurrence.last_day + days{1};
      break;
  }
  switch (metric.window.unit) {
    case MetricWindow::Unit::day:
      window.first = window.end - days{metric.window.count};
      break;
    case MetricWindow::Unit::week:
      window.first = window.end - days{7 * metric.window.count};
      break;
    case MetricWindow::Unit::month: {
      std::chrono::year_month_day date{window.end};
      date -= std::chrono::months{metric.window.count};
      window.first = date.ok() ? Day{date} : Day{date.year() / date.month() / std::chrono::last};
      break;
    }
  }
  return window;
}

}  // namespace vk
