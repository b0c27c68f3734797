#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/estimate/interval.hpp"

namespace vk {

/// One respondent of a stratified sample. Outside the domain it stays in its stratum with a score of zero.
struct SurveyRow {
  size_t stratum = 0;
  size_t cluster = 0;  ///< account or site group; every row its own when there are none
  double weight = 1;
  double y = 0;
  double x = 1;  ///< denominator of a ratio
  bool in_domain = true;
};

/// An estimate with its variance by linearisation.
struct SurveyEstimate {
  double value = 0;
  double variance = 0;
  double df = 0;  ///< infinite when every stratum is complete
};

/// What is estimated of the domain.
enum class SurveyFigure { total, mean, ratio };

/// Total, mean or ratio of a domain under stratified random sampling of clusters (METHODS.md a; Cochran 1977 ch. 5,
/// Sarndal, Swensson & Wretman 1992 ch. 5). `population` holds the clusters of each stratum; 0 means sampled with
/// replacement (no finite population correction). Throws Error(invalid_input) when an incomplete stratum has one
/// cluster, a stratum has more clusters than members, or the denominator is 0.
SurveyEstimate survey_estimate(std::span<const SurveyRow> rows, std::span<const int64_t> population,
                               SurveyFigure figure);

/// Korn and Graubard's interval of a share estimated as a mean of 0 and 1 (METHODS.md c.1) from `respondents` answers.
/// A share without variance takes the number of answers as its size.
Interval share_interval(const SurveyEstimate& share, double respondents, double level);

}  // namespace vk
