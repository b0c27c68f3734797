#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/calendar/phrase_report.hpp"
#include "core/calendar/phrase_tokens.hpp"
#include "core/calendar/phrase_tree.hpp"
#include "core/calendar/phrase_words.hpp"

namespace vk {
namespace {

using Kind = PhraseToken::Kind;
using NodePtr = std::shared_ptr<const Phrase::Node>;  // shared: see Phrase::Node

constexpr int kDeepest = 8;
/// Ten years of days: a larger count is a slip of the pen, and business days are counted one by one.
constexpr int64_t kLargestCount = 3660;

std::string quoted(const PhraseToken& token) {
  return token.kind == Kind::end ? std::string{"the end"} : fmt::format("\"{}\"", token.text);
}

bool has_lower(const PhraseToken& token, std::initializer_list<std::string_view> words) {
  return token.kind == Kind::word && std::find(words.begin(), words.end(), token.lower) != words.end();
}

/// Recursive descent over the grammar of calendars/README.md. The first problem ends it.
class PhraseParser {
 public:
  explicit PhraseParser(std::string_view text) : text_(text), tokens_(phrase_tokens(text)) {}

  /// The tree, or nothing; then problem() says why.
  NodePtr parse() {
    if (here().kind == Kind::end)
      return fail("E101", "the date phrase is empty", "a date phrase such as \"first Monday of March\"");
    NodePtr root = phrase(0);
    if (root == nullptr) return nullptr;
    if (here().kind != Kind::end) return unexpected("the end of the phrase");
    return root;
  }

  /// "2 weeks" and nothing after it.
  std::optional<CalendarSpan> parse_span() {
    if (here().kind != Kind::number) return unexpected_count(), std::nullopt;
    const std::optional<CalendarSpan> span = count_and_unit();
    if (!span) return std::nullopt;
    if (here().kind != Kind::end) return unexpected("the end after the unit"), std::nullopt;
    return span;
  }

  const TextProblem& problem() const { return problem_; }

 private:
  const PhraseToken& here() const { return tokens_[at_]; }
  const PhraseToken& next() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
  void step() {
    if (at_ + 1 < tokens_.size()) ++at_;
  }
  bool accept(std::string_view word) {
    if (!has_lower(here(), {word})) return false;
    step();
    return true;
  }

  NodePtr fail(std::string code, std::string message, std::string expected = {}, std::string hint = {}) {
    return fail_at(here(), {std::move(code), std::move(message), std::move(expected), std::move(hint)});
  }

  NodePtr fail_at(const PhraseToken& token, TextProblem problem) {
    problem_ = std::move(problem);
    problem_.offset = token.offset;
    problem_.length = std::max<size_t>(1, token.length);
    return nullptr;
  }

  NodePtr unexpected(std::string_view wanted, std::string hint = {}) {
    const std::string after = at_ == 0 ? std::string{} : fmt::format(" after \"{}\"", tokens_[at_ - 1].text);
    return fail("E101", fmt::format("cannot read date phrase \"{}\": {} is not expected here", text_, quoted(here())),
                fmt::format("{}{}", wanted, after), std::move(hint));
  }

  void unexpected_count() {
    fail("E101", fmt::format("cannot read \"{}\" as a length of time", text_),
         "a number and a unit, such as \"2 weeks\" or \"10 business days\"");
  }

  NodePtr unknown_word(std::string_view what, std::span<const std::string> words) {
    const std::optional<std::string> nearest = nearest_word(here().text, words);
    return fail("E102", fmt::format("{} is not {}", quoted(here()), what), {},
                nearest ? fmt::format("did you mean \"{}\"?", *nearest) : std::string{});
  }

