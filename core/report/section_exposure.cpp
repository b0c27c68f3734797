#include <fmt/format.h>

#include <algorithm>

#include "core/report/disclosure_words.hpp"
#include "core/report/report_sections.hpp"
#include "core/report/report_shares.hpp"
#include "core/report/report_words.hpp"

namespace vk {
namespace {

/// A line of the table of states: one state, or those that are told together.
struct ToldState {
  uint8_t code = kUnmeasured;
  StateTotals::Line line;
};

/// In scheme order, the unmeasured last.
std::vector<ToldState> told_states(const MeasuredCycle& cycle) {
  const size_t states = cycle.header.states.size();
  std::vector<ToldState> told;
  for (size_t state = 0; state <= states; ++state) {
    const uint8_t code = cycle.told_with.told_as(state < states ? static_cast<uint8_t>(state) : kUnmeasured);
    auto line = std::find_if(told.begin(), told.end(), [&](const ToldState& one) { return one.code == code; });
    if (line == told.end()) line = told.insert(told.end(), {code, {}});
    for (const std::vector<StateTotals::Line>& segment : cycle.totals.by_segment) {
      if (state >= segment.size()) continue;
      line->line.members += segment[state].members;
      line->line.money += segment[state].money;
      line->line.active += segment[state].active;
    }
  }
  return told;
}

/// The parts that a line of the table counts as, each once.
std::string parts_of(const ReportBuilder& builder, const MeasuredCycle& cycle, uint8_t code) {
  std::vector<std::string> names;
  for (const uint8_t one : cycle.told_with.members_of(code)) {
    const std::string name = builder.part_name(part_of_state(cycle.header.states, one));
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return builder.say().list(names);
}

ReportTable state_table(ReportBuilder& builder, const MeasuredCycle& cycle) {
  const ReportLanguage& say = builder.say();
  const SnapshotHeader& header = cycle.header;
  const std::string name = to_string(header.name);
  const Basis basis = builder.cycle_basis(header, say(words::state_table_definition));
  ReportTable table{fmt::format("{}/states", name),
                    say(words::state_table_caption, {{"name", builder.title_of(cycle.header.name)}}),
                    basis,
                    {},
                    {},
                    true};
  table.names = name;
  table.columns = {{say(words::state), false}, {say(words::counts_as), false}, {say(words::members), true},
                   {say(words::active), true}, {say(words::money), true},      {say(words::share), true}};
  const std::vector<ToldState> told = told_states(cycle);
  std::vector<int64_t> money;
  for (const ToldState& state : told) money.push_back(state.line.money);
  const std::vector<int64_t> tenths = share_tenths(money);
  StateTotals::Line all;
  for (size_t i = 0; i < told.size(); ++i) {
    const StateTotals::Line& line = told[i].line;
    const std::string label = state_name(builder, header.states, cycle.told_with, told[i].code);
    const std::string id = fmt::format("{}/state/{}", name, state_id(header.states, cycle.told_with, told[i].code));
    const Ratio ratio{line.money, tenths.empty() ? 0 : header.base.minor};
    const size_t share = tenths.empty() ? builder.ratio({id + "/share", label}, ratio, basis)
                                        : builder.share({id + "/share", label}, ratio, tenths[i], basis);
    table.rows.push_back(
        {ReportBuilder::head_cell(label), ReportBuilder::text_cell(parts_of(builder, cycle, told[i].code)),
         builder.cell(builder.count({id + "/members", label}, line.members, FigureUnit::subjects, basis)),
         cycle.tells_active
             ? builder.cell(builder.count({id + "/active", label}, line.active, FigureUnit::subjects, basis))
             : withheld_cell(builder),
         builder.cell(builder.money({id + "/money", label}, {line.money, header.metric.currency}, basis)),
         builder.cell(share)});
    all.members += line.members;
    all.active += line.active;
    all.money += line.money;
  }
  table.rows.push_back({ReportBuilder::head_cell(say(words::base)), ReportBuilder::text_cell(""),
                        ReportBuilder::text_cell(say.count(static_cast<int64_t>(all.members))),
                        cycle.tells_active ? ReportBuilder::text_cell(say.count(static_cast<int64_t>(all.active)))
                                           : withheld_cell(builder),
                        ReportBuilder::text_cell(say.money({all.money, header.metric.currency})),
                        ReportBuilder::text_cell(tenths.empty() ? say(words::not_defined) : say.percent(1000))});
  return table;
}

std::vector<TableCell> segment_row(ReportBuilder& builder, const SnapshotHeader& header, const FigureName& segment,
                                   const PartTotals& totals, const HiddenParts& hidden) {
  const Basis basis =
      builder.cycle_basis(header, builder.say()(words::segment_definition, {{"segment", segment.label}}));
  const Currency& currency = header.metric.currency;
  std::vector<TableCell> row{ReportBuilder::head_cell(segment.label)};
  row.push_back(builder.cell(
      builder.count({segment.id + "/members", segment.label}, totals.all_members(), FigureUnit::subjects, basis)));
  // The caption names the currency once; a row of seven amounts has no room for it.
  const auto add_money = [&](const FigureName& name, const Money& amount) {
    row.push_back(builder.cell(builder.money(name, amount, basis)));
    row.back().text = builder.say().bare_money(amount);
  };
  add_money({segment.id + "/base", segment.label}, {totals.base(), currency});
  for (size_t i = 0; i < kMoneyParts; ++i) {
    if (!totals.told[i]) continue;
    if (hidden[i]) {
      row.push_back(withheld_cell(builder));
      continue;
    }
    const auto part = static_cast<MoneyPart>(i);
    const FigureName name{fmt::format("{}/{}", segment.id, to_string(part)),
                          fmt::format("{}, {}", segment.label, builder.part_name(part, totals.told))};
    add_money(name, {totals.money[i], currency});
  }
  return row;
}

ReportTable segment_table(ReportBuilder& builder, const MeasuredCycle& cycle) {
  const ReportLanguage& say = builder.say();
  const SnapshotHeader& header = cycle.header;
  const std::string name = to_string(header.name);
  ReportTable table{fmt::format("{}/segments", name),
                    say(words::segment_table_caption,
                        {{"name", builder.title_of(cycle.header.name)}, {"currency", header.metric.currency.code()}}),
                    builder.cycle_basis(header, say(words::exposure_definition)),
                    {},
                    {},
                    true};
  table.names = name;
  table.columns = {{say(words::segment), false}, {say(words::members), true}, {say(words::base), true}};
  const PartTotals all = part_totals(cycle);
  for (size_t i = 0; i < kMoneyParts; ++i) {
    if (all.told[i]) table.columns.push_back({builder.part_name(static_cast<MoneyPart>(i), all.told), true});
  }
  for (size_t code = 0; code < cycle.totals.by_segment.size(); ++code) {
    PartTotals totals(header.states, cycle.told_with);
    const std::vector<StateTotals::Line>& lines = cycle.totals.by_segment[code];
    for (size_t state = 0; state < lines.size(); ++state) {
      totals.add(part_of_state(header.states, state), lines[state].money, lines[state].members);
    }
    const std::string label = header.segments.label(static_cast<uint16_t>(code));
    const HiddenParts hidden = cycle.hidden.empty() ? HiddenParts{} : cycle.hidden[code];
    table.rows.push_back(
        segment_row(builder, header, {fmt::format("{}/segment/{}", name, label), label}, totals, hidden));
  }
  table.rows.push_back(segment_row(builder, header, {name + "/segment/*", say(words::all_segments)}, all, {}));
  return table;
}

}  // namespace

void add_exposure(ReportBuilder& builder) {
  if (builder.inputs().cycles.empty()) return;
  builder.begin("exposure", words::exposure_title);
  builder.add(Paragraph{builder.say()(words::exposure_intro)});
  if (builder.inputs().disclosure) builder.add(Paragraph{builder.say()(words::disclosure_intro)});
  for (const MeasuredCycle& cycle : builder.inputs().cycles) {
    builder.add(state_table(builder, cycle));
    if (cycle.totals.by_segment.size() > 1) builder.add(segment_table(builder, cycle));
  }
}

}  // namespace vk
