#include <fmt/format.h>

#include "core/report/report_sections.hpp"
#include "core/report/report_shares.hpp"
#include "core/report/report_words.hpp"

namespace vk {
namespace {

StateTotals::Line sum_of_state(const StateTotals& totals, size_t state) {
  StateTotals::Line sum;
  for (const std::vector<StateTotals::Line>& segment : totals.by_segment) {
    if (state >= segment.size()) continue;
    sum.members += segment[state].members;
    sum.money += segment[state].money;
    sum.active += segment[state].active;
  }
  return sum;
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
  std::vector<StateTotals::Line> lines;
  std::vector<int64_t> money;
  for (size_t state = 0; state <= header.states.size(); ++state) {
    lines.push_back(sum_of_state(cycle.totals, state));
    money.push_back(lines.back().money);
  }
  const std::vector<int64_t> tenths = share_tenths(money);
  StateTotals::Line all;
  for (size_t state = 0; state < lines.size(); ++state) {
    const bool unmeasured = state == header.states.size();
    const std::string label = unmeasured ? say(words::unmeasured) : header.states[state].name;
    const std::string id = fmt::format("{}/state/{}", name, unmeasured ? "unmeasured" : label);
    const StateTotals::Line& line = lines[state];
    const Ratio ratio{line.money, tenths.empty() ? 0 : header.base.minor};
    const size_t share = tenths.empty() ? builder.ratio({id + "/share", label}, ratio, basis)
                                        : builder.share({id + "/share", label}, ratio, tenths[state], basis);
    table.rows.push_back(
        {ReportBuilder::head_cell(label),
         ReportBuilder::text_cell(builder.part_name(part_of_state(header.states, state))),
         builder.cell(builder.count({id + "/members", label}, line.members, FigureUnit::subjects, basis)),
         builder.cell(builder.count({id + "/active", label}, line.active, FigureUnit::subjects, basis)),
         builder.cell(builder.money({id + "/money", label}, {line.money, header.metric.currency}, basis)),
         builder.cell(share)});
    all.members += line.members;
    all.active += line.active;
    all.money += line.money;
  }
  table.rows.push_back({ReportBuilder::head_cell(say(words::base)), ReportBuilder::text_cell(""),
                        ReportBuilder::text_cell(say.count(static_cast<int64_t>(all.members))),
                        ReportBuilder::text_cell(say.count(static_cast<int64_t>(all.active))),
                        ReportBuilder::text_cell(say.money({all.money, header.metric.currency})),
                        ReportBuilder::text_cell(tenths.empty() ? say(words::not_defined) : say.percent(1000))});
  return table;
}

std::vector<TableCell> segment_row(ReportBuilder& builder, const SnapshotHeader& header, const FigureName& segment,
                                   const PartTotals& totals) {
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
    const auto part = static_cast<MoneyPart>(i);
    const FigureName name{fmt::format("{}/{}", segment.id, to_string(part)),
                          fmt::format("{}, {}", segment.label, builder.part_name(part))};
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
  for (size_t i = 0; i < kMoneyParts; ++i)
    table.columns.push_back({builder.part_name(static_cast<MoneyPart>(i)), true});
  for (size_t code = 0; code < cycle.totals.by_segment.size(); ++code) {
    PartTotals totals;
    const std::vector<StateTotals::Line>& lines = cycle.totals.by_segment[code];
    for (size_t state = 0; state < lines.size(); ++state) {
      totals.add(part_of_state(header.states, state), lines[state].money, lines[state].members);
    }
    const std::string label = header.segments.label(static_cast<uint16_t>(code));
    table.rows.push_back(segment_row(builder, header, {fmt::format("{}/segment/{}", name, label), label}, totals));
  }
  table.rows.push_back(
      segment_row(builder, header, {name + "/segment/*", say(words::all_segments)}, part_totals(cycle)));
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
