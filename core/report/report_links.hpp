#pragma once
#include <string>

#include "core/report/report_builder.hpp"
#include "core/report/report_changes.hpp"

namespace vk {

/// The cycles of a comparison as its pictures and sentences call them.
struct CycleLabels {
  std::string earlier;
  std::string later;
};

/// Changes of states between two instruments that bridge waves link: a picture with the break, a sentence, a table with
/// factors and back-cast money, and whom the link rests on. Nothing for comparisons without a wave.
void add_linked_changes(ReportBuilder& builder, const Comparison& comparison, const ComparisonName& name,
                        const CycleLabels& labels);

}  // namespace vk
