#include "core/engine/told_revisions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/base/error.hpp"

namespace vk {
namespace {

std::vector<StoredSnapshot> revisions_of(Store& store, const OccurrenceName& name) {
  std::vector<StoredSnapshot> revisions = store.snapshots(name.item, true);
  std::erase_if(revisions, [&](const StoredSnapshot& stored) { return stored.header.name != name; });
  return revisions;
}

/// How often a pair could be told anew: once for each revision that came when both cycles were measured.
bool is_told_anew(const ToldRevisions::Cycle& earlier, const ToldRevisions::Cycle& later) {
  const Instant both = std::max(earlier.told_at.front(), later.told_at.front());
  const auto after = [&](Instant told) { return told > both; };
  return std::any_of(earlier.told_at.begin(), earlier.told_at.end(), after) ||
         std::any_of(later.told_at.begin(), later.told_at.end(), after);
}

}  // namespace

std::optional<DisclosureRule> disclosure_rule(const AnnualCalendar& calendar) {
  if (!calendar.disclosure) return std::nullopt;
  constexpr double kHundredths = 100;
  return DisclosureRule{static_cast<uint64_t>(calendar.disclosure->least),
                        static_cast<double>(calendar.disclosure->dominance) / kHundredths};
}

const ToldRevisions::Cycle& ToldRevisions::cycle(const OccurrenceName& name) {
  const auto known = cycles_.find(name);
  if (known != cycles_.end()) return known->second;
  const std::vector<StoredSnapshot> revisions = revisions_of(store_, name);
  if (revisions.empty())
    throw Error(ErrorCode::not_found, fmt::format("the store has no snapshot {}", to_string(name)));
  Cycle result;
  std::vector<Snapshot> told;
  for (const StoredSnapshot& stored : revisions) {
    Snapshot snapshot = store_.load_snapshot(stored.id);
    std::vector<const Snapshot*> before;
    for (const Snapshot& one : told) before.push_back(&one);
    if (before.empty()) result.told = told_cycle(snapshot, rule_);
    const bool fits = before.empty() || can_be_told_as(snapshot, result.told, before, rule_);
    if (before.empty() || fits) result.stored = stored;
    if (!fits || !result.told.is_told) continue;
    result.money_stays = result.money_stays && (told.empty() || has_same_money(told.back(), snapshot));
    result.told_at.push_back(stored.header.as_of);
    told.push_back(std::move(snapshot));
  }
  result.newest_revision = revisions.back().header.revision;
  if (told.empty()) {
    result.told_at.push_back(result.stored.header.as_of);
    told.push_back(store_.load_snapshot(result.stored.id));
  }
  result.snapshot = std::move(told.back());
  return cycles_.emplace(name, std::move(result)).first->second;
}

PairTelling ToldRevisions::pair(const OccurrenceName& earlier, const OccurrenceName& later) {
  const Cycle& before = cycle(earlier);
  const Cycle& after = cycle(later);
  PairTelling telling{rule_, before.told, after.told};
  if (is_told_anew(before, after)) {
    telling.transitions = false;
    telling.bridge = before.money_stays && after.money_stays;
  }
  const Day first = before.stored.header.interval.first;
  const Day last = after.stored.header.interval.first;
  for (const StoredSnapshot& stored : store_.snapshots()) {
    const SnapshotHeader& header = stored.header;
    const bool of_both =
        header.name.audience == later.audience && (header.name.item == earlier.item || header.name.item == later.item);
    if (!of_both || header.interval.first <= first || header.interval.first >= last) continue;
    const PairDifference difference =
        pair_difference({before.snapshot, before.told.states}, store_.load_snapshot(stored.id),
                        {after.snapshot, after.told.states}, rule_);
    telling.transitions = telling.transitions && !difference.presence;
    telling.arrivals = telling.arrivals && !difference.arrivals;
    telling.losses = telling.losses && !difference.losses;
  }
  return telling;
}

StoredSnapshot told_revision(const AnnualCalendar& calendar, Store& store, StoredSnapshot newest) {
  const std::optional<DisclosureRule> rule = disclosure_rule(calendar);
  if (!rule || newest.header.revision == 1) return newest;
  return ToldRevisions(store, *rule).cycle(newest.header.name).stored;
}

}  // namespace vk
