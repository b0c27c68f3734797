#pragma once
#include <vector>

#include "core/estimate/answer_figures.hpp"
#include "core/estimate/represent.hpp"
#include "core/measure/member_source.hpp"
#include "core/report/disclosure.hpp"

namespace vk {

/// Hides what the answers of a cycle tell of few: members for whom nobody speaks, credits, reasons of silence.
/// Two walks over the members of the cycle.
void withhold_answers(MemberSource& members, const DisclosureRule& rule, Representation& answers);

/// Leaves out figures of too few answers, and further segments until the former cannot be computed back.
void withhold_figures(uint64_t least, std::vector<AnswerFigure>& figures);

}  // namespace vk
