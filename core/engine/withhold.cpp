#include "core/engine/withhold.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "core/base/error.hpp"
#include "core/compare/cell_layout.hpp"
#include "core/compare/compare.hpp"
#include "core/engine/baseline.hpp"
#include "core/engine/compare_occurrences.hpp"
#include "core/engine/gather_bridges.hpp"
#include "core/estimate/represent.hpp"
#include "core/measure/paired_members.hpp"
#include "core/report/safe_segments.hpp"

namespace vk {
namespace {

constexpr const char* kWithheld = "withheld: a figure of it would tell too much of one customer";

/// Everything that a report tells of one measurement in one audience: it is recoded in one way.
struct ToldSeries {
  std::map<OccurrenceName, Snapshot> snapshots;
  std::vector<Comparison*> comparisons;
  std::vector<Comparison> elsewhere;  ///< of the same cycles, in other reports of the calendar
};

/// One measurement's figures by segment, as they are made, with what each column is about.
class SeriesTable {
 public:
  explicit SeriesTable(const ToldSeries& series) {
    const auto& first = series.snapshots.begin()->second.header.segments;
    for (const auto& [name, snapshot] : series.snapshots) {
      same_dimensions_ = same_dimensions_ && snapshot.header.segments.dimensions == first.dimensions;
    }
    SegmentScheme& all = table_.segments;
    for (const auto& [name, snapshot] : series.snapshots) {
      const auto& tuples = snapshot.header.segments.tuples;
      if (same_dimensions_) all.tuples.insert(all.tuples.end(), tuples.begin(), tuples.end());
    }
    if (same_dimensions_) all.dimensions = first.dimensions;
    if (all.tuples.empty()) all.tuples.emplace_back();
    std::sort(all.tuples.begin(), all.tuples.end());
    all.tuples.erase(std::unique(all.tuples.begin(), all.tuples.end()), all.tuples.end());
    table_.cells.resize(all.size());
  }

  const DisclosureTable& table() const { return table_; }
  /// What each column is about: the cycle alone, or a pair by its later and earlier cycle.
  const std::vector<std::pair<OccurrenceName, OccurrenceName>>& about() const { return about_; }

  /// A column a state, the unmeasured last.
  void add_states(const Snapshot& snapshot) {
    const size_t states = snapshot.header.states.size();
    const size_t first = add_columns({snapshot.header.name, {}}, states + 1);
    const std::vector<size_t> codes = codes_of(snapshot.header.segments);
    for (size_t i = 0; i < snapshot.size(); ++i) {
      const size_t state = snapshot.state[i] == kUnmeasured ? states : snapshot.state[i];
      add_contributor(table_.cells[codes[snapshot.segment[i]]][first + state], snapshot.money[i]);
    }
  }

  /// Columns of the movements of a pair, by segment; of its transitions, whose cells are told of everybody, in `all`.
  void add_pair(const Comparison& comparison, const Snapshot& earlier, const Snapshot& later, SeriesTable& all) {
    const size_t first = add_columns({later.header.name, earlier.header.name}, kMovementColumns);
    const CellLayout layout(earlier.header, later.header, comparison.verdict);
    const std::vector<size_t> codes = codes_of(layout.segments());
    std::map<std::pair<uint8_t, uint8_t>, std::pair<DisclosureCell, DisclosureCell>> transitions;
    for_each_subject(earlier, later, [&](const SlotCode& before, const SlotCode& after, int64_t a, int64_t b) {
      const CellKey key = layout.key(before, after);
      auto& [from, to] = transitions[{key.from, key.to}];
      if (key.from != kAbsent) add_contributor(from, a);
      if (key.to != kAbsent) add_contributor(to, b);
      const bool one_sided = key.from == kAbsent || key.to == kAbsent;
      const std::optional<size_t> column = comparison.population && one_sided ? key.from == kAbsent ? kEntered : kExited
                                                                              : movement_column(key.movement, a, b);
      if (column) add_contributor(table_.cells[codes[key.segment]][first + *column], b - a);
    });
    // Bridge waves link sums: no transition is told.
    if (!comparison.verdict.waves.empty()) transitions.clear();
    for (const auto& [key, cells] : transitions) {
      const size_t place = all.add_columns({later.header.name, earlier.header.name}, 2);
      all.table_.cells.front()[place] = cells.first;
      all.table_.cells.front()[place + 1] = cells.second;
    }
  }

