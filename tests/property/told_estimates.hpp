#pragma once
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/estimate/interval.hpp"
#include "core/estimate/represent.hpp"
#include "tests/property/asked_world.hpp"
#include "tests/property/told_figures.hpp"
#include "tests/property/told_sums.hpp"

/// An auditor of what a cycle's answers stand for. Whoever reads knows how estimates are made, who is in which response
/// class and what an answer of each class weighs, and does not know money and states.
namespace vk::test {

/// What the answers of each stratum of a cycle weigh in an estimate, of everybody or of one segment.
struct AnswerWeights {
  std::map<size_t, double> weight;  ///< by stratum before thin ones were merged
  std::map<size_t, size_t> merged;  ///< the stratum that each is part of

  bool are_made() const { return !weight.empty(); }
};

/// `numbers` are those of the strata.
inline AnswerWeights answer_weights(const std::vector<StratumAnswers>& strata, const std::vector<size_t>& numbers) {
  AnswerWeights result;
  try {
    const MergedAnswers made = merge_thin_answers(strata);
    for (size_t i = 0; i < strata.size(); ++i) {
      const StratumAnswers& stratum = made.strata[made.into[i]];
      const AnswerCell seen = stratum.total();
      const bool exact = stratum.stratum.take_all || seen.answers == stratum.stratum.population;
      const bool has_money = seen.money > 0;
      result.merged[numbers[i]] = numbers[made.into[i]];
      result.weight[numbers[i]] =
          exact || !has_money ? 1 : static_cast<double>(stratum.stratum.money) / static_cast<double>(seen.money);
    }
  } catch (const EstimateError&) {
    return {};
  }
  return result;
}

class EstimateAuditor {
 public:
  using Kind = ToldSums::Kind;  ///< {stratum, segment, state or how silent}
  using Which = ToldSums::Which;

  EstimateAuditor(const AskedWorld& world, const Snapshot& snapshot)
      : world_(world),
        snapshot_(snapshot),
        money_(snapshot.money),
        classes_(snapshot_.header, money_),
        sums_(world.rule) {
    for (size_t i = 0; i < snapshot.size(); ++i) add_member(i);
    std::vector<size_t> numbers(classes_.strata().size());
    for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = i;
    all_ = answer_weights({classes_.strata().begin(), classes_.strata().end()}, numbers);
    for (size_t segment = 0; segment < world.segments; ++segment) {
      std::vector<size_t> own;
      for (size_t i = segment; i < numbers.size(); i += world.segments) own.push_back(i);
      by_segment_.push_back(answer_weights(classes_.segment_strata(static_cast<uint16_t>(segment)), own));
    }
    allow_kinds();
  }

  void audit(const std::string& json, const std::string& year) {
    begin_ = "renewal/customers@" + year + "/";
    for (const auto& [id, figure] : figures_of(json)) {
      if (id.starts_with(begin_) && id.find("/from/") == std::string::npos) figures_.emplace(id, figure);
    }
    for (const bool of_estimates : {false, true}) {
      for (const auto& [id, figure] : figures_) {
        INFO(id);
        if (is_estimate(id.substr(begin_.size())) == of_estimates) CHECK(understand(id.substr(begin_.size()), *figure));
      }
      if (!of_estimates) sums_.is_known();  // another audit asks what follows from what was measured
    }
    for (const auto& [id, figure] : figures_) {
      INFO(id);
      read_interval(id.substr(begin_.size()), *figure);
    }
    sums_.solve();
    ask();
  }

  bool tells(const std::string& what) const {
    const auto found = figures_.lower_bound(begin_ + what);
    return found != figures_.end() && found->first.starts_with(begin_ + what);
  }
  size_t unsafe() const { return sums_.unsafe(); }
  size_t numbers_told() const { return numbers_told_; }
  bool is_rounded() const { return figures_.contains(begin_ + "answers/rounding"); }

 private:
  static constexpr const char* kCredit = "credit";
  static constexpr const char* kOutside = "outside";

