#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
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
  void without_rate(uint32_t file_row, const Currency& currency) {
    const auto [known, is_new] = unrated_.try_emplace(currency, Unrated{file_row, 0});
    known->second.first_row = std::min(known->second.first_row, file_row);
    ++known->second.rows;
  }
  void without_index(uint32_t file_row, const Currency& currency, Day day) {
    const auto [known, is_new] = unindexed_.try_emplace(currency, Unindexed{file_row, day, 0});
    if (file_row < known->second.first_row) {
      known->second.first_row = file_row;
      known->second.day = day;
    }
    ++known->second.rows;
  }
  void too_fine(uint32_t file_row, const Currency& currency) { too_fine_.emplace_back(file_row, currency.code()); }

  void tell(Diagnostics& diagnostics) {
    tell_rows(foreign_, "F201", "are in another currency", diagnostics, [&](const RowPlace& place, const auto& word) {
      return fmt::format("{} is in \"{}\", metric {} is in {}; sums over currencies are never made", place.subject(),
                         word, request_.metric.id, request_.metric.currency.code());
    });
    tell_rows(too_fine_, "F204", "have more decimals than their currency", diagnostics,
              [&](const RowPlace& place, const auto& word) {
                return fmt::format("{} has more decimals than {} has", place.subject(), word);
              });
    tell_unrated(diagnostics);
    tell_unindexed(diagnostics);
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
  using WordedRow = std::pair<uint32_t, std::string>;  ///< row of the files, its currency word
  struct Unrated {
    uint32_t first_row = 0;
    uint64_t rows = 0;
  };
  struct Unindexed {
    uint32_t first_row = 0;
    Day day{};
    uint64_t rows = 0;
  };

  template <typename Message>
  void tell_rows(std::vector<WordedRow>& rows, std::string_view code, std::string_view what, Diagnostics& diagnostics,
                 Message message) {
    std::sort(rows.begin(), rows.end());
    const size_t listed = std::min(rows.size(), kMostListed);
    std::vector<RowPlace> places;
    for (size_t i = 0; i < listed; ++i) places.push_back(place_of_row(*request_.rows->source, rows[i].first));
    if (request_.format != nullptr) find_lines(*request_.format, *request_.rows->source, places);
    for (size_t i = 0; i < listed; ++i) {
      Diagnostic diagnostic = placed(code, message(places[i], rows[i].second), places[i]);
      if (code == "F201") diagnostic.hint = foreign_hint(rows[i].second);
      diagnostics.add(std::move(diagnostic));
    }
    if (rows.size() <= listed) return;
    diagnostics.add(problem(code, fmt::format("{} more rows {}", rows.size() - listed, what), {}));
  }
  std::string foreign_hint(const std::string& word) const {
    if (request_.rates != nullptr) return fmt::format("\"{}\" is no ISO 4217 code", word);
    return "convert it with `rates` of the metric, or give each currency a source and a metric of its own";
  }
  void tell_unrated(Diagnostics& diagnostics) {
    std::vector<RowPlace> places;
    for (const auto& [currency, unrated] : unrated_)
      places.push_back(place_of_row(*request_.rows->source, unrated.first_row));
    if (request_.format != nullptr) find_lines(*request_.format, *request_.rows->source, places);
    size_t at = 0;
    for (const auto& [currency, unrated] : unrated_) {
      const MetricRates& rates = *request_.rates;
      Diagnostic diagnostic =
          placed("F203",
                 fmt::format("no rate of {} from {} to {} in source \"{}\"; rows that need it: {}", currency.code(),
                             to_string(rates.days.first), to_string(rates.days.end - std::chrono::days{1}),
                             rates.source, unrated.rows),
                 places[at++]);
      diagnostic.hint = "add a row with its rate on one of these days";
      diagnostics.add(std::move(diagnostic));
    }
  }
  void tell_unindexed(Diagnostics& diagnostics) {
    std::vector<RowPlace> places;
    for (const auto& [currency, unindexed] : unindexed_)
      places.push_back(place_of_row(*request_.rows->source, unindexed.first_row));
    if (request_.format != nullptr) find_lines(*request_.format, *request_.rows->source, places);
    size_t at = 0;
    for (const auto& [currency, unindexed] : unindexed_) {
      Diagnostic diagnostic =
          placed("F206",
                 fmt::format("no price index of {} for {} in source \"{}\"; rows that need one: {}", currency.code(),
                             to_string(unindexed.day), request_.prices->basis.source, unindexed.rows),
                 places[at++]);
      diagnostic.hint = "add a row with the index of the period that holds this day";
      diagnostics.add(std::move(diagnostic));
    }
  }
  Diagnostic problem(std::string_view code, std::string message, const std::string& file) const {
    Diagnostic diagnostic;
    diagnostic.code = std::string(code);
    const auto& files = request_.rows->source->provenance;
    diagnostic.at.file = file.empty() && !files.empty() ? files.front().file : file;
    diagnostic.message = std::move(message);
    return diagnostic;
  }
  Diagnostic placed(std::string_view code, std::string message, const RowPlace& place) const {
    Diagnostic diagnostic = problem(code, std::move(message), place.file);
    diagnostic.at.line = place.line;
    diagnostic.at.column = place.line > 0 ? 1 : 0;
    return diagnostic;
  }
  std::string name_of(size_t member) const {
    const SubjectNumber subject = request_.frame->subjects[member];
    if (request_.subjects == nullptr) return fmt::format("member {}", member + 1);
    return fmt::format("\"{}\"", request_.subjects->key(subject));
  }

  static constexpr size_t kMostListed = 50;

  const MetricRequest& request_;
  std::vector<WordedRow> foreign_;
  std::vector<WordedRow> too_fine_;
  std::map<Currency, Unrated> unrated_;
  std::map<Currency, Unindexed> unindexed_;
  std::vector<size_t> overflows_;  ///< members
};

