#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "core/money/currency.hpp"
#include "core/money/money.hpp"

namespace vk {

/// How an amount between two minor units is rounded. Every conversion rounds once, a row at a time, by this rule, so
/// that all tables add up exactly (METHODS.md i).
enum class RoundingRule { half_even };
std::string_view to_string(RoundingRule rule);

/// An exact decimal number above zero: numerator / denominator, a rate or an index.
struct DecimalRatio {
  int64_t numerator = 1;
  int64_t denominator = 1;

  bool operator==(const DecimalRatio&) const = default;
};

/// "0.923400" or "111.27", read exactly. Throws Error(invalid_input) for anything that is no number above zero with at
/// most twelve decimals.
DecimalRatio decimal_ratio(std::string_view text);

/// `minor` * ratio, rounded half to even; throws Error(invalid_input) when it leaves 64 bits.
int64_t scaled(int64_t minor, const DecimalRatio& ratio);

/// Rates pinned to one cycle: units of the reporting currency for one unit of another.
class RateTable {
 public:
  explicit RateTable(Currency reporting) : reporting_(reporting) {}

  /// Throws Error(conflict) when the currency has another rate already, also the reporting one (1).
  void set(const Currency& currency, const DecimalRatio& rate);
  Currency reporting() const { return reporting_; }
  /// The amount in the reporting currency, minor units of both respected. Throws Error(not_found) without a rate.
  Money convert(const Money& amount) const;

 private:
  Currency reporting_;
  std::map<Currency, DecimalRatio> rates_;
};

/// One subject's money in two cycles, in its own currency.
struct LocalPair {
  Money earlier;
  Money later;
};

/// Two cycles in one currency with the effect of exchange rates apart: reported = organic + exchange, exactly.
struct ConstantCurrency {
  std::vector<int64_t> earlier;         ///< at the earlier rates, minor units, a row each
  std::vector<int64_t> later_constant;  ///< at the earlier rates
  std::vector<int64_t> later_spot;      ///< at the later rates
  int64_t reported_change = 0;          ///< spot - earlier
  int64_t organic_change = 0;           ///< constant - earlier: what customers did
  int64_t exchange_effect = 0;          ///< spot - constant: what rates did
};

/// Throws like RateTable::convert, and Error(invalid_input) for tables of different reporting currencies or sums beyond
/// 64 bits.
ConstantCurrency constant_currency(std::span<const LocalPair> rows, const RateTable& earlier, const RateTable& later);

/// Amounts of a period in money of the base period: minor * base / period, one rounding each. Deflate in the local
/// currency first, then convert.
std::vector<int64_t> deflate(std::span<const int64_t> minor, const DecimalRatio& base, const DecimalRatio& period);

}  // namespace vk
