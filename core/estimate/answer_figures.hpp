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

/// A response class after thin ones were merged. Silent members who stand for themselves alone are in none.
struct AskedClass {
  int64_t members = 0;
  int64_t answers = 0;
};

/// Whom a figure speaks for.
struct FigureBase {
  uint64_t members = 0;  ///< for whom the answers speak
  uint64_t answers = 0;
  std::optional<FigureEstimate> estimate;  ///< nothing: too few answers to say
  std::vector<AskedClass> classes;         ///< of the estimate
};

/// The halves of a bridge wave by name.
struct FigureForms {
  OccurrenceName old_form;
  OccurrenceName new_form;
};

/// What a change of the instrument did to a figure, by its bridge waves (METHODS.md g.2).
struct FigureLink {
  double step = 0;  ///< new form - old form, all waves together
  Interval step_interval;
  double backcast = 0;  ///< the earlier cycle in the later wording
  Interval backcast_interval;
  uint64_t least_answers = 0;  ///< of the half of a wave that has fewest
  uint64_t alone = 0;          ///< who hold 1 % or more of all money, did not answer both forms, and are in no step
  std::vector<FigureForms> waves;
};

/// How a figure changed from an earlier cycle (METHODS.md b).
struct FigureChange {
  OccurrenceName earlier;
  double before = 0;  ///< by the form that was asked then
  uint64_t answers_before = 0;
  double difference = 0;  ///< from `before`, or from what the link makes of it
  Interval interval;
  bool told_apart = false;         ///< from no change
  std::optional<FigureLink> link;  ///< only across a change of the instrument
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

}  // namespace vk
