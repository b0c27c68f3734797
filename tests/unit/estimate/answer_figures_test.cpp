#include "core/estimate/answer_figures.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/estimate/cycle_change.hpp"
#include "core/estimate/figure_change.hpp"
#include "core/estimate/represent.hpp"
#include "core/estimate/survey_estimate.hpp"
#include "core/estimate/survey_quantile.hpp"
#include "tests/support/sample_snapshot.hpp"

using namespace vk;

namespace {

constexpr double kNoAnswer = std::numeric_limits<double>::quiet_NaN();

FigureSpec figure_spec(FigureKind kind, std::optional<int64_t> from = std::nullopt,
                       std::optional<int64_t> to = std::nullopt) {
  FigureSpec spec;
  spec.name = "figure";
  spec.kind = kind;
  spec.of.text = "score";
  spec.from = from;
  spec.to = to;
  return spec;
}

/// Members of 100 EUR each with these answers, one a member, all in one segment.
Snapshot answered_snapshot(const std::vector<double>& answers) {
  std::vector<test::Row> rows;
  for (size_t i = 0; i < answers.size(); ++i) {
    test::Row row;
    row.subject = static_cast<SubjectNumber>(i + 1);
    row.state = std::isnan(answers[i]) ? kUnmeasured : uint8_t{0};
    row.money = 10000;
    rows.push_back(row);
  }
  Snapshot snapshot = test::snapshot_of(test::sample_header(2026), rows);
  for (size_t i = 0; i < answers.size(); ++i) {
    const auto disposition = std::isnan(answers[i]) ? Disposition::non_contact : Disposition::complete;
    snapshot.disposition[i] = static_cast<uint8_t>(disposition);
  }
  snapshot.scores = {{"score", PackedDoubles(std::span(answers))}};
  return snapshot;
}

std::vector<double> repeated(const std::vector<std::pair<size_t, double>>& lots) {
  std::vector<double> answers;
  for (const auto& [count, value] : lots) answers.insert(answers.end(), count, value);
  return answers;
}

/// Two segments of uneven money in which some answer and some do not.
Snapshot uneven_snapshot(uint64_t seed, int year) {
  test::Dice dice(seed);
  std::vector<test::Row> rows;
  std::vector<double> answers;
  for (size_t i = 0; i < 900; ++i) {
    test::Row row;
    row.subject = static_cast<SubjectNumber>(i + 1);
    row.money = static_cast<int64_t>(1000 + dice.roll(100) * dice.roll(100));
    row.segment = static_cast<uint16_t>(i % 2);
    // Mostly the same people are silent in both years.
    const bool silent = i * 7 % 10 < 3 || dice.roll(20) == 0;
    row.state = silent ? kUnmeasured : static_cast<uint8_t>(dice.roll(3));
    rows.push_back(row);
    // The same people think alike in both years.
    answers.push_back(silent ? kNoAnswer : std::min<double>(10, static_cast<double>(i % 9 + dice.roll(3))));
  }
  Snapshot snapshot = test::snapshot_of(test::sample_header(year), rows);
  snapshot.scores = {{"score", PackedDoubles(std::span<const double>(answers))}};
  return snapshot;
}

/// The same snapshot as rows of a stratified sample, strata as the figures make them; `score` maps an answer.
template <typename Score>
std::pair<std::vector<SurveyRow>, std::vector<int64_t>> survey_rows(const Snapshot& snapshot, Score score) {
  const MoneyClasses money(snapshot.money);
  const ResponseClasses classes(snapshot.header, money);
  std::vector<int64_t> population(classes.strata().size(), 0);
  std::vector<int64_t> answered(population.size(), 0);
  std::vector<SurveyRow> rows;
  for (size_t i = 0; i < snapshot.size(); ++i) {
    const auto h =
        classes.stratum_of({snapshot.state[i], snapshot.disposition[i], snapshot.segment[i], snapshot.money[i]});
    REQUIRE(h.has_value());
    ++population[*h];
    if (std::isnan(snapshot.scores[0].values[i])) continue;
    ++answered[*h];
    rows.push_back({*h, i, 1, score(snapshot.scores[0].values[i]), 1, true});
  }
  for (SurveyRow& row : rows) {
    row.weight = static_cast<double>(population[row.stratum]) / static_cast<double>(answered[row.stratum]);
  }
  return {std::move(rows), std::move(population)};
}

}  // namespace