  /// What the phrase would be with token `at` replaced by `word`, or with `word` before it; empty when that cannot be
  /// read either.
  std::string mended_with(std::string_view word) const {
    for (const bool replace : {true, false}) {
      std::string mended;
      for (size_t i = 0; i + 1 < tokens_.size(); ++i) {
        if (i == at_) mended += fmt::format("{} ", word);
        if (i == at_ && replace) continue;
        mended += fmt::format("{} ", well_written(tokens_[i]));
      }
      mended = std::string{trim(mended)};
      if (depth_of_mending_ == 0) {
        PhraseParser other{mended};
        other.depth_of_mending_ = 1;
        if (other.parse() != nullptr) return fmt::format("write \"{}\"", mended);
      }
    }
    return {};
  }

  static std::string well_written(const PhraseToken& token) {
    if (const auto month = month_named(token.text)) return month_name(*month);
    if (const auto weekday = weekday_named(token.text)) return weekday_name(*weekday);
    return token.kind == Kind::name ? fmt::format("'{}'", token.text) : token.text;
  }

  NodePtr make(size_t first, decltype(Phrase::Node::what) what, NodePtr inner = nullptr) const {
    const PhraseToken& start = tokens_[first];
    const PhraseToken& last = tokens_[at_ == first ? first : at_ - 1];
    return std::make_shared<const Phrase::Node>(
        Phrase::Node{std::move(what), start.offset, last.offset + last.length - start.offset, std::move(inner)});
  }

  NodePtr phrase(int depth) {
    if (depth > kDeepest)
      return fail("E101", fmt::format("cannot read date phrase \"{}\": it is nested too deep", text_));
    accept("the");
    if (here().kind != Kind::number) return anchor(depth);
    if (month_named(next().text)) return day_before_month();
    const size_t first = at_;
    const std::optional<CalendarSpan> span = count_and_unit();
    if (!span) return nullptr;
    const bool before = has_lower(here(), {"before"});
    if (!before && !has_lower(here(), {"after"})) return unexpected("\"before\" or \"after\"");
    step();
    NodePtr inner = phrase(depth + 1);
    if (inner == nullptr) return nullptr;
    return make(first, phrase::Offset{span->unit, before ? -span->count : span->count}, std::move(inner));
  }

  NodePtr day_before_month() {
    return fail("E101", fmt::format("cannot read date phrase \"{}\": the month comes first", text_),
                "a month and a day",
                fmt::format("write \"{} {}\"", month_name(*month_named(next().text)), here().text));
  }

  std::optional<CalendarSpan> count_and_unit() {
    const std::optional<int64_t> count = int64_from(here().text);
    const PhraseToken& number = here();
    if (count == 0) {
      const std::string unit = has_lower(next(), {"business"}) ? "business days" : next().text;
      fail("E106", fmt::format("\"0 {}\" is no distance", unit), "a number from 1 on");
      return std::nullopt;
    }
    if (!count || *count > kLargestCount) {
      fail("E101", fmt::format("{} is too large a number", number.text),
           fmt::format("a number from 1 to {}", kLargestCount));
      return std::nullopt;
    }
    step();
    const bool business = accept("business");
    const std::optional<CalendarSpan::Unit> unit = unit_named(here().text);
    if (!unit || (business && unit != CalendarSpan::Unit::day)) {
      unexpected(business ? "\"days\"" : "\"days\", \"business days\", \"weeks\" or \"months\"");
      return std::nullopt;
    }
    step();
    return CalendarSpan{*count, business ? CalendarSpan::Unit::business_day : *unit};
  }