  void add_member(size_t i) {
    ResponseClasses::Member member{snapshot_.state[i], snapshot_.disposition[i], snapshot_.segment[i],
                                   snapshot_.money[i]};
    if (!snapshot_.money_class.empty()) member.drawn_class = snapshot_.money_class[i];
    classes_.add(member);
    const std::optional<size_t> stratum = classes_.stratum_of(member);
    const bool silent = member.state == kUnmeasured;
    const std::string state =
        silent ? std::string(to_string(static_cast<Disposition>(member.disposition))) : std::to_string(member.state);
    const std::string where = member.money < 0 ? kCredit : stratum ? std::to_string(*stratum) : kOutside;
    sums_.add_any({where, std::to_string(member.segment), state}, i, std::abs(member.money));
  }

  /// Who could be in which class with which state: classes without members are known to be empty.
  void allow_kinds() {
    for (size_t stratum = 0; stratum < classes_.strata().size(); ++stratum) {
      const StratumAnswers& answers = classes_.strata()[stratum];
      if (answers.stratum.population == 0) continue;
      for (size_t state = 0; state < world_.states.size(); ++state) {
        if (answers.total().answers > 0)
          sums_.allow({std::to_string(stratum), std::to_string(stratum % world_.segments), std::to_string(state)});
      }
    }
  }

  static bool is_estimate(const std::string& what) {
    return what.starts_with("estimate/") || what.starts_with("answers/") || what.starts_with("silence/");
  }

  static bool is_silent(const Kind& kind) { return !std::isdigit(static_cast<unsigned char>(kind[2].front())); }
  /// The number of the state, or of states for who has none.
  size_t state_in(const Kind& kind) const { return is_silent(kind) ? world_.states.size() : std::stoul(kind[2]); }
  static size_t segment_in(const Kind& kind) { return std::stoul(kind[1]); }
  static bool is_in_estimate(const Kind& kind) { return kind[0] != kCredit && kind[0] != kOutside; }
  static size_t stratum_in(const Kind& kind) { return std::stoul(kind[0]); }

  /// Signed, as it is in sums that are measured.
  void tell_money(const Which& which, double value) {
    sums_.tell([=](const Kind& kind) { return !which(kind) ? 0.0 : kind[0] == kCredit ? -1.0 : 1.0; }, value);
  }
  /// Of those below zero nothing.
  void tell_positive(const Which& which, double value) {
    sums_.tell([=](const Kind& kind) { return which(kind) && kind[0] != kCredit ? 1.0 : 0.0; }, value);
  }

  std::set<size_t> states_named(const std::string& text) const {
    std::set<size_t> codes;
    for (size_t at = 0; at <= text.size();) {
      const size_t end = std::min(text.find('+', at), text.size());
      const std::string name = text.substr(at, end - at);
      at = end + 1;
      if (name == "unmeasured") codes.insert(world_.states.size());
      for (size_t i = 0; i < world_.states.size(); ++i) {
        if (world_.states[i].name == name) codes.insert(i);
      }
    }
    REQUIRE_FALSE(codes.empty());
    return codes;
  }

  /// A part of the base, or what is told as one: every part that has no figure of its own.
  std::set<size_t> states_of_part(const std::string& part) const {
    std::set<size_t> codes;
    for (size_t state = 0; state <= world_.states.size(); ++state) {
      const std::string own = world_.part_of(state);
      const bool hidden = !figures_.contains(begin_ + "exposure/" + own);
      if (part == "together" ? hidden : own == part) codes.insert(state);
    }
    return codes;
  }

  /// Segments of a row, where "other" is every value without a row.
  std::set<size_t> segments_named(const std::string& label) const {
    std::set<size_t> codes;
    for (size_t segment = 0; segment < world_.segments; ++segment) {
      const std::string own = fmt::format("s{}", segment);
      const bool named = figures_.contains(fmt::format("{}segment/{}/base", begin_, own));
      if (label == "*" || own == label || (label == "other" && !named)) codes.insert(segment);
    }
    return codes;
  }

  Which in_states(std::set<size_t> states) const {
    return [this, states = std::move(states)](const Kind& kind) { return states.contains(state_in(kind)); };
  }

