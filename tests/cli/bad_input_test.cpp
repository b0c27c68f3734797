#include <catch2/catch.hpp>

#include <unistd.h>

#include "core/base/text.hpp"
#include "core/store/store.hpp"
#include "tests/cli/support/workshop.hpp"

using vk::replace_all;
using vk::test::ProgramResult;
using vk::test::small_calendar;
using vk::test::Workshop;
using vk::test::write_small_data;

namespace {

/// Opens and closes cycle 2025 and gives the second run's result, with the messages of both.
ProgramResult measure_2025(const Workshop& workshop) {
  const ProgramResult open = workshop.run_as_of("2025-12-31T07:00:00Z");
  ProgramResult close = workshop.run_as_of("2026-01-02T00:00:00Z");
  close.err = open.err + close.err;
  close.out = open.out + close.out;
  return close;
}

struct BadData {
  const char* name;
  const char* file;
  std::string bytes;
  std::vector<std::string> told;  ///< each must stand in the log
};

struct BadCalendar {
  const char* name;
  const char* from;
  const char* to;
  std::vector<std::string> told;
};

}  // namespace

TEST_CASE("bad data: each costs its occurrence, names file, place and what to do") {
  constexpr char kGarbage[] =
      "\x7f"
      "ELF\x00\x01\x02\x00\x00\x00garbage\x00\n\x00";
  const std::string binary{kGarbage, sizeof kGarbage - 1};
  const std::vector<BadData> cases{
      {"empty answers file", "answers-2025.csv", "", {"answers-2025.csv: the file is empty", "T002"}},
      {"wrong delimiter", "answers-2025.csv", "id;stay\nA;7\n", {"answers-2025.csv", ":1:1: error T006", "delimiter"}},
      {"binary garbage", "answers-2025.csv", binary, {"answers-2025.csv"}},
      {"duplicate subject key",
       "customers.csv",
       "id,size\nA,small\nB,small\nA,large\n",
       {"customers.csv:4:1: error F101", "\"A\"", "twice: in line 2 and again in line 4"}},
      {"amount overflow",
       "invoices.csv",
       "id,day,amount\nA,2025-02-01,92233720368547758.08\n",
       {"invoices.csv:2", "92233720368547758.08"}},
      {"sum overflow",
       "invoices.csv",
       "id,day,amount\nA,2025-02-01,92233720368547758.07\nA,2025-02-02,0.01\n",
       {"invoices.csv", "F202", "\"A\"", "64 bits"}},
      {"too many decimals",
       "invoices.csv",
       "id,day,amount\nA,2025-02-01,12.345\n",
       {"invoices.csv:2", "12.345", "decimal"}},
      {"not a number", "invoices.csv", "id,day,amount\nA,2025-02-01,twelve\n", {"invoices.csv:2", "twelve"}},
      {"another currency", "invoices.csv", "id,day,amount\nA,2025-02-01,USD 12.00\n", {"invoices.csv:2", "USD 12.00"}},
      {"no such day", "invoices.csv", "id,day,amount\nA,2025-02-30,12.00\n", {"invoices.csv:2", "2025-02-30"}},
      {"a short row", "invoices.csv", "id,day,amount\nA,2025-02-01\n", {"invoices.csv:2"}},
      {"header only register", "customers.csv", "id,size\n", {"no member"}},
      {"text where the rule wants a number",
       "answers-2025.csv",
       "id,stay\nA,often\n",
       {"often", "stay", "answers-2025.csv", "types = { stay"}},
  };
  for (const BadData& bad : cases) {
    const Workshop workshop(small_calendar());
    write_small_data(workshop);
    workshop.write(bad.file, bad.bytes);
    const ProgramResult result = measure_2025(workshop);
    INFO(bad.name << "\n" << result.out << result.err);
    CHECK((result.exit_code == 1 || result.exit_code == 3));
    for (const std::string& text : bad.told) {
      INFO("expected in the log: " << text);
      CHECK((result.err + result.out).find(text) != std::string::npos);
    }
    CHECK(result.out.find("failed        pulse/customers@2025") != std::string::npos);
  }
}

TEST_CASE("bad data: a missing file is told with its path") {
  const Workshop workshop(small_calendar());
  write_small_data(workshop);
  std::filesystem::remove(workshop.path() / "answers-2025.csv");
  const ProgramResult result = measure_2025(workshop);
  CHECK(result.err.find("answers-2025.csv") != std::string::npos);
  CHECK(result.out.find("failed        pulse/customers@2025") != std::string::npos);
}

TEST_CASE("bad data: an unreadable file is told with the system's reason") {
  const Workshop workshop(small_calendar());
  write_small_data(workshop);
  std::filesystem::remove(workshop.path() / "answers-2025.csv");
  std::filesystem::create_directory(workshop.path() / "answers-2025.csv");
  const ProgramResult result = measure_2025(workshop);
  CHECK(result.err.find("answers-2025.csv") != std::string::npos);
  CHECK(result.err.find("directory") != std::string::npos);
}

