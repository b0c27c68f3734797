#include "core/compare/estimated_change.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "core/compare/cycle_classes.hpp"
#include "core/compare/outlook.hpp"
#include "core/estimate/cycle_change.hpp"
#include "core/estimate/distributions.hpp"
#include "core/estimate/many_segments.hpp"

namespace vk {
namespace {

constexpr double kFalseDiscoveries = 1 - kIntervalLevel;

/// What the answers of the earlier cycle kept, by its strata and states.
struct KeptMoney {
  std::vector<KeptAnswers> net;
  std::vector<KeptAnswers> gross;
  std::vector<KeptAnswers> left;

  explicit KeptMoney(const CycleClasses& earlier) {
    const KeptAnswers nothing(earlier.header.states.size());
    net.assign(earlier.classes.strata().size(), nothing);
    gross = net;
    left = net;
  }

  void add(size_t stratum, uint8_t state, int64_t before, int64_t after) {
    net[stratum][state].add(before, static_cast<double>(after));
    gross[stratum][state].add(before, static_cast<double>(std::clamp<int64_t>(after, 0, before)));
    left[stratum][state].add(before, after > 0 ? 0.0 : static_cast<double>(before));
  }
};

/// Counts both cycles and what the earlier one's members kept.
class KeptCounter {
 public:
  KeptCounter(CycleClasses& earlier, CycleClasses& later)
      : earlier_(earlier), later_(later), pairs_(earlier, later), kept_(earlier) {}

  void count() {
    for_each_in_cycles(earlier_.reader, later_.reader, [this](const CycleMembers& members) {
      pairs_.add(members);
      if (members.before) add_kept(*members.before, members.after ? members.after->money : 0);
    });
  }

  const KeptMoney& kept() const { return kept_; }
  std::vector<PairCell> cells() && { return std::move(pairs_).cells(); }

 private:
  /// Who is in the earlier cycle only has no money now.
  void add_kept(const ResponseClasses::Member& before, int64_t money_after) {
    const std::optional<size_t> stratum = earlier_.classes.stratum_of(before);
    if (stratum && before.state != kUnmeasured) kept_.add(*stratum, before.state, before.money, money_after);
  }