 private:
  static constexpr size_t kMovementColumns = 7;
  static constexpr size_t kEntered = 5;
  static constexpr size_t kExited = 6;

  static std::optional<size_t> movement_column(Movement movement, int64_t before, int64_t after) {
    switch (movement) {
      case Movement::none:
        return std::nullopt;
      case Movement::added_new:
        return 0;
      case Movement::reactivation:
        return 1;
      case Movement::churn:
        return 2;
      case Movement::kept:
        break;
    }
    if (before == after) return std::nullopt;
    return after > before ? 3 : 4;
  }

  /// Calls `work` with the codes and the money of everybody in either cycle.
  template <typename Work>
  static void for_each_subject(const Snapshot& earlier, const Snapshot& later, Work work) {
    const auto code = [](const Snapshot& snapshot, size_t i) {
      return SlotCode{snapshot.state[i], snapshot.activity[i], snapshot.segment[i]};
    };
    for_each_pair(earlier, later, [&](std::optional<size_t> before, std::optional<size_t> after) {
      work(before ? code(earlier, *before) : SlotCode{}, after ? code(later, *after) : SlotCode{},
           before ? earlier.money[*before] : 0, after ? later.money[*after] : 0);
    });
  }

  size_t add_columns(const std::pair<OccurrenceName, OccurrenceName>& about, size_t count) {
    const size_t first = about_.size();
    about_.insert(about_.end(), count, about);
    for (std::vector<DisclosureCell>& row : table_.cells) row.resize(about_.size());
    return first;
  }

  std::vector<size_t> codes_of(const SegmentScheme& scheme) const {
    std::vector<size_t> codes(scheme.size(), 0);
    if (!same_dimensions_ || scheme.dimensions != table_.segments.dimensions) return codes;
    const auto& tuples = table_.segments.tuples;
    for (size_t code = 0; code < scheme.size(); ++code) {
      const auto found = std::lower_bound(tuples.begin(), tuples.end(), scheme.tuples[code]);
      codes[code] = static_cast<size_t>(found - tuples.begin());
    }
    return codes;
  }

