#pragma once
#include <memory>
#include <string>
#include <variant>

#include "core/calendar/phrase.hpp"

namespace vk {

/// What "of the third month", "of June" or "of the cycle" names: a stretch of days inside a cycle.
struct PhraseScope {
  enum class Kind {
    cycle,  ///< "the cycle": whatever `every` is
    year,
    half_year,
    quarter,
    month,
    fiscal_year,
    fiscal_half_year,
    fiscal_quarter,
    retail_year,
    retail_quarter,
    period,       ///< of the fiscal or retail year
    named_month,  ///< "June": the June that lies in the cycle
    part,         ///< "the third month", "the last quarter": a piece of the cycle, counted
  };
  Kind kind = Kind::cycle;
  std::chrono::month month{1};  ///< of named_month
  int ordinal = 0;              ///< of part; negative counts from the end
  Every part = Every::month;    ///< of part: month, quarter or half_year
  std::string text;             ///< as written, for messages
  size_t offset = 0;
  size_t length = 0;
};

namespace phrase {

struct FixedDay {
  Day day;
};
/// "June 6"
struct MonthDay {
  std::chrono::month month;
  std::chrono::day day;
};
/// "second to last Friday of June"; an ordinal below zero counts from the end
struct NthOfScope {
  enum class What { day, business_day, weekday } what = What::day;
  int ordinal = 1;
  std::chrono::weekday weekday{};
  PhraseScope scope;
};
/// "start of the quarter", "end of June"
struct ScopeEdge {
  bool is_end = false;
  PhraseScope scope;
};
/// "10 business days before ..."; a count below zero is before
struct Offset {
  CalendarSpan::Unit unit = CalendarSpan::Unit::day;
  int64_t count = 0;
};
/// "Monday on or after ..."
struct WeekdayNear {
  enum class Relation { on_or_after, on_or_before, after, before, nearest } relation = Relation::on_or_after;
  std::chrono::weekday weekday{};
};
/// "Monday of week 10"
struct WeekdayOfWeek {
  std::chrono::weekday weekday{};
  int week = 1;
};
enum class Feast { easter, midsummer };
/// "'Independence Day'" of a holiday file
struct HolidayName {
  std::string name;
};
/// "opening", "close"
enum class WindowEdge { opening, close };
/// "renewal closes"
struct ItemEdge {
  std::string id;
  bool opens = false;
};
/// "Tuesday" alone
struct PlainWeekday {
  std::chrono::weekday weekday{};
};

}  // namespace phrase

/// One step of a phrase. Offset and WeekdayNear count from `inner`.
struct Phrase::Node {
  std::variant<phrase::FixedDay, phrase::MonthDay, phrase::NthOfScope, phrase::ScopeEdge, phrase::Offset,
               phrase::WeekdayNear, phrase::WeekdayOfWeek, phrase::Feast, phrase::HolidayName, phrase::WindowEdge,
               phrase::ItemEdge, phrase::PlainWeekday>
      what;
  size_t offset = 0;  ///< place in the text, in bytes
  size_t length = 0;
  std::shared_ptr<const Node> inner;  // shared: trees are immutable and copied with their phrase
};

/// How many parts of one kind a cycle has: 4 quarters in a year, 0 when the part is not smaller.
int parts_in(CycleLength whole, Every part);

/// The most days, weekdays of one name or business days that a stretch can have.
int most_in(phrase::NthOfScope::What what, int days);

/// The most days a cycle can have.
int longest_cycle(CycleLength cycle);

}  // namespace vk
