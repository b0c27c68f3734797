#include "core/engine/coarse_changes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <vector>

#include "core/compare/cycle_classes.hpp"
#include "core/engine/coarse_estimates.hpp"
#include "core/estimate/interval.hpp"
#include "core/report/protect_table.hpp"

namespace vk {
namespace {

constexpr double kInPercent = 100;
constexpr double kWholeInTenths = 1000;  ///< tenths of a percent
constexpr int64_t kMostRounding = 200;   ///< of them: a fifth

PartEstimate whole_part(int64_t money) {
  PartEstimate part;
  part.measured = money;
  part.interval = part.limits = {money, money};
  return part;
}

/// A part as a cycle tells it, with the known money that it is a share of; 0 for a cycle that was measured whole.
struct ToldPart {
  PartEstimate part;
  double known = 0;
};

ToldPart told_part(const Representation* answers, size_t part, int64_t otherwise) {
  if (answers == nullptr) return {whole_part(otherwise), 0};
  return {(*answers->parts)[part], static_cast<double>(answers->base.money - answers->net_credit.money)};
}

BoundedEstimate money_of(const PartEstimate& part) {
  return {static_cast<double>(part.estimate()),
          {static_cast<double>(part.interval.low), static_cast<double>(part.interval.high)}};
}

BoundedEstimate share_of(const PartEstimate& part, double known) {
  const BoundedEstimate money = money_of(part);
  const double all = std::max(1.0, known);
  return {money.value / all, {money.interval.low / all, money.interval.high / all}};
}

/// Squares of money, as a cell of different people.
struct SquareCell {
  uint64_t contributors = 0;
  double total = 0;
  double biggest = 0;
  double second = 0;

  void add(double square) {
    ++contributors;
    total += square;
    second = std::max(second, std::min(biggest, square));
    biggest = std::max(biggest, square);
  }
  bool is_unsafe(const DisclosureRule& rule) const {
    return contributors < rule.least || total - biggest - second < rule.p_percent / kInPercent * biggest;
  }
};

/// What makes the correlation of a part in two cycles: those who answered twice, in it both times or once.
class AnsweredTwice {
 public:
  AnsweredTwice(SnapshotReader& before, SnapshotReader& after) {
    const std::vector<StateSpec> states_before = before.header().states;
    const std::vector<StateSpec> states_after = after.header().states;
    for_each_in_cycles(before, after, [&](const CycleMembers& members) {
      if (!members.before || !members.after) return;
      if (members.before->state == kUnmeasured || members.after->state == kUnmeasured) return;
      const auto was = static_cast<size_t>(states_before[members.before->state].money);
      const auto is = static_cast<size_t>(states_after[members.after->state].money);
      const auto money_before = static_cast<double>(members.before->money);
      const auto money_after = static_cast<double>(members.after->money);
      if (was == is) {
        stayed_.at(is).add(std::abs(money_before * money_after));
        return;
      }
      moved_.at(was).add(money_before * money_before);
      moved_.at(is).add(money_after * money_after);
    });
  }

  bool tells_few(size_t part, const DisclosureRule& rule) const {
    return stayed_.at(part).is_unsafe(rule) || moved_.at(part).is_unsafe(rule);
  }

 private:
  std::array<SquareCell, kEstimatedParts> stayed_;
  std::array<SquareCell, kEstimatedParts> moved_;
};

/// A correlation as it is told, no greater.
double told_correlation(double exact, bool tells_few) {
  constexpr double kTenths = 10;
  if (tells_few) return exact >= 0 ? 0 : -1;
  return std::floor(exact * kTenths) / kTenths;
}

/// What members of a part did, as shares of its money tell it.
enum class PartMove { grew, shrank, left };
constexpr size_t kPartMoves = 3;

/// Money that moved, by part, movement and what an answer weighs; members of one weight are told as one.
using MovedCells = std::array<std::array<std::map<double, DisclosureCell>, kPartMoves>, kEstimatedParts>;

class MovedMoney {
 public:
  MovedMoney(SnapshotReader& before, SnapshotReader& after) : before_(before), after_(after) {
    // Weights need the answers of all classes, so the first walk counts.
    for_each_in_cycles(before, after, [this](const CycleMembers& members) {
      if (members.before) before_.classes.add(*members.before);
    });
    weights_ = stratum_weights(before_.classes.strata());
    for_each_in_cycles(before, after, [this](const CycleMembers& members) {
      if (members.before) add(*members.before, members.after ? members.after->money : 0);
    });
  }

