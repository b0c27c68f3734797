#include <catch2/catch.hpp>

#include <array>

#include "core/base/file.hpp"
#include "core/base/hash.hpp"
#include "core/base/text.hpp"
#include "core/engine/compare_occurrences.hpp"
#include "core/estimate/represent.hpp"
#include "tests/cli/support/workshop.hpp"

namespace {

/// The example's two years, run by its own script into a folder.
struct SeedRun {
  vk::test::TempFolder folder;
  vk::test::ProgramResult result;

  SeedRun() {
    vk::test::ProgramCall call;
    call.program = std::filesystem::path{VK_SOURCE_DIR} / "calendars/examples/seed_8000/run";
    call.arguments = {VK_PROGRAM, (folder.path() / "seed").string()};
    result = vk::test::run_program(call);
  }
  std::filesystem::path store() const { return folder.path() / "seed" / "vuosikello.db"; }
  std::string report(const char* name) const { return vk::read_file(folder.path() / "seed" / "reports" / name); }
};

vk::Comparison compare(vk::Store& store, const std::string& item) {
  return vk::compare_occurrences(store, item + "@2025", item + "@2026");
}

}  // namespace

TEST_CASE("seed_8000: year one is 320,000 / 320,000 / 160,000 exactly") {
  const SeedRun seed;
  INFO(seed.result.out << seed.result.err);
  REQUIRE(seed.result.exit_code == 0);
  vk::Store store = vk::Store::open(seed.store(), vk::StoreMode::read_only);
  const auto snapshot = store.find_snapshot({"renewal", "customers", "2025"});
  REQUIRE(snapshot);
  CHECK(snapshot->header.members == 8000);
  CHECK(snapshot->header.base.minor == 80000000);
  const vk::StateTotals totals = vk::count_states(store.load_snapshot(snapshot->id));
  CHECK(totals.total(0).money == 32000000);
  CHECK(totals.total(1).money == 32000000);
  CHECK(totals.total(2).money == 16000000);
  CHECK(totals.total(3).money == 0);
  CHECK(totals.total(0).members == 3200);
  const std::string report = seed.report("board-2025.md");
  CHECK(report.find("320,000") != std::string::npos);
  CHECK(report.find("160,000") != std::string::npos);
  CHECK(store.verify().empty());
}

TEST_CASE("seed_8000: year two has one allowed, one bridged and one refused comparison") {
  const SeedRun seed;
  REQUIRE(seed.result.exit_code == 0);
  vk::Store store = vk::Store::open(seed.store(), vk::StoreMode::read_only);
  const vk::Comparison renewal = compare(store, "renewal");
  CHECK(renewal.verdict.money == vk::Verdict::same);
  CHECK(renewal.verdict.states == vk::Verdict::same);
  REQUIRE(renewal.bridge);
  CHECK(renewal.bridge->opening == 80000000);
  CHECK(renewal.bridge->opening + renewal.bridge->added_new + renewal.bridge->reactivation + renewal.bridge->expansion -
            renewal.bridge->contraction - renewal.bridge->churn ==
        renewal.bridge->closing);
  CHECK(renewal.bridge->closing == 77135900);

  const vk::Comparison service = compare(store, "service");
  CHECK(service.verdict.states == vk::Verdict::bridged);
  CHECK_FALSE(service.verdict.state_reasons.empty());
  CHECK_FALSE(service.transitions.empty());

  const vk::Comparison brand = compare(store, "brand");
  CHECK(brand.verdict.states == vk::Verdict::not_comparable);
  CHECK_FALSE(brand.verdict.state_reasons.empty());
  CHECK(brand.transitions.empty());
}

TEST_CASE("seed_8000: a fifth of the answers stands for everybody, with intervals that hold the truth") {
  const std::filesystem::path example = std::filesystem::path{VK_SOURCE_DIR} / "calendars/examples/seed_8000";
  const std::string calendar = vk::read_file(example / "2025/calendar.toml");
  const std::string key = "id         = \"renewal\"\n";
  REQUIRE(calendar.find(key) != std::string::npos);
  const vk::test::Workshop workshop(
      vk::replace_all(vk::replace_all(calendar, key, key + "asked      = \"random sample\"\n"), "../", ""));
  for (const char* name : {"data/customers-2025.csv", "data/invoices-2025.csv"}) {
    workshop.write(name, vk::read_file(example / name));
  }
  std::string answers;
  size_t number = 0;
  const std::string all = vk::read_file(example / "data/answers-2025.csv");
  for (const std::string_view line : vk::split(vk::trim(all), '\n')) {
    if (number == 0 || vk::sha256_hex(line).front() < '3') answers += std::string{line} + "\n";
    ++number;
  }
  workshop.write("data/answers-2025.csv", answers);
  REQUIRE(workshop.run_as_of("2025-09-09T06:00:00Z").exit_code == 0);
  REQUIRE(workshop.run_as_of("2025-09-24T06:00:00Z").exit_code == 0);

  vk::Store store = vk::Store::open(workshop.path() / "vuosikello.db", vk::StoreMode::read_only);
  const auto stored = store.find_snapshot({"renewal", "customers", "2025"});
  REQUIRE(stored);
  CHECK(stored->header.asked == vk::Asked::random_sample);
  const auto made = vk::represent(store.load_snapshot(stored->id));
  REQUIRE(made.has_value());
  REQUIRE(made->parts.has_value());
  CHECK(made->measured.money + made->extrapolated + made->unspoken.money == 80000000);
  CHECK(made->measured.members < 2000);
  const std::array<int64_t, 3> truth{32000000, 32000000, 16000000};
  for (size_t part = 0; part < truth.size(); ++part) {
    INFO("part " << part);
    const vk::PartEstimate& estimate = (*made->parts)[part];
    CHECK(estimate.interval.low <= truth[part]);
    CHECK(estimate.interval.high >= truth[part]);
    CHECK(estimate.interval.high - estimate.interval.low < 5000000);
    CHECK(estimate.limits.low == estimate.measured);
    CHECK(estimate.limits.high == estimate.measured + 80000000 - made->measured.money);
  }
}

TEST_CASE("seed_8000: run twice gives the same report bytes") {
  const SeedRun first;
  const SeedRun second;
  for (const char* name :
       {"board-2025.html", "board-2026.html", "board-2026.json", "board-2026.md", "board-2026.csv"}) {
    INFO(name);
    CHECK(first.report(name) == second.report(name));
    CHECK(first.report(name).size() > 1000);
  }
}

TEST_CASE("seed_8000: the committed data is what its tool makes") {
  const vk::test::TempFolder folder;
  vk::test::ProgramCall call;
  call.program = std::filesystem::path{VK_SOURCE_DIR} / "tools/dev/make_seed_8000";
  call.arguments = {folder.path().string()};
  REQUIRE(vk::test::run_program(call).exit_code == 0);
  size_t compared = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    const auto committed =
        std::filesystem::path{VK_SOURCE_DIR} / "calendars/examples/seed_8000/data" / entry.path().filename();
    INFO(entry.path().filename().string());
    CHECK(vk::read_file(entry.path()) == vk::read_file(committed));
    ++compared;
  }
  CHECK(compared == 6);
}
