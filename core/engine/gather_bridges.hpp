#pragma once
#include <vector>

#include "core/calendar/annual_calendar.hpp"
#include "core/compare/comparison.hpp"
#include "core/store/store.hpp"

namespace vk {

/// The calendar's bridge waves as the store has measured them, in the calendar's order, one for each audience that both
/// halves have. A half whose measurement was renamed is found under its earlier id.
BridgeWaves gather_bridges(const AnnualCalendar& calendar, Store& store);

/// The change of states that a comparison's bridge waves link. `comparison` is of these two and has waves.
WaveChange gather_wave_change(Store& store, const StoredSnapshot& earlier, const StoredSnapshot& later,
                              const Comparability& verdict);

}  // namespace vk
