#pragma once
#include "core/estimate/represent.hpp"
#include "core/measure/member_source.hpp"
#include "core/report/disclosure.hpp"
#include "core/report/told_cycle.hpp"

namespace vk {

/// Hides what the answers of a cycle tell of few: members for whom nobody speaks, by why, credits, reasons of silence;
/// makes estimates coarse (coarsen_estimates). Where those who answered stand for whole segments, money extrapolated is
/// a weighted sum over segments, which would give away parts of segments that are hidden (`told`), and states of
/// segments, which no table tells. False when not even what is certain can be told beside what was measured, as both
/// differ by credits of few. Two walks over the members of the cycle.
bool withhold_answers(MemberSource& members, const ToldCycle& told, const DisclosureRule& rule,
                      Representation& answers);

}  // namespace vk
