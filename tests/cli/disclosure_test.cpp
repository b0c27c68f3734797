#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "tests/cli/support/workshop.hpp"

using vk::test::parse_json;
using vk::test::ProgramResult;
using vk::test::small_calendar;
using vk::test::Workshop;

namespace {

constexpr const char* kFormats[] = {"html", "md", "json", "csv", "svg"};

std::string calendar(const std::string& rule) {
  std::string text = small_calendar();
  text.replace(text.find("currency = \"EUR\""), 16, "currency = \"EUR\"\n" + rule);
  text.replace(text.find("\"csv\"]"), 6, "\"csv\", \"svg\"]");
  return text;
}

/// 200 small, 100 large and two huge customers; the huge ones spend like nobody else, and everybody is in a state.
void write_data(const Workshop& workshop, int leaving) {
  std::string customers = "id,size\n";
  std::string invoices = "id,day,amount\n";
  for (const int year : {2025, 2026}) {
    std::string answers = "id,stay\n";
    for (int i = 0; i < 302; ++i) {
      const std::string key = fmt::format("K{:03}", i);
      const char* size = i >= 300 ? "huge" : i >= 200 ? "large" : "small";
      if (year == 2025) customers += fmt::format("{},{}\n", key, size);
      // What the two huge ones spend is theirs alone: 1,444.43 together.
      const std::string amount = i == 300   ? "777.77"
                                 : i == 301 ? "666.66"
                                            : fmt::format("{}.00", 100 + i % 7 + year % 5);
      invoices += fmt::format("{},{}-03-01,{}\n", key, year, amount);
      answers += fmt::format("{},{}\n", key, i < leaving ? 1 : i % 3 == 0 ? 4 : 7);
    }
    workshop.write(fmt::format("answers-{}.csv", year), answers);
  }
  workshop.write("customers.csv", customers);
  workshop.write("invoices.csv", invoices);
}

void run_both_years(const Workshop& workshop) {
  REQUIRE(workshop.run_as_of("2025-12-30T08:00:00Z").exit_code == 0);
  REQUIRE(workshop.run_as_of("2026-01-05T08:00:00Z").exit_code != 1);
  REQUIRE(workshop.run_as_of("2027-01-05T08:00:00Z").exit_code != 1);
}

/// Any of the ways in which writers put an amount.
bool tells(const std::string& text, const std::vector<std::string>& amounts) {
  return std::any_of(amounts.begin(), amounts.end(),
                     [&](const std::string& amount) { return text.find(amount) != std::string::npos; });
}

}  // namespace

TEST_CASE("disclosure: a segment of two is told with another in every format, and never by subtraction") {
  const Workshop open(calendar(""));
  write_data(open, 40);
  run_both_years(open);
  const Workshop closed(calendar("disclosure = { least = 3, dominance = \"10 %\" }\n"));
  write_data(closed, 40);
  run_both_years(closed);
  const std::vector<std::string> theirs{"1,444.43", "1444.43", "144443", "1 444,43", "huge"};
  for (const char* format : kFormats) {
    INFO(format);
    const std::string name = fmt::format("reports/board-2026.{}", format);
    const std::string hidden = closed.read(name);
    CHECK_FALSE(tells(hidden, theirs));
    if (std::string_view{format} != "svg") CHECK(tells(open.read(name), theirs));
  }
  const auto report = parse_json(closed.read("reports/board-2026.json"));
  const auto figures = report->getArray("figures");
  size_t segments = 0;
  for (unsigned i = 0; i < figures->size(); ++i) {
    const std::string id = figures->getObject(i)->getValue<std::string>("id");
    if (id.find("/segment/") != std::string::npos && id.ends_with("/base")) ++segments;
  }
  CHECK(segments == 3);  // small, other and all

  // Whoever adds and subtracts any two amounts of the report finds neither of the two customers, nor both.
  std::vector<int64_t> amounts{0};
  for (unsigned i = 0; i < figures->size(); ++i) {
    const auto value = figures->getObject(i)->get("value");
    if (value.type() != typeid(Poco::JSON::Object::Ptr)) continue;
    const auto money = value.extract<Poco::JSON::Object::Ptr>();
    if (money->has("minor")) amounts.push_back(money->getValue<int64_t>("minor"));
  }
  REQUIRE(amounts.size() > 20);
  for (const int64_t a : amounts) {
    for (const int64_t b : amounts) {
      for (const int64_t hidden : {77777, 66666, 144443}) {
        CHECK(a - b != hidden);
        CHECK(a + b != hidden);
      }
    }
  }
  CHECK(closed.read("reports/board-2026.md").find("| other |") != std::string::npos);

  const ProgramResult compared = closed.run({"compare", "pulse@2025", "pulse@2026"});
  INFO(compared.err);
  CHECK_FALSE(tells(compared.out, theirs));
  CHECK(compared.out.find("other") != std::string::npos);
  CHECK(closed.run({"compare", "pulse@2025", "pulse@2026", "--require-comparable"}).exit_code == 0);
}

