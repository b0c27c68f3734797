#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/estimate/interval.hpp"
#include "core/estimate/state_money.hpp"

namespace vk {

/// Money of a set of states by one ratio over many strata (METHODS.md d.2, combined ratio; Cochran 1977 6.11).
struct CombinedRatio {
  double total = 0;     ///< minor units
  double variance = 0;  ///< residuals of the one ratio, centred per stratum
  double ratio = 0;     ///< share of the money
  double g = 0;         ///< known money / money that the weighted answers stand for
  double df = 0;        ///< infinite when every stratum is complete
};

/// Only where strata are too many for a ratio each. `wanted` as in state_total. Throws EstimateError(negative_money),
/// EstimateError(not_estimable) without money among the answers or with one answer in an incomplete stratum,
/// Error(invalid_input) for rows that contradict the strata.
CombinedRatio combined_ratio(std::span<const Stratum> strata, std::span<const Respondent> respondents,
                             const std::vector<bool>& wanted);

/// A retention rate of the customers of one state.
struct RetentionEstimate {
  double value = 0;
  double variance = 0;
  double df = 0;
  Interval interval;

  double standard_error() const;
};

/// Net and gross revenue retention of one state.
struct StateRetention {
  RetentionEstimate net;
  RetentionEstimate gross;  ///< interval clipped to [0, 1]
};

/// Retention of the customers whose state is in `wanted`, the state from a sample, both money columns known
/// (METHODS.md d.6). `respondents` hold the earlier money, `later` the later one of each; both at least 0. Strata are
/// merged like in state_total. Throws like it, and EstimateError(not_estimable) when no answer of the state has money.
StateRetention state_retention(std::span<const Stratum> strata, std::span<const Respondent> respondents,
                               std::span<const int64_t> later, const std::vector<bool>& wanted, double level);

}  // namespace vk
