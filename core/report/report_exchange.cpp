#include "core/report/report_exchange.hpp"

#include <fmt/format.h>

#include "core/report/exchange_words.hpp"
#include "core/report/report_words.hpp"

namespace vk {
namespace {

/// One line from the earlier base to the later one.
struct EffectLine {
  std::string id;
  std::string label;
  int64_t amount = 0;
  bool is_change = false;
};

std::vector<EffectLine> effect_lines(const ReportLanguage& say, const Comparison& comparison) {
  const ExchangeEffect& effect = *comparison.exchange;
  const std::string& before = comparison.earlier.name.cycle;
  const std::string& after = comparison.later.name.cycle;
  return {{"earlier", say(words::exchange_before, {{"cycle", before}}), effect.earlier, false},
          {"organic", say(words::exchange_organic), effect.organic(), true},
          {"constant", say(words::exchange_constant, {{"cycle", after}, {"earlier", before}}), effect.constant, false},
          {"effect", say(words::exchange_effect_label), effect.by_rates(), true},
          {"spot", say(words::exchange_after, {{"cycle", after}}), effect.spot, false}};
}

ReportTable effect_table(ReportBuilder& builder, const Comparison& comparison, const ComparisonName& name) {
  const ReportLanguage& say = builder.say();
  const Basis basis = builder.pair_basis(comparison, say(words::exchange_definition));
  ReportTable table{name.id + "/exchange",
                    say(words::exchange_caption, {{"name", name.title}}),
                    basis,
                    {{say(words::exchange_line), false}, {say(words::money), true}},
                    {},
                    true};
  for (const EffectLine& line : effect_lines(say, comparison)) {
    const size_t figure = builder.money({fmt::format("{}/exchange/{}", name.id, line.id), line.label},
                                        {line.amount, comparison.later.metric.currency}, basis);
    TableCell amount = builder.cell(figure);
    if (line.is_change && line.amount > 0) amount.text = "+" + amount.text;
    table.rows.push_back({ReportBuilder::head_cell(line.label), amount});
  }
  return table;
}

/// Units of the metric's currency for one of another, with six decimals.
std::string rate_text(const ReportLanguage& say, const DecimalRatio& rate) {
  constexpr int kDecimals = 6;
  constexpr int64_t kMillionth = 1'000'000;
  return say.decimal(scaled(kMillionth, rate), kDecimals);
}

ReportTable currency_table(ReportBuilder& builder, const Comparison& comparison, const ComparisonName& name) {
  const ReportLanguage& say = builder.say();
  const Currency& own = comparison.later.metric.currency;
  const std::string& before = comparison.earlier.name.cycle;
  const std::string& after = comparison.later.name.cycle;
  const Basis basis = builder.pair_basis(comparison, say(words::exchange_definition));
  ReportTable table{
      name.id + "/exchange/currencies",
      say(words::exchange_currencies_caption, {{"name", say(words::exchange_caption, {{"name", name.title}})}}),
      basis,
      {{say(words::exchange_currency), false},
       {say(words::exchange_rate, {{"cycle", before}}), true},
       {say(words::exchange_rate, {{"cycle", after}}), true},
       {say(words::exchange_local, {{"cycle", before}}), true},
       {say(words::exchange_local, {{"cycle", after}}), true},
       {say(words::exchange_organic), true},
       {say(words::exchange_effect_label), true}},
      {},
      false};
  for (const ExchangeEffect::Line& line : comparison.exchange->lines) {
    const std::string code{line.currency.code()};
    const std::string id = fmt::format("{}/exchange/currency/{}", name.id, code);
    const auto cell = [&](const char* part, const Wording& label, const Money& amount) {
      return builder.cell(
          builder.money({fmt::format("{}/{}", id, part), fmt::format("{}, {}", code, say(label))}, amount, basis));
    };
    table.rows.push_back({ReportBuilder::head_cell(code), ReportBuilder::text_cell(rate_text(say, line.rate_before)),
                          ReportBuilder::text_cell(rate_text(say, line.rate_after)),
                          cell("local_before", words::money_before, {line.local_before, line.currency}),
                          cell("local_after", words::money_after, {line.local_after, line.currency}),
                          cell("organic", words::exchange_organic, {line.constant - line.earlier, own}),
                          cell("effect", words::exchange_effect_label, {line.spot - line.constant, own})});
  }
  return table;
}

FigureGroup constant_retention(ReportBuilder& builder, const Comparison& comparison, const ComparisonName& name) {
  const ReportLanguage& say = builder.say();
  const MoneyBridge& bridge = comparison.exchange->bridge;
  FigureGroup group;
  group.caption = say(words::exchange_retention_caption, {{"name", name.title}});
  const auto add = [&](std::string_view id, const Wording& label, const Wording& definition, const Ratio& ratio) {
    const std::string defined = fmt::format("{}; {}", say(definition), say(words::exchange_definition));
    group.cards.push_back({builder.ratio({fmt::format("{}/exchange/{}", name.id, id), say(label)}, ratio,
                                         builder.pair_basis(comparison, defined)),
                           {},
                           std::nullopt});
  };
  if (comparison.exchange->tells_grr) add("grr", words::grr, words::grr_definition, gross_revenue_retention(bridge));
  if (comparison.exchange->tells_nrr) add("nrr", words::nrr, words::nrr_definition, net_revenue_retention(bridge));
  return group;
}

}  // namespace

void add_exchange(ReportBuilder& builder, const Comparison& comparison, const ComparisonName& name) {
  if (!comparison.exchange) return;
  const ReportLanguage& say = builder.say();
  if (!comparison.exchange->without_rate.empty()) {
    builder.add(Notice{Tone::caution,
                       say(words::exchange_unknown_label),
                       say(words::exchange_unknown, {{"cycle", comparison.earlier.name.cycle},
                                                     {"currencies", say.list(comparison.exchange->without_rate)}}),
                       {}});
    return;
  }
  builder.add(Paragraph{say(words::exchange_warning)});
  builder.add(effect_table(builder, comparison, name));
  if (!comparison.exchange->lines.empty()) builder.add(currency_table(builder, comparison, name));
  FigureGroup retention = constant_retention(builder, comparison, name);
  if (!retention.cards.empty()) builder.add(std::move(retention));
}

}  // namespace vk
