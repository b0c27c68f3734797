#include "core/engine/gather_prices.hpp"

#include <fmt/format.h>

#include "core/engine/bad_rows.hpp"
#include "core/engine/source_reader.hpp"
#include "core/money/price_index.hpp"
#include "core/table/row_condition.hpp"

namespace vk {
namespace {

/// The source of the indices with what is asked of it: the period, the index as it is written, the currency's code.
SourceWish prices_wish(const PricesSpec& prices, const SourceSpec& source) {
  SourceWish wish;
  wish.source = &source;
  wish.columns = {{prices.period.text, CellKind::dictionary, {}, true, prices.period.at},
                  {prices.index.text, CellKind::dictionary, {}, true, prices.index.at}};
  if (!prices.currency.empty())
    wish.columns.push_back({prices.currency.text, CellKind::dictionary, {}, true, prices.currency.at});
  return wish;
}

/// Reads the rows of a source into price indices.
class IndexReader {
 public:
  IndexReader(const SourceSpec& source, const SourceView& view, Currency own)
      : source_(source), view_(view), own_(own) {}

  PriceIndex read(Diagnostics& diagnostics) {
    for (size_t bucket = 0; bucket < view_.buckets(); ++bucket) add(view_.batch(bucket));
    bad_.tell(source_, view_, "F207", "price indices", diagnostics);
    return std::move(index_);
  }

 private:
  void add(const SourceBatch& batch) {
    const Column& periods = batch.table.columns.at(0);
    const Column& indices = batch.table.columns.at(1);
    const Column* codes = batch.table.columns.size() > 2 ? &batch.table.columns[2] : nullptr;
    for (size_t row = 0; row < batch.table.rows; ++row) {
      const std::string_view code = codes == nullptr ? own_.code() : codes->text_at(row);
      const std::optional<Currency> currency = Currency::from_code(code);
      const std::optional<DayInterval> period = price_period(periods.text_at(row));
      const ParsedMoney index = parse_scaled(indices.text_at(row), kIndexDecimals, source_.format.number);
      const auto bad = [&](std::string message) { bad_.add(batch.file_rows[row], std::move(message)); };
      if (!period) {
        bad(fmt::format("\"{}\" is no period such as 2025, 2025-Q2 or 2025-04", periods.text_at(row)));
      } else if (!currency) {
        bad(fmt::format("\"{}\" is no ISO 4217 code", code));
      } else if (index.fault != MoneyFault::none || index.minor <= 0) {
        bad(fmt::format("\"{}\" is no index above 0 with at most {} decimals", indices.text_at(row), kIndexDecimals));
      } else if (!index_.add(*currency, *period, index.minor)) {
        bad(fmt::format("{} has another index of {} in an earlier row", currency->code(), periods.text_at(row)));
      }
    }
  }

  const SourceSpec& source_;
  const SourceView& view_;
  Currency own_;
  PriceIndex index_;
  BadRows bad_;
};

/// Every currency of the file must have an index of the base period.
void check_base(const PricesSpec& prices, const SourceSpec& source, const PriceIndex& index, Diagnostics& diagnostics) {
  for (const Currency& currency : index.currencies()) {
    if (index.base(currency, prices.base_days)) continue;
    Diagnostic diagnostic;
    diagnostic.code = "F208";
    diagnostic.at = prices.base.at;
    diagnostic.message = fmt::format("source \"{}\" has no index of {} for the base period {}", source.name,
                                     currency.code(), prices.base.text);
    diagnostic.expected = "a row of this period, or of all shorter ones that fill it";
    diagnostic.hint = "add the rows, or name another `base` in [prices]";
    diagnostics.add(std::move(diagnostic));
  }
}

}  // namespace

std::optional<MetricPrices> prices_for(const AnnualCalendar& calendar, const MetricSpec& metric,
                                       const Occurrence& occurrence, SubjectIndex& subjects, Diagnostics& diagnostics) {
  if (!metric.real || !calendar.prices) return std::nullopt;
  const PricesSpec& prices = *calendar.prices;
  const SourceSpec& source = *calendar.find_source(prices.source.text);
  const std::vector<SourceWish> wishes{prices_wish(prices, source)};
  const auto views = read_wishes(calendar, wishes, occurrence.name.cycle, subjects, diagnostics);
  if (diagnostics.has_errors()) return std::nullopt;
  const Currency own = calendar.currency == Currency{} ? metric.currency : calendar.currency;
  PriceIndex index = IndexReader(source, views[0], own).read(diagnostics);
  if (!diagnostics.has_errors()) check_base(prices, source, index, diagnostics);
  if (diagnostics.has_errors()) return std::nullopt;
  PriceBasis basis{source.name, prices.base.text, source.format.rows ? source.format.rows->text : std::string{}};
  return MetricPrices{Deflator(std::move(index), prices.base_days), std::move(basis), views[0].source->provenance};
}

}  // namespace vk