  DisclosureTable table_;
  std::vector<std::pair<OccurrenceName, OccurrenceName>> about_;
  bool same_dimensions_ = true;
};

void add_money(int64_t& sum, int64_t amount) {
  sum = sum_of_money(sum, amount);
}

void add_cell(Cell& sum, const Cell& cell) {
  sum.subjects += cell.subjects;
  sum.expanded += cell.expanded;
  sum.contracted += cell.contracted;
  add_money(sum.money_from, cell.money_from);
  add_money(sum.money_to, cell.money_to);
  add_money(sum.gain, cell.gain);
  add_money(sum.loss, cell.loss);
  sum.square_from += cell.square_from;
  sum.square_to += cell.square_to;
  sum.product += cell.product;
}

void recode_comparison(Comparison& comparison, const SegmentRecode& how) {
  if (!how.changes(comparison.segments)) return;
  const RecodedSegments told = recode(comparison.segments, how);
  std::map<CellKey, Cell> cells;
  for (Cell cell : comparison.cells) {
    cell.segment = told.into[cell.segment];
    const auto [sum, is_new] = cells.try_emplace({cell.segment, cell.from, cell.to, cell.movement}, cell);
    if (!is_new) add_cell(sum->second, cell);
  }
  std::vector<Cell> summed;
  for (const auto& [key, cell] : cells) summed.push_back(cell);
  Comparison fresh =
      figures_from_cells(comparison.earlier, comparison.later, comparison.verdict, std::move(summed), told.segments);
  fresh.exchange = std::move(comparison.exchange);
  fresh.prices = std::move(comparison.prices);
  fresh.estimated = std::move(comparison.estimated);
  fresh.linked = std::move(comparison.linked);
  if (fresh.estimated) fresh.estimated->by_segment.clear();
  comparison = std::move(fresh);
}

void refuse(Comparison& comparison) {
  Comparability& verdict = comparison.verdict;
  verdict.money = Verdict::not_comparable;
  verdict.states = Verdict::not_comparable;
  verdict.money_reasons = {kWithheld};
  verdict.state_reasons = {kWithheld};
  comparison.cells.clear();
  comparison.bridge.reset();
  comparison.population.reset();
  comparison.transitions.clear();
  comparison.by_segment.clear();
  comparison.estimated.reset();
  comparison.linked.reset();
  comparison.exchange.reset();
  comparison.prices.reset();
  verdict.waves.clear();
}

/// Keeps the effects of exchange rates and prices only where enough members have money in other currencies, or nobody
/// has, and never tells currencies apart: a currency can be one customer.
void withhold_exchange(const Snapshot& later, const DisclosureRule& rule, Comparison& comparison) {
  if (!comparison.exchange && !comparison.prices) return;
  DisclosureCell foreign;
  for (size_t i = 0; i < later.size(); ++i) {
    int64_t amount = later.local.empty() ? 0 : later.money[i];
    for (const LocalMoney& local : later.local) {
      if (local.currency == later.header.metric.currency) amount -= local.values[i];
    }
    if (amount != 0) add_contributor(foreign, amount);
  }
  if (is_unsafe(foreign, rule)) {
    comparison.exchange.reset();
    comparison.prices.reset();
  }
  if (comparison.exchange) comparison.exchange->lines.clear();
  if (comparison.prices) comparison.prices->lines.clear();
}

/// Whether a half of a bridge wave has a part of too few.
bool is_unsafe_half(const Snapshot& half, const DisclosureRule& rule) {
  std::array<DisclosureCell, kEstimatedParts> parts{};
  for (size_t i = 0; i < half.size(); ++i) {
    if (half.state[i] == kUnmeasured) continue;
    add_contributor(parts.at(static_cast<size_t>(half.header.states[half.state[i]].money)), half.money[i]);
  }
  return std::any_of(parts.begin(), parts.end(), [&](const DisclosureCell& part) { return is_unsafe(part, rule); });
}

/// Tells no link whose halves have a part of too few, and never those who stand alone: their money is that of few.
void withhold_link(Store& store, const DisclosureRule& rule, Comparison& comparison) {
  bool unsafe = false;
  for (const WaveStep& step : comparison.verdict.waves) {
    for (const OccurrenceName& name : {step.old_form, step.new_form}) {
      const std::optional<StoredSnapshot> half = store.find_snapshot(name);
      if (!half) throw Error(ErrorCode::not_found, fmt::format("the store has no snapshot {}", to_string(name)));
      unsafe = unsafe || is_unsafe_half(store.load_snapshot(half->id), rule);
    }
  }
  if (comparison.linked) {
    for (WaveAnswers& wave : comparison.linked->waves) wave.alone = {};
  }
  if (!unsafe) return;
  comparison.linked.reset();
  comparison.verdict.waves.clear();
  comparison.verdict.states = Verdict::not_comparable;
  comparison.verdict.state_reasons = {kWithheld};
}

/// Says what is certain and nothing else.
void withhold_estimates(Representation& answers) {
  answers.unspoken.money = answers.unmeasured();
  answers.extrapolated = 0;
  answers.estimable = false;
  answers.why_not = kWithheld;
  answers.parts.reset();
  answers.states.clear();
  answers.by_segment.clear();
  answers.merges.clear();
}

/// Hides what the answers of a cycle tell of few: members for whom nobody speaks, credits, reasons of silence.
void withhold_answers(const Snapshot& snapshot, const DisclosureRule& rule, Representation& answers) {
  const MoneyClasses money(snapshot.money);
  const ResponseClasses classes(snapshot.header, money);
  const size_t segments = std::max<size_t>(1, snapshot.header.segments.size());
  DisclosureCell unspoken;
  DisclosureCell credit;
  std::array<DisclosureCell, kDispositions> silent{};
  for (size_t i = 0; i < snapshot.size(); ++i) {
    ResponseClasses::Member member{snapshot.state[i], snapshot.disposition[i], snapshot.segment[i], snapshot.money[i]};
    if (!snapshot.money_class.empty()) member.drawn_class = snapshot.money_class[i];
    if (member.money < 0) add_contributor(credit, member.money);
    if (member.state != kUnmeasured) continue;
    add_contributor(silent[member.disposition], member.money);
    const std::optional<size_t> stratum = classes.stratum_of(member);
    const bool alone = stratum ? *stratum / segments == kOwnMoneyClass : member.money >= 0;
    if (alone) add_contributor(unspoken, member.money);
  }
  if (is_unsafe(unspoken, rule) || is_unsafe(credit, rule)) withhold_estimates(answers);
  if (is_unsafe(credit, rule)) answers.net_credit = {};
  if (unspoken.contributors > 0) answers.by_segment.clear();
  const bool few_silent = std::any_of(silent.begin(), silent.end(), [&](const auto& c) { return is_unsafe(c, rule); });
  if (few_silent) answers.unmeasured_by = {};
}

/// Fewest answers behind a figure of what people said (METHODS.md h.2).
constexpr uint64_t kLeastAnswers = 10;

/// What everybody of a group said is what each of them said.
bool is_unanimous(const FigureSpec& spec, const FigureEstimate& made) {
  if (!made.exact) return false;
  if (spec.kind == FigureKind::nps) return std::abs(made.value) >= 100;
  return (spec.kind == FigureKind::csat || spec.kind == FigureKind::share) && (made.value <= 0 || made.value >= 1);
}

/// Leaves out figures of too few answers, and further segments until the former cannot be computed back.
void withhold_figures(uint64_t least, std::vector<AnswerFigure>& figures) {
  const DisclosureRule rule{std::max(least, kLeastAnswers), 0};
  const auto cell_of = [&](const AnswerFigure& figure, const FigureBase& base) {
    const bool told_of_each = base.estimate && is_unanimous(figure.spec, *base.estimate);
    const uint64_t answers = told_of_each ? 1 : base.answers;
    return DisclosureCell{answers, static_cast<int64_t>(base.answers), 1, 1};
  };
  for (AnswerFigure& figure : figures) {
    if (figure.change && figure.change->answers_before < rule.least) figure.change.reset();
    if (figure.change && figure.change->link && figure.change->link->least_answers < rule.least) figure.change.reset();
    if (has_too_few(cell_of(figure, figure.all), rule)) {
      figure.all.estimate.reset();
      figure.all.answers = 0;
      figure.change.reset();
      figure.by_segment.clear();
      figure.silent_alone = figure.off_scale = 0;
    }
    std::vector<DisclosureCell> cells;
    PrintedSum sum;
    for (const FigureBase& base : figure.by_segment) {
      sum.parts.push_back(cells.size());
      cells.push_back(cell_of(figure, base));
    }
    sum.total = cells.size();
    const std::vector<PrintedSum> sums{sum};
    const Suppression hidden = suppress(cells, sums, rule);
    for (size_t code = 0; code < figure.by_segment.size(); ++code) {
      if (hidden.hides(code)) figure.by_segment[code] = {};
    }
    if (figure.silent_alone < least) figure.silent_alone = 0;
    if (figure.off_scale < least) figure.off_scale = 0;
  }
}

void recode_cycle(MeasuredCycle& cycle, const Snapshot& snapshot, const SegmentRecode& how,
                  const DisclosureRule& rule) {
  if (how.changes(cycle.header.segments)) {
    const RecodedSegments told = recode(cycle.header.segments, how);
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
    cycle.totals.by_segment = std::move(lines);
    cycle.header.segments = told.segments;
    if (cycle.answers) cycle.answers->by_segment.clear();
    for (AnswerFigure& figure : cycle.figures) figure.by_segment.clear();
  }
  withhold_figures(rule.least, cycle.figures);
  // Shares of earlier cycles rest on cells that nobody has looked at here.
  cycle.outlook.reset();
  if (cycle.answers) withhold_answers(snapshot, rule, *cycle.answers);
  if (!cycle.header.sample) return;
  SampleStratum all{"all", 0, 0, false, cycle.header.sample->wanted(), cycle.header.sample->drawn()};
  for (const SampleStratum& stratum : cycle.header.sample->strata) {
    all.members += stratum.members;
    add_money(all.money, stratum.money);
  }
  cycle.header.sample->strata = {std::move(all)};
}

/// Whether a plan's sums are each of enough people.
bool is_safe_plan(const ContentPlan& plan, const DisclosureRule& rule) {
  std::map<std::vector<std::string>, DisclosureCell> cells;
  std::set<SubjectNumber> known;
  for (const ContentRow& row : plan.rows) {
    if (row.decision != ContactDecision::planned) {
      if (known.insert(row.subject).second) add_contributor(cells[{"held back"}], row.money);
      continue;
    }
    known.insert(row.subject);
    add_contributor(cells[{"aim", row.state, row.action}], row.money);
    add_contributor(cells[{"owner", row.owner, row.channel}], row.money);
  }
  return std::none_of(cells.begin(), cells.end(), [&](const auto& cell) { return is_unsafe(cell.second, rule); });
}

class Withholder {
 public:
  Withholder(const AnnualCalendar& calendar, Store& store, ReportInputs& inputs)
      : calendar_(calendar),
        store_(store),
        inputs_(inputs),
        rule_{static_cast<uint64_t>(calendar.disclosure->least),
              static_cast<double>(calendar.disclosure->dominance) / 100} {}

