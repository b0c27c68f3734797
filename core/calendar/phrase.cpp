#include "core/calendar/phrase.hpp"

#include <algorithm>

#include "core/calendar/iso_week.hpp"
#include "core/calendar/movable_feast.hpp"
#include "core/calendar/phrase_tree.hpp"
#include "core/calendar/year_of.hpp"

namespace vk {
namespace {

using std::chrono::days;
using std::chrono::year_month_day;

/// `day` moved by whole months; a day that the month does not have becomes its last one.
Day add_months(Day day, int64_t months) {
  const year_month_day moved = year_month_day{day} + std::chrono::months{months};
  if (moved.ok()) return Day{moved};
  return Day{moved.year() / moved.month() / std::chrono::last};
}

/// The month of that name that begins in `interval`, else the one that meets it.
std::optional<DayInterval> month_in(DayInterval interval, std::chrono::month month) {
  const year_month_day first{interval.first};
  std::optional<DayInterval> met;
  for (int i = 0; i <= 12; ++i) {
    const std::chrono::year_month ym = first.year() / first.month() + std::chrono::months{i};
    if (ym.month() != month) continue;
    const Day start{ym / std::chrono::day{1}};
    const Day end = add_months(start, 1);
    if (start >= interval.end || end <= interval.first) continue;
    if (!met || interval.contains(start)) met = DayInterval{start, end};
  }
  return met;
}

/// The n-th month, quarter or half-year of `interval`; a number below zero counts from its end.
std::optional<DayInterval> part_of(DayInterval interval, Every part, int ordinal) {
  int months = 12;
  if (part == Every::month) months = 1;
  if (part == Every::quarter) months = 3;
  if (part == Every::half_year) months = 6;
  const DayInterval found = ordinal > 0 ? DayInterval{add_months(interval.first, int64_t{ordinal - 1} * months),
                                                      add_months(interval.first, int64_t{ordinal} * months)}
                                        : DayInterval{add_months(interval.end, int64_t{ordinal} * months),
                                                      add_months(interval.end, int64_t{ordinal + 1} * months)};
  if (found.first < interval.first || found.end > interval.end) return std::nullopt;
  return found;
}

/// Reads a tree inside one cycle.
class Evaluation {
 public:
  explicit Evaluation(const PhraseContext& context) : context_(context) {
    if (context.business_days != nullptr) business_days_ = context.business_days;
  }

  std::optional<Day> day_of(const Phrase::Node& node) const {
    return std::visit([&](const auto& what) { return read(what, node); }, node.what);
  }

 private:
  std::optional<Day> read(const phrase::FixedDay& fixed, const Phrase::Node&) const {
    if (!context_.cycle.interval.contains(fixed.day)) return std::nullopt;
    return fixed.day;
  }

  std::optional<Day> read(const phrase::MonthDay& wanted, const Phrase::Node&) const {
    const DayInterval cycle = context_.cycle.interval;
    const std::optional<DayInterval> month = month_in(cycle, wanted.month);
    if (!month) return std::nullopt;
    const Day day = month->first + days{static_cast<unsigned>(wanted.day) - 1};
    if (!month->contains(day)) return missing_in(*month);
    if (cycle.contains(day)) return day;
    // A cycle that begins amid a month ends amid the same one, and holds the day once.
    const Day year_before = add_months(day, -12);
    return cycle.contains(year_before) ? std::optional{year_before} : std::nullopt;
  }

  std::optional<Day> read(const phrase::NthOfScope& nth, const Phrase::Node&) const {
    const std::optional<DayInterval> scope = interval_of(nth.scope);
    if (!scope) return std::nullopt;
    const std::optional<Day> found = nth_day(nth, *scope);
    return found ? found : missing_in(*scope);
  }

  std::optional<Day> read(const phrase::ScopeEdge& edge, const Phrase::Node&) const {
    const std::optional<DayInterval> scope = interval_of(edge.scope);
    if (!scope) return std::nullopt;
    return edge.is_end ? scope->end - days{1} : scope->first;
  }

