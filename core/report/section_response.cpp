#include <fmt/format.h>

#include <algorithm>

#include "core/estimate/outcome_rates.hpp"
#include "core/report/report_dispositions.hpp"
#include "core/report/report_sections.hpp"
#include "core/report/report_shares.hpp"
#include "core/report/report_words.hpp"

namespace vk {
namespace {

// Answers come while the measurement is open, not on the days of the money.
std::string fieldwork_dates(const ReportBuilder& builder, const SnapshotHeader& header) {
  const ReportLanguage& say = builder.say();
  return say(words::from_to, {{"from", say.instant(header.opens)}, {"to", say.instant(header.closes)}});
}

ReportTable disposition_table(ReportBuilder& builder, const MeasuredCycle& cycle) {
  const ReportLanguage& say = builder.say();
  const std::string name = to_string(cycle.header.name);
  Basis basis = builder.cycle_basis(cycle.header, say(words::disposition_definition));
  basis.dates = fieldwork_dates(builder, cycle.header);
  ReportTable table{fmt::format("{}/dispositions", name),
                    say(words::disposition_caption, {{"name", builder.title_of(cycle.header.name)}}),
                    basis,
                    {},
                    {},
                    false};
  table.names = name;
  table.columns = {{say(words::disposition), false},
                   {"AAPOR", false},
                   {say(words::members), true},
                   {say(words::share_of_frame), true}};
  std::vector<int64_t> counts;
  for (const uint64_t members : cycle.totals.dispositions) counts.push_back(static_cast<int64_t>(members));
  const std::vector<int64_t> tenths = share_tenths(counts);
  const auto frame = static_cast<int64_t>(cycle.header.members);
  for (const DispositionName& entry : disposition_names()) {
    const auto index = static_cast<size_t>(entry.disposition);
    const std::string label = say(*entry.wording);
    const std::string id = fmt::format("{}/disposition/{}", name, entry.id);
    const size_t members = builder.count({id, label}, cycle.totals.dispositions[index], FigureUnit::subjects, basis);
    const size_t share = tenths.empty()
                             ? builder.ratio({id + "/share", label}, {counts[index], 0}, basis)
                             : builder.share({id + "/share", label}, {counts[index], frame}, tenths[index], basis);
    table.rows.push_back({ReportBuilder::head_cell(label), ReportBuilder::text_cell(std::string(entry.letter)),
                          builder.cell(members), builder.cell(share)});
  }
  return table;
}

// The rates by name, never a bare "response rate"; none for a measurement that asked nobody.
void add_rates(ReportBuilder& builder, const MeasuredCycle& cycle) {
  const ReportLanguage& say = builder.say();
  const std::string name = to_string(cycle.header.name);
  const DispositionCounts counts = disposition_counts(cycle.totals.dispositions);
  if (counts.eligible() + counts.unknown + counts.not_eligible == 0) return;
  Basis basis = builder.cycle_basis(cycle.header, "AAPOR Standard Definitions");
  basis.dates = fieldwork_dates(builder, cycle.header);
  const uint64_t sample = counts.eligible() + counts.unknown + counts.not_eligible;
  basis.n = say(words::n_members, {{"n", say.count(static_cast<int64_t>(sample))}});
  ReportTable table{name + "/rates",
                    say(words::rates_caption, {{"name", builder.title_of(cycle.header.name)}}),
                    basis,
                    {},
                    {},
                    false};
  table.names = name;
  table.columns = {{say(words::rate), false}, {say(words::value), true}, {say(words::definition_title), false}};
  for (const OutcomeRate& rate : outcome_rates(counts).rates) {
    basis.definition = fmt::format("{} = {}", rate.name, rate.formula);
    const Ratio ratio =
        rate.value ? Ratio{static_cast<int64_t>(rate.value->numerator), static_cast<int64_t>(rate.value->denominator)}
                   : Ratio{};
    const size_t figure = builder.ratio({fmt::format("{}/rate/{}", name, rate.name), rate.name}, ratio, basis);
    table.rows.push_back(
        {ReportBuilder::head_cell(rate.name), builder.cell(figure), ReportBuilder::text_cell(rate.formula)});
  }
  builder.add(std::move(table));
}

}  // namespace

void add_response(ReportBuilder& builder) {
  const auto& cycles = builder.inputs().cycles;
  if (std::none_of(cycles.begin(), cycles.end(), [](const auto& cycle) { return cycle.tells_response; })) return;
  builder.begin("response", words::response_title);
  builder.add(Paragraph{builder.say()(words::response_intro)});
  for (const MeasuredCycle& cycle : builder.inputs().cycles) {
    if (!cycle.tells_response) continue;
    builder.add(disposition_table(builder, cycle));
    add_rates(builder, cycle);
  }
}

}  // namespace vk
