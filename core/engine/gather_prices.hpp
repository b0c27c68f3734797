#pragma once
#include <optional>

#include "core/engine/workspace.hpp"
#include "core/measure/measure.hpp"
#include "core/store/store.hpp"

namespace vk {

/// The price indices that a metric's real money is made with; nothing when it keeps none. Rows that are no index are
/// F207, a currency without an index of the base period is F208.
std::optional<MetricPrices> prices_for(const AnnualCalendar& calendar, const MetricSpec& metric,
                                       const Occurrence& occurrence, SubjectIndex& subjects, Diagnostics& diagnostics);

}  // namespace vk
