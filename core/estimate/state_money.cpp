#include "core/estimate/state_money.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/money/allocation.hpp"
#include "core/money/money.hpp"

namespace vk {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

int64_t add(int64_t a, int64_t b) {
  const std::optional<int64_t> sum = checked_add(a, b);
  if (!sum) throw Error(ErrorCode::invalid_input, "money of the strata adds up beyond 64 bits");
  return *sum;
}

/// Answers and their money of one stratum.
struct Answers {
  int64_t count = 0;
  int64_t money = 0;
};

std::vector<Answers> answers_by_stratum(size_t strata, std::span<const Respondent> respondents) {
  std::vector<Answers> result(strata);
  for (const Respondent& respondent : respondents) {
    if (respondent.stratum >= strata) {
      throw Error(ErrorCode::invalid_input,
                  fmt::format("respondent {} names stratum {} of {}", respondent.id, respondent.stratum, strata));
    }
    if (respondent.money < 0) {
      throw EstimateError(EstimateFault::negative_money, "",
                          fmt::format("negative_money: respondent {} has {}", respondent.id, respondent.money));
    }
    Answers& answers = result[respondent.stratum];
    ++answers.count;
    answers.money = add(answers.money, respondent.money);
  }
  return result;
}

/// Neighbours of a group while they merge.
struct Cell {
  std::vector<size_t> members;
  int64_t population = 0;
  int64_t money = 0;
  Answers answers;

  bool is_thin() const {
    return population > 0 && answers.count < population && (answers.count < 2 || (money > 0 && answers.money == 0));
  }
};

void merge_cells(std::vector<Cell>& cells, size_t first, size_t second) {
  Cell& kept = cells[first];
  const Cell& gone = cells[second];
  kept.members.insert(kept.members.end(), gone.members.begin(), gone.members.end());
  kept.population = add(kept.population, gone.population);
  kept.money = add(kept.money, gone.money);
  kept.answers.count += gone.answers.count;
  kept.answers.money = add(kept.answers.money, gone.answers.money);
  cells.erase(cells.begin() + static_cast<std::ptrdiff_t>(second));
}

void merge_thin(std::vector<Cell>& cells, const std::string& group) {
  for (;;) {
    const auto thin = std::find_if(cells.begin(), cells.end(), [](const Cell& cell) { return cell.is_thin(); });
    if (thin == cells.end()) return;
    if (cells.size() == 1) {
      throw EstimateError(EstimateFault::not_estimable, group,
                          fmt::format("not_estimable: group {} has {} answers for {} members", group,
                                      thin->answers.count, thin->population));
    }
    const auto at = static_cast<size_t>(thin - cells.begin());
    const size_t first = at + 1 < cells.size() ? at : at - 1;
    merge_cells(cells, first, first + 1);
  }
}

void require_consistent(std::span<const Stratum> strata, const std::vector<Answers>& answers) {
  for (size_t h = 0; h < strata.size(); ++h) {
    if (strata[h].money < 0) {
      throw EstimateError(EstimateFault::negative_money, "",
                          fmt::format("negative_money: stratum {} has {}", strata[h].name, strata[h].money));
    }
    if (answers[h].count > strata[h].population || answers[h].money > strata[h].money) {
      throw Error(ErrorCode::invalid_input,
                  fmt::format("stratum {} has {} members with {} but {} answers with {}", strata[h].name,
                              strata[h].population, strata[h].money, answers[h].count, answers[h].money));
    }
  }
}

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

class TotalMaker {
 public:
  TotalMaker(std::span<const Stratum> strata, std::span<const Respondent> respondents, const std::vector<bool>& wanted)
      : strata_(strata), respondents_(respondents), wanted_(wanted), rows_(strata.size()) {
    for (size_t k = 0; k < respondents.size(); ++k) {
      if (respondents[k].state >= wanted.size()) {
        throw Error(ErrorCode::invalid_input, fmt::format("respondent {} has state {} of {}", respondents[k].id,
                                                          respondents[k].state, wanted.size()));
      }
      rows_[respondents[k].stratum].push_back(k);
    }
  }

  StateTotal make(double level) {
    CycleResiduals& kept = made_.residuals;
    kept.residual.assign(respondents_.size(), 0);
    for (const Respondent& respondent : respondents_) {
      kept.ids.push_back(respondent.id);
      kept.stratum.push_back(respondent.stratum);
    }
    for (size_t h = 0; h < strata_.size(); ++h) {
      const auto answered = static_cast<int64_t>(rows_[h].size());
      kept.into.push_back(h);
      kept.answered.push_back(answered);
      const bool exact = strata_[h].take_all || answered == strata_[h].population;
      kept.population.push_back(exact ? answered : strata_[h].population);
      if (exact) {
        add_exact(h);
      } else {
        add_sampled(h);
      }
    }
    finish(level);
    return std::move(made_);
  }

 private:
  double in_state(size_t k) const {
    return wanted_[respondents_[k].state] ? static_cast<double>(respondents_[k].money) : 0.0;
  }

  void add_exact(size_t h) {
    for (const size_t k : rows_[h]) made_.estimate.exact_part += in_state(k);
  }

