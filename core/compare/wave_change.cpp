#include "core/compare/wave_change.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "core/base/check.hpp"
#include "core/compare/cycle_classes.hpp"
#include "core/estimate/form_link.hpp"

namespace vk {
namespace {

constexpr std::array<MoneyClass, kEstimatedParts> kParts{MoneyClass::secured, MoneyClass::at_risk, MoneyClass::leaving};

/// A set of states that all forms know, by class of money or by name.
struct Line {
  std::optional<size_t> part;
  std::string state;

  std::vector<bool> wanted(const std::vector<StateSpec>& states) const {
    if (part) return states_of_class(states, kParts.at(*part));
    std::vector<bool> result;
    for (const StateSpec& each : states) result.push_back(each.name == state);
    return result;
  }
};

bool has_state(const SnapshotHeader& header, std::string_view name) {
  return std::any_of(header.states.begin(), header.states.end(),
                     [&](const StateSpec& state) { return state.name == name; });
}

/// The parts, and then the states that all forms have, unless each of them is a part by itself.
std::vector<Line> lines_of(std::span<SnapshotReader* const> snapshots) {
  std::vector<Line> lines;
  for (size_t part = 0; part < kEstimatedParts; ++part) lines.push_back({part, {}});
  std::set<MoneyClass> classes;
  bool finer = false;
  for (SnapshotReader* snapshot : snapshots) {
    classes.clear();
    for (const StateSpec& state : snapshot->header().states) finer = !classes.insert(state.money).second || finer;
  }
  if (!finer) return lines;
  for (const StateSpec& state : snapshots.back()->header().states) {
    const bool everywhere = std::all_of(snapshots.begin(), snapshots.end(), [&](SnapshotReader* snapshot) {
      return has_state(snapshot->header(), state.name);
    });
    if (everywhere) lines.push_back({std::nullopt, state.name});
  }
  return lines;
}

/// Whom the estimates of a pair of snapshots speak for.
enum class Speaking {
  everybody,    ///< the whole of each
  comparables,  ///< not those who stand alone and answered only one of the two
};

/// Estimates of one set of states in two snapshots, with their covariance.
struct PairEstimate {
  StateEstimate first;
  StateEstimate second;
  PairCovariance covariance;
};

struct CountedPair {
  std::vector<PairEstimate> lines;
  WaveAnswers answers;
};

/// Counts two snapshots together and estimates every line of both. Throws EstimateError when either has too few
/// answers.
class PairMaker {
 public:
  PairMaker(SnapshotReader& first, SnapshotReader& second) : first_(first), second_(second), pairs_(first_, second_) {}

  CountedPair make(std::span<const Line> lines, Speaking speaking) {
    CountedPair result;
    for_each_in_cycles(first_.reader, second_.reader, [&](const CycleMembers& members) {
      const bool before = members.before && members.before->state != kUnmeasured;
      const bool after = members.after && members.after->state != kUnmeasured;
      if (speaking == Speaking::comparables && !(before && after) && stands_alone(members)) {
        result.answers.alone.add(members.after ? members.after->money : members.before->money);
        return;
      }
      result.answers.old_form += before ? 1U : 0U;
      result.answers.new_form += after ? 1U : 0U;
      result.answers.both += before && after ? 1U : 0U;
      pairs_.add(members);
    });
    const std::vector<PairCell> cells = std::move(pairs_).cells();
    const MergedAnswers a = merge_thin_answers(first_.classes.strata());
    const MergedAnswers b = merge_thin_answers(second_.classes.strata());
    for (const Line& line : lines) {
      const std::vector<bool> in_first = line.wanted(first_.header.states);
      const std::vector<bool> in_second = line.wanted(second_.header.states);
      const CellTotal x = total_from_cells(a.strata, in_first, kIntervalLevel);
      const CellTotal y = total_from_cells(b.strata, in_second, kIntervalLevel);
      result.lines.push_back(
          {x.estimate, y.estimate, covariance_from_cells({x, in_first, a.into}, {y, in_second, b.into}, cells)});
    }
    return result;
  }

 private:
  bool stands_alone(const CycleMembers& members) const {
    return (members.before && first_.stands_alone(*members.before)) ||
           (members.after && second_.stands_alone(*members.after));
  }

  CycleClasses first_;
  CycleClasses second_;
  PairCounter pairs_;
};

ChainEstimate chain_estimate(size_t snapshot, const StateEstimate& made) {
  return {snapshot, made.total, made.variance, made.df, made.interval};
}

MoneyRange whole_range(const Interval& interval) {
  return {static_cast<int64_t>(std::floor(interval.low)), static_cast<int64_t>(std::ceil(interval.high))};
}

WaveLine::Amount amount_of(double value, const Interval& interval) {
  WaveLine::Amount amount{std::llround(value), whole_range(interval)};
  amount.interval.low = std::min(amount.interval.low, amount.value);
  amount.interval.high = std::max(amount.interval.high, amount.value);
  return amount;
}

/// The snapshots of a chain; one that plays two parts counts once.
class Chain {
 public:
  Chain(SnapshotReader& earlier, SnapshotReader& later, std::span<const WaveReaders> waves) : waves_(waves) {
    before_ = number_of(earlier);
    for (const WaveReaders& wave : waves) {
      old_forms_.push_back(number_of(*wave.old_form));
      new_forms_.push_back(number_of(*wave.new_form));
    }
    after_ = number_of(later);
  }

