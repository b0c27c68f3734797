#include <catch2/catch.hpp>

#include "core/base/text.hpp"
#include "core/store/store.hpp"
#include "tests/cli/support/workshop.hpp"
#include "tests/support/contains.hpp"

using vk::test::ProgramResult;
using vk::test::small_calendar;
using vk::test::Workshop;
using vk::test::write_small_data;

namespace {

using vk::test::contains;

/// A measurement of the small calendar's customers that asks them by e-mail on a day of 2026.
std::string survey(const std::string& id, const std::string& opens, const std::string& further) {
  return "\n[[measurement]]\nid = \"" + id + "\"\naudience = \"customers\"\nplugin = \"survey_state\"\nopens = \"" +
         opens +
         "\"\nstays_open = \"1 week\"\nmoney = \"purchases\"\ninputs = { answers = \"answers\" }\nchannel = "
         "\"email\"\n" +
         further +
         "states = [{ name = \"committed\", money = \"secured\" }, { name = \"leaving\", money = \"leaving\" }]\n"
         "[measurement.options]\nrule = [{ state = \"leaving\", when = \"stay <= 2\" }, { state = \"committed\", when "
         "= "
         "\"stay > 2\" }]\n";
}

std::string rule(const std::string& keys) {
  return "\n[[contact]]\nname = \"rest\"\n" + keys;
}

struct AskingWorkshop : Workshop {
  explicit AskingWorkshop(const std::string& more) : Workshop(small_calendar() + more) { write_small_data(*this); }
};

}  // namespace

TEST_CASE("contacts: small customers rest thirty days between two surveys, large ones do not") {
  const AskingWorkshop workshop(survey("first", "March 2", "") + survey("second", "March 16", "") +
                                rule("rest_days = 30\nwhere = { size = \"small\" }\n"));
  REQUIRE(workshop.run_as_of("2026-03-01T00:00:00Z").exit_code == 0);
  REQUIRE(workshop.run_as_of("2026-03-02T08:00:00Z").exit_code == 0);
  REQUIRE(workshop.run_as_of("2026-03-16T08:00:00Z").exit_code == 0);

  const ProgramResult first = workshop.run({"contacts", "first/customers@2026"});
  INFO(first.err);
  CHECK(contains(first.out, "10  contacted"));
  const ProgramResult second = workshop.run({"contacts", "second/customers@2026"});
  CHECK(contains(second.out, "4  contacted"));
  CHECK(contains(second.out, "6  left out by rest"));
  const ProgramResult list = workshop.run({"contacts", "second/customers@2026", "--list"});
  CHECK(contains(list.out, "A,left out,email,2026-04-01,rest"));
  CHECK(contains(list.out, "C,contacted,email,2026-03-16,"));

  REQUIRE(workshop.run_as_of("2026-03-23T08:00:00Z").exit_code == 0);
  const ProgramResult told = workshop.run({"explain", "H", "second/customers@2026"});
  INFO(told.err);
  CHECK(contains(told.out, "in customers, segment small"));
  CHECK(contains(told.out, "left out: contact rule \"rest\": free from 2026-04-01"));
  CHECK(contains(told.out, "unmeasured (suppressed)"));
}

TEST_CASE("contacts: a place is kept for a later survey that goes first") {
  const AskingWorkshop workshop(survey("letter", "March 2", "") + survey("board_survey", "March 16", "priority = 1\n") +
                                rule("rest_days = 30\n"));
  REQUIRE(workshop.run_as_of("2026-03-01T00:00:00Z").exit_code == 0);
  REQUIRE(workshop.run_as_of("2026-03-02T08:00:00Z").exit_code == 0);
  CHECK(contains(workshop.run({"contacts", "letter/customers@2026"}).out, "10  left out by rest"));
  REQUIRE(workshop.run_as_of("2026-03-16T08:00:00Z").exit_code == 0);
  CHECK(contains(workshop.run({"contacts", "board_survey/customers@2026"}).out, "10  contacted"));
}

