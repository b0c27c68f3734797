#include "core/report/pair_cells.hpp"

#include <optional>
#include <string>
#include <tuple>

#include "core/compare/cell_layout.hpp"
#include "core/measure/paired_members.hpp"

namespace vk {
namespace {

SlotCode code_at(const Snapshot& snapshot, std::optional<size_t> place) {
  return place ? SlotCode{snapshot.state[*place], snapshot.activity[*place], snapshot.segment[*place]} : SlotCode{};
}

/// The line of the bridge that a member's change is in; nothing where nothing moved.
std::optional<PairLine> line_of(const CellKey& key, int64_t before, int64_t after, bool other_population) {
  const bool one_sided = key.from == kAbsent || key.to == kAbsent;
  if (other_population && one_sided) return key.from == kAbsent ? PairLine::entered : PairLine::exited;
  switch (key.movement) {
    case Movement::none:
      return std::nullopt;
    case Movement::added_new:
      return PairLine::added_new;
    case Movement::reactivation:
      return PairLine::reactivation;
    case Movement::churn:
      return PairLine::churn;
    case Movement::kept:
      break;
  }
  if (before == after) return std::nullopt;
  return after > before ? PairLine::expansion : PairLine::contraction;
}

/// The values of one dimension by number, so that no text is looked at member by member.
class DimensionCells {
 public:
  /// Members are in segments of `segments`, and were in those of `earlier`.
  DimensionCells(const SegmentScheme& segments, const SegmentScheme& earlier, size_t dimension) {
    for (const auto& tuple : segments.tuples) value_.push_back(number_of(tuple[dimension]));
    for (const auto& tuple : earlier.tuples) earlier_value_.push_back(number_of(tuple[dimension]));
    lines_.resize(numbers_.size());
  }

  void add_line(uint16_t segment, PairLine line, int64_t money) {
    add_contributor(lines_[value_[segment]][static_cast<size_t>(line)], money);
  }
  void add_switch(uint16_t earlier, uint16_t segment, int64_t money) {
    const std::pair<size_t, size_t> way{earlier_value_[earlier], value_[segment]};
    if (way.first != way.second) add_contributor(switches_[way], money);
  }

  PairDimension finish() const {
    PairDimension result;
    std::vector<std::string> values(numbers_.size());
    for (const auto& [value, number] : numbers_) {
      result.add_lines(value, lines_[number]);
      values[number] = value;
    }
    for (const auto& [way, cell] : switches_) result.add_switches(values[way.first], values[way.second], cell);
    return result;
  }

 private:
  size_t number_of(const std::string& value) { return numbers_.try_emplace(value, numbers_.size()).first->second; }

  std::map<std::string, size_t> numbers_;
  std::vector<size_t> value_;  ///< of each segment code
  std::vector<size_t> earlier_value_;
  std::vector<PairLines> lines_;  ///< by number of the value
  std::map<std::pair<size_t, size_t>, DisclosureCell> switches_;
};

/// Gathers the cells of a comparison slice by slice.
class PairGatherer {
 public:
  PairGatherer(MemberSource& earlier, MemberSource& later, const Comparison& comparison)
      : earlier_(earlier),
        later_(later),
        layout_(earlier.header(), later.header(), comparison.verdict),
        other_population_(comparison.population.has_value()) {
    for (size_t code = 0; code < part_.size(); ++code)
      part_[code] = static_cast<size_t>(part_of_state(comparison.states, code));
    for (size_t dimension = 0; dimension < layout_.segments().dimensions.size(); ++dimension)
      dimensions_.emplace_back(layout_.segments(), earlier.header().segments, dimension);
    if (dimensions_.size() > 1) cells_.combinations.emplace(layout_.segments());
    for (size_t code = 0; code < earlier.header().segments.size(); ++code)
      earlier_segment_.push_back(layout_.key({0, 0, static_cast<uint16_t>(code)}, SlotCode{}).segment);
  }

  PairCells gather() {
    for_each_slice_pair(earlier_, later_, [&](const Snapshot& earlier, const Snapshot& later) {
      for_each_pair(earlier, later, [&](std::optional<size_t> before, std::optional<size_t> after) {
        const CellKey key = layout_.key(code_at(earlier, before), code_at(later, after));
        const int64_t a = before ? earlier.money[*before] : 0;
        const int64_t b = after ? later.money[*after] : 0;
        const std::optional<PairLine> line = line_of(key, a, b, other_population_);
        add_states(key, a, b);
        if (line) add_line(*line, key, a, b);
        for (DimensionCells& dimension : dimensions_) {
          if (line) dimension.add_line(key.segment, *line, b - a);
          if (before && after) dimension.add_switch(earlier.segment[*before], key.segment, a);
        }
        if (cells_.combinations) {
          if (line) cells_.combinations->add_line(key.segment, *line, b - a);
          if (before && after)
            cells_.combinations->add_switch(earlier_segment_[earlier.segment[*before]], key.segment, a);
        }
      });
    });
    for (const DimensionCells& dimension : dimensions_) cells_.dimensions.push_back(dimension.finish());
    return std::move(cells_);
  }

