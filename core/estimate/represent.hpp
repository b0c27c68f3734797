#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/estimate/answer_cells.hpp"
#include "core/estimate/money_classes.hpp"
#include "core/measure/snapshot.hpp"

namespace vk {

/// Level of every interval that reports print, in percent.
inline constexpr int kIntervalPercent = 95;
inline constexpr double kIntervalLevel = kIntervalPercent / 100.0;

/// Members with their money.
struct MemberMoney {
  uint64_t members = 0;
  int64_t money = 0;

  void add(int64_t amount);
  bool operator==(const MemberMoney&) const = default;
};

/// Bounds in whole minor units.
struct MoneyRange {
  int64_t low = 0;
  int64_t high = 0;

  bool operator==(const MoneyRange&) const = default;
};

/// What is known and what is inferred of the money of one set of states.
struct PartEstimate {
  int64_t measured = 0;      ///< of members seen in the states
  int64_t extrapolated = 0;  ///< of members without a state, by what the measured of their class said
  MoneyRange interval;       ///< of the whole
  MoneyRange limits;         ///< without any assumption: all or nothing of what is unmeasured
  double n_eff = 0;
  double df = 0;
  ShareQuality quality = ShareQuality::ok;

  int64_t estimate() const { return measured + extrapolated; }
  bool operator==(const PartEstimate&) const = default;
};

inline constexpr size_t kEstimatedParts = 3;
/// Secured, at risk and leaving, in this order.
using PartEstimates = std::array<PartEstimate, kEstimatedParts>;

/// One segment by itself.
struct SegmentEstimate {
  uint16_t segment = 0;
  MemberMoney base;                    ///< money of 0 or more
  MemberMoney measured;                ///< of it
  std::optional<PartEstimates> parts;  ///< nothing: too few answers to say

  bool operator==(const SegmentEstimate&) const = default;
};

/// What the measured members of one cycle stand for: measured, extrapolated and unmeasured money always apart, together
/// the base to the cent.
struct Representation {
  MemberMoney base;                                        ///< everybody
  MemberMoney measured;                                    ///< with a state
  int64_t extrapolated = 0;                                ///< money without a state that others of the class speak for
  MemberMoney unspoken;                                    ///< without a state, and nobody speaks for it
  MemberMoney net_credit;                                  ///< members below zero: exact, in no estimate
  std::array<MemberMoney, kDispositions> unmeasured_by{};  ///< those without a state, by disposition
  bool estimable = false;
  std::string why_not;               ///< in words when not estimable
  std::vector<PartEstimate> states;  ///< empty when not estimable
  std::optional<PartEstimates> parts;
  std::array<MoneyRange, kEstimatedParts> limits{};  ///< also when not estimable
  size_t classes = 0;                                ///< response classes after thin ones were merged; 0 = not told
  std::map<std::string, std::string> merges;         ///< merged class -> the one whose name stays
  std::vector<SegmentEstimate> by_segment;           ///< empty when there is one segment
  int64_t rounded_to = 0;                            ///< what estimates are multiples of under [disclosure]; 0 = exact

  /// Money of 0 or more without a state.
  int64_t unmeasured() const;
  bool operator==(const Representation&) const = default;
};

/// Counts the members of one cycle by response class (segment and class of like money) and state, in the memory of
/// these cells. Rows may come in any order.
class ResponseClasses {
 public:
  ResponseClasses(const SnapshotHeader& header, const MoneyClasses& money);

  struct Member {
    uint8_t state = kUnmeasured;
    uint8_t disposition = 0;
    uint16_t segment = 0;
    int64_t money = 0;
    /// Of a sample's draw, which then decides the class whatever the money is by now.
    std::optional<uint8_t> drawn_class = std::nullopt;
  };
  void add(const Member& member);

  /// Index of a member's stratum in strata(); nothing for those in no estimate: below zero, or not eligible.
  std::optional<size_t> stratum_of(const Member& member) const;
  std::span<const StratumAnswers> strata() const { return strata_; }
  /// The strata of one segment, as a group of their own.
  std::vector<StratumAnswers> segment_strata(uint16_t segment) const;
  /// Everything counted so far except estimates.
  const Representation& counted() const { return counted_; }

 private:
  const SnapshotHeader& header_;
  const MoneyClasses& money_;
  std::vector<StratumAnswers> strata_;
  Representation counted_;
};

/// The states that stand for a money class, as a set.
std::vector<bool> states_of_class(const std::vector<StateSpec>& states, MoneyClass money_class);

/// Nothing when every member's money is measured: then all figures are exact. Otherwise what the measured stand for;
/// the separate ratio estimator inside response classes (METHODS.md a.2, d), which holds if answering is random inside
/// a class.
std::optional<Representation> represent(const Snapshot& snapshot);
/// The same from slices: two walks in the memory of one slice and of the classes. All that is added up member by member
/// is integer, so the result does not depend on the slices.
std::optional<Representation> represent(MemberSource& members);

}  // namespace vk