  void settle() {
    for (MeasuredCycle& cycle : inputs_.cycles) load(series_of(cycle.header.name), cycle.header.name);
    for (Comparison& comparison : inputs_.comparisons) {
      ToldSeries& series = series_of(comparison.later.name);
      load(series, comparison.later.name);
      load(series, comparison.earlier.name);
      series.comparisons.push_back(&comparison);
    }
    for (const MeasuredCycle& cycle : inputs_.cycles) add_other_reports(cycle.header.name);
    for (auto& [key, series] : series_) settle_series(series);
    std::erase_if(inputs_.comparisons, [&](const Comparison& comparison) {
      return withheld_.contains(comparison.later.name) || withheld_.contains(comparison.earlier.name);
    });
    std::erase_if(inputs_.cycles, [&](const MeasuredCycle& cycle) { return withheld_.contains(cycle.header.name); });
    for (const OccurrenceName& name : withheld_) drop(name);
    settle_plans();
  }

 private:
  ToldSeries& series_of(const OccurrenceName& name) { return series_[{name.item, name.audience}]; }

  void load(ToldSeries& series, const OccurrenceName& name) {
    if (series.snapshots.contains(name)) return;
    const std::optional<StoredSnapshot> stored = store_.find_snapshot(name);
    if (!stored) throw Error(ErrorCode::not_found, fmt::format("the store has no snapshot {}", to_string(name)));
    series.snapshots.emplace(name, store_.load_snapshot(stored->id));
  }

