#include "core/report/told_cycle.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "core/measure/paired_members.hpp"
#include "core/report/protect_segments.hpp"
#include "core/report/protect_table.hpp"
#include "core/report/revision_difference.hpp"

namespace vk {
namespace {

std::vector<uint8_t> codes_of(const std::vector<StateSpec>& states) {
  std::vector<uint8_t> codes;
  for (size_t state = 0; state < states.size(); ++state) codes.push_back(static_cast<uint8_t>(state));
  codes.push_back(kUnmeasured);
  return codes;
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
  for (const uint8_t code : codes) sum = united(sum, cells[place_of_state(code, cells.size() - 1)]);
  return sum;
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

/// A cycle by segment and state as told.
SegmentStates segment_states(const CycleCells& cycle, const ToldCycle& told, const RecodedSegments& recoded) {
  const std::array<bool, kPlainParts> parts = told_parts(cycle.states, told.states);
  SegmentStates table{recoded.segments.size(), kMoneyParts, {}, {}, value_groups(recoded.segments)};
  std::vector<uint8_t> columns;
  for (const uint8_t code : codes_of(cycle.states)) {
    if (told.states.told_as(code) != code) continue;
    columns.push_back(code);
    table.part_of.push_back(told_part(cycle.states, parts, code));
  }
  table.cells.resize(table.segments * table.states());
  for (size_t segment = 0; segment < recoded.into.size(); ++segment) {
    for (size_t column = 0; column < columns.size(); ++column) {
      DisclosureCell& cell = table.cells[table.at(recoded.into[segment], column)];
      cell = united(cell, cell_of(cycle.by_segment[segment], told.states.members_of(columns[column])));
    }
  }
  return table;
}

/// Marks the parts of segments that are not told; empty when all are told, nothing when no segment can be told.
std::optional<std::vector<HiddenParts>> hidden_parts(const SegmentStates& table, const DisclosureRule& rule,
                                                     const std::vector<HiddenParts>& hidden_before = {}) {
  std::vector<bool> before;
  for (const HiddenParts& parts : hidden_before) before.insert(before.end(), parts.begin(), parts.end());
  const std::optional<std::vector<bool>> hidden = protect_segments(table, rule, before);
  if (!hidden) return std::nullopt;
  if (std::find(hidden->begin(), hidden->end(), true) == hidden->end()) return std::vector<HiddenParts>{};
  std::vector<HiddenParts> marks(table.segments);
  for (size_t segment = 0; segment < table.segments; ++segment) {
    for (size_t part = 0; part < kMoneyParts; ++part) marks[segment][part] = (*hidden)[segment * kMoneyParts + part];
  }
  return marks;
}

/// Only everybody together.
SegmentRecode no_segments() {
  return {0, {}};
}

/// The recode after which every segment has enough members by itself.
SegmentRecode safe_bases(const CycleCells& cycle, const DisclosureRule& rule) {
  if (cycle.segments.dimensions.empty()) return no_segments();
  DisclosureTable table{cycle.segments, {}};
  for (size_t segment = 0; segment < cycle.segments.size(); ++segment) table.cells.push_back({cycle.base(segment)});
  return safe_segments(table, rule);
}

/// Whether subtracting one revision from the other would tell too much in any figure of the cycle.
bool differs_by_few(const RevisionDifference& difference, const DisclosureRule& rule) {
  return std::any_of(difference.figures.begin(), difference.figures.end(),
                     [&](const DisclosureCell& figure) { return is_unsafe(figure, rule); });
}

/// Whether what few people said differs between two revisions: their answers would be the difference of two figures.
bool answers_differ_by_few(const RevisionDifference& difference, const DisclosureRule& rule) {
  if (!difference.same_questions) return true;
  const uint64_t least = difference.keeps_answers ? std::max(rule.least, kLeastAnswers) : rule.least;
  return difference.answers > 0 && difference.answers < least;
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
    part = united(part, cells[place_of_state(code, states.size())]);
  }
  return std::none_of(parts.begin(), parts.end(), [&](const DisclosureCell& part) { return is_unsafe(part, rule); });
}

/// Whether of each state as told nobody is inactive, or enough are: few would tell by subtraction how many left.
bool are_active_safe(const CycleCells& cycle, const StateGroups& groups, const DisclosureRule& rule) {
  const std::vector<uint8_t> codes = codes_of(cycle.states);
  return std::all_of(codes.begin(), codes.end(), [&](uint8_t code) {
    uint64_t inactive = 0;
    for (const uint8_t one : groups.members_of(code))
      inactive += cycle.inactive[place_of_state(one, cycle.states.size())];
    return inactive == 0 || inactive >= rule.least;
  });
}

/// Whether everything that is told of a revision in the cells of the first one is of enough members.
bool fits_cells(MemberSource& revision, const SnapshotHeader& first, const ToldCycle& told,
                const DisclosureRule& rule) {
  const SnapshotHeader& header = revision.header();
  // Another scheme would be other cells of the same members.
  if (!are_same(header.states, first.states) || header.segments.dimensions != first.segments.dimensions) return false;
  const RecodedSegments recoded = recode(header.segments, told.segments);
  if (recoded.segments != recode(first.segments, told.segments).segments) return false;
  const CycleCells cycle = cycle_cells(revision);
  const std::vector<DisclosureCell> cells = cycle.by_state();
  if (is_unsafe(cell_of(cells, codes_of(header.states)), rule) || !are_safe(told.states, header.states, cells, rule))
    return false;
  if (told.active && !are_active_safe(cycle, told.states, rule)) return false;
  if (recoded.segments.size() < 2) return true;
  const SegmentStates table = segment_states(cycle, told, recoded);
  for (size_t segment = 0; segment < table.segments; ++segment) {
    DisclosureCell base;
    for (size_t state = 0; state < table.states(); ++state) base = united(base, table.cells[table.at(segment, state)]);
    if (is_unsafe(base, rule)) return false;
  }
  return hidden_parts(table, rule, told.hidden) == told.hidden;
}

}  // namespace

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
    for (const uint8_t code : codes) inside.push_back(cells[place_of_state(code, states.size())]);
    std::vector<uint8_t> joined;
    for (const size_t place : joined_cells(inside, rule)) joined.push_back(codes[place]);
    groups.join(joined);
  }
  return groups;
}

