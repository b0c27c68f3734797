#include "core/engine/withhold.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "core/content/content_plan_json.hpp"
#include "core/engine/coarse_changes.hpp"
#include "core/engine/gather_effects.hpp"
#include "core/engine/told_revisions.hpp"
#include "core/engine/withhold_answers.hpp"
#include "core/engine/withhold_effect.hpp"
#include "core/engine/withhold_figures.hpp"
#include "core/engine/withhold_link.hpp"
#include "core/engine/withhold_plan.hpp"
#include "core/estimate/represent.hpp"
#include "core/report/safe_segments.hpp"
#include "core/report/told_pair.hpp"

namespace vk {
namespace {

void add_money(int64_t& sum, int64_t amount) {
  sum = sum_of_money(sum, amount);
}

/// The cycle's members by segment as told and by state.
std::vector<std::vector<StateTotals::Line>> recoded_lines(const MeasuredCycle& cycle, const RecodedSegments& told) {
  std::vector<std::vector<StateTotals::Line>> lines(told.segments.size(),
                                                    std::vector<StateTotals::Line>(cycle.header.states.size() + 1));
  for (size_t code = 0; code < cycle.totals.by_segment.size(); ++code) {
    for (size_t state = 0; state < cycle.totals.by_segment[code].size(); ++state) {
      const StateTotals::Line& from = cycle.totals.by_segment[code][state];
      StateTotals::Line& into = lines[told.into[code]][state];
      into.members += from.members;
      into.active += from.active;
      add_money(into.money, from.money);
    }
  }
  return lines;
}

/// The first two digits.
int64_t rounded_to_two(int64_t amount) {
  constexpr int64_t kThreeDigits = 100;
  int64_t unit = 1;
  while (amount / unit >= kThreeDigits) unit *= 10;
  return (amount + unit / 2) / unit * unit;
}

/// The draw by stratum would tell of few; the whole draw stays. Its money is the cycle's: less that, what it was at the
/// draw would tell who paid between. What the expected half-width tells of the spread of money is rounded.
void join_strata(const SnapshotHeader& header, SampleDesign& sample) {
  sample.strata = {SampleStratum{"all", header.members, header.base.minor, false, sample.wanted(), sample.drawn()}};
  sample.half_width = rounded_to_two(sample.half_width);
}

/// Those whom rules kept out of the draw.
DisclosureCell kept_out(MemberSource& members) {
  DisclosureCell cell;
  for_each_slice(members, [&](const Snapshot& slice) {
    for (size_t i = 0; i < slice.size(); ++i) {
      if (slice.disposition[i] == static_cast<uint8_t>(Disposition::suppressed)) add_contributor(cell, slice.money[i]);
    }
  });
  return cell;
}

void tell_draw(MemberSource& members, const DisclosureRule& rule, SnapshotHeader& header) {
  join_strata(header, *header.sample);
  if (header.sample->unavailable == 0) return;
  // Whom rules kept out of the draw is told with their money, which silence tells as it is now.
  const DisclosureCell out = kept_out(members);
  header.sample->unavailable_money = out.total;
  if (header.sample->unavailable < rule.least || is_unsafe(out, rule)) header.sample.reset();
}

/// `members` are those of the revision that is told.
void tell_cycle(MemberSource& members, MeasuredCycle& cycle, const ToldCycle& told, const DisclosureRule& rule) {
  if (told.segments.changes(cycle.header.segments)) {
    const RecodedSegments recoded = recode(cycle.header.segments, told.segments);
    cycle.totals.by_segment = recoded_lines(cycle, recoded);
    cycle.header.segments = recoded.segments;
    if (cycle.answers) cycle.answers->by_segment.clear();
    for (AnswerFigure& figure : cycle.figures) figure.by_segment.clear();
  }
  cycle.told_with = told.states;
  cycle.hidden = told.hidden;
  cycle.tells_active = told.active;
  // Shares of earlier cycles rest on cells that nobody has looked at here.
  cycle.outlook.reset();
  if (cycle.answers && !told.hidden.empty()) cycle.answers->by_segment.clear();
  if (cycle.answers && !told.states.empty()) cycle.answers->states.clear();
  const std::array<bool, kPlainParts> parts = told_parts(cycle.header.states, told.states);
  // Estimates and limits of parts say what was measured of each; who is silent says how many are unmeasured.
  if (std::find(parts.begin(), parts.end(), false) != parts.end()) cycle.answers.reset();
  cycle.tells_response = parts[static_cast<size_t>(MoneyPart::unmeasured)];
  if (cycle.header.sample) tell_draw(members, rule, cycle.header);
}

/// What is known of what a report tells, and how finely it may be told.
class Withholder {
 public:
  Withholder(Store& store, ReportInputs& inputs, const DisclosureRule& rule)
      : store_(store), revisions_(store, rule), inputs_(inputs), rule_(rule) {}

