#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "core/calendar/phrase_report.hpp"
#include "core/calendar/phrase_tree.hpp"
#include "core/calendar/phrase_words.hpp"

namespace vk {
namespace {

/// How many months a cycle has; 0 when it is made of weeks.
int months_in(CycleLength cycle) {
  switch (cycle.every) {
    case Every::once:
    case Every::year:
    case Every::fiscal_year:
    case Every::rule:
    case Every::dates:
      return 12;
    case Every::half_year:
    case Every::fiscal_half_year:
      return 6;
    case Every::quarter:
    case Every::fiscal_quarter:
      return 3;
    case Every::month:
    case Every::fiscal_period:
      return cycle.step;
    case Every::week:
    case Every::retail_year:
    case Every::retail_quarter:
    case Every::retail_period:
      return 0;
  }
  return 12;
}

/// The cycles of the calendar that a scope without an ordinal stands for; nothing for other scopes.
std::optional<Every> cycle_of(PhraseScope::Kind kind) {
  switch (kind) {
    case PhraseScope::Kind::year:
      return Every::year;
    case PhraseScope::Kind::half_year:
      return Every::half_year;
    case PhraseScope::Kind::quarter:
      return Every::quarter;
    case PhraseScope::Kind::month:
      return Every::month;
    case PhraseScope::Kind::fiscal_year:
      return Every::fiscal_year;
    case PhraseScope::Kind::fiscal_half_year:
      return Every::fiscal_half_year;
    case PhraseScope::Kind::fiscal_quarter:
      return Every::fiscal_quarter;
    case PhraseScope::Kind::retail_year:
      return Every::retail_year;
    case PhraseScope::Kind::retail_quarter:
      return Every::retail_quarter;
    case PhraseScope::Kind::cycle:
    case PhraseScope::Kind::period:
    case PhraseScope::Kind::named_month:
    case PhraseScope::Kind::part:
      return std::nullopt;
  }
  return std::nullopt;
}

/// As calendars write it: "2 weeks".
std::string text_of(CycleLength cycle) {
  if (cycle.step == 1) return std::string{to_string(cycle.every)};
  return fmt::format("{} {}s", cycle.step, to_string(cycle.every));
}

bool is_single_day(Every every) {
  return every == Every::once || every == Every::rule || every == Every::dates;
}

bool scope_is_cycle(PhraseScope::Kind kind, CycleLength cycle) {
  if (kind == PhraseScope::Kind::period)
    return cycle.every == Every::fiscal_period || cycle.every == Every::retail_period;
  if (kind == PhraseScope::Kind::year && is_single_day(cycle.every)) return true;
  return cycle_of(kind) == cycle.every && cycle.step == 1;
}

/// What to write for "the quarter" when a year has several.
std::string scope_hint(CycleLength cycle, std::optional<Every> named) {
  const bool countable = named == Every::month || named == Every::quarter || named == Every::half_year;
  if (countable && parts_in(cycle, *named) > 1)
    return fmt::format("say which one: \"the first {}\", \"the last {}\"", to_string(*named), to_string(*named));
  if (!named || cycle.step > 1 || cycle.every == Every::week) return "write \"the cycle\" for the whole cycle";
  const bool period = cycle.every == Every::fiscal_period || cycle.every == Every::retail_period;
  if (period) return "write \"the period\" or \"the cycle\"";
  return fmt::format("write \"the {}\" or \"the cycle\"",
                     to_string(is_single_day(cycle.every) ? Every::year : cycle.every));
}

std::optional<TextProblem> scope_problem(const PhraseScope& scope, CycleLength cycle) {
  const auto outside = [&](std::optional<Every> named) {
    return TextProblem{
        "E103",       fmt::format("\"{}\" is not one stretch of a cycle of every = \"{}\"", scope.text, text_of(cycle)),
        {},           scope_hint(cycle, named),
        scope.offset, scope.length};
  };
  switch (scope.kind) {
    case PhraseScope::Kind::cycle:
      return std::nullopt;
    case PhraseScope::Kind::named_month:
      return cycle.every == Every::week ? std::optional{outside(std::nullopt)} : std::nullopt;
    case PhraseScope::Kind::fiscal_year:
    case PhraseScope::Kind::fiscal_half_year:
    case PhraseScope::Kind::fiscal_quarter:
    case PhraseScope::Kind::retail_year:
    case PhraseScope::Kind::retail_quarter:
    case PhraseScope::Kind::period:
    case PhraseScope::Kind::year:
    case PhraseScope::Kind::half_year:
    case PhraseScope::Kind::quarter:
    case PhraseScope::Kind::month:
      return scope_is_cycle(scope.kind, cycle) ? std::nullopt : std::optional{outside(cycle_of(scope.kind))};
    case PhraseScope::Kind::part: {
      const int parts = parts_in(cycle, scope.part);
      if (parts == 0) return outside(cycle.every);
      if (std::abs(scope.ordinal) <= parts && scope.ordinal != 0) return std::nullopt;
      return TextProblem{
          "E104",       fmt::format("there is no \"{}\": a {} has {}", scope.text, text_of(cycle), parts),
          {},           {},
          scope.offset, scope.length};
    }
  }
  return std::nullopt;
}

std::optional<TextProblem> nth_problem(const phrase::NthOfScope& nth, const Phrase::Node& node, CycleLength every) {
  if (std::optional<TextProblem> problem = scope_problem(nth.scope, every)) return problem;
  if (nth.scope.kind != PhraseScope::Kind::cycle) return std::nullopt;
  const int most = most_in(nth.what, longest_cycle(every));
  if (std::abs(nth.ordinal) <= most) return std::nullopt;
  return TextProblem{
      "E104",
      fmt::format("this day never comes: a cycle of every = \"{}\" has at most {} of them", text_of(every), most),
      {},
      {},
      node.offset,
      node.length};
}

std::optional<TextProblem> node_problem(const Phrase::Node& node, CycleLength every) {
  if (const auto* nth = std::get_if<phrase::NthOfScope>(&node.what)) return nth_problem(*nth, node, every);
  if (const auto* edge = std::get_if<phrase::ScopeEdge>(&node.what)) return scope_problem(edge->scope, every);
  if (const auto* plain = std::get_if<phrase::PlainWeekday>(&node.what)) {
    if (every.every == Every::week) return std::nullopt;
    const std::string name = weekday_name(plain->weekday);
    return TextProblem{
        "E103",
        fmt::format("\"{}\" alone does not say which one of a cycle of every = \"{}\"", name, text_of(every)),
        {},
        fmt::format("write \"first {} of the cycle\" or \"{} on or after ...\"", name, name),
        node.offset,
        node.length};
  }
  if (const auto* fixed = std::get_if<phrase::FixedDay>(&node.what)) {
    if (every.every == Every::once) return std::nullopt;
    return TextProblem{"E103",
                       fmt::format("{} is one day, but every = \"{}\" needs a day in each cycle", to_string(fixed->day),
                                   text_of(every)),
                       {},
                       "write every = \"once\" for a single date",
                       node.offset,
                       node.length};
  }
  return std::nullopt;
}

}  // namespace

int parts_in(CycleLength whole, Every part) {
  const int parts = months_in(whole) / months_in(part);
  return parts > 1 ? parts : 0;
}

int most_in(phrase::NthOfScope::What what, int days) {
  switch (what) {
    case phrase::NthOfScope::What::day:
      return days;
    case phrase::NthOfScope::What::weekday:
      return (days + 6) / 7;
    case phrase::NthOfScope::What::business_day:
      return days / 7 * 5 + std::min(days % 7, 5);
  }
  return days;
}

int longest_cycle(CycleLength cycle) {
  switch (cycle.every) {
    case Every::once:
    case Every::year:
    case Every::fiscal_year:
    case Every::rule:
    case Every::dates:
      return 366;
    case Every::half_year:
    case Every::fiscal_half_year:
      return 184;
    case Every::quarter:
    case Every::fiscal_quarter:
      return 92;
    case Every::month:
    case Every::fiscal_period:
      return 31 * cycle.step;
    case Every::week:
      return 7 * cycle.step;
    case Every::retail_year:
      return 53 * 7;
    case Every::retail_quarter:
      return 14 * 7;
    case Every::retail_period:
      return 6 * 7;
  }
  return 366;
}

void Phrase::check(CycleLength every, const PlacedText& text, const ConfigText* source,
                   Diagnostics& diagnostics) const {
  for (const Node* node = root_.get(); node != nullptr; node = node->inner.get()) {
    std::optional<TextProblem> problem = node_problem(*node, every);
    if (problem) report_in_text(text, source, std::move(*problem), diagnostics);
  }
}

}  // namespace vk
