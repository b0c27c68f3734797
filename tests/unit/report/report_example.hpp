#pragma once
#include <limits>
#include <string>

#include "core/report/report_answers.hpp"
#include "core/report/report_inputs.hpp"

/// The example of 8,000 customers that report tests share. Everything is set by hand, so that approved reports change
/// only when reports do.
namespace vk::test {

inline Day date(int year, unsigned month, unsigned day) {
  return Day{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}};
}

inline std::string hash_of(char digit) {
  return "3f2a91bc" + std::string(56, digit);
}

inline SnapshotHeader header_of(const std::string& item, int year) {
  SnapshotHeader header;
  header.name = {item, "customers", std::to_string(year)};
  header.interval = {date(year, 1, 1), date(year + 1, 1, 1)};
  header.money_window = {date(year - 1, 9, 1), date(year, 9, 1)};
  header.opens = Instant{date(year, 9, 1)} + std::chrono::hours{6};
  header.closes = Instant{date(year, 9, 15)};
  header.as_of = Instant{date(year, 10, 1)};
  header.calendar_hash = hash_of('a');
  header.population_hash = hash_of('b');
  header.metric = {"annual_purchases", 1, hash_of('c'), *Currency::from_code("EUR"),
                   "sum of net_amount of invoices, 365 days before opens"};
  header.instrument = {"renewal_form", 1, hash_of('d'), "same", {}, ""};
  header.plugin = {"survey_state", "1.0.0", hash_of('e')};
  header.states = {
      {"committed", MoneyClass::secured}, {"uncertain", MoneyClass::at_risk}, {"leaving", MoneyClass::leaving}};
  header.segments = {{"size"}, {{"large"}, {"small"}}};
  header.sources = {{"customers", "data/customers-" + std::to_string(year) + ".csv", 250123, hash_of('1'), 8000, 0},
                    {"answers", "data/answers-" + std::to_string(year) + ".csv", 190456, hash_of('2'), 8000, 0}};
  header.members = 8000;
  header.money_of_nobody = {0, header.metric.currency};
  header.base = {80000000, header.metric.currency};
  return header;
}

/// Members per state in the segments large and small, unmeasured last; everybody is worth 100 EUR.
inline MeasuredCycle cycle_of(SnapshotHeader header, const std::vector<std::pair<uint64_t, uint64_t>>& members) {
  MeasuredCycle cycle;
  cycle.totals.by_segment.resize(2);
  uint64_t answered = 0;
  for (size_t state = 0; state < members.size(); ++state) {
    const auto& [large, small] = members[state];
    cycle.totals.by_segment[0].push_back({large, static_cast<int64_t>(large) * 10000, large});
    cycle.totals.by_segment[1].push_back({small, static_cast<int64_t>(small) * 10000, small});
    if (state + 1 < members.size()) answered += large + small;
  }
  cycle.totals.dispositions[static_cast<size_t>(Disposition::complete)] = answered;
  cycle.totals.dispositions[static_cast<size_t>(Disposition::non_contact)] = header.members - answered;
  cycle.header = std::move(header);
  return cycle;
}

inline Comparison allowed_comparison() {
  Comparison comparison;
  comparison.earlier = header_of("renewal", 2025);
  comparison.later = header_of("renewal", 2026);
  comparison.later.base.minor = 79000000;
  comparison.states = comparison.later.states;
  comparison.transitions = {
      {0, 0, 2900, 29000000, 29000000},        {0, 1, 200, 2000000, 1800000},    {0, 2, 100, 1000000, 700000},
      {1, 0, 1200, 12000000, 13000000},        {1, 1, 1500, 15000000, 15000000}, {1, 2, 300, 3000000, 2500000},
      {1, kUnmeasured, 100, 1000000, 1000000}, {1, kAbsent, 100, 1000000, 0},    {2, 0, 200, 2000000, 2500000},
      {2, 1, 200, 2000000, 2000000},           {2, 2, 700, 7000000, 6000000},    {2, kAbsent, 500, 5000000, 0},
      {kAbsent, 0, 500, 0, 5000000},           {kAbsent, 1, 50, 0, 500000}};
  MoneyBridge bridge{80000000, 5000000, 500000, 3000000, 3500000, 6000000, 79000000, 8000,
                     500,      50,      700,    900,     5800,    600,     7950};
  comparison.bridge = bridge;
  MoneyBridge large{40000000, 2000000, 500000, 2000000, 1500000, 3000000, 40000000, 4000,
                    200,      50,      400,    300,     3000,    300,     3950};
  MoneyBridge small{40000000, 3000000, 0, 1000000, 2000000, 3000000, 39000000, 4000, 300, 0, 300, 600, 2800, 300, 4000};
  comparison.by_segment = {{"size = large", large, {}, {}}, {"size = small", small, {}, {}}};
  return comparison;
}

