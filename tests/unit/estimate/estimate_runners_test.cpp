#include <catch2/catch.hpp>
#include <cmath>

#include "core/estimate/calibration.hpp"
#include "core/estimate/money_coverage.hpp"
#include "core/estimate/state_ratio.hpp"
#include "core/estimate/survey_quantile.hpp"
#include "tests/unit/estimate/more_runners.hpp"

namespace vk::test {
namespace {

void run_quantile(const Case& c) {
  const Survey survey = survey_of(c, [&](const CaseRow& row) { return real(row.at(c.text("y"))); });
  const List wanted = c.expected->getArray("quantiles");
  for (unsigned i = 0; i < wanted->size(); ++i) {
    const double p = at(c.params->getArray("p"), i);
    const SurveyQuantile got = survey_quantile(survey.rows, survey.population, p, c.level());
    c.check_all({{"p", p},
                 {"q", got.value},
                 {"ci_lo", got.interval.low},
                 {"ci_hi", got.interval.high},
                 {"F_at_q", got.share.value},
                 {"se_F", std::sqrt(got.share.variance)}},
                wanted->getObject(i));
  }
}

void run_design_effect(const Case& c) {
  const Survey survey = survey_of(c, [&](const CaseRow& row) { return real(row.at(c.text("y"))); });
  const DesignEffect got = design_effect(survey.rows, survey.population);
  c.check_all({{"deff", got.effect},
               {"n", static_cast<double>(survey.rows.size())},
               {"n_eff", got.effective},
               {"kish_deff", got.kish_effect},
               {"kish_n_eff", got.kish_effective}},
              c.expected);
}

void run_calibrated_total(const Case& c) {
  const Survey survey = survey_of(c, [&](const CaseRow& row) { return real(row.at(c.text("y"))); });
  CalibrationTargets targets;
  const List totals = c.params->getArray("totals");
  for (unsigned i = 0; i < totals->size(); ++i) targets.totals.push_back(at(totals, i));
  for (const CaseRow& row : c.rows("sample")) {
    targets.values.emplace_back();
    for (const std::string& name : texts(c.params->getArray("aux"))) {
      targets.values.back().push_back(real(row.at(name)));
    }
  }
  const CalibrationKind kind = c.text("kind") == "raking" ? CalibrationKind::raking : CalibrationKind::linear;
  const CalibratedTotal got = calibrated_total(survey.rows, survey.population, targets, kind);
  double sum = 0;
  for (const double weight : got.weights) sum += weight;
  c.check_all({{"total", got.estimate.value},
               {"se", std::sqrt(got.estimate.variance)},
               {"sum_w", sum},
               {"g_min", got.least_g},
               {"g_max", got.most_g}},
              c.expected);
  const List first = c.expected->getArray("first_weights");
  for (unsigned i = 0; i < first->size(); ++i) c.check("weight", got.weights.at(i), first->get(i));
}

/// The sample of a case whose strata may say no rank, group or take_all.
Sample loose_sample(const Case& c, const std::vector<std::string>& states) {
  Sample result;
  for (const CaseRow& row : c.rows("strata")) {
    const auto cell = [&](const char* name, const char* otherwise) {
      return row.count(name) != 0 ? row.at(name) : otherwise;
    };
    result.places[row.at("stratum")] = result.strata.size();
    result.strata.push_back({row.at("stratum"), std::stoll(cell("rank", "0")), cell("group", ""),
                             std::stoll(row.at("N")), std::stoll(row.at("X")), cell("take_all", "0") == "1"});
  }
  for (const CaseRow& row : c.rows("sample")) {
    const auto state = std::find(states.begin(), states.end(), row.at("state"));
    result.respondents.push_back({row.at("id"), result.places.at(row.at("stratum")), std::stoll(row.at("x")),
                                  static_cast<size_t>(state - states.begin())});
  }
  return result;
}

void run_combined_ratio(const Case& c) {
  const Sample sample = loose_sample(c, {c.text("state")});  // every other state is index 1
  const CombinedRatio got = combined_ratio(sample.strata, sample.respondents, {true, false});
  c.check_all({{"total", got.total}, {"se", std::sqrt(got.variance)}, {"R", got.ratio}, {"g", got.g}, {"df", got.df}},
              c.expected);
}

Case::Numbers rate_numbers(const RetentionEstimate& got) {
  return {{"est", got.value},
          {"se", got.standard_error()},
          {"df", got.df},
          {"ci_lo", got.interval.low},
          {"ci_hi", got.interval.high}};
}

void run_nrr_by_state(const Case& c) {
  const std::vector<std::string> states = texts(c.params->getArray("states"));
  const Sample sample = loose_sample(c, states);
  std::vector<int64_t> later;
  for (const CaseRow& row : c.rows("sample")) later.push_back(std::stoll(row.at(c.text("x2"))));
  for (size_t s = 0; s < states.size(); ++s) {
    std::vector<bool> wanted(states.size(), false);
    wanted[s] = true;
    const StateRetention got = state_retention(sample.strata, sample.respondents, later, wanted, c.level());
    const Object want = c.expected->getObject(states[s]);
    INFO(states[s]);
    c.check_all(rate_numbers(got.net), want->getObject("NRR"));
    if (want->has("GRR")) c.check_all(rate_numbers(got.gross), want->getObject("GRR"));
  }
}

void run_hard_bounds(const Case& c) {
  const std::vector<std::string> states = texts(c.params->getArray("states"));
  const Sample sample = loose_sample(c, states);
  StateTotals totals;
  std::vector<StateTotals::Line> lines(states.size() + 1);
  for (const Stratum& stratum : sample.strata) lines.back().money += stratum.money;
  for (const Respondent& respondent : sample.respondents) {
    lines[respondent.state].money += respondent.money;
    lines.back().money -= respondent.money;
  }
  totals.by_segment.push_back(lines);
  const MoneyCoverage got = money_coverage(totals, states.size());
  REQUIRE(got.coverage.has_value());
  c.check_all({{"money_coverage", got.coverage->value()}}, c.expected);
  for (size_t s = 0; s < states.size(); ++s) {
    c.check_all({{"lo", static_cast<double>(got.limits[s].least)}, {"hi", static_cast<double>(got.limits[s].most)}},
                c.expected->getObject("bounds")->getObject(states[s]));
  }
}

}  // namespace

Runners estimate_runners() {
  return {{"quantile", run_quantile},
          {"design_effect", run_design_effect},
          {"calibrated_total", run_calibrated_total},
          {"combined_ratio", run_combined_ratio},
          {"nrr_by_state", run_nrr_by_state},
          {"hard_bounds", run_hard_bounds}};
}

}  // namespace vk::test