TEST_CASE("disclosure: a cycle is told in one way, whatever its reports compare it with") {
  const std::string plain =
      "[[report]]\nid = \"plain\"\nafter = [\"pulse\"]\ncompare = \"none\"\nformats = [\"json\"]\n"
      "to = [\"folder:reports\"]\n";
  const auto told_figures = [&](const std::string& report, const std::string& board_compares) {
    std::string text = calendar("disclosure = { least = 3 }\n") + plain;
    text.replace(text.find("id      = \"board\""), 17, "id = \"board\"\ncompare = \"" + board_compares + "\"");
    const Workshop workshop(text);
    std::string customers = "id,size\n";
    std::string invoices = "id,day,amount\n";
    for (int i = 0; i < 303; ++i) {
      customers += fmt::format("K{:03},{}\n", i, i >= 300 ? "huge" : i >= 200 ? "large" : "small");
      // Of the three huge ones each cycle is safe to tell; that one of them grew is not.
      invoices += fmt::format("K{0:03},2025-03-01,100.00\nK{0:03},2026-03-01,{1}.00\n", i,
                              i < 300    ? 99 + i % 2 * 2
                              : i == 300 ? 150
                                         : 100);
    }
    workshop.write("customers.csv", customers);
    workshop.write("invoices.csv", invoices);
    for (const int year : {2025, 2026}) {
      std::string answers = "id,stay\n";
      for (int i = 0; i < 303; ++i) answers += fmt::format("K{:03},{}\n", i, i >= 300 ? 7 : 1 + i % 7);
      workshop.write(fmt::format("answers-{}.csv", year), answers);
    }
    run_both_years(workshop);
    const auto figures = parse_json(workshop.read(fmt::format("reports/{}-2026.json", report)))->getArray("figures");
    std::map<std::string, std::string> told;
    for (unsigned i = 0; i < figures->size(); ++i) {
      const auto figure = figures->getObject(i);
      told[figure->getValue<std::string>("id")] = figure->getValue<std::string>("text");
    }
    return told;
  };
  const auto alone = told_figures("plain", "none");
  const auto beside = told_figures("plain", "previous occurrence");
  CHECK(alone == beside);
  CHECK(alone.contains("pulse/customers@2026/segment/huge/base"));
  auto compared = told_figures("board", "previous occurrence");
  // Who grew among the huge is told with other segments; the cycle itself as ever.
  CHECK(compared.contains("pulse/customers@2026/from/2025/segment/size = other/expansion"));
  CHECK_FALSE(compared.contains("pulse/customers@2026/from/2025/segment/size = huge/expansion"));
  std::erase_if(compared, [](const auto& figure) { return figure.first.find("/from/2025/") != std::string::npos; });
  CHECK(compared == alone);
}

