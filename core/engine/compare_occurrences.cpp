#include "core/engine/compare_occurrences.hpp"

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/compare/compare.hpp"
#include "core/compare/estimated_change.hpp"
#include "core/compare/exchange_effect.hpp"
#include "core/compare/price_effect.hpp"
#include "core/engine/gather_bridges.hpp"
#include "core/engine/told_revisions.hpp"

namespace vk {

StoredSnapshot require_snapshot(Store& store, std::string_view name) {
  std::vector<std::string> known;
  std::vector<StoredSnapshot> found;
  for (StoredSnapshot& stored : store.snapshots()) {
    const OccurrenceName& candidate = stored.header.name;
    known.push_back(to_string(candidate));
    if (known.back() == name || fmt::format("{}@{}", candidate.item, candidate.cycle) == name) {
      found.push_back(std::move(stored));
    }
  }
  if (found.size() == 1) return std::move(found.front());
  if (found.size() > 1) {
    throw Error(ErrorCode::invalid_input,
                fmt::format("\"{}\" names {} snapshots; write {} or {}", name, found.size(),
                            to_string(found[0].header.name), to_string(found[1].header.name)));
  }
  const auto nearest = nearest_word(name, known);
  throw Error(ErrorCode::not_found,
              fmt::format("the store has no snapshot \"{}\"; {}", name,
                          nearest         ? fmt::format("did you mean \"{}\"?", *nearest)
                          : known.empty() ? std::string{"it has none at all: measure first with run --once"}
                                          : fmt::format("it has {}", join(known, ", "))));
}

Comparison compare_stored(Store& store, const StoredSnapshot& earlier, const StoredSnapshot& later,
                          const BridgeWaves& waves) {
  SnapshotReader before = store.read_columns(earlier.id);
  SnapshotReader after = store.read_columns(later.id);
  Comparison comparison = compare(before, after, waves);
  if (comparison.verdict.follows_members() && has_unmeasured_money(comparison)) {
    comparison.estimated = estimate_change(before, after, comparison.verdict);
  }
  if (!comparison.verdict.waves.empty())
    comparison.linked = gather_wave_change(store, earlier, later, comparison.verdict);
  const bool converts = !earlier.header.rates.empty() || !later.header.rates.empty();
  const bool deflates = earlier.header.prices || later.header.prices;
  if (!comparison.bridge || !(converts || deflates)) return comparison;
  if (converts) {
    const MemberColumns columns{.local = true};
    comparison.exchange =
        exchange_effect(*store.read_members(earlier.id, columns), *store.read_members(later.id, columns));
  }
  if (deflates) {
    const MemberColumns columns{.local = true, .real = true};
    comparison.prices = price_effect(*store.read_members(earlier.id, columns), *store.read_members(later.id, columns));
  }
  return comparison;
}

Comparison compare_occurrences(Store& store, std::string_view a, std::string_view b, const BridgeWaves& waves) {
  StoredSnapshot earlier = require_snapshot(store, a);
  StoredSnapshot later = require_snapshot(store, b);
  if (later.header.interval < earlier.header.interval) std::swap(earlier, later);
  return compare_stored(store, earlier, later, waves);
}

Comparison compare_told(const AnnualCalendar& calendar, Store& store, std::string_view a, std::string_view b) {
  StoredSnapshot earlier = told_revision(calendar, store, require_snapshot(store, a));
  StoredSnapshot later = told_revision(calendar, store, require_snapshot(store, b));
  if (later.header.interval < earlier.header.interval) std::swap(earlier, later);
  return compare_stored(store, earlier, later, gather_bridges(calendar, store));
}

ReportInputs comparison_inputs(const Workspace& workspace, Comparison comparison, Instant as_of) {
  ReportInputs inputs;
  inputs.name = {"compare", "", comparison.later.name.cycle};
  inputs.title = fmt::format("{} against {}", to_string(comparison.later.name), to_string(comparison.earlier.name));
  inputs.organisation = workspace.calendar.name;
  inputs.language = workspace.calendar.language;
  inputs.as_of = as_of;
  for (const MeasurementSpec& item : workspace.calendar.measurements) inputs.titles[item.id] = item.title;
  for (const SnapshotHeader* header : {&comparison.earlier, &comparison.later}) {
    if (header->outcome == Outcome::complete) continue;
    inputs.outcome = Outcome::partial;
    for (const std::string& reason : header->reasons)
      inputs.reasons.push_back(fmt::format("{}: {}", to_string(header->name), reason));
  }
  inputs.comparisons.push_back(std::move(comparison));
  return inputs;
}

}  // namespace vk
