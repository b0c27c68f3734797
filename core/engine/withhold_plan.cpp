#include "core/engine/withhold_plan.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/report/protect_table.hpp"
#include "core/report/safe_segments.hpp"

namespace vk {
namespace {

/// State as told and action.
using Aim = std::pair<std::string, std::string>;
/// Channel and owner.
using Desk = std::pair<std::string, std::string>;

bool is_planned(const ContentRow& row) {
  return row.decision == ContactDecision::planned;
}
Aim aim_of(const ContentRow& row) {
  return {row.state, row.action};
}
Desk desk_of(const ContentRow& row) {
  return {row.channel, row.owner};
}

/// Makes one plan coarser until it tells of nobody.
class PlanTeller {
 public:
  PlanTeller(const DisclosureRule& rule, PlanFrame& frame, ContentPlan& plan)
      : rule_(rule), frame_(frame), plan_(plan) {
    for (ContentRow& row : plan_.rows) {
      const auto told = frame_.told_as.find(row.state);
      if (told != frame_.told_as.end()) row.state = told->second;
    }
    for (const ContentRow& row : plan_.rows) places_.push_back(place_of(row));
  }

  bool tell() {
    plan_.tells_held_back = !has_few_held_back();
    join_few();
    if (plan_.tells_held_back && !sums_hide_few(crossed_counts(), {rule_.least, 0})) plan_.tells_held_back = false;
    while (!sums_hide_few(crossed(), rule_)) {
      if (!coarsen()) return false;
    }
    rebuild_channels();
    add_to_frame();
    if (!plan_.tells_held_back) std::erase_if(plan_.rows, [](const ContentRow& row) { return !is_planned(row); });
    return true;
  }

 private:
  /// Adds what the plan tells to what is known of the members.
  void add_to_frame() {
    const std::vector<std::array<uint32_t, kBreakdowns>> own = breakdowns();
    GroupNumbers numbers;
    for (size_t i = 0; i < own.size(); ++i) {
      std::vector<uint32_t> values = frame_.values(i);
      values.insert(values.end(), own[i].begin(), own[i].end());
      frame_.group[i] = numbers(values);
    }
    frame_.groups = numbers.finish();
  }

  static constexpr size_t kNowhere = ~size_t{0};
  /// Whether planned; aims, and actions alone; channels; owners in channels, and alone. Whoever is not contacted has a
  /// value of their own in each.
  static constexpr size_t kBreakdowns = 6;
  enum NotContacted : uint32_t { no_proposal, held_back, contacted };

  size_t place_of(const ContentRow& row) const {
    const auto found = std::lower_bound(frame_.subjects.begin(), frame_.subjects.end(), row.subject);
    if (found == frame_.subjects.end() || *found != row.subject) return kNowhere;
    return static_cast<size_t>(found - frame_.subjects.begin());
  }

  /// Members with rows that `wanted` holds for, by `key_of` them: as cells of their money.
  template <typename KeyOf, typename Wanted>
  auto cells_by(KeyOf key_of, Wanted wanted) const {
    std::map<std::decay_t<decltype(key_of(plan_.rows.front()))>, DisclosureCell> cells;
    std::set<std::pair<size_t, typename decltype(cells)::key_type>> seen;
    for (size_t i = 0; i < plan_.rows.size(); ++i) {
      const ContentRow& row = plan_.rows[i];
      if (places_[i] == kNowhere || !wanted(row) || !seen.emplace(places_[i], key_of(row)).second) continue;
      add_contributor(cells[key_of(row)], frame_.money[places_[i]]);
    }
    return cells;
  }

  /// The keys that go together so that none is of too few.
  template <typename Key>
  std::set<Key> few(const std::map<Key, DisclosureCell>& by_key, const DisclosureRule& rule) const {
    std::vector<Key> keys;
    std::vector<DisclosureCell> cells;
    for (const auto& [key, cell] : by_key) {
      keys.push_back(key);
      cells.push_back(cell);
    }
    std::set<Key> joined;
    for (const size_t place : joined_cells(cells, rule)) joined.insert(keys[place]);
    return joined;
  }

  bool has_few_held_back() const {
    const auto held =
        cells_by([](const ContentRow&) { return 0; }, [](const ContentRow& row) { return !is_planned(row); });
    return !held.empty() && has_too_few(held.begin()->second, rule_);
  }

