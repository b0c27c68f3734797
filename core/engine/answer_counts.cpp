#include "core/engine/answer_counts.hpp"

#include <algorithm>
#include <optional>

#include "core/estimate/asked_pairs.hpp"
#include "core/estimate/asked_question.hpp"

namespace vk {
namespace {

void add_answers(AnswerCounts& sum, const AnswerCounts& counts) {
  for (const auto& [answer, count] : counts) sum[answer] += count;
}

}  // namespace

uint64_t answers_in(const AnswerCounts& counts) {
  uint64_t sum = 0;
  for (const auto& [answer, count] : counts) sum += count;
  return sum;
}

int group_of(const FigureSpec& spec, double answer) {
  switch (spec.kind) {
    case FigureKind::nps:
    case FigureKind::csat:
    case FigureKind::share:
      return static_cast<int>(scored(spec, answer));
    case FigureKind::mean:
    case FigureKind::median:
    case FigureKind::quantile:
      return 0;
  }
  return 0;
}

AnswerCounts QuestionCounts::all() const {
  AnswerCounts sum;
  for (const AnswerCounts& counts : by_class) add_answers(sum, counts);
  return sum;
}

AnswerCounts QuestionCounts::of_segment(size_t segment) const {
  AnswerCounts sum;
  for (size_t h = segment; h < by_class.size(); h += segments) add_answers(sum, by_class[h]);
  return sum;
}

std::vector<AnswerCounts> QuestionCounts::classes_of(size_t segment) const {
  std::vector<AnswerCounts> classes;
  for (size_t h = segment; h < by_class.size(); h += segments) classes.push_back(by_class[h]);
  return classes;
}

QuestionCounts count_question(MemberSource& members, const FigureSpec& spec) {
  QuestionCounts counts;
  counts.segments = std::max<size_t>(1, members.header().segments.size());
  AskedQuestion question(members, spec);
  counts.by_class.resize(std::max(counts.segments, question.strata().size()));
  if (!question.is_kept()) return counts;
  for (uint32_t number = 0; number < question.slices(); ++number) {
    const Snapshot& slice = question.enter(number);
    for (size_t i = 0; i < slice.size(); ++i) {
      const std::optional<size_t> stratum = question.stratum_of(i);
      if (stratum && question.has_answer(i)) ++counts.by_class[*stratum][question.answer(i)];
    }
  }
  return counts;
}

AnswerMoves count_moves(MemberSource& earlier, MemberSource& later, const FigureSpec& spec) {
  AnswerMoves moves;
  AskedQuestion first(earlier, spec);
  AskedQuestion second(later, spec);
  if (!first.is_kept() || !second.is_kept()) return moves;
  for_each_asked_pair(first, second, [&](std::optional<size_t> before, std::optional<size_t> after) {
    if (!before || !after || !first.stratum_of(*before) || !second.stratum_of(*after)) return;
    if (first.has_answer(*before) && second.has_answer(*after)) ++moves[{first.answer(*before), second.answer(*after)}];
  });
  return moves;
}

}  // namespace vk