ToldCycle told_cycle(const CycleCells& cycle, const DisclosureRule& rule) {
  ToldCycle told;
  const std::vector<DisclosureCell> cells = cycle.by_state();
  told.is_told = !is_unsafe(cell_of(cells, codes_of(cycle.states)), rule);
  if (!told.is_told) return told;
  told.states = safe_states(cycle.states, cells, rule);
  told.active = are_active_safe(cycle, told.states, rule);
  told.segments = safe_bases(cycle, rule);
  while (told.segments.dimensions > 0) {
    const RecodedSegments recoded = recode(cycle.segments, told.segments);
    if (recoded.segments.size() < 2) break;
    if (auto hidden = hidden_parts(segment_states(cycle, told, recoded), rule)) {
      told.hidden = *std::move(hidden);
      break;
    }
    told.segments.values.resize(--told.segments.dimensions);
  }
  return told;
}

bool can_be_told_as(MemberSource& revision, const ToldCycle& told, std::span<MemberSource* const> told_before,
                    const DisclosureRule& rule) {
  return fits_cells(revision, told_before.front()->header(), told, rule) &&
         std::none_of(told_before.begin(), told_before.end(), [&](MemberSource* earlier) {
           const RevisionDifference difference = revision_difference(*earlier, revision, told);
           return differs_by_few(difference, rule) || answers_differ_by_few(difference, rule);
         });
}

bool has_same_money(MemberSource& earlier, MemberSource& later) {
  bool same = earlier.header().segments.tuples == later.header().segments.tuples;
  for_each_slice_pair(earlier, later, [&](const Snapshot& one, const Snapshot& other) {
    same = same && one.subjects == other.subjects && one.money == other.money && one.activity == other.activity &&
           one.segment == other.segment;
  });
  return same;
}

}  // namespace vk