  std::optional<Day> read(const phrase::Offset& offset, const Phrase::Node& node) const {
    const std::optional<Day> from = day_of(*node.inner);
    if (!from) return std::nullopt;
    return day_after(*from, {offset.count, offset.unit}, *business_days_);
  }

  std::optional<Day> read(const phrase::WeekdayNear& near, const Phrase::Node& node) const {
    using Relation = phrase::WeekdayNear::Relation;
    const std::optional<Day> from = day_of(*node.inner);
    if (!from) return std::nullopt;
    const std::chrono::weekday weekday{*from};
    const days ahead = near.weekday - weekday;
    const days behind = weekday - near.weekday;
    const bool same = ahead == days{0};
    switch (near.relation) {
      case Relation::on_or_after:
        return *from + ahead;
      case Relation::on_or_before:
        return *from - behind;
      case Relation::after:
        return *from + (same ? days{7} : ahead);
      case Relation::before:
        return *from - (same ? days{7} : behind);
      case Relation::nearest:
        return ahead <= behind ? *from + ahead : *from - behind;
    }
    return std::nullopt;
  }

  std::optional<Day> read(const phrase::WeekdayOfWeek& wanted, const Phrase::Node&) const {
    const DayInterval cycle = context_.cycle.interval;
    const int year = year_of(cycle.first);
    if (is(Every::year) || is(Every::once)) return day_of_week(wanted, year);
    for (int candidate = year - 1; candidate <= year + 1; ++candidate) {
      const std::optional<Day> found = day_of_week(wanted, candidate);
      if (found && cycle.contains(*found)) return found;
    }
    return std::nullopt;
  }

  std::optional<Day> read(const phrase::Feast& feast, const Phrase::Node&) const {
    const DayInterval cycle = context_.cycle.interval;
    const int last = static_cast<int>(year_month_day{cycle.end - days{1}}.year());
    for (int year = year_of(cycle.first); year <= last; ++year) {
      const Day day = feast == phrase::Feast::easter ? easter_sunday(year) : midsummer_day(year);
      if (cycle.contains(day)) return day;
    }
    return std::nullopt;
  }

  std::optional<Day> read(const phrase::HolidayName& holiday, const Phrase::Node&) const {
    if (!context_.holiday) return std::nullopt;
    return context_.holiday(holiday.name, context_.cycle.interval);
  }

  std::optional<Day> read(const phrase::WindowEdge& edge, const Phrase::Node&) const {
    return edge == phrase::WindowEdge::opening ? context_.opening : context_.close;
  }

  std::optional<Day> read(const phrase::ItemEdge& edge, const Phrase::Node&) const {
    if (!context_.other_item) return std::nullopt;
    return context_.other_item(edge.id, edge.opens);
  }

  // Weeks have it once, and of several the first counts; a longer cycle has many, which check() reports.
  std::optional<Day> read(const phrase::PlainWeekday& plain, const Phrase::Node&) const {
    const DayInterval cycle = context_.cycle.interval;
    if (!is(Every::week)) return std::nullopt;
    return cycle.first + (plain.weekday - std::chrono::weekday{cycle.first});
  }

  bool is(Every every) const { return context_.every.every == every; }

  std::optional<Day> missing_in(DayInterval scope) const {
    switch (context_.if_missing) {
      case IfMissing::skip:
        return std::nullopt;
      case IfMissing::last_day:
        return scope.end - days{1};
      case IfMissing::next_day:
        return scope.end;
    }
    return std::nullopt;
  }

  std::optional<Day> day_of_week(const phrase::WeekdayOfWeek& wanted, int year) const {
    const std::optional<Day> monday = monday_of({year, wanted.week});
    if (monday) return *monday + days{wanted.weekday.iso_encoding() - 1};
    const std::optional<Day> next_year = monday_of({year + 1, 1});
    return missing_in({*next_year - days{7}, *next_year});
  }

