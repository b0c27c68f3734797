#include <fmt/format.h>

#include "core/report/disclosure_words.hpp"
#include "core/report/report_answers.hpp"
#include "core/report/report_dispositions.hpp"
#include "core/report/report_sections.hpp"
#include "core/report/report_shares.hpp"
#include "core/report/report_words.hpp"

namespace vk {
namespace {

constexpr size_t kToldMerges = 10;

void add_merges(const ReportLanguage& say, const Representation& answers, std::vector<std::string>& lines) {
  size_t told = 0;
  for (const auto& [from, to] : answers.merges) {
    if (++told > kToldMerges) break;
    lines.push_back(say(words::answers_merged, {{"from", from}, {"to", to}}));
  }
  if (answers.merges.size() <= kToldMerges) return;
  const auto more = static_cast<int64_t>(answers.merges.size() - kToldMerges);
  lines.push_back(say(words::answers_more_merged, {{"n", say.count(more)}}));
}

/// How the people who were asked were drawn, and where the draw fell short.
void add_sample(const ReportLanguage& say, const MeasuredCycle& cycle, std::vector<std::string>& lines) {
  if (!cycle.header.sample) return;
  const SampleDesign& sample = *cycle.header.sample;
  const auto count = [&](auto n) { return say.count(static_cast<int64_t>(n)); };
  uint64_t members = 0;
  int64_t money = 0;
  int64_t everybody = 0;
  std::vector<std::string> short_strata;
  for (const SampleStratum& stratum : sample.strata) {
    members += stratum.members;
    money += stratum.money;
    everybody += stratum.take_all ? stratum.drawn : 0;
    if (stratum.drawn < stratum.wanted)
      short_strata.push_back(fmt::format("{} ({})", stratum.name, count(stratum.wanted - stratum.drawn)));
  }
  lines.push_back(say(words::sample_drawn, {{"drawn", count(sample.drawn())},
                                            {"members", count(members)},
                                            {"strata", count(sample.strata.size())},
                                            {"everybody", count(everybody)}}));
  if (!short_strata.empty()) {
    lines.push_back(say(words::sample_short, {{"n", count(sample.wanted() - sample.drawn())},
                                              {"strata", fmt::format("{}", fmt::join(short_strata, "; "))}}));
  }
  if (sample.unavailable > 0) {
    lines.push_back(
        say(words::sample_unavailable,
            {{"n", count(sample.unavailable)}, {"share", say.percent(ratio_tenths(sample.unavailable_money, money))}}));
  }
  if (sample.answers_outside > 0) lines.push_back(say(words::sample_outside, {{"n", count(sample.answers_outside)}}));
}

Notice how_to_read(const ReportBuilder& builder, const MeasuredCycle& cycle) {
  const ReportLanguage& say = builder.say();
  const Representation& answers = *cycle.answers;
  const Currency& currency = cycle.header.metric.currency;
  std::vector<std::string> lines;
  const int64_t base = answers.base.money - answers.net_credit.money;
  lines.push_back(say(words::answers_coverage, {{"share", say.percent(ratio_tenths(answers.measured.money, base))}}));
  add_sample(say, cycle, lines);
  if (!answers.parts) return {Tone::caution, say(words::too_few_label), say(words::answers_too_few), lines};
  if (answers.classes > 0)
    lines.push_back(say(words::answers_classes, {{"n", say.count(static_cast<int64_t>(answers.classes))}}));
  if (answers.unspoken.members > 0) {
    lines.push_back(say(words::answers_unspoken, {{"n", say.count(static_cast<int64_t>(answers.unspoken.members))},
                                                  {"money", say.money({answers.unspoken.money, currency})}}));
  }
  for (size_t i = 0; i < kEstimatedParts; ++i) {
    const PartEstimate& part = (*answers.parts)[i];
    if (part.quality != ShareQuality::unreliable) continue;
    lines.push_back(say(words::answers_unreliable, {{"part", builder.part_name(kPartsWithEstimate[i])},
                                                    {"n", say.count(static_cast<int64_t>(part.n_eff))}}));
  }
  if (answers.rounded_to > 0)
    lines.push_back(say(words::estimates_rounded, {{"step", say.money({answers.rounded_to, currency})}}));
  add_merges(say, answers, lines);
  const bool sampled = cycle.header.asked == Asked::random_sample;
  return {sampled ? Tone::plain : Tone::caution, say(sampled ? words::estimate_label : words::assumption_label),
          say(asked_words(cycle.header.asked)), lines};
}

/// One row: a part or a state with what is measured, extrapolated and both of it.
std::vector<TableCell> estimate_row(ReportBuilder& builder, const MeasuredCycle& cycle, const FigureName& name,
                                    const PartEstimate& part) {
  const ReportLanguage& say = builder.say();
  const Currency& currency = cycle.header.metric.currency;
  const Basis basis = estimate_basis(builder, cycle, part);
  const Basis certain = builder.cycle_basis(cycle.header, say(words::limits_definition));
  const size_t measured = builder.money({name.id + "/measured", name.label}, {part.measured, currency}, part.limits,
                                        RangeKind::limits, certain);
  const size_t together = builder.money({name.id + "/together", name.label}, {part.estimate(), currency}, part.interval,
                                        RangeKind::confidence, basis);
  return {ReportBuilder::head_cell(name.label),
          builder.cell(measured),
          builder.cell(builder.money({name.id + "/extrapolated", name.label}, {part.extrapolated, currency}, basis)),
          builder.cell(together),
          ReportBuilder::text_cell(builder.range_text(part.interval, currency)),
          ReportBuilder::text_cell(builder.range_text(part.limits, currency))};
}

std::vector<TableColumn> estimate_columns(const ReportLanguage& say, const Wording& first) {
  return {{say(first), false},
          {say(words::measured_money), true},
          {say(words::extrapolated_money), true},
          {say(words::together), true},
          {say(words::interval_column, {{"percent", fmt::format("{}", kIntervalPercent)}}), true},
          {say(words::limits_column), true}};
}

std::vector<TableCell> exact_row(const ReportLanguage& say, const Wording& label, const Money& amount) {
  const TableCell money = ReportBuilder::text_cell(say.money(amount));
  const TableCell nothing = ReportBuilder::text_cell("");
  return {ReportBuilder::head_cell(say(label)), nothing, nothing, money, nothing, nothing};
}

ReportTable part_estimates(ReportBuilder& builder, const MeasuredCycle& cycle) {
  const ReportLanguage& say = builder.say();
  const Representation& answers = *cycle.answers;
  const Currency& currency = cycle.header.metric.currency;
  const std::string name = to_string(cycle.header.name);
  ReportTable table{name + "/answers",
                    say(words::answers_caption, {{"name", builder.title_of(cycle.header.name)}}),
                    builder.cycle_basis(cycle.header, say(words::answers_definition)),
                    estimate_columns(say, words::counts_as),
                    {},
                    true};
  table.names = name;
  for (size_t i = 0; i < kEstimatedParts; ++i) {
    const std::string id = fmt::format("{}/answers/{}", name, to_string(kPartsWithEstimate[i]));
    table.rows.push_back(
        estimate_row(builder, cycle, {id, builder.part_name(kPartsWithEstimate[i])}, (*answers.parts)[i]));
  }
  if (answers.rounded_to > 0)
    builder.money({name + "/answers/rounding", say(words::estimates_rounding)}, {answers.rounded_to, currency},
                  table.basis);
  const size_t unknown =
      builder.money({name + "/answers/unknown", say(words::unspoken)}, {answers.unspoken.money, currency}, table.basis);
  table.rows.push_back(exact_row(say, words::unspoken, {answers.unspoken.money, currency}));
  table.rows.back()[3].figure = unknown;
  if (answers.net_credit.members > 0) {
    table.rows.push_back(exact_row(say, words::net_credit, {answers.net_credit.money, currency}));
  }
  table.rows.push_back({ReportBuilder::head_cell(say(words::base)),
                        ReportBuilder::text_cell(say.money({answers.measured.money, currency})),
                        ReportBuilder::text_cell(say.money({answers.extrapolated, currency})),
                        ReportBuilder::text_cell(say.money({answers.base.money, currency})),
                        ReportBuilder::text_cell(""), ReportBuilder::text_cell("")});
  return table;
}

ReportTable state_estimates(ReportBuilder& builder, const MeasuredCycle& cycle) {
  const ReportLanguage& say = builder.say();
  const std::string name = to_string(cycle.header.name);
  ReportTable table{name + "/answers/states",
                    say(words::answers_states_caption, {{"name", builder.title_of(cycle.header.name)}}),
                    builder.cycle_basis(cycle.header, say(words::answers_definition)),
                    estimate_columns(say, words::state),
                    {},
                    false};
  table.names = name;
  for (size_t state = 0; state < cycle.header.states.size(); ++state) {
    const std::string& label = cycle.header.states[state].name;
    table.rows.push_back(estimate_row(builder, cycle, {fmt::format("{}/answers/state/{}", name, label), label},
                                      cycle.answers->states[state]));
  }
  return table;
}

std::vector<TableCell> segment_estimate_row(ReportBuilder& builder, const MeasuredCycle& cycle,
                                            const SegmentEstimate& segment) {
  const ReportLanguage& say = builder.say();
  const Currency& currency = cycle.header.metric.currency;
  const std::string label = cycle.header.segments.label(segment.segment);
  const std::string id = fmt::format("{}/answers/segment/{}", to_string(cycle.header.name), label);
  std::vector<TableCell> row{ReportBuilder::head_cell(label),
                             ReportBuilder::text_cell(say.bare_money({segment.base.money, currency})),
                             ReportBuilder::text_cell(say.bare_money({segment.measured.money, currency}))};
  for (size_t i = 0; i < kEstimatedParts; ++i) {
    if (!segment.parts) {
      row.push_back(ReportBuilder::text_cell(say(words::too_few_label)));
      continue;
    }
    const PartEstimate& part = (*segment.parts)[i];
    const FigureName name{fmt::format("{}/{}", id, to_string(kPartsWithEstimate[i])),
                          fmt::format("{}, {}", label, builder.part_name(kPartsWithEstimate[i]))};
    const size_t figure = builder.money(name, {part.estimate(), currency}, part.interval, RangeKind::confidence,
                                        estimate_basis(builder, cycle, part));
    row.push_back(builder.cell(figure));
    row.back().text = say(words::amount_ranged, {{"amount", builder.whole_money({part.estimate(), currency})},
                                                 {"range", builder.figure(figure).range->text}});
  }
  return row;
}

ReportTable segment_estimates(ReportBuilder& builder, const MeasuredCycle& cycle) {
  const ReportLanguage& say = builder.say();
  const std::string name = to_string(cycle.header.name);
  ReportTable table{name + "/answers/segments",
                    say(words::answers_segments_caption, {{"name", builder.title_of(cycle.header.name)},
                                                          {"currency", cycle.header.metric.currency.code()}}),
                    builder.cycle_basis(cycle.header, say(words::answers_definition)),
                    {{say(words::segment), false}, {say(words::base), true}, {say(words::measured_money), true}},
                    {},
                    false};
  table.names = name;
  for (const MoneyPart part : kPartsWithEstimate) table.columns.push_back({builder.part_name(part), true});
  for (const SegmentEstimate& segment : cycle.answers->by_segment) {
    table.rows.push_back(segment_estimate_row(builder, cycle, segment));
  }
  return table;
}

/// Why money has no state, an answer that did not decide it apart from no answer.
ReportTable silence_table(ReportBuilder& builder, const MeasuredCycle& cycle) {
  const ReportLanguage& say = builder.say();
  const std::string name = to_string(cycle.header.name);
  const Basis basis = builder.cycle_basis(cycle.header, say(words::silence_definition));
  ReportTable table{name + "/silence",
                    say(words::silence_caption, {{"name", builder.title_of(cycle.header.name)}}),
                    basis,
                    {{say(words::disposition), false}, {say(words::members), true}, {say(words::money), true}},
                    {},
                    false};
  table.names = name;
  for (const DispositionName& entry : disposition_names()) {
    const MemberMoney& silent = cycle.answers->unmeasured_by[static_cast<size_t>(entry.disposition)];
    if (silent.members == 0) continue;
    const bool answered = entry.disposition == Disposition::complete || entry.disposition == Disposition::partial;
    std::string label = say(*entry.wording);
    if (answered) label = fmt::format("{}: {}", label, say(words::item_nonresponse));
    const std::string id = fmt::format("{}/silence/{}", name, entry.id);
    table.rows.push_back(
        {ReportBuilder::head_cell(label),
         builder.cell(builder.count({id + "/members", label}, silent.members, FigureUnit::subjects, basis)),
         builder.cell(builder.money({id, label}, {silent.money, cycle.header.metric.currency}, basis))});
  }
  return table;
}

}  // namespace

void add_answers(ReportBuilder& builder) {
  bool begun = false;
  for (const MeasuredCycle& cycle : builder.inputs().cycles) {
    if (!cycle.answers) continue;
    if (!begun) builder.begin("answers", words::answers_title);
    begun = true;
    if (builder.inputs().cycles.size() > 1) {
      builder.add(Heading{builder.title_of(cycle.header.name), to_string(cycle.header.name)});
    }
    builder.add(how_to_read(builder, cycle));
    if (cycle.answers->parts) {
      builder.add(part_estimates(builder, cycle));
      const bool states = !cycle.answers->states.empty() && cycle.header.states.size() > kEstimatedParts;
      if (states) builder.add(state_estimates(builder, cycle));
      if (!cycle.answers->by_segment.empty()) builder.add(segment_estimates(builder, cycle));
    }
    ReportTable silence = silence_table(builder, cycle);
    if (!silence.rows.empty()) builder.add(std::move(silence));
  }
}

}  // namespace vk
