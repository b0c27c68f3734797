#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "core/estimate/interval.hpp"
#include "core/measure/member_source.hpp"
#include "core/measure/snapshot.hpp"

namespace vk {

/// One figure of the answers of everybody or of a segment.
struct FigureEstimate {
  double value = 0;    ///< points, a share from 0 to 1, or in the unit of the answers
  Interval interval;   ///< zero width when exact
  bool exact = false;  ///< everybody answered
  double n_eff = 0;    ///< how many answers of a simple random sample it is worth; infinite when exact
  ShareQuality quality = ShareQuality::ok;
};

/// Whom a figure speaks for.
struct FigureBase {
  uint64_t members = 0;  ///< for whom the answers speak
  uint64_t answers = 0;
  std::optional<FigureEstimate> estimate;  ///< nothing: too few answers to say
};

/// How a figure changed from an earlier cycle (METHODS.md b).
struct FigureChange {
  OccurrenceName earlier;
  double before = 0;
  uint64_t answers_before = 0;
  double difference = 0;
  Interval interval;
  bool told_apart = false;  ///< from no change
};

/// One figure that the calendar asks for, of one cycle.
struct AnswerFigure {
  FigureSpec spec;
  FigureBase all;
  std::vector<FigureBase> by_segment;  ///< by segment code; empty with one segment
  uint64_t silent_alone = 0;           ///< silent members with 1 % or more of all money each: nobody speaks for them
  uint64_t off_scale = 0;              ///< answers outside 0 to 10, which are none, with nps
  std::optional<FigureChange> change;
};

/// What the answers to one question say of everybody who could have answered: inside segments and classes of like
/// money, those who answered stand for all (METHODS.md a.2, a.5, c). Nothing when the snapshot does not keep what the
/// figure is of.
std::optional<AnswerFigure> answer_figure(const Snapshot& snapshot, const FigureSpec& spec);
/// The same from slices that have what the figure is of: two walks, in the memory of one slice and of the different
/// answers. Members are met in the same order, so the result is the same to the last bit.
std::optional<AnswerFigure> answer_figure(MemberSource& members, const FigureSpec& spec);

/// The change of a figure between two cycles that ask the same, with the covariance of those who answered twice
/// (METHODS.md b.1, b.2). Nothing for medians and quantiles, and when either cycle has too few answers.
std::optional<FigureChange> figure_change(const Snapshot& earlier, const Snapshot& later, const FigureSpec& spec);
/// The same from the slices of one store, which are walked in step.
std::optional<FigureChange> figure_change(MemberSource& earlier, MemberSource& later, const FigureSpec& spec);

}  // namespace vk
