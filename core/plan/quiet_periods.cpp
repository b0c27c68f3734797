#include "core/plan/quiet_periods.hpp"

#include <fmt/format.h>

#include "core/calendar/year_of.hpp"
#include "core/plan/calendar_texts.hpp"

namespace vk {
namespace {

using std::chrono::days;

}  // namespace

std::optional<QuietRule> quiet_rule_from(std::string_view text) {
  if (text == "skip") return QuietRule::skip;
  if (text == "shift after") return QuietRule::shift_after;
  if (text == "shift before") return QuietRule::shift_before;
  if (text == "shorten") return QuietRule::shorten;
  if (text == "allow") return QuietRule::allow;
  return std::nullopt;
}

QuietPeriods::QuietPeriods(const AnnualCalendar& calendar, Diagnostics& diagnostics)
    : holidays_(calendar.holiday_set), business_days_(business_days_of(calendar.holiday_set)) {
  for (const QuietSpec& spec : calendar.quiet) {
    const std::optional<QuietRule> rule = quiet_rule_from(spec.rule);
    auto from = Phrase::parse(spec.from, text_of(calendar, spec.from.at), diagnostics);
    auto to = Phrase::parse(spec.to, text_of(calendar, spec.to.at), diagnostics);
    if (rule && from && to) rules_.push_back({spec.name, *rule, std::move(*from), std::move(*to)});
  }
}

std::optional<Day> QuietPeriods::day_in_year(const Phrase& phrase, int year) const {
  PhraseContext context;
  context.every = Every::year;
  context.cycle = {{}, year_interval(year)};
  context.business_days = &business_days_;
  if (holidays_ != nullptr) {
    context.holiday = [&](std::string_view name, DayInterval within) { return holidays_->day_named(name, within); };
  }
  return phrase.evaluate(context);
}

std::optional<QuietPeriod> QuietPeriods::in_year(const Rule& rule, int year) const {
  const std::optional<Day> first = day_in_year(rule.from, year);
  std::optional<Day> last = day_in_year(rule.to, year);
  if (first && (!last || *last < *first)) last = day_in_year(rule.to, year + 1);
  if (!first || !last || *last < *first) return std::nullopt;
  return QuietPeriod{rule.name, rule.rule, {*first, *last + days{1}}};
}

std::vector<QuietPeriod> QuietPeriods::meeting(DayInterval wanted) const {
  std::vector<QuietPeriod> result;
  for (const Rule& rule : rules_) {
    // A phrase such as "2 weeks before the start of the year" leaves its year, so the neighbours are asked as well.
    for (int year = year_of(wanted.first) - 1; year <= year_of(wanted.end) + 1; ++year) {
      std::optional<QuietPeriod> period = in_year(rule, year);
      if (period && period->days.first < wanted.end && wanted.first < period->days.end) {
        result.push_back(std::move(*period));
      }
    }
  }
  return result;
}

}  // namespace vk
