#include "core/report/told_cycle.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>

#include "core/measure/paired_members.hpp"
#include "core/report/protect_table.hpp"

namespace vk {
namespace {

std::vector<uint8_t> codes_of(const std::vector<StateSpec>& states) {
  std::vector<uint8_t> codes;
  for (size_t state = 0; state < states.size(); ++state) codes.push_back(static_cast<uint8_t>(state));
  codes.push_back(kUnmeasured);
  return codes;
}

size_t place_of(uint8_t code, size_t states) {
  return code < states ? code : states;
}

/// The codes of one plain part.
std::vector<uint8_t> codes_of_part(const std::vector<StateSpec>& states, size_t part) {
  std::vector<uint8_t> codes;
  for (const uint8_t code : codes_of(states)) {
    if (static_cast<size_t>(part_of_state(states, code)) == part) codes.push_back(code);
  }
  return codes;
}

DisclosureCell cell_of(std::span<const DisclosureCell> cells, const std::vector<uint8_t>& codes) {
  DisclosureCell sum;
  for (const uint8_t code : codes) sum = united(sum, cells[place_of(code, cells.size() - 1)]);
  return sum;
}

/// One member of two revisions; kAbsent where the revision does not have them.
struct Revised {
  uint8_t state = kAbsent;
  uint16_t segment = 0;
  int64_t money = 0;
};

/// Everybody who does not stand the same in two revisions.
std::vector<std::pair<Revised, Revised>> revised_members(const Snapshot& earlier, const Snapshot& later) {
  std::vector<std::pair<Revised, Revised>> changed;
  for_each_pair(earlier, later, [&](std::optional<size_t> before, std::optional<size_t> after) {
    Revised one;
    Revised other;
    if (before) one = {earlier.state[*before], earlier.segment[*before], earlier.money[*before]};
    if (after) other = {later.state[*after], later.segment[*after], later.money[*after]};
    const bool same = one.state == other.state && one.segment == other.segment && one.money == other.money;
    if (!same) changed.emplace_back(one, other);
  });
  return changed;
}

using Changes = std::vector<std::pair<Revised, Revised>>;

size_t told_part(const std::vector<StateSpec>& states, const std::array<bool, kPlainParts>& told, uint8_t code) {
  const auto part = static_cast<size_t>(part_of_state(states, code));
  return told[part] ? part : static_cast<size_t>(MoneyPart::together);
}

/// Segments that share a value of one dimension, by their codes; none where there is one dimension.
std::vector<std::vector<size_t>> value_groups(const SegmentScheme& segments) {
  std::vector<std::vector<size_t>> groups;
  if (segments.dimensions.size() < 2) return groups;
  for (size_t dimension = 0; dimension < segments.dimensions.size(); ++dimension) {
    std::map<std::string, std::vector<size_t>> values;
    for (size_t code = 0; code < segments.size(); ++code) values[segments.tuples[code][dimension]].push_back(code);
    for (auto& [value, codes] : values) {
      if (codes.size() > 1) groups.push_back(std::move(codes));
    }
  }
  return groups;
}

/// A snapshot by segment and part as told; both margins are told.
TwoWayTable segment_table(const Snapshot& snapshot, const ToldCycle& told, const RecodedSegments& recoded) {
  const std::vector<StateSpec>& states = snapshot.header.states;
  const std::array<bool, kPlainParts> parts = told_parts(states, told.states);
  TwoWayTable table{recoded.segments.size(), kMoneyParts, {}, {}, false, value_groups(recoded.segments)};
  table.measures.assign(1, std::vector<DisclosureCell>(table.rows * table.columns));
  for (size_t i = 0; i < snapshot.size(); ++i) {
    const size_t row = recoded.into[snapshot.segment[i]];
    add_contributor(table.measures[0][table.at(row, told_part(states, parts, snapshot.state[i]))], snapshot.money[i]);
  }
  return table;
}

/// Marks the parts of segments that are not told: all when they could be computed otherwise; empty when all are told.
std::vector<HiddenParts> hidden_parts(const TwoWayTable& table, const DisclosureRule& rule,
                                      const std::vector<HiddenParts>& hidden_before = {}) {
  std::vector<bool> before;
  for (const HiddenParts& parts : hidden_before) before.insert(before.end(), parts.begin(), parts.end());
  const std::optional<std::vector<bool>> hidden = protect(table, rule, before);
  if (hidden && std::find(hidden->begin(), hidden->end(), true) == hidden->end()) return {};
  std::vector<HiddenParts> marks(table.rows);
  for (size_t row = 0; row < table.rows; ++row) {
    for (size_t part = 0; part < kMoneyParts; ++part) marks[row][part] = !hidden || (*hidden)[table.at(row, part)];
  }
  return marks;
}

/// Only everybody together.
SegmentRecode no_segments() {
  return {0, {}};
}

/// The recode after which every segment has enough members by itself.
SegmentRecode safe_bases(const Snapshot& snapshot, const DisclosureRule& rule) {
  const SegmentScheme& scheme = snapshot.header.segments;
  if (scheme.dimensions.empty()) return no_segments();
  DisclosureTable table{scheme, std::vector<std::vector<DisclosureCell>>(scheme.size(), {DisclosureCell{}})};
  for (size_t i = 0; i < snapshot.size(); ++i) add_contributor(table.cells[snapshot.segment[i]][0], snapshot.money[i]);
  return safe_segments(table, rule);
}

/// Whether subtracting one revision from the other would tell too much in any figure of the cycle: the base, a part, a
/// state, a segment, a part of a segment.
bool differs_by_few(const Snapshot& earlier, const Snapshot& later, const ToldCycle& told, const DisclosureRule& rule) {
  const RecodedSegments before = recode(earlier.header.segments, told.segments);
  const RecodedSegments after = recode(later.header.segments, told.segments);
  const Changes changes = revised_members(earlier, later);
  const std::vector<StateSpec>& states = later.header.states;
  const std::array<bool, kPlainParts> parts = told_parts(states, told.states);
  // A figure is named by level, then what it is of; members of both revisions have the same names.
  using Name = std::tuple<int, size_t, size_t>;
  const auto figures_of = [&](const Revised& member, const RecodedSegments& recoded) {
    std::vector<Name> names;
    if (member.state == kAbsent) return names;
    const size_t part = told_part(states, parts, member.state);
    const size_t segment = recoded.into[member.segment];
    names = {{0, 0, 0}, {1, part, 0}, {2, told.states.told_as(member.state), 0}, {3, segment, 0}, {4, segment, part}};
    return names;
  };
  std::map<Name, DisclosureCell> differences;
  for (const auto& [one, other] : changes) {
    const std::vector<Name> was = figures_of(one, before);
    const std::vector<Name> is = figures_of(other, after);
    const auto among = [](const std::vector<Name>& names, const Name& name) {
      return std::find(names.begin(), names.end(), name) != names.end();
    };
    for (const Name& name : was) {
      const bool stays = among(is, name);
      if (!stays || one.money != other.money) add_contributor(differences[name], (stays ? other.money : 0) - one.money);
    }
    for (const Name& name : is) {
      if (!among(was, name)) add_contributor(differences[name], other.money);
    }
  }
  return std::any_of(differences.begin(), differences.end(),
                     [&](const auto& difference) { return is_unsafe(difference.second, rule); });
}

/// Whether what few people said differs between two revisions: their answers would be the difference of two figures.
bool answers_differ_by_few(const Snapshot& earlier, const Snapshot& later, const DisclosureRule& rule) {
  const auto says_same = [&](size_t before, size_t after) {
    if (earlier.disposition[before] != later.disposition[after]) return false;
    for (size_t i = 0; i < later.flags.size(); ++i) {
      if (earlier.flags[i].values[before] != later.flags[i].values[after]) return false;
    }
    for (size_t i = 0; i < later.scores.size(); ++i) {
      const double one = earlier.scores[i].values[before];
      const double other = later.scores[i].values[after];
      if (one != other && !(std::isnan(one) && std::isnan(other))) return false;
    }
    return true;
  };
  if (earlier.flags.size() != later.flags.size() || earlier.scores.size() != later.scores.size()) return true;
  uint64_t changed = 0;
  for_each_pair(earlier, later, [&](std::optional<size_t> before, std::optional<size_t> after) {
    if (!before || !after || !says_same(*before, *after)) ++changed;
  });
  const bool keeps_answers = !later.flags.empty() || !later.scores.empty();
  return changed > 0 && changed < (keeps_answers ? std::max(rule.least, kLeastAnswers) : rule.least);
}

bool are_same(const std::vector<StateSpec>& one, const std::vector<StateSpec>& other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](const StateSpec& a, const StateSpec& b) { return a.name == b.name && a.money == b.money; });
}

