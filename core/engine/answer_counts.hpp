#pragma once
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "core/measure/member_source.hpp"

namespace vk {

/// How often each answer was given.
using AnswerCounts = std::map<double, uint64_t>;

uint64_t answers_in(const AnswerCounts& counts);

/// What a share or score counts an answer for, as scored() says: answers with one number are not told apart. 0 for
/// means and quantiles, which tell no groups.
int group_of(const FigureSpec& spec, double answer);

/// The answers to one question by those whom its figures speak for.
struct QuestionCounts {
  size_t segments = 1;
  std::vector<AnswerCounts> by_class;  ///< [class of like money * segments + segment]

  AnswerCounts all() const;
  AnswerCounts of_segment(size_t segment) const;
  /// By class of like money.
  std::vector<AnswerCounts> classes_of(size_t segment) const;
};

/// Counts the answers to what `spec` is of; none when the members do not keep it. One walk.
QuestionCounts count_question(MemberSource& members, const FigureSpec& spec);

/// How many of those who answered in two cycles gave each pair of answers, the earlier one first.
using AnswerMoves = std::map<std::pair<double, double>, uint64_t>;

/// Counts those for whom figures of both cycles speak; nobody when a cycle does not keep what `spec` is of. One walk
/// over both, which are of one store.
AnswerMoves count_moves(MemberSource& earlier, MemberSource& later, const FigureSpec& spec);

}  // namespace vk
