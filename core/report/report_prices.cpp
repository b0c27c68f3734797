#include "core/report/report_prices.hpp"

#include <fmt/format.h>

#include "core/report/price_words.hpp"
#include "core/report/report_words.hpp"

namespace vk {
namespace {

/// The source of price indices, with the rows of it that count.
std::string source_of(const PriceBasis& basis) {
  return basis.rows.empty() ? basis.source : fmt::format("{}: {}", basis.source, basis.rows);
}

/// Tells the prices of one comparison.
class PriceTeller {
 public:
  PriceTeller(ReportBuilder& builder, const Comparison& comparison, const ComparisonName& name)
      : builder_(builder),
        say_(builder.say()),
        comparison_(comparison),
        effect_(*comparison.prices),
        name_(name),
        own_(comparison.later.metric.currency),
        before_(comparison.earlier.name.cycle),
        after_(comparison.later.name.cycle),
        basis_(builder.pair_basis(comparison, say_(words::prices_definition,
                                                   {{"base", effect_.basis.base}, {"source", effect_.basis.source}}))) {
  }

  void tell() {
    if (effect_.missing != PriceEffect::Missing::nothing) {
      builder_.add(Notice{Tone::caution, say_(words::prices_unknown_label), why_missing(), {}});
      return;
    }
    builder_.add(effect_table());
    builder_.add(real_table());
    if (!effect_.lines.empty()) builder_.add(currency_table());
    FigureGroup retention = real_retention();
    if (!retention.cards.empty()) builder_.add(std::move(retention));
  }

 private:
  std::string why_missing() const {
    switch (effect_.missing) {
      case PriceEffect::Missing::nothing:
        return {};
      case PriceEffect::Missing::earlier:
        return say_(words::prices_unknown_cycle, {{"cycle", before_}});
      case PriceEffect::Missing::later:
        return say_(words::prices_unknown_cycle, {{"cycle", after_}});
      case PriceEffect::Missing::base:
        return say_(words::prices_unknown_base, {{"earlier", before_},
                                                 {"earlier_base", comparison_.earlier.prices->base},
                                                 {"earlier_source", source_of(*comparison_.earlier.prices)},
                                                 {"later", after_},
                                                 {"later_base", comparison_.later.prices->base},
                                                 {"later_source", source_of(*comparison_.later.prices)}});
      case PriceEffect::Missing::without_rate:
        return say_(words::prices_unknown_rate, {{"cycle", before_}});
    }
    return {};
  }

  TableCell amount_cell(std::string_view id, const std::string& label, const Money& amount) {
    return builder_.cell(builder_.money({fmt::format("{}/prices/{}", name_.id, id), label}, amount, basis_));
  }
  TableCell change_cell(std::string_view id, const std::string& label, const Money& amount) {
    TableCell cell = amount_cell(id, label, amount);
    if (amount.minor > 0) cell.text = "+" + cell.text;
    return cell;
  }

  ReportTable effect_table() {
    ReportTable table{name_.id + "/prices",
                      say_(words::prices_caption, {{"name", name_.title}}),
                      basis_,
                      {{say_(words::prices_line), false}, {say_(words::money), true}},
                      {},
                      true};
    const auto add = [&](std::string_view id, const std::string& label, int64_t amount, bool is_change) {
      const Money money{amount, own_};
      table.rows.push_back(
          {ReportBuilder::head_cell(label), is_change ? change_cell(id, label, money) : amount_cell(id, label, money)});
    };
    add("earlier", say_(words::prices_before, {{"cycle", before_}}), effect_.earlier, false);
    add("real_change", say_(words::prices_real_change, {{"base", effect_.basis.base}}), effect_.real_change(), true);
    add("effect", say_(words::prices_effect), effect_.by_prices(), true);
    if (comparison_.exchange) add("exchange", say_(words::prices_exchange), effect_.by_rates(), true);
    add("spot", say_(words::prices_after, {{"cycle", after_}}), effect_.spot, false);
    return table;
  }