/// Whether every state as told is of enough members, and every part.
bool are_safe(const StateGroups& groups, const std::vector<StateSpec>& states, std::span<const DisclosureCell> cells,
              const DisclosureRule& rule) {
  const std::array<bool, kPlainParts> told = told_parts(states, groups);
  std::array<DisclosureCell, kMoneyParts> parts{};
  for (const uint8_t code : codes_of(states)) {
    if (is_unsafe(cell_of(cells, groups.members_of(code)), rule)) return false;
    DisclosureCell& part = parts[told_part(states, told, code)];
    part = united(part, cells[place_of(code, states.size())]);
  }
  return std::none_of(parts.begin(), parts.end(), [&](const DisclosureCell& part) { return is_unsafe(part, rule); });
}

}  // namespace

std::vector<DisclosureCell> state_cells(const Snapshot& snapshot) {
  const size_t states = snapshot.header.states.size();
  std::vector<DisclosureCell> cells(states + 1);
  for (size_t i = 0; i < snapshot.size(); ++i)
    add_contributor(cells[place_of(snapshot.state[i], states)], snapshot.money[i]);
  return cells;
}

StateGroups safe_states(const std::vector<StateSpec>& states, std::span<const DisclosureCell> cells,
                        const DisclosureRule& rule) {
  std::vector<DisclosureCell> parts;
  for (size_t part = 0; part < kPlainParts; ++part) parts.push_back(cell_of(cells, codes_of_part(states, part)));
  std::vector<uint8_t> whole;
  for (const size_t part : joined_cells(parts, rule)) {
    for (const uint8_t code : codes_of_part(states, part)) whole.push_back(code);
  }
  StateGroups groups;
  groups.join(whole);
  const std::array<bool, kPlainParts> told = told_parts(states, groups);
  for (size_t part = 0; part < kPlainParts; ++part) {
    if (!told[part]) continue;
    const std::vector<uint8_t> codes = codes_of_part(states, part);
    std::vector<DisclosureCell> inside;
    for (const uint8_t code : codes) inside.push_back(cells[place_of(code, states.size())]);
    std::vector<uint8_t> joined;
    for (const size_t place : joined_cells(inside, rule)) joined.push_back(codes[place]);
    groups.join(joined);
  }
  return groups;
}

