#include <catch2/catch.hpp>
#include <charconv>
#include <cmath>
#include <numeric>
#include <set>

#include "core/audience/permanent_number.hpp"
#include "core/audience/sample.hpp"
#include "core/audience/sample_size.hpp"
#include "core/estimate/distributions.hpp"
#include "tests/unit/estimate/more_runners.hpp"

namespace vk::test {
namespace {

/// Members with their strata in name order.
struct Members {
  std::vector<std::string> ids;
  std::vector<std::string> strata;  ///< names, sorted
  std::vector<uint32_t> stratum;
  std::vector<int64_t> money;
  std::map<std::string, uint32_t> places;  ///< id -> position

  SampleFrame frame(std::span<const uint64_t> keys) const {
    return {keys, stratum, [this](size_t i) { return std::string_view{ids[i]}; }};
  }
  std::vector<std::string> names(const SampleDraw& draw) const {
    std::vector<std::string> result;
    for (const uint32_t member : draw.members) result.push_back(ids[member]);
    std::sort(result.begin(), result.end());
    return result;
  }
  std::vector<int64_t> wanted(const Object& sizes) const {
    std::vector<int64_t> result;
    for (const std::string& name : strata) result.push_back(sizes->getValue<int64_t>(name));
    return result;
  }
  std::vector<uint64_t> keys(const std::string& salt) const {
    PermanentNumbers numbers(salt);
    std::vector<uint64_t> result;
    for (const std::string& id : ids) result.push_back(numbers.of(id).key);
    return result;
  }
};

Members members_of(const Case& c, const std::string& role) {
  Members result;
  const std::vector<CaseRow> rows = c.rows(role);
  std::set<std::string> names;
  for (const CaseRow& row : rows) names.insert(row.at("stratum"));
  result.strata.assign(names.begin(), names.end());
  for (const CaseRow& row : rows) {
    const auto place = std::lower_bound(result.strata.begin(), result.strata.end(), row.at("stratum"));
    result.places[row.at("id")] = static_cast<uint32_t>(result.ids.size());
    result.ids.push_back(row.at("id"));
    result.stratum.push_back(static_cast<uint32_t>(place - result.strata.begin()));
    if (row.count("x") != 0) result.money.push_back(std::stoll(row.at("x")));
  }
  return result;
}

uint64_t from_hex(const std::string& text) {
  uint64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  REQUIRE((fault == std::errc() && end == text.data() + text.size()));
  return value;
}

void run_sha256(const Case& c) {
  const std::vector<std::string> messages = texts(c.params->getArray("messages"));
  const std::vector<std::string> want = texts(c.expected->getArray("hex"));
  for (size_t i = 0; i < messages.size(); ++i) CHECK(sha256_hex(messages[i]) == want.at(i));
}

void run_prn(const Case& c) {
  const std::vector<std::string> ids = texts(c.params->getArray("ids"));
  const std::vector<std::string> digests = texts(c.expected->getArray("sha256"));
  const std::vector<std::string> keys = texts(c.expected->getArray("key"));
  const std::vector<std::string> keys2 = texts(c.expected->getArray("key2"));
  PermanentNumbers numbers(c.text("salt"));
  for (unsigned i = 0; i < ids.size(); ++i) {
    const PermanentNumber got = numbers.of(ids[i]);
    CHECK(sha256_hex(c.text("salt") + '\0' + ids[i]) == digests.at(i));
    CHECK(std::to_string(got.key) == keys.at(i));
    CHECK(std::to_string(got.key2) == keys2.at(i));
    c.check("u", circle_share(got.key), c.expected->getArray("u")->get(i));
    c.check("slot52", year_slot(got.key2, 52), c.expected->getArray("slot52")->get(i));
    c.check("slot365", year_slot(got.key2, 365), c.expected->getArray("slot365")->get(i));
  }
}

void run_prn_select(const Case& c) {
  const Members members = members_of(c, "frame");
  const std::vector<uint64_t> keys = members.keys(c.text("salt"));
  const SampleDraw draw =
      draw_sample(members.frame(keys), members.wanted(c.params->getObject("n")), from_hex(c.text("start")), {});
  CHECK(members.names(draw) == texts(c.expected->getArray("selected")));
}

void run_prn_schedule(const Case& c) {
  const Members members = members_of(c, "frame");
  const std::vector<uint64_t> keys = members.keys(c.text("salt"));
  const Day first{};
  AskHistory history;
  for (const CaseRow& row : c.rows("history")) {
    history.add(members.places.at(row.at("id")), first + std::chrono::days{std::stoi(row.at("day"))});
  }
  const BurdenCap cap{c.params->getValue<int64_t>("max_asks"), c.params->getValue<int64_t>("window_days")};
  const List measurements = c.params->getArray("measurements");
  for (unsigned m = 0; m < measurements->size(); ++m) {
    const Object each = measurements->getObject(m);
    const std::string name = each->getValue<std::string>("name");
    const Day day = first + std::chrono::days{each->getValue<int>("day")};
    const SampleDraw draw =
        draw_sample(members.frame(keys), members.wanted(each->getObject("n")),
                    from_hex(each->getValue<std::string>("start")), history.available(members.ids.size(), day, cap));
    history.add(draw, day);
    INFO(name);
    CHECK(members.names(draw) == texts(c.expected->getObject("selected")->getArray(name)));
    CHECK(draw.shortfall == members.wanted(c.expected->getObject("shortfall")->getObject(name)));
  }
  CHECK(history.most_in_window(cap.days) == c.expected->getValue<int64_t>("max_in_window"));
}

std::vector<PlannedStratum> planned_of(const Object& problem) {
  std::vector<PlannedStratum> strata;
  const List members = problem->getArray("N");
  for (unsigned h = 0; h < members->size(); ++h) {
    const double response = problem->has("rr") ? at(problem->getArray("rr"), h) : 1;
    strata.push_back({static_cast<int64_t>(at(members, h)), at(problem->getArray("S"), h), response, false});
  }
  return strata;
}

template <class Value>
void check_list(const Case& c, const char* key, const std::vector<Value>& got, const List& want) {
  REQUIRE(got.size() == want->size());
  for (unsigned i = 0; i < got.size(); ++i) c.check(key, static_cast<double>(got[i]), want->get(i));
}

void run_neyman(const Case& c) {
  const List problems = c.params->getArray("problems");
  for (unsigned i = 0; i < problems->size(); ++i) {
    const Object problem = problems->getObject(i);
    const std::vector<int64_t> got =
        neyman_sizes(problem->getValue<int64_t>("n"), planned_of(problem), problem->getValue<int64_t>("nmin"));
    check_list(c, "n_h", got, c.expected->getArray("n_h")->getArray(i));
  }
}

void run_plan_halfwidth(const Case& c) {
  const List problems = c.params->getArray("problems");
  for (unsigned i = 0; i < problems->size(); ++i) {
    const Object problem = problems->getObject(i);
    const Object want = c.expected->getArray("plans")->getObject(i);
    const double level = problem->getValue<double>("level");
    const SamplePlan got = plan_for_half_width(
        {problem->getValue<double>("E"), z_quantile(1 - (1 - level) / 2), problem->getValue<int64_t>("nmin")},
        planned_of(problem));
    check_list(c, "n_h", got.answers, want->getArray("n_h"));
    check_list(c, "invites", got.invites, want->getArray("invites"));
    check_list(c, "reachable", got.reachable, want->getArray("reachable"));
    c.check_all({{"n", static_cast<double>(got.size)}, {"halfwidth", got.half_width}}, want);
  }
}

/// Strata of the customers with money, with each one's members and money.
struct EqualMoney {
  std::vector<std::string> ids;
  std::vector<uint32_t> stratum;
  std::vector<std::vector<int64_t>> money;  ///< by stratum - 1
};

EqualMoney equal_money_of(const Case& c, uint32_t strata) {
  EqualMoney result;
  std::vector<int64_t> money;
  for (const CaseRow& row : c.rows("customers")) {
    if (std::stoll(row.at(c.text("x"))) == 0) continue;
    result.ids.push_back(row.at("id"));
    money.push_back(std::stoll(row.at(c.text("x"))));
  }
  result.stratum = equal_money_strata(money, strata, [&](size_t i) { return std::string_view{result.ids[i]}; });
  result.money.resize(strata);
  for (size_t i = 0; i < money.size(); ++i) result.money.at(result.stratum[i] - 1).push_back(money[i]);
  return result;
}

void check_members_and_money(const Case& c, const EqualMoney& got) {
  std::vector<size_t> members;
  std::vector<int64_t> money;
  for (const std::vector<int64_t>& each : got.money) {
    members.push_back(each.size());
    money.push_back(std::accumulate(each.begin(), each.end(), int64_t{0}));
  }
  check_list(c, "N", members, c.expected->getArray("N"));
  check_list(c, "X", money, c.expected->getArray("X"));
}

void run_planning_spread(const Case& c) {
  const EqualMoney got = equal_money_of(c, static_cast<uint32_t>(c.number("strata")));
  check_members_and_money(c, got);
  std::vector<double> spreads;
  for (const std::vector<int64_t>& money : got.money) spreads.push_back(planning_spread(money, c.number("p")));
  check_list(c, "S", spreads, c.expected->getArray("S"));
}

void run_equal_money_strata(const Case& c) {
  const EqualMoney got = equal_money_of(c, static_cast<uint32_t>(c.number("L")));
  check_members_and_money(c, got);
  const Object first = c.expected->getObject("first");
  for (const std::string& id : first->getNames()) {
    const auto place = std::find(got.ids.begin(), got.ids.end(), id);
    REQUIRE(place != got.ids.end());
    CHECK(got.stratum[static_cast<size_t>(place - got.ids.begin())] == first->getValue<uint32_t>(id));
  }
}

/// Samples drawn and estimated one after another.
void run_e2e_coverage(const Case& c) {
  const Members members = members_of(c, "population");
  const std::vector<CaseRow> rows = c.rows("population");
  std::vector<Stratum> strata;
  for (size_t h = 0; h < members.strata.size(); ++h) {
    strata.push_back({members.strata[h], static_cast<int64_t>(h), "all", 0, 0, false});
  }
  int64_t truth = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    ++strata[members.stratum[i]].population;
    strata[members.stratum[i]].money += members.money[i];
    if (rows[i].at("state") == c.text("state")) truth += members.money[i];
  }
  const std::vector<int64_t> wanted = members.wanted(c.params->getObject("n"));
  const int reps = c.params->getValue<int>("reps");
  std::vector<double> estimates;
  double covered = 0, covered_by_t = 0, widths = 0;
  for (int rep = 1; rep <= reps; ++rep) {
    const std::vector<uint64_t> keys = members.keys(c.text("salt_prefix") + std::to_string(rep));
    std::vector<Respondent> respondents;
    for (const uint32_t i : draw_sample(members.frame(keys), wanted, 0, {}).members) {
      const size_t state = rows[i].at("state") == c.text("state") ? 0 : 1;
      respondents.push_back({members.ids[i], members.stratum[i], members.money[i], state});
    }
    const StateEstimate got = state_total(strata, respondents, {true, false}, c.level()).estimate;
    const auto holds = [&](const Interval& interval) {
      const double wanted_total = static_cast<double>(truth);
      return interval.low <= wanted_total && wanted_total <= interval.high ? 1.0 : 0.0;
    };
    covered += holds(got.interval);
    covered_by_t += holds(got.plain_t);
    widths += (got.interval.high - got.interval.low) / 2 / reps;
    estimates.push_back(got.total);
  }
  double mean = 0, squares = 0;
  for (const double estimate : estimates) mean += estimate / reps;
  for (const double estimate : estimates) squares += (estimate - mean) * (estimate - mean) / (reps - 1);
  c.check_all({{"truth", static_cast<double>(truth)},
               {"covered", covered},
               {"covered_by_plain_t", covered_by_t},
               {"mean_estimate", mean},
               {"mean_halfwidth", widths},
               {"sd_estimate", std::sqrt(squares)}},
              c.expected);
}

}  // namespace

Runners sample_runners() {
  return {{"sha256", run_sha256},
          {"prn", run_prn},
          {"prn_select", run_prn_select},
          {"prn_schedule", run_prn_schedule},
          {"neyman", run_neyman},
          {"plan_halfwidth", run_plan_halfwidth},
          {"planning_S", run_planning_spread},
          {"equal_money_strata", run_equal_money_strata},
          {"e2e_coverage", run_e2e_coverage}};
}

}  // namespace vk::test