  void settle() {
    for (MeasuredCycle& cycle : inputs_.cycles) settle_cycle(cycle);
    for (Comparison& comparison : inputs_.comparisons) settle_pair(comparison);
    std::erase_if(inputs_.comparisons, [&](const Comparison& comparison) {
      return withheld_.contains(comparison.later.name) || withheld_.contains(comparison.earlier.name);
    });
    std::erase_if(inputs_.cycles, [&](const MeasuredCycle& cycle) { return withheld_.contains(cycle.header.name); });
    for (const OccurrenceName& name : withheld_) note(fmt::format("{} is {}", to_string(name), kWithheld));
    settle_plans();
    settle_effects();
  }

 private:
  void note(std::string reason) {
    inputs_.outcome = inputs_.outcome == Outcome::complete ? Outcome::partial : inputs_.outcome;
    inputs_.reasons.push_back(std::move(reason));
  }

  const ToldRevisions::Cycle& known(const OccurrenceName& name) {
    const ToldRevisions::Cycle& cycle = revisions_.cycle(name);
    if (!cycle.told.is_told) withheld_.insert(name);
    const uint32_t told = cycle.stored.header.revision;
    if (told != cycle.newest_revision && noted_.insert(name).second) {
      note(fmt::format("{} is told as of revision {}: revision {} differs from it by too few customers",
                       to_string(name), told, cycle.newest_revision));
    }
    return cycle;
  }

  void settle_cycle(MeasuredCycle& cycle) {
    const ToldRevisions::Cycle& told = known(cycle.header.name);
    if (!told.told.is_told) return;
    const std::unique_ptr<MemberSource> members = store_.read_members(told.stored.id);
    if (cycle.answers) {
      const ToldAnswers& answers =
          answers_.insert_or_assign(cycle.header.name, told_of(*members, told.told, *cycle.answers)).first->second;
      cycle.answers = answers.answers;
    }
    tell_cycle(*members, cycle, told.told, rule_);
    if (cycle.figures.empty()) return;
    const auto open = [&](const OccurrenceName& name, const std::string& of) {
      return store_.read_members(revisions_.cycle(name).stored.id, {.answers = {of}});
    };
    withhold_figures(rule_, cycle.header.name, open, cycle.figures);
  }

  void settle_pair(Comparison& comparison) {
    const ToldRevisions::Cycle& earlier = known(comparison.earlier.name);
    const ToldRevisions::Cycle& later = known(comparison.later.name);
    const PairTelling telling = revisions_.pair(comparison.earlier.name, comparison.later.name);
    tell_pair(comparison, cells_of(comparison, telling, earlier, later), telling);
    // A change of estimates is the difference of two that each cycle tells.
    if (comparison.estimated) settle_changes(earlier, later, comparison);
    const auto estimates = [this](const OccurrenceName& name) -> ToldEstimates {
      const ToldRevisions::Cycle& cycle = revisions_.cycle(name);
      if (!cycle.told.is_told) return {false, nullptr};
      const ToldAnswers& told = told_answers(cycle);
      return {told.tells_estimates, told.answers ? &*told.answers : nullptr};
    };
    withhold_link(store_, rule_, earlier.told.states.empty() && later.told.states.empty(), estimates, comparison);
  }

  /// What a cycle tells of estimates: nothing when it was measured whole.
  struct ToldAnswers {
    bool tells_estimates = true;
    std::optional<Representation> answers;
  };

  const ToldAnswers& told_answers(const ToldRevisions::Cycle& cycle) {
    const OccurrenceName& name = cycle.stored.header.name;
    const auto known = answers_.find(name);
    if (known != answers_.end()) return known->second;
    const std::unique_ptr<MemberSource> members = store_.read_members(cycle.stored.id);
    return answers_.emplace(name, told_of(*members, cycle.told, represent(*members))).first->second;
  }

  ToldAnswers told_of(MemberSource& members, const ToldCycle& told, std::optional<Representation> answers) const {
    if (!answers) return {};
    if (!withhold_answers(members, told, rule_, *answers)) return {false, {}};
    return {answers->why_not != kWithheld, std::move(answers)};
  }

  /// Whether each state of the earlier cycle counts as its own report counts it, so that both tell one estimate.
  static bool keeps_parts(const Comparison& comparison) {
    const std::vector<StateSpec>& before = comparison.earlier.states;
    const std::vector<uint8_t>& read_as = comparison.verdict.state_map;
    for (size_t state = 0; state < std::min(before.size(), read_as.size()); ++state) {
      if (before[state].money != comparison.later.states[read_as[state]].money) return false;
    }
    return true;
  }

  void settle_changes(const ToldRevisions::Cycle& earlier, const ToldRevisions::Cycle& later, Comparison& comparison) {
    const ToldAnswers& before = told_answers(earlier);
    const ToldAnswers& after = told_answers(later);
    if (!before.tells_estimates || !after.tells_estimates || !keeps_parts(comparison)) {
      comparison.estimated.reset();
      return;
    }
    const auto answers_of = [](const ToldAnswers& told) { return told.answers ? &*told.answers : nullptr; };
    for (const Representation* answers : {answers_of(before), answers_of(after)}) {
      if (answers != nullptr && !answers->parts) comparison.estimated->parts.reset();
    }
    SnapshotReader first = store_.read_columns(earlier.stored.id);
    SnapshotReader second = store_.read_columns(later.stored.id);
    coarsen_changes(first, second, answers_of(before), answers_of(after), rule_, *comparison.estimated);
    coarsen_retention(first, second, answers_of(before), rule_, *comparison.estimated);
  }

