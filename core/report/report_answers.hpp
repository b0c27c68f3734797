#pragma once
#include <array>
#include <string>

#include "core/report/report_builder.hpp"

namespace vk {

/// Secured, at risk and leaving: the parts that have estimates.
inline constexpr std::array<MoneyPart, kEstimatedParts> kPartsWithEstimate{MoneyPart::secured, MoneyPart::at_risk,
                                                                           MoneyPart::leaving};

/// How those who answered came to, and what follows for estimates.
const Wording& asked_words(Asked asked);
/// True when the estimate is the headline: the members were drawn at random.
bool leads_with_estimate(const MeasuredCycle& cycle);
/// The money of each state, that without one last: what a sample's answers stand for, else what was measured.
StateExposures exposures_of(const MeasuredCycle& cycle);
/// Basis of an estimate of a cycle: its n says how many answers it has and how many they are worth.
Basis estimate_basis(const ReportBuilder& builder, const MeasuredCycle& cycle, const PartEstimate& part);
/// The first screen in words of a cycle whose money is only partly measured.
std::vector<std::string> answer_leads(const ReportBuilder& builder, const MeasuredCycle& cycle,
                                      const std::string& measured_lead);
/// Error bars for the bar of such a cycle.
void add_ranges(const ReportBuilder& builder, const MeasuredCycle& cycle, StateBar& bar);
/// The figures that stand beside a part's card: its estimate with interval; gives the part's own figure its limits.
std::vector<size_t> answer_figures(ReportBuilder& builder, const MeasuredCycle& cycle, size_t part, size_t figure);

}  // namespace vk