inline Comparison bridged_comparison() {
  Comparison comparison = allowed_comparison();
  comparison.earlier.name.item = comparison.later.name.item = "loyalty";
  comparison.later.instrument.version = 2;
  comparison.verdict.states = Verdict::bridged;
  comparison.verdict.state_reasons = {
      "instrument loyalty_form changed from version 1 to 2; declared bridge: keen -> committed"};
  comparison.by_segment.clear();
  return comparison;
}

inline Comparison refused_comparison() {
  Comparison comparison;
  comparison.earlier = header_of("service", 2025);
  comparison.later = header_of("service", 2026);
  comparison.verdict.money = Verdict::not_comparable;
  comparison.verdict.states = Verdict::not_comparable;
  comparison.verdict.money_reasons = {
      "metric changed from annual_purchases@1 (3f2a91bc) to annual_purchases@2 (77aa01ff)"};
  comparison.verdict.state_reasons = {"instrument service_form changed from version 1 to 2 and declares no bridge"};
  return comparison;
}

inline ContentRow contact(const std::string& state, const std::string& action, const std::string& channel,
                          ContactDecision decision) {
  ContentRow row;
  row.state = state;
  row.action = action;
  row.channel = channel;
  row.owner = channel == "phone" ? "Key account team" : "Marketing";
  row.when = date(2026, 10, 5);
  row.money = 10000;
  row.cost = channel == "phone" ? 1500 : 5;
  row.decision = decision;
  return row;
}

inline ContentPlan content_plan() {
  ContentPlan plan;
  plan.name = {"win_back", "", "2026"};
  plan.measurement = {"renewal", "customers", "2026"};
  plan.plugin = {"secure_revenue", "1.0.0", hash_of('f')};
  plan.currency = *Currency::from_code("EUR");
  for (int i = 0; i < 30; ++i) plan.rows.push_back(contact("uncertain", "win over", "phone", ContactDecision::planned));
  for (int i = 0; i < 20; ++i) plan.rows.push_back(contact("leaving", "repair", "email", ContactDecision::planned));
  for (int i = 0; i < 40; ++i)
    plan.rows.push_back(contact("committed", "ask to recommend", "email", ContactDecision::planned));
  for (int i = 0; i < 7; ++i)
    plan.rows.push_back(contact("uncertain", "win over", "phone", ContactDecision::over_capacity));
  for (int i = 0; i < 4; ++i) plan.rows.push_back(contact("leaving", "repair", "email", ContactDecision::no_consent));
  plan.channels = {{"email", 60, -1, 600000, 300}, {"phone", 30, 30, 300000, 45000}};
  return plan;
}

inline WheelItem item_of(const std::string& name, ItemKind kind, std::pair<Day, Day> window, WheelStatus status) {
  WheelItem item;
  item.name = *occurrence_name_from(name);
  item.kind = kind;
  item.title = name;
  item.owner = "Anna";
  item.opens_on = window.first;
  item.last_day = window.second;
  item.status = status;
  if (status == WheelStatus::missed) item.reason = "nobody ran it while it was open";
  return item;
}

inline std::vector<WheelItem> wheel_of_year() {
  const auto measurement = ItemKind::measurement;
  return {item_of("pulse/customers@2026-Q1", measurement, {date(2026, 2, 2), date(2026, 2, 15)}, WheelStatus::done),
          item_of("pulse/customers@2026-Q2", measurement, {date(2026, 5, 4), date(2026, 5, 17)}, WheelStatus::missed),
          item_of("pulse/customers@2026-Q3", measurement, {date(2026, 8, 3), date(2026, 8, 16)}, WheelStatus::partial),
          item_of("renewal/customers@2026", measurement, {date(2026, 9, 1), date(2026, 9, 14)}, WheelStatus::done),
          item_of("board@2026", ItemKind::report, {date(2026, 9, 15), date(2026, 9, 15)}, WheelStatus::done),
          item_of("win_back@2026", ItemKind::content, {date(2026, 9, 16), date(2026, 9, 16)}, WheelStatus::failed),
          item_of("service/customers@2026", measurement, {date(2026, 9, 20), date(2026, 10, 10)}, WheelStatus::open),
          item_of("pulse/customers@2026-Q4", measurement, {date(2026, 11, 2), date(2026, 11, 15)}, WheelStatus::next),
          item_of("visit/customers@2026", measurement, {date(2026, 12, 7), date(2026, 12, 31)}, WheelStatus::planned)};
}

