#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/estimate/represent.hpp"
#include "core/report/disclosure.hpp"

namespace vk {

/// Who was measured, by response class and state.
struct MeasuredClasses {
  const ResponseClasses& classes;         ///< with everybody counted
  std::span<const DisclosureCell> cells;  ///< [stratum * states + state]
  const std::vector<StateSpec>& states;
};

/// Makes estimates so coarse that they tell nothing of few.
///
/// An estimate is a weighted sum over response classes, and what was measured the sum without weights: together they
/// tell money of classes, such as that of the few who hold a hundredth of all money each. So estimates are rounded to
/// `rounded_to`, as coarsely as unsafe cells of classes need. An interval tells how many answers the money is worth,
/// and with it a sum of squares, which is the biggest amount; so all intervals are those of one effective number of
/// answers of all known money (Korn and Graubard), the highest at which each holds the interval that it stands for,
/// rounded down to a step of a fixed scale. A segment has its share of this number by money, or too few to say where
/// that is too much. False when no such number holds all intervals: then estimates cannot be told.
bool coarsen_estimates(const MeasuredClasses& measured, const DisclosureRule& rule, Representation& answers);

/// What an answer of each stratum weighs once thin ones are merged. Throws EstimateError like merge_thin_answers().
std::vector<double> stratum_weights(std::span<const StratumAnswers> strata);

/// The least step of a fixed scale that is not less than the half-width of an interval; 0 stays. Squares of amounts go
/// with the square of it, so the biggest stays in doubt by the square of 1 + p %.
double wider_step(double half, const DisclosureRule& rule);

/// The least 1, 2 or 5 times a power of ten, 1 or more, that is not less.
int64_t round_step(double least);

}  // namespace vk