  WaveChange make() {
    WaveChange result;
    result.known_before = readers_[before_]->header().base.minor;
    result.known_after = readers_[after_]->header().base.minor;
    const std::vector<Line> lines = lines_of(readers_);
    chains_.resize(lines.size());
    try {
      count_cycles(lines);
      for (size_t w = 0; w < waves_.size(); ++w) result.waves.push_back(count_wave(lines, w));
      count_others(lines);
    } catch (const EstimateError&) {
      return result;
    }
    for (size_t i = 0; i < lines.size(); ++i) result.lines.push_back(line_of(lines[i], chains_[i]));
    return result;
  }

 private:
  size_t number_of(SnapshotReader& reader) {
    const auto is_it = [&](SnapshotReader* known) {
      return known->header().name == reader.header().name && known->header().revision == reader.header().revision;
    };
    const auto found = std::find_if(readers_.begin(), readers_.end(), is_it);
    if (found != readers_.end()) return static_cast<size_t>(found - readers_.begin());
    readers_.push_back(&reader);
    return readers_.size() - 1;
  }

  void keep(size_t line, size_t first, size_t second, const PairCovariance& covariance) {
    chains_[line].covariances[{std::min(first, second), std::max(first, second)}] = covariance;
  }

  void count_cycles(std::span<const Line> lines) {
    const CountedPair pair = PairMaker(*readers_[before_], *readers_[after_]).make(lines, Speaking::everybody);
    for (size_t i = 0; i < lines.size(); ++i) {
      chains_[i].before = chain_estimate(before_, pair.lines[i].first);
      chains_[i].after = chain_estimate(after_, pair.lines[i].second);
      keep(i, before_, after_, pair.lines[i].covariance);
    }
  }

  WaveAnswers count_wave(std::span<const Line> lines, size_t wave) {
    const size_t old_form = old_forms_[wave];
    const size_t new_form = new_forms_[wave];
    CountedPair pair = PairMaker(*readers_[old_form], *readers_[new_form]).make(lines, Speaking::comparables);
    for (size_t i = 0; i < lines.size(); ++i) {
      chains_[i].waves.push_back(
          {chain_estimate(old_form, pair.lines[i].first), chain_estimate(new_form, pair.lines[i].second)});
      keep(i, old_form, new_form, pair.lines[i].covariance);
    }
    pair.answers.step = waves_[wave].step;
    return pair.answers;
  }

  /// Bridge waves are taken as independent of the cycles (METHODS.md g.2) unless a snapshot is in both: then no two of
  /// them are.
  void count_others(std::span<const Line> lines) {
    if (readers_.size() == 2 + 2 * waves_.size()) return;
    for (size_t first = 0; first < readers_.size(); ++first) {
      for (size_t second = first + 1; second < readers_.size(); ++second) {
        if (chains_.front().covariances.contains({first, second})) continue;
        const CountedPair pair = PairMaker(*readers_[first], *readers_[second]).make(lines, Speaking::everybody);
        for (size_t i = 0; i < lines.size(); ++i) keep(i, first, second, pair.lines[i].covariance);
      }
    }
  }

  std::optional<OccurrenceName> nobody_in(const LinkChain& chain) const {
    const auto without = [&](const ChainEstimate& estimate) -> std::optional<OccurrenceName> {
      if (estimate.value > 0) return std::nullopt;
      return readers_[estimate.snapshot]->header().name;
    };
    if (auto name = without(chain.before)) return name;
    for (const ChainWave& wave : chain.waves) {
      if (auto name = without(wave.old_form)) return name;
      if (auto name = without(wave.new_form)) return name;
    }
    return without(chain.after);
  }

  WaveLine line_of(const Line& line, const LinkChain& chain) const {
    WaveLine result;
    result.part = line.part;
    result.state = line.state;
    result.before = amount_of(chain.before.value, chain.before.interval);
    result.after = amount_of(chain.after.value, chain.after.interval);
    result.without = nobody_in(chain);
    if (result.without) return result;
    const std::optional<FactorChain> linked = chain_by_factors(chain);
    VK_CHECK(linked.has_value(), "every estimate is above zero");
    result.backcast = amount_of(linked->backcast.value, linked->backcast.interval);
    result.change = amount_of(linked->difference.value, linked->difference.interval);
    // Of two rounded amounts the difference as it is printed.
    result.change.value = result.after.value - result.backcast.value;
    result.change.interval.low = std::min(result.change.interval.low, result.change.value);
    result.change.interval.high = std::max(result.change.interval.high, result.change.value);
    result.factor = linked->factor.value;
    result.factor_interval = linked->factor.interval;
    result.ratio = linked->ratio.value;
    result.ratio_interval = linked->ratio.interval;
    result.exact = linked->exact;
    const bool ratio_apart = result.ratio_interval.low > 1 || result.ratio_interval.high < 1;
    result.told_apart = ratio_apart && (linked->difference.interval.low > 0 || linked->difference.interval.high < 0);
    return result;
  }

  std::span<const WaveReaders> waves_;
  std::vector<SnapshotReader*> readers_;
  size_t before_ = 0;
  size_t after_ = 0;
  std::vector<size_t> old_forms_;
  std::vector<size_t> new_forms_;
  std::vector<LinkChain> chains_;  ///< by line
};

}  // namespace

WaveChange wave_change(SnapshotReader& earlier, SnapshotReader& later, std::span<const WaveReaders> waves) {
  VK_CHECK(!waves.empty(), "no wave, no link");
  return Chain(earlier, later, waves).make();
}

}  // namespace vk