TEST_CASE("disclosure: a state of one customer is told with the smallest others, and the rest as ever") {
  const Workshop workshop(calendar("disclosure = { least = 3 }\n"));
  write_data(workshop, 1);
  run_both_years(workshop);
  // The one who is leaving has 101.00, with the year 100 + 2026 % 5.
  for (const char* format : kFormats) {
    INFO(format);
    const std::string report = workshop.read(fmt::format("reports/board-2026.{}", format));
    CHECK(report.find("/exposure/leaving") == std::string::npos);
    CHECK(report.find("/state/leaving/") == std::string::npos);
    CHECK_FALSE(tells(report, {"1 member leaving"}));
  }
  const std::string csv = workshop.read("reports/board-2026.csv");
  CHECK(csv.find("/exposure/secured") != std::string::npos);
  CHECK(csv.find("/exposure/together,") != std::string::npos);
  CHECK(csv.find("/base,") != std::string::npos);
  const auto cycle = parse_json(workshop.read("reports/board-2026.json"))->getArray("cycles")->getObject(0);
  REQUIRE(cycle->has("together"));
  const auto group = cycle->getArray("together")->getArray(0);
  std::set<std::string> names;
  for (unsigned i = 0; i < group->size(); ++i) names.insert(group->getElement<std::string>(i));
  CHECK(names == std::set<std::string>{"leaving", "uncertain"});
  const ProgramResult compared = workshop.run({"compare", "pulse@2025", "pulse@2026"});
  CHECK(compared.exit_code == 0);
  CHECK(compared.out.find("together") != std::string::npos);
}

TEST_CASE("disclosure: the churn of one customer is told with contraction and keeps the comparison") {
  const Workshop workshop(calendar("disclosure = { least = 3 }\n"));
  write_data(workshop, 40);
  std::string invoices = workshop.read("invoices.csv");
  REQUIRE(invoices.find("K007,2026-03-01,") != std::string::npos);
  const size_t at = invoices.find("K007,2026-03-01,");
  invoices.erase(at, invoices.find('\n', at) + 1 - at);
  // Three pay less than before, enough to hide one who left among them.
  for (const char* key : {"K010", "K011", "K012"}) {
    const size_t line = invoices.find(fmt::format("{},2026-03-01,", key));
    REQUIRE(line != std::string::npos);
    const size_t amount = line + std::string{"K010,2026-03-01,"}.size();
    invoices.replace(amount, invoices.find('\n', amount) - amount, "20.00");
  }
  workshop.write("invoices.csv", invoices);
  run_both_years(workshop);
  const auto report = parse_json(workshop.read("reports/board-2026.json"));
  const auto verdict = report->getArray("comparisons")->getObject(0)->getObject("money");
  CHECK(verdict->getValue<std::string>("verdict") == "same");
  for (const char* format : {"json", "csv"}) {
    INFO(format);
    const std::string text = workshop.read(fmt::format("reports/board-2026.{}", format));
    CHECK(text.find("/bridge/churn") == std::string::npos);
    CHECK(text.find("/bridge/losses") != std::string::npos);
    CHECK(text.find("/logo_retention") == std::string::npos);
    CHECK(text.find("/grr") != std::string::npos);
    CHECK(text.find("/nrr") != std::string::npos);
    CHECK(text.find("/bridge/expansion") != std::string::npos);
    CHECK(text.find("/bridge/losses/subjects") == std::string::npos);
    // All 302 bought the year before: how many did this year would be all but one.
    CHECK(text.find("/bridge/opening/subjects") != std::string::npos);
    CHECK(text.find("/bridge/closing/subjects") == std::string::npos);
    CHECK(text.find("@2026/state/uncertain/members") != std::string::npos);
    CHECK(text.find("@2026/state/uncertain/active") == std::string::npos);
  }
  CHECK(workshop.run({"compare", "pulse@2025", "pulse@2026"}).exit_code == 0);
}

TEST_CASE("disclosure: a cycle whose base would tell of one customer is withheld, with the reason") {
  const Workshop workshop(calendar("disclosure = { least = 400 }\n"));
  write_data(workshop, 40);
  run_both_years(workshop);
  for (const char* format : kFormats) {
    INFO(format);
    CHECK(workshop.read(fmt::format("reports/board-2026.{}", format)).find("/exposure/") == std::string::npos);
  }
  const std::string text = workshop.read("reports/board-2026.md");
  CHECK(text.find("pulse/customers@2026 is withheld: a figure of it would tell too much of one customer") !=
        std::string::npos);
  const ProgramResult compared = workshop.run({"compare", "pulse@2025", "pulse@2026", "--require-comparable"});
  CHECK(compared.out.find("Opening") == std::string::npos);
  CHECK(compared.exit_code == 1);
}
