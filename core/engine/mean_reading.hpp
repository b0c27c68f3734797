#pragma once
#include <functional>
#include <span>
#include <vector>

#include "core/estimate/interval.hpp"

namespace vk {

/// People who are known to have given one of some answers.
struct AnsweredGroup {
  double members = 0;
  std::vector<double> answers;  ///< rising, each once, at least one
};

/// From how many to how many can have given one of the answers that `which` chooses, when the sum of all answers is
/// known to lie in `sum`: the ends of a linear programme with one sum. People count in parts. `low` is above `high`
/// when no answers make the sum.
Interval counts_told_by_sum(std::span<const AnsweredGroup> groups, const Interval& sum,
                            const std::function<bool(double)>& which);

}  // namespace vk