TEST_CASE("bad data: a measurement whose answers file has no rows is partial") {
  const Workshop workshop(small_calendar());
  write_small_data(workshop);
  workshop.write("answers-2025.csv", "id,stay\n");
  const ProgramResult result = measure_2025(workshop);
  INFO(result.out << result.err);
  CHECK(result.exit_code == 3);
  CHECK(result.out.find("partial: source answers has no rows") != std::string::npos);
  CHECK(result.err.find("T003") != std::string::npos);
}

TEST_CASE("bad data: a run that kept nothing has failed, also when its report was skipped") {
  const Workshop workshop(small_calendar());
  write_small_data(workshop);
  std::filesystem::remove(workshop.path() / "invoices.csv");
  const ProgramResult result = measure_2025(workshop);
  INFO(result.out << result.err);
  CHECK(result.exit_code == 1);
  CHECK(result.out.find("skipped       board@2025") != std::string::npos);
}

TEST_CASE("bad data: rows of nobody are counted, not lost") {
  const Workshop workshop(small_calendar());
  write_small_data(workshop);
  const ProgramResult result = measure_2025(workshop);
  INFO(result.err);
  REQUIRE(result.exit_code == 0);
  vk::Store store = vk::Store::open(workshop.path() / "vuosikello.db", vk::StoreMode::read_only);
  const auto snapshot = store.find_snapshot({"pulse", "customers", "2025"});
  REQUIRE(snapshot);
  CHECK(snapshot->header.rows_of_nobody == 1);
}

TEST_CASE("bad data: skipped rows are counted and make the outcome partial") {
  const Workshop workshop(
      replace_all(small_calendar(), "date    = \"day\"", "date    = \"day\"\non_bad_row = \"skip\""));
  write_small_data(workshop);
  workshop.write("invoices.csv", "id,day,amount\nA,2025-02-01,100.00\nB,2025-03-01,twelve\nC,2025-03-02,10.10\n");
  const ProgramResult result = measure_2025(workshop);
  INFO(result.out << result.err);
  CHECK(result.exit_code == 3);
  CHECK(result.out.find("measured      pulse/customers@2025  partial") != std::string::npos);
  CHECK(result.err.find("invoices.csv:3") != std::string::npos);
  CHECK(workshop.read("reports/board-2025.md").find("partial") != std::string::npos);
}

TEST_CASE("bad calendar: everything is told at once with exit 78 and nothing is done") {
  const std::vector<BadCalendar> cases{
      {"unknown plugin",
       "\"survey_state\"",
       "\"survey_stat\"",
       {"calendar.toml:", "survey_stat", "did you mean \"survey_state\""}},
      {"unknown key at the top", "name     =", "nmae     =", {"nmae", "did you mean"}},
      {"unknown key in a source", "subject = \"id\"\ndate", "sbject = \"id\"\ndate", {"sbject", "did you mean"}},
      {"unknown key in an audience", "segments =", "segmens =", {"segmens", "did you mean"}},
      {"unknown key in a metric", "window =", "windw =", {"windw", "did you mean"}},
      {"unknown key in a measurement", "stays_open =", "stays_opn =", {"stays_opn", "did you mean"}},
      {"unknown key in plugin options", "rule = [", "rul = [", {"rul", "did you mean"}},
      {"unknown key in a report", "formats =", "formts =", {"formts", "did you mean"}},
      {"wrong type", "segments = [\"size\"]", "segments = 7", {"segments"}},
      {"unknown state in a rule", "state = \"leaving\", when", "state = \"leving\", when", {"leving"}},
      {"broken rule", "stay <= 2", "stay <== 2", {"calendar.toml:", "stay <== 2"}},
      {"broken phrase", "December 31", "Decembre 31", {"E102", "Decembre"}},
      {"no such zone", "Europe/Helsinki", "Europe/Helsinky", {"E204", "Europe/Helsinki"}},
  };
  for (const BadCalendar& bad : cases) {
    const std::string text = replace_all(small_calendar(), bad.from, bad.to);
    REQUIRE(text != small_calendar());
    const Workshop workshop(text);
    write_small_data(workshop);
    const ProgramResult result = workshop.run_as_of("2025-12-31T07:00:00Z");
    INFO(bad.name << "\n" << result.out << result.err);
    CHECK(result.exit_code == 78);
    for (const std::string& told : bad.told) {
      INFO("expected: " << told);
      CHECK(result.err.find(told) != std::string::npos);
    }
    CHECK_FALSE(std::filesystem::exists(workshop.path() / "vuosikello.db"));
  }
}

