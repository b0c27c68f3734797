#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/instant.hpp"
#include "core/money/money.hpp"

namespace vk {

/// One phrase in every language of reports; `{name}` marks a place to fill. Made of both texts, so no phrase lacks a
/// language.
struct Wording {
  consteval Wording(std::string_view english, std::string_view finnish) : en(english), fi(finnish) {}
  std::string_view en;
  std::string_view fi;
};

/// Values for the places of a phrase: {{"base", "800,000"}}.
using WordingValues = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// How one language says phrases, numbers and days. Own tables instead of a locale library, so that the same inputs
/// give the same bytes on every machine and with every version of it.
class ReportLanguage {
 public:
  /// The language with this code ("en", "fi"); English for any other.
  static ReportLanguage find(std::string_view code);

  std::string_view code() const { return code_; }
  /// The phrase, its places filled; filled-in text is never read as a place again.
  std::string operator()(const Wording& wording, WordingValues values = {}) const;

  /// "8,000" / "8 000" (U+00A0); a real minus sign below zero.
  std::string count(int64_t value) const;
  /// "320,000.00 EUR".
  std::string money(const Money& amount) const;
  /// "320,000" when the amount has no cents, else "320,000.50"; no currency.
  std::string bare_money(const Money& amount) const;
  /// Tenths of a percent: 400 -> "40.0 %".
  std::string percent(int64_t tenths) const;
  /// A number with so many decimals, at most nine: 426 with 2 -> "4.26" / "4,26".
  std::string decimal(int64_t scaled, int decimals) const;
  /// "2 March 2026" / "2.3.2026".
  std::string day(Day day) const;
  /// Half-open interval with its last day said: "1 January 2026 to 31 December 2026".
  std::string days(const DayInterval& interval) const;
  /// Day and UTC time: "2 March 2026 07:00 UTC".
  std::string instant(Instant instant) const;
  /// "January", 1-12.
  std::string_view month(unsigned month) const;
  /// "Jan", 1-12.
  std::string_view short_month(unsigned month) const;
  /// "a, b and c".
  std::string list(const std::vector<std::string>& parts) const;

 private:
  std::string grouped(uint64_t value) const;

  bool finnish_ = false;
  std::string_view code_ = "en";
};

}  // namespace vk
