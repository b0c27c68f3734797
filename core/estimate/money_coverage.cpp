#include "core/estimate/money_coverage.hpp"

#include <numeric>

#include "core/base/error.hpp"
#include "core/money/money.hpp"

namespace vk {
namespace {

int64_t sum_of(int64_t a, int64_t b) {
  const std::optional<int64_t> sum = checked_add(a, b);
  if (!sum) throw Error(ErrorCode::invalid_input, "money of the states adds up beyond 64 bits");
  return *sum;
}

bool has_negative(const StateTotals& totals) {
  for (const auto& segment : totals.by_segment) {
    for (const StateTotals::Line& line : segment) {
      if (line.money < 0) return true;
    }
  }
  return false;
}

}  // namespace

MoneyCoverage money_coverage(const StateTotals& totals, size_t states) {
  std::vector<int64_t> by_state(states + 1, 0);
  for (const auto& segment : totals.by_segment) {
    for (size_t state = 0; state < segment.size() && state <= states; ++state) {
      by_state[state] = sum_of(by_state[state], segment[state].money);
    }
  }
  MoneyCoverage result;
  for (size_t state = 0; state < states; ++state) result.seen = sum_of(result.seen, by_state[state]);
  const int64_t unseen = by_state[states];
  result.base = sum_of(result.seen, unseen);
  if (has_negative(totals)) {
    result.why_undefined = "some money is below zero, so limits without assumptions do not exist";
    return result;
  }
  for (size_t state = 0; state < states; ++state) {
    result.limits.push_back({by_state[state], sum_of(by_state[state], unseen)});
  }
  if (result.base > 0) {
    const int64_t common = std::gcd(result.seen, result.base);
    result.coverage =
        CountRatio{static_cast<uint64_t>(result.seen / common), static_cast<uint64_t>(result.base / common)};
  }
  return result;
}

}  // namespace vk