  CycleClasses& earlier_;
  CycleClasses& later_;
  PairCounter pairs_;
  KeptMoney kept_;
};

/// Both cycles' strata, of everybody or of one segment, with the members they share.
struct StrataPair {
  std::vector<StratumAnswers> earlier;
  std::vector<StratumAnswers> later;
  std::vector<PairCell> pairs;
};

KnownMoney known_money(const StrataPair& strata) {
  KnownMoney known;
  for (const StratumAnswers& stratum : strata.earlier) known.first = sum_of_money(known.first, stratum.stratum.money);
  for (const StratumAnswers& stratum : strata.later) known.second = sum_of_money(known.second, stratum.stratum.money);
  return known;
}

Interval share_of(const Interval& money, int64_t known) {
  const auto all = static_cast<double>(std::max<int64_t>(1, known));
  return {money.low / all, money.high / all};
}

PartChange part_change(const StateEstimate& before, const StateEstimate& after, const StateChange& change,
                       const KnownMoney& known) {
  PartChange part;
  part.before = std::llround(before.total);
  part.after = std::llround(after.total);
  part.interval = {static_cast<int64_t>(std::floor(change.interval.low)),
                   static_cast<int64_t>(std::ceil(change.interval.high))};
  part.share_change = after.share - before.share;
  part.share_interval = mover_difference({before.share, share_of(before.interval, known.first)},
                                         {after.share, share_of(after.interval, known.second)}, change.correlation);
  part.correlation = change.correlation;
  if (change.variance > 0) {
    part.p = t_two_sided_p(change.difference / std::sqrt(change.variance), change.df);
  } else {
    part.p = change.exact && part.before != part.after ? 0 : 1;
  }
  return part;
}

/// A change is told apart from none when its test and its interval both say so.
bool is_told_apart(const PartChange& part) {
  return part.p <= kFalseDiscoveries && (part.interval.low > 0 || part.interval.high < 0);
}

/// Nothing when a cycle has too few answers.
std::optional<PartChanges> changes_of(const StrataPair& strata, const CycleClasses& earlier, const CycleClasses& later,
                                      double level) {
  try {
    const MergedAnswers a = merge_thin_answers(strata.earlier);
    const MergedAnswers b = merge_thin_answers(strata.later);
    const KnownMoney known = known_money(strata);
    PartChanges parts;
    for (size_t i = 0; i < kEstimatedParts; ++i) {
      const CellTotal before = total_from_cells(a.strata, earlier.wanted[i], level);
      const CellTotal after = total_from_cells(b.strata, later.wanted[i], level);
      const StateChange change = change_from_cells({before, earlier.wanted[i], a.into},
                                                   {after, later.wanted[i], b.into}, strata.pairs, known, level);
      parts[i] = part_change(before.estimate, after.estimate, change, known);
    }
    return parts;
  } catch (const EstimateError&) {
    return std::nullopt;
  }
}

/// Pairs of strata by the segment in each cycle, numbered inside their segments.
using PairsBySegment = std::map<std::pair<size_t, size_t>, std::vector<PairCell>>;

PairsBySegment pairs_by_segment(std::span<const PairCell> pairs, size_t segments1, size_t segments2) {
  PairsBySegment result;
  for (const PairCell& pair : pairs) {
    std::vector<PairCell>& inside = result[{pair.first % segments1, pair.second % segments2}];
    inside.push_back(pair);
    inside.back().first /= segments1;
    inside.back().second /= segments2;
  }
  return result;
}

/// The kept money of merged strata.
std::vector<KeptAnswers> merged_kept(const std::vector<KeptAnswers>& kept, const MergedAnswers& merged) {
  std::vector<KeptAnswers> result(merged.strata.size(), KeptAnswers(kept.empty() ? 0 : kept.front().size()));
  for (size_t h = 0; h < kept.size(); ++h) {
    for (size_t state = 0; state < kept[h].size(); ++state) {
      KeptCell& cell = result[merged.into[h]][state];
      cell.kept += kept[h][state].kept;
      cell.squares += kept[h][state].squares;
      cell.products += kept[h][state].products;
    }
  }
  return result;
}

/// The intervals of what cannot be below nothing or above everything.
PartRetention bounded(PartRetention part) {
  const Interval open = bounded_interval(part.gross, kIntervalLevel);
  const bool varies = part.gross.variance > 0;
  part.gross.interval =
      varies ? Interval{std::clamp(part.gross.interval.low, 0.0, 1.0), std::clamp(part.gross.interval.high, 0.0, 1.0)}
             : open;
  part.left.interval = bounded_interval(part.left, kIntervalLevel);
  return part;
}

PartRetentions retention_of(const CycleClasses& earlier, const KeptMoney& kept) {
  PartRetentions result;
  try {
    const MergedAnswers merged = merge_thin_answers(earlier.classes.strata());
    const std::vector<KeptAnswers> net = merged_kept(kept.net, merged);
    const std::vector<KeptAnswers> gross = merged_kept(kept.gross, merged);
    const std::vector<KeptAnswers> left = merged_kept(kept.left, merged);
    for (size_t i = 0; i < kEstimatedParts; ++i) {
      const auto all = kept_share(merged.strata, net, earlier.wanted[i], kIntervalLevel);
      const auto without_growth = kept_share(merged.strata, gross, earlier.wanted[i], kIntervalLevel);
      const auto gone = kept_share(merged.strata, left, earlier.wanted[i], kIntervalLevel);
      if (all && without_growth && gone) result[i] = bounded({*all, *without_growth, *gone});
    }
  } catch (const EstimateError&) {
    return {};
  }
  return result;
}

void add_past(PastState& sum, const PastState& state) {
  sum.exposure = sum_of_money(sum.exposure, state.exposure);
  sum.left = sum_of_money(sum.left, state.left);
  sum.after = sum_of_money(sum.after, state.after);
}

/// What became of the money that the answers of a state stand for.
class PastStateMaker {
 public:
  /// Throws EstimateError when the answers of all strata are too few.
  PastStateMaker(const CycleClasses& earlier, const KeptMoney& kept)
      : states_(earlier.header.states.size()),
        merged_(merge_thin_answers(earlier.classes.strata())),
        net_(merged_kept(kept.net, merged_)),
        left_(merged_kept(kept.left, merged_)) {}

