#include "core/engine/gather_figures.hpp"

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/compare/comparison.hpp"
#include "core/estimate/figure_change.hpp"

namespace vk {
namespace {

std::string not_kept(const MemberSource& members, const FigureSpec& spec) {
  const std::vector<std::string> kept = members.answers();
  const auto nearest = nearest_word(spec.of.text, kept);
  const std::string hint = nearest        ? fmt::format("did you mean \"{}\"?", *nearest)
                           : kept.empty() ? std::string{"its plugin keeps no scores and no flags"}
                                          : fmt::format("there is: {}", join(kept, ", "));
  return fmt::format("figure \"{}\" of {} is made of \"{}\", which the plugin did not keep ({}:{}); {}", spec.name,
                     to_string(members.header().name), spec.of.text, spec.at.file, spec.at.line, hint);
}

/// The snapshots that a change since the earlier cycle is made of.
struct EarlierAnswers {
  std::optional<int64_t> before;  ///< nothing: no change can be told
  std::vector<int64_t> halves;    ///< of bridge waves, the old form before the new one

  std::optional<FigureChange> change_to(MemberSource& later, Store& store, const FigureSpec& spec) const {
    if (!before) return std::nullopt;
    const MemberColumns columns{.answers = {spec.of.text}};
    const std::unique_ptr<MemberSource> earlier = store.read_members(*before, columns);
    std::vector<std::unique_ptr<MemberSource>> members;
    for (const int64_t half : halves) members.push_back(store.read_members(half, columns));
    std::vector<FigureWaveSource> waves;
    for (size_t i = 0; i + 1 < members.size(); i += 2) waves.push_back({members[i].get(), members[i + 1].get()});
    return figure_change(*earlier, later, spec, waves);
  }
};

EarlierAnswers earlier_answers(Store& store, const FigureWish& wish) {
  EarlierAnswers answers;
  if (!wish.earlier) return answers;
  const Comparability verdict = judge(wish.earlier->header, wish.stored.header, wish.waves);
  if (verdict.states != Verdict::same && verdict.waves.empty()) return answers;
  answers.before = wish.earlier->id;
  for (const WaveStep& step : verdict.waves) {
    for (const OccurrenceName& name : {step.old_form, step.new_form}) {
      const std::optional<StoredSnapshot> half = store.find_snapshot(name);
      if (!half) throw Error(ErrorCode::not_found, fmt::format("the store has no snapshot {}", to_string(name)));
      answers.halves.push_back(half->id);
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
    const std::unique_ptr<MemberSource> members = store.read_members(wish.stored.id, {.answers = {spec.of.text}});
    std::optional<AnswerFigure> figure = answer_figure(*members, spec);
    if (!figure) {
      inputs.outcome = Outcome::partial;
      inputs.reasons.push_back(not_kept(*members, spec));
      continue;
    }
    figure->change = earlier.change_to(*members, store, spec);
    figures.push_back(std::move(*figure));
  }
  return figures;
}

}  // namespace vk