  ReportTable real_table() {
    ReportTable table{name_.id + "/prices/real",
                      say_(words::prices_real_caption, {{"name", name_.title}, {"base", effect_.basis.base}}),
                      basis_,
                      {{say_(words::prices_line), false}, {say_(words::money), true}},
                      {},
                      true};
    const std::string earlier = say_(words::prices_real, {{"cycle", before_}});
    const std::string change = say_(words::prices_real_change, {{"base", effect_.basis.base}});
    const std::string later = say_(words::prices_real, {{"cycle", after_}});
    table.rows.push_back(
        {ReportBuilder::head_cell(earlier), amount_cell("real_before", earlier, {effect_.real_before, own_})});
    const std::string amount = say_.money({effect_.real_change(), own_});
    table.rows.push_back({ReportBuilder::head_cell(change),
                          ReportBuilder::text_cell(effect_.real_change() > 0 ? "+" + amount : amount)});
    table.rows.push_back(
        {ReportBuilder::head_cell(later), amount_cell("real_after", later, {effect_.real_after, own_})});
    return table;
  }

  ReportTable currency_table() {
    const std::string caption = say_(words::prices_caption, {{"name", name_.title}});
    ReportTable table{name_.id + "/prices/currencies",
                      say_(words::prices_currencies_caption, {{"name", caption}}),
                      basis_,
                      {{say_(words::prices_currency), false},
                       {say_(words::prices_paid_in, {{"cycle", before_}}), true},
                       {say_(words::prices_paid_in, {{"cycle", after_}}), true},
                       {say_(words::prices_nominal_change), true},
                       {say_(words::prices_real_change_short), true},
                       {say_(words::prices_effect), true},
                       {say_(words::prices_real_in, {{"cycle", before_}}), true},
                       {say_(words::prices_real_in, {{"cycle", after_}}), true}},
                      {},
                      false};
    for (const PriceEffect::Line& line : effect_.lines) {
      const std::string code{line.currency.code()};
      const auto id = [&](std::string_view what) { return fmt::format("currency/{}/{}", code, what); };
      const auto label = [&](const std::string& what) { return fmt::format("{}, {}", code, what); };
      const auto money = [&](int64_t amount) { return Money{amount, line.currency}; };
      table.rows.push_back(
          {ReportBuilder::head_cell(code),
           amount_cell(id("before"), label(say_(words::prices_paid_in, {{"cycle", before_}})), money(line.before)),
           amount_cell(id("after"), label(say_(words::prices_paid_in, {{"cycle", after_}})), money(line.after)),
           change_cell(id("change"), label(say_(words::prices_nominal_change)), money(line.after - line.before)),
           change_cell(id("real_change"), label(say_(words::prices_real_change_short)), money(line.real_change())),
           change_cell(id("effect"), label(say_(words::prices_effect)), money(line.by_prices())),
           amount_cell(id("real_before"), label(say_(words::prices_real_in, {{"cycle", before_}})),
                       money(line.real_before)),
           amount_cell(id("real_after"), label(say_(words::prices_real_in, {{"cycle", after_}})),
                       money(line.real_after))});
    }
    return table;
  }

  FigureGroup real_retention() {
    FigureGroup group;
    group.caption = say_(words::prices_retention_caption, {{"name", name_.title}});
    const auto add = [&](std::string_view id, const Wording& label, const Wording& definition, const Ratio& ratio) {
      Basis basis = basis_;
      basis.definition = fmt::format("{}; {}", say_(definition), basis_.definition);
      group.cards.push_back(
          {builder_.ratio({fmt::format("{}/prices/{}", name_.id, id), say_(label)}, ratio, basis), {}, std::nullopt});
    };
    if (effect_.tells_grr) add("grr", words::grr, words::grr_definition, gross_revenue_retention(effect_.bridge));
    if (effect_.tells_nrr) add("nrr", words::nrr, words::nrr_definition, net_revenue_retention(effect_.bridge));
    return group;
  }

  ReportBuilder& builder_;
  const ReportLanguage& say_;
  const Comparison& comparison_;
  const PriceEffect& effect_;
  const ComparisonName& name_;
  Currency own_;
  const std::string& before_;
  const std::string& after_;
  Basis basis_;
};

}  // namespace

void add_prices(ReportBuilder& builder, const Comparison& comparison, const ComparisonName& name) {
  if (comparison.prices) PriceTeller(builder, comparison, name).tell();
}

}  // namespace vk