  bool understand(const std::string& what, const JsonObject& figure) {
    for (const char* other : {"rate/", "source/", "rows_", "money_of_nobody", "disposition/"}) {
      if (what.starts_with(other)) return true;
    }
    const size_t slash = what.rfind('/');
    const std::string last = what.substr(slash + 1);
    if (last == "members" || last == "active") return true;  // counts of what is asked for elsewhere
    const auto everybody = [](const Kind&) { return true; };
    const auto measured = [](const Kind& kind) { return !is_silent(kind); };
    if (what == "base") return tell_money(everybody, number_of(figure, "minor")), true;
    if (what == "coverage") return tell_money(measured, number_of(figure, "numerator")), true;
    if (what.starts_with("exposure/")) return understand_exposure(what.substr(9), figure);
    if (what.starts_with("state/")) {
      const Which here = in_states(states_named(what.substr(6, slash - 6)));
      return tell_money(here, number_of(figure, last == "money" ? "minor" : "numerator")), true;
    }
    if (what.starts_with("segment/")) {
      const std::set<size_t> segments = segments_named(what.substr(8, slash - 8));
      const Which here = [=](const Kind& kind) { return segments.contains(segment_in(kind)); };
      const Which part = last == "base" ? everybody : in_states(states_of_part(last));
      return tell_money([=](const Kind& kind) { return here(kind) && part(kind); }, number_of(figure, "minor")), true;
    }
    if (what.starts_with("silence/")) {
      return tell_money([=](const Kind& kind) { return kind[2] == last; }, number_of(figure, "minor")), true;
    }
    if (what.starts_with("estimate/")) return understand_estimate(in_states(states_of_part(last)), figure, {});
    return what.starts_with("answers/") && understand_answers(what.substr(8), figure);
  }

  bool understand_exposure(const std::string& what, const JsonObject& figure) {
    const bool plain = what.find('/') == std::string::npos;
    const Which here = in_states(states_of_part(plain ? what : what.substr(0, what.find('/'))));
    if (!plain) return tell_money(here, number_of(figure, "numerator")), what.ends_with("/share");
    tell_money(here, number_of(figure, "minor"));
    return understand_limits(here, figure);
  }

  /// Of what is certain: from what was seen to that and all that has no state.
  bool understand_limits(const Which& here, const JsonObject& figure) {
    if (!figure.has("range")) return true;
    tell_positive(here, range_of(figure, "low"));
    tell_positive([=](const Kind& kind) { return here(kind) || is_silent(kind); }, range_of(figure, "high"));
    return true;
  }

  static double range_of(const JsonObject& figure, const std::string& end) {
    return static_cast<double>(figure.getObject("range")->getValue<int64_t>(end));
  }

  double rounding() const {
    const auto told = figures_.find(begin_ + "answers/rounding");
    return told == figures_.end() ? 2 : number_of(*told->second, "minor") / 2 + 2;
  }

  const AnswerWeights& weights(std::optional<size_t> segment) const { return segment ? by_segment_[*segment] : all_; }

  ToldSums::Factor estimate_of(const Which& here, std::optional<size_t> segment) const {
    return [=, this](const Kind& kind) {
      if (!here(kind) || is_silent(kind) || !is_in_estimate(kind)) return 0.0;
      if (segment && segment_in(kind) != *segment) return 0.0;
      return weights(segment).weight.at(stratum_in(kind));
    };
  }

  bool understand_estimate(const Which& here, const JsonObject& figure, std::optional<size_t> segment) {
    if (!weights(segment).are_made()) return false;
    sums_.tell(estimate_of(here, segment), number_of(figure, "minor"), states_told() * rounding());
    return true;
  }
  /// A part is the sum of its states, each of which is rounded.
  double states_told() const { return static_cast<double>(world_.states.size()) - 2; }

  bool understand_answers(const std::string& what, const JsonObject& figure) {
    if (what == "rounding") return true;
    const double minor = number_of(figure, "minor");
    if (what == "unknown") {
      const Which unspoken = [this](const Kind& kind) {
        return is_silent(kind) && kind[0] != kCredit && (kind[0] == kOutside || !speaks_for(stratum_in(kind)));
      };
      return tell_positive(unspoken, minor), true;
    }
    const size_t slash = what.rfind('/');
    const std::string last = what.substr(slash + 1);
    const std::string of = what.substr(0, slash);
    if (of.starts_with("segment/")) {
      const std::set<size_t> segments = segments_named(of.substr(8));
      return segments.size() == 1 && understand_estimate(in_states(states_of_part(last)), figure, *segments.begin());
    }
    const Which here = in_states(of.starts_with("state/") ? states_named(of.substr(6)) : states_of_part(of));
    if (last == "measured") return tell_positive(here, minor), understand_limits(here, figure);
    if (last == "together") return understand_estimate(here, figure, {});
    if (last != "extrapolated" || !all_.are_made()) return false;
    const ToldSums::Factor estimate = estimate_of(here, {});
    sums_.tell([=](const Kind& kind) { return estimate(kind) - (estimate(kind) > 0 ? 1.0 : 0.0); }, minor,
               states_told() * rounding());
    return true;
  }

