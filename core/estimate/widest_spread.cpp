#include "core/estimate/widest_spread.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "core/base/error.hpp"

namespace vk {
namespace {

/// A class as its share of all members, and the variance of the whole mean by it is `factor` p (1 - p).
struct SpreadClass {
  double share = 0;
  double factor = 0;

  /// Where the variance less `price` times the mean is greatest.
  double mean_at(double price) const {
    if (factor > 0) return std::clamp((1 - price * share / factor) / 2, 0.0, 1.0);
    return price > 0 ? 0 : 1;  // a complete class has no variance to lose
  }
};

std::vector<SpreadClass> spread_classes(std::span<const AskedClass> classes) {
  double all = 0;
  for (const AskedClass& one : classes) all += static_cast<double>(one.members);
  std::vector<SpreadClass> result;
  for (const AskedClass& one : classes) {
    if (one.members == 0) continue;
    const bool is_complete = one.answers == one.members;
    if (one.answers > one.members || (one.answers < 2 && !is_complete)) {
      throw Error(ErrorCode::invalid_input,
                  fmt::format("a class has {} answers of {} members", one.answers, one.members));
    }
    SpreadClass& made = result.emplace_back();
    made.share = static_cast<double>(one.members) / all;
    if (is_complete) continue;
    const auto n = static_cast<double>(one.answers);
    made.factor = made.share * made.share * (1 - n / static_cast<double>(one.members)) / (n - 1);
  }
  return result;
}

/// The price of the mean at which the means of all classes make it.
double price_of(double mean, std::span<const SpreadClass> classes) {
  double most = 1;
  for (const SpreadClass& one : classes) most = std::max(most, one.factor / one.share);
  double low = -most;
  double high = most;
  constexpr int kHalvings = 100;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (low + high) / 2;
    double made = 0;
    for (const SpreadClass& one : classes) made += one.share * one.mean_at(middle);
    (made > mean ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace

SurveyEstimate widest_spread(double mean, std::span<const AskedClass> classes) {
  if (!(mean >= 0 && mean <= 1)) throw Error(ErrorCode::invalid_input, fmt::format("a mean of {} is not 0 to 1", mean));
  const std::vector<SpreadClass> parts = spread_classes(classes);
  SurveyEstimate made;
  made.value = mean;
  const double price = price_of(mean, parts);
  for (const SpreadClass& one : parts) {
    const double own = one.mean_at(price);
    made.variance += one.factor * own * (1 - own);
  }
  for (const AskedClass& one : classes) made.df += one.answers < one.members ? static_cast<double>(one.answers - 1) : 0;
  if (made.df == 0) made.df = std::numeric_limits<double>::infinity();
  return made;
}

}  // namespace vk
