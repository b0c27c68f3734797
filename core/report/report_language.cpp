#include "core/report/report_language.hpp"

#include <fmt/format.h>

#include <array>
#include <vector>

namespace vk {
namespace {

constexpr std::string_view kMinus = "\u2212";
constexpr std::string_view kNoBreak = "\u00a0";

constexpr std::array<Wording, 12> kMonths{{{"January", "tammikuu"},
                                           {"February", "helmikuu"},
                                           {"March", "maaliskuu"},
                                           {"April", "huhtikuu"},
                                           {"May", "toukokuu"},
                                           {"June", "kesäkuu"},
                                           {"July", "heinäkuu"},
                                           {"August", "elokuu"},
                                           {"September", "syyskuu"},
                                           {"October", "lokakuu"},
                                           {"November", "marraskuu"},
                                           {"December", "joulukuu"}}};

constexpr std::array<Wording, 12> kShortMonths{{{"Jan", "tammi"},
                                                {"Feb", "helmi"},
                                                {"Mar", "maalis"},
                                                {"Apr", "huhti"},
                                                {"May", "touko"},
                                                {"Jun", "kesä"},
                                                {"Jul", "heinä"},
                                                {"Aug", "elo"},
                                                {"Sep", "syys"},
                                                {"Oct", "loka"},
                                                {"Nov", "marras"},
                                                {"Dec", "joulu"}}};

// The magnitude as unsigned, also of the lowest int64.
uint64_t magnitude(int64_t value) {
  return value < 0 ? uint64_t{0} - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
}

std::string_view value_of(std::string_view name, WordingValues values) {
  for (const auto& [key, value] : values) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace

ReportLanguage ReportLanguage::find(std::string_view code) {
  ReportLanguage language;
  language.finnish_ = code == "fi";
  language.code_ = language.finnish_ ? "fi" : "en";
  return language;
}

std::string ReportLanguage::operator()(const Wording& wording, WordingValues values) const {
  std::string_view rest = finnish_ ? wording.fi : wording.en;
  std::string said;
  for (size_t open = rest.find('{'); open != std::string_view::npos; open = rest.find('{')) {
    const size_t close = rest.find('}', open);
    if (close == std::string_view::npos) break;
    said += rest.substr(0, open);
    said += value_of(rest.substr(open + 1, close - open - 1), values);
    rest.remove_prefix(close + 1);
  }
  said += rest;
  return said;
}

std::string ReportLanguage::grouped(uint64_t value) const {
  const std::string digits = fmt::format("{}", value);
  std::string result;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) result += finnish_ ? kNoBreak : std::string_view(",");
    result += digits[i];
  }
  return result;
}

std::string ReportLanguage::count(int64_t value) const {
  return std::string(value < 0 ? kMinus : std::string_view()) + grouped(magnitude(value));
}

std::string ReportLanguage::money(const Money& amount) const {
  const auto per_major = static_cast<uint64_t>(amount.currency.minor_per_major());
  const uint64_t minor = magnitude(amount.minor);
  std::string text = std::string(amount.minor < 0 ? kMinus : std::string_view()) + grouped(minor / per_major);
  if (amount.currency.minor_digits() > 0) {
    text += fmt::format("{}{:0{}}", finnish_ ? ',' : '.', minor % per_major, amount.currency.minor_digits());
  }
  return fmt::format("{} {}", text, amount.currency.code());
}

std::string ReportLanguage::bare_money(const Money& amount) const {
  if (amount.minor % amount.currency.minor_per_major() == 0)
    return count(amount.minor / amount.currency.minor_per_major());
  const std::string text = money(amount);
  return text.substr(0, text.size() - 1 - amount.currency.code().size());
}

std::string ReportLanguage::percent(int64_t tenths) const {
  return decimal(tenths, 1) + " %";
}

std::string ReportLanguage::decimal(int64_t scaled, int decimals) const {
  uint64_t whole = 1;
  for (int i = 0; i < decimals; ++i) whole *= 10;
  const uint64_t size = magnitude(scaled);
  const std::string_view sign = scaled < 0 ? kMinus : std::string_view();
  if (decimals == 0) return fmt::format("{}{}", sign, grouped(size));
  return fmt::format("{}{}{}{:0{}}", sign, grouped(size / whole), finnish_ ? ',' : '.', size % whole, decimals);
}

std::string ReportLanguage::day(Day day) const {
  const std::chrono::year_month_day date{day};
  const int year = static_cast<int>(date.year());
  const unsigned month_number = static_cast<unsigned>(date.month());
  const unsigned day_number = static_cast<unsigned>(date.day());
  if (finnish_) return fmt::format("{}.{}.{}", day_number, month_number, year);
  return fmt::format("{} {} {}", day_number, month(month_number), year);
}

std::string ReportLanguage::days(const DayInterval& interval) const {
  const Day last = interval.end - std::chrono::days{1};
  if (last <= interval.first) return day(interval.first);
  return finnish_ ? fmt::format("{}–{}", day(interval.first), day(last))
                  : fmt::format("{} to {}", day(interval.first), day(last));
}

std::string ReportLanguage::instant(Instant instant) const {
  const Day date = std::chrono::floor<std::chrono::days>(instant);
  const int64_t minutes = std::chrono::duration_cast<std::chrono::minutes>(instant - date).count();
  return fmt::format("{} {:02}{}{:02} UTC", day(date), minutes / 60, finnish_ ? '.' : ':', minutes % 60);
}

std::string_view ReportLanguage::month(unsigned month) const {
  const Wording& name = kMonths[(month + 11) % 12];
  return finnish_ ? name.fi : name.en;
}

std::string_view ReportLanguage::short_month(unsigned month) const {
  const Wording& name = kShortMonths[(month + 11) % 12];
  return finnish_ ? name.fi : name.en;
}

std::string ReportLanguage::list(const std::vector<std::string>& parts) const {
  std::string text;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 < parts.size() ? ", " : (finnish_ ? " ja " : " and ");
    text += parts[i];
  }
  return text;
}

}  // namespace vk