  /// What is of too few by itself.
  void join_few() {
    join_aims(few(cells_by(aim_of, is_planned), rule_));
    const auto held = [](const ContentRow& row) { return !is_planned(row); };
    // Of what was held back members are counted only. What is joined is one aim from here on, which may ask for more.
    for (bool grows = plan_.tells_held_back; grows;) {
      std::set<Aim> joined = few(cells_by(aim_of, held), {rule_.least, 0});
      joined.erase({kOtherSegments, kOtherSegments});
      grows = !joined.empty();
      join_aims(joined);
    }
    join_channels(few(cells_by([](const ContentRow& row) { return row.channel; }, is_planned), rule_));
    std::set<std::string> channels;
    for (const ContentRow& row : plan_.rows) channels.insert(row.channel);
    for (const std::string& channel : channels) {
      join_owners(few(
          cells_by(desk_of, [&](const ContentRow& row) { return is_planned(row) && row.channel == channel; }), rule_));
    }
  }

  void join_aims(const std::set<Aim>& joined) {
    for (ContentRow& row : plan_.rows) {
      if (joined.contains(aim_of(row))) row.state = row.action = kOtherSegments;
    }
  }
  void join_owners(const std::set<Desk>& joined) {
    for (ContentRow& row : plan_.rows) {
      if (joined.contains(desk_of(row))) row.owner = kOtherSegments;
    }
  }
  void join_channels(const std::set<std::string>& joined) {
    joined_channels_.insert(joined.begin(), joined.end());
    for (ContentRow& row : plan_.rows) {
      if (joined.contains(row.channel)) row.channel = row.owner = kOtherSegments;
    }
  }

  /// What each member is in, by breakdown.
  std::vector<std::array<uint32_t, kBreakdowns>> breakdowns() const {
    std::map<Aim, uint32_t> aims;
    std::map<Desk, uint32_t> desks;
    std::map<std::string, uint32_t> names;
    const auto number = [](auto& numbers, const auto& key) {
      return numbers.try_emplace(key, static_cast<uint32_t>(numbers.size()) + contacted).first->second;
    };
    std::vector<std::array<uint32_t, kBreakdowns>> values(frame_.subjects.size());
    for (const bool planned : {false, true}) {
      for (size_t i = 0; i < plan_.rows.size(); ++i) {
        const ContentRow& row = plan_.rows[i];
        if (places_[i] == kNowhere || is_planned(row) != planned) continue;
        const uint32_t other = plan_.tells_held_back ? held_back : no_proposal;
        auto& own = values[places_[i]];
        own.fill(other);
        if (planned)
          own = {contacted,
                 number(aims, aim_of(row)),
                 number(names, row.action),
                 number(names, row.channel),
                 number(desks, desk_of(row)),
                 number(names, row.owner)};
      }
    }
    return values;
  }

  /// Who was contacted, held back, or had no proposal, also when that is not told.
  std::vector<uint32_t> all_fates() const {
    std::vector<uint32_t> fates(frame_.subjects.size(), no_proposal);
    for (size_t i = 0; i < plan_.rows.size(); ++i) {
      if (places_[i] == kNowhere) continue;
      uint32_t& fate = fates[places_[i]];
      fate = std::max<uint32_t>(fate, is_planned(plan_.rows[i]) ? contacted : held_back);
    }
    return fates;
  }

  CrossedSums crossed() const {
    CrossedSums sums;
    if (frame_.groups.empty()) return sums;
    sums.told_before = frame_.groups.front().size();
    sums.asked = 1;
    const std::vector<uint32_t> fates = all_fates();
    const std::vector<std::array<uint32_t, kBreakdowns>> own = breakdowns();
    for (size_t i = 0; i < own.size(); ++i) {
      std::vector<uint32_t> values = frame_.values(i);
      values.insert(values.end(), own[i].begin(), own[i].end());
      values.push_back(fates[i]);
      sums.add(values, frame_.money[i]);
    }
    return sums;
  }

  /// Everybody, counted only, also by the aim of what was held back.
  CrossedSums crossed_counts() const {
    std::map<Aim, uint32_t> aims;
    std::vector<uint32_t> held(frame_.subjects.size(), 0);
    for (size_t i = 0; i < plan_.rows.size(); ++i) {
      const ContentRow& row = plan_.rows[i];
      if (places_[i] == kNowhere || is_planned(row) || held[places_[i]] > 0) continue;
      held[places_[i]] = aims.try_emplace(aim_of(row), static_cast<uint32_t>(aims.size()) + 1).first->second;
    }
    CrossedSums sums;
    sums.told_before = frame_.groups.empty() ? 0 : frame_.groups.front().size();
    const std::vector<std::array<uint32_t, kBreakdowns>> own = breakdowns();
    for (size_t i = 0; i < own.size(); ++i) {
      std::vector<uint32_t> values = frame_.values(i);
      values.insert(values.end(), own[i].begin(), own[i].end());
      values.push_back(held[i]);
      sums.add(values, 0);
    }
    return sums;
  }