  NodePtr anchor(int depth) {
    const size_t first = at_;
    if (here().kind == Kind::name) {
      step();
      return make(first, phrase::HolidayName{tokens_[first].text});
    }
    if (here().kind != Kind::word) return unexpected("a month, a weekday, an ordinal such as \"first\", or a name");
    if (has_lower(next(), {"opens", "closes"})) {
      const bool opens = next().lower == "opens";
      step();
      step();
      return make(first, phrase::ItemEdge{tokens_[first].text, opens});
    }
    if (const auto day = day_from(here().text)) return step(), make(first, phrase::FixedDay{*day});
    if (accept("easter")) return make(first, phrase::Feast::easter);
    if (accept("midsummer")) return make(first, phrase::Feast::midsummer);
    if (accept("opening")) return make(first, phrase::WindowEdge::opening);
    if (accept("close")) return make(first, phrase::WindowEdge::close);
    if (has_lower(here(), {"start", "end"})) return edge();
    if (month_named(here().text)) return month_and_day();
    if (weekday_named(here().text)) return weekday_anchor(depth);
    if (ordinal_named(here().text)) return nth();
    return unknown_word("a word that a date phrase may have here", opening_words());
  }

  NodePtr edge() {
    const size_t first = at_;
    const bool is_end = here().lower == "end";
    step();
    if (!accept("of")) return unexpected("\"of\"", mended_with("of"));
    const std::optional<PhraseScope> found = scope();
    if (!found) return nullptr;
    return make(first, phrase::ScopeEdge{is_end, *found});
  }

  NodePtr month_and_day() {
    const size_t first = at_;
    const std::chrono::month month = *month_named(here().text);
    step();
    const std::optional<int> ordinal = here().kind == Kind::word ? ordinal_named(here().text) : std::nullopt;
    if (ordinal && *ordinal > 0) {
      return unexpected("a day of the month", fmt::format("write \"{} {}\"", month_name(month), *ordinal));
    }
    if (here().kind != Kind::number) return unexpected("a day of the month");
    const int64_t longest = longest_month(month);
    const int64_t day = int64_from(here().text).value_or(longest + 1);
    if (day < 1 || day > longest) {
      return fail("E104", fmt::format("there is no {} {} in any year", month_name(month), here().text),
                  fmt::format("a day from 1 to {}", longest));
    }
    step();
    return make(first, phrase::MonthDay{month, std::chrono::day{static_cast<unsigned>(day)}});
  }

  static int longest_month(std::chrono::month month) {
    const std::chrono::year_month_day_last last{std::chrono::year{2000} / month / std::chrono::last};
    return static_cast<int>(static_cast<unsigned>(last.day()));
  }

  NodePtr weekday_anchor(int depth) {
    using Relation = phrase::WeekdayNear::Relation;
    const size_t first = at_;
    const std::chrono::weekday weekday = *weekday_named(here().text);
    step();
    if (accept("of")) return week_of_year(first, weekday);
    if (here().kind == Kind::end) return make(first, phrase::PlainWeekday{weekday});
    std::optional<Relation> relation;
    if (accept("on")) {
      if (!accept("or")) return unexpected("\"or after\" or \"or before\"");
      if (!has_lower(here(), {"after", "before"})) return unexpected("\"after\" or \"before\"");
      relation = accept("after") ? Relation::on_or_after : (step(), Relation::on_or_before);
    } else if (accept("after")) {
      relation = Relation::after;
    } else if (accept("before")) {
      relation = Relation::before;
    } else if (accept("nearest")) {
      relation = Relation::nearest;
    }
    if (!relation)
      return unexpected("\"on or after\", \"on or before\", \"after\", \"before\", \"nearest\" or \"of week\"");
    NodePtr inner = phrase(depth + 1);
    if (inner == nullptr) return nullptr;
    return make(first, phrase::WeekdayNear{*relation, weekday}, std::move(inner));
  }

  NodePtr week_of_year(size_t first, std::chrono::weekday weekday) {
    if (!accept("week")) {
      return unexpected("\"week\" and its number",
                        fmt::format("to count weekdays write \"first {}\" or \"last {}\" before \"of\"",
                                    weekday_name(weekday), weekday_name(weekday)));
    }
    if (here().kind != Kind::number) return unexpected("the number of an ISO week");
    const int64_t week = int64_from(here().text).value_or(0);
    if (week < 1 || week > 53)
      return fail("E104", fmt::format("there is no week {} in any year", here().text), "an ISO week from 1 to 53");
    step();
    return make(first, phrase::WeekdayOfWeek{weekday, static_cast<int>(week)});
  }

