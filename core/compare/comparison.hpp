#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/compare/state_groups.hpp"
#include "core/estimate/cell_retention.hpp"
#include "core/estimate/represent.hpp"
#include "core/measure/snapshot.hpp"
#include "core/money/money.hpp"

namespace vk {

enum class Verdict { same, bridged, not_comparable };
std::string_view to_string(Verdict verdict);

/// Both forms of an instrument, measured side by side in one cycle.
struct WaveForms {
  std::string name;  ///< of the calendar's [[bridge]]
  SnapshotHeader old_form;
  SnapshotHeader new_form;
};

/// The bridge waves that a calendar declares.
struct BridgeWaves {
  struct Missing {
    std::string name;
    OccurrenceName snapshot;  ///< that the store does not have yet
    OccurrenceName beside;    ///< the other form
  };
  std::vector<WaveForms> measured;
  std::vector<Missing> missing;
};

/// One bridge wave that a comparison goes over.
struct WaveStep {
  std::string name;
  OccurrenceName old_form;
  OccurrenceName new_form;

  bool operator==(const WaveStep&) const = default;
};

/// The verdict with its reasons, given before any trend is shown. Money figures (bridge, GRR, NRR) depend on
/// population, metric and currency only; state figures also on the instrument. So each has its own.
struct Comparability {
  Verdict money = Verdict::same;
  Verdict states = Verdict::same;
  std::vector<std::string> money_reasons;  ///< why bridged or not_comparable, in words with both values
  std::vector<std::string> state_reasons;
  /// For bridged states: earlier state index -> later state index. Empty when bridge waves link them.
  std::vector<uint8_t> state_map;
  /// The bridge waves that link the instruments, the first break first. They link sums, never single members.
  std::vector<WaveStep> waves;

  /// Whether a member's state before can be held against its state after.
  bool follows_members() const { return states != Verdict::not_comparable && waves.empty(); }
};

/// `waves` may link instruments that nothing else does.
Comparability judge(const SnapshotHeader& earlier, const SnapshotHeader& later, const BridgeWaves& waves = {});

/// What happened to a subject's money between two cycles. Stored order; do not renumber.
enum class Movement : uint8_t { none = 0, added_new = 1, reactivation = 2, churn = 3, kept = 4 };

/// The sufficient statistics of a comparison for one combination of segment, state before, state after and movement.
/// Money in minor units; sums of squares and products in 128 bits.
struct Cell {
  uint16_t segment = 0;    ///< of the later snapshot where the subject is in it, else of the earlier
  uint8_t from = kAbsent;  ///< state index, kUnmeasured or kAbsent
  uint8_t to = kAbsent;
  Movement movement = Movement::none;
  uint64_t subjects = 0;
  uint64_t expanded = 0;  ///< of the kept: money went up
  uint64_t contracted = 0;
  int64_t money_from = 0;
  int64_t money_to = 0;
  int64_t gain = 0;  ///< sum of increases, >= 0
  int64_t loss = 0;  ///< sum of decreases, >= 0
  __extension__ typedef __int128 Wide;
  Wide square_from = 0;
  Wide square_to = 0;
  Wide product = 0;
};

/// opening + added_new + reactivation + expansion - contraction - churn = closing, to the cent.
struct MoneyBridge {
  int64_t opening = 0;
  int64_t added_new = 0;
  int64_t reactivation = 0;
  int64_t expansion = 0;
  int64_t contraction = 0;
  int64_t churn = 0;
  int64_t closing = 0;
  uint64_t subjects_opening = 0;  ///< active in the earlier cycle
  uint64_t subjects_new = 0;
  uint64_t subjects_reactivated = 0;
  uint64_t subjects_expanded = 0;
  uint64_t subjects_contracted = 0;
  uint64_t subjects_flat = 0;
  uint64_t subjects_churned = 0;
  uint64_t subjects_closing = 0;

  bool operator==(const MoneyBridge&) const = default;
};

/// A ratio of integers, kept exact until it is written.
struct Ratio {
  int64_t numerator = 0;
  int64_t denominator = 0;  ///< 0 = undefined
};

/// (opening - contraction - churn) / opening, and with expansion; new and reactivation are outside.
Ratio gross_revenue_retention(const MoneyBridge& bridge);
Ratio net_revenue_retention(const MoneyBridge& bridge);
Ratio logo_retention(const MoneyBridge& bridge);

/// One line of the state transition matrix.
struct Transition {
  uint8_t from = kAbsent;
  uint8_t to = kAbsent;
  uint64_t subjects = 0;
  int64_t money_from = 0;
  int64_t money_to = 0;
};

/// Exposure: full value by money class; `unmeasured` always exists; adds up to the base.
struct Exposure {
  int64_t secured = 0;
  int64_t at_risk = 0;
  int64_t leaving = 0;
  int64_t unmeasured = 0;
  uint64_t subjects_secured = 0;
  uint64_t subjects_at_risk = 0;
  uint64_t subjects_leaving = 0;
  uint64_t subjects_unmeasured = 0;

