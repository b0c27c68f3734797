#include "core/measure/measure.hpp"

#include <catch2/catch.hpp>

#include "core/base/error.hpp"
#include "core/measure/member_slices.hpp"
#include "core/table/row_condition.hpp"
#include "tests/support/source_rows.hpp"

namespace {

using namespace vk;

Day day(const char* text) {
  return *day_from(text);
}
int64_t days(const char* text) {
  return day(text).time_since_epoch().count();
}

Column numbers(std::string name, std::vector<int64_t> values) {
  Column column;
  column.name = std::move(name);
  column.int64s = std::move(values);
  return column;
}

Column words(std::string name, const std::vector<std::string>& values) {
  Column column;
  column.name = std::move(name);
  column.type = ColumnType::dictionary;
  for (const std::string& value : values) {
    column.codes.push_back(static_cast<uint32_t>(column.words.size()));
    column.words.push_back(value);
  }
  return column;
}

SourceView source_of(std::vector<Column> columns, const std::vector<SubjectNumber>& subjects) {
  return view_of(test::source_of_rows({std::move(columns), subjects.size()}, subjects));
}

Frame three_members() {
  Frame frame;
  frame.segments.tuples = {{}};
  frame.subjects = {10, 20, 30};
  frame.segment = {0, 0, 0};
  return frame;
}

MetricIdentity euros() {
  MetricIdentity identity;
  identity.id = "purchases";
  identity.currency = *Currency::from_code("EUR");
  return identity;
}

const DayInterval kYear{day("2026-01-01"), day("2027-01-01")};

/// A plugin that gives back its own tables and the rows it was told to give.
class FakePlugin final : public PluginInstance {
 public:
  explicit FakePlugin(PluginDescription description) : description_(std::move(description)) {}
  const PluginDescription& description() const override { return description_; }
  std::vector<std::string> columns_wanted(std::string_view) override { return wanted; }
  Table run(const PluginContext& context, std::span<const NamedTable> tables) override {
    seen_context = context;
    for (const NamedTable& table : tables) seen[table.name] = *table.table;
    return answer;
  }
  void cancel() override {}

  std::vector<std::string> wanted;
  Table answer;
  PluginContext seen_context;
  std::map<std::string, Table> seen;

 private:
  PluginDescription description_;
};

PluginDescription survey() {
  PluginDescription plugin;
  plugin.id = "survey";
  plugin.version = "1.0.0";
  plugin.tables = {{"frame",
                    false,
                    true,
                    "",
                    {{"subject", ColumnType::int64, true, false, ""},
                     {"money", ColumnType::int64, true, false, ""},
                     {"active", ColumnType::uint8, true, false, ""}}},
                   {"answers", true, true, "", {{"subject", ColumnType::int64, true, false, ""}}}};
  return plugin;
}

PluginDescription purchases() {
  PluginDescription plugin;
  plugin.id = "buying";
  plugin.tables = {{"purchases",
                    false,
                    true,
                    "",
                    {{"subject", ColumnType::int64, true, false, ""},
                     {"day", ColumnType::int64, true, false, ""},
                     {"money", ColumnType::int64, true, false, ""}}}};
  return plugin;
}

/// Everything a request borrows.
struct Setting {
  MeasurementSpec measurement;
  Occurrence occurrence;
  Frame frame = three_members();
  MetricAmounts amounts;
  MeasureRequest request;