  NodePtr nth() {
    const size_t first = at_;
    phrase::NthOfScope nth;
    nth.ordinal = *ordinal_named(here().text);
    step();
    if (nth.ordinal > 0 && has_lower(here(), {"to"})) {
      step();
      if (!accept("last")) return unexpected("\"last\"");
      nth.ordinal = -nth.ordinal;
    }
    if (nth.ordinal == 0)
      return fail_at(tokens_[first], {"E104", "there is no 0th day", "an ordinal from \"first\" on", {}});
    if (accept("business")) {
      if (!accept("day")) return unexpected("\"day\"");
      nth.what = phrase::NthOfScope::What::business_day;
    } else if (accept("day")) {
      nth.what = phrase::NthOfScope::What::day;
    } else if (const auto weekday = weekday_named(here().text)) {
      nth.what = phrase::NthOfScope::What::weekday;
      nth.weekday = *weekday;
      step();
    } else if (here().kind == Kind::word) {
      return unknown_word("a weekday, \"day\" or \"business day\"", weekday_names());
    } else {
      return unexpected("a weekday, \"day\" or \"business day\"");
    }
    if (!accept("of")) return unexpected("\"of\"", mended_with("of"));
    const std::optional<PhraseScope> found = scope();
    if (!found) return nullptr;
    nth.scope = *found;
    return possible_nth(first, nth);
  }

  NodePtr possible_nth(size_t first, const phrase::NthOfScope& nth) {
    const int longest = longest_scope(nth.scope);
    if (longest > 0 && std::abs(nth.ordinal) > most_in(nth.what, longest)) {
      return fail_at(tokens_[first],
                     {"E104",
                      fmt::format("\"{}\" never comes: {} has at most {} of them", text_.substr(tokens_[first].offset),
                                  nth.scope.text, most_in(nth.what, longest)),
                      {},
                      {}});
    }
    return make(first, nth);
  }

  /// The most days the scope can have; 0 when that depends on the schedule.
  static int longest_scope(const PhraseScope& scope) {
    switch (scope.kind) {
      case PhraseScope::Kind::cycle:
      case PhraseScope::Kind::period:
        return 0;
      case PhraseScope::Kind::year:
      case PhraseScope::Kind::fiscal_year:
        return longest_cycle(Every::year);
      case PhraseScope::Kind::half_year:
      case PhraseScope::Kind::fiscal_half_year:
        return longest_cycle(Every::half_year);
      case PhraseScope::Kind::quarter:
      case PhraseScope::Kind::fiscal_quarter:
        return longest_cycle(Every::quarter);
      case PhraseScope::Kind::retail_year:
        return longest_cycle(Every::retail_year);
      case PhraseScope::Kind::retail_quarter:
        return longest_cycle(Every::retail_quarter);
      case PhraseScope::Kind::month:
        return longest_cycle(Every::month);
      case PhraseScope::Kind::named_month:
        return longest_month(scope.month);
      case PhraseScope::Kind::part:
        return longest_cycle(scope.part);
    }
    return 0;
  }

  std::optional<PhraseScope> scope() {
    PhraseScope result;
    const size_t first = at_;
    const bool the = accept("the");
    if (const auto month = month_named(here().text)) {
      result.kind = PhraseScope::Kind::named_month;
      result.month = *month;
      step();
    } else if (!the) {
      if (here().kind != Kind::word) return unexpected("a month name or \"the ...\""), std::nullopt;
      const bool known = scope_kind(here().lower).has_value() || ordinal_named(here().text).has_value();
      if (known) return unexpected("\"the\"", mended_with("the")), std::nullopt;
      return unknown_word("a month", month_names()), std::nullopt;
    } else if (!scope_after_the(result)) {
      return std::nullopt;
    }
    result.offset = tokens_[first].offset;
    result.length = tokens_[at_ - 1].offset + tokens_[at_ - 1].length - result.offset;
    result.text = std::string{text_.substr(result.offset, result.length)};
    return result;
  }