  /// What other reports compare a cycle with: two reports that told its segments in two ways could be subtracted.
  void add_other_reports(const OccurrenceName& name) {
    const MeasurementSpec* measurement = calendar_.find_measurement(name.item);
    if (measurement == nullptr) return;
    ToldSeries& series = series_of(name);
    const CycleRule cycles = cycle_rule(calendar_, measurement->schedule);
    for (const ReportSpec& report : calendar_.reports) {
      const bool tells = std::any_of(report.after.begin(), report.after.end(),
                                     [&](const PlacedText& item) { return item.text == name.item; });
      if (!tells) continue;
      const auto earlier = find_baseline(store_, name, cycles, report.compare, measurement->was);
      const auto later = store_.find_snapshot(name);
      if (!earlier || !later || series_tells(series, earlier->header.name, name)) continue;
      // Cycles split otherwise are compared as a whole only.
      if (earlier->header.segments.dimensions != later->header.segments.dimensions) continue;
      load(series, earlier->header.name);
      series.elsewhere.push_back(compare_stored(store_, *earlier, *later, gather_bridges(calendar_, store_)));
    }
  }

  static bool series_tells(const ToldSeries& series, const OccurrenceName& earlier, const OccurrenceName& later) {
    const auto is_pair = [&](const Comparison& one) { return one.earlier.name == earlier && one.later.name == later; };
    return std::any_of(series.comparisons.begin(), series.comparisons.end(),
                       [&](const Comparison* one) { return is_pair(*one); }) ||
           std::any_of(series.elsewhere.begin(), series.elsewhere.end(), is_pair);
  }

  bool is_told_here(const OccurrenceName& name) const {
    return std::any_of(inputs_.cycles.begin(), inputs_.cycles.end(),
                       [&](const MeasuredCycle& cycle) { return cycle.header.name == name; }) ||
           std::any_of(inputs_.comparisons.begin(), inputs_.comparisons.end(),
                       [&](const Comparison& one) { return one.earlier.name == name || one.later.name == name; });
  }