  Setting() {
    measurement.id = "pulse";
    measurement.states = {{"committed", MoneyClass::secured}, {"leaving", MoneyClass::leaving}};
    occurrence.name = {"pulse", "customers", "2026"};
    occurrence.interval = kYear;
    occurrence.opens_on = day("2026-12-20");
    occurrence.last_day = day("2027-01-10");
    amounts.metric = euros();
    amounts.money = {100, 200, 300};
    amounts.activity = {kActive, 0, kActive | kActiveBefore};
    request = {&measurement, &occurrence, &frame, &amounts, {}, {}, 7};
  }
};

vk::MetricAmounts sum_of(const SourceView& rows, vk::Diagnostics& diagnostics) {
  const Frame frame = three_members();
  return sum_metric({euros(), kYear, &rows, &frame, nullptr}, diagnostics);
}

MetricAmounts summed(const SourceView& rows) {
  vk::Diagnostics diagnostics;
  MetricAmounts amounts = sum_of(rows, diagnostics);
  REQUIRE(diagnostics.empty());
  return amounts;
}

std::vector<std::string> sum_problems(const SourceView& rows) {
  vk::Diagnostics diagnostics;
  sum_of(rows, diagnostics);
  std::vector<std::string> texts;
  for (const vk::Diagnostic& problem : diagnostics.all()) texts.push_back(problem.code + ": " + problem.message);
  return texts;
}

}  // namespace

TEST_CASE("sum_metric: the window's rows are summed, earlier ones only remembered") {
  SourceView rows = source_of({numbers("amount", {100, 250, -50, 70, 9, 5}),
                               numbers("day", {days("2026-01-01"), days("2026-12-31"), days("2026-06-01"),
                                               days("2025-12-31"), days("2027-01-01"), days("2026-02-01")})},
                              {10, 10, 20, 30, 30, kNoSubject});
  MetricAmounts amounts = summed(rows);
  CHECK(amounts.money == std::vector<int64_t>{350, -50, 0});
  CHECK(amounts.activity == std::vector<uint8_t>{kActive, kActive, kActiveBefore});
  CHECK(amounts.first_day == std::vector<Day>{day("2026-01-01"), day("2026-06-01"), day("2025-12-31")});
  CHECK(amounts.rows_of_nobody == 1);
  CHECK(amounts.money_of_nobody == 5);
  CHECK(amounts.has_days);
  CHECK(amounts.rows_in_window == 4);
}

TEST_CASE("sum_metric: without dates a row is activity, also one of amount zero") {
  SourceView rows = source_of({numbers("amount", {0, 12})}, {10, 30});
  MetricAmounts amounts = summed(rows);
  CHECK(amounts.money == std::vector<int64_t>{0, 0, 12});
  CHECK(amounts.activity == std::vector<uint8_t>{kActive, 0, kActive});
  CHECK(amounts.first_day.empty());
  CHECK_FALSE(amounts.has_days);
}

TEST_CASE("sum_metric: no rows give zeros") {
  MetricAmounts amounts = summed(source_of({numbers("amount", {})}, {}));
  CHECK(amounts.money == std::vector<int64_t>{0, 0, 0});
  CHECK(amounts.rows_of_nobody == 0);
}

TEST_CASE("sum_metric: a sum beyond 64 bits and rows in another currency are told, all at once") {
  const int64_t most = std::numeric_limits<int64_t>::max();
  CHECK(sum_problems(source_of({numbers("amount", {most, 1, most, 1})}, {20, 20, 30, 30})) ==
        std::vector<std::string>{"F202: metric purchases: the money of member 2 leaves the range of 64 bits",
                                 "F202: metric purchases: the money of member 3 leaves the range of 64 bits"});
  const SourceView mixed =
      source_of({numbers("amount", {1, 2, 3}), words("currency", {"SEK", "EUR", ""})}, {10, 10, 20});
  CHECK(sum_problems(mixed) ==
        std::vector<std::string>{
            "F201: row 1 is in \"SEK\", metric purchases is in EUR; sums over currencies are never made",
            "F201: row 3 is in \"\", metric purchases is in EUR; sums over currencies are never made"});
}

TEST_CASE("sum_metric: money of a currency outside the window is nobody's business") {
  const SourceView rows =
      source_of({numbers("amount", {7, 5}), numbers("day", {days("2025-02-01"), days("2026-02-01")}),
                 words("currency", {"SEK", "EUR"})},
                {10, 10});
  CHECK(summed(rows).money == std::vector<int64_t>{5, 0, 0});
}