TEST_CASE("contacts: more people than max_contacts fail the opening, and nobody is asked") {
  const AskingWorkshop workshop(survey("first", "March 2", "max_contacts = 9\n"));
  REQUIRE(workshop.run_as_of("2026-03-01T00:00:00Z").exit_code == 0);
  const ProgramResult opened = workshop.run_as_of("2026-03-02T08:00:00Z");
  CHECK(opened.exit_code == 1);
  CHECK(contains(opened.out, "10 people would be asked, max_contacts = 9; nobody is"));
  CHECK(workshop.run({"contacts", "first/customers@2026"}).exit_code == 1);
}

TEST_CASE("contacts: a window that has passed asks nobody, and takes nobody's rest") {
  const AskingWorkshop workshop(survey("first", "March 2", "catch_up = \"all\"\n") + survey("second", "March 16", "") +
                                rule("rest_days = 30\n"));
  REQUIRE(workshop.run_as_of("2026-03-01T00:00:00Z").exit_code == 0);
  const ProgramResult late = workshop.run_as_of("2026-03-16T08:00:00Z");
  INFO(late.out << late.err);
  REQUIRE(late.exit_code == 0);
  CHECK(contains(late.out, "opened        first/customers@2026"));
  CHECK(workshop.run({"contacts", "first/customers@2026"}).exit_code == 1);
  CHECK(contains(workshop.run({"contacts", "second/customers@2026"}).out, "10  contacted"));
}

TEST_CASE("plan: tells to how many, standing for how much, and whom rules will leave out") {
  const AskingWorkshop workshop(survey("first", "March 2", "") + survey("second", "March 16", "") +
                                rule("rest_days = 30\nwhere = { size = \"small\" }\n"));
  REQUIRE(workshop.run_as_of("2025-12-31T08:00:00Z").exit_code == 0);
  REQUIRE(workshop.run_as_of("2026-01-01T08:00:00Z").exit_code == 0);
  const ProgramResult plan = workshop.run({"plan", "--from", "2026-01-01", "--to", "2026-12-31"});
  INFO(plan.out);
  REQUIRE(plan.exit_code == 0);
  CHECK(
      contains(plan.out, "first/customers@2026: 10 people standing for 230.35 EUR, by pulse/customers@2025; asks 10"));
  CHECK(contains(plan.out, "second/customers@2026: 10 people"));
  CHECK(contains(plan.out, "asks 4; 6 left out by rest; 6 meet first/customers@2026"));
  CHECK(contains(plan.err,
                 "warning W506: second/customers@2026: contact rule \"rest\" leaves out customers with size = small in "
                 "week 2026-W12: it also counts first/customers@2026"));

  const ProgramResult json = workshop.run({"--output", "json", "plan", "--from", "2026-01-01", "--to", "2026-12-31"});
  REQUIRE(json.exit_code == 0);
  const auto object = vk::test::parse_json(json.out);
  const auto foreseen = object->getArray("foreseen");
  REQUIRE(foreseen->size() == 3);
  const auto second = foreseen->getObject(1);
  CHECK(second->getObject("name")->getValue<std::string>("item") == "second");
  CHECK(second->getObject("known_from")->getValue<std::string>("item") == "pulse");
  CHECK(second->getValue<int>("members") == 10);
  CHECK(second->getObject("money")->getValue<int>("minor") == 23035);
  CHECK(second->getObject("money")->getValue<std::string>("currency") == "EUR");
  CHECK(second->getValue<int>("asked") == 4);
  CHECK(second->getObject("left_out")->getValue<int>("rest") == 6);
  CHECK(second->getArray("collides")->getObject(0)->getValue<int>("people") == 6);
  const auto clash = object->getArray("clashes")->getObject(0);
  CHECK(clash->getValue<std::string>("week") == "2026-W12");
  CHECK(clash->getArray("meets")->getObject(0)->getValue<std::string>("item") == "first");
  CHECK(contains(workshop.run({"wheel", "--from", "2026-01-01", "--as-of", "2026-01-01T08:00:00Z"}).out,
                 "1 against a contact rule"));
  workshop.write("plan.json", json.out);
  const ProgramResult same = workshop.run({"plan", "--against", (workshop.path() / "plan.json").string()});
  CHECK(same.exit_code == 0);
}

