#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/compare/comparison.hpp"
#include "core/store/snapshot_reader.hpp"

namespace vk {

/// What became of one state's money from one cycle to the next.
struct PastState {
  uint64_t members = 0;
  int64_t exposure = 0;  ///< their money in the earlier cycle
  int64_t left = 0;      ///< of it, that of members who bought nothing in the later one
  int64_t after = 0;     ///< their money in the later cycle
  double squares = 0;    ///< of the earlier money, which says how many equal members it is worth
};

/// One closed cycle and the one after it.
struct PastPair {
  OccurrenceName earlier;
  OccurrenceName later;
  std::vector<PastState> states;  ///< in the later scheme's order, those without a state last
};

/// Members of the earlier cycle by state; `comparison` allows money and states.
PastPair past_pair(const Comparison& comparison);

/// The same when the earlier cycle drew its members: its states hold what its answers stand for, class by class, and
/// what is left and kept of it; `squares` says how many equal answers the share that left rests on. Nothing when there
/// are too few answers. Both are read bucket by bucket, twice.
std::optional<PastPair> sampled_past_pair(SnapshotReader& earlier, SnapshotReader& later, const Comparison& comparison);

/// Money of a cycle by state, that without one last.
struct StateExposures {
  std::vector<int64_t> money;
  std::vector<MoneyRange> ranges;  ///< of money that a sample stands for, a state each; empty = the money is exact
};

/// Exposure times the share that really left.
struct ExpectedLoss {
  int64_t exposure = 0;
  int64_t loss = 0;
  MoneyRange range;   ///< of the loss
  double share = 0;   ///< of the money of past cycles that left
  Interval interval;  ///< of the share
  uint64_t members = 0;
  size_t cycles = 0;  ///< that had anybody in the state
};

/// Money of today's members in the next cycle.
struct MoneyForecast {
  int64_t money = 0;
  std::optional<MoneyRange> range;  ///< from three past pairs on
  size_t pairs = 0;                 ///< that it rests on
};

/// What was forecast for a cycle by what was known before it, and what came.
struct PastForecast {
  OccurrenceName of;
  MoneyForecast forecast;
  int64_t came = 0;
};

/// What an organisation's own past says of a cycle.
struct Outlook {
  StateExposures exposures;
  std::vector<std::optional<ExpectedLoss>> losses;  ///< a state each; nothing: no money of the past was in it
  MoneyForecast forecast;
  std::vector<PastForecast> record;  ///< oldest first
  std::vector<PastPair> past;        ///< oldest first
  size_t other_ruler = 0;            ///< past pairs by another instrument, metric or population, which are left out
};

/// Expected loss by state from all pairs together. The share's interval is Korn and Graubard's with the smaller of two
/// sizes: of the members by their money (Kish), and what the spread between cycles leaves, when there are two or more.
/// The range of the loss joins it with that of an estimated exposure, each side by itself (MOVER, Zou and Donner 2008).
/// The forecast is each state's money times what the past kept of it, growth included; its range comes from how far
/// such forecasts would have been off (t with pairs - 1 degrees). Nothing without past pairs. Throws
/// Error(invalid_input) beyond 64 bits.
std::optional<Outlook> outlook(std::vector<PastPair> past, StateExposures exposures);

}  // namespace vk
