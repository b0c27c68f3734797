#include <fmt/format.h>

#include "core/audience/freeze_frame.hpp"
#include "core/base/error.hpp"
#include "core/measure/measure.hpp"

namespace vk {

namespace {

/// The columns of a metric's table: money first, then days, then the currency word.
struct MetricTable {
  const Column* money = nullptr;
  const Column* day = nullptr;
  const Column* currency = nullptr;
};

MetricTable find_columns(const Table& table) {
  MetricTable found;
  for (const Column& column : table.columns) {
    if (column.type == ColumnType::dictionary) {
      found.currency = &column;
    } else if (found.money == nullptr) {
      found.money = &column;
    } else {
      found.day = &column;
    }
  }
  if (found.money == nullptr) throw Error(ErrorCode::invalid_input, "a metric's table has no money column");
  return found;
}

/// Which currency words are not the metric's.
std::vector<uint8_t> foreign_words(const Column& currency, const MetricIdentity& identity) {
  std::vector<uint8_t> foreign;
  for (const std::string& word : currency.words) foreign.push_back(word == identity.currency.code() ? 0 : 1);
  return foreign;
}

void refuse_foreign_rows(const SourceBatch& batch, const Column& currency, const MetricIdentity& identity) {
  std::vector<uint8_t> foreign = foreign_words(currency, identity);
  for (size_t row = 0; row < currency.rows(); ++row) {
    if (!currency.is_missing(row) && foreign[currency.codes[row]] == 0) continue;
    throw Error(ErrorCode::invalid_input,
                fmt::format("row {} is in \"{}\", metric {} is in {}; sums over currencies are never made",
                            batch.file_rows[row] + 1, currency.text_at(row), identity.id, identity.currency.code()));
  }
}

void add_money(int64_t& sum, int64_t amount, std::string_view whose) {
  if (__builtin_add_overflow(sum, amount, &sum)) {
    throw Error(ErrorCode::invalid_input, fmt::format("the money of {} leaves the range of 64 bits", whose));
  }
}

void add_row(const Frame& frame, uint32_t member, int64_t money, MetricAmounts& amounts) {
  amounts.activity[member] |= kActive;
  if (__builtin_add_overflow(amounts.money[member], money, &amounts.money[member])) {
    throw Error(ErrorCode::invalid_input,
                fmt::format("metric {}: the money of member {} (subject {}) leaves the range of 64 bits",
                            amounts.metric.id, member + 1, frame.subjects[member]));
  }
}

void add_batch(const Frame& frame, const SourceBatch& batch, const MetricTable& columns, MetricAmounts& amounts) {
  const DayInterval window = amounts.window;
  const std::vector<uint32_t> positions = frame_positions(frame, batch.subjects);
  for (size_t row = 0; row < positions.size(); ++row) {
    const uint32_t member = positions[row];
    const int64_t money = columns.money->is_missing(row) ? 0 : columns.money->int64s[row];
    const bool dated = columns.day != nullptr && !columns.day->is_missing(row);
    const Day day = dated ? Day{std::chrono::days{columns.day->int64s[row]}} : window.first;
    const bool inside = columns.day == nullptr || (dated && window.contains(day));
    if (member == kNoPosition) {
      if (!inside) continue;
      ++amounts.rows_of_nobody;
      add_money(amounts.money_of_nobody, money, "rows of nobody");
      continue;
    }
    if (dated && day < window.end) amounts.first_day[member] = std::min(amounts.first_day[member], day);
    if (dated && day < window.first) amounts.activity[member] |= kActiveBefore;
    if (inside) add_row(frame, member, money, amounts);
  }
}

}  // namespace

std::vector<ColumnRequest> metric_columns(const MetricSpec& metric, const SourceSpec& source) {
  std::vector<ColumnRequest> columns;
  columns.push_back({metric.sum.text, CellKind::money, metric.currency, true, metric.sum.at});
  if (!source.date.empty()) columns.push_back({source.date.text, CellKind::day, {}, true, source.date.at});
  if (!metric.currency_column.empty()) {
    columns.push_back({metric.currency_column.text, CellKind::dictionary, {}, true, metric.currency_column.at});
  }
  return columns;
}

MetricAmounts sum_metric(const MetricIdentity& identity, DayInterval window, const SourceView& source,
                         const Frame& frame) {
  MetricAmounts amounts;
  amounts.metric = identity;
  amounts.window = window;
  amounts.money.assign(frame.size(), 0);
  amounts.activity.assign(frame.size(), 0);
  for (size_t bucket = 0; bucket < source.buckets(); ++bucket) {
    const SourceBatch batch = source.batch(bucket);
    const MetricTable columns = find_columns(batch.table);
    if (columns.currency != nullptr) refuse_foreign_rows(batch, *columns.currency, identity);
    if (columns.day != nullptr) amounts.first_day.resize(frame.size(), Day::max());
    add_batch(frame, batch, columns, amounts);
  }
  return amounts;
}

}  // namespace vk
