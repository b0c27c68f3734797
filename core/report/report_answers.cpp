#include "core/report/report_answers.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "core/report/report_words.hpp"

namespace vk {
namespace {

constexpr std::array<const Wording*, kEstimatedParts> kSaid{&words::is_secured, &words::needs_work,
                                                            &words::about_to_leave};

std::string percent_text() {
  return fmt::format("{}", kIntervalPercent);
}

// "320,000 is secured, between 297,000 and 341,000; ... and ...".
std::string estimates_in_words(const ReportBuilder& builder, const MeasuredCycle& cycle) {
  const ReportLanguage& say = builder.say();
  const Currency& currency = cycle.header.metric.currency;
  std::vector<std::string> parts;
  for (size_t i = 0; i < kEstimatedParts; ++i) {
    const PartEstimate& part = (*cycle.answers->parts)[i];
    const std::string said = say(*kSaid[i], {{"amount", builder.whole_money({part.estimate(), currency})}});
    parts.push_back(say(words::ranged, {{"said", said}, {"range", builder.range_text(part.interval, currency)}}));
  }
  if (cycle.answers->unspoken.money > 0) {
    parts.push_back(say(words::is_unknown, {{"amount", say.bare_money({cycle.answers->unspoken.money, currency})}}));
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::string limits_in_words(const ReportBuilder& builder, const MeasuredCycle& cycle) {
  std::vector<std::string> parts;
  for (size_t i = 0; i < kEstimatedParts; ++i) {
    parts.push_back(builder.say()(
        words::part_ranged, {{"part", builder.part_name(kPartsWithEstimate[i])},
                             {"range", builder.range_text(cycle.answers->limits[i], cycle.header.metric.currency)}}));
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace

const Wording& asked_words(Asked asked) {
  switch (asked) {
    case Asked::everybody:
      return words::answers_everybody;
    case Asked::random_sample:
      return words::answers_sampled;
    case Asked::self_selected:
      return words::answers_self_selected;
  }
  return words::answers_everybody;
}

bool leads_with_estimate(const MeasuredCycle& cycle) {
  return cycle.answers && cycle.answers->parts && cycle.header.asked == Asked::random_sample;
}

StateExposures exposures_of(const MeasuredCycle& cycle) {
  StateExposures result;
  const size_t states = cycle.header.states.size();
  for (size_t state = 0; state <= states; ++state) result.money.push_back(cycle.totals.total(state).money);
  if (!leads_with_estimate(cycle) || cycle.answers->states.empty()) return result;
  for (size_t state = 0; state < states; ++state) {
    const PartEstimate& estimate = cycle.answers->states[state];
    result.money[states] -= estimate.estimate() - result.money[state];
    result.money[state] = estimate.estimate();
    result.ranges.push_back(estimate.interval);
  }
  return result;
}

Basis estimate_basis(const ReportBuilder& builder, const MeasuredCycle& cycle, const PartEstimate& part) {
  const ReportLanguage& say = builder.say();
  Basis basis = builder.cycle_basis(cycle.header, say(words::answers_definition));
  const auto answers = static_cast<int64_t>(cycle.answers->measured.members);
  if (!std::isfinite(part.n_eff)) return basis;
  const double effective = std::min(part.n_eff, static_cast<double>(answers));
  basis.n = say(words::n_answers,
                {{"n", say.count(answers)}, {"effective", say.count(static_cast<int64_t>(std::floor(effective)))}});
  return basis;
}

std::vector<std::string> answer_leads(const ReportBuilder& builder, const MeasuredCycle& cycle,
                                      const std::string& measured_lead) {
  const ReportLanguage& say = builder.say();
  const Currency& currency = cycle.header.metric.currency;
  const std::string limits = say(words::lead_limits, {{"parts", limits_in_words(builder, cycle)}});
  if (!cycle.answers->parts) return {measured_lead, limits};
  const std::string estimates = estimates_in_words(builder, cycle);
  if (leads_with_estimate(cycle)) {
    return {say(words::lead_sampled,
                {{"base", fmt::format("{} {}", say.bare_money({cycle.answers->base.money, currency}), currency.code())},
                 {"parts", estimates},
                 {"percent", percent_text()},
                 {"measured", say.bare_money({cycle.answers->measured.money, currency})},
                 {"extrapolated", builder.whole_money({cycle.answers->extrapolated, currency})}}),
            limits};
  }
  return {measured_lead, limits, say(words::lead_assumed, {{"parts", estimates}, {"percent", percent_text()}})};
}

void add_ranges(const ReportBuilder& builder, const MeasuredCycle& cycle, StateBar& bar) {
  const ReportLanguage& say = builder.say();
  const Currency& currency = cycle.header.metric.currency;
  bar.range_end = cycle.answers->base.money - cycle.answers->net_credit.money;
  if (cycle.answers->parts) bar.range_key.push_back(say(words::range_key_estimate, {{"percent", percent_text()}}));
  bar.range_key.push_back(say(words::range_key_limits));
  for (size_t i = 0; i < kEstimatedParts; ++i) {
    StateBar::Range range;
    range.label = builder.part_name(kPartsWithEstimate[i]);
    range.limits = cycle.answers->limits[i];
    range.text = builder.range_text(range.limits, currency);
    if (cycle.answers->parts) {
      const PartEstimate& part = (*cycle.answers->parts)[i];
      range.interval = part.interval;
      range.estimate = part.estimate();
      range.text =
          say(words::amount_ranged,
              {{"amount", fmt::format("{} {}", builder.whole_money({part.estimate(), currency}), currency.code())},
               {"range", builder.range_text(part.interval, currency)}});
    }
    bar.ranges.push_back(std::move(range));
  }
}

std::vector<size_t> answer_figures(ReportBuilder& builder, const MeasuredCycle& cycle, size_t part, size_t figure) {
  builder.set_range(figure, cycle.answers->limits[part], RangeKind::limits);
  if (!cycle.answers->parts) return {};
  const PartEstimate& estimate = (*cycle.answers->parts)[part];
  const MoneyPart shown = kPartsWithEstimate[part];
  const std::string label =
      leads_with_estimate(cycle) ? builder.part_name(shown) : builder.say()(words::assumption_label);
  const std::string id = fmt::format("{}/estimate/{}", to_string(cycle.header.name), to_string(shown));
  return {builder.money({id, label}, {estimate.estimate(), cycle.header.metric.currency}, estimate.interval,
                        RangeKind::confidence, estimate_basis(builder, cycle, estimate))};
}

}  // namespace vk
