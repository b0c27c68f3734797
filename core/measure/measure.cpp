#include "core/measure/measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <limits>

#include "core/base/error.hpp"
#include "core/measure/plugin_answer.hpp"
#include "core/measure/plugin_tables.hpp"

namespace vk {

namespace {

/// Enough members that a plugin's start weighs nothing, few enough that their rows fit a processor's cache.
constexpr size_t kSliceMembers = 50'000;

PluginContext context_of(const MeasureRequest& request) {
  PluginContext context;
  context.occurrence = to_string(request.occurrence->name);
  context.cycle = request.occurrence->name.cycle;
  context.interval = request.occurrence->interval;
  context.as_of = request.as_of;
  context.seed = request.seed;
  context.currency = request.amounts->metric.currency;
  for (const StateSpec& state : request.measurement->states) {
    context.states.push_back(state.name);
    context.state_money.push_back(state.money);
  }
  for (size_t code = 0; code < request.frame->segments.size(); ++code) {
    context.segments.push_back(request.frame->segments.label(static_cast<uint16_t>(code)));
  }
  return context;
}

const TableDescription* declared_table(const PluginDescription& plugin, std::string_view table) {
  const auto found =
      std::find_if(plugin.tables.begin(), plugin.tables.end(), [&](const auto& t) { return t.name == table; });
  return found == plugin.tables.end() ? nullptr : &*found;
}

int64_t sum_of(const std::vector<int64_t>& money) {
  __extension__ typedef __int128 Wide;
  Wide sum = 0;
  for (int64_t amount : money) sum += amount;
  if (sum > std::numeric_limits<int64_t>::max() || sum < std::numeric_limits<int64_t>::min()) {
    throw Error(ErrorCode::invalid_input, "the money of all members together leaves the range of 64 bits");
  }
  return static_cast<int64_t>(sum);
}

/// Which rows of the plugin's tables count, as one text.
std::string rows_of(std::span<const PluginInput> inputs) {
  std::string text;
  for (const PluginInput& input : inputs) {
    if (input.where.empty()) continue;
    text += fmt::format("{}{} where {}", text.empty() ? "" : "; ", input.table, input.where);
  }
  return text;
}

SnapshotHeader header_of(const MeasureRequest& request, const PluginDescription& plugin) {
  const Occurrence& occurrence = *request.occurrence;
  SnapshotHeader header;
  header.name = occurrence.name;
  header.interval = occurrence.interval;
  header.money_window = request.amounts->window;
  header.opens = occurrence.opens;
  header.closes = occurrence.closes;
  header.as_of = request.as_of;
  header.population_hash = request.frame->population_hash;
  header.metric = request.amounts->metric;
  header.plugin = {plugin.id, plugin.version, plugin.sha256};
  header.instrument = identify_instrument(*request.measurement, header.plugin, rows_of(request.inputs));
  header.states = request.measurement->states;
  header.asked = request.frame->sample ? Asked::random_sample : request.measurement->asked;
  header.sample = request.frame->sample;
  header.segments = request.frame->segments;
  header.members = request.frame->size();
  header.rows_of_nobody = request.amounts->rows_of_nobody;
  header.money_of_nobody = {request.amounts->money_of_nobody, header.metric.currency};
  header.rates = request.amounts->rates;
  header.prices = request.amounts->prices;
  header.base = {sum_of(request.amounts->money), header.metric.currency};
  return header;
}

Snapshot empty_snapshot(const MeasureRequest& request, const PluginDescription& plugin) {
  Snapshot snapshot;
  snapshot.header = header_of(request, plugin);
  snapshot.state.assign(request.frame->size(), kUnmeasured);
  snapshot.disposition.assign(request.frame->size(), static_cast<uint8_t>(Disposition::unknown));
  return snapshot;
}

/// What the engine itself knows of the members.
void move_members(const MeasureRequest& request, Snapshot& snapshot) {
  Frame& frame = *request.frame;
  snapshot.subjects = std::move(frame.subjects);
  snapshot.segment = std::move(frame.segment);
  snapshot.money = std::move(request.amounts->money);
  snapshot.activity = std::move(request.amounts->activity);
  snapshot.consent_mask = std::move(frame.consent_mask);
  snapshot.consent_channels = frame.consent.channels;
  snapshot.money_class = std::move(frame.money_class);
  snapshot.local = std::move(request.amounts->local);
  snapshot.real = std::move(request.amounts->real);
}

std::vector<MemberSlice> slices_for(const MeasureRequest& request, const PluginDescription& plugin) {
  size_t buckets = 1;
  for (const PluginInput& input : request.inputs) buckets = std::max(buckets, input.source.buckets());
  const size_t least = plugin.by_member ? kSliceMembers : std::numeric_limits<size_t>::max();
  return member_slices(*request.frame, static_cast<uint32_t>(buckets), least);
}

/// What a plugin is given of one slice.
struct SliceTables {
  std::deque<Table> tables;
  std::vector<NamedTable> named;
};

SliceTables tables_of(const MeasureRequest& request, const MemberSlice& slice, PluginInstance& plugin,
                      SnapshotHeader& header) {
  SliceTables made;
  if (const TableDescription* wanted = declared_table(plugin.description(), kFrameTable)) {
    made.tables.push_back(frame_table(*request.frame, *request.amounts, slice, *wanted));
    made.named.push_back({std::string(kFrameTable), &made.tables.back()});
  }
  for (const PluginInput& input : request.inputs) {
    InputTable table = input_table(request, input, plugin, slice);
    if (!table.is_money) header.rows_of_nobody += table.rows_of_nobody;
    made.tables.push_back(std::move(table.table));
    made.named.push_back({input.table, &made.tables.back()});
  }
  return made;
}

void take_rows(const Table& rows, const MemberSlice& slice, const PluginDescription& plugin, Snapshot& snapshot) {
  try {
    take_plugin_rows(rows, slice, snapshot);
  } catch (const Error& e) {
    throw e.with_context("plugin " + plugin.id);
  }
}

/// The rows of a slice are with the plugin, and nobody asks for them again.
void release_rows(const MeasureRequest& request, const MemberSlice& slice) {
  for (const PluginInput& input : request.inputs) {
    const size_t end = std::min<size_t>(slice.end_bucket, input.source.buckets());
    for (size_t bucket = slice.first_bucket; bucket < end; ++bucket) input.source.source->release(bucket);
  }
}

}  // namespace

Snapshot measure(const MeasureRequest& request, PluginInstance& plugin) {
  const PluginDescription& description = plugin.description();
  Snapshot snapshot = empty_snapshot(request, description);
  const PluginContext context = context_of(request);
  const std::vector<MemberSlice> slices = slices_for(request, description);
  size_t taken = 0;  // the plugin works on a slice while the next one's tables are made
  for (size_t at = 0; at < slices.size(); ++at) {
    const SliceTables tables = tables_of(request, slices[at], plugin, snapshot.header);
    release_rows(request, slices[at]);
    if (at - taken == PluginInstance::kRunsAtOnce) take_rows(plugin.take(), slices[taken++], description, snapshot);
    plugin.start(context, tables.named);
  }
  while (taken < slices.size()) take_rows(plugin.take(), slices[taken++], description, snapshot);
  plugin.finish();
  move_members(request, snapshot);
  return snapshot;
}

}  // namespace vk
