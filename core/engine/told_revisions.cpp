#include "core/engine/told_revisions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
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
  const MemberColumns columns{.all_answers = revisions.size() > 1};  // to see whose differ
  std::vector<std::unique_ptr<MemberSource>> sources;                // of the revisions that can be told
  std::vector<MemberSource*> told;
  for (const StoredSnapshot& stored : revisions) {
    std::unique_ptr<MemberSource> members = store_.read_members(stored.id, columns);
    const bool is_first = told.empty();
    if (is_first) result.told = told_cycle(cycle_cells(*members), rule_);
    const bool fits = is_first || can_be_told_as(*members, result.told, told, rule_);
    if (fits) result.stored = stored;
    if (!fits || !result.told.is_told) continue;
    result.money_stays = result.money_stays && (is_first || has_same_money(*told.back(), *members));
    result.told_at.push_back(stored.header.as_of);
    told.push_back(members.get());
    sources.push_back(std::move(members));
  }
  result.newest_revision = revisions.back().header.revision;
  if (told.empty()) result.told_at.push_back(result.stored.header.as_of);
  return cycles_.emplace(name, std::move(result)).first->second;
}

std::vector<PairDifference> ToldRevisions::differences(const Cycle& before, const std::vector<int64_t>& between,
                                                       const Cycle& after) {
  std::vector<PairDifference> differences;
  if (between.empty()) return differences;
  const std::unique_ptr<MemberSource> earlier = store_.read_members(before.stored.id);
  const std::unique_ptr<MemberSource> later = store_.read_members(after.stored.id);
  std::vector<std::unique_ptr<MemberSource>> sources;
  std::vector<MemberSource*> middle;
  for (const int64_t id : between) {
    sources.push_back(store_.read_members(id));
    middle.push_back(sources.back().get());
  }
  for (const PairDifferenceCells& cells :
       pair_difference_cells({*earlier, before.told.states}, middle, {*later, after.told.states}))
    differences.push_back(pair_difference(cells, rule_));
  return differences;
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
  std::vector<int64_t> between;
  for (const StoredSnapshot& stored : store_.snapshots()) {
    const SnapshotHeader& header = stored.header;
    const bool of_both =
        header.name.audience == later.audience && (header.name.item == earlier.item || header.name.item == later.item);
    if (of_both && header.interval.first > first && header.interval.first < last) between.push_back(stored.id);
  }
  telling.over_others = !between.empty();
  for (const PairDifference& difference : differences(before, between, after)) {
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
