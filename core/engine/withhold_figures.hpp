#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "core/engine/answer_counts.hpp"
#include "core/estimate/answer_figures.hpp"
#include "core/measure/member_source.hpp"
#include "core/report/disclosure.hpp"

namespace vk {

/// Whether figures of one question together, whose values are those of `figures`, tell what too few said: a group of
/// answers that they tell apart, by itself or as all but the rest; a mean that hardly differs from what all of a group
/// could have said, or that one answer makes; a quantile, or an end of its interval, beyond which too few are. What
/// everybody said is told by nobody's figure.
bool figures_tell_few(const std::vector<const AnswerFigure*>& figures, const std::vector<const FigureBase*>& bases,
                      const AnswerCounts& counts, const DisclosureRule& rule);

/// Opens the members of a cycle with the answers to one question.
using OpenAnswers = std::function<std::unique_ptr<MemberSource>(const OccurrenceName& cycle, const std::string& of)>;

/// Leaves out figures of answers that tell what too few said, further segments until those left out cannot be computed
/// back, and changes from a figure that would be left out itself. Of figures of one question those that the calendar
/// asks for first stay. A walk over the members of the cycle, and of the one before, for each question.
void withhold_figures(const DisclosureRule& rule, const OccurrenceName& cycle, const OpenAnswers& open,
                      std::vector<AnswerFigure>& figures);

}  // namespace vk