/// What amounts in any currency are read as: none has more decimals.
Currency finest_currency() {
  return Currency::from_code("CLF").value_or(Currency{});
}

void add_money(int64_t& sum, int64_t amount, std::string_view whose) {
  if (__builtin_add_overflow(sum, amount, &sum)) {
    throw Error(ErrorCode::invalid_input, fmt::format("the money of {} leaves the range of 64 bits", whose));
  }
}

/// Sums the rows of a source batch by batch.
class MetricSummer {
 public:
  explicit MetricSummer(const MetricRequest& request)
      : request_(request), problems_(request), table_(request.metric.currency) {
    if (request.rates != nullptr) {
      for (const auto& [currency, rate] : request.rates->rates) table_.set(currency, rate);
    }
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
    const bool is_plain = columns.day == nullptr && columns.currency == nullptr && request_.rates == nullptr &&
                          request_.prices == nullptr && columns.money->missing.empty();
    if (is_plain) return add_plain(columns.money->int64s, positions);
    for (size_t row = 0; row < positions.size(); ++row) {
      const uint32_t member = positions[row];
      const bool dated = columns.day != nullptr && !columns.day->is_missing(row);
      const Day day = dated ? Day{std::chrono::days{columns.day->int64s[row]}} : window.first;
      const bool inside = columns.day == nullptr || (dated && window.contains(day));
      if (member != kNoPosition && dated) note_day(member, day);
      if (!inside) continue;
      const std::optional<Money> amount = amount_of(batch, columns, row);
      if (!amount) continue;
      ++amounts_.rows_in_window;
      if (member == kNoPosition) {
        ++amounts_.rows_of_nobody;
        add_money(nobody_[amount->currency], amount->minor, "rows of nobody");
      } else {
        amounts_.activity[member] |= kActive;
        int64_t& sum = sums_of(amount->currency)[member];
        if (__builtin_add_overflow(sum, amount->minor, &sum)) problems_.overflow(member);
        if (request_.prices != nullptr) add_real(*amount, day, member, batch.file_rows[row]);
      }
    }
  }

  MetricAmounts finish(Diagnostics& diagnostics) {
    for (const auto& [currency, minor] : nobody_)
      add_money(amounts_.money_of_nobody, converted({minor, currency}), "rows of nobody");
    if (request_.rates != nullptr) convert_all();
    if (request_.prices != nullptr) amounts_.prices = request_.prices->basis;
    for (auto& [currency, sums] : real_) amounts_.real.push_back({currency, std::move(sums)});
    problems_.tell(diagnostics);
    return std::move(amounts_);
  }