TEST_CASE("explain: an unknown person and a name that is none are told") {
  const AskingWorkshop workshop(survey("first", "March 2", ""));
  REQUIRE(workshop.run_as_of("2026-03-01T00:00:00Z").exit_code == 0);
  CHECK(contains(workshop.run({"explain", "Nobody", "first/customers@2026"}).err, "is in no register that was read"));
  CHECK(workshop.run({"explain", "A", "first"}).exit_code == 2);
}

TEST_CASE("audiences: whoever is in two stops the measurement until the calendar says where people belong") {
  const std::string more =
      "\n[source.vips]\ncsv = \"vips.csv\"\n\n[audience.vips]\nregister = \"vips\"\nkey = \"id\"\n";
  std::string both = survey("first", "March 2", "");
  both.replace(both.find("\"customers\""), 11, "[\"vips\", \"customers\"]");
  const AskingWorkshop refusing(more + both);
  refusing.write("vips.csv", "id\nC\nZ\n");
  REQUIRE(refusing.run_as_of("2026-03-01T00:00:00Z").exit_code == 0);
  CHECK(contains(refusing.run_as_of("2026-03-02T08:00:00Z").out, "1 members of customers are also in vips"));

  both.insert(both.find("stays_open"), "members_of_several = \"first audience\"\n");
  const AskingWorkshop workshop(more + both);
  workshop.write("vips.csv", "id\nC\nZ\n");
  REQUIRE(workshop.run_as_of("2026-03-01T00:00:00Z").exit_code == 0);
  const ProgramResult opened = workshop.run_as_of("2026-03-02T08:00:00Z");
  INFO(opened.err);
  REQUIRE(opened.exit_code == 0);
  CHECK(contains(workshop.run({"contacts", "first/vips@2026"}).out, "2 people"));
  CHECK(contains(workshop.run({"contacts", "first/customers@2026"}).out, "9 people"));
  CHECK(contains(workshop.run({"explain", "C", "first/customers@2026"}).out, "not in customers"));
}

TEST_CASE("contacts: content that is due at one moment takes turns by priority, not by name") {
  const auto offer = [](const std::string& id, const std::string& priority) {
    return "\n[[content]]\nid = \"" + id +
           "\"\nplugin = \"secure_revenue\"\nafter = \"pulse\"\ncapacity = { email = 100 }\npriority = " + priority +
           "\n[content.options]\nchannels = [{ name = \"email\" }]\nkeep = false\n";
  };
  const AskingWorkshop workshop(offer("a_letter", "60") + offer("b_offer", "10") + rule("rest_days = 30\n"));
  const ProgramResult plan = workshop.run({"plan", "--from", "2025-01-01", "--to", "2025-12-31"});
  CHECK(contains(plan.err,
                 "warning W506: a_letter@2025: contact rule \"rest\" leaves out customers in week 2026-W01 as far as "
                 "b_offer@2025 contacts them too"));
  REQUIRE(workshop.run_as_of("2025-12-31T08:00:00Z").exit_code == 0);
  const ProgramResult run = workshop.run_as_of("2026-01-01T08:00:00Z");
  INFO(run.out << run.err);
  REQUIRE(run.exit_code == 0);
  CHECK(contains(workshop.run({"contacts", "b_offer@2025"}).out, "3  contacted"));
  CHECK(contains(workshop.run({"contacts", "a_letter@2025"}).out, "3  left out by rest"));
}