  /// Whether somebody stands for the silent of a stratum.
  bool speaks_for(size_t stratum) const {
    if (!all_.are_made()) return false;
    const StratumAnswers& own = classes_.strata()[stratum];
    if (own.stratum.take_all) return false;
    return true;
  }

  /// An interval tells an effective number of answers, and with it squares of money: it must say nothing but one coarse
  /// number for all states and parts.
  void read_interval(const std::string& what, const JsonObject& figure) {
    const bool has_interval =
        what.starts_with("estimate/") || what.ends_with("/together") || what.starts_with("answers/segment/");
    if (!has_interval || !figure.has("range")) return;
    intervals_.push_back({what, number_of(figure, "minor"), range_of(figure, "low"), range_of(figure, "high")});
  }

  void ask() {
    ask_of_classes();
    ask_of_intervals();
  }

  void ask_of_classes() {
    std::map<std::string, std::set<size_t>> columns;
    for (size_t state = 0; state < world_.states.size(); ++state) {
      columns[fmt::format("state {}", state)].insert(state);
      columns[world_.part_of(state)].insert(state);
    }
    std::map<std::string, std::set<size_t>> classes;
    for (size_t stratum = 0; stratum < classes_.strata().size(); ++stratum) {
      if (classes_.strata()[stratum].stratum.population == 0) continue;
      const StratumAnswers& own = classes_.strata()[stratum];
      classes[fmt::format("stratum {}", stratum)].insert(stratum);
      classes[fmt::format("money class {}", stratum / world_.segments)].insert(stratum);
      classes[fmt::format("segment {}", stratum % world_.segments)].insert(stratum);
      if (own.stratum.take_all) classes["everybody asked"].insert(stratum);
      if (all_.are_made()) {
        classes[fmt::format("response class {}", all_.merged.at(stratum))].insert(stratum);
        if (all_.weight.at(stratum) == 1) classes["exact"].insert(stratum);
      }
    }
    for (const auto& [name, states] : columns) {
      for (const auto& [where, strata] : classes) {
        const Which cell = [=, this, states = states, strata = strata](const Kind& kind) {
          return !is_silent(kind) && is_in_estimate(kind) && states.contains(state_in(kind)) &&
                 strata.contains(stratum_in(kind));
        };
        sums_.check_width(fmt::format("{} of {}", name, where), cell);
      }
      const Which credit = [=, this, states = states](const Kind& kind) {
        return kind[0] == kCredit && states.contains(state_in(kind));
      };
      sums_.check_width(name + " below zero", credit);
    }
    const auto silent = [this](const std::string& name, const Which& which) {
      sums_.check_width("silent " + name, [=](const Kind& kind) { return is_silent(kind) && which(kind); });
    };
    silent("below zero", [](const Kind& kind) { return kind[0] == kCredit; });
    silent("outside", [](const Kind& kind) { return kind[0] == kOutside; });
    for (const auto& [where, strata] : classes) {
      silent(where, [=, strata = strata](const Kind& kind) {
        return is_in_estimate(kind) && strata.contains(stratum_in(kind));
      });
    }
  }

  void ask_of_intervals();

  /// Numbers of answers that what is told leaves possible.
  struct Span {
    double low = 0;
    double high = 1e9;

    void narrow(const Span& other) {
      low = std::max(low, other.low);
      high = std::min(high, other.high);
    }
  };

  /// The numbers at which an end that rises with them is from `least` to `most`.
  template <typename End>
  static Span number_between(End end, double least, double most) {
    const auto reaches = [&](double value) {
      double low = -10;
      double high = std::log(1e9);
      for (int i = 0; i < 50; ++i) {
        const double middle = (low + high) / 2;
        (end(std::exp(middle)) < value ? low : high) = middle;
      }
      return std::exp(low);
    };
    return {reaches(least), reaches(most)};
  }

