#pragma once
#include <cstdint>
#include <span>

#include "core/estimate/interval.hpp"
#include "core/estimate/survey_estimate.hpp"

namespace vk {

/// A quantile of a stratified sample with its interval.
struct SurveyQuantile {
  double value = 0;      ///< one of the answers
  Interval interval;     ///< ends are answers too
  SurveyEstimate share;  ///< weighted share at or below the value
};

/// The smallest answer whose cumulative weight reaches `p` of all, with Woodruff's interval on Korn and Graubard's
/// (METHODS.md c.4; Woodruff 1952). `population` as in survey_estimate. Throws Error(invalid_input) without answers,
/// for p outside (0, 1) and like survey_estimate.
SurveyQuantile survey_quantile(std::span<const SurveyRow> rows, std::span<const int64_t> population, double p,
                               double level);

/// What the design costs against a simple random sample of the same size (METHODS.md a.1; Kish 1965, 1992).
struct DesignEffect {
  double effect = 0;       ///< of the mean of y
  double effective = 0;    ///< answers / effect
  double kish_effect = 0;  ///< of the weights alone: n sum w^2 / (sum w)^2
  double kish_effective = 0;
};

/// The design effect of the mean of y over all rows. Throws Error(invalid_input) with fewer than two rows, when y does
/// not vary, and like survey_estimate.
DesignEffect design_effect(std::span<const SurveyRow> rows, std::span<const int64_t> population);

}  // namespace vk
