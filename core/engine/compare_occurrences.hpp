#pragma once
#include <string_view>

#include "core/compare/comparison.hpp"
#include "core/engine/workspace.hpp"
#include "core/report/report_inputs.hpp"
#include "core/store/store.hpp"

namespace vk {

/// Two stored snapshots by the same ruler, with estimated changes of states when a cycle is measured in part, and with
/// linked ones when only bridge waves link their instruments.
Comparison compare_stored(Store& store, const StoredSnapshot& earlier, const StoredSnapshot& later,
                          const BridgeWaves& waves);

/// The stored snapshot called `name`: a whole name "renewal/customers@2026", or "renewal@2026" when the measurement has
/// one audience. Throws Error(not_found) with the nearest stored name.
StoredSnapshot require_snapshot(Store& store, std::string_view name);

/// Compares two stored occurrences, the earlier first whatever the order given.
Comparison compare_occurrences(Store& store, std::string_view a, std::string_view b, const BridgeWaves& waves = {});
/// The same by the revisions that reports may tell, with the bridge waves of the calendar.
Comparison compare_told(const AnnualCalendar& calendar, Store& store, std::string_view a, std::string_view b);

/// What a report of that one comparison is made of, for `compare`.
ReportInputs comparison_inputs(const Workspace& workspace, Comparison comparison, Instant as_of);

}  // namespace vk
