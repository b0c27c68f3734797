#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/audience/freeze_frame.hpp"
#include "core/base/error.hpp"
#include "core/measure/measure.hpp"
#include "core/table/row_place.hpp"

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

/// Rows and members whose money cannot be summed: the first ones in the order of the files, the rest counted.
class MoneyProblems {
 public:
  explicit MoneyProblems(const MetricRequest& request) : request_(request) {}

  void foreign_row(uint32_t file_row, std::string_view word) { foreign_.emplace_back(file_row, word); }
  void overflow(size_t member) { overflows_.push_back(member); }

  void tell(Diagnostics& diagnostics) {
    std::sort(foreign_.begin(), foreign_.end());
    const size_t listed = std::min(foreign_.size(), kMostListed);
    std::vector<RowPlace> places;
    for (size_t i = 0; i < listed; ++i) places.push_back(place_of_row(*request_.rows->source, foreign_[i].first));
    if (request_.format != nullptr) find_lines(*request_.format, *request_.rows->source, places);
    for (size_t i = 0; i < listed; ++i) diagnostics.add(foreign(places[i], foreign_[i].second));
    if (foreign_.size() > listed) {
      diagnostics.add(
          problem("F201", fmt::format("{} more rows are in another currency", foreign_.size() - listed), {}));
    }
    std::sort(overflows_.begin(), overflows_.end());
    overflows_.erase(std::unique(overflows_.begin(), overflows_.end()), overflows_.end());
    for (const size_t member : overflows_) {
      diagnostics.add(problem(
          "F202",
          fmt::format("metric {}: the money of {} leaves the range of 64 bits", request_.metric.id, name_of(member)),
          {}));
    }
  }

 private:
  Diagnostic problem(std::string_view code, std::string message, const std::string& file) const {
    Diagnostic diagnostic;
    diagnostic.code = std::string(code);
    const auto& files = request_.rows->source->provenance;
    diagnostic.at.file = file.empty() && !files.empty() ? files.front().file : file;
    diagnostic.message = std::move(message);
    return diagnostic;
  }
  Diagnostic foreign(const RowPlace& place, std::string_view word) const {
    Diagnostic diagnostic =
        problem("F201",
                fmt::format("{} is in \"{}\", metric {} is in {}; sums over currencies are never made", place.subject(),
                            word, request_.metric.id, request_.metric.currency.code()),
                place.file);
    diagnostic.at.line = place.line;
    diagnostic.at.column = place.line > 0 ? 1 : 0;
    diagnostic.hint = "convert the amount in the export, or give each currency a source and a metric of its own";
    return diagnostic;
  }
  std::string name_of(size_t member) const {
    const SubjectNumber subject = request_.frame->subjects[member];
    if (request_.subjects == nullptr) return fmt::format("member {}", member + 1);
    return fmt::format("\"{}\"", request_.subjects->key(subject));
  }

  static constexpr size_t kMostListed = 50;

  const MetricRequest& request_;
  std::vector<std::pair<uint32_t, std::string>> foreign_;  ///< row of the files, its currency word
  std::vector<size_t> overflows_;                          ///< members
};

void add_money(int64_t& sum, int64_t amount, std::string_view whose) {
  if (__builtin_add_overflow(sum, amount, &sum)) {
    throw Error(ErrorCode::invalid_input, fmt::format("the money of {} leaves the range of 64 bits", whose));
  }
}

/// Sums the rows of a source batch by batch.
class MetricSummer {
 public:
  explicit MetricSummer(const MetricRequest& request) : request_(request), problems_(request) {
    amounts_.metric = request.metric;
    amounts_.window = request.window;
    amounts_.money.assign(request.frame->size(), 0);
    amounts_.activity.assign(request.frame->size(), 0);
  }

  void add(const SourceBatch& batch) {
    const MetricTable columns = find_columns(batch.table);
    if (columns.day != nullptr) {
      amounts_.has_days = true;
      amounts_.first_day.resize(request_.frame->size(), Day::max());
    }
    const DayInterval window = request_.window;
    const std::vector<uint32_t> positions = frame_positions(*request_.frame, batch.subjects);
    for (size_t row = 0; row < positions.size(); ++row) {
      const uint32_t member = positions[row];
      const bool dated = columns.day != nullptr && !columns.day->is_missing(row);
      const Day day = dated ? Day{std::chrono::days{columns.day->int64s[row]}} : window.first;
      const bool inside = columns.day == nullptr || (dated && window.contains(day));
      if (member != kNoPosition && dated) note_day(member, day);
      if (!inside || is_foreign(batch, columns.currency, row)) continue;
      ++amounts_.rows_in_window;
      const int64_t money = columns.money->is_missing(row) ? 0 : columns.money->int64s[row];
      if (member == kNoPosition) {
        ++amounts_.rows_of_nobody;
        add_money(amounts_.money_of_nobody, money, "rows of nobody");
      } else {
        amounts_.activity[member] |= kActive;
        if (__builtin_add_overflow(amounts_.money[member], money, &amounts_.money[member])) problems_.overflow(member);
      }
    }
  }

  MetricAmounts finish(Diagnostics& diagnostics) {
    problems_.tell(diagnostics);
    return std::move(amounts_);
  }

 private:
  void note_day(uint32_t member, Day day) {
    if (day < request_.window.end) amounts_.first_day[member] = std::min(amounts_.first_day[member], day);
    if (day < request_.window.first) amounts_.activity[member] |= kActiveBefore;
  }
  bool is_foreign(const SourceBatch& batch, const Column* currency, size_t row) {
    if (currency == nullptr) return false;
    const std::string_view word = currency->is_missing(row) ? std::string_view{} : currency->text_at(row);
    if (word == request_.metric.currency.code()) return false;
    problems_.foreign_row(batch.file_rows[row], word);
    return true;
  }

  const MetricRequest& request_;
  MoneyProblems problems_;
  MetricAmounts amounts_;
};

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

MetricAmounts sum_metric(const MetricRequest& request, Diagnostics& diagnostics) {
  MetricSummer summer(request);
  for (size_t bucket = 0; bucket < request.rows->buckets(); ++bucket) summer.add(request.rows->batch(bucket));
  return summer.finish(diagnostics);
}

}  // namespace vk
