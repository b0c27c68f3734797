#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/calendar/cycle.hpp"
#include "core/plan/occurrence.hpp"
#include "core/store/store.hpp"

namespace vk {

/// The stored snapshot that `later` is compared with: "same occurrence last year", "previous occurrence" or "none".
/// `was` is an earlier id of the measurement, looked for when its present one has no such snapshot. Nothing when there
/// is none.
std::optional<StoredSnapshot> find_baseline(Store& store, const OccurrenceName& later, const CycleRule& cycles,
                                            std::string_view rule, std::string_view was);

}  // namespace vk