  void add_sampled(size_t h) {
    const double n = static_cast<double>(rows_[h].size());
    const double population = static_cast<double>(strata_[h].population);
    const double money = static_cast<double>(strata_[h].money);
    const double f = n / population;
    double seen = 0;
    double seen_in = 0;
    for (const size_t k : rows_[h]) {
      seen += static_cast<double>(respondents_[k].money);
      seen_in += in_state(k);
    }
    const double ratio = seen > 0 ? seen_in / seen : 0;
    const double g = seen > 0 ? money / (seen / f) : 0;
    double squares = 0;
    for (const size_t k : rows_[h]) {
      const double x = static_cast<double>(respondents_[k].money);
      const double e = g * (in_state(k) - ratio * x);
      made_.residuals.residual[k] = e;
      squares += e * e;
      const double stands_for = g / f * x;
      part_.weighted += stands_for;
      part_.squares += stands_for * stands_for;
      part_.open_squares += (1 - f) * stands_for * stands_for;
    }
    made_.estimate.variance += population * population * (1 - f) / n * squares / (n - 1);
    part_.money += money;
    part_.in_state += money * ratio;
    part_.degrees += n - 1;
    part_.respondents += n;
    part_.seen_in += seen_in;
    part_.seen_out += seen - seen_in;
  }

  void finish(double level) {
    StateEstimate& e = made_.estimate;
    e.total = e.exact_part + part_.in_state;
    double known = 0;
    for (const Stratum& stratum : strata_) known += static_cast<double>(stratum.money);
    e.share = known > 0 ? e.total / known : 0;
    if (part_.money <= 0) {
      e.df = e.n_eff_model = e.n_eff_kish = e.n_eff_used = kInfinite;
      e.n_eff_variance = kInfinite;
      e.interval = e.plain_t = {e.total, e.total};
      return;
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
  }

  std::span<const Stratum> strata_;
  std::span<const Respondent> respondents_;
  const std::vector<bool>& wanted_;
  std::vector<std::vector<size_t>> rows_;
  SampledPart part_;
  StateTotal made_;
};

std::vector<Respondent> moved(std::span<const Respondent> respondents, const std::vector<size_t>& into) {
  std::vector<Respondent> result(respondents.begin(), respondents.end());
  for (Respondent& respondent : result) respondent.stratum = into[respondent.stratum];
  return result;
}

}  // namespace

std::string_view to_string(EstimateFault fault) {
  switch (fault) {
    case EstimateFault::negative_money:
      return "negative_money";
    case EstimateFault::not_estimable:
      return "not_estimable";
  }
  return "";
}

double StateEstimate::standard_error() const {
  return std::sqrt(variance);
}

Collapse collapse_thin_strata(std::span<const Stratum> strata, std::span<const Respondent> respondents) {
  const std::vector<Answers> answers = answers_by_stratum(strata.size(), respondents);
  require_consistent(strata, answers);
  std::map<std::string, std::vector<size_t>> groups;
  for (size_t h = 0; h < strata.size(); ++h) {
    if (!strata[h].take_all) groups[strata[h].group].push_back(h);
  }
  Collapse result;
  result.into.resize(strata.size());
  std::iota(result.into.begin(), result.into.end(), size_t{0});
  for (auto& [group, members] : groups) {
    std::stable_sort(members.begin(), members.end(),
                     [&](size_t a, size_t b) { return strata[a].rank < strata[b].rank; });
    std::vector<Cell> cells;
    for (const size_t h : members) cells.push_back({{h}, strata[h].population, strata[h].money, answers[h]});
    merge_thin(cells, group);
    for (const Cell& cell : cells) {
      for (const size_t h : cell.members) {
        result.into[h] = cell.members.front();
        if (h != cell.members.front()) result.merges[strata[h].name] = strata[cell.members.front()].name;
      }
    }
  }
  return result;
}

MergedStrata merge_strata(std::span<const Stratum> strata, const Collapse& collapse) {
  MergedStrata result;
  std::vector<size_t> place(strata.size());
  for (size_t h = 0; h < strata.size(); ++h) {
    if (collapse.into[h] != h) continue;
    place[h] = result.strata.size();
    result.strata.push_back(strata[h]);
    result.strata.back().population = 0;
    result.strata.back().money = 0;
  }
  for (size_t h = 0; h < strata.size(); ++h) {
    result.into.push_back(place[collapse.into[h]]);
    Stratum& merged = result.strata[result.into.back()];
    merged.population = add(merged.population, strata[h].population);
    merged.money = add(merged.money, strata[h].money);
  }
  return result;
}

StateTotal state_total(std::span<const Stratum> strata, std::span<const Respondent> respondents,
                       const std::vector<bool>& wanted, double level) {
  const MergedStrata merged = merge_strata(strata, collapse_thin_strata(strata, respondents));
  const std::vector<Respondent> rows = moved(respondents, merged.into);
  StateTotal result = TotalMaker(merged.strata, rows, wanted).make(level);
  result.residuals.into = merged.into;
  return result;
}

StateMoney state_money(std::span<const Stratum> strata, std::span<const Respondent> respondents, size_t states,
                       double level) {
  StateMoney result;
  result.collapse = collapse_thin_strata(strata, respondents);
  const MergedStrata merged = merge_strata(strata, result.collapse);
  const std::vector<Respondent> rows = moved(respondents, merged.into);
  const std::vector<Answers> answers = answers_by_stratum(merged.strata.size(), rows);
  for (size_t h = 0; h < merged.strata.size(); ++h) {
    const Stratum& stratum = merged.strata[h];
    result.known_money = add(result.known_money, stratum.money);
    if (!stratum.take_all && answers[h].count < stratum.population) continue;
    result.unknown_money = add(result.unknown_money, stratum.money - answers[h].money);
    result.unknown_members += stratum.population - answers[h].count;
  }
  std::vector<double> parts;
  for (size_t state = 0; state < states; ++state) {
    std::vector<bool> wanted(states, false);
    wanted[state] = true;
    result.states.push_back(TotalMaker(merged.strata, rows, wanted).make(level).estimate);
    parts.push_back(result.states.back().total);
  }
  parts.push_back(static_cast<double>(result.unknown_money));
  if (states > 0) result.minor_units = round_parts(parts, result.known_money);
  return result;
}

}  // namespace vk