TEST_CASE("sum_metric: rows in other currencies are converted at the cycle's rates, once a member and currency") {
  const Frame frame = three_members();
  vk::MetricRates rates;
  rates.rates = {{*vk::Currency::from_code("USD"), {9, 10}}, {*vk::Currency::from_code("JPY"), {1, 160}}};
  rates.source = "ecb";
  rates.days = kYear;
  // Amounts come with four decimals, finer than any currency has: 0.05 and 0.05 dollars are 0.09 euros, not 0.10.
  const SourceView rows = source_of({numbers("amount", {500, 500, 1'600'000, 30'000, 10'000}),
                                     words("currency", {"USD", "USD", "JPY", "EUR", "USD"})},
                                    {10, 10, 20, 20, kNoSubject});
  vk::Diagnostics diagnostics;
  const MetricAmounts amounts = sum_metric({euros(), kYear, &rows, &frame, nullptr, nullptr, &rates}, diagnostics);
  CHECK(diagnostics.empty());
  CHECK(amounts.money == std::vector<int64_t>{9, 400, 0});
  CHECK(amounts.money_of_nobody == 90);
  REQUIRE(amounts.local.size() == 3);
  CHECK(amounts.local[1].currency.code() == "JPY");
  CHECK(amounts.local[1].values == std::vector<int64_t>{0, 160, 0});
  CHECK(amounts.rates == rates.rates);
}

