#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "core/calendar/phrase_report.hpp"
#include "core/calendar/phrase_tree.hpp"
#include "core/calendar/phrase_words.hpp"

namespace vk {
namespace {

int months_in(Every every) {
  switch (every) {
    case Every::once:
    case Every::year:
      return 12;
    case Every::half_year:
      return 6;
    case Every::quarter:
      return 3;
    case Every::month:
      return 1;
  }
  return 12;
}

/// The cycle that a scope without an ordinal stands for; nothing for cycles that do not exist yet.
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
    case PhraseScope::Kind::cycle:
    case PhraseScope::Kind::fiscal_year:
    case PhraseScope::Kind::fiscal_quarter:
    case PhraseScope::Kind::period:
    case PhraseScope::Kind::named_month:
    case PhraseScope::Kind::part:
      return std::nullopt;
  }
  return std::nullopt;
}

/// What to write for "the quarter" when a year has several.
std::string scope_hint(Every every, std::optional<Every> named) {
  if (!named) return "write \"the cycle\" for the whole cycle";
  if (parts_in(every, *named) < 2)
    return fmt::format("write \"the {}\" or \"the cycle\"", to_string(every == Every::once ? Every::year : every));
  return fmt::format("say which one: \"the first {}\", \"the last {}\"", to_string(*named), to_string(*named));
}

std::optional<TextProblem> scope_problem(const PhraseScope& scope, Every every) {
  const auto outside = [&](std::optional<Every> named) {
    return TextProblem{
        "E103",
        fmt::format("\"{}\" is not one stretch of a cycle of every = \"{}\"", scope.text, to_string(every)),
        {},
        scope_hint(every, named),
        scope.offset,
        scope.length};
  };
  switch (scope.kind) {
    case PhraseScope::Kind::cycle:
    case PhraseScope::Kind::named_month:
      return std::nullopt;
    case PhraseScope::Kind::fiscal_year:
    case PhraseScope::Kind::fiscal_quarter:
    case PhraseScope::Kind::period:
      return outside(std::nullopt);
    case PhraseScope::Kind::year:
    case PhraseScope::Kind::half_year:
    case PhraseScope::Kind::quarter:
    case PhraseScope::Kind::month: {
      const std::optional<Every> named = cycle_of(scope.kind);
      const bool same = named == every || (every == Every::once && named == Every::year);
      return same ? std::nullopt : std::optional{outside(named)};
    }
    case PhraseScope::Kind::part: {
      const int parts = parts_in(every, scope.part);
      if (parts == 0) return outside(every);
      if (std::abs(scope.ordinal) <= parts && scope.ordinal != 0) return std::nullopt;
      return TextProblem{
          "E104",       fmt::format("there is no \"{}\": a {} has {}", scope.text, to_string(every), parts),
          {},           {},
          scope.offset, scope.length};
    }
  }
  return std::nullopt;
}

std::optional<TextProblem> nth_problem(const phrase::NthOfScope& nth, const Phrase::Node& node, Every every) {
  if (std::optional<TextProblem> problem = scope_problem(nth.scope, every)) return problem;
  if (nth.scope.kind != PhraseScope::Kind::cycle) return std::nullopt;
  const int most = most_in(nth.what, longest_cycle(every));
  if (std::abs(nth.ordinal) <= most) return std::nullopt;
  return TextProblem{
      "E104",
      fmt::format("this day never comes: a cycle of every = \"{}\" has at most {} of them", to_string(every), most),
      {},
      {},
      node.offset,
      node.length};
}

std::optional<TextProblem> node_problem(const Phrase::Node& node, Every every) {
  if (const auto* nth = std::get_if<phrase::NthOfScope>(&node.what)) return nth_problem(*nth, node, every);
  if (const auto* edge = std::get_if<phrase::ScopeEdge>(&node.what)) return scope_problem(edge->scope, every);
  if (const auto* plain = std::get_if<phrase::PlainWeekday>(&node.what)) {
    const std::string name = weekday_name(plain->weekday);
    return TextProblem{
        "E103",
        fmt::format("\"{}\" alone does not say which one of a cycle of every = \"{}\"", name, to_string(every)),
        {},
        fmt::format("write \"first {} of the cycle\" or \"{} on or after ...\"", name, name),
        node.offset,
        node.length};
  }
  if (const auto* fixed = std::get_if<phrase::FixedDay>(&node.what)) {
    if (every == Every::once) return std::nullopt;
    return TextProblem{"E103",
                       fmt::format("{} is one day, but every = \"{}\" needs a day in each cycle", to_string(fixed->day),
                                   to_string(every)),
                       {},
                       "write every = \"once\" for a single date",
                       node.offset,
                       node.length};
  }
  return std::nullopt;
}

}  // namespace

int parts_in(Every whole, Every part) {
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

int longest_cycle(Every every) {
  switch (every) {
    case Every::once:
    case Every::year:
      return 366;
    case Every::half_year:
      return 184;
    case Every::quarter:
      return 92;
    case Every::month:
      return 31;
  }
  return 366;
}

void Phrase::check(Every every, const PlacedText& text, const ConfigText* source, Diagnostics& diagnostics) const {
  for (const Node* node = root_.get(); node != nullptr; node = node->inner.get()) {
    std::optional<TextProblem> problem = node_problem(*node, every);
    if (problem) report_in_text(text, source, std::move(*problem), diagnostics);
  }
}

}  // namespace vk