inline ReportInputs inputs_of(int year) {
  ReportInputs inputs;
  inputs.name = {"board", "", std::to_string(year)};
  inputs.title = "Where our revenue stands";
  inputs.organisation = "Esimerkki Oy";
  inputs.as_of = Instant{date(year, 10, 1)} + std::chrono::hours{7};
  inputs.year_label = std::to_string(year);
  inputs.year = {date(year, 1, 1), date(year + 1, 1, 1)};
  return inputs;
}

/// The second year: one allowed, one bridged and one refused comparison, a content plan, and a year half gone.
inline ReportInputs example_inputs() {
  ReportInputs inputs = inputs_of(2026);
  SnapshotHeader header = header_of("renewal", 2026);
  header.members = 7950;
  header.base.minor = 79500000;
  header.outcome = Outcome::partial;
  header.rows_skipped = 3;
  header.reasons = {"3 rows of answers were skipped"};
  header.rows_of_nobody = 2;
  header.sources[1].rows_skipped = 3;
  inputs.cycles = {cycle_of(header, {{2500, 2300}, {900, 1050}, {500, 600}, {50, 50}})};
  inputs.comparisons = {allowed_comparison(), bridged_comparison(), refused_comparison()};
  inputs.content_plans = {content_plan()};
  inputs.held_back = {{"no_consent", 4}, {"over_capacity", 7}};
  inputs.wheel = wheel_of_year();
  return inputs;
}

/// Three pairs of earlier cycles in which a twentieth of what was secured and a third of what was leaving left.
inline std::optional<Outlook> sampled_outlook(const MeasuredCycle& cycle) {
  std::vector<PastPair> past;
  for (int year = 2022; year < 2025; ++year) {
    PastPair pair{header_of("renewal", year).name, header_of("renewal", year + 1).name, std::vector<PastState>(4)};
    pair.states[0] = {200, 30000000, 1200000 + 100000 * (year % 3), 29500000, 6e12};
    pair.states[2] = {30, 3000000, 1000000 + 200000 * (year % 2), 1700000, 4e11};
    pair.states[3] = {500, 60000000, 5000000, 56000000 + 900000 * (year % 2), 9e12};
    past.push_back(std::move(pair));
  }
  std::optional<Outlook> made = outlook(std::move(past), exposures_of(cycle));
  if (made) made->other_ruler = 1;
  return made;
}

/// Every kind of figure of one made-up score, from the sampled snapshot itself.
inline std::vector<AnswerFigure> sampled_figures(Snapshot& snapshot) {
  const auto spec = [](const char* name, FigureKind kind) {
    FigureSpec made;
    made.name = name;
    made.kind = kind;
    made.of.text = "recommend";
    return made;
  };
  ScoreColumn score{"recommend", PackedDoubles(snapshot.size(), std::numeric_limits<double>::quiet_NaN())};
  for (size_t i = 0; i < snapshot.size(); ++i) {
    const bool answered = snapshot.disposition[i] == static_cast<uint8_t>(Disposition::complete);
    if (answered && i % 9 != 8) score.values.set(i, i % 50 == 0 ? 99 : static_cast<double>(10 - i % 7));
  }
  snapshot.scores = {std::move(score)};
  std::vector<FigureSpec> specs{spec("NPS", FigureKind::nps),       spec("CSAT", FigureKind::csat),
                                spec("Cool", FigureKind::share),    spec("Mean", FigureKind::mean),
                                spec("Median", FigureKind::median), spec("90 % stay below", FigureKind::quantile)};
  specs[1].from = 8;
  specs[2].from = 4;
  specs[2].to = 6;
  specs[5].quantile = 9'000;
  std::vector<AnswerFigure> figures;
  for (const FigureSpec& each : specs) figures.push_back(*answer_figure(snapshot, each));
  figures[0].change = FigureChange{header_of("renewal", 2025).name, 4.5, 180, 12.6, {1.2, 24.0}, true};
  figures[2].change = FigureChange{header_of("renewal", 2025).name, 0.41, 180, -0.013, {-0.062, 0.036}, false};
  return figures;
}

