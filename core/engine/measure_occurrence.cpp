#include "core/engine/measure_occurrence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "core/audience/freeze_frame.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/engine/audience_overlap.hpp"
#include "core/engine/gather_prices.hpp"
#include "core/engine/gather_rates.hpp"
#include "core/engine/source_reader.hpp"
#include "core/measure/measure.hpp"
#include "core/table/row_condition.hpp"

namespace vk {
namespace {

/// The parts of the calendar that one measurement refers to. load_calendar has checked that they exist.
struct MeasurementParts {
  const AudienceSpec* audience = nullptr;
  const SourceSpec* register_source = nullptr;
  const MetricSpec* metric = nullptr;
  const SourceSpec* money_source = nullptr;
};

MeasurementParts parts_of(const AnnualCalendar& calendar, const MeasurementSpec& measurement,
                          const Occurrence& occurrence) {
  MeasurementParts parts;
  parts.audience = calendar.find_audience(occurrence.name.audience);
  // An occurrence planned earlier may bear the name of an audience that the calendar has since renamed.
  if (parts.audience == nullptr) parts.audience = calendar.find_audience(measurement.audiences.front().text);
  parts.register_source = calendar.find_source(parts.audience->register_source.text);
  parts.metric = calendar.find_metric(measurement.money.text);
  parts.money_source = calendar.find_source(parts.metric->source.text);
  return parts;
}

/// The column that joins a source's rows to members: its own `subject`, or the audience's key when the source is the
/// register.
PlacedText key_of(const SourceSpec& source, const AudienceSpec& audience) {
  return source.subject.empty() ? audience.key : source.subject;
}

SourceWish register_wish(const MeasurementParts& parts) {
  SourceWish wish;
  wish.source = parts.register_source;
  wish.columns = frame_columns(*parts.audience, *parts.register_source);
  wish.key = parts.audience->key.text;
  wish.key_asked_at = parts.audience->key.at;
  wish.add_subjects = true;
  return wish;
}

SourceWish money_wish(const MeasurementParts& parts) {
  SourceWish wish;
  wish.source = parts.money_source;
  const PlacedText key = key_of(*parts.money_source, *parts.audience);
  wish.key = key.text;
  wish.key_asked_at = key.at;
  wish.columns = metric_columns(*parts.metric, *parts.money_source);
  return wish;
}

std::vector<SourceWish> input_wishes(const AnnualCalendar& calendar, const MeasurementParts& parts,
                                     const MeasurementSpec& measurement, PluginInstance& plugin) {
  std::vector<SourceWish> wishes;
  for (const auto& [table, source_name] : measurement.inputs) {
    SourceWish wish;
    wish.source = calendar.find_source(source_name.text);
    const PlacedText key = key_of(*wish.source, *parts.audience);
    wish.key = key.text;
    wish.key_asked_at = key.at;
    wish.columns = input_columns(plugin, table, *wish.source, *parts.metric);
    wishes.push_back(std::move(wish));
  }
  return wishes;
}

std::vector<std::string> state_names(const MeasurementSpec& measurement) {
  std::vector<std::string> names;
  for (const StateSpec& state : measurement.states) names.push_back(state.name);
  return names;
}

void add_reason(Snapshot& snapshot, std::string reason) {
  snapshot.header.outcome = Outcome::partial;
  snapshot.header.reasons.push_back(std::move(reason));
}

/// The files behind a frame and the sources read for it.
std::vector<SourceProvenance> provenance_of(const Frame& frame, std::span<const SourceView> sources) {
  std::vector<SourceProvenance> all = frame.provenance;
  for (const SourceView& view : sources) {
    all.insert(all.end(), view.source->provenance.begin(), view.source->provenance.end());
  }
  return all;
}

/// What the sources say about themselves goes into the header: provenance, and skipped rows that make the outcome
/// partial.
void note_sources(Snapshot& snapshot, std::span<const SourceProvenance> all) {
  for (const SourceProvenance& provenance : all) {
    auto& kept = snapshot.header.sources;
    const bool known = std::any_of(kept.begin(), kept.end(), [&](const SourceProvenance& other) {
      return other.source == provenance.source && other.file == provenance.file &&
             other.content_sha256 == provenance.content_sha256;
    });
    if (known) continue;
    kept.push_back(provenance);
    snapshot.header.rows_skipped += provenance.rows_skipped;
    if (provenance.rows_skipped > 0) {
      add_reason(snapshot, fmt::format("{} bad rows of {} were skipped", provenance.rows_skipped,
                                       std::filesystem::path(provenance.file).filename().string()));
    }
  }
}

/// A log without a single row in the money's window is more likely an export that ends too early than a year without a
/// sale; everybody's money would be lost.
void note_empty_window(Snapshot& snapshot, const MetricAmounts& amounts, std::string_view source) {
  if (!amounts.has_days || amounts.rows_in_window > 0) return;
  add_reason(snapshot, fmt::format("no row of source {} is dated {} to {}", source, to_string(amounts.window.first),
                                   to_string(amounts.window.end - std::chrono::days{1})));
}

/// A source of which no row counts tells nothing of anybody: what it should have told is missing.
void note_all_left_out(Snapshot& snapshot, uint64_t rows, uint64_t left_out, const std::string& source) {
  if (rows > 0 || left_out == 0) return;
  add_reason(snapshot, fmt::format("the condition of source {} leaves out all of its {} rows", source, left_out));
}

/// An input without a single row tells nothing either.
void note_empty_inputs(Snapshot& snapshot, const MeasurementSpec& measurement, std::span<const SourceView> inputs) {
  size_t at = 0;
  for (const auto& [table, source] : measurement.inputs) {
    const SourceTable& rows = *inputs[at++].source;
    note_all_left_out(snapshot, rows.rows, rows.rows_left_out, source.text);
    if (rows.rows + rows.rows_skipped + rows.rows_left_out == 0)
      add_reason(snapshot, fmt::format("source {} has no rows", source.text));
  }
}

/// A subject that was active in an earlier cycle of the store was active before, also when this cycle's file does not
/// show it.
void merge_history(Store& store, const Frame& frame, MetricAmounts& amounts) {
  constexpr size_t kAtOnce = 100'000;
  const std::span<const SubjectNumber> subjects = frame.subjects;
  for (size_t first = 0; first < subjects.size(); first += kAtOnce) {
    const auto part = subjects.subspan(first, std::min(kAtOnce, subjects.size() - first));
    const std::vector<Day> history = store.first_activity(amounts.metric.id, part);
    for (size_t i = 0; i < part.size(); ++i) {
      if (history[i] < amounts.window.first) amounts.activity[first + i] |= kActiveBefore;
    }
  }
}

/// Measures; a plugin that cannot take what it reads does not know from which files it came, so they are added.
Snapshot measured_by(const MeasureRequest& request, PluginInstance& plugin) {
  try {
    return measure(request, plugin);
  } catch (const Error& error) {
    std::vector<std::string> files;
    for (const PluginInput& input : request.inputs) {
      for (const SourceProvenance& file : input.source.source->provenance) files.push_back(file.file);
    }
    const bool may_be_data = error.code() == ErrorCode::invalid_input || error.code() == ErrorCode::plugin_failed;
    if (!may_be_data || files.empty()) throw;
    throw Error(error.code(), fmt::format("{} (it read {})", error.what(), join(files, ", ")));
  }
}

/// An audience as its register stands now, without a look at the measurement's other audiences.
std::optional<Frame> freeze_audience(const Workspace& workspace, Store& store, const MeasurementSpec& measurement,
                                     const Occurrence& occurrence, Diagnostics& diagnostics) {
  const MeasurementParts parts = parts_of(workspace.calendar, measurement, occurrence);
  const std::vector<SourceWish> wishes{register_wish(parts)};
  const auto sources = read_wishes(workspace.calendar, wishes, occurrence.name.cycle, store.subjects(), diagnostics);
  if (diagnostics.has_errors()) return std::nullopt;
  Frame frame = freeze_frame(
      {parts.audience, parts.register_source, &sources[0], occurrence.interval, &store.subjects()}, diagnostics);
  if (diagnostics.has_errors()) return std::nullopt;
  return frame;
}

/// Leaves those out of a frame who belong to another audience of the measurement.
void settle_frame(const Workspace& workspace, Store& store, const MeasurementSpec& measurement,
                  const Occurrence& occurrence, Frame& frame, Diagnostics& diagnostics) {
  if (measurement.audiences.size() < 2) return;
  const FreezeOther freeze_other = [&](const OccurrenceName& other) {
    Occurrence beside = occurrence;
    beside.name = other;
    return freeze_audience(workspace, store, measurement, beside, diagnostics);
  };
  settle_overlaps(measurement, occurrence.name, store, freeze_other, frame, diagnostics);
}

}  // namespace

std::optional<Frame> freeze_occurrence(const Workspace& workspace, Store& store, const MeasurementSpec& measurement,
                                       const Occurrence& occurrence, Diagnostics& diagnostics) {
  std::optional<Frame> frame = freeze_audience(workspace, store, measurement, occurrence, diagnostics);
  if (frame) settle_frame(workspace, store, measurement, occurrence, *frame, diagnostics);
  if (diagnostics.has_errors()) return std::nullopt;
  return frame;
}

std::optional<std::vector<int64_t>> money_of_members(const Workspace& workspace, Store& store,
                                                     const MeasurementSpec& measurement, const Occurrence& occurrence,
                                                     const Frame& frame, Diagnostics& diagnostics) {
  const MeasurementParts parts = parts_of(workspace.calendar, measurement, occurrence);
  const std::vector<SourceWish> wishes{money_wish(parts)};
  const auto sources = read_wishes(workspace.calendar, wishes, occurrence.name.cycle, store.subjects(), diagnostics);
  if (diagnostics.has_errors()) return std::nullopt;
  const std::optional<MetricRates> rates =
      rates_for(workspace.calendar, *parts.metric, occurrence, store.subjects(), diagnostics);
  if (diagnostics.has_errors()) return std::nullopt;
  MetricAmounts amounts =
      sum_metric({identify_metric(workspace.calendar, *parts.metric), metric_window(*parts.metric, occurrence),
                  &sources[0], &frame, &store.subjects(), nullptr, rates ? &*rates : nullptr, nullptr},
                 diagnostics);
  if (diagnostics.has_errors()) return std::nullopt;
  return std::move(amounts.money);
}

std::optional<Measured> measure_occurrence(const Workspace& workspace, Store& store, const MeasurementSpec& measurement,
                                           const Occurrence& occurrence, const MeasureRun& run,
                                           Diagnostics& diagnostics) {
  const MeasurementParts parts = parts_of(workspace.calendar, measurement, occurrence);
  const PluginDescription& description = workspace.plugins.require(measurement.plugin.text);
  const auto plugin = workspace.plugins.create(description, measurement.options, state_names(measurement),
                                               {measurement.hosting, run.plugin_log});
  std::optional<Frame> frame = store.frame(occurrence.name);

  std::vector<SourceWish> wishes = input_wishes(workspace.calendar, parts, measurement, *plugin);
  wishes.push_back(money_wish(parts));
  if (!frame) wishes.push_back(register_wish(parts));
  std::vector<SourceView> sources =
      read_wishes(workspace.calendar, wishes, occurrence.name.cycle, store.subjects(), diagnostics);
  if (diagnostics.has_errors()) return std::nullopt;
  if (!frame) {
    frame = freeze_frame(
        {parts.audience, parts.register_source, &sources.back(), occurrence.interval, &store.subjects()}, diagnostics);
    sources.pop_back();
    if (!diagnostics.has_errors()) settle_frame(workspace, store, measurement, occurrence, *frame, diagnostics);
    if (diagnostics.has_errors()) return std::nullopt;
  }

  const std::optional<MetricRates> rates =
      rates_for(workspace.calendar, *parts.metric, occurrence, store.subjects(), diagnostics);
  if (diagnostics.has_errors()) return std::nullopt;
  const std::optional<MetricPrices> prices =
      prices_for(workspace.calendar, *parts.metric, occurrence, store.subjects(), diagnostics);
  if (diagnostics.has_errors()) return std::nullopt;
  MetricAmounts amounts = sum_metric(
      {identify_metric(workspace.calendar, *parts.metric), metric_window(*parts.metric, occurrence), &sources.back(),
       &*frame, &store.subjects(), &parts.money_source->format, rates ? &*rates : nullptr, prices ? &*prices : nullptr},
      diagnostics);
  if (diagnostics.has_errors()) return std::nullopt;
  merge_history(store, *frame, amounts);
  std::vector<SourceProvenance> provenance = provenance_of(*frame, sources);
  if (rates) provenance.insert(provenance.end(), rates->provenance.begin(), rates->provenance.end());
  if (prices) provenance.insert(provenance.end(), prices->provenance.begin(), prices->provenance.end());
  const uint64_t money_rows = sources.back().source->rows;
  const uint64_t money_rows_left_out = sources.back().source->rows_left_out;
  sources.pop_back();
  release_others(sources);

  MeasureRequest request;
  request.measurement = &measurement;
  request.occurrence = &occurrence;
  request.frame = &*frame;
  request.amounts = &amounts;
  request.as_of = run.as_of;
  size_t input = 0;
  for (const auto& [table, source] : measurement.inputs) {
    const SourceFormat& format = workspace.calendar.find_source(source.text)->format;
    request.inputs.push_back({table, sources[input++], format.rows ? format.rows->text : std::string{}});
  }
  Measured measured;
  measured.snapshot = measured_by(request, *plugin);
  measured.snapshot.header.calendar_hash = workspace.calendar.hash;
  note_empty_inputs(measured.snapshot, measurement, sources);
  note_all_left_out(measured.snapshot, money_rows, money_rows_left_out, parts.metric->source.text);
  if (money_rows_left_out == 0 || money_rows > 0)
    note_empty_window(measured.snapshot, amounts, parts.metric->source.text);
  note_sources(measured.snapshot, provenance);
  measured.first_days = std::move(amounts.first_day);
  return measured;
}

}  // namespace vk