  std::optional<size_t> segment_of(const std::string& what) const {
    if (!what.starts_with("answers/segment/")) return std::nullopt;
    return *segments_named(what.substr(16, what.rfind('/') - 16)).begin();
  }

  double known_money(std::optional<size_t> segment) const {
    double known = 0;
    for (size_t i = 0; i < snapshot_.size(); ++i) {
      const bool outside = snapshot_.state[i] == kUnmeasured &&
                           snapshot_.disposition[i] == static_cast<uint8_t>(Disposition::not_eligible);
      if (segment && (snapshot_.segment[i] != *segment || outside)) continue;
      known += static_cast<double>(std::max<int64_t>(0, snapshot_.money[i]));
    }
    return known;
  }

  const PartEstimate& part_meant(const Representation& exact, const std::string& what,
                                 std::optional<size_t> segment) const {
    if (what.starts_with("answers/state/"))
      return exact.states.at(*states_named(what.substr(14, what.rfind('/') - 14)).begin());
    const size_t end = what.ends_with("/together") ? what.rfind('/') : what.size();
    const size_t begin = what.rfind('/', end - 1) + 1;
    const std::string part = what.substr(begin, end - begin);
    const size_t number = part == "secured" ? 0 : part == "at_risk" ? 1 : 2;
    return segment ? (*exact.by_segment.at(*segment).parts)[number] : (*exact.parts)[number];
  }

  struct ToldInterval {
    std::string what;
    double estimate = 0;
    double low = 0;
    double high = 0;
  };

  const AskedWorld& world_;
  const Snapshot& snapshot_;
  MoneyClasses money_;
  ResponseClasses classes_;
  AnswerWeights all_;
  std::vector<AnswerWeights> by_segment_;
  ToldSums sums_;
  std::string begin_;
  ToldFigures figures_;
  std::vector<ToldInterval> intervals_;
  size_t numbers_told_ = 0;
};

/// Every end of an interval that is not what is certain must be that of one number of answers, which is of a scale so
/// coarse that the biggest amount stays in doubt; and the interval must hold the exact one.
inline void EstimateAuditor::ask_of_intervals() {
  if (intervals_.empty()) return;
  const std::optional<Representation> exact = represent(snapshot_);
  REQUIRE(exact.has_value());
  REQUIRE(exact->parts.has_value());
  Span numbers;
  for (const ToldInterval& told : intervals_) {
    INFO(told.what << ": " << told.estimate << " from " << told.low << " to " << told.high);
    const std::optional<size_t> segment = segment_of(told.what);
    const PartEstimate& meant = part_meant(*exact, told.what, segment);
    CHECK(told.low <= static_cast<double>(meant.interval.low));
    CHECK(told.high >= static_cast<double>(meant.interval.high));
    CHECK(std::abs(told.estimate - static_cast<double>(meant.estimate())) <= states_told() * rounding());
    const double known = known_money(segment);
    const double share = known / known_money({});
    const double p = std::clamp(told.estimate / known, 0.0, 1.0);
    const auto low = [&](double n) { return vk::korn_graubard(p, n * share, kIntervalLevel).low * known; };
    const auto high = [&](double n) { return -vk::korn_graubard(p, n * share, kIntervalLevel).high * known; };
    const bool ends_low = told.low == static_cast<double>(meant.limits.low) || told.low >= told.estimate;
    const bool ends_high = told.high == static_cast<double>(meant.limits.high) || told.high <= told.estimate;
    if (!ends_low) numbers.narrow(number_between(low, told.low, told.low + 1));
    if (!ends_high) numbers.narrow(number_between(high, -told.high, 1 - told.high));
    CHECK(numbers.low <= numbers.high * 1.001);
  }
  if (numbers.high > 1e8) return;  // no end says more than what is certain
  ++numbers_told_;
  const double step = 4 * std::log(1 + world_.rule.p_percent / 100);
  INFO("between " << numbers.low << " and " << numbers.high << " answers");
  CHECK(std::floor(std::log(numbers.high * 1.001) / step) * step >= std::log(numbers.low * 0.999));
}

}  // namespace vk::test
