#include <catch2/catch.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "core/report/build_report.hpp"
#include "core/report/writers.hpp"
#include "tests/property/random_world.hpp"
#include "tests/property/told_numbers.hpp"
#include "tests/support/temp_folder.hpp"

using namespace vk;

namespace {

/// Numbers that are of no member: the level of intervals, the whole of a share.
bool is_of_nobody(const std::string& number) {
  return number == "95" || number == "100";
}

/// Checks that a report in every format tells no number that its JSON and that of the cycle before do not.
void check_writers(const Report& before, const Report& report) {
  test::ToldNumbers told;
  told.read(write_report(before, "json"));
  told.read(write_report(report, "json"));
  CHECK(told.unknown_places() == std::set<std::string>{});
  const auto check = [&](const std::string& format, const std::string& text) {
    for (const std::string& number : test::numbers_in(text)) {
      const bool known = format == "json" ? told.tells(number) : told.says(number);
      if (known || is_of_nobody(number)) continue;
      INFO(format << " says " << number << " in " << text.substr(0, 300));
      CHECK(known);
    }
  };
  for (const std::string& text : told.texts()) check("json", text);
  for (const ReportWriter& writer : report_writers()) {
    const std::string format{writer.format};
    if (format == "json") continue;
    const std::string written = writer.write(report);
    REQUIRE(written.size() > 100);
    const bool is_page = format == "html" || format == "svg";
    std::istringstream lines(is_page           ? test::text_of_page(written)
                             : format == "csv" ? test::text_of_csv(written)
                                               : written);
    for (std::string line; std::getline(lines, line);) check(format, line);
  }
}

}  // namespace

TEST_CASE("writers: no format says a number that the JSON does not, of random worlds under [disclosure]",
          "[property]") {
  constexpr uint64_t kSeed = 77;
  test::Dice dice(kSeed);
  for (int round = 0; round < 8; ++round) {
    INFO("seed " << kSeed << ", world " << round);
    const test::AuditedWorld world =
        test::random_world(dice, {60 + 100 * dice.roll(5), {2, 2}, 3 + dice.roll(2), 4 + dice.roll(20)});
    const test::TempFolder folder;
    Store store = Store::open(folder.path() / "said.store", StoreMode::read_write);
    for (size_t cycle = 0; cycle < world.cycles; ++cycle) {
      const Snapshot snapshot = test::snapshot_of_world(world, cycle);
      store.put_snapshot(snapshot, test::closed_entry(snapshot.header), {});
    }
    check_writers(build_report(test::told_inputs(store, world, 0, {})),
                  build_report(test::told_inputs(store, world, 1, test::pairs_to(world, 1))));
  }
}