  int64_t base() const { return secured + at_risk + leaving + unmeasured; }
};

/// When the population rule changed: who is in one of the two cycles only. The bridge then covers the members of both,
/// and earlier base = opening + exited, later base = closing + entered, to the cent.
struct PopulationChange {
  uint64_t subjects_entered = 0;
  uint64_t subjects_exited = 0;
  int64_t money_entered = 0;
  int64_t money_exited = 0;

  bool operator==(const PopulationChange&) const = default;
};

struct SegmentFigures {
  std::string segment;  ///< "all" or "size = large"
  MoneyBridge bridge;
  Exposure before;
  Exposure after;
};

/// Two cycles whose money is in several currencies, with the effect of exchange rates apart: the change of the base is
/// what members did, at the rates of the earlier cycle, and what the rates did, to the cent.
struct ExchangeEffect {
  struct Line {
    Currency currency;
    uint64_t members = 0;      ///< with money in it in the later cycle
    DecimalRatio rate_before;  ///< to the metric's currency; 1 for itself
    DecimalRatio rate_after;
    int64_t local_before = 0;  ///< minor units of the currency
    int64_t local_after = 0;
    int64_t earlier = 0;   ///< the earlier cycle at its own rates
    int64_t constant = 0;  ///< the later cycle at the earlier rates
    int64_t spot = 0;      ///< the later cycle at its own rates
  };
  std::vector<Line> lines;  ///< by currency; empty when a rate is missing, and when they would tell too much
  int64_t earlier = 0;      ///< the earlier base
  int64_t constant = 0;
  int64_t spot = 0;       ///< the later base
  MoneyBridge bridge;     ///< movements at the earlier rates
  bool tells_grr = true;  ///< false: it would tell too much
  bool tells_nrr = true;
  std::vector<std::string> without_rate;  ///< currencies of the later cycle that the earlier one has no rate of

  int64_t organic() const { return constant - earlier; }
  int64_t by_rates() const { return spot - constant; }
};

/// Two cycles with the effect of prices apart: what the money of both would be at the prices of one base period.
struct PriceEffect {
  /// One currency, in its own minor units: its change = real change + effect of prices, to the cent.
  struct Line {
    Currency currency;
    uint64_t members = 0;  ///< with money in it in the later cycle
    int64_t before = 0;    ///< as it was paid
    int64_t after = 0;
    int64_t real_before = 0;  ///< in money of the base period
    int64_t real_after = 0;

    int64_t real_change() const { return real_after - real_before; }
    int64_t by_prices() const { return after - before - real_change(); }
  };
  /// Why nothing is told.
  enum class Missing {
    nothing,       ///< it is told
    earlier,       ///< the earlier cycle keeps no real money
    later,         ///< the later one
    base,          ///< they are in money of different base periods or by different indices
    without_rate,  ///< a currency of the later cycle has no rate in the earlier one
  };
  Missing missing = Missing::nothing;
  PriceBasis basis;         ///< of both
  std::vector<Line> lines;  ///< by currency; empty when they would tell too much
  // In the metric's currency, at the rates of the earlier cycle.
  int64_t earlier = 0;      ///< the earlier base
  int64_t constant = 0;     ///< the later money
  int64_t spot = 0;         ///< the later base, at its own rates
  int64_t real_before = 0;  ///< each member's real money in each currency, converted once
  int64_t real_after = 0;
  MoneyBridge bridge;     ///< movements in real money
  bool tells_grr = true;  ///< false: it would tell too much
  bool tells_nrr = true;

