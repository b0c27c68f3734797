#pragma once
#include "core/report/report_builder.hpp"
#include "core/report/report_changes.hpp"

namespace vk {

/// What members did in real money, what prices did and what exchange rates did to the base, by currency, and retention
/// in real money. Nothing for comparisons whose cycles keep no real money.
void add_prices(ReportBuilder& builder, const Comparison& comparison, const ComparisonName& name);

}  // namespace vk
