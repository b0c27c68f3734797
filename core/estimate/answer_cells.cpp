#include "core/estimate/answer_cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/money/allocation.hpp"
#include "core/money/money.hpp"

namespace vk {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

/// Sums over the sampled strata that the interval is made of.
struct SampledPart {
  double money = 0;     ///< XS
  double in_state = 0;  ///< YS
  double degrees = 0;   ///< sum of (r_h - 1)
  double respondents = 0;
  double weighted = 0;      ///< sum of w x
  double squares = 0;       ///< sum of (w x)^2
  double open_squares = 0;  ///< the same times 1 - f
  double seen_in = 0;
  double seen_out = 0;
};

/// The answers of a stratum in the wanted states and in all.
struct SeenAnswers {
  AnswerCell in;
  AnswerCell all;
};

SeenAnswers seen_in(const StratumAnswers& stratum, const std::vector<bool>& wanted) {
  SeenAnswers seen;
  seen.all = stratum.total();
  for (size_t state = 0; state < stratum.states.size(); ++state) {
    if (!wanted[state]) continue;
    seen.in.answers += stratum.states[state].answers;
    seen.in.money = sum_of_money(seen.in.money, stratum.states[state].money);
    seen.in.squares += stratum.states[state].squares;
  }
  return seen;
}

class TotalMaker {
 public:
  explicit TotalMaker(const std::vector<bool>& wanted) : wanted_(wanted) {}

  void add(const StratumAnswers& answers) {
    const SeenAnswers seen = seen_in(answers, wanted_);
    const Stratum& stratum = answers.stratum;
    StratumFit fit;
    fit.population = stratum.population;
    fit.answered = seen.all.answers;
    fit.exact = stratum.take_all || fit.answered == fit.population;
    known_ += static_cast<double>(stratum.money);
    if (fit.exact) {
      made_.estimate.exact_part += static_cast<double>(seen.in.money);
    } else {
      add_sampled(static_cast<double>(stratum.money), seen, fit);
    }
    made_.fits.push_back(fit);
  }

  CellTotal finish(double level) {
    StateEstimate& e = made_.estimate;
    e.total = e.exact_part + part_.in_state;
    e.share = known_ > 0 ? e.total / known_ : 0;
    if (part_.money <= 0) {
      e.df = e.n_eff_model = e.n_eff_kish = e.n_eff_used = kInfinite;
      e.n_eff_variance = kInfinite;
      e.interval = e.plain_t = {e.total, e.total};
      return std::move(made_);
    }
    e.df = part_.degrees;
    e.plain_t = t_interval(e.total, e.variance, e.df, level);
    e.n_eff_model = part_.weighted * part_.weighted / part_.open_squares;
    e.n_eff_kish = part_.weighted * part_.weighted / part_.squares;
    const double p = std::clamp(part_.in_state / part_.money, 0.0, 1.0);
    const double v = e.variance / (part_.money * part_.money);
    if (part_.seen_in > 0 && part_.seen_out > 0 && p > 0 && p < 1 && v > 0) e.n_eff_variance = p * (1 - p) / v;
    e.n_eff_used = e.n_eff_variance
                       ? std::min(*e.n_eff_variance, e.n_eff_model) * degrees_correction(part_.respondents, e.df, level)
                       : e.n_eff_kish;
    const Interval share = korn_graubard(p, e.n_eff_used, level);
    e.interval = {e.exact_part + std::max(part_.money * share.low, part_.seen_in),
                  e.exact_part + std::min(part_.money * share.high, part_.money - part_.seen_out)};
    return std::move(made_);
  }