  /// How far the weighted money of a part must be left in doubt.
  double doubt(size_t part, const DisclosureRule& rule) const {
    double most = 0;
    for (const auto& cells : cells_.at(part)) {
      if (cells.size() < 2) continue;  // one weight for all: a share tells nothing but their sum
      const double heaviest = cells.rbegin()->first;
      for (const auto& [weight, cell] : cells) {
        if (is_unsafe(cell, rule))
          most = std::max(most, heaviest * static_cast<double>(std::max<int64_t>(1, protection(cell, rule))));
      }
    }
    return most;
  }

 private:
  void add(const ResponseClasses::Member& member, int64_t money_after) {
    const std::optional<size_t> stratum = before_.classes.stratum_of(member);
    if (!stratum || member.state == kUnmeasured || member.money == money_after) return;
    const bool left = money_after <= 0;
    const PartMove move = left ? PartMove::left : money_after > member.money ? PartMove::grew : PartMove::shrank;
    const auto part = static_cast<size_t>(before_.header.states[member.state].money);
    add_contributor(cells_.at(part).at(static_cast<size_t>(move))[weights_[*stratum]],
                    left ? member.money : std::abs(money_after - member.money));
  }

  CycleClasses before_;
  CycleClasses after_;
  std::vector<double> weights_;
  MovedCells cells_;
};

/// Rounds a share to `step` tenths of a percent and the half-width of its interval up to a scale.
void coarsen_share(KeptShare& share, double step, double most, const DisclosureRule& rule) {
  const double told = std::round(share.value * kWholeInTenths / step) * step / kWholeInTenths;
  const double half = std::max({told - share.interval.low, share.interval.high - told, 0.0});
  share.value = told;
  if (half == 0) return;
  const double wide = wider_step(half, rule);
  share.interval = {std::max(0.0, told - wide), std::min(most, told + wide)};
}

}  // namespace

void coarsen_changes(SnapshotReader& before_reader, SnapshotReader& after_reader, const Representation* earlier,
                     const Representation* later, const DisclosureRule& rule, EstimatedChange& changes) {
  changes.by_segment.clear();
  if (!changes.parts) return;
  const AnsweredTwice twice(before_reader, after_reader);
  for (size_t i = 0; i < kEstimatedParts; ++i) {
    PartChange& change = (*changes.parts)[i];
    const ToldPart before = told_part(earlier, i, change.before);
    const ToldPart after = told_part(later, i, change.after);
    const double correlation = told_correlation(change.correlation, twice.tells_few(i, rule));
    const Interval interval = mover_difference(money_of(before.part), money_of(after.part), correlation);
    change.before = before.part.estimate();
    change.after = after.part.estimate();
    change.interval = {static_cast<int64_t>(std::floor(interval.low)), static_cast<int64_t>(std::ceil(interval.high))};
    change.correlation = correlation;
    change.told_apart = change.told_apart && (change.interval.low > 0 || change.interval.high < 0);
    const BoundedEstimate share_before = share_of(before.part, before.known);
    const BoundedEstimate share_after = share_of(after.part, after.known);
    change.share_change = share_after.value - share_before.value;
    change.share_interval = mover_difference(share_before, share_after, correlation);
  }
}

void coarsen_retention(SnapshotReader& before, SnapshotReader& after, const Representation* earlier,
                       const DisclosureRule& rule, EstimatedChange& changes) {
  const bool any = std::any_of(changes.retention.begin(), changes.retention.end(),
                               [](const std::optional<PartRetention>& kept) { return kept.has_value(); });
  if (earlier == nullptr || !any) return;
  const MovedMoney moved(before, after);
  for (size_t part = 0; part < kEstimatedParts; ++part) {
    std::optional<PartRetention>& kept = changes.retention[part];
    if (!kept) continue;
    // What was measured is no more than the money that the shares are of.
    const auto exposure = static_cast<double>(std::max<int64_t>(1, (*earlier->parts)[part].measured));
    const int64_t step = round_step(2 * moved.doubt(part, rule) / exposure * kWholeInTenths);
    if (step > kMostRounding) {
      kept.reset();
      continue;
    }
    constexpr double kNoLimit = 1e6;
    const auto tenths = static_cast<double>(step);
    coarsen_share(kept->net, tenths, kNoLimit, rule);
    coarsen_share(kept->gross, tenths, 1, rule);
    coarsen_share(kept->left, tenths, 1, rule);
    kept->rounded_to = step;
  }
}

}  // namespace vk
