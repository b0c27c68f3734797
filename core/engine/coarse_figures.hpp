#pragma once
#include <span>

#include "core/engine/answer_counts.hpp"
#include "core/estimate/answer_figures.hpp"
#include "core/report/disclosure.hpp"

namespace vk {

/// Makes the interval of a figure so wide that it tells nothing of few. It tells squares of answers: how many differ
/// from most, and how those who said so are spread over the response classes. Where few of a class gave some answer, of
/// those that the figure tells apart, it becomes the interval of the widest spread that the figure can have
/// (widest_spread), made of what is told and how many answered. `classes` are the answers by response class. False when
/// it does not hold the exact one, or where answers to a mean are not from 0 to 10. Quantiles stay.
bool coarsen_interval(const FigureSpec& spec, std::span<const AnswerCounts> classes, const DisclosureRule& rule,
                      FigureBase& base);

/// Makes a change of what two cycles tell: its interval is made of theirs, with the greatest correlation in tenths at
/// which it holds the exact one. The correlation tells squares of what those who answered twice changed, which of a
/// share is how many: it is told only where enough of them, or nobody, moved in each way that the figure tells apart.
/// Otherwise it counts as none, or as against each other. False when no such interval holds the exact one.
bool coarsen_change(const FigureSpec& spec, const FigureBase& before, const FigureBase& after, const AnswerMoves& moves,
                    const DisclosureRule& rule, FigureChange& change);

/// What both halves of a bridge wave tell of a figure.
struct ToldForms {
  FigureBase old_form;
  FigureBase new_form;
  AnswerMoves moves;  ///< of those who answered both
};

/// The same of a change across bridge waves: the step is made of what both halves tell, the earlier figure in the later
/// wording of what its cycle tells and the step, and the change of that and what the later cycle tells. Only the
/// correlation of the halves of a single wave is told.
bool coarsen_linked_change(const FigureSpec& spec, const FigureBase& before, const FigureBase& after,
                           std::span<const ToldForms> waves, const DisclosureRule& rule, FigureChange& change);

}  // namespace vk
