#include "core/engine/withhold_answers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "core/report/safe_segments.hpp"
#include "core/report/told_pair.hpp"

namespace vk {
namespace {

/// Says what is certain and nothing else.
void withhold_estimates(Representation& answers) {
  answers.unspoken.money = answers.unmeasured();
  answers.extrapolated = 0;
  answers.estimable = false;
  answers.why_not = kWithheld;
  answers.parts.reset();
  answers.states.clear();
  answers.by_segment.clear();
  answers.merges.clear();
}

/// Whether a state has too few members in some segment.
bool has_unsafe_state(const Snapshot& snapshot, const DisclosureRule& rule) {
  const size_t segments = std::max<size_t>(1, snapshot.header.segments.size());
  std::vector<DisclosureCell> cells(segments * snapshot.header.states.size());
  for (size_t i = 0; i < snapshot.size(); ++i) {
    if (snapshot.state[i] != kUnmeasured)
      add_contributor(cells[snapshot.state[i] * segments + snapshot.segment[i]], snapshot.money[i]);
  }
  return std::any_of(cells.begin(), cells.end(), [&](const DisclosureCell& cell) { return is_unsafe(cell, rule); });
}

/// A value that only answers of one kind have.
bool is_extreme(const FigureSpec& spec, double value) {
  if (spec.kind == FigureKind::nps) return std::abs(value) >= 100;
  return (spec.kind == FigureKind::csat || spec.kind == FigureKind::share) && (value <= 0 || value >= 1);
}

/// What everybody of a group said is what each of them said.
bool is_unanimous(const FigureSpec& spec, const FigureEstimate& made) {
  return made.exact && is_extreme(spec, made.value);
}

}  // namespace

void withhold_answers(const Snapshot& snapshot, const ToldCycle& told, const DisclosureRule& rule,
                      Representation& answers) {
  const MoneyClasses money(snapshot.money);
  const ResponseClasses classes(snapshot.header, money);
  const size_t segments = std::max<size_t>(1, snapshot.header.segments.size());
  DisclosureCell unspoken;
  DisclosureCell credit;
  std::array<DisclosureCell, kDispositions> silent{};
  for (size_t i = 0; i < snapshot.size(); ++i) {
    ResponseClasses::Member member{snapshot.state[i], snapshot.disposition[i], snapshot.segment[i], snapshot.money[i]};
    if (!snapshot.money_class.empty()) member.drawn_class = snapshot.money_class[i];
    if (member.money < 0) add_contributor(credit, member.money);
    if (member.state != kUnmeasured) continue;
    add_contributor(silent[member.disposition], member.money);
    const std::optional<size_t> stratum = classes.stratum_of(member);
    const bool alone = stratum ? *stratum / segments == kOwnMoneyClass : member.money >= 0;
    if (alone) add_contributor(unspoken, member.money);
  }
  const bool by_segment = answers.estimable && segments > 1 && answers.classes <= segments;
  if (is_unsafe(unspoken, rule) || is_unsafe(credit, rule) || (by_segment && !told.hidden.empty()))
    withhold_estimates(answers);
  if (by_segment && has_unsafe_state(snapshot, rule)) answers.states.clear();
  if (is_unsafe(credit, rule)) answers.net_credit = {};
  if (unspoken.contributors > 0) answers.by_segment.clear();
  const bool few_silent = std::any_of(silent.begin(), silent.end(), [&](const auto& c) { return is_unsafe(c, rule); });
  if (few_silent) answers.unmeasured_by = {};
}

void withhold_figures(uint64_t least, std::vector<AnswerFigure>& figures) {
  const DisclosureRule rule{std::max(least, kLeastAnswers), 0};
  const auto cell_of = [&](const AnswerFigure& figure, const FigureBase& base) {
    const bool told_of_each = base.estimate && is_unanimous(figure.spec, *base.estimate);
    const uint64_t answers = told_of_each ? 1 : base.answers;
    return DisclosureCell{answers, static_cast<int64_t>(base.answers), 1, 1};
  };
  for (AnswerFigure& figure : figures) {
    // Less its change, a figure is that of the cycle before.
    if (figure.change && (figure.change->answers_before < rule.least || is_extreme(figure.spec, figure.change->before)))
      figure.change.reset();
    if (has_too_few(cell_of(figure, figure.all), rule)) {
      figure.all.estimate.reset();
      figure.all.answers = 0;
      figure.change.reset();
      figure.by_segment.clear();
      figure.silent_alone = figure.off_scale = 0;
    }
    std::vector<DisclosureCell> cells;
    PrintedSum sum;
    for (const FigureBase& base : figure.by_segment) {
      sum.parts.push_back(cells.size());
      cells.push_back(cell_of(figure, base));
    }
    sum.total = cells.size();
    const std::vector<PrintedSum> sums{sum};
    const Suppression hidden = suppress(cells, sums, rule);
    for (size_t code = 0; code < figure.by_segment.size(); ++code) {
      if (hidden.hides(code)) figure.by_segment[code] = {};
    }
    if (figure.silent_alone < least) figure.silent_alone = 0;
    if (figure.off_scale < least) figure.off_scale = 0;
  }
}

}  // namespace vk
