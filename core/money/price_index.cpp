#include "core/money/price_index.hpp"

#include <chrono>
#include <numeric>
#include <utility>

#include "core/base/text.hpp"

namespace vk {
namespace {

constexpr int kMonthsOfYear = 12;

/// Digits alone, so that no sign or blank slips in.
std::optional<int> number_of(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  const std::optional<int64_t> number = int64_from(text);
  return number ? std::optional{static_cast<int>(*number)} : std::nullopt;
}

/// `months` months from the `first` month (from 1) of a year.
std::optional<DayInterval> months_of(int year, int first, int months) {
  const std::chrono::year_month start{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(first)}};
  if (!start.ok() || year < 1) return std::nullopt;
  const std::chrono::year_month end = start + std::chrono::months{months};
  return DayInterval{Day{start / 1}, Day{end / 1}};
}

int months_in(const DayInterval& period) {
  const std::chrono::year_month_day first{period.first};
  const std::chrono::year_month_day end{period.end};
  return static_cast<int>(((end.year() / end.month()) - (first.year() / first.month())).count());
}

__extension__ using WideIndex = __int128;

int64_t mean_of_indices(int64_t count, WideIndex sum) {
  const auto whole = static_cast<int64_t>(sum / count);
  const auto rest = static_cast<int64_t>(sum % count);
  const bool up = 2 * rest > count || (2 * rest == count && whole % 2 != 0);
  return whole + (up ? 1 : 0);
}

}  // namespace

std::optional<DayInterval> price_period(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  const std::optional<int> year = number_of(text.substr(0, 4));
  if (!year || *year < 1) return std::nullopt;
  std::string_view rest = text.substr(4);
  if (rest.empty()) return months_of(*year, 1, kMonthsOfYear);
  const bool dash = rest.front() == '-';
  if (dash) rest.remove_prefix(1);
  const char kind = rest.empty() ? '\0' : rest.front();
  const bool lettered = kind == 'H' || kind == 'Q' || kind == 'M';
  if (lettered) rest.remove_prefix(1);
  if (!dash && !lettered) return std::nullopt;
  const std::optional<int> part = number_of(rest);
  const size_t digits = kind == 'H' || kind == 'Q' ? 1 : 2;
  if (!part || rest.size() != digits) return std::nullopt;
  const int months = kind == 'H' ? kMonthsOfYear / 2 : kind == 'Q' ? kMonthsOfYear / 4 : 1;
  if (*part < 1 || *part > kMonthsOfYear / months) return std::nullopt;
  return months_of(*year, (*part - 1) * months + 1, months);
}

bool PriceIndex::add(const Currency& currency, const DayInterval& period, int64_t billionths) {
  const auto [known, is_new] =
      periods_[currency][months_in(period)].try_emplace(period.first, Period{period, billionths});
  return is_new || known->second.billionths == billionths;
}

std::optional<int64_t> PriceIndex::at(const Currency& currency, Day day) const {
  const auto of_currency = periods_.find(currency);
  if (of_currency == periods_.end()) return std::nullopt;
  for (const auto& [months, periods] : of_currency->second) {
    auto after = periods.upper_bound(day);
    if (after == periods.begin()) continue;
    --after;
    if (after->second.days.contains(day)) return after->second.billionths;
  }
  return std::nullopt;
}

std::optional<int64_t> PriceIndex::base(const Currency& currency, const DayInterval& period) const {
  const auto of_currency = periods_.find(currency);
  if (of_currency == periods_.end()) return std::nullopt;
  // The longest periods first: the base's own index, where there is one, before any mean.
  for (auto kind = of_currency->second.rbegin(); kind != of_currency->second.rend(); ++kind) {
    WideIndex sum = 0;
    int64_t count = 0;
    Day filled = period.first;
    for (auto at = kind->second.find(period.first); at != kind->second.end() && at->first == filled; ++at) {
      if (at->second.days.end > period.end) break;
      sum += at->second.billionths;
      ++count;
      filled = at->second.days.end;
      if (filled == period.end) return mean_of_indices(count, sum);
    }
  }
  return std::nullopt;
}

std::vector<Currency> PriceIndex::currencies() const {
  std::vector<Currency> all;
  for (const auto& [currency, kinds] : periods_) all.push_back(currency);
  return all;
}

Deflator::Deflator(PriceIndex index, const DayInterval& base) : index_(std::move(index)) {
  for (const Currency& currency : index_.currencies()) {
    if (const std::optional<int64_t> of_base = index_.base(currency, base)) bases_.emplace(currency, *of_base);
  }
}

std::optional<DecimalRatio> Deflator::ratio(const Currency& currency, Day day) const {
  const auto base = bases_.find(currency);
  const std::optional<int64_t> period = index_.at(currency, day);
  if (base == bases_.end() || !period) return std::nullopt;
  const int64_t common = std::gcd(base->second, *period);
  return DecimalRatio{base->second / common, *period / common};
}

}  // namespace vk
