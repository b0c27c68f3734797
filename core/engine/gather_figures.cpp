#include "core/engine/gather_figures.hpp"

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/compare/comparison.hpp"

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

}  // namespace

std::vector<AnswerFigure> gather_figures(Store& store, const FigureWish& wish, ReportInputs& inputs) {
  std::vector<AnswerFigure> figures;
  if (wish.measurement.figures.empty()) return figures;
  std::optional<Snapshot> before;
  if (wish.earlier && judge(wish.earlier->header, wish.snapshot.header).states == Verdict::same)
    before = store.load_snapshot(wish.earlier->id);
  for (const FigureSpec& spec : wish.measurement.figures) {
    std::optional<AnswerFigure> figure = answer_figure(wish.snapshot, spec);
    if (!figure) {
      inputs.outcome = Outcome::partial;
      inputs.reasons.push_back(not_kept(wish.snapshot, spec));
      continue;
    }
    if (before) figure->change = figure_change(*before, wish.snapshot, spec);
    figures.push_back(std::move(*figure));
  }
  return figures;
}

}  // namespace vk
