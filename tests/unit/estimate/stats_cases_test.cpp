#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <set>
#include <sstream>

#include "core/estimate/content_effect.hpp"
#include "core/estimate/cycle_change.hpp"
#include "core/estimate/distributions.hpp"
#include "core/estimate/form_link.hpp"
#include "core/estimate/interval.hpp"
#include "core/estimate/many_segments.hpp"
#include "core/estimate/outcome_rates.hpp"
#include "core/estimate/state_money.hpp"
#include "core/estimate/survey_estimate.hpp"
#include "core/money/allocation.hpp"
#include "tests/unit/estimate/more_runners.hpp"
#include "tests/unit/estimate/stats_case.hpp"

using namespace vk;
using namespace vk::test;
namespace {

const std::string kFolder = VK_SOURCE_DIR "/tests/oracles/stats/";

bool is_bundled(const std::string& file) {
  return std::filesystem::exists(kFolder + file);
}

void check_estimate(const Case& c, const Object& want, const StateEstimate& e) {
  c.check_all({{"total", e.total},
               {"se", e.standard_error()},
               {"share", e.share},
               {"df", e.df},
               {"n_eff_var", e.n_eff_variance},
               {"n_eff_model", e.n_eff_model},
               {"n_eff_used", e.n_eff_used},
               {"ci_lo", e.interval.low},
               {"ci_hi", e.interval.high}},
              want);
}

void run_state_money(const Case& c) {
  const std::vector<std::string> states = texts(c.params->getArray("states"));
  const Sample sample = sample_of(c, "", states);
  if (c.expected->has("error")) {
    try {
      state_money(sample.strata, sample.respondents, states.size(), c.level());
      FAIL("no error");
    } catch (const EstimateError& error) {
      CHECK(to_string(error.fault()) == c.expected->getValue<std::string>("error"));
      if (c.expected->has("group")) CHECK(error.group() == c.expected->getValue<std::string>("group"));
    }
    return;
  }
  const StateMoney got = state_money(sample.strata, sample.respondents, states.size(), c.level());
  CHECK(got.unknown_money == c.expected->getValue<int64_t>("unknown_money"));
  CHECK(got.unknown_members == c.expected->getValue<int64_t>("unknown_n"));
  CHECK(got.known_money == c.expected->getValue<int64_t>("known_X"));
  std::map<std::string, std::string> merges;
  if (!c.expected->isNull("collapse")) {
    const Object want = c.expected->getObject("collapse");
    for (const std::string& name : want->getNames()) merges[name] = want->getValue<std::string>(name);
  }
  CHECK(got.collapse.merges == merges);
  const Object minor = c.expected->getObject("minor_units");
  REQUIRE(got.minor_units.size() == states.size() + 1);
  for (size_t s = 0; s < states.size(); ++s) {
    INFO(states[s]);
    check_estimate(c, c.expected->getObject("states")->getObject(states[s]), got.states[s]);
    CHECK(got.minor_units[s] == minor->getValue<int64_t>(states[s]));
  }
  CHECK(got.minor_units.back() == minor->getValue<int64_t>("unknown"));
}

std::vector<CommonMembers> common_of(const Case& c, const std::map<std::string, size_t>& first,
                                     const std::map<std::string, size_t>& second) {
  std::vector<CommonMembers> result;
  for (const CaseRow& row : c.rows("common")) {
    result.push_back({first.at(row.at("g")), second.at(row.at("h")), std::stoll(row.at("Ngh"))});
  }
  return result;
}

int64_t known(const Sample& sample) {
  int64_t sum = 0;
  for (const Stratum& stratum : sample.strata) sum += stratum.money;
  return sum;
}

void run_change_state_money(const Case& c) {
  const std::vector<std::string> wanted{c.text("state")};  // every other state is index 1
  const Sample first = sample_of(c, "1", wanted);
  const Sample second = sample_of(c, "2", wanted);
  const StateTotal e1 = state_total(first.strata, first.respondents, {true, false}, c.level());
  const StateTotal e2 = state_total(second.strata, second.respondents, {true, false}, c.level());
  const StateChange got =
      state_change(e1, e2, common_of(c, first.places, second.places), {known(first), known(second)}, c.level());
  Case::Numbers numbers{{"est1", e1.estimate.total},
                        {"est2", e2.estimate.total},
                        {"diff", got.difference},
                        {"V1", e1.estimate.variance},
                        {"V2", e2.estimate.variance},
                        {"cov", got.covariance},
                        {"rho", got.correlation},
                        {"se", std::sqrt(got.variance)},
                        {"df", got.df},
                        {"ci_lo", got.interval.low},
                        {"ci_hi", got.interval.high},
                        {"ratio", got.ratio},
                        {"volume_effect", got.volume_effect},
                        {"mix_effect", got.mix_effect},
                        {"exact", got.exact ? 1.0 : 0.0}};
  c.check_all(numbers, c.expected);
  c.check_pair("ci_t", got.plain_t);
  REQUIRE(got.ratio_interval.has_value());
  c.check_pair("ratio_ci", *got.ratio_interval);
}

struct Scores {
  std::vector<int64_t> population;
  std::map<std::string, size_t> places;
  std::vector<ScoredRespondent> rows;
};

Scores scores_of(const Case& c, const std::string& suffix) {
  Scores result;
  for (const CaseRow& row : c.rows("strata" + suffix)) {
    result.places[row.at("stratum")] = result.population.size();
    result.population.push_back(std::stoll(row.at("N")));
  }
  for (const CaseRow& row : c.rows("sample" + suffix)) {
    result.rows.push_back({row.at("id"), result.places.at(row.at("stratum")), real(row.at(c.text("y")))});
  }
  return result;
}

void run_change_mean(const Case& c) {
  const Scores first = scores_of(c, "1");
  const Scores second = scores_of(c, "2");
  const StateTotal e1 = score_mean(first.population, first.rows, c.level());
  const StateTotal e2 = score_mean(second.population, second.rows, c.level());
  const StateChange got = state_change(e1, e2, common_of(c, first.places, second.places), {}, c.level());
  c.check_all({{"est1", e1.estimate.total},
               {"est2", e2.estimate.total},
               {"diff", got.difference},
               {"se1", e1.estimate.standard_error()},
               {"se2", e2.estimate.standard_error()},
               {"cov", got.covariance},
               {"se", std::sqrt(got.variance)},
               {"df", got.df},
               {"ci_lo", got.plain_t.low},
               {"ci_hi", got.plain_t.high}},
              c.expected);
}

/// Money columns of both arms, summed to the cluster; the second column is optional.
struct Units {
  Arm treated;
  Arm held_out;
  std::map<std::string, EffectBlock> blocks;
};

Units units_of(const Case& c, const std::string& y, const std::string& x, bool difference) {
  struct Unit {
    double y = 0, x = 0;
    std::string arm, block;
  };
  std::map<std::string, Unit> units;
  size_t number = 0;
  for (const CaseRow& row : c.rows("units")) {
    Unit& unit = units[c.params->has("cluster") ? row.at(c.text("cluster")) : std::to_string(100000 + number++)];
    unit.y += real(row.at(y));
    if (!x.empty()) unit.x += real(row.at(x));
    unit.arm = row.at(c.text("arm"));
    if (c.params->has("block")) unit.block = row.at(c.text("block"));
  }
  Units result;
  for (const auto& [id, unit] : units) {
    const double outcome = difference ? unit.y - unit.x : unit.y;
    Arm& arm = unit.arm == "1" ? result.treated : result.held_out;
    arm.outcome.push_back(outcome);
    arm.before.push_back(unit.x);
    EffectBlock& block = result.blocks[unit.block];
    (unit.arm == "1" ? block.treated : block.held_out).push_back(outcome);
  }
  return result;
}

void check_effect(const Case& c, const std::optional<Effect>& effect) {
  REQUIRE(effect.has_value());
  const double n = static_cast<double>(effect->treated);
  c.check_all({{"ate", effect->per_unit},
               {"se", std::sqrt(effect->variance)},
               {"df", effect->df},
               {"ci_lo", effect->interval.low},
               {"ci_hi", effect->interval.high},
               {"p", effect->p},
               {"n_treated", n},
               {"total_effect", n * effect->per_unit},
               {"total_lo", n * effect->interval.low},
               {"total_hi", n * effect->interval.high}},
              c.expected);
}

void run_effect_welch(const Case& c) {
  const Units units = units_of(c, c.text("y"), "", false);
  check_effect(c, welch_effect(units.treated.outcome, units.held_out.outcome, c.level()));
}

void run_effect_did(const Case& c) {
  const Units units = units_of(c, c.text("post"), c.text("pre"), true);
  check_effect(c, welch_effect(units.treated.outcome, units.held_out.outcome, c.level()));
}

void run_effect_lin(const Case& c) {
  const Units units = units_of(c, c.text("y"), c.text("x"), false);
  check_effect(c, adjusted_effect(units.treated, units.held_out, c.level()));
}

void run_effect_blocked(const Case& c) {
  const bool minus = c.params->has("minus");
  const Units units = units_of(c, c.text("y"), minus ? c.text("minus") : "", minus);
  std::vector<EffectBlock> blocks;
  for (const auto& [name, block] : units.blocks) blocks.push_back(block);
  check_effect(c, blocked_effect(blocks, c.level()));
}

void run_mde(const Case& c) {
  const auto plan = [](const Object& p, double rho) {
    return EffectPlan{p->getValue<double>("sd"), rho, p->getValue<double>("n1"), p->getValue<double>("n0")};
  };
  const double level = c.level(), power = c.number("power");
  const double adjusted = detectable_effect(plan(c.params, c.number("rho")), level, power);
  c.check_all({{"mde_unadjusted", detectable_effect(plan(c.params, 0), level, power)},
               {"mde_adjusted", adjusted},
               {"total_adjusted", adjusted * c.number("n1")},
               {"z_sum", z_quantile(1 - (1 - level) / 2) + z_quantile(power)}},
              c.expected);
  const List alternatives = c.params->getArray("alt");
  for (unsigned i = 0; i < alternatives->size(); ++i) {
    const Object other = alternatives->getObject(i);
    const double got = detectable_effect(plan(other, other->getValue<double>("rho")), other->getValue<double>("level"),
                                         other->getValue<double>("power"));
    c.check("alt", got, c.expected->getArray("alt")->get(i));
  }
}

void run_wilson(const Case& c) {
  const List pairs = c.params->getArray("x_n");
  for (unsigned i = 0; i < pairs->size(); ++i) {
    const Interval got = wilson(static_cast<uint64_t>(at(pairs->getArray(i), 0)),
                                static_cast<uint64_t>(at(pairs->getArray(i), 1)), c.level());
    c.check("low", got.low, c.expected->getArray("ci")->getArray(i)->get(0));
    c.check("high", got.high, c.expected->getArray("ci")->getArray(i)->get(1));
  }
}

void run_kg_interval(const Case& c) {
  const List pairs = c.params->getArray("p_neff");
  for (unsigned i = 0; i < pairs->size(); ++i) {
    const Interval got = korn_graubard(at(pairs->getArray(i), 0), at(pairs->getArray(i), 1), c.level());
    c.check("low", got.low, c.expected->getArray("ci")->getArray(i)->get(0));
    c.check("high", got.high, c.expected->getArray("ci")->getArray(i)->get(1));
  }
}

void run_nps_adjusted_wald(const Case& c) {
  const List counts = c.params->getArray("pro_pas_det");
  for (unsigned i = 0; i < counts->size(); ++i) {
    const auto count = [&](unsigned k) { return static_cast<uint64_t>(at(counts->getArray(i), k)); };
    const NetPromoter got = adjusted_wald_nps(count(0), count(1), count(2), c.level());
    const List want = c.expected->getArray("nps_lo_hi")->getArray(i);
    c.check("score", got.score, want->get(0));
    c.check("low", got.interval.low, want->get(1));
    c.check("high", got.interval.high, want->get(2));
  }
}

void run_share_quality_flag(const Case& c) {
  const List rows = c.params->getArray("p_lo_hi_neff_df");
  const std::vector<std::string> want = texts(c.expected->getArray("flags"));
  for (unsigned i = 0; i < rows->size(); ++i) {
    const List row = rows->getArray(i);
    CHECK(to_string(share_quality(at(row, 0), {at(row, 1), at(row, 2)}, at(row, 3), at(row, 4))) == want.at(i));
  }
}

void run_benjamini_hochberg(const Case& c) {
  std::vector<double> p;
  for (unsigned i = 0; i < c.params->getArray("p")->size(); ++i) p.push_back(at(c.params->getArray("p"), i));
  const Adjusted got = adjust_p(p, c.number("q"));
  for (unsigned i = 0; i < p.size(); ++i) c.check("adjusted", got.p[i], c.expected->getArray("adjusted")->get(i));
  c.check_all({{"rejected", static_cast<double>(got.rejected)}, {"fcr_level", got.fcr_level}}, c.expected);
}

BridgeWave wave_of(const Case& c) {
  return {{c.number("old"), c.number("Vold")}, {c.number("new"), c.number("Vnew")}, c.number("cov")};
}

void run_link_additive(const Case& c) {
  const AdditiveLink got =
      link_by_difference(wave_of(c), {c.number("old0"), c.number("V0")}, {c.number("new1"), c.number("V1")});
  const Interval interval =
      t_interval(got.change.value, got.change.variance, std::numeric_limits<double>::infinity(), 0.95);
  c.check_all({{"delta", got.step.value},
               {"se_delta", std::sqrt(got.step.variance)},
               {"backcast", got.backcast.value},
               {"change", got.change.value},
               {"se_change", std::sqrt(got.change.variance)},
               {"ci_lo", interval.low},
               {"ci_hi", interval.high}},
              c.expected);
}

void run_link_multiplicative(const Case& c) {
  const MultiplicativeLink got =
      link_by_factor(wave_of(c), {c.number("old0"), c.number("V0")}, {c.number("new1"), c.number("V1")});
  const Interval logs =
      t_interval(std::log(got.ratio), got.log_variance, std::numeric_limits<double>::infinity(), 0.95);
  c.check_all({{"lambda", got.factor.value},
               {"se_lambda", std::sqrt(got.factor.variance)},
               {"backcast", got.backcast.value},
               {"se_backcast", std::sqrt(got.backcast.variance)},
               {"ratio", got.ratio},
               {"ratio_lo", std::exp(logs.low)},
               {"ratio_hi", std::exp(logs.high)}},
              c.expected);
}

void run_largest_remainder(const Case& c) {
  const List problems = c.params->getArray("problems");
  for (unsigned i = 0; i < problems->size(); ++i) {
    const List values = problems->getObject(i)->getArray("values");
    std::vector<double> parts;
    for (unsigned k = 0; k < values->size(); ++k) parts.push_back(at(values, k));
    const std::vector<int64_t> got = round_parts(parts, problems->getObject(i)->getValue<int64_t>("total"));
    for (unsigned k = 0; k < got.size(); ++k) {
      c.check("part", static_cast<double>(got[k]), c.expected->getArray("parts")->getArray(i)->get(k));
    }
  }
}

void run_aapor_rates(const Case& c) {
  const auto count = [&](const char* name) { return c.params->getValue<uint64_t>(name); };
  const OutcomeRates rates = outcome_rates(
      {count("I"), count("P"), count("R"), count("NC"), count("O"), count("UH") + count("UO"), count("NE")});
  Case::Numbers numbers{{"e", rates.e->value()}};
  for (const OutcomeRate& rate : rates.rates) numbers[rate.name] = rate.value->value();
  c.check_all(numbers, c.expected);
}

Case::Numbers numbers_of(const SurveyEstimate& got, const std::string& name, const Interval& interval) {
  return {{name, got.value},
          {"se", std::sqrt(got.variance)},
          {"df", got.df},
          {"ci_lo", interval.low},
          {"ci_hi", interval.high}};
}

void run_survey_estimate(const Case& c) {
  const std::map<std::string, SurveyFigure> figures{
      {"total", SurveyFigure::total}, {"mean", SurveyFigure::mean}, {"ratio", SurveyFigure::ratio}};
  const Survey survey = survey_of(c, [&](const CaseRow& row) { return real(row.at(c.text("y"))); });
  const SurveyEstimate got = survey_estimate(survey.rows, survey.population, figures.at(c.text("stat")));
  c.check_all(numbers_of(got, "est", t_interval(got.value, got.variance, got.df, c.level())), c.expected);
}

void run_share_ci(const Case& c) {
  const Survey survey =
      survey_of(c, [&](const CaseRow& row) { return row.at(c.text("col")) == c.text("value") ? 1.0 : 0.0; });
  const SurveyEstimate got = survey_estimate(survey.rows, survey.population, SurveyFigure::mean);
  const Interval interval = share_interval(got, static_cast<double>(survey.rows.size()), c.level());
  c.check_all(numbers_of(got, "p", interval), c.expected);
}

void run_nps(const Case& c) {
  const Survey survey = survey_of(c, [&](const CaseRow& row) {
    const double score = real(row.at(c.text("score")));
    return score >= 9 ? 100.0 : score >= 7 ? 0.0 : -100.0;
  });
  const SurveyEstimate got = survey_estimate(survey.rows, survey.population, SurveyFigure::mean);
  c.check_all(numbers_of(got, "nps", t_interval(got.value, got.variance, got.df, c.level())), c.expected);
}

/// Every kind of case and what answers it: this file's, and those of the other runner files.
Runners all_runners() {
  Runners runners{
      {"aapor_rates", run_aapor_rates},
      {"benjamini_hochberg", run_benjamini_hochberg},
      {"change_mean", run_change_mean},
      {"change_state_money", run_change_state_money},
      {"effect_blocked", run_effect_blocked},
      {"effect_did", run_effect_did},
      {"effect_lin", run_effect_lin},
      {"effect_welch", run_effect_welch},
      {"kg_interval", run_kg_interval},
      {"largest_remainder", run_largest_remainder},
      {"link_additive", run_link_additive},
      {"link_multiplicative", run_link_multiplicative},
      {"mde", run_mde},
      {"nps", run_nps},
      {"nps_adjusted_wald", run_nps_adjusted_wald},
      {"share_ci", run_share_ci},
      {"share_quality_flag", run_share_quality_flag},
      {"state_money", run_state_money},
      {"survey_estimate", run_survey_estimate},
      {"wilson", run_wilson},
  };
  for (const Runners& more : {sample_runners(), estimate_runners(), stage_runners()}) {
    runners.insert(more.begin(), more.end());
  }
  return runners;
}

List all_cases() {
  Poco::JSON::Parser parser;
  return parser.parse(contents(kFolder + "cases.json")).extract<Object>()->getArray("cases");
}

/// False for a case over a public survey set when the shared data is not there.
bool can_be_read(const Object& each) {
  if (!each->has("inputs") || each->isNull("inputs")) return true;
  const Object inputs = each->getObject("inputs");
  for (const std::string& role : inputs->getNames()) {
    if (!is_bundled(inputs->getValue<std::string>(role)) && !shared_data()) return false;
  }
  return true;
}

}  // namespace

