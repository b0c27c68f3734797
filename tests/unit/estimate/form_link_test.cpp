#include "core/estimate/form_link.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/estimate/distributions.hpp"

using namespace vk;

namespace {

constexpr double kLevel = 0.95;
constexpr double kExact = std::numeric_limits<double>::infinity();

/// How many standard errors a single interval reaches, on the log scale.
constexpr double kReach = 2;

ChainEstimate linked_estimate(size_t snapshot, double value, double variance, double df) {
  const double far = std::exp(kReach * std::sqrt(variance) / value);
  return {snapshot, value, variance, df, {value / far, value * far}};
}

/// Before 320, old form 300, new form 240, after 300; four snapshots, so the wave is independent of the cycles.
LinkChain one_wave() {
  LinkChain chain;
  chain.before = linked_estimate(0, 320, 100, 60);
  chain.waves = {{linked_estimate(1, 300, 144, 50), linked_estimate(2, 240, 81, 40)}};
  chain.after = linked_estimate(3, 300, 64, 80);
  return chain;
}

double log_width(const LinkedValue& value) {
  return std::log(value.interval.high / value.interval.low);
}

}  // namespace

TEST_CASE("form link: one wave between four snapshots is the factor and variance of METHODS g.3") {
  const auto linked = chain_by_factors(one_wave());
  REQUIRE(linked.has_value());
  const MultiplicativeLink expected = link_by_factor({{300, 144}, {240, 81}, 0}, {320, 100}, {300, 64});
  CHECK(linked->factor.value == Approx(0.8));
  CHECK(linked->backcast.value == Approx(256));
  CHECK(linked->ratio.value == Approx(expected.ratio));
  CHECK(linked->df == 40);
  // By hand: 64/300^2 + 100/320^2 + 81/240^2 + 144/300^2 = 0.0046939.
  CHECK(expected.log_variance == Approx(0.00469392361));
  CHECK(log_width(linked->ratio) == Approx(2 * kReach * std::sqrt(expected.log_variance)));
  CHECK(linked->ratio.interval.low == Approx(1.171875 * std::exp(-2 * std::sqrt(0.00469392361))));
  const double relative = expected.factor.variance / (expected.factor.value * expected.factor.value);
  CHECK(log_width(linked->factor) == Approx(2 * kReach * std::sqrt(relative)));
  CHECK(linked->difference.value == Approx(44));
  CHECK(linked->difference.interval.low < 44);
  CHECK_FALSE(linked->exact);
}

TEST_CASE("form link: a factor keeps the skew of the single intervals, as far as they are correlated") {
  LinkChain chain = one_wave();
  chain.waves[0].old_form.interval = {280, 330};
  chain.waves[0].new_form.interval = {220, 270};
  const auto apart = chain_by_factors(chain);
  // Down: the new form falls and the old one rises.
  CHECK(apart->factor.interval.low == Approx(0.8 * std::exp(-std::hypot(std::log(240 / 220.0), std::log(1.1)))));
  CHECK(apart->factor.interval.high ==
        Approx(0.8 * std::exp(std::hypot(std::log(270 / 240.0), std::log(300 / 280.0)))));
  chain.covariances[{1, 2}] = {0.5 * 12 * 9, 0};
  const auto together = chain_by_factors(chain);
  const double down = std::log(240 / 220.0);
  const double up = std::log(1.1);
  CHECK(together->factor.interval.low == Approx(0.8 * std::exp(-std::sqrt(down * down + up * up - down * up))));
  // An end at zero reaches as far as the other end.
  chain.covariances.clear();
  chain.waves[0].new_form.interval = {0, 270};
  CHECK(chain_by_factors(chain)->factor.interval.low ==
        Approx(0.8 * std::exp(-std::hypot(std::log(270 / 240.0), std::log(1.1)))));
}

TEST_CASE("form link: a second break adds its own error") {
  LinkChain chain = one_wave();
  const double once = log_width(chain_by_factors(chain)->ratio);
  chain.waves.push_back({linked_estimate(4, 100, 25, 50), linked_estimate(5, 110, 36, 50)});
  const auto twice = chain_by_factors(chain);
  REQUIRE(twice.has_value());
  CHECK(twice->factor.value == Approx(0.8 * 1.1));
  const double added = 25.0 / 10000 + 36.0 / 12100;
  const double quantile = 2 * kReach;
  CHECK(std::pow(log_width(twice->ratio) / quantile, 2) == Approx(std::pow(once / quantile, 2) + added));
}

