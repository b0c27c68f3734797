#pragma once
#include <vuosikello/rules.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// One row a purchase; the three spans are of equal length.
struct PurchaseRows {
  std::span<const int64_t> subjects;
  std::span<const int64_t> days;
  std::span<const int64_t> money;
};

/// The cycle [first_day, end_day) and how to read money and gaps.
struct Period {
  int64_t first_day = 0;
  int64_t end_day = 0;
  uint32_t currency_digits = 0;
  int64_t least_gap_days = 1;
};

inline constexpr std::string_view kFigures[] = {"recency_days",       "tenure_days", "purchases",
                                                "purchases_in_cycle", "amount",      "total_amount",
                                                "mean_amount",        "gap_days",    "rhythm"};

inline bool is_figure(std::string_view name) {
  return std::find(std::begin(kFigures), std::end(kFigures), name) != std::end(kFigures);
}

inline std::string figure_list() {
  std::string list;
  for (std::string_view name : kFigures) list += (list.empty() ? "" : ", ") + std::string(name);
  return list;
}

/// The figures of each member's history; NaN and `no_purchase` mark what is missing.
struct PurchaseFigures {
  std::vector<uint8_t> no_purchase;
  std::vector<int64_t> recency_days;
  std::vector<int64_t> tenure_days;
  std::vector<int64_t> purchases;
  std::vector<int64_t> purchases_in_cycle;
  std::vector<double> amount;
  std::vector<double> total_amount;
  std::vector<double> mean_amount;
  std::vector<double> gap_days;
  std::vector<double> rhythm;

  /// Borrows from this object.
  vk::sdk::RuleColumns columns() const {
    vk::sdk::RuleColumns columns(purchases.size());
    columns.add("recency_days", recency_days, no_purchase.data());
    columns.add("tenure_days", tenure_days, no_purchase.data());
    columns.add("purchases", purchases);
    columns.add("purchases_in_cycle", purchases_in_cycle);
    columns.add("amount", amount);
    columns.add("total_amount", total_amount);
    columns.add("mean_amount", mean_amount);
    columns.add("gap_days", gap_days);
    columns.add("rhythm", rhythm);
    return columns;
  }

  /// A figure as scores: NaN where it is missing.
  std::vector<double> as_numbers(std::string_view name) const {
    if (name == "recency_days") return known(recency_days);
    if (name == "tenure_days") return known(tenure_days);
    if (name == "purchases") return {purchases.begin(), purchases.end()};
    if (name == "purchases_in_cycle") return {purchases_in_cycle.begin(), purchases_in_cycle.end()};
    if (name == "amount") return amount;
    if (name == "total_amount") return total_amount;
    if (name == "mean_amount") return mean_amount;
    return name == "gap_days" ? gap_days : rhythm;
  }

 private:
  std::vector<double> known(const std::vector<int64_t>& values) const {
    std::vector<double> numbers;
    for (size_t member = 0; member < values.size(); ++member) {
      bool missing = no_purchase[member] != 0;
      numbers.push_back(missing ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(values[member]));
    }
    return numbers;
  }
};

/// The figures of all members, in one pass over the rows and one sort of each member's days. Rows on or after the
/// period's end do not count. Throws vk::sdk::Failure when a row belongs to no member or a sum leaves 64 bits.
PurchaseFigures purchase_figures(const PurchaseRows& rows, size_t members, const Period& period);
