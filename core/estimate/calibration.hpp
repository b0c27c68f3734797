#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/estimate/survey_estimate.hpp"

namespace vk {

/// How far a weight may be moved: on a line (post-stratification and GREG), or by a factor above zero (raking).
enum class CalibrationKind { linear, raking };

/// Known totals of the population and each row's part in them.
struct CalibrationTargets {
  std::vector<double> totals;               ///< one an auxiliary, at most 20
  std::vector<std::vector<double>> values;  ///< [row][auxiliary]
};

/// A total whose weights reproduce the known totals.
struct CalibratedTotal {
  SurveyEstimate estimate;      ///< variance of the residuals
  std::vector<double> weights;  ///< one a row: design weight times g
  double least_g = 1;
  double most_g = 1;
};

/// The total of y with weights calibrated by Newton's method (METHODS.md a.3; Deville & Sarndal 1992; Deville, Sarndal
/// & Sautory 1993). `rows` and `population` as in survey_estimate. Throws Error(invalid_input) when the targets do not
/// fit the rows, depend on each other or cannot be met, or a weight would not stay above 0.
CalibratedTotal calibrated_total(std::span<const SurveyRow> rows, std::span<const int64_t> population,
                                 const CalibrationTargets& targets, CalibrationKind kind);

}  // namespace vk
