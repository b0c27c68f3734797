#pragma once
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/report/disclosure.hpp"
#include "tests/support/linear_bounds.hpp"

namespace vk::test {

/// How far whoever looks at a sum of few must be left in doubt.
struct DoubtNeeded {
  double total = 0;
  double above = 0;  ///< up to which it must be possible
  double below = 0;  ///< and down to which

  DoubtNeeded(const DisclosureCell& cell, const DisclosureRule& rule) : total(static_cast<double>(cell.total)) {
    const double needed = std::max(0.0, rule.p_percent / 100 * static_cast<double>(cell.biggest) -
                                            static_cast<double>(cell.total - cell.biggest - cell.second));
    above = total + std::max(needed, 0.5);
    below = std::max(0.0, total - std::max(needed, 0.5));
  }
};

/// What can be known of groups of amounts from sums that are told of others. Amounts are of kinds: what a report could
/// tell apart at the most, when whoever reads it knows everything but the amounts. Shares nothing with the code that
/// hides.
class ToldSums {
 public:
  using Kind = std::vector<std::string>;
  using Factor = std::function<double(const Kind&)>;
  using Which = std::function<bool(const Kind&)>;

  explicit ToldSums(const DisclosureRule& rule) : rule_(rule) {}

  /// Somebody's amount of a kind, of at least 0. Amounts of one group that is asked for are of different people, unless
  /// they have the same owner.
  void add(const Kind& kind, size_t owner, int64_t amount) {
    if (amount != 0) add_any(kind, owner, amount);
  }
  /// The same, of somebody who counts as one of a group even with an amount of 0.
  void add_any(const Kind& kind, size_t owner, int64_t amount) {
    places_.emplace(kind, places_.size());
    amounts_.push_back({kind, owner, amount});
  }

  /// That there could be amounts of a kind.
  void allow(const Kind& kind) { places_.emplace(kind, places_.size()); }

  /// That the sum of all amounts, each times the factor of its kind, is `value`, give or take `rounding`.
  void tell(const Factor& factor, double value, double rounding = 0) {
    told_.push_back({{}, value, rounding});
    for (const auto& [kind, place] : places_) {
      const double times = factor(kind);
      if (times != 0) told_.back().terms.emplace_back(place, times);
    }
    double truth = 0;
    for (const Amount& amount : amounts_) truth += factor(amount.kind) * static_cast<double>(amount.value);
    INFO("told " << value << ", in truth " << truth);
    CHECK(std::abs(truth - value) <= rounding + 0.01);
  }

  /// Tells the sum of a group if it is of enough.
  void tell_if_safe(const Which& which) {
    const DisclosureCell cell = cell_of(which);
    if (!is_unsafe(cell, rule_))
      tell([&](const Kind& kind) { return which(kind) ? 1.0 : 0.0; }, static_cast<double>(cell.total));
  }

  size_t told() const { return told_.size(); }
  size_t unsafe() const { return unsafe_; }

  /// What is told up to here is known in any case; whatever follows from it alone is asked elsewhere.
  void is_known() { known_ = told_.size(); }

  void solve() {
    bounds_.emplace(bounds_of(told_.size()));
    if (known_ > 0) known_bounds_.emplace(bounds_of(known_));
  }
  /// Checks that the group's sum, when it is of too few, cannot be known too well.
  void check(const std::string& name, const Which& which) {
    const DisclosureCell cell = cell_of(which);
    if (!is_unsafe(cell, rule_)) return;
    ++unsafe_;
    const std::vector<double> most = weights_of(which);
    std::vector<double> least;
    for (const double weight : most) least.push_back(-weight);
    const DoubtNeeded doubt(cell, rule_);
    const double high = bounds_->greatest(most, doubt.above);
    const double low = -bounds_->greatest(least, -doubt.below);
    if (known_bounds_ && (high < doubt.above - 0.51 || low > doubt.below + 0.51)) {
      const bool known_above = known_bounds_->greatest(most, doubt.above) < doubt.above - 0.51;
      const bool known_below = -known_bounds_->greatest(least, -doubt.below) > doubt.below + 0.51;
      if (known_above || known_below) return;
    }
    INFO(name << ": " << cell.contributors << " members, " << cell.total << ", biggest " << cell.biggest << " and "
              << cell.second << "; known to be from " << low << " to " << high);
    CHECK(high >= doubt.above - 0.51);
    CHECK(low <= doubt.below + 0.51);
    if (doubt.above - doubt.total < 1) CHECK(high - low > 0.4);
  }