  /// Tells something less: owners of a channel, a channel, an aim, what was held back. False when there is nothing left
  /// but the whole.
  bool coarsen() {
    if (coarsen_owners() || coarsen_channels() || coarsen_aims()) return true;
    return std::exchange(plan_.tells_held_back, false);
  }

  /// The smallest two keys but one that is told together already: with it the smallest.
  template <typename Key>
  std::set<Key> smallest(const std::map<Key, DisclosureCell>& cells, const Key& together) const {
    std::vector<std::pair<int64_t, Key>> sizes;
    for (const auto& [key, cell] : cells) {
      if (key != together) sizes.emplace_back(cell.total, key);
    }
    std::sort(sizes.begin(), sizes.end());
    const size_t wanted = cells.contains(together) ? 1 : 2;
    std::set<Key> joined;
    for (size_t i = 0; i < std::min(wanted, sizes.size()); ++i) joined.insert(sizes[i].second);
    if (joined.size() < wanted) joined.clear();
    return joined;
  }

  /// The owners of the smallest channel that has some become one.
  bool coarsen_owners() {
    std::map<std::string, std::set<std::string>> owners;
    for (const ContentRow& row : plan_.rows) {
      if (is_planned(row)) owners[row.channel].insert(row.owner);
    }
    std::optional<std::pair<int64_t, std::string>> next;
    for (const auto& [channel, cell] : cells_by([](const ContentRow& row) { return row.channel; }, is_planned)) {
      if (owners[channel].size() > 1 && (!next || std::pair(cell.total, channel) < *next)) next = {cell.total, channel};
    }
    if (!next) return false;
    for (ContentRow& row : plan_.rows) {
      if (row.channel == next->second) row.owner = kOtherSegments;
    }
    return true;
  }
  bool coarsen_channels() {
    const auto cells = cells_by([](const ContentRow& row) { return row.channel; }, is_planned);
    const std::set<std::string> joined = smallest(cells, std::string{kOtherSegments});
    join_channels(joined);
    return !joined.empty();
  }
  bool coarsen_aims() {
    const std::set<Aim> joined = smallest(cells_by(aim_of, is_planned), {kOtherSegments, kOtherSegments});
    join_aims(joined);
    return !joined.empty();
  }

  /// The use of channels by what they are told as; those that share a name share no capacity.
  void rebuild_channels() {
    std::map<std::string, ContentPlan::ChannelUse> uses;
    for (const ContentPlan::ChannelUse& use : plan_.channels) {
      if (!joined_channels_.contains(use.channel)) uses[use.channel].capacity = use.capacity;
    }
    for (const ContentRow& row : plan_.rows) {
      if (!is_planned(row)) continue;
      ContentPlan::ChannelUse& use = uses[row.channel];
      ++use.planned;
      use.money += row.money;
      use.cost += row.cost;
    }
    plan_.channels.clear();
    for (auto& [channel, use] : uses) {
      use.channel = channel;
      plan_.channels.push_back(std::move(use));
    }
  }

  const DisclosureRule& rule_;
  PlanFrame& frame_;
  ContentPlan& plan_;
  std::vector<size_t> places_;  ///< of each row's member
  std::set<std::string> joined_channels_;
};

std::string rule_of(const ContentRow& row) {
  return row.rule.empty() ? std::string{to_string(row.decision)} : row.rule;
}

}  // namespace

bool withhold_plan(const DisclosureRule& rule, PlanFrame& frame, ContentPlan& plan) {
  return PlanTeller(rule, frame, plan).tell();
}

std::map<std::string, size_t> told_held_back(const DisclosureRule& rule, std::span<const ContentPlan> plans) {
  std::map<std::string, std::set<SubjectNumber>> members;
  std::map<std::string, size_t> counts;
  for (const ContentPlan& plan : plans) {
    for (const ContentRow& row : plan.rows) {
      if (!plan.tells_held_back || row.decision == ContactDecision::planned) continue;
      members[rule_of(row)].insert(row.subject);
      ++counts[rule_of(row)];
    }
  }
  std::vector<DisclosureCell> cells;
  std::vector<std::string> rules;
  for (const auto& [name, subjects] : members) {
    rules.push_back(name);
    cells.push_back({subjects.size(), 0, 0, 0});
  }
  const std::vector<size_t> joined = joined_cells(cells, {rule.least, 0});
  size_t together = 0;
  std::set<SubjectNumber> subjects;
  for (const size_t place : joined) {
    together += counts[rules[place]];
    subjects.insert(members[rules[place]].begin(), members[rules[place]].end());
    counts.erase(rules[place]);
  }
  if (!joined.empty() && subjects.size() >= rule.least) counts[kOtherSegments] = together;
  return counts;
}

}  // namespace vk
