#include <fmt/format.h>

#include <cmath>

#include "core/report/outlook_words.hpp"
#include "core/report/report_sections.hpp"
#include "core/report/report_words.hpp"

namespace vk {
namespace {

constexpr int64_t kWhole = 1000;

int64_t tenths_of(double share) {
  return std::llround(share * static_cast<double>(kWhole));
}

/// "2024 → 2025, 2025 → 2026".
std::string past_words(const Outlook& outlook) {
  std::vector<std::string> pairs;
  for (const PastPair& pair : outlook.past)
    pairs.push_back(fmt::format("{} \u2192 {}", pair.earlier.cycle, pair.later.cycle));
  return fmt::format("{}", fmt::join(pairs, ", "));
}

std::vector<TableCell> loss_row(ReportBuilder& builder, const MeasuredCycle& cycle, size_t index, Basis basis) {
  const ReportLanguage& say = builder.say();
  const Currency& currency = cycle.header.metric.currency;
  const std::string& state = cycle.header.states[index].name;
  const std::optional<ExpectedLoss>& loss = cycle.outlook->losses[index];
  const Money money_now{cycle.outlook->exposures.money[index], currency};
  const bool exact = cycle.outlook->exposures.ranges.empty();
  const TableCell exposure =
      ReportBuilder::text_cell(exact ? say.bare_money(money_now) : builder.whole_money(money_now));
  if (!loss) {
    std::vector<TableCell> row{ReportBuilder::head_cell(state), exposure};
    row.insert(row.end(), 3, ReportBuilder::text_cell(say(words::not_seen_before)));
    return row;
  }
  const auto count = [&](auto n) { return say.count(static_cast<int64_t>(n)); };
  basis.n = say(words::outlook_n, {{"n", count(loss->members)}, {"cycles", count(loss->cycles)}});
  const std::string id = fmt::format("{}/outlook/{}", to_string(cycle.header.name), state);
  const size_t share = builder.share({id + "/left", fmt::format("{}, {}", state, say(words::left_share))},
                                     {tenths_of(loss->share), kWhole}, tenths_of(loss->share), basis);
  builder.set_share_range(share, tenths_of(loss->interval.low), tenths_of(loss->interval.high));
  const size_t money = builder.money({id + "/loss", fmt::format("{}, {}", state, say(words::expected_loss))},
                                     {loss->loss, currency}, loss->range, RangeKind::confidence, basis);
  std::vector<TableCell> row{ReportBuilder::head_cell(state), exposure, builder.cell(share), builder.cell(money),
                             ReportBuilder::text_cell(basis.n)};
  row[2].text =
      say(words::amount_ranged, {{"amount", builder.figure(share).text}, {"range", builder.figure(share).range->text}});
  row[3].text = say(words::amount_ranged, {{"amount", builder.whole_money({loss->loss, currency})},
                                           {"range", builder.range_text(loss->range, currency)}});
  return row;
}

ReportTable loss_table(ReportBuilder& builder, const MeasuredCycle& cycle) {
  const ReportLanguage& say = builder.say();
  const std::string name = to_string(cycle.header.name);
  const Basis basis = builder.cycle_basis(
      cycle.header, say(words::outlook_definition,
                        {{"past", past_words(*cycle.outlook)}, {"percent", fmt::format("{}", kIntervalPercent)}}));
  ReportTable table{name + "/outlook",
                    say(words::outlook_caption, {{"name", builder.title_of(cycle.header.name)},
                                                 {"currency", cycle.header.metric.currency.code()}}),
                    basis,
                    {{say(words::state), false},
                     {say(words::money), true},
                     {say(words::left_share), true},
                     {say(words::expected_loss), true},
                     {say(words::rests_on_column), false}},
                    {},
                    false};
  table.names = name;
  for (size_t state = 0; state < cycle.outlook->losses.size(); ++state) {
    table.rows.push_back(loss_row(builder, cycle, state, basis));
  }
  return table;
}

/// One forecast as a figure with its range, when it has one.
size_t forecast_figure(ReportBuilder& builder, const MeasuredCycle& cycle, const FigureName& name,
                       const MoneyForecast& forecast) {
  const ReportLanguage& say = builder.say();
  const Currency& currency = cycle.header.metric.currency;
  Basis basis = builder.cycle_basis(cycle.header, say(words::forecast_definition));
  basis.n = say(words::forecast_n, {{"n", say.count(static_cast<int64_t>(forecast.pairs))}});
  if (!forecast.range) return builder.money(name, {forecast.money, currency}, basis);
  return builder.money(name, {forecast.money, currency}, *forecast.range, RangeKind::confidence, basis);
}

std::string forecast_words(const ReportBuilder& builder, const MeasuredCycle& cycle, const MoneyForecast& forecast) {
  const ReportLanguage& say = builder.say();
  const Currency& currency = cycle.header.metric.currency;
  const std::string amount = builder.whole_money({forecast.money, currency});
  if (!forecast.range) return amount;
  return say(words::amount_ranged, {{"amount", amount}, {"range", builder.range_text(*forecast.range, currency)}});
}

ReportTable record_table(ReportBuilder& builder, const MeasuredCycle& cycle) {
  const ReportLanguage& say = builder.say();
  const Currency& currency = cycle.header.metric.currency;
  const std::string name = to_string(cycle.header.name);
  ReportTable table{
      name + "/forecasts",
      say(words::record_caption, {{"name", builder.title_of(cycle.header.name)}, {"currency", currency.code()}}),
      builder.cycle_basis(cycle.header, say(words::forecast_definition)),
      {{say(words::cycle), false},
       {say(words::forecast), true},
       {say(words::came), true},
       {say(words::forecast_error), true}},
      {},
      false};
  table.names = name;
  for (const PastForecast& past : cycle.outlook->record) {
    const std::string id = fmt::format("{}/forecast/{}", name, past.of.cycle);
    const FigureName made{id, fmt::format("{}, {}", past.of.cycle, say(words::forecast))};
    const size_t figure = forecast_figure(builder, cycle, made, past.forecast);
    const size_t error =
        builder.ratio({id + "/error", fmt::format("{}, {}", past.of.cycle, say(words::forecast_error))},
                      {past.forecast.money - past.came, past.came}, table.basis);
    table.rows.push_back(
        {ReportBuilder::head_cell(past.of.cycle), builder.cell(figure),
         builder.cell(builder.money({id + "/came", fmt::format("{}, {}", past.of.cycle, say(words::came))},
                                    {past.came, currency}, table.basis)),
         builder.cell(error)});
    table.rows.back()[1].text = forecast_words(builder, cycle, past.forecast);
    table.rows.back()[2].text = say.bare_money({past.came, currency});
  }
  return table;
}

void add_cycle(ReportBuilder& builder, const MeasuredCycle& cycle) {
  const ReportLanguage& say = builder.say();
  const Outlook& outlook = *cycle.outlook;
  builder.add(loss_table(builder, cycle));
  const std::string id = fmt::format("{}/forecast", to_string(cycle.header.name));
  forecast_figure(builder, cycle, {id, say(words::forecast)}, outlook.forecast);
  builder.add(Paragraph{say(outlook.forecast.range ? words::forecast_ranged : words::forecast_plain,
                            {{"name", builder.title_of(cycle.header.name)},
                             {"amount", forecast_words(builder, cycle, outlook.forecast)},
                             {"currency", cycle.header.metric.currency.code()},
                             {"n", say.count(static_cast<int64_t>(outlook.forecast.pairs))}})});
  if (!outlook.record.empty()) builder.add(record_table(builder, cycle));
  if (outlook.other_ruler > 0) {
    builder.add(Paragraph{say(words::outlook_left_out, {{"n", say.count(static_cast<int64_t>(outlook.other_ruler))}})});
  }
}

}  // namespace

void add_outlook(ReportBuilder& builder) {
  bool begun = false;
  for (const MeasuredCycle& cycle : builder.inputs().cycles) {
    if (!cycle.outlook) continue;
    if (!begun) {
      builder.begin("outlook", words::outlook_title);
      builder.add(Paragraph{builder.say()(words::outlook_intro)});
    }
    begun = true;
    add_cycle(builder, cycle);
  }
}

}  // namespace vk
