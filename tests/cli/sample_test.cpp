#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "core/base/text.hpp"
#include "tests/cli/support/workshop.hpp"
#include "tests/support/contains.hpp"

using vk::replace_all;
using vk::test::parse_json;
using vk::test::ProgramResult;
using vk::test::Workshop;

namespace {

constexpr int kCustomers = 300;

using vk::test::contains;

std::string sampled_survey(const std::string& id, const std::string& opens, const std::string& sample) {
  return fmt::format(R"toml(
[[measurement]]
id = "{}"
audience = "customers"
plugin = "survey_state"
every = "year"
opens = "{}"
stays_open = "1 week"
money = "purchases"
channel = "email"
to = "folder:lists"
inputs = {{ answers = "answers" }}
states = [{{ name = "committed", money = "secured" }}, {{ name = "leaving", money = "leaving" }}]
[measurement.sample]
{}
[measurement.options]
rule = [{{ state = "leaving", when = "stay <= 2" }}, {{ state = "committed", when = "stay > 2" }}]
)toml",
                     id, opens, sample);
}

std::string sampling_calendar(const std::string& more) {
  return R"toml(format = 1
name = "Three hundred customers"
timezone = "Europe/Helsinki"
currency = "EUR"

[source.customers]
csv = "customers.csv"

[source.invoices]
csv = "invoices.csv"
subject = "id"
date = "day"

[source.answers]
csv = "answers.csv"
subject = "id"

[audience.customers]
register = "customers"
key = "id"
segments = ["size"]
consent = { email = "email_ok" }

[metric.purchases]
source = "invoices"
sum = "amount"
window = "365 days before opens"

[[report]]
id = "board"
after = ["first"]
compare = "none"
formats = ["html", "md", "json", "csv"]
to = ["folder:reports"]
)toml" + more;
}

/// Customers K000 to K299, every third large and ten times as big; every tenth gave no consent; everybody answers.
void write_data(const Workshop& workshop, bool reversed = false) {
  std::vector<std::string> customers;
  std::string invoices = "id,day,amount\n";
  std::string answers = "id,stay\n";
  for (int i = 0; i < kCustomers; ++i) {
    const bool large = i % 3 == 0;
    customers.push_back(fmt::format("K{:03},{},{}\n", i, large ? "large" : "small", i % 10 == 9 ? "no" : "yes"));
    invoices += fmt::format("K{:03},2025-06-01,{}.00\n", i, (large ? 10 : 1) * (100 + i % 40));
    answers += fmt::format("K{:03},{}\n", i, i % 5 == 0 ? 1 : 5);
  }
  if (reversed) std::reverse(customers.begin(), customers.end());
  std::string register_rows = "id,size,email_ok\n";
  for (const std::string& row : customers) register_rows += row;
  workshop.write("customers.csv", register_rows);
  workshop.write("invoices.csv", invoices);
  workshop.write("answers.csv", answers);
}

std::set<std::string> keys_of(const std::string& csv) {
  std::set<std::string> keys;
  for (const std::string_view line : vk::split(csv, '\n')) keys.emplace(line.substr(0, line.find(',')));
  keys.erase("key");
  keys.erase("");
  return keys;
}

constexpr std::string_view kHundred = "size = 100\nresponse = \"50 %\"\n";

void open_first(const Workshop& workshop) {
  REQUIRE(workshop.run_as_of("2026-03-01T00:00:00Z").exit_code == 0);
  const ProgramResult opened = workshop.run_as_of("2026-03-02T08:00:00Z");
  INFO(opened.out << opened.err);
  REQUIRE(opened.exit_code == 0);
}

}  // namespace

TEST_CASE("sample: the opening draws people, keeps them in the ledger and writes the list for the survey tool") {
  const Workshop workshop(sampling_calendar(sampled_survey("first", "March 2", std::string{kHundred})));
  write_data(workshop);
  open_first(workshop);
  const std::string list = workshop.read("lists/first-customers-2026.csv");
  CHECK(list.starts_with("key,channel,day,size\n"));
  const std::set<std::string> drawn = keys_of(list);
  CHECK(drawn.size() == 100);
  CHECK(std::none_of(drawn.begin(), drawn.end(), [](const std::string& key) { return key.ends_with('9'); }));
  const ProgramResult contacts = workshop.run({"contacts", "first/customers@2026"});
  CHECK(contains(contacts.out, "100  contacted"));
  CHECK(contains(contacts.out, "30  left out by no_consent"));
  CHECK(contains(contacts.out, "170  left out by not_sampled"));

  const Workshop elsewhere(sampling_calendar(sampled_survey("first", "March 2", std::string{kHundred})));
  write_data(elsewhere, true);
  open_first(elsewhere);
  CHECK(elsewhere.read("lists/first-customers-2026.csv") == list);
}

