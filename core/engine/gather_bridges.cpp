#include "core/engine/gather_bridges.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "core/compare/wave_change.hpp"

namespace vk {
namespace {

std::optional<StoredSnapshot> half_of(Store& store, const MeasurementSpec& measurement, const std::string& audience,
                                      const std::string& cycle) {
  auto found = store.find_snapshot({measurement.id, audience, cycle});
  if (!found && !measurement.was.empty()) found = store.find_snapshot({measurement.was, audience, cycle});
  return found;
}

StoredSnapshot required(Store& store, const OccurrenceName& name) {
  auto found = store.find_snapshot(name);
  if (!found) throw Error(ErrorCode::not_found, fmt::format("the store has no snapshot {}", to_string(name)));
  return std::move(*found);
}

}  // namespace

BridgeWaves gather_bridges(const AnnualCalendar& calendar, Store& store) {
  BridgeWaves waves;
  for (const BridgeSpec& bridge : calendar.bridges) {
    const MeasurementSpec* old_form = calendar.find_measurement(bridge.old_form.text);
    const MeasurementSpec* new_form = calendar.find_measurement(bridge.new_form.text);
    if (old_form == nullptr || new_form == nullptr) continue;  // the calendar was checked before
    for (const PlacedText& audience : new_form->audiences) {
      const bool is_common = std::any_of(old_form->audiences.begin(), old_form->audiences.end(),
                                         [&](const PlacedText& other) { return other.text == audience.text; });
      if (!is_common) continue;
      const auto before = half_of(store, *old_form, audience.text, bridge.cycle.text);
      const auto after = half_of(store, *new_form, audience.text, bridge.cycle.text);
      if (before && after) {
        waves.measured.push_back({bridge.name, before->header, after->header});
        continue;
      }
      const OccurrenceName old_name{old_form->id, audience.text, bridge.cycle.text};
      const OccurrenceName new_name{new_form->id, audience.text, bridge.cycle.text};
      if (!before) waves.missing.push_back({bridge.name, old_name, new_name});
      if (!after) waves.missing.push_back({bridge.name, new_name, old_name});
    }
  }
  return waves;
}

WaveChange gather_wave_change(Store& store, const StoredSnapshot& earlier, const StoredSnapshot& later,
                              const Comparability& verdict) {
  SnapshotReader before = store.read_columns(earlier.id);
  SnapshotReader after = store.read_columns(later.id);
  std::vector<SnapshotReader> halves;
  for (const WaveStep& step : verdict.waves) {
    halves.push_back(store.read_columns(required(store, step.old_form).id));
    halves.push_back(store.read_columns(required(store, step.new_form).id));
  }
  std::vector<WaveReaders> waves;
  for (size_t i = 0; i < verdict.waves.size(); ++i)
    waves.push_back({verdict.waves[i], &halves[2 * i], &halves[2 * i + 1]});
  return wave_change(before, after, waves);
}

}  // namespace vk