  void drop(const OccurrenceName& name) {
    inputs_.outcome = inputs_.outcome == Outcome::complete ? Outcome::partial : inputs_.outcome;
    inputs_.reasons.push_back(fmt::format("{} is {}", to_string(name), kWithheld));
  }

  void settle_series(ToldSeries& series) {
    SeriesTable table(series);
    SeriesTable everybody(ToldSeries{{{OccurrenceName{}, Snapshot{}}}, {}, {}});
    for (const auto& [name, snapshot] : series.snapshots) table.add_states(snapshot);
    for (const Comparison* comparison : series.comparisons) {
      table.add_pair(*comparison, series.snapshots.at(comparison->earlier.name),
                     series.snapshots.at(comparison->later.name), everybody);
    }
    for (const Comparison& comparison : series.elsewhere) {
      table.add_pair(comparison, series.snapshots.at(comparison.earlier.name),
                     series.snapshots.at(comparison.later.name), everybody);
    }
    std::set<std::pair<OccurrenceName, OccurrenceName>> unsafe;
    for (const SeriesTable* each : {&table, &everybody}) {
      for (const size_t column : unsafe_totals(each->table(), rule_)) unsafe.insert(each->about()[column]);
    }
    for (const auto& [later, earlier] : unsafe) {
      if (earlier.item.empty() && is_told_here(later)) withheld_.insert(later);
    }
    const SegmentRecode how = safe_segments(safe_columns(table, unsafe), rule_);
    for (Comparison* comparison : series.comparisons) {
      if (unsafe.contains({comparison->later.name, comparison->earlier.name}))
        refuse(*comparison);
      else
        recode_comparison(*comparison, how);
      withhold_exchange(series.snapshots.at(comparison->later.name), rule_, *comparison);
      withhold_link(store_, rule_, *comparison);
    }
    for (MeasuredCycle& cycle : inputs_.cycles) {
      const auto snapshot = series.snapshots.find(cycle.header.name);
      if (snapshot == series.snapshots.end() || withheld_.contains(cycle.header.name)) continue;
      recode_cycle(cycle, snapshot->second, how, rule_);
    }
  }

  /// The columns that are told: what is withheld as a whole does not decide how segments are told.
  static DisclosureTable safe_columns(const SeriesTable& table,
                                      const std::set<std::pair<OccurrenceName, OccurrenceName>>& unsafe) {
    DisclosureTable told{table.table().segments, {}};
    for (const std::vector<DisclosureCell>& row : table.table().cells) {
      std::vector<DisclosureCell>& kept = told.cells.emplace_back();
      for (size_t column = 0; column < row.size(); ++column) {
        if (!unsafe.contains(table.about()[column])) kept.push_back(row[column]);
      }
    }
    return told;
  }

  void settle_plans() {
    std::set<OccurrenceName> dropped;
    for (const ContentPlan& plan : inputs_.content_plans) {
      if (!is_safe_plan(plan, rule_)) dropped.insert(plan.name);
    }
    std::erase_if(inputs_.content_plans, [&](const ContentPlan& plan) { return dropped.contains(plan.name); });
    for (const OccurrenceName& name : dropped) drop(name);
    const auto too_few = [&](const ArmEffect& arm) {
      return std::min<uint64_t>(arm.treated, arm.held_out) < rule_.least;
    };
    std::erase_if(inputs_.effects, [&](const HoldoutEffect& effect) { return too_few(effect.all); });
    for (HoldoutEffect& effect : inputs_.effects) std::erase_if(effect.by_state, too_few);
  }

  const AnnualCalendar& calendar_;
  Store& store_;
  ReportInputs& inputs_;
  DisclosureRule rule_;
  std::map<std::pair<std::string, std::string>, ToldSeries> series_;
  std::set<OccurrenceName> withheld_;
};

}  // namespace

void withhold(const AnnualCalendar& calendar, Store& store, ReportInputs& inputs) {
  if (!calendar.disclosure) return;
  inputs.disclosure = true;
  Withholder(calendar, store, inputs).settle();
}

}  // namespace vk