  bool scope_after_the(PhraseScope& result) {
    if (const auto ordinal = ordinal_named(here().text)) {
      step();
      result.kind = PhraseScope::Kind::part;
      result.ordinal = *ordinal;
      if (has_lower(here(), {"month"}))
        result.part = Every::month;
      else if (has_lower(here(), {"quarter"}))
        result.part = Every::quarter;
      else if (has_lower(here(), {"half-year"}))
        result.part = Every::half_year;
      else
        return unexpected("\"month\", \"quarter\" or \"half-year\""), false;
      step();
      return true;
    }
    const bool fiscal = accept("fiscal");
    const bool retail = !fiscal && accept("retail");
    std::optional<PhraseScope::Kind> kind = scope_kind(here().lower);
    if (fiscal && kind) kind = fiscal_kind(*kind);
    if (retail && kind) kind = retail_kind(*kind);
    if (!kind) {
      static const std::vector<std::string> kWords{"cycle",  "year",   "half-year", "quarter", "month", "fiscal",
                                                   "retail", "period", "first",     "second",  "third", "last"};
      if (here().kind != Kind::word)
        return unexpected("\"cycle\", \"year\", \"half-year\", \"quarter\", \"month\" or \"third month\""), false;
      return unknown_word("a stretch of the calendar such as \"quarter\" or \"month\"", kWords), false;
    }
    result.kind = *kind;
    step();
    return true;
  }

  static std::optional<PhraseScope::Kind> fiscal_kind(PhraseScope::Kind kind) {
    if (kind == PhraseScope::Kind::year) return PhraseScope::Kind::fiscal_year;
    if (kind == PhraseScope::Kind::half_year) return PhraseScope::Kind::fiscal_half_year;
    if (kind == PhraseScope::Kind::quarter) return PhraseScope::Kind::fiscal_quarter;
    return kind == PhraseScope::Kind::period ? std::optional{kind} : std::nullopt;
  }

  static std::optional<PhraseScope::Kind> retail_kind(PhraseScope::Kind kind) {
    if (kind == PhraseScope::Kind::year) return PhraseScope::Kind::retail_year;
    if (kind == PhraseScope::Kind::quarter) return PhraseScope::Kind::retail_quarter;
    return kind == PhraseScope::Kind::period ? std::optional{kind} : std::nullopt;
  }

  static std::optional<PhraseScope::Kind> scope_kind(std::string_view word) {
    if (word == "cycle") return PhraseScope::Kind::cycle;
    if (word == "year") return PhraseScope::Kind::year;
    if (word == "half-year") return PhraseScope::Kind::half_year;
    if (word == "quarter") return PhraseScope::Kind::quarter;
    if (word == "month") return PhraseScope::Kind::month;
    if (word == "period") return PhraseScope::Kind::period;
    return std::nullopt;
  }

  std::string_view text_;
  std::vector<PhraseToken> tokens_;
  size_t at_ = 0;
  TextProblem problem_;
  int depth_of_mending_ = 0;
};

}  // namespace

std::optional<Phrase> Phrase::parse(const PlacedText& text, const ConfigText* source, Diagnostics& diagnostics) {
  PhraseParser parser{text.text};
  Phrase phrase;
  phrase.root_ = parser.parse();
  if (phrase.root_ != nullptr) return phrase;
  report_in_text(text, source, parser.problem(), diagnostics);
  return std::nullopt;
}

std::optional<CalendarSpan> parse_span(const PlacedText& text, const ConfigText* source, Diagnostics& diagnostics) {
  PhraseParser parser{text.text};
  const std::optional<CalendarSpan> span = parser.parse_span();
  if (!span) report_in_text(text, source, parser.problem(), diagnostics);
  return span;
}

}  // namespace vk
