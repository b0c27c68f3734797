#include "core/report/report_json.hpp"
#include "core/report/report_sources.hpp"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <sstream>

#include "core/base/text.hpp"

namespace vk {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

constexpr int kReportFormat = 1;

Object object() {
  return Object(Poco::JSON_PRESERVE_KEY_ORDER);
}

Array array_of(const std::vector<std::string>& texts) {
  Array array;
  for (const std::string& text : texts) array.add(text);
  return array;
}

Object money_json(const Money& amount) {
  Object json = object();
  json.set("minor", static_cast<Poco::Int64>(amount.minor));
  json.set("currency", std::string(amount.currency.code()));
  return json;
}

// A day outside the years that RFC 3339 can write stands for "no such end" and becomes null.
Poco::Dynamic::Var day_json(Day day) {
  constexpr int64_t kFirstDay = -719162;  // 0001-01-01
  constexpr int64_t kLastDay = 2932896;   // 9999-12-31
  const int64_t number = day.time_since_epoch().count();
  return number < kFirstDay || number > kLastDay ? Poco::Dynamic::Var() : Poco::Dynamic::Var(to_string(day));
}

Object interval_json(const DayInterval& interval) {
  Object json = object();
  json.set("first", day_json(interval.first));
  json.set("end", day_json(interval.end));
  return json;
}

Object range_json(const FigureRange& range) {
  Object json = object();
  json.set("kind", std::string(to_string(range.kind)));
  if (range.kind == RangeKind::confidence) json.set("percent", kIntervalPercent);
  json.set("low", static_cast<Poco::Int64>(range.low));
  json.set("high", static_cast<Poco::Int64>(range.high));
  json.set("text", range.text);
  return json;
}

Object figure_json(const Figure& figure) {
  Object value = object();
  switch (figure.unit) {
    case FigureUnit::money:
      value.set("minor", static_cast<Poco::Int64>(figure.numerator));
      value.set("currency", figure.currency);
      break;
    case FigureUnit::ratio:
    case FigureUnit::points:
    case FigureUnit::score:
      value.set("numerator", static_cast<Poco::Int64>(figure.numerator));
      value.set("denominator", static_cast<Poco::Int64>(figure.denominator));
      break;
    case FigureUnit::subjects:
    case FigureUnit::rows:
    case FigureUnit::contacts:
      value.set("count", static_cast<Poco::Int64>(figure.numerator));
      break;
  }
  Object json = object();
  json.set("id", figure.id);
  json.set("label", figure.label);
  json.set("unit", std::string(to_string(figure.unit)));
  json.set("value", value);
  json.set("text", figure.text);
  if (figure.range) json.set("range", range_json(*figure.range));
  json.set("dates", figure.dates);
  json.set("base", figure.base);
  json.set("n", figure.n);
  json.set("definition", figure.definition);
  return json;
}

Object metric_json(const MetricIdentity& metric) {
  Object json = object();
  json.set("id", metric.id);
  json.set("version", static_cast<Poco::Int64>(metric.version));
  json.set("hash", metric.hash);
  json.set("currency", std::string(metric.currency.code()));
  json.set("definition", metric.definition);
  return json;
}

Object instrument_json(const InstrumentIdentity& instrument) {
  Object bridge = object();
  for (const auto& [from, to] : instrument.bridge) bridge.set(from, to);
  Object json = object();
  json.set("id", instrument.id);
  json.set("version", static_cast<Poco::Int64>(instrument.version));
  json.set("hash", instrument.hash);
  json.set("change", instrument.change);
  json.set("bridge", bridge);
  json.set("note", instrument.note);
  if (!instrument.rows.empty()) json.set("rows", instrument.rows);
  return json;
}

Object plugin_json(const PluginProvenance& plugin) {
  Object json = object();
  json.set("id", plugin.id);
  json.set("version", plugin.version);
  json.set("sha256", plugin.sha256);
  return json;
}

Array sources_json(const std::vector<SourceProvenance>& provenance) {
  Array array;
  for (const ReportSource& source : report_sources(provenance)) {
    Object json = object();
    json.set("source", source.source);
    json.set("content_sha256", source.content_sha256);
    json.set("rows", static_cast<Poco::UInt64>(source.rows));
    json.set("rows_skipped", static_cast<Poco::UInt64>(source.rows_skipped));
    if (!source.rows_where.empty()) {
      json.set("rows_left_out", static_cast<Poco::UInt64>(source.rows_left_out));
      json.set("rows_where", source.rows_where);
    }
    array.add(json);
  }
  return array;
}

Array states_json(const std::vector<StateSpec>& states) {
  constexpr std::array<std::string_view, 3> kMoneyClasses{"secured", "at_risk", "leaving"};
  Array array;
  for (const StateSpec& state : states) {
    Object json = object();
    json.set("name", state.name);
    json.set("money", std::string(kMoneyClasses[static_cast<size_t>(state.money)]));
    array.add(json);
  }
  return array;
}

Object sample_json(const SampleDesign& sample, const Currency& currency) {
  Array strata;
  for (const SampleStratum& stratum : sample.strata) {
    Object json = object();
    json.set("name", stratum.name);
    json.set("members", static_cast<Poco::UInt64>(stratum.members));
    json.set("money", money_json({stratum.money, currency}));
    json.set("everybody", stratum.take_all);
    json.set("wanted", static_cast<Poco::Int64>(stratum.wanted));
    json.set("drawn", static_cast<Poco::Int64>(stratum.drawn));
    strata.add(json);
  }
  Object json = object();
  json.set("wanted", static_cast<Poco::Int64>(sample.wanted()));
  json.set("drawn", static_cast<Poco::Int64>(sample.drawn()));
  json.set("expected_half_width", money_json({sample.half_width, currency}));
  json.set("unavailable", static_cast<Poco::UInt64>(sample.unavailable));
  json.set("unavailable_money", money_json({sample.unavailable_money, currency}));
  json.set("answers_outside", static_cast<Poco::UInt64>(sample.answers_outside));
  json.set("strata", strata);
  return json;
}

/// The states of each group by name; "unmeasured" as figures call it.
Array together_json(const SnapshotHeader& header, const StateGroups& told_with) {
  Array array;
  for (const std::vector<uint8_t>& group : told_with.groups) {
    Array names;
    for (const uint8_t code : group)
      names.add(code < header.states.size() ? header.states[code].name : std::string{"unmeasured"});
    array.add(names);
  }
  return array;
}

Object cycle_json(const SnapshotHeader& header, const StateGroups& told_with, bool tells_nobody) {
  Object json = object();
  json.set("name", to_string(header.name));
  json.set("revision", static_cast<Poco::UInt64>(header.revision));
  json.set("revision_reason", header.revision_reason);
  json.set("outcome", std::string(to_string(header.outcome)));
  json.set("reasons", array_of(header.reasons));
  json.set("interval", interval_json(header.interval));
  json.set("money_window", interval_json(header.money_window));
  json.set("opens", to_string(header.opens));
  json.set("closes", to_string(header.closes));
  json.set("as_of", to_string(header.as_of));
  json.set("population_hash", header.population_hash);
  json.set("metric", metric_json(header.metric));
  json.set("instrument", instrument_json(header.instrument));
  json.set("plugin", plugin_json(header.plugin));
  json.set("states", states_json(header.states));
  if (!told_with.empty()) json.set("together", together_json(header, told_with));
  json.set("asked", std::string(to_string(header.asked)));
  if (header.sample) json.set("sample", sample_json(*header.sample, header.metric.currency));
  if (header.prices) {
    Object prices = object();
    prices.set("source", header.prices->source);
    prices.set("base", header.prices->base);
    if (!header.prices->rows.empty()) prices.set("rows_where", header.prices->rows);
    json.set("prices", prices);
  }
  json.set("members", static_cast<Poco::UInt64>(header.members));
  json.set("base", money_json(header.base));
  json.set("rows_skipped", static_cast<Poco::UInt64>(header.rows_skipped));
  json.set("rows_of_nobody", static_cast<Poco::UInt64>(header.rows_of_nobody));
  if (tells_nobody) json.set("money_of_nobody", money_json({header.money_of_nobody.minor, header.metric.currency}));
  json.set("sources", sources_json(header.sources));
  return json;
}

Object verdict_json(Verdict verdict, const std::vector<std::string>& reasons) {
  Object json = object();
  json.set("verdict", std::string(to_string(verdict)));
  json.set("reasons", array_of(reasons));
  return json;
}

Array waves_json(const std::vector<WaveStep>& waves) {
  Array array;
  for (const WaveStep& wave : waves) {
    Object json = object();
    json.set("bridge", wave.name);
    json.set("old_form", to_string(wave.old_form));
    json.set("new_form", to_string(wave.new_form));
    array.add(json);
  }
  return array;
}

Array comparisons_json(const std::vector<ReportVerdict>& verdicts) {
  Array array;
  for (const ReportVerdict& verdict : verdicts) {
    Object json = object();
    json.set("earlier", to_string(verdict.earlier));
    json.set("later", to_string(verdict.later));
    json.set("money", verdict_json(verdict.verdict.money, verdict.verdict.money_reasons));
    json.set("states", verdict_json(verdict.verdict.states, verdict.verdict.state_reasons));
    if (!verdict.verdict.waves.empty()) json.set("bridge_waves", waves_json(verdict.verdict.waves));
    array.add(json);
  }
  return array;
}

Object table_json(const Report& report, const ReportTable& table) {
  Object json = object();
  json.set("id", table.id);
  json.set("caption", table.caption);
  json.set("dates", table.basis.dates);
  json.set("base", table.basis.base);
  json.set("n", table.basis.n);
  json.set("definition", table.basis.definition);
  Array columns;
  for (const TableColumn& column : table.columns) columns.add(column.title);
  json.set("columns", columns);
  Array rows;
  for (const auto& row : table.rows) {
    Array cells;
    for (const TableCell& cell : row) {
      Object one = object();
      one.set("text", cell.text);
      if (cell.figure) one.set("figure", report.figures[*cell.figure].id);
      cells.add(one);
    }
    rows.add(cells);
  }
  json.set("rows", rows);
  return json;
}

Array tables_json(const Report& report) {
  Array array;
  for (const Section& section : report.sections) {
    for (const Block& block : section.blocks) {
      if (const auto* table = std::get_if<ReportTable>(&block)) array.add(table_json(report, *table));
    }
  }
  return array;
}

Object year_json(const Report& report) {
  constexpr std::array<std::string_view, 3> kKinds{"measurement", "content", "report"};
  Array occurrences;
  for (const WheelItem& item : report.occurrences) {
    Object json = object();
    json.set("name", to_string(item.name));
    json.set("kind", std::string(kKinds[static_cast<size_t>(item.kind)]));
    json.set("title", item.title);
    json.set("owner", item.owner);
    json.set("opens", to_string(item.opens_on));
    json.set("last_day", to_string(item.last_day));
    json.set("status", std::string(to_string(item.status)));
    json.set("reason", item.reason);
    occurrences.add(json);
  }
  Object json = object();
  json.set("label", report.year_label);
  json.set("interval", interval_json(report.year));
  json.set("occurrences", occurrences);
  return json;
}

Object held_back_json(const std::vector<HeldBack>& held_back) {
  Object json = object();
  for (const HeldBack& rule : held_back) json.set(rule.rule, static_cast<Poco::UInt64>(rule.rows));
  return json;
}

}  // namespace

std::string write_json(const Report& report) {
  Object json = object();
  json.set("format", kReportFormat);
  json.set("outcome", std::string(to_string(report.outcome)));
  json.set("status", report.status);
  json.set("reasons", array_of(report.reasons));
  json.set("name", to_string(report.name));
  json.set("title", report.title);
  json.set("organisation", report.organisation);
  json.set("language", report.language);
  json.set("as_of", to_string(report.as_of));
  json.set("lead", array_of(report.lead));
  Array cycles;
  for (size_t i = 0; i < report.cycles.size(); ++i)
    cycles.add(cycle_json(report.cycles[i], i < report.told_with.size() ? report.told_with[i] : StateGroups{},
                          !report.disclosure || report.cycles[i].rows_of_nobody == 0));
  json.set("cycles", cycles);
  json.set("comparisons", comparisons_json(report.verdicts));
  Array figures;
  for (const Figure& figure : report.figures) figures.add(figure_json(figure));
  json.set("figures", figures);
  json.set("tables", tables_json(report));
  json.set("held_back", held_back_json(report.held_back));
  json.set("year", year_json(report));
  std::ostringstream out;
  json.stringify(out, 1);
  return out.str() + "\n";
}

}  // namespace vk