TEST_CASE("sample: only those who were asked count, and the report estimates by the draw") {
  const Workshop workshop(sampling_calendar(sampled_survey("first", "March 2", std::string{kHundred})));
  write_data(workshop);
  open_first(workshop);
  const ProgramResult closed = workshop.run_as_of("2026-03-20T08:00:00Z");
  INFO(closed.out << closed.err);
  REQUIRE(closed.exit_code == 0);
  const auto report = parse_json(workshop.read("reports/board-2026.json"));
  const auto cycle = report->getArray("cycles")->getObject(0);
  CHECK(cycle->getValue<std::string>("asked") == "random sample");
  const auto sample = cycle->getObject("sample");
  REQUIRE(sample);
  CHECK(sample->getValue<int>("drawn") == 100);
  CHECK(sample->getValue<int>("wanted") == 100);
  CHECK(sample->getValue<int>("unavailable") == 30);
  CHECK(sample->getValue<int>("answers_outside") == 200);
  CHECK(sample->getArray("strata")->size() == 8);
  const std::string text = workshop.read("reports/board-2026.md");
  CHECK(contains(text, "Sample: 100 of 300 members drawn in 8 strata"));
  CHECK(contains(text, "200 answers came from members who were not asked"));
  CHECK(contains(text, "Not sampled"));
  CHECK(contains(workshop.run({"explain", "K001", "first/customers@2026"}).out, "left out: not in the sample"));
}

TEST_CASE("sample: rest_days keeps two surveys of one audience apart, whoever would be drawn") {
  const Workshop workshop(
      sampling_calendar(sampled_survey("first", "March 2", std::string{kHundred}) +
                        sampled_survey("second", "April 6", "size = 100\nresponse = \"50 %\"\nrest_days = 180\n")));
  write_data(workshop);
  open_first(workshop);
  const ProgramResult opened = workshop.run_as_of("2026-04-06T08:00:00Z");
  REQUIRE(opened.exit_code == 0);
  CHECK(contains(opened.err, "could not be found"));
  const std::set<std::string> first = keys_of(workshop.read("lists/first-customers-2026.csv"));
  const std::set<std::string> second = keys_of(workshop.read("lists/second-customers-2026.csv"));
  CHECK(second.size() > 50);
  CHECK(second.size() < 100);
  std::set<std::string> both;
  std::set_intersection(first.begin(), first.end(), second.begin(), second.end(), std::inserter(both, both.begin()));
  CHECK(both.empty());
  CHECK(contains(workshop.run({"contacts", "second/customers@2026"}).out, "100  left out by sample_rest"));
}

TEST_CASE("sample: the next year's draw knows last year's, also when the calendar says the year in its name") {
  const std::string sample = "size = 100\nresponse = \"50 %\"\nkeep = \"100 %\"\n";
  const auto drawn_in_2027 = [&](std::string_view name) {
    const std::string first_year = sampling_calendar(sampled_survey("first", "March 2", sample));
    const Workshop workshop(first_year);
    write_data(workshop);
    open_first(workshop);
    REQUIRE(workshop.run_as_of("2026-03-20T08:00:00Z").exit_code == 0);
    workshop.write("calendar.toml", replace_all(first_year, "Three hundred customers", name));
    REQUIRE(workshop.run_as_of("2027-03-02T08:00:00Z").exit_code == 0);
    return keys_of(workshop.read("lists/first-customers-2027.csv"));
  };
  const std::set<std::string> same_name = drawn_in_2027("Three hundred customers");
  CHECK(same_name.size() == 100);
  CHECK(drawn_in_2027("Three hundred customers 2027") == same_name);
}

TEST_CASE("sample: plan says what a size buys and how many people an interval takes") {
  const Workshop workshop(
      sampling_calendar(sampled_survey("first", "March 2", std::string{kHundred}) +
                        sampled_survey("precise", "October 5", "half_width = 9000\nresponse = \"50 %\"\n") +
                        sampled_survey("hopeless", "November 2", "size = 12\n")));
  write_data(workshop);
  open_first(workshop);
  REQUIRE(workshop.run_as_of("2026-03-20T08:00:00Z").exit_code == 0);
  const ProgramResult plan = workshop.run({"plan", "--from", "2026-09-01", "--to", "2027-12-31"});
  INFO(plan.out << plan.err);
  REQUIRE(plan.exit_code == 0);
  CHECK(contains(plan.out, "first/customers@2027: 300 people standing for"));
  CHECK(contains(plan.out,
                 "asks 100; sample: 100 of 300 people drawn in 8 strata; at 50.00 % response the money of a "
                 "state is known within"));
  CHECK(contains(plan.out, "precise/customers@2026: 300 people"));
  CHECK(contains(plan.out, "asks 0; sample: a sample of 12 is too small: its 8 strata need 40 people at the least"));
}

TEST_CASE("sample: a list that cannot be written leaves the opening partial and the people in the ledger") {
  const Workshop workshop(sampling_calendar(sampled_survey("first", "March 2", std::string{kHundred})));
  write_data(workshop);
  workshop.write("lists", "a file where the folder should be");
  REQUIRE(workshop.run_as_of("2026-03-01T00:00:00Z").exit_code == 0);
  const ProgramResult opened = workshop.run_as_of("2026-03-02T08:00:00Z");
  CHECK(opened.exit_code == 3);
  CHECK(contains(opened.out, "`vuosikello contacts first/customers@2026 --list` prints it"));
  CHECK(contains(workshop.run({"contacts", "first/customers@2026"}).out, "100  contacted"));
}
