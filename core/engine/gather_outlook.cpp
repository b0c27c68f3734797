#include "core/engine/gather_outlook.hpp"

#include <algorithm>

#include "core/compare/compare.hpp"
#include "core/engine/baseline.hpp"
#include "core/report/report_answers.hpp"

namespace vk {
namespace {

constexpr size_t kMostPairs = 10;

bool by_same_ruler(const SnapshotHeader& earlier, const SnapshotHeader& later) {
  const Comparability verdict = judge(earlier, later);
  return verdict.money == Verdict::same && verdict.states == Verdict::same;
}

}  // namespace

std::optional<Outlook> gather_outlook(Store& store, const MeasuredCycle& cycle, const PastRule& rule) {
  const SnapshotHeader& now = cycle.header;
  const std::string compare_by = rule.compare == "none" ? "previous occurrence" : rule.compare;
  std::vector<StoredSnapshot> known = store.snapshots(now.name.item);
  std::erase_if(known, [&](const StoredSnapshot& stored) {
    return stored.header.name.audience != now.name.audience || stored.header.interval.first > now.interval.first;
  });
  std::vector<PastPair> past;
  size_t other_ruler = 0;
  for (auto later = known.rbegin(); later != known.rend() && past.size() < kMostPairs; ++later) {
    const auto earlier = find_baseline(store, later->header.name, rule.cycles, compare_by, rule.was);
    if (!earlier) continue;
    if (!by_same_ruler(earlier->header, later->header) || !by_same_ruler(earlier->header, now)) {
      ++other_ruler;
      continue;
    }
    SnapshotReader before = store.read_columns(earlier->id);
    SnapshotReader after = store.read_columns(later->id);
    const Comparison comparison = compare(before, after);
    std::optional<PastPair> pair;
    if (earlier->header.asked == Asked::random_sample) pair = sampled_past_pair(before, after, comparison);
    past.push_back(pair ? std::move(*pair) : past_pair(comparison));
  }
  std::reverse(past.begin(), past.end());
  std::optional<Outlook> result = outlook(std::move(past), exposures_of(cycle));
  if (result) result->other_ruler = other_ruler;
  return result;
}

}  // namespace vk
