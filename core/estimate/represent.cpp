#include "core/estimate/represent.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/check.hpp"

namespace vk {
namespace {

constexpr std::array<MoneyClass, kEstimatedParts> kClasses{MoneyClass::secured, MoneyClass::at_risk,
                                                           MoneyClass::leaving};

static_assert(kTakeAllClass == kOwnMoneyClass && kNoMoneySampleClass == kNoMoneyClass,
              "a draw's classes are the classes of its answers");

// Classes without members are no neighbours to be merged with.
constexpr const char* kEmptyGroup = "empty";

std::string class_name(const SegmentScheme& segments, uint16_t segment, size_t money_class) {
  const std::string money = money_class == kOwnMoneyClass  ? std::string{"1 % or more of all money each"}
                            : money_class == kNoMoneyClass ? std::string{"no money"}
                                                           : fmt::format("money class {}", money_class);
  return segments.size() > 1 ? fmt::format("{}, {}", segments.label(segment), money) : money;
}

/// Whole minor units that hold the interval.
MoneyRange range_of(const Interval& interval) {
  return {static_cast<int64_t>(std::floor(interval.low)), static_cast<int64_t>(std::ceil(interval.high))};
}

/// What was seen of a set of states and what nobody was asked about.
struct SeenMoney {
  int64_t in = 0;
  int64_t unmeasured = 0;
  int64_t known = 0;  ///< of everybody
};

SeenMoney seen_money(std::span<const StratumAnswers> strata, const std::vector<bool>& wanted) {
  SeenMoney seen;
  int64_t measured = 0;
  for (const StratumAnswers& stratum : strata) {
    seen.known += stratum.stratum.money;
    for (size_t state = 0; state < stratum.states.size(); ++state) {
      measured += stratum.states[state].money;
      if (wanted[state]) seen.in += stratum.states[state].money;
    }
  }
  seen.unmeasured = seen.known - measured;
  return seen;
}

PartEstimate part_of(const StateEstimate& made, int64_t minor, const SeenMoney& seen) {
  PartEstimate part;
  part.measured = seen.in;
  part.extrapolated = minor - seen.in;
  part.limits = {seen.in, seen.in + seen.unmeasured};
  part.interval = range_of(made.interval);
  part.interval.low = std::clamp(std::min(part.interval.low, minor), part.limits.low, part.limits.high);
  part.interval.high = std::clamp(std::max(part.interval.high, minor), part.limits.low, part.limits.high);
  part.n_eff = made.n_eff_used;
  part.df = made.df;
  const auto known = static_cast<double>(std::max<int64_t>(1, seen.known));
  const Interval share{made.interval.low / known, made.interval.high / known};
  part.quality = share_quality(made.share, share, made.n_eff_used, made.df);
  return part;
}

/// Estimates of every state, and of every money class as one set, from the same merged strata.
struct MadeParts {
  std::vector<PartEstimate> states;
  PartEstimates parts;
  StateMoney money;
  size_t classes = 0;
};

MadeParts make_parts(std::span<const StratumAnswers> strata, const std::vector<StateSpec>& states) {
  MadeParts made;
  made.money = money_from_cells(strata, states.size(), kIntervalLevel);
  const MergedAnswers merged = merge_thin_answers(strata);
  for (const StratumAnswers& stratum : merged.strata) made.classes += stratum.stratum.population > 0 ? 1U : 0U;
  for (size_t state = 0; state < states.size(); ++state) {
    std::vector<bool> wanted(states.size(), false);
    wanted[state] = true;
    made.states.push_back(part_of(made.money.states[state], made.money.minor_units[state], seen_money(strata, wanted)));
  }
  for (size_t i = 0; i < kEstimatedParts; ++i) {
    const std::vector<bool> wanted = states_of_class(states, kClasses[i]);
    int64_t minor = 0;
    for (size_t state = 0; state < states.size(); ++state) minor += wanted[state] ? made.money.minor_units[state] : 0;
    made.parts[i] =
        part_of(total_from_cells(merged.strata, wanted, kIntervalLevel).estimate, minor, seen_money(strata, wanted));
  }
  return made;
}

void estimate_all(const ResponseClasses& classes, const std::vector<StateSpec>& states, Representation& result) {
  try {
    MadeParts made = make_parts(classes.strata(), states);
    result.estimable = true;
    result.states = std::move(made.states);
    result.parts = made.parts;
    result.classes = made.classes;
    result.merges = std::move(made.money.collapse.merges);
    result.unspoken.money += made.money.unknown_money;
    result.unspoken.members += static_cast<uint64_t>(made.money.unknown_members);
    for (const PartEstimate& state : result.states) result.extrapolated += state.extrapolated;
  } catch (const EstimateError& error) {
    result.why_not = error.what();
    for (const StratumAnswers& stratum : classes.strata()) {
      const AnswerCell answers = stratum.total();
      result.unspoken.money += stratum.stratum.money - answers.money;
      result.unspoken.members += static_cast<uint64_t>(stratum.stratum.population - answers.answers);
    }
  }
}

SegmentEstimate estimate_segment(const ResponseClasses& classes, uint16_t segment,
                                 const std::vector<StateSpec>& states) {
  SegmentEstimate result;
  result.segment = segment;
  const std::vector<StratumAnswers> strata = classes.segment_strata(segment);
  for (const StratumAnswers& stratum : strata) {
    const AnswerCell answers = stratum.total();
    result.base.members += static_cast<uint64_t>(stratum.stratum.population);
    result.base.money += stratum.stratum.money;
    result.measured.members += static_cast<uint64_t>(answers.answers);
    result.measured.money += answers.money;
  }
  try {
    result.parts = make_parts(strata, states).parts;
  } catch (const EstimateError&) {
    result.parts.reset();
  }
  return result;
}

}  // namespace

void MemberMoney::add(int64_t amount) {
  ++members;
  money = sum_of_money(money, amount);
}

int64_t Representation::unmeasured() const {
  return extrapolated + unspoken.money;
}

ResponseClasses::ResponseClasses(const SnapshotHeader& header, const MoneyClasses& money)
    : header_(header), money_(money) {
  const size_t segments = std::max<size_t>(1, header.segments.size());
  // Class by class, so that a thin class is merged with its neighbours of like money in other segments.
  for (size_t money_class = 0; money_class < kMoneyClassCount; ++money_class) {
    for (size_t segment = 0; segment < segments; ++segment) {
      Stratum stratum;
      stratum.name = class_name(header.segments, static_cast<uint16_t>(segment), money_class);
      stratum.rank = static_cast<int64_t>(strata_.size());
      stratum.group = kEmptyGroup;
      stratum.take_all = money_class == kOwnMoneyClass;
      strata_.push_back({std::move(stratum), std::vector<AnswerCell>(header.states.size())});
    }
  }
}

std::optional<size_t> ResponseClasses::stratum_of(const Member& member) const {
  const bool outside =
      member.state == kUnmeasured && member.disposition == static_cast<uint8_t>(Disposition::not_eligible);
  if (member.money < 0 || outside) return std::nullopt;
  const size_t by_money = money_.of(member.money);
  // Whoever holds a hundredth by now stands for nobody, but others stay where the draw put them.
  const size_t money_class = member.drawn_class && by_money != kOwnMoneyClass ? size_t{*member.drawn_class} : by_money;
  return money_class * std::max<size_t>(1, header_.segments.size()) + member.segment;
}

void ResponseClasses::add(const Member& member) {
  const bool measured = member.state != kUnmeasured;
  counted_.base.add(member.money);
  if (!measured) counted_.unmeasured_by[member.disposition].add(member.money);
  if (member.money < 0) {
    counted_.net_credit.add(member.money);
    return;
  }
  if (measured) counted_.measured.add(member.money);
  const std::optional<size_t> index = stratum_of(member);
  if (!index) {
    counted_.unspoken.add(member.money);
    return;
  }
  StratumAnswers& stratum = strata_[*index];
  stratum.stratum.group = "all";
  ++stratum.stratum.population;
  stratum.stratum.money = sum_of_money(stratum.stratum.money, member.money);
  if (measured) stratum.states[member.state].add(member.money);
}

std::vector<StratumAnswers> ResponseClasses::segment_strata(uint16_t segment) const {
  const size_t segments = std::max<size_t>(1, header_.segments.size());
  std::vector<StratumAnswers> result;
  for (size_t index = segment; index < strata_.size(); index += segments) result.push_back(strata_[index]);
  return result;
}

std::vector<bool> states_of_class(const std::vector<StateSpec>& states, MoneyClass money_class) {
  std::vector<bool> wanted;
  for (const StateSpec& state : states) wanted.push_back(state.money == money_class);
  return wanted;
}

std::optional<Representation> represent(const Snapshot& snapshot) {
  WholeSnapshot whole(snapshot);
  return represent(whole);
}

std::optional<Representation> represent(MemberSource& members) {
  const SnapshotHeader& header = members.header();
  const MoneyClasses money = money_classes_of(members);
  ResponseClasses classes(header, money);
  for_each_slice(members, [&](const Snapshot& slice) {
    for (size_t i = 0; i < slice.size(); ++i) {
      ResponseClasses::Member member{slice.state[i], slice.disposition[i], slice.segment[i], slice.money[i]};
      if (!slice.money_class.empty()) member.drawn_class = slice.money_class[i];
      classes.add(member);
    }
  });
  Representation result = classes.counted();
  if (result.base.money - result.net_credit.money == result.measured.money) return std::nullopt;
  const int64_t outside = result.unspoken.money;
  for (size_t i = 0; i < kEstimatedParts; ++i) {
    const SeenMoney seen = seen_money(classes.strata(), states_of_class(header.states, kClasses[i]));
    result.limits[i] = {seen.in, seen.in + seen.unmeasured + outside};
  }
  estimate_all(classes, header.states, result);
  if (result.parts) {
    for (size_t i = 0; i < kEstimatedParts; ++i) (*result.parts)[i].limits = result.limits[i];
    for (PartEstimate& state : result.states) state.limits.high += outside;
  }
  VK_CHECK(result.measured.money + result.unmeasured() + result.net_credit.money == result.base.money,
           "measured + extrapolated + unmeasured must be the base");
  for (size_t segment = 0; segment < header.segments.size() && header.segments.size() > 1; ++segment) {
    result.by_segment.push_back(estimate_segment(classes, static_cast<uint16_t>(segment), header.states));
  }
  return result;
}

}  // namespace vk
