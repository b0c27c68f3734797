#include <catch2/catch.hpp>

#include <filesystem>

#include "core/base/text.hpp"
#include "tests/cli/support/workshop.hpp"
#include "tests/support/contains.hpp"

using vk::replace_all;
using vk::test::ProgramResult;
using vk::test::small_calendar;
using vk::test::Workshop;

namespace {

using vk::test::contains;

/// The small calendar with a comment, and its measurement once on a day of 2026.
std::string calendar_of_2026() {
  std::string calendar = replace_all(small_calendar(), "\nevery", "\n# every");
  calendar = replace_all(calendar, "\nopens", "\nevery = \"once\"  # in 2026\nopens = 2026-03-02 # opens");
  REQUIRE(contains(calendar, "opens = 2026-03-02"));
  return calendar;
}

}  // namespace

TEST_CASE("rollover: next year's calendar is written once, keeps all but its days, and is never written over") {
  const Workshop workshop{calendar_of_2026()};
  const std::string old = (workshop.path() / "calendar.toml").string();
  const std::string place = (workshop.path() / "next.toml").string();
  const auto roll = [&](std::vector<std::string> more) {
    std::vector<std::string> arguments{"--config", old, "rollover", "--to", "2027"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return vk::test::run_vuosikello(arguments);
  };

  const ProgramResult shown = roll({});
  INFO(shown.out << shown.err);
  REQUIRE(shown.exit_code == 0);
  CHECK(contains(shown.out, "\n-opens = 2026-03-02 # opens"));
  CHECK(contains(shown.out, "\n+opens = 2027-03-01 # opens"));
  CHECK(contains(shown.out, "nothing is written"));
  CHECK(contains(shown.out, "2 things for you to decide"));
  CHECK(contains(shown.out, "warning W601: pulse was on Monday 2026-03-02 and is moved to Monday 2027-03-01"));
  CHECK(contains(shown.out, "warning W607: this still says 2026"));
  CHECK_FALSE(std::filesystem::exists(place));

  const ProgramResult written = roll({place});
  REQUIRE(written.exit_code == 0);
  CHECK(contains(written.out, "written: " + place));
  CHECK(workshop.read("next.toml") == replace_all(calendar_of_2026(), "2026-03-02", "2027-03-01"));
  const ProgramResult again = roll({place});
  CHECK(again.exit_code == 0);
  CHECK(contains(again.out, "already there: " + place));

  workshop.write("next.toml", "# mine\n");
  const ProgramResult refused = roll({place});
  CHECK(refused.exit_code == 1);
  CHECK(contains(refused.err, "next.toml exists and says something else"));
  CHECK(workshop.read("next.toml") == "# mine\n");
}

TEST_CASE("rollover: paths that lead to the same place from beside the old calendar are no matter to decide") {
  const Workshop workshop{""};
  std::string calendar = replace_all(small_calendar(), "csv = \"", "csv = \"../data/");
  calendar = replace_all(calendar, "csv     = \"", "csv     = \"../data/");
  workshop.write("2026/calendar.toml", "store = \"../vuosikello.db\"\n" + calendar);
  const std::filesystem::path here = std::filesystem::current_path();
  std::filesystem::current_path(workshop.path());
  const ProgramResult rolled = vk::test::run_vuosikello({"--config", "2026", "rollover", "2027", "--to", "2027"});
  std::filesystem::current_path(here);
  INFO(rolled.out << rolled.err);
  REQUIRE(rolled.exit_code == 0);
  CHECK_FALSE(contains(rolled.out, "../data"));
  CHECK_FALSE(contains(rolled.out, "vuosikello.db"));
  CHECK(contains(rolled.out, "W609: \"reports\" leads to another place from the new calendar's folder"));
  CHECK(contains(rolled.out, "or write \"../2026/reports\" for the old one"));
}

TEST_CASE("rollover: a calendar of a folder goes to another folder, with what is left behind told") {
  const Workshop workshop{replace_all(calendar_of_2026(), "timezone", "holidays = \"own\"\ntimezone")};
  workshop.write("own.toml",
                 "format = 1\ncovers = { from = 2020, until = 2026 }\n[[holiday]]\nname = \"Own\"\non = \"June 20\"\n");
  const std::string place = (workshop.path() / "2027").string();
  const ProgramResult written = workshop.run({"rollover", place, "--to", "2027", "--output", "json"});
  INFO(written.out << written.err);
  REQUIRE(written.exit_code == 0);
  CHECK(std::filesystem::exists(workshop.path() / "2027" / "calendar.toml"));
  CHECK(contains(workshop.read("2027/own.toml"), "covers = { from = 2020, until = 2027 }"));
  CHECK(contains(workshop.read("own.toml"), "covers = { from = 2020, until = 2026 }"));
  const auto json = vk::test::parse_json(written.out);
  CHECK(json->getValue<int>("from") == 2026);
  CHECK(json->getArray("written")->size() == 2);
  CHECK(json->getArray("files")->getObject(0)->getArray("edits")->size() == 1);
  std::string codes;
  const auto decisions = json->getArray("decisions");
  for (unsigned i = 0; i < decisions->size(); ++i)
    codes += decisions->getObject(i)->getValue<std::string>("code") + " ";
  INFO(codes);
  CHECK_FALSE(contains(codes, "W504"));
  CHECK(contains(codes, "W601"));
  CHECK(contains(codes, "W602"));
  CHECK(contains(written.out, "without the past to compare with"));
  CHECK_FALSE(contains(written.out, "the holiday file own.toml lies beside the old calendar"));

  const ProgramResult own = workshop.run({"rollover", workshop.path().string(), "--to", "2027"});
  CHECK(own.exit_code == 1);
  CHECK(contains(own.err, "is the calendar's own folder"));
  const ProgramResult file = workshop.run({"rollover", (workshop.path() / "next.toml").string(), "--to", "2027"});
  CHECK(file.exit_code == 1);
  CHECK(contains(file.err, "next.toml is no folder"));
  CHECK(workshop.run({"rollover", "--to", "2027", "--from", "2027"}).exit_code == 2);
}

TEST_CASE("rollover: a holiday file beside both calendars is left, and a changed one in the new place is kept") {
  const Workshop workshop{""};
  const std::string holidays =
      "format = 1\nextends = \"fi\"\ncovers = { until = 2026 }\n[[holiday]]\nname = \"Own\"\non = \"June 20\"\n";
  workshop.write("old/calendar.toml", replace_all(calendar_of_2026(), "timezone", "holidays = \"fi\"\ntimezone"));
  workshop.write("old/holidays/fi.toml", holidays);
  const std::string old = (workshop.path() / "old/calendar.toml").string();
  const auto roll = [&](const std::string& place) {
    return vk::test::run_vuosikello({"--config", old, "rollover", (workshop.path() / place).string(), "--to", "2027"});
  };
  const ProgramResult shared = roll("old/next.toml");
  INFO(shared.out << shared.err);
  REQUIRE(shared.exit_code == 0);
  CHECK(contains(shared.out, "W603: covers ends with 2026 and is not moved: the old calendar reads the same file"));
  CHECK(contains(shared.out, "W504"));
  CHECK(workshop.read("old/holidays/fi.toml") == holidays);

  const ProgramResult apart = roll("new/next.toml");
  INFO(apart.out << apart.err);
  REQUIRE(apart.exit_code == 0);
  CHECK(contains(workshop.read("new/holidays/fi.toml"), "until = 2027"));
  CHECK_FALSE(contains(apart.out, "W504"));
  workshop.write("new/holidays/fi.toml", holidays + "# mine\n");
  const ProgramResult again = roll("new/next.toml");
  REQUIRE(again.exit_code == 0);
  CHECK(contains(again.out, "W609: the holiday file is there already, says something else and is left as it is"));
  CHECK(workshop.read("new/holidays/fi.toml") == holidays + "# mine\n");
}