TEST_CASE("answer figures: when everybody answered they are exact") {
  const Snapshot snapshot = answered_snapshot(repeated({{50, 10}, {30, 8}, {20, 3}}));
  const auto nps = answer_figure(snapshot, figure_spec(FigureKind::nps));
  REQUIRE(nps.has_value());
  REQUIRE(nps->all.estimate.has_value());
  CHECK(nps->all.estimate->exact);
  CHECK(nps->all.estimate->value == Approx(30));
  CHECK(nps->all.estimate->interval.low == nps->all.estimate->interval.high);
  CHECK(nps->all.members == 100);
  CHECK(nps->all.answers == 100);
  const auto share = answer_figure(snapshot, figure_spec(FigureKind::share, 3, 8));
  REQUIRE(share->all.estimate.has_value());
  CHECK(share->all.estimate->value == Approx(0.5));
  CHECK(share->all.estimate->interval.high == Approx(0.5));
  CHECK(answer_figure(snapshot, figure_spec(FigureKind::mean))->all.estimate->value == Approx(8));
  CHECK(answer_figure(snapshot, figure_spec(FigureKind::median))->all.estimate->value == 8);
}

TEST_CASE("answer figures: what the plugin does not keep is no figure") {
  FigureSpec spec = figure_spec(FigureKind::mean);
  spec.of.text = "other";
  CHECK_FALSE(answer_figure(answered_snapshot({1, 2, 3}), spec).has_value());
  const Snapshot snapshot = answered_snapshot({1, 2, 3});
  CHECK(WholeSnapshot(snapshot).answers() == std::vector<std::string>{"score"});
}

TEST_CASE("answer figures: a flag is a share of those who said yes or no") {
  Snapshot snapshot = answered_snapshot(repeated({{10, 1}}));
  snapshot.scores.clear();
  snapshot.flags = {{"score", {1, 1, 1, 0, 0, 0, 0, 255, 255, 255}}};
  const auto share = answer_figure(snapshot, figure_spec(FigureKind::share, 1));
  REQUIRE(share.has_value());
  CHECK(share->all.answers == 7);
  CHECK(share->all.members == 7);  // each has a tenth of all money and stands for nobody else
  CHECK(share->silent_alone == 3);
  CHECK(share->all.estimate->value == Approx(3.0 / 7));
}

TEST_CASE("answer figures: whoever answers unasked or off the scale counts for nothing") {
  std::vector<double> answers = repeated({{150, 10}, {100, 0}, {50, 99}, {200, kNoAnswer}});
  Snapshot snapshot = answered_snapshot(answers);
  for (size_t i = 0; i < 50; ++i) {
    snapshot.state[i] = kUnmeasured;
    snapshot.disposition[i] = static_cast<uint8_t>(Disposition::not_sampled);
  }
  const auto nps = answer_figure(snapshot, figure_spec(FigureKind::nps));
  REQUIRE(nps->all.estimate.has_value());
  CHECK(nps->all.answers == 200);
  CHECK(nps->off_scale == 50);
  CHECK(nps->all.estimate->value == Approx(0));
}

TEST_CASE("answer figures: one answer of many is too few, and a mean without spread says nothing of the rest") {
  CHECK_FALSE(answer_figure(answered_snapshot(repeated({{1, 5}, {300, kNoAnswer}})), figure_spec(FigureKind::share, 4))
                  ->all.estimate.has_value());
  const Snapshot agreed = answered_snapshot(repeated({{40, 5}, {300, kNoAnswer}}));
  CHECK_FALSE(answer_figure(agreed, figure_spec(FigureKind::mean))->all.estimate.has_value());
  const auto share = answer_figure(agreed, figure_spec(FigureKind::share, 4));
  REQUIRE(share->all.estimate.has_value());
  CHECK(share->all.estimate->value == 1);
  CHECK(share->all.estimate->interval.high == 1);
  CHECK(share->all.estimate->interval.low < 0.95);
  const auto nps =
      answer_figure(answered_snapshot(repeated({{40, 10}, {300, kNoAnswer}})), figure_spec(FigureKind::nps));
  REQUIRE(nps->all.estimate.has_value());
  CHECK(nps->all.estimate->value == 100);
  CHECK(nps->all.estimate->interval.low < 100);
}

