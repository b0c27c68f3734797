#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "core/calendar/annual_calendar.hpp"
#include "core/report/disclosure.hpp"
#include "core/report/told_cycle.hpp"
#include "core/report/told_pair.hpp"
#include "core/store/store.hpp"

namespace vk {

/// The calendar's [disclosure] as a rule of cells; nothing without it.
std::optional<DisclosureRule> disclosure_rule(const AnnualCalendar& calendar);

/// What reports may tell of the cycles of a store, whenever they are made and whatever they compare: it follows from
/// the snapshots alone, all revisions included (decision 0016). Walks the snapshots that it is asked for and keeps what
/// is told of them.
class ToldRevisions {
 public:
  ToldRevisions(Store& store, const DisclosureRule& rule) : store_(store), rule_(rule) {}

  /// One cycle by its newest revision that can be told beside those told before it.
  struct Cycle {
    StoredSnapshot stored;
    ToldCycle told;
    std::vector<Instant> told_at;  ///< when each revision that can be told was measured
    bool money_stays = true;       ///< the same money in all of them
    uint32_t newest_revision = 1;  ///< in the store
  };
  /// Throws Error(not_found) when the store has no such snapshot.
  const Cycle& cycle(const OccurrenceName& name);

  /// How finely two cycles, the earlier first, are compared. Walks both and all cycles between them in step.
  PairTelling pair(const OccurrenceName& earlier, const OccurrenceName& later);

 private:
  std::vector<PairDifference> differences(const Cycle& before, const std::vector<int64_t>& between, const Cycle& after);

  Store& store_;
  DisclosureRule rule_;
  std::map<OccurrenceName, Cycle> cycles_;
};

/// The revision that reports tell of `newest`'s cycle: itself without a rule and with one revision.
StoredSnapshot told_revision(const AnnualCalendar& calendar, Store& store, StoredSnapshot newest);

}  // namespace vk