 private:
  void add_sampled(double money, const SeenAnswers& seen, StratumFit& fit) {
    const double n = static_cast<double>(fit.answered);
    const double population = static_cast<double>(fit.population);
    const double f = n / population;
    const double all = static_cast<double>(seen.all.money);
    const double in = static_cast<double>(seen.in.money);
    fit.ratio = all > 0 ? in / all : 0;
    fit.g = all > 0 ? money / (all / f) : 0;
    const double out_squares = std::max(0.0, seen.all.squares - seen.in.squares);
    fit.squares =
        fit.g * fit.g * ((1 - fit.ratio) * (1 - fit.ratio) * seen.in.squares + fit.ratio * fit.ratio * out_squares);
    const double weight = fit.g / f;
    part_.weighted += weight * all;
    part_.squares += weight * weight * seen.all.squares;
    part_.open_squares += (1 - f) * weight * weight * seen.all.squares;
    made_.estimate.variance += population * population * (1 - f) / n * fit.squares / (n - 1);
    part_.money += money;
    part_.in_state += money * fit.ratio;
    part_.degrees += n - 1;
    part_.respondents += n;
    part_.seen_in += in;
    part_.seen_out += all - in;
  }

  const std::vector<bool>& wanted_;
  double known_ = 0;
  SampledPart part_;
  CellTotal made_;
};

}  // namespace

int64_t sum_of_money(int64_t a, int64_t b) {
  const std::optional<int64_t> sum = checked_add(a, b);
  if (!sum) throw Error(ErrorCode::invalid_input, "money of the strata adds up beyond 64 bits");
  return *sum;
}

AnswerCell StratumAnswers::total() const {
  AnswerCell sum;
  for (const AnswerCell& cell : states) {
    sum.answers += cell.answers;
    sum.money = sum_of_money(sum.money, cell.money);
    sum.squares += cell.squares;
  }
  return sum;
}

double StratumFit::residual(bool in_state, int64_t money) const {
  if (exact) return 0;
  const double x = static_cast<double>(money);
  return g * ((in_state ? x : 0.0) - ratio * x);
}

MergedAnswers merge_thin_answers(std::span<const StratumAnswers> strata) {
  std::vector<Stratum> plain;
  std::vector<AnswerCell> answers;
  for (const StratumAnswers& stratum : strata) {
    plain.push_back(stratum.stratum);
    answers.push_back(stratum.total());
  }
  MergedAnswers result;
  result.collapse = collapse_thin_strata(plain, answers);
  MergedStrata merged = merge_strata(plain, result.collapse);
  result.into = std::move(merged.into);
  for (Stratum& stratum : merged.strata) result.strata.push_back({std::move(stratum), {}});
  for (size_t h = 0; h < strata.size(); ++h) {
    std::vector<AnswerCell>& cells = result.strata[result.into[h]].states;
    cells.resize(std::max(cells.size(), strata[h].states.size()));
    for (size_t state = 0; state < strata[h].states.size(); ++state) {
      const AnswerCell& cell = strata[h].states[state];
      cells[state].answers += cell.answers;
      cells[state].money = sum_of_money(cells[state].money, cell.money);
      cells[state].squares += cell.squares;
    }
  }
  return result;
}

CellTotal total_from_cells(std::span<const StratumAnswers> merged, const std::vector<bool>& wanted, double level) {
  TotalMaker maker(wanted);
  for (const StratumAnswers& stratum : merged) maker.add(stratum);
  return maker.finish(level);
}

StateMoney money_from_cells(std::span<const StratumAnswers> strata, size_t states, double level) {
  MergedAnswers merged = merge_thin_answers(strata);
  StateMoney result;
  result.collapse = std::move(merged.collapse);
  for (const StratumAnswers& stratum : merged.strata) {
    const AnswerCell answers = stratum.total();
    result.known_money = sum_of_money(result.known_money, stratum.stratum.money);
    if (!stratum.stratum.take_all && answers.answers < stratum.stratum.population) continue;
    result.unknown_money = sum_of_money(result.unknown_money, stratum.stratum.money - answers.money);
    result.unknown_members += stratum.stratum.population - answers.answers;
  }
  std::vector<double> parts;
  for (size_t state = 0; state < states; ++state) {
    std::vector<bool> wanted(states, false);
    wanted[state] = true;
    result.states.push_back(total_from_cells(merged.strata, wanted, level).estimate);
    parts.push_back(result.states.back().total);
  }
  parts.push_back(static_cast<double>(result.unknown_money));
  if (states > 0) result.minor_units = round_parts(parts, result.known_money);
  return result;
}

}  // namespace vk
