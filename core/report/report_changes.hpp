#pragma once
#include <string>

#include "core/report/report_builder.hpp"

namespace vk {

/// What a comparison is called by machines and by people.
struct ComparisonName {
  std::string id;     ///< "renewal/customers@2026/from/2025"
  std::string title;  ///< "Will they buy next year? 2025 → 2026"
};

/// Changes of states with their intervals, for everybody and by segment; nothing when both cycles are exact.
void add_estimated_changes(ReportBuilder& builder, const Comparison& comparison, const ComparisonName& name);
/// The same in one sentence; empty when both cycles are exact.
std::string estimated_change_words(const ReportBuilder& builder, const Comparison& comparison,
                                   const std::string& earlier, const std::string& later);

}  // namespace vk