 private:
  void add_states(const CellKey& key, int64_t a, int64_t b) {
    PairCells::Square& square = cells_.squares[{key.from, key.to}];
    if (key.from != kAbsent) add_contributor(square.before, a);
    if (key.to != kAbsent) add_contributor(square.after, b);
    if (key.from == kAbsent) return;
    PairCells::PartMoves& moves = cells_.moves[part_[key.from]];
    if (b > a) add_contributor(moves.grown, b - a);
    if (b < a) add_contributor(moves.shrunk, a - b);
    if (key.movement == Movement::churn)
      add_contributor(moves.left, a);
    else if (b < a)
      add_contributor(moves.contracted, a - b);
  }

  void add_line(PairLine line, const CellKey& key, int64_t a, int64_t b) {
    add_contributor(cells_.lines[static_cast<size_t>(line)], b - a);
    if (line == PairLine::added_new || line == PairLine::reactivation)
      add_contributor(key.from == kAbsent ? cells_.arrived_absent : cells_.arrived_members, b);
    if (line == PairLine::churn) add_contributor(key.to == kAbsent ? cells_.left_absent : cells_.left_members, a);
  }

  MemberSource& earlier_;
  MemberSource& later_;
  CellLayout layout_;
  bool other_population_;
  std::array<size_t, 256> part_{};         ///< of each state code
  std::vector<uint16_t> earlier_segment_;  ///< code of the earlier scheme -> code of the layout
  std::vector<DimensionCells> dimensions_;
  PairCells cells_;
};

/// Finds a member in a slice that is walked in ascending order of subjects.
class Finder {
 public:
  explicit Finder(const Snapshot& slice) : slice_(slice) {}

  std::optional<size_t> find(SubjectNumber subject) {
    while (next_ < slice_.size() && slice_.subjects[next_] < subject) ++next_;
    return next_ < slice_.size() && slice_.subjects[next_] == subject ? std::optional<size_t>{next_} : std::nullopt;
  }

 private:
  const Snapshot& slice_;
  size_t next_ = 0;
};

bool is_active(const Snapshot& snapshot, std::optional<size_t> place) {
  return place && (snapshot.activity[*place] & kActive) != 0;
}

/// Gathers what two comparisons of one cycle tell by their difference.
class DifferenceGatherer {
 public:
  DifferenceGatherer(const PairSide& earlier, const PairSide& later)
      : earlier_(&earlier.states), later_(&later.states) {}

  void add(const Snapshot& earlier, const Snapshot& between, const Snapshot& later) {
    Finder middle(between);
    for_each_pair(earlier, later, [&](std::optional<size_t> before, std::optional<size_t> after) {
      const std::optional<size_t> here = middle.find(before ? earlier.subjects[*before] : later.subjects[*after]);
      const bool is_here = is_active(between, here);
      const bool was = is_active(earlier, before);
      const bool is = is_active(later, after);
      if (after) {
        const int64_t money = later.money[*after];
        if (before.has_value() != here.has_value())
          add_contributor(presence_[{0, here.has_value(), later_->told_as(later.state[*after])}], money);
        if (is && was != is_here) add_contributor(arrivals_[is_here], money);
      }
      if (before) {
        const int64_t money = earlier.money[*before];
        if (after.has_value() != here.has_value())
          add_contributor(presence_[{1, here.has_value(), earlier_->told_as(earlier.state[*before])}], money);
        if (was && is != is_here) add_contributor(losses_[is_here], money);
      }
    });
  }

  PairDifferenceCells finish() const {
    PairDifferenceCells cells;
    for (const auto& [which, cell] : presence_) cells.presence.push_back(cell);
    for (const auto& [which, cell] : arrivals_) cells.arrivals.push_back(cell);
    for (const auto& [which, cell] : losses_) cells.losses.push_back(cell);
    return cells;
  }

 private:
  const StateGroups* earlier_;
  const StateGroups* later_;
  std::map<std::tuple<int, bool, uint8_t>, DisclosureCell> presence_;  ///< by side, member between, state
  std::map<bool, DisclosureCell> arrivals_;                            ///< by activity between
  std::map<bool, DisclosureCell> losses_;
};

}  // namespace

PairCells pair_cells(MemberSource& earlier, MemberSource& later, const Comparison& comparison) {
  PairCells cells = PairGatherer(earlier, later, comparison).gather();
  const bool by_rates = comparison.exchange && comparison.exchange->without_rate.empty();
  const bool by_prices = comparison.prices && comparison.prices->missing == PriceEffect::Missing::nothing;
  if (by_rates || by_prices) cells.effects = effect_cells(earlier, later, comparison);
  return cells;
}

std::vector<PairDifferenceCells> pair_difference_cells(const PairSide& earlier, std::span<MemberSource* const> between,
                                                       const PairSide& later) {
  std::vector<DifferenceGatherer> gatherers(between.size(), DifferenceGatherer(earlier, later));
  uint32_t number = 0;
  for_each_slice_pair(earlier.members, later.members, [&](const Snapshot& before, const Snapshot& after) {
    for (size_t i = 0; i < between.size(); ++i) gatherers[i].add(before, between[i]->slice(number), after);
    ++number;
  });
  std::vector<PairDifferenceCells> cells;
  for (const DifferenceGatherer& gatherer : gatherers) cells.push_back(gatherer.finish());
  return cells;
}

}  // namespace vk