TEST_CASE("bad calendar: an edit that a plugin refuses is told when it is due, and what is due waits") {
  const Workshop workshop(small_calendar());
  write_small_data(workshop);
  REQUIRE(workshop.run_as_of("2025-06-01T07:00:00Z").exit_code == 0);
  workshop.write("calendar.toml", replace_all(small_calendar(), "stay <= 2", "stay <== 2"));
  CHECK(workshop.run({"plan"}).exit_code == 0);
  const ProgramResult refused = workshop.run_as_of("2026-01-20T07:00:00Z");
  INFO(refused.out << refused.err);
  CHECK(refused.exit_code == 78);
  CHECK(refused.err.find("PL106") != std::string::npos);
  CHECK(refused.out.empty());
  workshop.write("calendar.toml", small_calendar());
  const ProgramResult mended = workshop.run_as_of("2026-01-20T07:00:00Z");
  INFO(mended.out << mended.err);
  CHECK(mended.exit_code == 0);
  CHECK(mended.out.find("measured      pulse/customers@2025") != std::string::npos);
}

TEST_CASE("bad calendar: a circle of after is told as a circle") {
  const Workshop workshop(small_calendar() + R"(
[[content]]
id     = "a"
plugin = "secure_revenue"
after  = "b"

[[content]]
id     = "b"
plugin = "secure_revenue"
after  = "a"
)");
  const ProgramResult result = workshop.run({"config", "check"});
  CHECK(result.exit_code == 78);
  CHECK(result.err.find("E208") != std::string::npos);
}

TEST_CASE("store: one of another program is refused by name and left alone") {
  const Workshop workshop(small_calendar());
  write_small_data(workshop);
  workshop.write("vuosikello.db", "SQLite format 3");
  const ProgramResult garbage = workshop.run_as_of("2025-12-31T07:00:00Z");
  CHECK(garbage.exit_code == 1);
  CHECK(garbage.err.find("vuosikello.db") != std::string::npos);
  CHECK(workshop.read("vuosikello.db") == "SQLite format 3");
}

TEST_CASE("store: a folder that cannot be written is told with exit 1") {
  const Workshop workshop(small_calendar());
  write_small_data(workshop);
  const ProgramResult result =
      workshop.run({"--store", "/proc/self/no/store.db", "run", "--once", "--as-of", "2025-12-31T07:00:00Z"});
  CHECK(result.exit_code == 1);
  CHECK(result.err.find("/proc/self/no") != std::string::npos);
}

TEST_CASE("store: a full disk fails the run and leaves a store that opens") {
  const Workshop workshop(small_calendar());
  write_small_data(workshop);
  REQUIRE(workshop.run_as_of("2025-12-01T00:00:00Z").exit_code == 0);
  const auto size = std::filesystem::file_size(workshop.path() / "vuosikello.db") / 1024;
  vk::test::ProgramCall call;
  call.program = "/bin/bash";
  call.arguments = {"-c",
                    "ulimit -f " + std::to_string(size) + "; exec \"$0\" \"$@\"",
                    VK_PROGRAM,
                    "--config",
                    workshop.path().string(),
                    "run",
                    "--once",
                    "--as-of",
                    "2026-01-02T00:00:00Z"};
  const ProgramResult full = vk::test::run_program(call);
  INFO(full.out << full.err);
  CHECK(full.exit_code != 0);
  CHECK(full.signal == 0);
  {
    vk::Store store = vk::Store::open(workshop.path() / "vuosikello.db", vk::StoreMode::read_only);
    CHECK(store.verify().empty());
  }
  const ProgramResult after = workshop.run_as_of("2026-01-02T00:00:00Z", {"--retry-failed"});
  INFO(after.out << after.err);
  CHECK(after.exit_code == 0);
  CHECK(after.out.find("reported      board@2025") != std::string::npos);
}

TEST_CASE("usage: what names nothing is told instead of doing nothing") {
  const Workshop workshop(small_calendar());
  const auto told = [&](std::vector<std::string> arguments, const std::string& text) {
    const ProgramResult result = workshop.run(std::move(arguments));
    INFO(result.out << result.err);
    CHECK(result.exit_code == 2);
    CHECK(result.err.find(text) != std::string::npos);
  };
  told({"run", "--once", "--only", "puls"}, "did you mean \"pulse\"?");
  told({"run", "--once", "--only", "nothing/customers@2025"}, "it has pulse, board");
  told({"backfill", "--from", "2025-01-01", "--to", "2024-12-31"}, "--from 2025-01-01 is after --to 2024-12-31");
  told({"plan", "--from", "2025-01-01", "--to", "2024-12-31"}, "write the earlier day first");
  told({"stauts"}, "there is no command \"stauts\": did you mean \"status\"?");
  told({"--output", "xml", "plan"}, "\"xml\" is none of json, text");
  told({"serve", "--port", "99999"}, "not in range 0 to 65535");
}

TEST_CASE("usage: unknown verbs and options exit 2, help and version exit 0") {
  CHECK(vk::test::run_vuosikello({"measure"}).exit_code == 2);
  CHECK(vk::test::run_vuosikello({}).exit_code == 2);
  CHECK(vk::test::run_vuosikello({"run", "--once", "--as-of", "yesterday"}).exit_code == 2);
  CHECK(vk::test::run_vuosikello({"--help"}).exit_code == 0);
  CHECK(vk::test::run_vuosikello({"--version"}).out.find("vuosikello ") == 0);
}
