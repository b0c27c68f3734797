#include "core/estimate/state_ratio.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace vk {
namespace {

/// Answers of one stratum with what they stand for.
struct StratumRows {
  std::vector<size_t> rows;
  double population = 0;
  double g = 1;       ///< calibration to the known money
  double f = 1;       ///< answered share
  double money = 0;   ///< of the answers
  bool exact = true;  ///< take-all or complete: no sampling error

  double weight() const { return g / f; }
};

double money_of(const Respondent& respondent) {
  return static_cast<double>(respondent.money);
}

void require_rows(std::span<const Stratum> strata, std::span<const Respondent> respondents, size_t states) {
  for (const Respondent& respondent : respondents) {
    if (respondent.stratum >= strata.size() || respondent.state >= states) {
      throw Error(ErrorCode::invalid_input,
                  fmt::format("respondent {} has stratum {} of {} and state {} of {}", respondent.id,
                              respondent.stratum, strata.size(), respondent.state, states));
    }
    if (respondent.money < 0) {
      throw EstimateError(EstimateFault::negative_money, "",
                          fmt::format("negative_money: respondent {} has {}", respondent.id, respondent.money));
    }
  }
}

std::vector<StratumRows> rows_by_stratum(std::span<const Stratum> strata, std::span<const Respondent> respondents) {
  std::vector<StratumRows> result(strata.size());
  for (size_t k = 0; k < respondents.size(); ++k) {
    StratumRows& own = result[respondents[k].stratum];
    own.rows.push_back(k);
    own.money += money_of(respondents[k]);
  }
  for (size_t h = 0; h < strata.size(); ++h) {
    StratumRows& own = result[h];
    const double answered = static_cast<double>(own.rows.size());
    own.population = static_cast<double>(strata[h].population);
    if (answered > own.population) {
      throw Error(ErrorCode::invalid_input, fmt::format("stratum {} has {} answers of {} members", strata[h].name,
                                                        own.rows.size(), strata[h].population));
    }
    own.exact = strata[h].take_all || answered == own.population;
    if (own.exact || own.rows.empty()) continue;
    own.f = answered / own.population;
    own.g = own.money > 0 ? static_cast<double>(strata[h].money) / (own.money / own.f) : 0;
  }
  return result;
}

/// N^2 (1 - f) / r * sum of squares / (r - 1).
double stratum_variance(const StratumRows& own, double squares) {
  const double n = static_cast<double>(own.rows.size());
  return own.population * own.population * (1 - own.f) / n * squares / (n - 1);
}

/// One rate sum w 1 after / sum w 1 before with its linearised variance.
class RateMaker {
 public:
  RateMaker(std::span<const Respondent> respondents, const std::vector<StratumRows>& strata,
            const std::vector<bool>& wanted)
      : respondents_(respondents), strata_(strata), wanted_(wanted) {}

  RetentionEstimate make(std::span<const double> after, double level) const {
    double before_total = 0;
    double after_total = 0;
    for (const StratumRows& own : strata_) {
      for (const size_t k : own.rows) {
        if (!wanted_[respondents_[k].state]) continue;
        before_total += own.weight() * money_of(respondents_[k]);
        after_total += own.weight() * after[k];
      }
    }
    if (!(before_total > 0)) {
      throw EstimateError(EstimateFault::not_estimable, "", "not_estimable: nobody in the state had money before");
    }
    RetentionEstimate result;
    result.value = after_total / before_total;
    for (const StratumRows& own : strata_) {
      if (own.exact) continue;
      result.variance += stratum_variance(own, residual_squares(own, after, {result.value, before_total}));
      result.df += static_cast<double>(own.rows.size()) - 1;
    }
    if (result.df == 0) result.df = std::numeric_limits<double>::infinity();
    result.interval = t_interval(result.value, result.variance, result.df, level);
    return result;
  }

 private:
  struct Rate {
    double value = 0;
    double before = 0;
  };