  std::optional<DayInterval> interval_of(const PhraseScope& scope) const {
    const DayInterval cycle = context_.cycle.interval;
    const auto only_in = [&](bool fits) { return fits ? std::optional{cycle} : std::nullopt; };
    switch (scope.kind) {
      case PhraseScope::Kind::cycle:
        return cycle;
      case PhraseScope::Kind::named_month:
        return month_in(cycle, scope.month);
      case PhraseScope::Kind::part:
        return part_of(cycle, scope.part, scope.ordinal);
      case PhraseScope::Kind::year:
        return only_in(is(Every::year) || is(Every::once));
      case PhraseScope::Kind::half_year:
        return only_in(is(Every::half_year));
      case PhraseScope::Kind::quarter:
        return only_in(is(Every::quarter));
      case PhraseScope::Kind::month:
        return only_in(is(Every::month));
      case PhraseScope::Kind::fiscal_year:
        return only_in(is(Every::fiscal_year));
      case PhraseScope::Kind::fiscal_half_year:
        return only_in(is(Every::fiscal_half_year));
      case PhraseScope::Kind::fiscal_quarter:
        return only_in(is(Every::fiscal_quarter));
      case PhraseScope::Kind::retail_year:
        return only_in(is(Every::retail_year));
      case PhraseScope::Kind::retail_quarter:
        return only_in(is(Every::retail_quarter));
      case PhraseScope::Kind::period:
        return only_in(is(Every::fiscal_period) || is(Every::retail_period));
    }
    return std::nullopt;
  }

  std::optional<Day> nth_day(const phrase::NthOfScope& nth, DayInterval scope) const {
    const bool from_end = nth.ordinal < 0;
    const int count = std::abs(nth.ordinal);
    const days step{from_end ? -1 : 1};
    Day day = from_end ? scope.end - days{1} : scope.first;
    for (int seen = 0; scope.contains(day); day += step) {
      if (fits(nth, day) && ++seen == count) return day;
    }
    return std::nullopt;
  }

  bool fits(const phrase::NthOfScope& nth, Day day) const {
    switch (nth.what) {
      case phrase::NthOfScope::What::day:
        return true;
      case phrase::NthOfScope::What::business_day:
        return business_days_->is_open(day);
      case phrase::NthOfScope::What::weekday:
        return std::chrono::weekday{day} == nth.weekday;
    }
    return false;
  }

  const PhraseContext& context_;
  BusinessDays weekdays_only_;
  const BusinessDays* business_days_ = &weekdays_only_;
};

}  // namespace

Day day_after(Day day, const CalendarSpan& span, const BusinessDays& business_days) {
  switch (span.unit) {
    case CalendarSpan::Unit::day:
      return day + days{span.count};
    case CalendarSpan::Unit::business_day:
      return business_days.advance(day, span.count);
    case CalendarSpan::Unit::week:
      return day + days{7 * span.count};
    case CalendarSpan::Unit::month:
      return add_months(day, span.count);
  }
  return day;
}

std::optional<Day> Phrase::evaluate(const PhraseContext& context) const {
  return Evaluation{context}.day_of(*root_);
}

PhraseUses Phrase::uses() const {
  PhraseUses uses;
  for (const Node* node = root_.get(); node != nullptr; node = node->inner.get()) {
    if (const auto* edge = std::get_if<phrase::WindowEdge>(&node->what)) {
      (*edge == phrase::WindowEdge::opening ? uses.opening : uses.close) = true;
    }
    if (const auto* offset = std::get_if<phrase::Offset>(&node->what)) {
      uses.business_days = uses.business_days || offset->unit == CalendarSpan::Unit::business_day;
    }
    if (const auto* nth = std::get_if<phrase::NthOfScope>(&node->what)) {
      uses.business_days = uses.business_days || nth->what == phrase::NthOfScope::What::business_day;
    }
    if (const auto* item = std::get_if<phrase::ItemEdge>(&node->what)) uses.items.push_back(item->id);
    if (const auto* holiday = std::get_if<phrase::HolidayName>(&node->what)) uses.holidays.push_back(holiday->name);
  }
  return uses;
}

}  // namespace vk