  PairCells cells_of(const Comparison& comparison, const PairTelling& telling, const ToldRevisions::Cycle& earlier,
                     const ToldRevisions::Cycle& later) {
    if (!needs_pair_cells(comparison, telling)) return {};
    // Who has money in which currency decides whether effects of exchange rates and prices are told.
    const bool by_currency = comparison.exchange || comparison.prices;
    const MemberColumns columns{.local = by_currency, .real = by_currency};
    const std::unique_ptr<MemberSource> before = store_.read_members(earlier.stored.id, columns);
    const std::unique_ptr<MemberSource> after = store_.read_members(later.stored.id, columns);
    return pair_cells(*before, *after, comparison);
  }

  /// All plans after a measurement, in the order in which they were made, so that each is told beside those before it
  /// whatever report it is in; those of the inputs that no archive has come last.
  std::vector<ContentPlan> plans_after(const OccurrenceName& measurement) {
    std::vector<ContentPlan> plans;
    const auto is_new = [&](const ContentPlan& plan) {
      return plan.measurement == measurement &&
             std::none_of(plans.begin(), plans.end(), [&](const ContentPlan& one) { return one.name == plan.name; });
    };
    for (const ArchivedReport& archived : store_.reports()) {
      if (archived.format != "plan.json") continue;
      const std::string text = store_.report_bytes(archived.id);
      if (is_new(content_plan_head_from_json(text))) plans.push_back(content_plan_from_json(text));
    }
    for (const ContentPlan& plan : inputs_.content_plans) {
      if (is_new(plan)) plans.push_back(plan);
    }
    return plans;
  }

  /// The plans after a measurement as they are told, those that can be.
  std::vector<ContentPlan> told_plans(const OccurrenceName& measurement) {
    const ToldRevisions::Cycle& cycle = known(measurement);
    if (!cycle.told.is_told) return {};
    const std::unique_ptr<MemberSource> members = store_.read_members(cycle.stored.id);
    PlanFrame frame = plan_frame(*members, cycle.told);
    std::vector<ContentPlan> plans = plans_after(measurement);
    std::erase_if(plans, [&](ContentPlan& plan) { return !withhold_plan(rule_, frame, plan); });
    return plans;
  }

  void settle_plans() {
    std::map<OccurrenceName, std::vector<ContentPlan>> after;
    std::vector<ContentPlan> told;
    for (const ContentPlan& plan : inputs_.content_plans) {
      if (!after.contains(plan.measurement)) after.emplace(plan.measurement, told_plans(plan.measurement));
      const std::vector<ContentPlan>& plans = after.at(plan.measurement);
      const auto found =
          std::find_if(plans.begin(), plans.end(), [&](const ContentPlan& one) { return one.name == plan.name; });
      if (found != plans.end())
        told.push_back(*found);
      else
        note(fmt::format("{} is {}", to_string(plan.name), kWithheld));
    }
    inputs_.content_plans = std::move(told);
    inputs_.held_back = told_held_back(rule_, inputs_.content_plans);
  }

  /// Whether something is left to tell of a content's effect.
  bool settle_effect(HoldoutEffect& effect) {
    const ToldRevisions::Cycle& earlier = known(effect.earlier);
    const ToldRevisions::Cycle& later = known(effect.later);
    if (!earlier.told.is_told || !later.told.is_told) return false;
    const std::optional<ContentPlan> plan = content_plan_of(store_, effect.content);
    if (!plan) return false;
    const auto before = store_.read_members(earlier.stored.id);
    const auto after = store_.read_members(later.stored.id);
    if (!withhold_effect(rule_, *plan, *before, *after, effect)) return false;
    // A state that is told with others has no effect by itself either.
    if (!earlier.told.states.empty()) effect.by_state.clear();
    return true;
  }

  void settle_effects() {
    std::erase_if(inputs_.effects, [&](HoldoutEffect& effect) { return !settle_effect(effect); });
  }

  Store& store_;
  ToldRevisions revisions_;
  ReportInputs& inputs_;
  DisclosureRule rule_;
  std::set<OccurrenceName> withheld_;
  std::set<OccurrenceName> noted_;
  std::map<OccurrenceName, ToldAnswers> answers_;  ///< of cycles that were asked
};

}  // namespace

void withhold(const AnnualCalendar& calendar, Store& store, ReportInputs& inputs) {
  const std::optional<DisclosureRule> rule = disclosure_rule(calendar);
  if (!rule) return;
  inputs.disclosure = true;
  Withholder(store, inputs, *rule).settle();
}

}  // namespace vk
