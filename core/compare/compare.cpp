#include "core/compare/compare.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "core/base/check.hpp"
#include "core/base/text.hpp"
#include "core/compare/figures.hpp"

namespace vk {
namespace {

/// The figures of some cells under one name.
SegmentFigures figures_of(std::string name, std::span<const Cell> cells, const Comparison& comparison) {
  const bool mapped = comparison.verdict.states == Verdict::bridged && comparison.verdict.follows_members();
  SegmentFigures figures;
  figures.segment = std::move(name);
  figures.bridge = comparison.population ? bridge_from_cells(common_cells(cells)) : bridge_from_cells(cells);
  figures.before = exposure_before(cells, mapped ? comparison.later.states : comparison.earlier.states);
  figures.after = exposure_after(cells, comparison.later.states);
  return figures;
}

/// One line a value of each dimension, in order of dimensions, then values.
void add_segments(Comparison& comparison) {
  const SegmentScheme& scheme = comparison.segments;
  for (size_t dimension = 0; dimension < scheme.dimensions.size(); ++dimension) {
    std::map<std::string, std::vector<Cell>> by_value;
    for (const auto& tuple : scheme.tuples) by_value[tuple.at(dimension)];
    for (const Cell& cell : comparison.cells) by_value[scheme.tuples.at(cell.segment).at(dimension)].push_back(cell);
    for (const auto& [value, cells] : by_value) {
      const std::string name = fmt::format("{} = {}", scheme.dimensions[dimension], value);
      comparison.by_segment.push_back(figures_of(name, cells, comparison));
    }
  }
}

}  // namespace

Comparison figures_from_cells(const SnapshotHeader& earlier, const SnapshotHeader& later, const Comparability& verdict,
                              std::vector<Cell> cells, SegmentScheme segments) {
  Comparison comparison;
  comparison.earlier = earlier;
  comparison.later = later;
  comparison.verdict = verdict;
  comparison.cells = std::move(cells);
  comparison.segments = std::move(segments);
  comparison.states = later.states;
  if (verdict.money != Verdict::not_comparable) {
    if (earlier.population_hash != later.population_hash)
      comparison.population = population_from_cells(comparison.cells);
    comparison.by_segment.push_back(figures_of("all", comparison.cells, comparison));
    comparison.bridge = comparison.by_segment.front().bridge;
    add_segments(comparison);
  }
  if (verdict.follows_members()) comparison.transitions = transitions_from_cells(comparison.cells);
  return comparison;
}

Comparison compare(SnapshotReader& earlier, SnapshotReader& later, const BridgeWaves& waves) {
  const Comparability verdict = judge(earlier.header(), later.header(), waves);
  std::vector<Cell> cells;
  SegmentScheme segments;
  const bool any = verdict.money != Verdict::not_comparable || verdict.states != Verdict::not_comparable;
  if (any) cells = count_cells(earlier, later, verdict, segments);
  Comparison comparison =
      figures_from_cells(earlier.header(), later.header(), verdict, std::move(cells), std::move(segments));
  const std::vector<std::string> broken = broken_laws(comparison);
  VK_CHECK(broken.empty(), join(broken, "; "));
  return comparison;
}

}  // namespace vk