  /// The same where figures are told coarsely, so that nobody can say on which side of the truth the doubt lies: that
  /// its range is as wide as the p % rule asks (sliding protection level; Hundepool et al., Statistical Disclosure
  /// Control, 4.2.2).
  void check_width(const std::string& name, const Which& which) {
    const DisclosureCell cell = cell_of(which);
    if (!is_unsafe(cell, rule_) || cell.total == 0) return;
    ++unsafe_;
    const DoubtNeeded doubt(cell, rule_);
    const double needed = doubt.above - doubt.total;
    const auto [low, high] = range_of(*bounds_, which);
    if (high - low >= needed - 0.01) return;
    if (known_bounds_) {
      const auto [known_low, known_high] = range_of(*known_bounds_, which);
      if (known_high - known_low < needed - 0.01) return;
    }
    INFO(name << ": " << cell.contributors << " members, " << cell.total << ", biggest " << cell.biggest << " and "
              << cell.second << "; known to be from " << low << " to " << high << ", as wide as " << needed
              << " is needed");
    CHECK(high - low >= needed - 0.01);
  }

  /// The same where each amount is 1: that there could be enough.
  void check_count(const std::string& name, const Which& which) {
    const DisclosureCell cell = cell_of(which);
    if (!has_too_few(cell, rule_)) return;
    const auto enough = static_cast<double>(rule_.least);
    const double high = bounds_->greatest(weights_of(which), enough);
    if (known_bounds_ && known_bounds_->greatest(weights_of(which), enough) < enough - 0.01) return;
    INFO(name << ": " << cell.contributors << " members; known to be up to " << high);
    CHECK(high >= enough - 0.01);
  }

  /// Checks that of few nobody knows both that there are some and that they are few.
  void check_some(const std::string& name, const Which& which) {
    const DisclosureCell cell = cell_of(which);
    if (!has_too_few(cell, rule_)) return;
    ++unsafe_;
    const auto enough = static_cast<double>(rule_.least);
    const std::vector<double> most = weights_of(which);
    std::vector<double> least;
    for (const double weight : most) least.push_back(-weight);
    const double high = bounds_->greatest(most, enough);
    const double low = -bounds_->greatest(least, 0);
    INFO(name << ": " << cell.contributors << " members; known to be from " << low << " to " << high);
    CHECK((high >= enough - 0.01 || low < 0.01));
  }

 private:
  std::pair<double, double> range_of(LinearBounds& bounds, const Which& which) const {
    const std::vector<double> most = weights_of(which);
    std::vector<double> least;
    for (const double weight : most) least.push_back(-weight);
    constexpr double kEverything = 1e15;
    return {-bounds.greatest(least, kEverything), bounds.greatest(most, kEverything)};
  }

  LinearBounds bounds_of(size_t told) const {
    size_t slack = places_.size();
    LinearBounds bounds(places_.size() + 2 * told_.size());
    for (size_t i = 0; i < told; ++i) {
      const Told& one = told_[i];
      auto terms = one.terms;
      if (one.rounding > 0) {
        terms.emplace_back(slack, 1);
        bounds.add_equation({{slack, 1}, {slack + 1, 1}}, 2 * one.rounding);
        slack += 2;
      }
      bounds.add_equation(terms, one.value + one.rounding);
    }
    REQUIRE(bounds.solve());
    return bounds;
  }

  DisclosureCell cell_of(const Which& which) const {
    std::map<size_t, int64_t> owners;
    for (const Amount& amount : amounts_) {
      if (which(amount.kind)) owners[amount.owner] += amount.value;
    }
    DisclosureCell cell;
    for (const auto& [owner, amount] : owners) add_contributor(cell, amount);
    return cell;
  }
  std::vector<double> weights_of(const Which& which) const {
    std::vector<double> weights(places_.size() + 2 * told_.size(), 0);
    for (const auto& [kind, place] : places_) weights[place] = which(kind) ? 1 : 0;
    return weights;
  }

  struct Amount {
    Kind kind;
    size_t owner = 0;
    int64_t value = 0;
  };
  struct Told {
    std::vector<std::pair<size_t, double>> terms;
    double value = 0;
    double rounding = 0;
  };

  DisclosureRule rule_;
  std::map<Kind, size_t> places_;
  std::vector<Amount> amounts_;
  std::vector<Told> told_;
  size_t known_ = 0;
  std::optional<LinearBounds> bounds_;
  std::optional<LinearBounds> known_bounds_;
  size_t unsafe_ = 0;
};

}  // namespace vk::test
