#include "core/audience/sample_size.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "core/base/error.hpp"
#include "core/money/allocation.hpp"

namespace vk {
namespace {

__extension__ using Wide = __int128;

double real(int64_t value) {
  return static_cast<double>(value);
}

void require_plannable(std::span<const PlannedStratum> strata) {
  for (size_t h = 0; h < strata.size(); ++h) {
    const PlannedStratum& stratum = strata[h];
    if (stratum.members < 0 || !(stratum.spread >= 0) || !(stratum.response > 0) || stratum.response > 1) {
      throw Error(ErrorCode::invalid_input,
                  fmt::format("stratum {} cannot be planned: {} members, spread {}, response {}", h, stratum.members,
                              stratum.spread, stratum.response));
    }
  }
}

/// Strata whose size is not decided yet, in order.
std::vector<size_t> open_strata(const std::vector<std::optional<int64_t>>& fixed) {
  std::vector<size_t> open;
  for (size_t h = 0; h < fixed.size(); ++h) {
    if (!fixed[h]) open.push_back(h);
  }
  return open;
}

/// Neyman's shares of `rest` among the open strata; by members when nothing varies.
std::vector<double> shares_of(int64_t rest, std::span<const PlannedStratum> strata, const std::vector<size_t>& open) {
  double varying = 0;
  double members = 0;
  for (const size_t h : open) {
    varying += real(strata[h].members) * strata[h].spread;
    members += real(strata[h].members);
  }
  std::vector<double> shares;
  for (const size_t h : open) {
    const double part = varying > 0   ? real(strata[h].members) * strata[h].spread / varying
                        : members > 0 ? real(strata[h].members) / members
                                      : 0;
    shares.push_back(real(rest) * part);
  }
  return shares;
}

/// Expected half-width of the total with these sizes.
double half_width_of(std::span<const PlannedStratum> strata, const std::vector<int64_t>& answers, double z) {
  double variance = 0;
  for (size_t h = 0; h < strata.size(); ++h) {
    if (answers[h] >= strata[h].members) continue;
    if (answers[h] == 0) {
      if (strata[h].spread > 0) return std::numeric_limits<double>::infinity();
      continue;
    }
    const double members = real(strata[h].members);
    variance +=
        members * members * (1 - real(answers[h]) / members) * strata[h].spread * strata[h].spread / real(answers[h]);
  }
  return z * std::sqrt(variance);
}

/// Rounds up, but not what arithmetic alone made fractional.
int64_t ceiling(double value) {
  constexpr double kNoise = 1e-9;
  return static_cast<int64_t>(std::ceil(value - kNoise));
}

SamplePlan with_invites(std::span<const PlannedStratum> strata, std::vector<int64_t> answers, double z) {
  constexpr double kNoise = 1e-9;
  SamplePlan plan;
  plan.answers = std::move(answers);
  plan.half_width = half_width_of(strata, plan.answers, z);
  for (size_t h = 0; h < strata.size(); ++h) {
    const double needed = real(plan.answers[h]) / strata[h].response;
    plan.invites.push_back(std::min(strata[h].members, ceiling(needed)));
    plan.reachable.push_back(needed <= real(strata[h].members) + kNoise);
    plan.size += plan.answers[h];
  }
  return plan;
}

}  // namespace

std::vector<uint32_t> equal_money_strata(std::span<const int64_t> money, uint32_t strata,
                                         const std::function<std::string_view(size_t)>& key) {
  if (strata == 0) throw Error(ErrorCode::invalid_input, "a sample has at least one stratum");
  std::vector<size_t> order;
  Wide total = 0;
  for (size_t i = 0; i < money.size(); ++i) {
    if (money[i] < 0) {
      throw Error(ErrorCode::invalid_input, fmt::format("negative_money: member {} has {}", key(i), money[i]));
    }
    total += money[i];
    if (money[i] > 0) order.push_back(i);
  }
  if (total > std::numeric_limits<int64_t>::max()) {
    throw Error(ErrorCode::invalid_input, "money of the audience adds up beyond 64 bits");
  }
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return money[a] != money[b] ? money[a] > money[b] : key(a) < key(b); });
  std::vector<uint32_t> result(money.size(), 0);
  Wide before = 0;
  for (const size_t i : order) {
    const Wide middle = Wide{strata} * (2 * before + money[i]) / (2 * total);
    result[i] = static_cast<uint32_t>(std::min(Wide{strata}, 1 + middle));
    before += money[i];
  }
  return result;
}

double planning_spread(std::span<const int64_t> money, double share) {
  if (money.empty()) return 0;
  double squares = 0;
  for (const int64_t x : money) squares += real(x) * real(x);
  return std::sqrt(share * (1 - share) * squares / static_cast<double>(money.size()));
}