 private:
  /// Rows that all count, in the metric's currency: the usual case, without what the others need.
  void add_plain(const std::vector<int64_t>& money, const std::vector<uint32_t>& positions) {
    amounts_.rows_in_window += positions.size();
    for (size_t row = 0; row < positions.size(); ++row) {
      const uint32_t member = positions[row];
      if (member == kNoPosition) {
        ++amounts_.rows_of_nobody;
        add_money(nobody_[request_.metric.currency], money[row], "rows of nobody");
        continue;
      }
      amounts_.activity[member] |= kActive;
      int64_t& sum = amounts_.money[member];
      if (__builtin_add_overflow(sum, money[row], &sum)) problems_.overflow(member);
    }
  }
  void note_day(uint32_t member, Day day) {
    if (day < request_.window.end) amounts_.first_day[member] = std::min(amounts_.first_day[member], day);
    if (day < request_.window.first) amounts_.activity[member] |= kActiveBefore;
  }
  /// The amount in its own currency; nothing for rows that cannot be summed, and they are noted.
  std::optional<Money> amount_of(const SourceBatch& batch, const MetricTable& columns, size_t row) {
    const Currency& own = request_.metric.currency;
    const int64_t read = columns.money->is_missing(row) ? 0 : columns.money->int64s[row];
    if (columns.currency == nullptr) return Money{read, own};
    const std::string_view word =
        columns.currency->is_missing(row) ? std::string_view{} : columns.currency->text_at(row);
    const std::optional<Currency> currency = word == own.code() ? own : Currency::from_code(word);
    if (!currency || (request_.rates == nullptr && *currency != own)) {
      problems_.foreign_row(batch.file_rows[row], word);
      return std::nullopt;
    }
    if (request_.rates == nullptr) return Money{read, own};
    if (*currency != own && !request_.rates->rates.contains(*currency)) {
      problems_.without_rate(batch.file_rows[row], *currency);
      return std::nullopt;
    }
    const int64_t finer = finest_currency().minor_per_major() / currency->minor_per_major();
    if (read % finer != 0) {
      problems_.too_fine(batch.file_rows[row], *currency);
      return std::nullopt;
    }
    return Money{read / finer, *currency};
  }

  std::vector<int64_t>& sums_of(const Currency& currency) {
    if (request_.rates == nullptr) return amounts_.money;
    std::vector<int64_t>& sums = local_[currency];
    if (sums.empty()) sums.assign(request_.frame->size(), 0);
    return sums;
  }

  /// Rows of one day and currency have one index.
  struct DayRatio {
    Day day{};
    std::optional<DecimalRatio> ratio;
  };

  void add_real(const Money& amount, Day day, uint32_t member, uint32_t file_row) {
    if (amount.minor == 0) return;  // nothing at any price
    const auto [known, is_new] = ratios_.try_emplace(amount.currency);
    if (is_new || known->second.day != day)
      known->second = {day, request_.prices->deflator.ratio(amount.currency, day)};
    if (!known->second.ratio) {
      problems_.without_index(file_row, amount.currency, day);
      return;
    }
    std::vector<int64_t>& sums = real_[amount.currency];
    if (sums.empty()) sums.assign(request_.frame->size(), 0);
    try {
      if (!__builtin_add_overflow(sums[member], scaled(amount.minor, *known->second.ratio), &sums[member])) return;
    } catch (const Error&) {  // the row alone is too large in money of the base period
    }
    problems_.overflow(member);
  }

  int64_t converted(const Money& amount) const {
    return request_.rates == nullptr ? amount.minor : table_.convert(amount).minor;
  }

  void add_converted(const Money& amount, size_t member) {
    int64_t& all = amounts_.money[member];
    try {
      if (!__builtin_add_overflow(all, converted(amount), &all)) return;
    } catch (const Error&) {  // the amount alone is too large in the metric's currency
    }
    problems_.overflow(member);
  }

  /// Turns what each member has in each currency into the metric's.
  void convert_all() {
    for (auto& [currency, sums] : local_) {
      for (size_t member = 0; member < sums.size(); ++member) {
        if (sums[member] == 0) continue;
        add_converted({sums[member], currency}, member);
      }
      amounts_.local.push_back({currency, std::move(sums)});
    }
    amounts_.rates = request_.rates->rates;
  }

  const MetricRequest& request_;
  MoneyProblems problems_;
  MetricAmounts amounts_;
  RateTable table_;
  std::map<Currency, int64_t> nobody_;
  std::map<Currency, std::vector<int64_t>> local_;
  std::map<Currency, std::vector<int64_t>> real_;
  std::map<Currency, DayRatio> ratios_;
};

}  // namespace

std::vector<ColumnRequest> metric_columns(const MetricSpec& metric, const SourceSpec& source) {
  std::vector<ColumnRequest> columns;
  const Currency read_as = metric.rates ? finest_currency() : metric.currency;
  columns.push_back({metric.sum.text, CellKind::money, read_as, true, metric.sum.at});
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