TEST_CASE("answer figures: values and intervals are those of the survey estimators on the same strata") {
  const Snapshot snapshot = uneven_snapshot(11, 2026);
  const auto points = [](double answer) { return answer >= 9 ? 100.0 : answer <= 6 ? -100.0 : 0.0; };
  const auto [nps_rows, population] = survey_rows(snapshot, points);
  const SurveyEstimate nps = survey_estimate(nps_rows, population, SurveyFigure::mean);
  const auto made_nps = answer_figure(snapshot, figure_spec(FigureKind::nps));
  const Interval t = t_interval(nps.value, nps.variance, nps.df, kIntervalLevel);
  CHECK(made_nps->all.estimate->value == Approx(nps.value));
  CHECK(made_nps->all.estimate->interval.low == Approx(t.low));
  CHECK(made_nps->all.estimate->interval.high == Approx(t.high));

  const auto [share_rows, same] = survey_rows(snapshot, [](double answer) { return answer >= 4 ? 1.0 : 0.0; });
  const SurveyEstimate share = survey_estimate(share_rows, same, SurveyFigure::mean);
  const auto made_share = answer_figure(snapshot, figure_spec(FigureKind::csat, 4));
  const Interval kg = share_interval(share, static_cast<double>(share_rows.size()), kIntervalLevel);
  CHECK(made_share->all.estimate->value == Approx(share.value));
  CHECK(made_share->all.estimate->interval.low == Approx(kg.low));
  CHECK(made_share->all.estimate->interval.high == Approx(kg.high));

  const auto [rows, again] = survey_rows(snapshot, [](double answer) { return answer; });
  FigureSpec ninth = figure_spec(FigureKind::quantile);
  ninth.quantile = 9'000;
  const SurveyQuantile quantile = survey_quantile(rows, again, 0.9, kIntervalLevel);
  const auto made_quantile = answer_figure(snapshot, ninth);
  CHECK(made_quantile->all.estimate->value == quantile.value);
  CHECK(made_quantile->all.estimate->interval.low == quantile.interval.low);
  CHECK(made_quantile->all.estimate->interval.high == quantile.interval.high);
}

TEST_CASE("answer figures: segments add up to everybody") {
  const Snapshot snapshot = uneven_snapshot(12, 2026);
  const auto share = answer_figure(snapshot, figure_spec(FigureKind::share, 4));
  REQUIRE(share->by_segment.size() == snapshot.header.segments.size());
  uint64_t members = 0;
  double sum = 0;
  for (const FigureBase& segment : share->by_segment) {
    members += segment.members;
    if (segment.estimate) sum += static_cast<double>(segment.members) * segment.estimate->value;
  }
  CHECK(members == share->all.members);
  CHECK(sum / static_cast<double>(members) == Approx(share->all.estimate->value));
}

TEST_CASE("answer figures: a change has the covariance of those who answered twice") {
  const Snapshot earlier = uneven_snapshot(13, 2025);
  const Snapshot later = uneven_snapshot(14, 2026);
  const FigureSpec spec = figure_spec(FigureKind::mean);
  const auto change = figure_change(earlier, later, spec);
  REQUIRE(change.has_value());
  const auto side = [](const Snapshot& snapshot) {
    const auto [rows, population] = survey_rows(snapshot, [](double answer) { return answer; });
    std::vector<ScoredRespondent> respondents;
    for (const SurveyRow& row : rows) {
      respondents.push_back({std::to_string(snapshot.subjects[row.cluster]), row.stratum, row.y});
    }
    return score_mean(population, respondents, kIntervalLevel);
  };
  const StateTotal first = side(earlier);
  const StateTotal second = side(later);
  const MoneyClasses money1(earlier.money);
  const MoneyClasses money2(later.money);
  const ResponseClasses classes1(earlier.header, money1);
  const ResponseClasses classes2(later.header, money2);
  std::vector<CommonMembers> common;
  for (size_t i = 0; i < earlier.size(); ++i) {
    const auto stratum = [&](const Snapshot& s, const ResponseClasses& classes) {
      return *classes.stratum_of({s.state[i], s.disposition[i], s.segment[i], s.money[i]});
    };
    common.push_back({stratum(earlier, classes1), stratum(later, classes2), 1});
  }
  const double covariance = cycle_covariance(first, second, common);
  const double variance = first.estimate.variance + second.estimate.variance - 2 * covariance;
  const Interval expected = t_interval(second.estimate.total - first.estimate.total, variance,
                                       std::min(first.estimate.df, second.estimate.df), kIntervalLevel);
  CHECK(covariance > 0);
  CHECK(change->difference == Approx(second.estimate.total - first.estimate.total));
  CHECK(change->interval.low == Approx(expected.low));
  CHECK(change->interval.high == Approx(expected.high));
  CHECK(change->answers_before == first.residuals.ids.size());
  CHECK_FALSE(figure_change(earlier, later, figure_spec(FigureKind::median)).has_value());
}

TEST_CASE("answer figures: a change between two complete cycles is exact") {
  const auto change = figure_change(answered_snapshot(repeated({{50, 10}, {50, 3}})),
                                    answered_snapshot(repeated({{60, 10}, {40, 3}})), figure_spec(FigureKind::nps));
  REQUIRE(change.has_value());
  CHECK(change->difference == Approx(20));
  CHECK(change->interval.low == change->interval.high);
  CHECK(change->told_apart);
}
