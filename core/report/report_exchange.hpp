#pragma once
#include "core/report/report_builder.hpp"
#include "core/report/report_changes.hpp"

namespace vk {

/// What members did and what exchange rates did to the base, by currency, and retention at constant rates. Nothing for
/// comparisons in one currency.
void add_exchange(ReportBuilder& builder, const Comparison& comparison, const ComparisonName& name);

}  // namespace vk
