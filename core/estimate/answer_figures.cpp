#include "core/estimate/answer_figures.hpp"

#include <span>

#include "core/estimate/asked_question.hpp"

namespace vk {
namespace {

FigureBase base_of(const FigureSpec& spec, std::span<const AskedStratum> strata) {
  FigureBase base;
  for (const AskedStratum& asked : strata) {
    base.members += static_cast<uint64_t>(asked.stratum.population);
    base.answers += static_cast<uint64_t>(asked.answers());
  }
  base.members -= silent_alone(strata);
  try {
    const MergedAsked merged = merge_thin_asked(strata);
    base.estimate = estimate_figure(spec, merged.strata);
    for (const AskedStratum& asked : merged.strata) base.classes.push_back({asked.stratum.population, asked.answers()});
  } catch (const EstimateError&) {
    base.estimate.reset();
  }
  return base;
}

/// The strata of one segment.
std::vector<AskedStratum> strata_of(std::span<const AskedStratum> strata, size_t segment, size_t segments) {
  std::vector<AskedStratum> result;
  for (size_t h = segment; h < strata.size(); h += segments) result.push_back(strata[h]);
  return result;
}

}  // namespace

std::optional<AnswerFigure> answer_figure(const Snapshot& snapshot, const FigureSpec& spec) {
  WholeSnapshot whole(snapshot);
  return answer_figure(whole, spec);
}

std::optional<AnswerFigure> answer_figure(MemberSource& members, const FigureSpec& spec) {
  AskedQuestion question(members, spec);
  if (!question.is_kept()) return std::nullopt;
  const AskedStrata asked = count_answers(question);
  AnswerFigure figure;
  figure.spec = spec;
  figure.off_scale = asked.off_scale;
  figure.silent_alone = silent_alone(asked.strata);
  figure.all = base_of(spec, asked.strata);
  const size_t segments = members.header().segments.size();
  for (size_t segment = 0; segment < segments && segments > 1; ++segment) {
    figure.by_segment.push_back(base_of(spec, strata_of(asked.strata, segment, segments)));
  }
  return figure;
}

}  // namespace vk
