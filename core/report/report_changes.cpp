#include "core/report/report_changes.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/report/disclosure_words.hpp"
#include "core/report/report_answers.hpp"
#include "core/report/report_words.hpp"

namespace vk {
namespace {

constexpr int64_t kWholeTenths = 1000;  ///< a whole in tenths of a percent

std::string signed_whole(const ReportBuilder& builder, const Money& amount) {
  const std::string text = builder.whole_money(amount);
  return amount.minor > 0 ? "+" + text : text;
}

std::string verdict_text(const ReportLanguage& say, const PartChange& part) {
  return say(part.told_apart ? words::change_told : words::change_not_told);
}

// Tenths of a percentage point, without the percent sign that would make it a percentage of something.
std::string points_text(const ReportLanguage& say, double share) {
  const int64_t tenths = std::llround(share * 1000);
  const std::string text = say.percent(tenths);
  return (tenths > 0 ? "+" : "") + text.substr(0, text.size() - 2);
}

std::string share_text(const ReportLanguage& say, const PartChange& part) {
  const std::string range = say(words::between, {{"low", points_text(say, part.share_interval.low)},
                                                 {"high", points_text(say, part.share_interval.high)}});
  return say(words::amount_ranged, {{"amount", points_text(say, part.share_change)}, {"range", range}});
}

size_t change_figure(ReportBuilder& builder, const Comparison& comparison, const FigureName& name,
                     const PartChange& part, const Basis& basis) {
  return builder.money(name, {part.after - part.before, comparison.later.metric.currency}, part.interval,
                       RangeKind::confidence, basis);
}

ReportTable change_table(ReportBuilder& builder, const Comparison& comparison, const ComparisonName& name) {
  const ReportLanguage& say = builder.say();
  const Currency& currency = comparison.later.metric.currency;
  const Basis basis = builder.pair_basis(comparison, say(words::changes_definition));
  ReportTable table{name.id + "/changes",
                    say(words::changes_caption, {{"name", name.title}}),
                    basis,
                    {{say(words::counts_as), false},
                     {say(words::money_before), true},
                     {say(words::money_after), true},
                     {say(words::change), true},
                     {say(words::interval_column, {{"percent", fmt::format("{}", kIntervalPercent)}}), true},
                     {say(words::share_change), true},
                     {say(words::told_apart), false}},
                    {},
                    false};
  for (size_t i = 0; i < kEstimatedParts; ++i) {
    const PartChange& part = (*comparison.estimated->parts)[i];
    const std::string label = builder.part_name(kPartsWithEstimate[i]);
    const FigureName figure_name{fmt::format("{}/change/{}", name.id, to_string(kPartsWithEstimate[i])), label};
    const size_t figure = change_figure(builder, comparison, figure_name, part, basis);
    table.rows.push_back(
        {ReportBuilder::head_cell(label), ReportBuilder::text_cell(builder.whole_money({part.before, currency})),
         ReportBuilder::text_cell(builder.whole_money({part.after, currency})), builder.cell(figure),
         ReportBuilder::text_cell(builder.figure(figure).range->text), ReportBuilder::text_cell(share_text(say, part)),
         ReportBuilder::text_cell(verdict_text(say, part))});
    table.rows.back()[3].text = signed_whole(builder, {part.after - part.before, currency});
  }
  return table;
}

// A share of earlier money with its interval, as a figure and as text.
TableCell kept_cell(ReportBuilder& builder, const FigureName& name, const KeptShare& share, const Basis& basis) {
  const ReportLanguage& say = builder.say();
  const auto tenths = [](double value) { return static_cast<int64_t>(std::llround(value * kWholeTenths)); };
  const size_t figure = builder.share(name, {tenths(share.value), kWholeTenths}, tenths(share.value), basis);
  builder.set_share_range(figure, tenths(std::max(0.0, share.interval.low)), tenths(share.interval.high));
  TableCell cell = builder.cell(figure);
  cell.text = say(words::amount_ranged,
                  {{"amount", builder.figure(figure).text}, {"range", builder.figure(figure).range->text}});
  return cell;
}

ReportTable retention_table(ReportBuilder& builder, const Comparison& comparison, const ComparisonName& name) {
  const ReportLanguage& say = builder.say();
  const Basis basis = builder.pair_basis(comparison, say(words::retention_parts_definition));
  ReportTable table{name.id + "/retention",
                    say(words::retention_parts_caption, {{"name", name.title}}),
                    basis,
                    {{say(words::state_before), false}, {"NRR", true}, {"GRR", true}, {say(words::left_share), true}},
                    {},
                    false};
  for (size_t i = 0; i < kEstimatedParts; ++i) {
    const std::string label = builder.part_name(kPartsWithEstimate[i]);
    const std::string id = fmt::format("{}/retention/{}", name.id, to_string(kPartsWithEstimate[i]));
    std::vector<TableCell> row{ReportBuilder::head_cell(label)};
    if (const std::optional<PartRetention>& kept = comparison.estimated->retention[i]) {
      row.push_back(kept_cell(builder, {id + "/nrr", label + ", NRR"}, kept->net, basis));
      row.push_back(kept_cell(builder, {id + "/grr", label + ", GRR"}, kept->gross, basis));
      row.push_back(
          kept_cell(builder, {id + "/left", fmt::format("{}, {}", label, say(words::left_share))}, kept->left, basis));
      if (kept->rounded_to > 0)
        builder.share({id + "/rounding", fmt::format("{}, {}", label, say(words::estimates_rounding))},
                      {kept->rounded_to, kWholeTenths}, kept->rounded_to, basis);
    } else {
      row.insert(row.end(), 3, ReportBuilder::text_cell(say(words::too_few_label)));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::vector<TableCell> segment_change_row(ReportBuilder& builder, const Comparison& comparison,
                                          const ComparisonName& name, const EstimatedChange::Segment& segment) {
  const ReportLanguage& say = builder.say();
  const Currency& currency = comparison.later.metric.currency;
  const Basis basis = builder.pair_basis(comparison, say(words::changes_segments_definition));
  std::vector<TableCell> row{ReportBuilder::head_cell(segment.segment)};
  for (size_t i = 0; i < kEstimatedParts; ++i) {
    if (!segment.parts) {
      row.push_back(ReportBuilder::text_cell(say(words::too_few_label)));
      continue;
    }
    const PartChange& part = (*segment.parts)[i];
    const MoneyPart which = kPartsWithEstimate[i];
    const FigureName figure_name{fmt::format("{}/change/segment/{}/{}", name.id, segment.segment, to_string(which)),
                                 fmt::format("{}, {}", segment.segment, builder.part_name(which))};
    const size_t figure = change_figure(builder, comparison, figure_name, part, basis);
    row.push_back(builder.cell(figure));
    row.back().text = fmt::format("{}, {}, {}", signed_whole(builder, {part.after - part.before, currency}),
                                  builder.figure(figure).range->text, verdict_text(say, part));
  }
  return row;
}

ReportTable segment_change_table(ReportBuilder& builder, const Comparison& comparison, const ComparisonName& name) {
  const ReportLanguage& say = builder.say();
  ReportTable table{name.id + "/changes/segments",
                    say(words::changes_segments_caption,
                        {{"name", name.title}, {"currency", comparison.later.metric.currency.code()}}),
                    builder.pair_basis(comparison, say(words::changes_segments_definition)),
                    {{say(words::segment), false}},
                    {},
                    false};
  for (const MoneyPart part : kPartsWithEstimate) table.columns.push_back({builder.part_name(part), true});
  for (const EstimatedChange::Segment& segment : comparison.estimated->by_segment) {
    table.rows.push_back(segment_change_row(builder, comparison, name, segment));
  }
  return table;
}

}  // namespace

void add_estimated_changes(ReportBuilder& builder, const Comparison& comparison, const ComparisonName& name) {
  if (!comparison.estimated) return;
  const ReportLanguage& say = builder.say();
  const EstimatedChange& estimated = *comparison.estimated;
  const std::string note =
      say(words::changes_note, {{"common", say.count(static_cast<int64_t>(estimated.common))},
                                {"twice", say.count(static_cast<int64_t>(estimated.measured_twice))}});
  // Who is in both cycles with a state is a sum over transitions, which would say more of those that are hidden.
  const bool hides = comparison.told && !comparison.told->hidden.empty();
  if (!estimated.parts) {
    builder.add(Notice{Tone::caution, say(words::too_few_label), hides ? std::string{} : note, {}});
    return;
  }
  if (!hides) builder.add(Paragraph{note});
  builder.add(change_table(builder, comparison, name));
  builder.add(retention_table(builder, comparison, name));
  if (!estimated.by_segment.empty()) builder.add(segment_change_table(builder, comparison, name));
}

std::string estimated_change_words(const ReportBuilder& builder, const Comparison& comparison,
                                   const std::string& earlier, const std::string& later) {
  if (!comparison.estimated) return {};
  const ReportLanguage& say = builder.say();
  if (!comparison.estimated->parts) return say(words::lead_changes_too_few, {{"from", earlier}, {"to", later}});
  const Currency& currency = comparison.later.metric.currency;
  std::vector<std::string> parts;
  for (size_t i = 0; i < kEstimatedParts; ++i) {
    const PartChange& part = (*comparison.estimated->parts)[i];
    parts.push_back(say(
        words::lead_change_part,
        {{"part", builder.part_name(kPartsWithEstimate[i])},
         {"amount", fmt::format("{} {}", signed_whole(builder, {part.after - part.before, currency}), currency.code())},
         {"range", builder.range_text(part.interval, currency)},
         {"verdict", verdict_text(say, part)}}));
  }
  return say(words::lead_changes, {{"from", earlier},
                                   {"to", later},
                                   {"parts", fmt::format("{}", fmt::join(parts, "; "))},
                                   {"percent", fmt::format("{}", kIntervalPercent)}});
}

}  // namespace vk
