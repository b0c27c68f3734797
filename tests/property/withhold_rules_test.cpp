#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/engine/withhold_answers.hpp"
#include "core/engine/withhold_plan.hpp"

using namespace vk;

namespace {

AnswerFigure changed_figure(FigureKind kind, double before, uint64_t answers_before) {
  AnswerFigure figure;
  figure.spec.kind = kind;
  figure.all = {100, 100, FigureEstimate{0.5, {0.5, 0.5}, true, 100}};
  FigureChange change;
  change.before = before;
  change.answers_before = answers_before;
  figure.change = change;
  return figure;
}

bool tells_change(AnswerFigure figure) {
  std::vector<AnswerFigure> figures{std::move(figure)};
  withhold_figures(3, figures);
  REQUIRE(figures.front().all.estimate.has_value());
  return figures.front().change.has_value();
}

ContentPlan plan_held_back(const std::vector<std::pair<ContactDecision, int>>& rows) {
  ContentPlan plan;
  SubjectNumber subject = 1;
  for (const auto& [decision, count] : rows) {
    for (int i = 0; i < count; ++i) {
      ContentRow row;
      row.subject = subject++;
      row.money = 100;
      row.decision = decision;
      plan.rows.push_back(row);
    }
  }
  return plan;
}

}  // namespace

TEST_CASE("withhold: a change does not tell the figure of a cycle before that is not told itself") {
  CHECK(tells_change(changed_figure(FigureKind::mean, 4, 10)));
  CHECK_FALSE(tells_change(changed_figure(FigureKind::mean, 4, 9)));
  CHECK(tells_change(changed_figure(FigureKind::share, 0.9, 40)));
  // All said the same then.
  CHECK_FALSE(tells_change(changed_figure(FigureKind::share, 1, 40)));
  CHECK_FALSE(tells_change(changed_figure(FigureKind::nps, -100, 40)));
}

TEST_CASE("withhold: rules that held back too few are counted together") {
  const DisclosureRule rule{3, 10};
  const std::vector<ContentPlan> plans{plan_held_back({{ContactDecision::planned, 9},
                                                       {ContactDecision::no_consent, 1},
                                                       {ContactDecision::duplicate, 4},
                                                       {ContactDecision::holdout, 20}})};
  CHECK(told_held_back(rule, plans) == std::map<std::string, size_t>{{"holdout", 20}, {"other", 5}});
  const std::vector<ContentPlan> safe{
      plan_held_back({{ContactDecision::no_consent, 3}, {ContactDecision::holdout, 4}})};
  CHECK(told_held_back(rule, safe) == std::map<std::string, size_t>{{"holdout", 4}, {"no_consent", 3}});
  CHECK(told_held_back(rule, {}).empty());
}