std::vector<int64_t> neyman_sizes(int64_t size, std::span<const PlannedStratum> strata, int64_t least) {
  require_plannable(strata);
  std::vector<std::optional<int64_t>> fixed(strata.size());
  int64_t rest = size;
  int64_t needed = 0;
  const auto floor_of = [&](size_t h) {
    return strata[h].take_all ? strata[h].members : std::min(least, strata[h].members);
  };
  const auto fix = [&](size_t h, int64_t answers) {
    fixed[h] = answers;
    rest -= answers;
  };
  for (size_t h = 0; h < strata.size(); ++h) {
    needed += floor_of(h);
    if (strata[h].take_all) fix(h, strata[h].members);
  }
  if (needed > size) {
    throw Error(ErrorCode::invalid_input,
                fmt::format("{} answers are too few: the strata need {} at the least", size, needed));
  }
  for (std::vector<size_t> open = open_strata(fixed); !open.empty(); open = open_strata(fixed)) {
    const std::vector<double> shares = shares_of(rest, strata, open);
    const size_t before = open.size();
    for (size_t i = 0; i < before; ++i) {
      if (shares[i] >= real(strata[open[i]].members)) fix(open[i], strata[open[i]].members);
    }
    if (open_strata(fixed).size() < before) continue;
    for (size_t i = 0; i < before; ++i) {
      if (shares[i] < real(floor_of(open[i]))) fix(open[i], floor_of(open[i]));
    }
    if (open_strata(fixed).size() < before) continue;
    const std::vector<int64_t> rounded = round_parts(shares, rest);
    for (size_t i = 0; i < before; ++i) fixed[open[i]] = rounded[i];
  }
  std::vector<int64_t> result;
  for (const std::optional<int64_t>& answers : fixed) result.push_back(answers.value_or(0));
  return result;
}

SamplePlan plan_for_half_width(const WishedInterval& wish, std::span<const PlannedStratum> strata) {
  require_plannable(strata);
  if (!(wish.half_width > 0) || !(wish.z > 0)) {
    throw Error(ErrorCode::invalid_input,
                fmt::format("an interval of -/+ {} at z {} cannot be planned", wish.half_width, wish.z));
  }
  const double wanted = (wish.half_width / wish.z) * (wish.half_width / wish.z);
  std::vector<int64_t> answers;
  std::vector<bool> full;
  for (const PlannedStratum& stratum : strata) {
    answers.push_back(stratum.members);
    full.push_back(stratum.take_all);
  }
  for (bool settled = false; !settled;) {
    settled = true;
    double varying = 0;
    double own = 0;
    for (size_t h = 0; h < strata.size(); ++h) {
      if (full[h]) continue;
      varying += real(strata[h].members) * strata[h].spread;
      own += real(strata[h].members) * strata[h].spread * strata[h].spread;
    }
    const double size = varying * varying / (wanted + own);
    std::vector<double> shares(strata.size(), 0);
    for (size_t h = 0; h < strata.size(); ++h) {
      if (full[h] || !(varying > 0)) continue;
      shares[h] = size * real(strata[h].members) * strata[h].spread / varying;
      if (shares[h] < real(strata[h].members)) continue;
      full[h] = true;
      settled = false;
    }
    for (size_t h = 0; settled && h < strata.size(); ++h) {
      if (full[h]) continue;
      answers[h] = std::min(strata[h].members, std::max(std::min(wish.least, strata[h].members), ceiling(shares[h])));
    }
  }
  return with_invites(strata, std::move(answers), wish.z);
}

std::vector<int64_t> neyman_invites(int64_t people, std::span<const PlannedStratum> strata, int64_t least) {
  require_plannable(strata);
  double response = 1;
  for (const PlannedStratum& stratum : strata) response = std::min(response, stratum.response);
  return neyman_sizes(people, strata, ceiling(real(least) / response));
}

double half_width_of_invites(std::span<const PlannedStratum> strata, std::span<const int64_t> invites, double z) {
  std::vector<int64_t> answers;
  for (size_t h = 0; h < strata.size(); ++h) {
    const auto expected = static_cast<int64_t>(real(invites[h]) * strata[h].response);
    answers.push_back(strata[h].take_all ? strata[h].members : std::min(invites[h], std::max<int64_t>(1, expected)));
  }
  return half_width_of(strata, answers, z);
}

SamplePlan plan_for_size(int64_t size, std::span<const PlannedStratum> strata, const WishedInterval& wish) {
  return with_invites(strata, neyman_sizes(size, strata, wish.least), wish.z);
}

}  // namespace vk
