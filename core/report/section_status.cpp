#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/report/report_reasons.hpp"
#include "core/report/report_sections.hpp"
#include "core/report/report_words.hpp"

namespace vk {
namespace {

std::vector<std::string> all_reasons(const ReportInputs& inputs, const ReportLanguage& say) {
  std::set<std::string> reasons;
  for (const std::string& reason : inputs.reasons) reasons.insert(reason_in(say, reason));
  for (const MeasuredCycle& cycle : inputs.cycles) {
    const std::string name = to_string(cycle.header.name);
    for (const std::string& reason : cycle.header.reasons)
      reasons.insert(fmt::format("{}: {}", name, reason_in(say, reason)));
    if (cycle.header.rows_skipped > 0 && cycle.header.reasons.empty()) {
      const std::string rows = say.count(static_cast<int64_t>(cycle.header.rows_skipped));
      reasons.insert(say(words::rows_skipped_reason, {{"name", name}, {"rows", rows}}));
    }
  }
  if (inputs.is_empty() && inputs.outcome == Outcome::complete) reasons.insert(say(words::nothing_measured));
  return {reasons.begin(), reasons.end()};
}

const Wording& status_words(Outcome outcome) {
  switch (outcome) {
    case Outcome::complete:
      return words::status_complete;
    case Outcome::partial:
      return words::status_partial;
    case Outcome::failed:
      return words::status_failed;
    case Outcome::missed:
      return words::status_missed;
    case Outcome::skipped:
      return words::status_skipped;
  }
  return words::status_failed;
}

}  // namespace

void add_status(ReportBuilder& builder) {
  Report& report = builder.report();
  const ReportInputs& inputs = builder.inputs();
  report.reasons = all_reasons(inputs, builder.say());
  report.log_reasons = all_reasons(inputs, ReportLanguage::find("en"));
  const bool whole = std::all_of(inputs.cycles.begin(), inputs.cycles.end(), [](const MeasuredCycle& cycle) {
    return cycle.header.outcome == Outcome::complete && cycle.header.rows_skipped == 0;
  });
  // A report is never better than what it reports.
  report.outcome =
      inputs.outcome == Outcome::complete && (!whole || inputs.is_empty()) ? Outcome::partial : inputs.outcome;
  report.status = builder.say()(status_words(report.outcome), {{"as_of", builder.say().instant(inputs.as_of)}});
}

}  // namespace vk
