#pragma once
#include <optional>

#include "core/base/diagnostic.hpp"
#include "core/measure/measure.hpp"
#include "core/store/store.hpp"

namespace vk {

/// The rates of a cycle for a metric: those of the days of `window`, or of the cycle when the window has no beginning.
/// Nothing for a metric that converts nothing. Rows of the source that are no rate are diagnostics (F205).
std::optional<MetricRates> rates_for(const AnnualCalendar& calendar, const MetricSpec& metric,
                                     const Occurrence& occurrence, SubjectIndex& subjects, Diagnostics& diagnostics);

}  // namespace vk
