#include <catch2/catch.hpp>

#include "core/compare/compare.hpp"
#include "core/money/exchange.hpp"
#include "core/report/disclosure.hpp"
#include "core/store/store.hpp"
#include "tests/support/sample_snapshot.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/estimate/more_runners.hpp"

namespace vk::test {
namespace {

/// Customers of two cycles as snapshots, compared.
class Customers {
 public:
  Customers(const Case& c, const std::vector<std::string>& states) : c_(c), states_(states) {
    for (const CaseRow& row : c.rows("customers")) {
      if (c.params->has("by")) segments_[row.at(c.text("by"))] = 0;
      rows_.push_back(row);
    }
    if (segments_.empty()) segments_["all"] = 0;
    uint16_t code = 0;
    for (auto& [name, number] : segments_) number = code++;
  }

  Comparison compared() {
    Store store = Store::open(folder_ / "s.db", StoreMode::read_write);
    SnapshotReader earlier = keep(store, 2025, "prev", "s1");
    SnapshotReader later = keep(store, 2026, "curr", "s2");
    return compare(earlier, later);
  }

 private:
  SnapshotReader keep(Store& store, int year, const char* money, const char* state) {
    SnapshotHeader header = sample_header(year);
    header.segments = {{"by"}, {}};
    for (const auto& [name, code] : segments_) header.segments.tuples.push_back({name});
    std::vector<test::Row> rows;
    for (size_t i = 0; i < rows_.size(); ++i) {
      const int64_t amount = std::stoll(rows_[i].at(c_.text(money)));
      if (amount == 0) continue;  // nobody's revenue: not a customer in that cycle
      test::Row row{i, kUnmeasured, amount, kActive, 0};
      if (c_.params->has("before") && std::stoll(rows_[i].at(c_.text("before"))) > 0) row.activity |= kActiveBefore;
      if (c_.params->has("by")) row.segment = segments_.at(rows_[i].at(c_.text("by")));
      if (c_.params->has(state)) row.state = state_code(rows_[i].at(c_.text(state)));
      rows.push_back(row);
    }
    const Snapshot snapshot = snapshot_of(header, rows);
    return store.read_columns(store.put_snapshot(snapshot, closed_entry(header), {}));
  }

  uint8_t state_code(const std::string& name) const {
    const auto found = std::find(states_.begin(), states_.end(), name);
    REQUIRE(found != states_.end());
    return static_cast<uint8_t>(found - states_.begin());
  }

