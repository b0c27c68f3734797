#include "purchase_history.hpp"

namespace {

using vk::sdk::Failure;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// Each member's days of purchase: those of member m are days[begin[m], begin[m + 1]).
struct DaysByMember {
  std::vector<size_t> begin;
  std::vector<int64_t> days;
};

bool counts(const PurchaseRows& rows, size_t row, size_t members, const Period& period) {
  if (rows.subjects[row] < 0 || static_cast<uint64_t>(rows.subjects[row]) >= members) {
    throw Failure("purchase row " + std::to_string(row + 1) + " belongs to no member", "subject", VK_INVALID_INPUT);
  }
  return rows.days[row] < period.end_day;
}

DaysByMember group_days(const PurchaseRows& rows, size_t members, const Period& period) {
  DaysByMember grouped;
  grouped.begin.assign(members + 1, 0);
  for (size_t row = 0; row < rows.subjects.size(); ++row) {
    if (counts(rows, row, members, period)) ++grouped.begin[static_cast<size_t>(rows.subjects[row]) + 1];
  }
  for (size_t member = 0; member < members; ++member) grouped.begin[member + 1] += grouped.begin[member];
  grouped.days.resize(grouped.begin[members]);
  std::vector<size_t> next(grouped.begin.begin(), grouped.begin.end() - 1);
  for (size_t row = 0; row < rows.subjects.size(); ++row) {
    if (rows.days[row] < period.end_day) grouped.days[next[static_cast<size_t>(rows.subjects[row])]++] = rows.days[row];
  }
  return grouped;
}

/// The median gap between different days of purchase; `days` is sorted by it. Missing with fewer than two days.
double median_gap(std::span<int64_t> days) {
  std::sort(days.begin(), days.end());
  std::vector<int64_t> gaps;
  for (size_t at = 1; at < days.size(); ++at) {
    if (days[at] != days[at - 1]) gaps.push_back(days[at] - days[at - 1]);
  }
  if (gaps.empty()) return kMissing;
  std::sort(gaps.begin(), gaps.end());
  size_t middle = gaps.size() / 2;
  if (gaps.size() % 2 == 1) return static_cast<double>(gaps[middle]);
  return static_cast<double>(gaps[middle - 1] + gaps[middle]) / 2;
}

/// Exact sums of minor units.
struct MoneySums {
  std::vector<int64_t> all;
  std::vector<int64_t> in_cycle;
  std::vector<int64_t> rows_in_cycle;
};

MoneySums sum_money(const PurchaseRows& rows, size_t members, const Period& period) {
  MoneySums sums{std::vector<int64_t>(members, 0), std::vector<int64_t>(members, 0), std::vector<int64_t>(members, 0)};
  for (size_t row = 0; row < rows.subjects.size(); ++row) {
    if (rows.days[row] >= period.end_day) continue;
    size_t member = static_cast<size_t>(rows.subjects[row]);
    bool inside = rows.days[row] >= period.first_day;
    bool overflow = __builtin_add_overflow(sums.all[member], rows.money[row], &sums.all[member]);
    if (inside) {
      overflow = __builtin_add_overflow(sums.in_cycle[member], rows.money[row], &sums.in_cycle[member]) || overflow;
      ++sums.rows_in_cycle[member];
    }
    if (overflow)
      throw Failure("the purchases of member " + std::to_string(member + 1) + " add up beyond 64 bits", "money");
  }
  return sums;
}

double minor_per_major(uint32_t digits) {
  double value = 1;
  for (uint32_t digit = 0; digit < digits; ++digit) value *= 10;
  return value;
}

}  // namespace

PurchaseFigures purchase_figures(const PurchaseRows& rows, size_t members, const Period& period) {
  DaysByMember grouped = group_days(rows, members, period);
  MoneySums sums = sum_money(rows, members, period);
  double scale = minor_per_major(period.currency_digits);
  PurchaseFigures figures;
  figures.purchases_in_cycle = std::move(sums.rows_in_cycle);
  for (size_t member = 0; member < members; ++member) {
    std::span<int64_t> days(grouped.days.data() + grouped.begin[member],
                            grouped.begin[member + 1] - grouped.begin[member]);
    double gap = median_gap(days);
    int64_t recency = days.empty() ? 0 : period.end_day - days.back();
    double total = static_cast<double>(sums.all[member]);
    // One division a figure: rounded once, so that "mean_amount >= 99.99" is true for a mean of exactly 99.99.
    double mean = days.empty() ? kMissing : total / (static_cast<double>(days.size()) * scale);
    double shown_gap = std::max(gap, static_cast<double>(period.least_gap_days));
    figures.no_purchase.push_back(days.empty() ? 1 : 0);
    figures.recency_days.push_back(recency);
    figures.tenure_days.push_back(days.empty() ? 0 : period.end_day - days.front());
    figures.purchases.push_back(static_cast<int64_t>(days.size()));
    figures.amount.push_back(static_cast<double>(sums.in_cycle[member]) / scale);
    figures.total_amount.push_back(total / scale);
    figures.mean_amount.push_back(mean);
    figures.gap_days.push_back(gap);
    figures.rhythm.push_back(std::isnan(gap) ? kMissing : static_cast<double>(recency) / shown_gap);
  }
  return figures;
}