  double residual_squares(const StratumRows& own, std::span<const double> after, const Rate& rate) const {
    const auto score = [&](size_t k) {
      const Respondent& respondent = respondents_[k];
      return wanted_[respondent.state] ? (after[k] - rate.value * money_of(respondent)) / rate.before : 0.0;
    };
    double scores = 0;
    for (const size_t k : own.rows) scores += score(k);
    const double slope = own.money > 0 ? scores / own.money : 0;
    double squares = 0;
    for (const size_t k : own.rows) {
      const double e = own.g * (score(k) - slope * money_of(respondents_[k]));
      squares += e * e;
    }
    return squares;
  }

  std::span<const Respondent> respondents_;
  const std::vector<StratumRows>& strata_;
  const std::vector<bool>& wanted_;
};

}  // namespace

double RetentionEstimate::standard_error() const {
  return std::sqrt(variance);
}

CombinedRatio combined_ratio(std::span<const Stratum> strata, std::span<const Respondent> respondents,
                             const std::vector<bool>& wanted) {
  require_rows(strata, respondents, wanted.size());
  const std::vector<StratumRows> rows = rows_by_stratum(strata, respondents);
  double known = 0;
  double stands_for = 0;
  double in_state = 0;
  for (size_t h = 0; h < strata.size(); ++h) {
    const StratumRows& own = rows[h];
    known += static_cast<double>(strata[h].money);
    if (!own.exact && own.rows.size() < 2) {
      throw EstimateError(EstimateFault::not_estimable, strata[h].group,
                          fmt::format("not_estimable: stratum {} has {} answers", strata[h].name, own.rows.size()));
    }
    for (const size_t k : own.rows) {
      const double weighted = money_of(respondents[k]) / own.f;
      stands_for += weighted;
      if (wanted[respondents[k].state]) in_state += weighted;
    }
  }
  if (!(stands_for > 0)) {
    throw EstimateError(EstimateFault::not_estimable, "", "not_estimable: the answers have no money");
  }
  CombinedRatio result;
  result.ratio = in_state / stands_for;
  result.g = known / stands_for;
  result.total = known * result.ratio;
  for (const StratumRows& own : rows) {
    if (own.exact) continue;
    const auto residual = [&](size_t k) {
      const double x = money_of(respondents[k]);
      return result.g * ((wanted[respondents[k].state] ? x : 0.0) - result.ratio * x);
    };
    double mean = 0;
    for (const size_t k : own.rows) mean += residual(k) / static_cast<double>(own.rows.size());
    double squares = 0;
    for (const size_t k : own.rows) squares += (residual(k) - mean) * (residual(k) - mean);
    result.variance += stratum_variance(own, squares);
    result.df += static_cast<double>(own.rows.size()) - 1;
  }
  if (result.df == 0) result.df = std::numeric_limits<double>::infinity();
  return result;
}

StateRetention state_retention(std::span<const Stratum> strata, std::span<const Respondent> respondents,
                               std::span<const int64_t> later, const std::vector<bool>& wanted, double level) {
  require_rows(strata, respondents, wanted.size());
  if (later.size() != respondents.size()) {
    throw Error(ErrorCode::invalid_input,
                fmt::format("{} later amounts for {} respondents", later.size(), respondents.size()));
  }
  const MergedStrata merged = merge_strata(strata, collapse_thin_strata(strata, respondents));
  std::vector<Respondent> rows(respondents.begin(), respondents.end());
  std::vector<double> after;
  std::vector<double> kept;
  for (size_t k = 0; k < rows.size(); ++k) {
    if (later[k] < 0) {
      throw EstimateError(EstimateFault::negative_money, "",
                          fmt::format("negative_money: respondent {} has {} later", rows[k].id, later[k]));
    }
    rows[k].stratum = merged.into[rows[k].stratum];
    after.push_back(static_cast<double>(later[k]));
    kept.push_back(static_cast<double>(std::min(later[k], rows[k].money)));
  }
  const std::vector<StratumRows> by_stratum = rows_by_stratum(merged.strata, rows);
  const RateMaker maker{rows, by_stratum, wanted};
  StateRetention result{maker.make(after, level), maker.make(kept, level)};
  Interval& gross = result.gross.interval;
  gross = {std::clamp(gross.low, 0.0, 1.0), std::clamp(gross.high, 0.0, 1.0)};
  return result;
}

}  // namespace vk