  int64_t real_change() const { return real_after - real_before; }
  int64_t by_prices() const { return constant - earlier - real_change(); }
  int64_t by_rates() const { return spot - constant; }
};

/// The estimated money of one part of the base in two cycles.
struct PartChange {
  int64_t before = 0;
  int64_t after = 0;
  MoneyRange interval;      ///< of after - before
  double share_change = 0;  ///< of the share of all known money
  Interval share_interval;  ///< of it
  double correlation = 0;   ///< of the two estimates
  double p = 1;             ///< two sided; of segments adjusted for their number
  bool told_apart = false;  ///< from no change
};
using PartChanges = std::array<PartChange, kEstimatedParts>;

/// What became of the money that a part had in the earlier cycle.
struct PartRetention {
  KeptShare net;           ///< all later money of its members
  KeptShare gross;         ///< without growth
  KeptShare left;          ///< money of members that have none now
  int64_t rounded_to = 0;  ///< tenths of a percent that all three are multiples of under [disclosure]; 0 = exact
};
using PartRetentions = std::array<std::optional<PartRetention>, kEstimatedParts>;

/// Changes of states when a cycle is measured in part only.
struct EstimatedChange {
  struct Segment {
    std::string segment;               ///< "large / north"
    std::optional<PartChanges> parts;  ///< nothing: too few to say
  };
  std::optional<PartChanges> parts;  ///< secured, at risk, leaving; nothing: too few to say
  PartRetentions retention;          ///< by part before; nothing: nobody seen in it, or too few to say
  uint64_t common = 0;               ///< members of both cycles
  uint64_t measured_twice = 0;
  std::vector<Segment> by_segment;  ///< empty with one segment, or with other dimensions
};

/// One bridge wave with whom its factors rest on.
struct WaveAnswers {
  WaveStep step;
  uint64_t old_form = 0;  ///< members who answered it
  uint64_t new_form = 0;
  uint64_t both = 0;
  /// Members with a hundredth of all money or more each who did not answer both forms: they stand for nobody else, so
  /// the factors do not rest on them.
  MemberMoney alone;
};

/// The money of one set of states across a change of instrument (METHODS.md g.3), in whole minor units.
struct WaveLine {
  struct Amount {
    int64_t value = 0;
    MoneyRange interval;
  };
  std::optional<size_t> part;  ///< secured, at risk, leaving; nothing: `state`
  std::string state;           ///< a state that all forms have by that name
  /// Where nobody was in the states, so that there is no factor; then only `before` and `after` are told.
  std::optional<OccurrenceName> without;
  Amount before;  ///< by the old form
  Amount after;
  Amount backcast;
  Amount change;      ///< after - backcast
  double factor = 1;  ///< of all waves together
  Interval factor_interval;
  double ratio = 1;  ///< after / backcast
  Interval ratio_interval;
  bool exact = false;
  bool told_apart = false;  ///< the change, from none
};

/// Changes of states between two instruments that bridge waves link.
struct WaveChange {
  std::vector<WaveAnswers> waves;
  std::vector<WaveLine> lines;  ///< the three parts, then states; empty: too few answers to say
  int64_t known_before = 0;     ///< the earlier base: what the parts before add up to when everybody is measured
  int64_t known_after = 0;
};

/// How finely the movements of a bridge are told. Lines that are not apart are told as one sum.
struct BridgeDetail {
  bool movements = true;  ///< gains and losses at all; else only opening and closing
  bool growth = true;     ///< expansion apart from new and reactivated money: only then is there an NRR
  bool arrivals = true;   ///< new apart from reactivated
  bool losses = true;     ///< contraction apart from churn
  bool counts = true;     ///< members behind the lines, the unchanged ones, and logo retention
  bool opening = true;    ///< members behind the opening
  bool closing = true;    ///< members behind the closing

  bool is_full() const { return movements && growth && arrivals && losses && counts && opening && closing; }
  bool operator==(const BridgeDetail&) const = default;
};

/// What a comparison tells where [disclosure] leaves something out (decision 0016). Codes index Comparison::states;
/// transitions then have the first code of each group, and those that are hidden are not among them.
struct ToldPair {
  struct Margin {
    uint8_t state = kUnmeasured;
    uint64_t members = 0;
    int64_t money = 0;
  };
  StateGroups before;
  StateGroups after;
  std::vector<Margin> margins_before;  ///< all members of the earlier cycle, by state as told
  std::vector<Margin> margins_after;
  std::vector<std::pair<uint8_t, uint8_t>> hidden;  ///< from and to of transitions that are not told; sorted
  bool transitions = true;                          ///< false: none can be told
  BridgeDetail bridge;
};

/// Two cycles by exactly the same ruler. When a verdict is not_comparable its figures are absent, not zero.
struct Comparison {
  SnapshotHeader earlier;
  SnapshotHeader later;
  Comparability verdict;
  std::vector<Cell> cells;  ///< sorted by segment, from, to, movement; only combinations in use
  SegmentScheme segments;   ///< of the cells' segment codes: union of both snapshots'
  std::optional<MoneyBridge> bridge;
  std::optional<PopulationChange> population;  ///< only when the population rule changed and money is comparable
  std::vector<Transition> transitions;         ///< empty when states are not comparable
  std::vector<StateSpec> states;  ///< the later scheme, which from and to index (earlier mapped when bridged)
  /// "all" first, then one a value of each dimension; empty when money is not comparable. Exposures count each cycle by
  /// its own scheme and compare only when states do.
  std::vector<SegmentFigures> by_segment;
  std::optional<ExchangeEffect> exchange;  ///< only when money compares and a cycle converted some
  std::optional<PriceEffect> prices;       ///< only when money compares and a cycle keeps real money
  /// Only when states of members compare and a cycle has money without a state.
  std::optional<EstimatedChange> estimated;
  std::optional<WaveChange> linked;  ///< only when bridge waves link the states
  std::optional<ToldPair> told;      ///< nothing: no disclosure rule, everything is told
};

}  // namespace vk
