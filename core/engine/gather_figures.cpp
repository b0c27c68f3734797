#include "core/engine/gather_figures.hpp"

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/compare/comparison.hpp"
#include "core/estimate/figure_change.hpp"

namespace vk {
namespace {

std::string not_kept(const Snapshot& snapshot, const FigureSpec& spec) {
  const std::vector<std::string> kept = kept_answers(snapshot);
  const auto nearest = nearest_word(spec.of.text, kept);
  const std::string hint = nearest        ? fmt::format("did you mean \"{}\"?", *nearest)
                           : kept.empty() ? std::string{"its plugin keeps no scores and no flags"}
                                          : fmt::format("there is: {}", join(kept, ", "));
  return fmt::format("figure \"{}\" of {} is made of \"{}\", which the plugin did not keep ({}:{}); {}", spec.name,
                     to_string(snapshot.header.name), spec.of.text, spec.at.file, spec.at.line, hint);
}

/// Everything that a change since the earlier cycle is made of.
struct EarlierAnswers {
  std::optional<Snapshot> before;  ///< nothing: no change can be told
  std::vector<Snapshot> halves;    ///< of bridge waves, the old form before the new one

  std::optional<FigureChange> change_to(const Snapshot& later, const FigureSpec& spec) const {
    if (!before) return std::nullopt;
    std::vector<FigureWave> waves;
    for (size_t i = 0; i + 1 < halves.size(); i += 2) waves.push_back({&halves[i], &halves[i + 1]});
    return figure_change(*before, later, spec, waves);
  }
};

EarlierAnswers earlier_answers(Store& store, const FigureWish& wish) {
  EarlierAnswers answers;
  if (!wish.earlier) return answers;
  const Comparability verdict = judge(wish.earlier->header, wish.snapshot.header, wish.waves);
  if (verdict.states != Verdict::same && verdict.waves.empty()) return answers;
  answers.before = store.load_snapshot(wish.earlier->id);
  for (const WaveStep& step : verdict.waves) {
    for (const OccurrenceName& name : {step.old_form, step.new_form}) {
      const std::optional<StoredSnapshot> half = store.find_snapshot(name);
      if (!half) throw Error(ErrorCode::not_found, fmt::format("the store has no snapshot {}", to_string(name)));
      answers.halves.push_back(store.load_snapshot(half->id));
    }
  }
  return answers;
}

}  // namespace

std::vector<AnswerFigure> gather_figures(Store& store, const FigureWish& wish, ReportInputs& inputs) {
  std::vector<AnswerFigure> figures;
  if (wish.measurement.figures.empty()) return figures;
  const EarlierAnswers earlier = earlier_answers(store, wish);
  for (const FigureSpec& spec : wish.measurement.figures) {
    std::optional<AnswerFigure> figure = answer_figure(wish.snapshot, spec);
    if (!figure) {
      inputs.outcome = Outcome::partial;
      inputs.reasons.push_back(not_kept(wish.snapshot, spec));
      continue;
    }
    figure->change = earlier.change_to(wish.snapshot, spec);
    figures.push_back(std::move(*figure));
  }
  return figures;
}

}  // namespace vk
