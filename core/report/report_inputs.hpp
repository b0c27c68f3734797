#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/compare/comparison.hpp"
#include "core/compare/outlook.hpp"
#include "core/content/content_plan.hpp"
#include "core/content/holdout_effect.hpp"
#include "core/estimate/answer_figures.hpp"
#include "core/estimate/represent.hpp"
#include "core/measure/snapshot.hpp"
#include "core/plan/occurrence.hpp"
#include "core/report/told_cycle.hpp"

namespace vk {

/// How an occurrence of the year stands, for the wheel and the table beside it.
enum class WheelStatus { planned, next, open, done, partial, failed, missed, skipped };
std::string_view to_string(WheelStatus status);

struct WheelItem {
  OccurrenceName name;
  ItemKind kind = ItemKind::measurement;
  std::string calendar;  ///< whose it is, when several calendars are drawn; else empty
  std::string title;
  std::string owner;
  Day opens_on{};
  Day last_day{};
  WheelStatus status = WheelStatus::planned;
  std::string reason;
  bool clashes = false;  ///< a contact rule forbids to ask its whole audience; `reason` says which
};

/// One measured cycle: the snapshot's header with its totals by state.
struct MeasuredCycle {
  SnapshotHeader header;
  StateTotals totals;
  std::optional<Representation> answers;  ///< nothing when all money is measured: then every figure is exact
  std::vector<AnswerFigure> figures;      ///< that the calendar asks for
  std::optional<Outlook> outlook;         ///< nothing: no earlier pair of cycles by the same ruler
  StateGroups told_with;                  ///< states told together by [disclosure]
  std::vector<HiddenParts> hidden;        ///< by segment, what [disclosure] hides; empty: nothing
  bool tells_active = true;               ///< false: how many are active would say how many few others are not
  bool tells_response = true;             ///< false: dispositions would say how many are in a hidden part
};

/// Everything a report is made of, gathered by engine; building and writing compute nothing from disk or clock.
struct ReportInputs {
  OccurrenceName name;  ///< "board@2026"
  std::string title;
  std::string organisation;
  std::string language = "en";
  Instant as_of{};
  Outcome outcome = Outcome::complete;
  std::vector<std::string> reasons;  ///< why partial
  std::vector<std::string> follows;  ///< ids of the items this report follows, in the order in which it tells them
  std::map<std::string, std::string> titles;  ///< item id -> its title in the calendar; none = the id, made readable
  std::vector<MeasuredCycle> cycles;          ///< the measurements this report follows, this cycle
  std::vector<Comparison> comparisons;        ///< allowed, bridged and refused ones alike
  std::vector<ContentPlan> content_plans;
  std::vector<HoldoutEffect> effects;       ///< of earlier content, now that the next cycle is measured
  std::map<std::string, size_t> held_back;  ///< content rows left out, by decision
  std::string year_label;                   ///< "2026"
  DayInterval year;
  bool disclosure = false;       ///< what would tell too much of one customer has been taken out
  std::vector<WheelItem> wheel;  ///< the year's occurrences, sorted by opens then name

  /// True when there is neither a cycle nor a comparison to tell.
  bool is_empty() const { return cycles.empty() && comparisons.empty(); }
};

}  // namespace vk
