// vk_bench_estimate make STORE MEMBERS SEGMENTS [currencies]
//   Writes two cycles of a panel into a new store: money with a heavy tail, a tenth of the members with a state; with
//   "currencies" in euros and dollars, as paid and real.
// vk_bench_estimate change STORE
//   Estimates the change between them, everybody and every segment; the parts with their intervals go to stdout.
// vk_bench_estimate answers STORE [whole]
//   What a report makes of the later cycle: totals by state, what the answers stand for, a mean and its change.
// vk_bench_estimate effects STORE [whole]
//   What exchange rates, prices and a content with a holdout did between the cycles; a plan has a row for everybody who
//   was measured uncertain or leaving. The plan is made first: "plan N rows, M MiB".
// vk_bench_estimate told STORE
//   A report of both cycles and their comparison under [disclosure].
//
// Slice by slice, or with "whole" from snapshots in memory; stdout must be the same. "answers wall S cpu S peak N MiB"
// goes to stderr.
#include <fmt/format.h>
#include <sys/resource.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <string_view>

#include "core/base/error.hpp"
#include "core/compare/compare.hpp"
#include "core/compare/estimated_change.hpp"
#include "core/compare/exchange_effect.hpp"
#include "core/compare/price_effect.hpp"
#include "core/content/holdout_effect.hpp"
#include "core/engine/compare_occurrences.hpp"
#include "core/engine/withhold.hpp"
#include "core/estimate/answer_figures.hpp"
#include "core/estimate/figure_change.hpp"
#include "core/estimate/represent.hpp"
#include "core/report/build_report.hpp"
#include "core/report/report_json.hpp"
#include "core/store/store.hpp"
#include "tests/bench/cpu_clock.hpp"
#include "tests/support/sample_snapshot.hpp"
#include "tests/support/spread_snapshot.hpp"

