#include <algorithm>

#include "core/report/link_words.hpp"
#include "core/report/report_sections.hpp"
#include "core/report/report_words.hpp"

namespace vk {

void add_glossary(ReportBuilder& builder) {
  const ReportLanguage& say = builder.say();
  builder.begin("glossary", words::glossary_title);
  DefinitionList list;
  const auto add = [&](const Wording& term, const Wording& text) { list.items.emplace_back(say(term), say(text)); };
  add(words::base, words::base_definition);
  add(words::secured, words::secured_definition);
  add(words::at_risk, words::at_risk_definition);
  add(words::leaving, words::leaving_definition);
  add(words::unmeasured, words::unmeasured_definition);
  add(words::coverage, words::coverage_definition);
  add(words::absent, words::absent_definition);
  add(words::added_new, words::new_definition);
  add(words::reactivation, words::reactivation_definition);
  add(words::expansion, words::expansion_definition);
  add(words::contraction, words::contraction_definition);
  add(words::churn, words::churn_definition);
  add(words::grr, words::grr_definition);
  add(words::nrr, words::nrr_definition);
  add(words::logo, words::logo_definition);
  add(words::verdict_same, words::same_definition);
  add(words::verdict_bridged, words::bridged_definition);
  const std::vector<Comparison>& comparisons = builder.inputs().comparisons;
  if (std::any_of(comparisons.begin(), comparisons.end(), [](const Comparison& one) { return one.linked.has_value(); }))
    add(words::link_wave_label, words::link_wave_definition);
  add(words::verdict_not_comparable, words::not_comparable_definition);
  add(words::as_of, words::as_of_definition);
  add(words::dates, words::dates_definition);
  add(words::percentages, words::percentages_definition);
  builder.add(std::move(list));
}

}  // namespace vk