  const Case& c_;
  std::vector<std::string> states_;
  std::vector<CaseRow> rows_;
  std::map<std::string, uint16_t> segments_;
  TempFolder folder_;
};

void check_bridge(const Case& c, const MoneyBridge& bridge, const Object& want) {
  const auto whole = [](auto value) { return static_cast<double>(value); };
  const Ratio net = net_revenue_retention(bridge);
  const Ratio gross = gross_revenue_retention(bridge);
  c.check_all({{"begin", whole(bridge.opening)},
               {"new", whole(bridge.added_new)},
               {"reactivation", whole(bridge.reactivation)},
               {"expansion", whole(bridge.expansion)},
               {"contraction", whole(-bridge.contraction)},
               {"churn", whole(-bridge.churn)},
               {"end", whole(bridge.closing)},
               {"customers_begin", whole(bridge.subjects_opening)},
               {"customers_end", whole(bridge.subjects_closing)},
               {"n_new", whole(bridge.subjects_new)},
               {"n_reactivated", whole(bridge.subjects_reactivated)},
               {"n_churned", whole(bridge.subjects_churned)},
               {"nrr_num", whole(net.numerator)},
               {"grr_num", whole(gross.numerator)},
               {"nrr", whole(net.numerator) / whole(net.denominator)},
               {"grr", whole(gross.numerator) / whole(gross.denominator)}},
              want);
}

void run_movements(const Case& c) {
  const Comparison got = Customers(c, {}).compared();
  REQUIRE(got.bridge.has_value());
  if (!c.params->has("by")) {
    check_bridge(c, *got.bridge, c.expected);
    return;
  }
  for (const std::string& name : c.expected->getNames()) {
    const auto found = std::find_if(got.by_segment.begin(), got.by_segment.end(),
                                    [&](const SegmentFigures& each) { return each.segment == "by = " + name; });
    INFO(name);
    REQUIRE(found != got.by_segment.end());
    check_bridge(c, found->bridge, c.expected->getObject(name));
  }
}

void run_transition_census(const Case& c) {
  const std::vector<std::string> states{"committed", "uncertain", "leaving"};
  const Comparison got = Customers(c, states).compared();
  const List cells = c.expected->getArray("cells");
  CHECK(got.transitions.size() == cells->size());
  const auto code = [&](const std::string& name) {
    if (name == c.text("none")) return kAbsent;
    return static_cast<uint8_t>(std::find(states.begin(), states.end(), name) - states.begin());
  };
  for (unsigned i = 0; i < cells->size(); ++i) {
    const Object want = cells->getObject(i);
    const uint8_t from = code(want->getValue<std::string>("from"));
    const uint8_t to = code(want->getValue<std::string>("to"));
    const auto found = std::find_if(got.transitions.begin(), got.transitions.end(),
                                    [&](const Transition& each) { return each.from == from && each.to == to; });
    REQUIRE(found != got.transitions.end());
    CHECK(found->subjects == want->getValue<uint64_t>("n"));
    CHECK(found->money_from == want->getValue<int64_t>("money_prev"));
    CHECK(found->money_to == want->getValue<int64_t>("money_curr"));
  }
}

RateTable rates_of(const Case& c, const char* name) {
  RateTable table(Currency::from_code(c.text("reporting")).value());
  const Object rates = c.params->getObject(name);
  for (const std::string& code : rates->getNames()) {
    table.set(Currency::from_code(code).value(), decimal_ratio(rates->getValue<std::string>(code)));
  }
  return table;
}

void check_amounts(const std::vector<int64_t>& got, const List& want) {
  REQUIRE(got.size() == want->size());
  for (unsigned i = 0; i < got.size(); ++i) CHECK(got[i] == want->getElement<int64_t>(i));
}

void run_constant_currency(const Case& c) {
  std::vector<LocalPair> pairs;
  for (const CaseRow& row : c.rows("rows")) {
    const Currency currency = Currency::from_code(row.at("currency")).value();
    pairs.push_back({{std::stoll(row.at("prev")), currency}, {std::stoll(row.at("curr")), currency}});
  }
  const ConstantCurrency got = constant_currency(pairs, rates_of(c, "rates_prev"), rates_of(c, "rates_curr"));
  check_amounts(got.earlier, c.expected->getArray("prev"));
  check_amounts(got.later_constant, c.expected->getArray("curr_constant"));
  check_amounts(got.later_spot, c.expected->getArray("curr_spot"));
  CHECK(got.reported_change == c.expected->getValue<int64_t>("reported_change"));
  CHECK(got.organic_change == c.expected->getValue<int64_t>("organic_change"));
  CHECK(got.exchange_effect == c.expected->getValue<int64_t>("fx_effect"));
}

void run_deflate(const Case& c) {
  std::vector<int64_t> amounts;
  const List given = c.params->getArray("amounts");
  for (unsigned i = 0; i < given->size(); ++i) amounts.push_back(given->getElement<int64_t>(i));
  const std::vector<int64_t> got =
      deflate(amounts, decimal_ratio(c.text("index_base")), decimal_ratio(c.text("index_period")));
  check_amounts(got, c.expected->getArray("real"));
  int64_t total = 0;
  for (const int64_t amount : got) total += amount;
  CHECK(total == c.expected->getValue<int64_t>("total_real"));
}

void run_round_half_even(const Case& c) {
  const List products = c.params->getArray("products");
  for (unsigned i = 0; i < products->size(); ++i) {
    const Object each = products->getObject(i);
    CHECK(
        scaled(std::stoll(each->getValue<std::string>("amount")), decimal_ratio(each->getValue<std::string>("rate"))) ==
        c.expected->getArray("result")->getElement<int64_t>(i));
  }
}

void run_disclosure_control(const Case& c) {
  std::map<std::string, std::vector<int64_t>> amounts;
  for (const CaseRow& row : c.rows("contributions")) amounts[row.at("cell")].push_back(std::stoll(row.at("x")));
  const DisclosureRule rule{c.params->getValue<uint64_t>("min_n"), c.number("p_percent")};
  const auto nk_n = c.params->getValue<size_t>("nk_n");
  std::vector<std::string> names;
  std::vector<DisclosureCell> cells;
  PrintedSum row;
  for (auto& [name, list] : amounts) {
    std::sort(list.begin(), list.end(), std::greater<>());
    DisclosureCell cell{list.size(), 0, list[0], list.size() > 1 ? list[1] : 0};
    for (const int64_t amount : list) cell.total += amount;
    const double share = dominance(list, nk_n, cell.total);
    INFO(name);
    c.check_all({{"n", static_cast<double>(cell.contributors)},
                 {"total", static_cast<double>(cell.total)},
                 {"unsafe_n", has_too_few(cell, rule) ? 1.0 : 0.0},
                 {"unsafe_p", is_dominated(cell, rule) ? 1.0 : 0.0},
                 {"dom2", share},
                 {"unsafe_nk", share > c.number("nk_k") ? 1.0 : 0.0}},
                c.expected->getObject("cells")->getObject(name));
    row.parts.push_back(cells.size());
    names.push_back(name);
    cells.push_back(cell);
  }
  row.total = cells.size();
  const Suppression got = suppress(cells, std::vector<PrintedSum>{row}, rule);
  std::vector<std::string> primary, secondary, all;
  for (size_t i = 0; i < names.size(); ++i) {
    if (got.hides(i)) all.push_back(names[i]);
  }
  for (const size_t i : got.primary) primary.push_back(names[i]);
  for (const size_t i : got.secondary) secondary.push_back(names[i]);
  CHECK(primary == texts(c.expected->getArray("primary")));
  CHECK(secondary == texts(c.expected->getArray("secondary")));
  CHECK(all == texts(c.expected->getArray("suppressed")));
}

}  // namespace

Runners stage_runners() {
  return {{"movements", run_movements},
          {"transition_census", run_transition_census},
          {"constant_currency", run_constant_currency},
          {"deflate", run_deflate},
          {"round_half_even", run_round_half_even},
          {"disclosure_control", run_disclosure_control}};
}

}  // namespace vk::test