  /// `seen` is what those in the state had themselves.
  PastState make(size_t state, const PastState& seen) const {
    std::vector<bool> wanted(states_, false);
    wanted[state] = true;
    const auto after = kept_share(merged_.strata, net_, wanted, kIntervalLevel);
    const auto gone = kept_share(merged_.strata, left_, wanted, kIntervalLevel);
    if (!after || !gone || seen.squares <= 0) return seen;
    const double exposure = total_from_cells(merged_.strata, wanted, kIntervalLevel).estimate.total;
    PastState result = seen;
    result.exposure = std::llround(exposure);
    result.left = std::clamp<int64_t>(std::llround(exposure * gone->value), 0, result.exposure);
    result.after = std::llround(exposure * after->value);
    // As many equal answers as the seen money is worth, and no more than the design leaves.
    double n = static_cast<double>(seen.exposure) * static_cast<double>(seen.exposure) / seen.squares;
    const double p = gone->value;
    if (p > 0 && p < 1 && gone->variance > 0) n = std::min(n, p * (1 - p) / gone->variance);
    result.squares = exposure * exposure / n;
    return result;
  }

 private:
  size_t states_;
  MergedAnswers merged_;
  std::vector<KeptAnswers> net_;
  std::vector<KeptAnswers> left_;
};

void set_wanted(CycleClasses& earlier, CycleClasses& later, const Comparability& verdict) {
  const std::vector<StateSpec>& states = later.header.states;
  std::vector<StateSpec> read_as = earlier.header.states;
  for (size_t state = 0; state < verdict.state_map.size() && state < read_as.size(); ++state) {
    read_as[state] = states[verdict.state_map[state]];
  }
  constexpr std::array<MoneyClass, kEstimatedParts> kParts{MoneyClass::secured, MoneyClass::at_risk,
                                                           MoneyClass::leaving};
  for (size_t i = 0; i < kEstimatedParts; ++i) {
    earlier.wanted[i] = states_of_class(read_as, kParts[i]);
    later.wanted[i] = states_of_class(states, kParts[i]);
  }
}

/// Corrects the segments for their number and widens the intervals of those that are told apart.
void correct_segments(std::vector<EstimatedChange::Segment>& segments, const std::vector<StrataPair>& strata,
                      const CycleClasses& earlier, const CycleClasses& later) {
  std::vector<double> p;
  for (const EstimatedChange::Segment& segment : segments) {
    for (size_t i = 0; i < kEstimatedParts && segment.parts; ++i) p.push_back((*segment.parts)[i].p);
  }
  const Adjusted adjusted = adjust_p(p, kFalseDiscoveries);
  size_t next = 0;
  for (size_t s = 0; s < segments.size(); ++s) {
    if (!segments[s].parts) continue;
    const std::optional<PartChanges> widened =
        adjusted.rejected > 0 ? changes_of(strata[s], earlier, later, adjusted.fcr_level) : std::nullopt;
    for (size_t i = 0; i < kEstimatedParts; ++i) {
      PartChange& part = (*segments[s].parts)[i];
      const double corrected = adjusted.p[next++];
      if (corrected <= kFalseDiscoveries && widened) part = (*widened)[i];
      part.p = corrected;
      part.told_apart = is_told_apart(part);
    }
  }
}

void add_segments(EstimatedChange& result, const CycleClasses& earlier, const CycleClasses& later,
                  std::span<const PairCell> pairs) {
  const SegmentScheme& a = earlier.header.segments;
  const SegmentScheme& b = later.header.segments;
  if (a.dimensions != b.dimensions || b.size() < 2) return;
  const PairsBySegment by_segment = pairs_by_segment(pairs, a.size(), b.size());
  std::vector<StrataPair> strata;
  for (size_t code = 0; code < b.size(); ++code) {
    const auto before = std::lower_bound(a.tuples.begin(), a.tuples.end(), b.tuples[code]);
    if (before == a.tuples.end() || *before != b.tuples[code]) continue;
    const auto later_code = static_cast<uint16_t>(code);
    const auto earlier_code = static_cast<uint16_t>(before - a.tuples.begin());
    strata.push_back({earlier.classes.segment_strata(earlier_code), later.classes.segment_strata(later_code), {}});
    const auto shared = by_segment.find({earlier_code, later_code});
    if (shared != by_segment.end()) strata.back().pairs = shared->second;
    result.by_segment.push_back({b.label(later_code), changes_of(strata.back(), earlier, later, kIntervalLevel)});
  }
  correct_segments(result.by_segment, strata, earlier, later);
}

}  // namespace

std::optional<PastPair> sampled_past_pair(SnapshotReader& earlier, SnapshotReader& later,
                                          const Comparison& comparison) {
  CycleClasses before(earlier);
  CycleClasses after(later);
  KeptCounter counter(before, after);
  counter.count();
  PastPair pair = past_pair(comparison);
  try {
    PastStateMaker maker(before, counter.kept());
    double exposure = 0;
    double left = 0;
    double kept = 0;
    PastState all;
    for (const PastState& state : pair.states) add_past(all, state);
    for (size_t state = 0; state + 1 < pair.states.size(); ++state) {
      pair.states[state] = maker.make(state, pair.states[state]);
      exposure += static_cast<double>(pair.states[state].exposure);
      left += static_cast<double>(pair.states[state].left);
      kept += static_cast<double>(pair.states[state].after);
    }
    // What nobody speaks for: the rest of what is known of everybody.
    PastState& rest = pair.states.back();
    rest.exposure = std::max<int64_t>(0, std::llround(static_cast<double>(all.exposure) - exposure));
    rest.left = std::clamp<int64_t>(std::llround(static_cast<double>(all.left) - left), 0, rest.exposure);
    rest.after = std::llround(static_cast<double>(all.after) - kept);
  } catch (const EstimateError&) {
    return std::nullopt;
  }
  return pair;
}

bool has_unmeasured_money(const Comparison& comparison) {
  return std::any_of(comparison.cells.begin(), comparison.cells.end(), [](const Cell& cell) {
    return (cell.from == kUnmeasured && cell.money_from != 0) || (cell.to == kUnmeasured && cell.money_to != 0);
  });
}

EstimatedChange estimate_change(SnapshotReader& earlier, SnapshotReader& later, const Comparability& verdict) {
  CycleClasses before(earlier);
  CycleClasses after(later);
  KeptCounter counter(before, after);
  counter.count();
  set_wanted(before, after, verdict);
  EstimatedChange result;
  StrataPair all;
  all.earlier.assign(before.classes.strata().begin(), before.classes.strata().end());
  all.later.assign(after.classes.strata().begin(), after.classes.strata().end());
  result.retention = retention_of(before, counter.kept());
  all.pairs = std::move(counter).cells();
  for (const PairCell& pair : all.pairs) {
    result.common += static_cast<uint64_t>(pair.members);
    result.measured_twice += static_cast<uint64_t>(pair.answered);
  }
  result.parts = changes_of(all, before, after, kIntervalLevel);
  for (size_t i = 0; result.parts && i < kEstimatedParts; ++i) {
    (*result.parts)[i].told_apart = is_told_apart((*result.parts)[i]);
  }
  add_segments(result, before, after, all.pairs);
  return result;
}

}  // namespace vk
