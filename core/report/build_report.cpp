#include "core/report/build_report.hpp"

#include <algorithm>
#include <tuple>

#include "core/report/report_sections.hpp"
#include "core/report/report_words.hpp"

namespace vk {
namespace {

// The calendar's own order of items, then time, then name; an item that the calendar does not list comes last.
ReportInputs in_order(ReportInputs inputs) {
  const std::vector<std::string> follows = inputs.follows;
  const auto place = [&](const OccurrenceName& name) {
    return std::find(follows.begin(), follows.end(), name.item) - follows.begin();
  };
  std::sort(inputs.cycles.begin(), inputs.cycles.end(), [&](const MeasuredCycle& a, const MeasuredCycle& b) {
    return std::tuple(place(a.header.name), a.header.interval, a.header.name, a.header.revision) <
           std::tuple(place(b.header.name), b.header.interval, b.header.name, b.header.revision);
  });
  std::sort(inputs.comparisons.begin(), inputs.comparisons.end(), [&](const Comparison& a, const Comparison& b) {
    return std::tuple(place(a.later.name), a.later.interval, a.later.name, a.earlier.interval, a.earlier.name) <
           std::tuple(place(b.later.name), b.later.interval, b.later.name, b.earlier.interval, b.earlier.name);
  });
  std::sort(inputs.content_plans.begin(), inputs.content_plans.end(), [&](const ContentPlan& a, const ContentPlan& b) {
    return std::tuple(place(a.name), a.name) < std::tuple(place(b.name), b.name);
  });
  std::sort(inputs.effects.begin(), inputs.effects.end(), [&](const HoldoutEffect& a, const HoldoutEffect& b) {
    return std::tuple(place(a.content), a.content, a.later) < std::tuple(place(b.content), b.content, b.later);
  });
  std::sort(inputs.wheel.begin(), inputs.wheel.end(), [](const WheelItem& a, const WheelItem& b) {
    return std::tie(a.opens_on, a.name) < std::tie(b.opens_on, b.name);
  });
  return inputs;
}

// A report tells the year as it stands once the report is there: its own item is no longer to come.
void settle_own_item(ReportInputs& inputs, Outcome outcome) {
  for (WheelItem& item : inputs.wheel) {
    if (item.name != inputs.name || outcome > Outcome::partial) continue;
    item.status = outcome == Outcome::complete ? WheelStatus::done : WheelStatus::partial;
    item.reason.clear();
  }
}

// Words of the page itself, so that writers need no language.
std::map<std::string, std::string> page_words(const ReportLanguage& say, const ReportInputs& inputs) {
  return {{"contents", say(words::contents)},
          {"skip", say(words::skip_link)},
          {"dates", say(words::dates)},
          {"base", say(words::base)},
          {"n", "n"},
          {"definition", say(words::definition)},
          {"rests_on", say(words::rests_on)},
          {"as_of", say(words::as_of)},
          {"reasons", say(words::reasons)},
          {"figure_label", say(words::figure_word)},
          {"made_by", say(words::made_by, {{"name", to_string(inputs.name)}, {"as_of", say.instant(inputs.as_of)}})},
          {"figures_title", say(words::figures_title)},
          {"description", say(words::description)}};
}

}  // namespace

Report build_report(const ReportInputs& given) {
  ReportInputs inputs = in_order(given);
  Report report;
  ReportBuilder builder(inputs, report);
  report.name = inputs.name;
  report.title = inputs.title.empty() ? builder.item_title(inputs.name.item) : inputs.title;
  report.organisation = inputs.organisation;
  report.language = std::string(builder.say().code());
  report.as_of = inputs.as_of;
  report.words = page_words(builder.say(), inputs);
  for (const MeasuredCycle& cycle : inputs.cycles) {
    report.cycles.push_back(cycle.header);
    report.told_with.push_back(cycle.told_with);
    report.disclosure = inputs.disclosure;
  }
  add_status(builder);
  settle_own_item(inputs, report.outcome);
  add_summary(builder);
  add_answers(builder);
  add_answer_figures(builder);
  add_comparisons(builder);
  add_exposure(builder);
  add_outlook(builder);
  add_response(builder);
  add_content(builder);
  add_year(builder);
  add_definitions(builder);
  add_sources(builder);
  add_glossary(builder);
  return report;
}

}  // namespace vk
