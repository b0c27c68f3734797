#include "core/engine/gather_figures.hpp"

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/compare/comparison.hpp"

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

}  // namespace

std::vector<AnswerFigure> gather_figures(Store& store, const FigureWish& wish, ReportInputs& inputs) {
  std::vector<AnswerFigure> figures;
  if (wish.measurement.figures.empty()) return figures;
  const bool compares = wish.earlier && judge(wish.earlier->header, wish.stored.header).states == Verdict::same;
  for (const FigureSpec& spec : wish.measurement.figures) {
    const std::unique_ptr<MemberSource> members = store.read_members(wish.stored.id, {spec.of.text});
    std::optional<AnswerFigure> figure = answer_figure(*members, spec);
    if (!figure) {
      inputs.outcome = Outcome::partial;
      inputs.reasons.push_back(not_kept(*members, spec));
      continue;
    }
    if (compares) {
      const std::unique_ptr<MemberSource> before = store.read_members(wish.earlier->id, {spec.of.text});
      figure->change = figure_change(*before, *members, spec);
    }
    figures.push_back(std::move(*figure));
  }
  return figures;
}

}  // namespace vk