namespace {

using namespace vk;

constexpr uint64_t kSeed = 20261126;

double uniform(test::Dice& dice) {
  return (static_cast<double>(dice.next() >> 11U) + 0.5) * 0x1p-53;
}

SegmentScheme numbered_segments(uint64_t count) {
  SegmentScheme segments{{"segment"}, {}};
  for (uint64_t i = 0; i < count; ++i) segments.tuples.push_back({fmt::format("{:05}", i)});
  return segments;
}

/// The members of every bucket of the store, as many in each.
std::vector<SubjectNumber> numbered_members(uint64_t members, uint32_t buckets) {
  std::vector<SubjectNumber> subjects;
  const uint64_t each = (members + buckets - 1) / buckets;
  for (uint64_t i = 0; i < members; ++i) {
    subjects.push_back(subject_number(static_cast<uint32_t>(i / each), static_cast<uint32_t>(i % each)));
  }
  return subjects;
}

Snapshot panel_cycle(const std::vector<SubjectNumber>& subjects, uint64_t segments, int year) {
  Snapshot snapshot;
  snapshot.header = test::sample_header(year);
  snapshot.header.asked = Asked::random_sample;
  snapshot.header.segments = numbered_segments(segments);
  snapshot.header.members = subjects.size();
  snapshot.subjects = subjects;
  PackedDoubles stay(subjects.size(), std::numeric_limits<double>::quiet_NaN());
  test::Dice people(kSeed);  // the same in both cycles
  test::Dice moods(kSeed + static_cast<uint64_t>(year));
  for (size_t i = 0; i < subjects.size(); ++i) {
    const double tail = std::sqrt(-2 * std::log(uniform(people)));
    const auto money = static_cast<int64_t>(std::exp(9 + 1.2 * tail) * (0.9 + 0.2 * uniform(moods)));
    const bool asked = people.roll(10) == 0;
    const uint64_t mood = moods.roll(10);
    snapshot.segment.push_back(static_cast<uint16_t>(people.roll(segments)));
    snapshot.money.push_back(money);
    snapshot.state.push_back(!asked ? kUnmeasured : mood < 6 ? uint8_t{0} : mood < 8 ? uint8_t{1} : uint8_t{2});
    snapshot.disposition.push_back(static_cast<uint8_t>(asked ? Disposition::complete : Disposition::unknown));
    snapshot.activity.push_back(kActive);
    snapshot.header.base.minor += money;
    stay.set(i, asked ? static_cast<double>(moods.roll(11)) : std::numeric_limits<double>::quiet_NaN());
  }
  snapshot.scores = {{"stay", std::move(stay)}};
  return snapshot;
}

void make(char** arguments, bool currencies) {
  const uint64_t members = std::strtoull(arguments[3], nullptr, 10);
  const uint64_t segments = std::strtoull(arguments[4], nullptr, 10);
  if (members == 0 || segments == 0) throw Error(ErrorCode::invalid_input, "nobody, or no segment");
  Store store = Store::open(arguments[2], StoreMode::read_write, members);
  const std::vector<SubjectNumber> subjects = numbered_members(members, store.subjects().buckets());
  for (int year = 2025; year <= 2026; ++year) {
    Snapshot snapshot = panel_cycle(subjects, segments, year);
    if (currencies) test::add_currencies(snapshot, year);
    store.put_snapshot(snapshot, test::closed_entry(snapshot.header), {});
  }
}

int64_t peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

void tell_cost(std::string_view what, const bench::Stopwatch& watch) {
  fmt::print(stderr, "{} wall {:.2f} cpu {:.2f} peak {} MiB\n", what, watch.wall(), watch.cpu(), peak_mib());
}

std::vector<StoredSnapshot> two_cycles(Store& store) {
  std::vector<StoredSnapshot> stored = store.snapshots();
  if (stored.size() != 2) throw Error(ErrorCode::invalid_input, "make the store first");
  return stored;
}

void change(char** arguments) {
  Store store = Store::open(arguments[2], StoreMode::read_only);
  const std::vector<StoredSnapshot> stored = two_cycles(store);
  const bench::Stopwatch watch;
  SnapshotReader before = store.read_columns(stored[0].id);
  SnapshotReader after = store.read_columns(stored[1].id);
  const EstimatedChange made = estimate_change(before, after, judge(stored[0].header, stored[1].header));
  tell_cost("change", watch);
  size_t told = 0;
  for (const EstimatedChange::Segment& segment : made.by_segment) told += segment.parts ? 1U : 0U;
  fmt::print("{} members, {} measured twice, {} of {} segments estimated\n", made.common, made.measured_twice, told,
             made.by_segment.size());
  if (!made.parts) return;
  for (const PartChange& part : *made.parts)
    fmt::print("{} -> {}, change {} to {}\n", part.before, part.after, part.interval.low, part.interval.high);
}

/// Everything that a report makes of the members, from slices or from whole snapshots.
template <typename Members>
void tell_answers(Members& earlier, Members& later) {
  FigureSpec spec;
  spec.name = "Stay";
  spec.kind = FigureKind::mean;
  spec.of.text = "stay";
  const StateTotals totals = count_states(later);
  const std::optional<Representation> answers = represent(later);
  const std::optional<AnswerFigure> figure = answer_figure(later, spec);
  const std::optional<FigureChange> change = figure_change(earlier, later, spec);
  fmt::print("{} measured, {} unmeasured\n", totals.total(0).money, answers ? answers->unmeasured() : 0);
  if (answers && answers->parts) {
    for (const PartEstimate& part : *answers->parts)
      fmt::print("{}, {} to {}\n", part.estimate(), part.interval.low, part.interval.high);
  }
  if (figure && figure->all.estimate) {
    const FigureEstimate& made = *figure->all.estimate;
    fmt::print("mean {:.17g}, {:.17g} to {:.17g}\n", made.value, made.interval.low, made.interval.high);
  }
  if (change)
    fmt::print("change {:.17g}, {:.17g} to {:.17g}\n", change->difference, change->interval.low, change->interval.high);
}

void answers(char** arguments, bool whole) {
  Store store = Store::open(arguments[2], StoreMode::read_only);
  const std::vector<StoredSnapshot> stored = two_cycles(store);
  const bench::Stopwatch watch;
  if (whole) {
    const Snapshot earlier = store.load_snapshot(stored[0].id);
    const Snapshot later = store.load_snapshot(stored[1].id);
    tell_answers(earlier, later);
  } else {
    const auto earlier = store.read_members(stored[0].id, {.answers = {"stay"}});
    const auto later = store.read_members(stored[1].id, {.answers = {"stay"}});
    tell_answers(*earlier, *later);
  }
  tell_cost("answers", watch);
}

/// A plan for those who were uncertain or leaving in a cycle; a tenth is held out.
ContentPlan plan_for(MemberSource& cycle) {
  ContentPlan plan;
  plan.name = {"win_back", "", "2025"};
  plan.measurement = cycle.header().name;
  plan.currency = cycle.header().metric.currency;
  plan.holdout = HoldoutPlan{1000, 0, 0, 0.5, {}};
  test::Dice dice(kSeed);
  for_each_slice(cycle, [&](const Snapshot& slice) {
    for (size_t i = 0; i < slice.size(); ++i) {
      if (slice.state[i] == kUnmeasured || slice.state[i] == 0) continue;
      ContentRow row;
      row.subject = slice.subjects[i];
      row.channel = "phone";
      row.state = cycle.header().states[slice.state[i]].name;
      row.decision = dice.roll(10) == 0 ? ContactDecision::holdout : ContactDecision::planned;
      plan.rows.push_back(std::move(row));
    }
  });
  return plan;
}

void tell_bridge(const MoneyBridge& bridge) {
  fmt::print("{} + {} + {} + {} - {} - {} = {}\n", bridge.opening, bridge.added_new, bridge.reactivation,
             bridge.expansion, bridge.contraction, bridge.churn, bridge.closing);
}

/// Everything that a report makes of two cycles member by member, from slices or from whole snapshots.
template <typename Members>
void tell_effects(Members& earlier, Members& later, const ContentPlan& plan) {
  const ExchangeEffect exchange = exchange_effect(earlier, later);
  fmt::print("by rates {}\n", exchange.by_rates());
  tell_bridge(exchange.bridge);
  const PriceEffect prices = price_effect(earlier, later);
  fmt::print("by prices {}\n", prices.by_prices());
  tell_bridge(prices.bridge);
  const HoldoutEffect held = holdout_effect(plan, earlier, later, 0.95);
  for (const std::optional<Effect>& effect : {held.all.adjusted, held.all.difference, held.all.change, held.blocked}) {
    if (effect)
      fmt::print("effect {:.17g}, {:.17g} to {:.17g}\n", effect->per_unit, effect->interval.low, effect->interval.high);
  }
}

void effects(char** arguments, bool whole) {
  Store store = Store::open(arguments[2], StoreMode::read_only);
  const std::vector<StoredSnapshot> stored = two_cycles(store);
  const ContentPlan plan = plan_for(*store.read_members(stored[0].id));
  fmt::print(stderr, "plan {} rows, {} MiB\n", plan.rows.size(), peak_mib());
  const bench::Stopwatch watch;
  if (whole) {
    const Snapshot earlier = store.load_snapshot(stored[0].id);
    const Snapshot later = store.load_snapshot(stored[1].id);
    tell_effects(earlier, later, plan);
  } else {
    const MemberColumns columns{.local = true, .real = true};
    const auto earlier = store.read_members(stored[0].id, columns);
    const auto later = store.read_members(stored[1].id, columns);
    tell_effects(*earlier, *later, plan);
  }
  tell_cost("effects", watch);
}

void told(char** arguments) {
  Store store = Store::open(arguments[2], StoreMode::read_only);
  const bench::Stopwatch watch;
  AnnualCalendar calendar;
  calendar.disclosure = DisclosureSpec{3, 1000};
  ReportInputs inputs;
  inputs.name = {"board", "", "2026"};
  for (const StoredSnapshot& stored : two_cycles(store)) {
    const auto members = store.read_members(stored.id);
    MeasuredCycle cycle;
    cycle.header = stored.header;
    cycle.totals = count_states(*members);
    cycle.answers = represent(*members);
    inputs.cycles.push_back(std::move(cycle));
  }
  inputs.comparisons.push_back(compare_occurrences(store, "renewal@2025", "renewal@2026"));
  tell_cost("before disclosure", watch);
  withhold(calendar, store, inputs);
  tell_cost("told", watch);
  fmt::print("{}", write_json(build_report(inputs)));
}

}  // namespace

int main(int count, char** arguments) {
  const std::string_view what = count > 2 ? arguments[1] : "";
  try {
    const bool whole = count == 4 && std::string_view{arguments[3]} == "whole";
    if (what == "make" && (count == 5 || (count == 6 && std::string_view{arguments[5]} == "currencies"))) {
      make(arguments, count == 6);
    } else if (what == "change" && count == 3) {
      change(arguments);
    } else if (what == "answers" && (count == 3 || whole)) {
      answers(arguments, whole);
    } else if (what == "effects" && (count == 3 || whole)) {
      effects(arguments, whole);
    } else if (what == "told" && count == 3) {
      told(arguments);
    } else {
      fmt::print(stderr,
                 "usage: vk_bench_estimate make STORE MEMBERS SEGMENTS [currencies] | change STORE | "
                 "answers STORE [whole] | effects STORE [whole] | told STORE\n");
      return 2;
    }
  } catch (const std::exception& problem) {
    fmt::print(stderr, "{}\n", problem.what());
    return 1;
  }
  return 0;
}
