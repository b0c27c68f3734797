#pragma once
#include <optional>
#include <span>
#include <vector>

#include "core/estimate/interval.hpp"

namespace vk {

/// Difference between those who received something and those who did not, per unit of randomisation.
struct Effect {
  double per_unit = 0;
  double variance = 0;
  double df = 0;
  Interval interval;
  double p = 1;        ///< two sided
  size_t treated = 0;  ///< units that received; times per_unit gives the total
  size_t held_out = 0;
};

/// Outcomes of both arms, one number a unit (sum contacts to their account first); the columns run in parallel.
struct Arm {
  std::vector<double> outcome;
  std::vector<double> before;  ///< last cycle's money; only for the adjusted effect
};

/// Difference in means with Welch's degrees of freedom (METHODS.md e.2). Difference in differences is the same on
/// changes. Nothing when an arm has fewer than two units.
std::optional<Effect> welch_effect(std::span<const double> treated, std::span<const double> held_out, double level);

/// Lin's regression adjustment, a line per arm on last cycle's money, HC3 variance (METHODS.md e.1; Lin 2013, MacKinnon
/// & White 1985). Nothing when an arm has fewer than three units, the money does not vary in it, or one unit alone
/// decides its line (leverage 1).
std::optional<Effect> adjusted_effect(const Arm& treated, const Arm& held_out, double level);

/// Both arms of one block.
struct EffectBlock {
  std::vector<double> treated;
  std::vector<double> held_out;
};

/// Differences in means inside blocks, weighted by their size (METHODS.md e.3); nothing when a block has fewer than two
/// units in an arm or there is no block.
std::optional<Effect> blocked_effect(std::span<const EffectBlock> blocks, double level);

/// Size of a planned comparison.
struct EffectPlan {
  double spread = 0;       ///< standard deviation of the outcome, per unit
  double correlation = 0;  ///< of this and last cycle's money
  double treated = 0;
  double held_out = 0;
};

/// Smallest effect per unit that a two-sided test at `level` finds with probability `power` (METHODS.md e.6). Throws
/// Error(invalid_input) for empty arms or a correlation outside [-1, 1].
double detectable_effect(const EffectPlan& plan, double level, double power);

/// Chi-squared test with one degree of freedom that a split has the planned share treated: its p (sample-ratio
/// mismatch). 1 without units; throws Error(invalid_input) when the share is not inside (0, 1).
double split_check(double treated, double held_out, double planned_share);

}  // namespace vk
