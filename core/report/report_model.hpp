#pragma once
#include <string>
#include <variant>
#include <vector>

#include "core/report/report_inputs.hpp"

namespace vk {

/// One figure as people read it, with what it rests on: dates, base, n and definition.
struct Figure {
  std::string label;
  std::string text;          ///< "320,000.00 EUR", "40.0 %"
  std::string dates;
  std::string base;
  std::string n;
  std::string definition;
  std::string id;            ///< stable key in JSON and CSV: "exposure.secured"
  std::string unit;          ///< "money", "ratio", "subjects"
  std::string currency;      ///< for money
  int64_t numerator = 0;     ///< money minor units, count, or ratio numerator
  int64_t denominator = 1;   ///< of ratios; 0 = undefined
};

}  // namespace vk
