#include "core/engine/gather_rates.hpp"

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/engine/bad_rows.hpp"
#include "core/engine/source_reader.hpp"

namespace vk {
namespace {

/// The source of the rates with what is asked of it: the day, the currency's code, the rate as it is written.
SourceWish rates_wish(const RatesSpec& rates, const SourceSpec& source) {
  SourceWish wish;
  wish.source = &source;
  wish.columns = {{source.date.text, CellKind::day, {}, true, source.date.at},
                  {rates.currency.text, CellKind::dictionary, {}, true, rates.currency.at},
                  {rates.rate.text, CellKind::dictionary, {}, true, rates.rate.at}};
  return wish;
}

/// Reads the rows of a rates source into quotes.
class QuoteReader {
 public:
  QuoteReader(const SourceSpec& source, const SourceView& view, Currency base)
      : source_(source), view_(view), base_(base) {}

  std::vector<QuotedRate> read(Diagnostics& diagnostics) {
    for (size_t bucket = 0; bucket < view_.buckets(); ++bucket) add(view_.batch(bucket));
    bad_.tell(source_, view_, "F205", "rates", diagnostics);
    return std::move(quotes_);
  }

 private:
  void add(const SourceBatch& batch) {
    const Column& days = batch.table.columns.at(0);
    const Column& currencies = batch.table.columns.at(1);
    const Column& rates = batch.table.columns.at(2);
    for (size_t row = 0; row < batch.table.rows; ++row) {
      const std::string_view code = currencies.text_at(row);
      const std::optional<Currency> currency = Currency::from_code(code);
      const ParsedMoney rate = parse_scaled(rates.text_at(row), kRateDecimals, source_.format.number);
      if (!currency) {
        bad_.add(batch.file_rows[row], fmt::format("\"{}\" is no ISO 4217 code", code));
      } else if (rate.fault != MoneyFault::none || rate.minor <= 0) {
        bad_.add(batch.file_rows[row],
                 fmt::format("\"{}\" is no rate above 0 with at most {} decimals", rates.text_at(row), kRateDecimals));
      } else if (*currency != base_) {
        quotes_.push_back({Day{std::chrono::days{days.int64s[row]}}, *currency, rate.minor});
      }
    }
  }

  const SourceSpec& source_;
  const SourceView& view_;
  Currency base_;
  std::vector<QuotedRate> quotes_;
  BadRows bad_;
};

}  // namespace

std::optional<MetricRates> rates_for(const AnnualCalendar& calendar, const MetricSpec& metric,
                                     const Occurrence& occurrence, SubjectIndex& subjects, Diagnostics& diagnostics) {
  if (!metric.rates || !calendar.rates) return std::nullopt;
  const SourceSpec& source = *calendar.find_source(calendar.rates->source.text);
  const std::vector<SourceWish> wishes{rates_wish(*calendar.rates, source)};
  const auto views = read_wishes(calendar, wishes, occurrence.name.cycle, subjects, diagnostics);
  if (diagnostics.has_errors()) return std::nullopt;
  MetricRates result;
  result.source = source.name;
  result.provenance = views[0].source->provenance;
  result.days = metric.window.kind == MetricWindow::Kind::all ? occurrence.interval : metric_window(metric, occurrence);
  const std::vector<QuotedRate> quotes = QuoteReader(source, views[0], metric.currency).read(diagnostics);
  result.rates = cycle_rates(quotes, result.days, *metric.rates, calendar.rates->quote);
  return result;
}

}  // namespace vk