TEST_CASE("form link: in the cycle of the wave the change is that of the old form") {
  LinkChain chain = one_wave();
  chain.after = chain.waves[0].new_form;
  chain.covariances[{0, 1}] = {70, 0};
  chain.covariances[{1, 2}] = {0, -108};
  chain.covariances[{0, 2}] = {30, 0};
  const auto linked = chain_by_factors(chain);
  REQUIRE(linked.has_value());
  // The new form stands above and below the line: what is left is 300 of 320, both by the old form.
  CHECK(linked->ratio.value == Approx(300.0 / 320));
  const double variance = 144.0 / 90000 + 100.0 / 102400 - 2 * 70.0 / (300 * 320);
  CHECK(log_width(linked->ratio) == Approx(2 * kReach * std::sqrt(variance)));
}

TEST_CASE("form link: disjoint halves widen a factor and never narrow anything") {
  LinkChain chain = one_wave();
  const auto independent = chain_by_factors(chain);
  chain.covariances[{1, 2}] = {0, -108};
  const auto disjoint = chain_by_factors(chain);
  const double variance = 144.0 / 90000 + 81.0 / 57600 + 2 * 108.0 / (300 * 240);
  CHECK(log_width(disjoint->factor) == Approx(2 * kReach * std::sqrt(variance)));
  chain.covariances[{1, 2}] = {0, 0};
  chain.covariances[{1, 3}] = {0, -50};  // a bound between snapshots of one sign in the sum
  const auto other = chain_by_factors(chain);
  CHECK(log_width(other->ratio) == Approx(log_width(independent->ratio)));
}

TEST_CASE("form link: without money in a form there is no factor") {
  LinkChain chain = one_wave();
  chain.waves[0].old_form.value = 0;
  CHECK_FALSE(chain_by_factors(chain).has_value());
}

TEST_CASE("form link: when everybody answered everything nothing is estimated") {
  LinkChain chain;
  chain.before = linked_estimate(0, 320, 0, kExact);
  chain.waves = {{linked_estimate(1, 300, 0, kExact), linked_estimate(2, 240, 0, kExact)}};
  chain.after = linked_estimate(3, 300, 0, kExact);
  const auto linked = chain_by_factors(chain);
  CHECK(linked->exact);
  CHECK(linked->ratio.interval.low == Approx(linked->ratio.interval.high));
  CHECK(linked->difference.interval.low == Approx(44));
}

TEST_CASE("form link: a step and its variance are those of METHODS g.2") {
  const LinkChain chain = one_wave();
  const AdditiveLink expected = link_by_difference({{300, 144}, {240, 81}, 0}, {320, 100}, {300, 64});
  const StepChain linked = chain_by_steps(chain, StepInterval::t, kLevel);
  CHECK(linked.step.value == Approx(-60));
  CHECK(linked.backcast.value == Approx(260));
  CHECK(linked.difference.value == Approx(40));
  CHECK(expected.change.variance == Approx(64 + 100 + 144 + 81));
  const double half = t_quantile(0.975, 40) * std::sqrt(389);
  CHECK(linked.difference.interval.low == Approx(40 - half));
  CHECK(linked.difference.interval.high == Approx(40 + half));
}

TEST_CASE("form link: MOVER keeps the skew of the single intervals") {
  LinkChain chain = one_wave();
  chain.before.interval = {310, 350};
  chain.waves[0].old_form.interval = {290, 330};
  chain.waves[0].new_form.interval = {235, 250};
  chain.after.interval = {290, 305};
  const StepChain linked = chain_by_steps(chain, StepInterval::mover, kLevel);
  // Down: after falls, before rises, the new form rises, the old form falls.
  CHECK(linked.difference.interval.low == Approx(40 - std::sqrt(100.0 + 900 + 100 + 100)));
  CHECK(linked.difference.interval.high == Approx(40 + std::sqrt(25.0 + 100 + 25 + 900)));
}
