#include "core/estimate/state_money.hpp"

#include "core/estimate/answer_cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/money/money.hpp"

namespace vk {
namespace {

size_t states_in(std::span<const Respondent> respondents) {
  size_t states = 0;
  for (const Respondent& respondent : respondents) states = std::max(states, respondent.state + 1);
  return states;
}

std::vector<StratumAnswers> answers_of(std::span<const Stratum> strata, std::span<const Respondent> respondents,
                                       size_t states) {
  std::vector<StratumAnswers> result;
  for (const Stratum& stratum : strata) result.push_back({stratum, std::vector<AnswerCell>(states)});
  for (const Respondent& respondent : respondents) {
    if (respondent.stratum >= strata.size()) {
      throw Error(ErrorCode::invalid_input, fmt::format("respondent {} names stratum {} of {}", respondent.id,
                                                        respondent.stratum, strata.size()));
    }
    if (respondent.money < 0) {
      throw EstimateError(EstimateFault::negative_money, "",
                          fmt::format("negative_money: respondent {} has {}", respondent.id, respondent.money));
    }
    if (respondent.state >= states) {
      throw Error(ErrorCode::invalid_input,
                  fmt::format("respondent {} has state {} of {}", respondent.id, respondent.state, states));
    }
    result[respondent.stratum].states[respondent.state].add(respondent.money);
  }
  return result;
}

/// Neighbours of a group while they merge.
struct Cell {
  std::vector<size_t> members;
  int64_t population = 0;
  int64_t money = 0;
  AnswerCell answers;

  bool is_thin(int64_t least) const {
    return population > 0 && answers.answers < population &&
           (answers.answers < least || (money > 0 && answers.money == 0));
  }
};

void merge_cells(std::vector<Cell>& cells, size_t first, size_t second) {
  Cell& kept = cells[first];
  const Cell& gone = cells[second];
  kept.members.insert(kept.members.end(), gone.members.begin(), gone.members.end());
  kept.population = sum_of_money(kept.population, gone.population);
  kept.money = sum_of_money(kept.money, gone.money);
  kept.answers.answers += gone.answers.answers;
  kept.answers.money = sum_of_money(kept.answers.money, gone.answers.money);
  cells.erase(cells.begin() + static_cast<std::ptrdiff_t>(second));
}

void merge_thin(std::vector<Cell>& cells, const std::string& group, int64_t least) {
  for (;;) {
    const auto thin = std::find_if(cells.begin(), cells.end(), [&](const Cell& cell) { return cell.is_thin(least); });
    if (thin == cells.end()) return;
    if (cells.size() == 1) {
      throw EstimateError(EstimateFault::not_estimable, group,
                          fmt::format("not_estimable: group {} has {} answers for {} members", group,
                                      thin->answers.answers, thin->population));
    }
    const auto at = static_cast<size_t>(thin - cells.begin());
    const size_t first = at + 1 < cells.size() ? at : at - 1;
    merge_cells(cells, first, first + 1);
  }
}

void require_consistent(std::span<const Stratum> strata, std::span<const AnswerCell> answers) {
  for (size_t h = 0; h < strata.size(); ++h) {
    if (strata[h].money < 0) {
      throw EstimateError(EstimateFault::negative_money, "",
                          fmt::format("negative_money: stratum {} has {}", strata[h].name, strata[h].money));
    }
    if (answers[h].answers > strata[h].population || answers[h].money > strata[h].money) {
      throw Error(ErrorCode::invalid_input,
                  fmt::format("stratum {} has {} members with {} but {} answers with {}", strata[h].name,
                              strata[h].population, strata[h].money, answers[h].answers, answers[h].money));
    }
  }
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

void AnswerCell::add(int64_t amount) {
  ++answers;
  money = sum_of_money(money, amount);
  squares += static_cast<double>(amount) * static_cast<double>(amount);
}

Collapse collapse_thin_strata(std::span<const Stratum> strata, std::span<const Respondent> respondents) {
  std::vector<AnswerCell> answers;
  for (const StratumAnswers& stratum : answers_of(strata, respondents, states_in(respondents))) {
    answers.push_back(stratum.total());
  }
  return collapse_thin_strata(strata, answers);
}

Collapse collapse_thin_strata(std::span<const Stratum> strata, std::span<const AnswerCell> answers, int64_t least) {
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
    merge_thin(cells, group, least);
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
    merged.population = sum_of_money(merged.population, strata[h].population);
    merged.money = sum_of_money(merged.money, strata[h].money);
  }
  return result;
}

StateTotal state_total(std::span<const Stratum> strata, std::span<const Respondent> respondents,
                       const std::vector<bool>& wanted, double level) {
  const MergedAnswers merged = merge_thin_answers(answers_of(strata, respondents, wanted.size()));
  const CellTotal total = total_from_cells(merged.strata, wanted, level);
  StateTotal result;
  result.estimate = total.estimate;
  CycleResiduals& kept = result.residuals;
  kept.into = merged.into;
  for (const StratumFit& fit : total.fits) {
    kept.population.push_back(fit.exact ? fit.answered : fit.population);
    kept.answered.push_back(fit.answered);
  }
  for (const Respondent& respondent : respondents) {
    const size_t h = merged.into[respondent.stratum];
    kept.ids.push_back(respondent.id);
    kept.stratum.push_back(h);
    kept.residual.push_back(total.fits[h].residual(wanted[respondent.state], respondent.money));
  }
  return result;
}

StateMoney state_money(std::span<const Stratum> strata, std::span<const Respondent> respondents, size_t states,
                       double level) {
  return money_from_cells(answers_of(strata, respondents, states), states, level);
}

}  // namespace vk