TEST_CASE("sum_metric: with prices each row is deflated by itself, half to even, in its own currency") {
  const Frame frame = three_members();
  vk::PriceIndex index;
  const vk::Currency euro = *vk::Currency::from_code("EUR");
  for (const auto& [period, value] : {std::pair{"2026-Q1", 100}, std::pair{"2026-Q2", 110}, std::pair{"2026-Q3", 160}})
    index.add(euro, *vk::price_period(period), int64_t{value} * 1'000'000'000);
  const vk::MetricPrices prices{vk::Deflator(index, *vk::price_period("2026-Q1")), {"cpi", "2026-Q1"}, {}};
  // 1.10 / 1.1 twice is 2.00; 0.04 / 1.6 is 0.025, half to the even 0.02; 0.12 / 1.6 is 0.075, half to 0.08.
  const SourceView rows = source_of({numbers("amount", {110, 110, 4, 12, 500}),
                                     numbers("day", {days("2026-04-01"), days("2026-06-30"), days("2026-07-01"),
                                                     days("2026-08-01"), days("2025-12-31")})},
                                    {10, 10, 20, 30, 30});
  vk::Diagnostics diagnostics;
  const MetricAmounts amounts =
      sum_metric({euros(), kYear, &rows, &frame, nullptr, nullptr, nullptr, &prices}, diagnostics);
  CHECK(diagnostics.empty());
  CHECK(amounts.money == std::vector<int64_t>{220, 4, 12});
  REQUIRE(amounts.real.size() == 1);
  CHECK(amounts.real[0].currency == euro);
  CHECK(amounts.real[0].values == std::vector<int64_t>{200, 2, 8});
  CHECK(amounts.prices == vk::PriceBasis{"cpi", "2026-Q1"});
}

TEST_CASE("sum_metric: rows on days without a price index are told with the first of them") {
  const Frame frame = three_members();
  vk::PriceIndex index;
  index.add(*vk::Currency::from_code("EUR"), *vk::price_period("2026-Q1"), 1'000'000'000);
  const vk::MetricPrices prices{vk::Deflator(index, *vk::price_period("2026-Q1")), {"cpi", "2026-Q1"}, {}};
  const SourceView rows = source_of(
      {numbers("amount", {1, 2, 3}), numbers("day", {days("2026-02-01"), days("2026-05-01"), days("2026-04-01")})},
      {10, 10, 20});
  vk::Diagnostics diagnostics;
  sum_metric({euros(), kYear, &rows, &frame, nullptr, nullptr, nullptr, &prices}, diagnostics);
  REQUIRE(diagnostics.error_count() == 1);
  CHECK(diagnostics.all()[0].code == "F206");
  CHECK(diagnostics.all()[0].message ==
        "no price index of EUR for 2026-05-01 in source \"cpi\"; rows that need one: 2");
}

TEST_CASE("sum_metric: money that is too large once it is converted is told with its member") {
  const Frame frame = three_members();
  vk::MetricRates rates;
  rates.rates = {{*vk::Currency::from_code("USD"), {1'000'000, 1}}};
  rates.days = kYear;
  const SourceView rows =
      source_of({numbers("amount", {900'000'000'000'000'000, 10'000}), words("currency", {"USD", "USD"})}, {10, 20});
  vk::Diagnostics diagnostics;
  sum_metric({euros(), kYear, &rows, &frame, nullptr, nullptr, &rates}, diagnostics);
  REQUIRE(diagnostics.error_count() == 1);
  CHECK(diagnostics.all()[0].code == "F202");
  CHECK(diagnostics.all()[0].message == "metric purchases: the money of member 1 leaves the range of 64 bits");
}

TEST_CASE("sum_metric: a currency without a rate, no currency and too many decimals are told with their rows") {
  const Frame frame = three_members();
  vk::MetricRates rates;
  rates.rates = {{*vk::Currency::from_code("JPY"), {1, 160}}};
  rates.source = "ecb";
  rates.days = kYear;
  const SourceView rows =
      source_of({numbers("amount", {10'000, 10'000, 10'000, 5'000}), words("currency", {"SEK", "XQX", "SEK", "JPY"})},
                {10, 10, 20, 20});
  vk::Diagnostics diagnostics;
  sum_metric({euros(), kYear, &rows, &frame, nullptr, nullptr, &rates}, diagnostics);
  std::vector<std::string> told;
  for (const vk::Diagnostic& problem : diagnostics.all()) told.push_back(problem.code + ": " + problem.message);
  CHECK(told == std::vector<std::string>{
                    "F201: row 2 is in \"XQX\", metric purchases is in EUR; sums over currencies are never made",
                    "F204: row 4 has more decimals than JPY has",
                    "F203: no rate of SEK from 2026-01-01 to 2026-12-31 in source \"ecb\"; rows that need it: 2"});
}

TEST_CASE("metric_window: windows end where they are counted from and clamp months") {
  Occurrence occurrence;
  occurrence.interval = kYear;
  occurrence.opens_on = day("2026-03-31");
  occurrence.last_day = day("2026-04-13");
  MetricSpec metric;
  auto window = [&](MetricWindow::Kind kind, int64_t count, MetricWindow::Unit unit) {
    metric.window = {kind, count, unit, ""};
    return metric_window(metric, occurrence);
  };
  using Kind = MetricWindow::Kind;
  using Unit = MetricWindow::Unit;
  CHECK(window(Kind::all, 0, Unit::day) == DayInterval{Day::min(), day("2027-01-01")});
  CHECK(window(Kind::cycle, 0, Unit::day) == kYear);
  CHECK(window(Kind::before_opens, 365, Unit::day) == DayInterval{day("2025-03-31"), day("2026-03-31")});
  CHECK(window(Kind::before_opens, 1, Unit::month) == DayInterval{day("2026-02-28"), day("2026-03-31")});
  CHECK(window(Kind::before_closes, 2, Unit::week) == DayInterval{day("2026-03-31"), day("2026-04-14")});
}

TEST_CASE("measure: answers outside the cycle and the fieldwork do not count, nor do those of nobody") {
  Setting setting;
  SourceView answers =
      source_of({numbers("when", {days("2025-12-31"), days("2027-01-10"), days("2027-01-11"), days("2026-05-01")}),
                 words("q7", {"old", "good", "late", "stranger"})},
                {10, 20, 30, 40});
  FakePlugin plugin(survey());
  plugin.wanted = {"q7"};
  Column state;
  state.name = "state";
  state.type = ColumnType::uint8;
  state.uint8s = {1};
  Column flag = state;
  flag.name = "flag_wish_call";
  plugin.answer = {{numbers("subject", {1}), state, flag}, 1};
  setting.request.inputs = {{"answers", answers}};
  Snapshot snapshot = measure(setting.request, plugin);
  REQUIRE(plugin.seen["answers"].rows == 1);
  CHECK(plugin.seen["answers"].find("subject")->int64s == std::vector<int64_t>{1});
  CHECK(plugin.seen["answers"].find("q7")->text_at(0) == "good");
  CHECK(plugin.seen["frame"].find("money")->int64s == std::vector<int64_t>{100, 200, 300});
  CHECK(plugin.seen["frame"].find("active")->uint8s == std::vector<uint8_t>{1, 0, 1});
  CHECK(plugin.seen["frame"].find("segment") == nullptr);
  CHECK(plugin.seen_context.state_money == std::vector<MoneyClass>{MoneyClass::secured, MoneyClass::leaving});
  CHECK(plugin.seen_context.seed == 7);
  CHECK(snapshot.state == std::vector<uint8_t>{kUnmeasured, 1, kUnmeasured});
  CHECK(snapshot.disposition == std::vector<uint8_t>{5, 0, 5});
  REQUIRE(snapshot.flags.size() == 1);
  CHECK(snapshot.flags[0].name == "wish_call");
  CHECK(snapshot.flags[0].values == std::vector<uint8_t>{255, 1, 255});
  CHECK(snapshot.header.rows_of_nobody == 1);
  CHECK(snapshot.header.base.minor == 600);
  StateTotals totals = count_states(snapshot);
  CHECK(totals.total(1).money == 200);
  CHECK(totals.total(2).members == 2);
  CHECK(totals.dispositions[5] == 2);
}

TEST_CASE("measure: purchases after the cycle's end are never seen, earlier ones all") {
  Setting setting;
  SourceView rows = source_of(
      {numbers("date", {days("2001-01-01"), days("2026-12-31"), days("2027-01-01")}), numbers("net", {1, 2, 3})},
      {10, 20, 30});
  FakePlugin plugin(purchases());
  Column state;
  state.name = "state";
  state.type = ColumnType::uint8;
  plugin.answer = {{numbers("subject", {}), state}, 0};
  setting.request.inputs = {{"purchases", rows}};
  Snapshot snapshot = measure(setting.request, plugin);
  CHECK(plugin.seen["purchases"].find("day")->int64s == std::vector<int64_t>{days("2001-01-01"), days("2026-12-31")});
  CHECK(plugin.seen["purchases"].find("money")->int64s == std::vector<int64_t>{1, 2});
  CHECK(snapshot.state == std::vector<uint8_t>(3, kUnmeasured));
}

TEST_CASE("member slices: whole buckets, each member and bucket once") {
  Frame frame;
  for (const uint32_t bucket : {0U, 0U, 0U, 2U, 3U, 3U}) {
    const auto ordinal = static_cast<uint32_t>(frame.subjects.size());
    frame.subjects.push_back(subject_number(bucket, ordinal));
  }
  const auto bounds = [&](uint32_t buckets, size_t least) {
    std::vector<std::vector<size_t>> result;
    for (const MemberSlice& slice : member_slices(frame, buckets, least)) {
      result.push_back({slice.first, slice.end, slice.first_bucket, slice.end_bucket});
    }
    return result;
  };
  CHECK(bounds(8, 2) == std::vector<std::vector<size_t>>{{0, 3, 0, 1}, {3, 6, 1, 4}, {6, 6, 4, 8}});
  CHECK(bounds(1, 1) == std::vector<std::vector<size_t>>{{0, 3, 0, 1}, {3, 4, 1, 3}, {4, 6, 3, 4}});
  CHECK(bounds(4, 100) == std::vector<std::vector<size_t>>{{0, 6, 0, 4}});
  frame.subjects.clear();
  CHECK(bounds(1, 5) == std::vector<std::vector<size_t>>{{0, 0, 0, 1}});
}

namespace {

/// Gives each member the state of its first answer word, and counts how often it ran.
class WordPlugin final : public PluginInstance {
 public:
  explicit WordPlugin(bool by_member) : description_(survey()) {
    description_.by_member = by_member;
    description_.tables[0].columns.resize(1);
  }
  const PluginDescription& description() const override { return description_; }
  std::vector<std::string> columns_wanted(std::string_view table) override {
    return table == "answers" ? std::vector<std::string>{"q7"} : std::vector<std::string>{};
  }
  Table run(const PluginContext&, std::span<const NamedTable> tables) override {
    ++runs;
    const Table& answers = *tables[1].table;
    Column subject = *answers.find("subject");
    Column state;
    state.name = "state";
    state.type = ColumnType::uint8;
    for (size_t row = 0; row < answers.rows; ++row) {
      state.uint8s.push_back(answers.find("q7")->text_at(row).front() == 'a' ? 0 : 1);
    }
    return {{subject, state}, answers.rows};
  }
  void cancel() override {}

  int runs = 0;

 private:
  PluginDescription description_;
};

}  // namespace

TEST_CASE("measure: a plugin that looks at each member alone gives the same in slices as in one") {
  std::vector<SubjectNumber> subjects;
  std::vector<std::string> texts;
  for (uint32_t i = 0; i < 120'000; ++i) {
    subjects.push_back(subject_number(i % 4, i / 4));
    texts.push_back((i % 3 == 0 ? "a" : "b") + std::to_string(i));
  }
  Table table{{words("q7", texts)}, texts.size()};
  std::vector<Snapshot> snapshots;
  std::vector<int> runs;
  for (const bool by_member : {false, true}) {
    Setting setting;
    setting.frame.subjects = subjects;
    std::sort(setting.frame.subjects.begin(), setting.frame.subjects.end());
    setting.frame.subjects.pop_back();
    setting.frame.segment.assign(setting.frame.size(), 0);
    setting.amounts.money.assign(setting.frame.size(), 1);
    setting.amounts.activity.assign(setting.frame.size(), kActive);
    setting.request.inputs = {{"answers", view_of(test::source_of_rows(table, subjects))}};
    WordPlugin plugin(by_member);
    snapshots.push_back(measure(setting.request, plugin));
    runs.push_back(plugin.runs);
  }
  CHECK(runs == std::vector<int>{1, 2});
  CHECK(snapshots[0].state == snapshots[1].state);
  CHECK(std::count(snapshots[0].state.begin(), snapshots[0].state.end(), 0) == 40'000);
  CHECK(snapshots[0].header.rows_of_nobody == 1);
  CHECK(snapshots[1].header.rows_of_nobody == 1);
}

TEST_CASE("input_columns: the date first, then money by the metric, then what the plugin wants") {
  SourceSpec source;
  source.name = "shop";
  source.date.text = "bought";
  source.types["score"] = CellKind::decimal;
  MetricSpec metric;
  metric.name = "purchases";
  metric.source.text = "shop";
  metric.sum.text = "net";
  metric.currency = *Currency::from_code("EUR");
  FakePlugin buying(purchases());
  std::vector<ColumnRequest> columns = input_columns(buying, "purchases", source, metric);
  REQUIRE(columns.size() == 2);
  CHECK(columns[0].name == "bought");
  CHECK(columns[0].kind == CellKind::day);
  CHECK(columns[1].name == "net");
  CHECK(columns[1].kind == CellKind::money);
  CHECK(columns[1].required);
  FakePlugin answers(survey());
  answers.wanted = {"q7", "score"};
  columns = input_columns(answers, "answers", source, metric);
  REQUIRE(columns.size() == 3);
  CHECK(columns[1].kind == CellKind::dictionary);
  CHECK(columns[2].kind == CellKind::decimal);
  metric.source.text = "other";
  CHECK_THROWS_WITH(input_columns(buying, "purchases", source, metric),
                    "table \"purchases\" needs money from source \"shop\", but metric \"purchases\" reads \"other\"");
  source.date.text.clear();
  CHECK_THROWS_WITH(input_columns(buying, "purchases", source, metric),
                    "table \"purchases\" of plugin buying needs days, but source \"shop\" names no date column");
}

TEST_CASE("identify: moving an option changes nothing, changing one does") {
  PluginProvenance plugin{"survey", "1.0.0", ""};
  auto hash_of = [&](std::vector<std::pair<std::string, std::string>> options) {
    Setting setting;
    for (auto& [key, value] : options) setting.measurement.options.entries.push_back({key, {}, {{}, value}});
    return identify_instrument(setting.measurement, plugin, {}).hash;
  };
  CHECK(hash_of({{"a", "1"}, {"b", "2"}}) == hash_of({{"b", "2"}, {"a", "1"}}));
  CHECK(hash_of({{"a", "1"}}) != hash_of({{"a", "2"}}));
  CHECK(hash_of({{"a", "1;b=1:2"}}) != hash_of({{"a", "1"}, {"b", "2"}}));
}

TEST_CASE("identify: the instrument of all rows has the hash it always had, other rows of its inputs another") {
  const PluginProvenance plugin{"survey", "1.0.0", ""};
  const Setting setting;
  // SHA-256 of "plugin survey\noptions {}\nstate 9:committed secured\nstate 7:leaving leaving\n".
  CHECK(identify_instrument(setting.measurement, plugin, {}).hash ==
        "3e9bfbf91a63000316432d437479a57c75f07601eb238e908d8b2553b4254e9d");
  const InstrumentIdentity chosen = identify_instrument(setting.measurement, plugin, "answers where q1 >= 4");
  CHECK(chosen.rows == "answers where q1 >= 4");
  // The same and "rows 21:answers where q1 >= 4\n".
  CHECK(chosen.hash == "a4f86abbddb524779ea98351b2917c92e7b980ea1eabf0b29b6d9eef0afd83fb");
}

TEST_CASE("identify: a metric's definition says which rows of its source and of its rates count") {
  AnnualCalendar calendar;
  calendar.sources.resize(2);
  calendar.sources[0].name = "shop";
  calendar.sources[0].date.text = "day";
  calendar.sources[1].name = "ecb";
  calendar.rates.emplace().source.text = "ecb";
  MetricSpec metric;
  metric.name = "purchases";
  metric.source.text = "shop";
  metric.sum.text = "net";
  metric.window.text = "the cycle";
  metric.currency = *Currency::from_code("EUR");
  metric.rates.emplace();
  const std::string rate = std::string{to_string(*metric.rates)};
  const std::string plain = "sum of net from shop over the cycle in EUR, other currencies at the cycle's " + rate +
                            " rate of ecb, dated by day";
  const MetricIdentity all_rows = identify_metric(calendar, metric);
  CHECK(all_rows.definition == plain);
  RowCondition sales;
  sales.text = "kind == \"sale\"";
  calendar.sources[0].format.rows = std::make_shared<const RowCondition>(sales);
  RowCondition monthly;
  monthly.text = "freq == \"M\"";
  calendar.sources[1].format.rows = std::make_shared<const RowCondition>(monthly);
  const MetricIdentity chosen = identify_metric(calendar, metric);
  CHECK(chosen.definition ==
        "sum of net from shop over the cycle in EUR, of rows where kind == \"sale\", other currencies at the cycle's " +
            rate + " rate of ecb where freq == \"M\", dated by day");
  CHECK(chosen.hash != all_rows.hash);
}

TEST_CASE("measure: which rows of each table count stands in the instrument") {
  Setting setting;
  PluginDescription description = survey();
  for (const char* name : {"visits", "calls"}) {
    description.tables.push_back(description.tables.back());
    description.tables.back().name = name;
  }
  FakePlugin plugin(description);
  plugin.wanted = {"q7"};
  Column state;
  state.name = "state";
  state.type = ColumnType::uint8;
  state.uint8s = {1};
  plugin.answer = {{numbers("subject", {1}), state}, 1};
  const auto rows = [] { return source_of({words("q7", {"a"})}, {10}); };
  setting.request.inputs = {{"answers", rows(), "q1 >= 4"}, {"visits", rows()}, {"calls", rows(), "kind == \"in\""}};
  CHECK(measure(setting.request, plugin).header.instrument.rows == "answers where q1 >= 4; calls where kind == \"in\"");
}
