#pragma once
#include <functional>
#include <map>
#include <string>

#include "tests/unit/estimate/stats_case.hpp"

namespace vk::test {

/// What answers a kind of reference case, by the kind's name.
using Runners = std::map<std::string, std::function<void(const Case&)>>;

/// Permanent random numbers, samples and their sizes.
Runners sample_runners();
/// Quantiles, design effects, calibration, ratios by state, limits.
Runners estimate_runners();
/// Money, comparison and disclosure.
Runners stage_runners();

}  // namespace vk::test
