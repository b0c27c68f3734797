#pragma once
#include <span>

#include "core/estimate/answer_figures.hpp"
#include "core/estimate/survey_estimate.hpp"

namespace vk {

/// The mean of scores from 0 to 1 with the greatest variance that scores with this mean can have: inside a class as
/// many 0 and 1 as there can be (Bhatia and Davis, American Mathematical Monthly 107, 2000), and the means of the
/// classes where the variance of stratified sampling (METHODS.md a.1) is greatest. It follows from the mean and how
/// many answered, whatever they said. `mean` is from 0 to 1; incomplete classes have two answers or more. Throws
/// Error(invalid_input).
SurveyEstimate widest_spread(double mean, std::span<const AskedClass> classes);

}  // namespace vk
