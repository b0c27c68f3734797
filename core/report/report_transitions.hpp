#pragma once
#include <string>

#include "core/report/report_builder.hpp"

namespace vk {

/// One comparison with what its blocks need again and again.
struct Pair {
  const Comparison& comparison;
  std::string id;       ///< "renewal/customers@2026/from/2025"
  std::string title;    ///< "Will they buy next year? 2025 → 2026"
  std::string names;    ///< "renewal/customers@2025 → renewal/customers@2026"
  std::string earlier;  ///< "2025"; the whole name when the two are not cycles of one item
  std::string later;
  Currency currency;
};

/// Whether a comparison tells movements between states.
bool shows_states(const Comparison& comparison);

/// Both cycles as bars by part of the base; refused bars where states do not compare.
void add_state_bars(ReportBuilder& builder, const Pair& pair);

/// Who moved from which state to which, as a heat map and as a table.
void add_transitions(ReportBuilder& builder, const Pair& pair);

}  // namespace vk
