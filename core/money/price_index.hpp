#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/instant.hpp"
#include "core/money/exchange.hpp"

namespace vk {

/// Decimals that price indices are read with.
inline constexpr int kIndexDecimals = 9;

/// The days of a period as statistical offices write it: "2025", "2025-H1", "2025-Q2" or "2025Q2", "2025-04" or
/// "2025M04". Nothing for anything else.
std::optional<DayInterval> price_period(std::string_view text);

/// Price indices of one or more currencies by period. The index of a day is that of the shortest period that holds it.
class PriceIndex {
 public:
  /// False when the currency has another index of the same period already.
  bool add(const Currency& currency, const DayInterval& period, int64_t billionths);

  /// Nothing when no period of the currency holds the day.
  std::optional<int64_t> at(const Currency& currency, Day day) const;

  /// The index of a base period: its own, or the mean of the shorter periods that fill it without a gap, all of one
  /// length (months, quarters or half-years), rounded half to even to kIndexDecimals. Nothing when there is neither.
  std::optional<int64_t> base(const Currency& currency, const DayInterval& period) const;

  std::vector<Currency> currencies() const;

 private:
  struct Period {
    DayInterval days;
    int64_t billionths = 0;
  };

  /// Longer periods and shorter ones apart, by their months, each in the order of their days.
  std::map<Currency, std::map<int, std::map<Day, Period>>> periods_;
};

/// Amounts in money of the base period, currency by currency: amount * index of the base / index of the day's period,
/// half to even (METHODS.md i).
class Deflator {
 public:
  Deflator(PriceIndex index, const DayInterval& base);

  /// Base over period in lowest terms; nothing without an index of the day or of the base period.
  std::optional<DecimalRatio> ratio(const Currency& currency, Day day) const;

 private:
  PriceIndex index_;
  std::map<Currency, int64_t> bases_;
};

}  // namespace vk