ToldCycle told_cycle(const Snapshot& snapshot, const DisclosureRule& rule) {
  ToldCycle told;
  const std::vector<StateSpec>& states = snapshot.header.states;
  const std::vector<DisclosureCell> cells = state_cells(snapshot);
  told.is_told = !is_unsafe(cell_of(cells, codes_of(states)), rule);
  if (!told.is_told) return told;
  told.states = safe_states(states, cells, rule);
  told.segments = safe_bases(snapshot, rule);
  const RecodedSegments recoded = recode(snapshot.header.segments, told.segments);
  if (recoded.segments.size() > 1) told.hidden = hidden_parts(segment_table(snapshot, told, recoded), rule);
  return told;
}

bool can_be_told_as(const Snapshot& revision, const ToldCycle& told, std::span<const Snapshot* const> told_before,
                    const DisclosureRule& rule) {
  const SnapshotHeader& header = revision.header;
  const SnapshotHeader& first = told_before.front()->header;
  // Another scheme would be other cells of the same members.
  if (!are_same(header.states, first.states) || header.segments.dimensions != first.segments.dimensions) return false;
  const RecodedSegments recoded = recode(header.segments, told.segments);
  if (recoded.segments != recode(first.segments, told.segments).segments) return false;
  const std::vector<DisclosureCell> cells = state_cells(revision);
  if (is_unsafe(cell_of(cells, codes_of(header.states)), rule) || !are_safe(told.states, header.states, cells, rule))
    return false;
  if (recoded.segments.size() > 1) {
    const TwoWayTable table = segment_table(revision, told, recoded);
    for (size_t row = 0; row < table.rows; ++row) {
      DisclosureCell base;
      for (size_t part = 0; part < kMoneyParts; ++part) base = united(base, table.measures[0][table.at(row, part)]);
      if (is_unsafe(base, rule)) return false;
    }
    if (hidden_parts(table, rule, told.hidden) != told.hidden) return false;
  }
  return std::none_of(told_before.begin(), told_before.end(), [&](const Snapshot* earlier) {
    return differs_by_few(*earlier, revision, told, rule) || answers_differ_by_few(*earlier, revision, rule);
  });
}

bool has_same_money(const Snapshot& earlier, const Snapshot& later) {
  return earlier.subjects == later.subjects && earlier.money == later.money && earlier.activity == later.activity &&
         earlier.segment == later.segment && earlier.header.segments.tuples == later.header.segments.tuples;
}

}  // namespace vk
