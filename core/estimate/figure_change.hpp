#pragma once
#include <optional>
#include <span>

#include "core/estimate/answer_figures.hpp"

namespace vk {

/// Both halves of a bridge wave. Borrowed.
struct FigureWave {
  const Snapshot* old_form = nullptr;
  const Snapshot* new_form = nullptr;
};

/// The same from slices.
struct FigureWaveSource {
  MemberSource* old_form = nullptr;
  MemberSource* new_form = nullptr;
};

/// The change of a figure between two cycles, with the covariance of those who answered twice (METHODS.md b.1, b.2).
/// Where the instrument changed between them, `waves` link its forms, the first break first: the steps are added to the
/// earlier figure and their errors to its own (METHODS.md g.2), counted once where a cycle is itself half of a wave.
/// Whoever holds a hundredth of all money and did not answer both forms is in no step. Nothing for medians and
/// quantiles, when a snapshot does not keep what the figure is of, and when one has too few answers.
std::optional<FigureChange> figure_change(const Snapshot& earlier, const Snapshot& later, const FigureSpec& spec,
                                          std::span<const FigureWave> waves = {});
/// The same from the slices of one store, which are walked in step.
std::optional<FigureChange> figure_change(MemberSource& earlier, MemberSource& later, const FigureSpec& spec,
                                          std::span<const FigureWaveSource> waves = {});

}  // namespace vk
