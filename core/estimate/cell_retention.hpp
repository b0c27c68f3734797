#pragma once
#include <optional>
#include <span>
#include <vector>

#include "core/estimate/answer_cells.hpp"

namespace vk {

/// What the answers of one stratum in one state kept of their money: sums of the kept money and its products with the
/// earlier money of AnswerCell.
struct KeptCell {
  double kept = 0;
  double squares = 0;
  double products = 0;

  void add(int64_t earlier, double kept_money);
};

/// A stratum's kept money by state, in parallel to its StratumAnswers.
using KeptAnswers = std::vector<KeptCell>;

/// Share of the earlier money of a set of states that was kept; the state from a sample, both money columns known
/// (METHODS.md d.6), in the memory of the cells.
struct KeptShare {
  double value = 0;
  double variance = 0;
  double df = 0;
  double n_eff = 0;   ///< answers that it is worth by their money (Kish); infinite when nothing is estimated
  Interval interval;  ///< t
};

/// `kept` runs in parallel to `merged`. Nothing when no answer of the states has money.
std::optional<KeptShare> kept_share(std::span<const StratumAnswers> merged, std::span<const KeptAnswers> kept,
                                    const std::vector<bool>& wanted, double level);

/// Interval of a share that lies between nothing and everything: Korn and Graubard's, which stays open upwards when
/// nobody was seen to leave (METHODS.md c.1).
Interval bounded_interval(const KeptShare& share, double level);

}  // namespace vk
