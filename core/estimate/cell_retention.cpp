#include "core/estimate/cell_retention.hpp"

#include <algorithm>
#include <limits>

namespace vk {
namespace {

/// One stratum's sums over the wanted states, and its weights.
struct KeptStratum {
  double population = 0;
  double answered = 0;
  bool exact = false;
  double g = 1;       ///< calibration to the stratum's known money
  double weight = 1;  ///< of an answer
  double all = 0;     ///< earlier money of all answers
  double out_squares = 0;
  AnswerCell in;
  KeptCell kept;
};

KeptStratum kept_stratum(const StratumAnswers& answers, const KeptAnswers& kept, const std::vector<bool>& wanted) {
  KeptStratum result;
  const AnswerCell total = answers.total();
  result.population = static_cast<double>(answers.stratum.population);
  result.answered = static_cast<double>(total.answers);
  result.exact = answers.stratum.take_all || total.answers == answers.stratum.population;
  result.all = static_cast<double>(total.money);
  for (size_t state = 0; state < answers.states.size(); ++state) {
    if (!wanted[state]) {
      result.out_squares += answers.states[state].squares;
      continue;
    }
    result.in.money = sum_of_money(result.in.money, answers.states[state].money);
    result.in.squares += answers.states[state].squares;
    result.kept.kept += kept[state].kept;
    result.kept.squares += kept[state].squares;
    result.kept.products += kept[state].products;
  }
  if (result.exact || result.all <= 0) return result;
  const double f = result.answered / result.population;
  result.g = static_cast<double>(answers.stratum.money) / (result.all / f);
  result.weight = result.g / f;
  return result;
}

/// Sum of the squared residuals e = g (z - B x) with z = (kept - R x) / Y inside the states and 0 outside them.
double residual_squares(const KeptStratum& stratum, double share, double money) {
  const double in = static_cast<double>(stratum.in.money);
  const double slope = (stratum.kept.kept - share * in) / money / stratum.all;
  const double a = 1 / money;
  const double b = share / money + slope;
  const double inside = a * a * stratum.kept.squares - 2 * a * b * stratum.kept.products + b * b * stratum.in.squares;
  return stratum.g * stratum.g * (std::max(0.0, inside) + slope * slope * stratum.out_squares);
}

}  // namespace

void KeptCell::add(int64_t earlier, double kept_money) {
  kept += kept_money;
  squares += kept_money * kept_money;
  products += kept_money * static_cast<double>(earlier);
}

std::optional<KeptShare> kept_share(std::span<const StratumAnswers> merged, std::span<const KeptAnswers> kept,
                                    const std::vector<bool>& wanted, double level) {
  std::vector<KeptStratum> strata;
  double earlier = 0;
  double stayed = 0;
  for (size_t h = 0; h < merged.size(); ++h) {
    strata.push_back(kept_stratum(merged[h], kept[h], wanted));
    earlier += strata.back().weight * static_cast<double>(strata.back().in.money);
    stayed += strata.back().weight * strata.back().kept.kept;
  }
  if (earlier <= 0) return std::nullopt;
  KeptShare result;
  result.value = stayed / earlier;
  double squares = 0;
  for (const KeptStratum& stratum : strata) {
    if (stratum.exact || stratum.all <= 0) continue;
    squares += stratum.weight * stratum.weight * stratum.in.squares;
    const double f = stratum.answered / stratum.population;
    result.variance += stratum.population * stratum.population * (1 - f) / stratum.answered *
                       residual_squares(stratum, result.value, earlier) / (stratum.answered - 1);
    result.df += stratum.answered - 1;
  }
  result.n_eff = squares > 0 ? earlier * earlier / squares : std::numeric_limits<double>::infinity();
  if (result.df <= 0) result.df = std::numeric_limits<double>::infinity();
  result.interval = t_interval(result.value, result.variance, result.df, level);
  return result;
}

Interval bounded_interval(const KeptShare& share, double level) {
  const double p = std::clamp(share.value, 0.0, 1.0);
  const bool varies = share.variance > 0 && p > 0 && p < 1;
  return korn_graubard(p, varies ? std::min(share.n_eff, p * (1 - p) / share.variance) : share.n_eff, level);
}

}  // namespace vk