/// A measurement that drew 400 of 800 customers at random and has a state of most of them; a giant that says nothing.
inline ReportInputs sampled_inputs(Asked asked = Asked::random_sample) {
  ReportInputs inputs = inputs_of(2026);
  Snapshot snapshot;
  snapshot.header = header_of("renewal", 2026);
  snapshot.header.asked = asked;
  const auto add = [&](size_t count, uint8_t state, int64_t money, Disposition disposition) {
    for (size_t i = 0; i < count; ++i) {
      snapshot.subjects.push_back(static_cast<SubjectNumber>(snapshot.subjects.size() + 1));
      snapshot.state.push_back(state);
      snapshot.disposition.push_back(static_cast<uint8_t>(disposition));
      snapshot.segment.push_back(static_cast<uint16_t>(i % 2));
      snapshot.money.push_back(money);
      snapshot.activity.push_back(kActive);
      snapshot.header.base.minor += money;
    }
  };
  snapshot.header.base.minor = 0;
  add(120, 0, 100000, Disposition::complete);
  add(40, 0, 300000, Disposition::complete);
  add(80, 1, 100000, Disposition::complete);
  add(40, 1, 300000, Disposition::complete);
  add(40, 2, 100000, Disposition::complete);
  add(10, kUnmeasured, 100000, Disposition::partial);
  add(70, kUnmeasured, 100000, Disposition::non_contact);
  add(300, kUnmeasured, 100000, Disposition::not_sampled);
  add(99, kUnmeasured, 300000, Disposition::not_sampled);
  add(1, kUnmeasured, 5000000, Disposition::refusal);
  snapshot.header.members = snapshot.size();
  if (asked == Asked::random_sample) {
    SampleDesign& sample = snapshot.header.sample.emplace();
    sample.strata = {{"everybody", 1, 5000000, true, 1, 1},
                     {"money class 1", 179, 53700000, false, 90, 80},
                     {"money class 2", 620, 62000000, false, 320, 320}};
    sample.half_width = 9100000;
    sample.unavailable = 24;
    sample.unavailable_money = 3600000;
    sample.answers_outside = 3;
    for (size_t i = 0; i < snapshot.size(); ++i)
      snapshot.money_class.push_back(snapshot.money[i] >= 5000000 ? 0 : snapshot.money[i] >= 300000 ? 1 : 2);
  }
  MeasuredCycle cycle;
  cycle.totals = count_states(snapshot);
  cycle.answers = represent(snapshot);
  cycle.figures = sampled_figures(snapshot);
  cycle.header = std::move(snapshot.header);
  cycle.outlook = sampled_outlook(cycle);
  inputs.cycles = {std::move(cycle)};
  Comparison comparison = allowed_comparison();
  comparison.estimated.emplace();
  comparison.estimated->common = 780;
  comparison.estimated->measured_twice = 190;
  const PartChange secured{60000000, 57850000, {-5200000, 900000}, -0.0178, {-0.043, 0.0075}, 0.62, 0.16, false};
  const PartChange risky{44000000, 47516667, {-2100000, 9100000}, 0.0291, {-0.017, 0.075}, 0.58, 0.22, false};
  const PartChange leaving{4000000, 10333333, {3100000, 9800000}, 0.0525, {0.026, 0.081}, 0.4, 0.0004, true};
  comparison.estimated->parts = PartChanges{secured, risky, leaving};
  const KeptShare net{1.024, 0.0004, 180, 120, {0.985, 1.063}};
  const KeptShare gross{0.931, 0.0003, 180, 120, {0.897, 0.965}};
  const KeptShare left{0.042, 0.0002, 180, 120, {0.018, 0.083}};
  comparison.estimated->retention[0] = PartRetention{net, gross, left};
  comparison.estimated->by_segment = {{"large", PartChanges{secured, risky, leaving}}, {"small", std::nullopt}};
  inputs.comparisons = {std::move(comparison)};
  return inputs;
}

/// The first year alone: 320,000 / 320,000 / 160,000, complete, nothing to compare with.
inline ReportInputs first_year_inputs() {
  ReportInputs inputs = inputs_of(2025);
  inputs.cycles = {cycle_of(header_of("renewal", 2025), {{1600, 1600}, {1600, 1600}, {800, 800}, {0, 0}})};
  return inputs;
}

}  // namespace vk::test