std::string vk::test::path_of(const std::string& file) {
  if (is_bundled(file)) return kFolder + file;
  return (shared_data().value() / "../oracles/stats" / file).string();
}

TEST_CASE("statistics: every reference case meets its tolerance, and a kind without an answer fails") {
  const List cases = all_cases();
  const Runners runners = all_runners();
  REQUIRE(cases->size() > 0);
  std::vector<std::string> public_sets;
  for (unsigned i = 0; i < cases->size(); ++i) {
    const Object each = cases->getObject(i);
    INFO(each->getValue<std::string>("name"));
    const auto runner = runners.find(each->getValue<std::string>("method"));
    if (runner == runners.end()) {
      FAIL_CHECK("no answer to cases of the kind " << each->getValue<std::string>("method"));
      continue;
    }
    if (!can_be_read(each)) {
      public_sets.push_back(each->getValue<std::string>("name"));
      continue;
    }
    const Object tolerance = each->getObject("tol");
    try {
      runner->second({each, each->getObject("params"), each->getObject("expected"), tolerance->getValue<double>("rel"),
                      tolerance->getValue<double>("abs")});
    } catch (const std::exception& failure) {
      FAIL_CHECK(failure.what());
    }
  }
  // Public survey sets are read where they are; without them shared_data() has said so.
  CHECK((public_sets.empty() || !shared_data()));
  CHECK(public_sets.size() <= 15);
}

TEST_CASE("statistics: no answer waits for a kind of case that nobody asks") {
  std::set<std::string> asked;
  const List cases = all_cases();
  for (unsigned i = 0; i < cases->size(); ++i) asked.insert(cases->getObject(i)->getValue<std::string>("method"));
  for (const auto& [kind, runner] : all_runners()) {
    INFO(kind);
    CHECK(asked.count(kind) == 1);
  }
}
