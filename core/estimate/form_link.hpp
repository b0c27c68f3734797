#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "core/estimate/cycle_change.hpp"
#include "core/estimate/interval.hpp"

namespace vk {

/// What a change of a measure does to it, told by a bridge wave with old and new wording side by side.
struct Measured {
  double value = 0;
  double variance = 0;
};
struct BridgeWave {
  Measured old_form;
  Measured new_form;
  double covariance = 0;  ///< 0 for random halves
};

/// A score linked by a difference (METHODS.md g.2).
struct AdditiveLink {
  Measured step;      ///< new - old
  Measured backcast;  ///< the old cycle in the new wording
  Measured change;    ///< later cycle - backcast
};
AdditiveLink link_by_difference(const BridgeWave& wave, const Measured& before, const Measured& after);

/// Money linked by a factor (METHODS.md g.3). Throws Error(invalid_input) unless all values are above 0.
struct MultiplicativeLink {
  Measured factor;    ///< new / old
  Measured backcast;  ///< the old cycle in the new wording
  double ratio = 0;   ///< later cycle / backcast
  double log_variance = 0;
};
MultiplicativeLink link_by_factor(const BridgeWave& wave, const Measured& before, const Measured& after);

/// One estimate of a chain of bridge waves.
struct ChainEstimate {
  size_t snapshot = 0;  ///< what it was made from: estimates of one snapshot have the same error
  double value = 0;
  double variance = 0;
  double df = 0;      ///< infinite when exact
  Interval interval;  ///< of the estimate by itself
};

/// One break in a chain.
struct ChainWave {
  ChainEstimate old_form;
  ChainEstimate new_form;
};

/// A cycle, a later one by another instrument, and the bridge waves between their instruments, the first break first.
struct LinkChain {
  ChainEstimate before;
  std::vector<ChainWave> waves;
  ChainEstimate after;
  /// By pair of snapshots, the smaller first; none = 0. Of disjoint samples the bound counts only where it widens.
  std::map<std::pair<size_t, size_t>, PairCovariance> covariances;
};

/// A value with its interval and whether anything in it was estimated.
struct LinkedValue {
  double value = 0;
  Interval interval;
};

/// Money across a change of instrument (METHODS.md g.3): the factors of all waves multiply.
struct FactorChain {
  LinkedValue factor;      ///< new form / old form
  LinkedValue backcast;    ///< the earlier cycle in the later wording
  LinkedValue ratio;       ///< later cycle / backcast
  LinkedValue difference;  ///< later cycle - backcast
  double df = 0;
  bool exact = false;  ///< no estimate in it has sampling error
};

/// Nothing unless every estimate is above 0. Intervals by MOVER (Zou & Donner 2008) on the log scale from those of the
/// single estimates, whose level they have: a t interval of first order takes the variance of few answers with skewed
/// money for known and is too short (of the same people's answers to both forms it held 92 to 94 % of the factors). The
/// difference by MOVER from its two sides (METHODS.md b.2). Where the single intervals are symmetric on the log scale,
/// a chain of one wave whose snapshots are four different ones is link_by_factor() with b.1's covariance of both
/// cycles.
std::optional<FactorChain> chain_by_factors(const LinkChain& chain);

/// How the interval of a linked score is made.
enum class StepInterval {
  t,      ///< means and scores
  mover,  ///< shares, from the intervals of the single estimates (Zou, Huang & Zhang 2009)
};

/// Scores, shares and means across a change of instrument (METHODS.md g.2): the steps of all waves add up.
struct StepChain {
  LinkedValue step;        ///< new form - old form
  LinkedValue backcast;    ///< the earlier cycle in the later wording
  LinkedValue difference;  ///< later cycle - backcast
  double df = 0;
};
StepChain chain_by_steps(const LinkChain& chain, StepInterval how, double level);

}  // namespace vk
