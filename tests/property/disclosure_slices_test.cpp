#include <algorithm>
#include <catch2/catch.hpp>

#include "core/engine/compare_occurrences.hpp"
#include "core/engine/told_revisions.hpp"
#include "core/engine/withhold.hpp"
#include "core/report/build_report.hpp"
#include "core/report/report_json.hpp"
#include "tests/support/sample_snapshot.hpp"
#include "tests/support/spread_snapshot.hpp"
#include "tests/support/temp_folder.hpp"

// A report under [disclosure] is the same text, however the store cuts the members into slices.

using namespace vk;

namespace {

constexpr uint32_t kSpreadBuckets = 6;
constexpr uint64_t kManyBuckets = 300'000;  // subjects expected
constexpr uint64_t kOneBucket = 0;

/// One year of members by two dimensions, nobody so big that no segment could be told.
Snapshot year_by_region(uint64_t seed, int year) {
  constexpr int64_t kBiggest = 9'000;
  Snapshot snapshot = test::spread_snapshot(seed, year, kSpreadBuckets, {.regions = true});
  snapshot.header.base.minor = 0;
  for (int64_t& money : snapshot.money) {
    money = std::clamp<int64_t>(money, 0, kBiggest);
    snapshot.header.base.minor += money;
  }
  return snapshot;
}

/// Three cycles, each a fifth of its people away, in every second world by two dimensions, and a late revision of the
/// last one.
std::vector<Snapshot> years_to_tell(uint64_t seed, int64_t least) {
  std::vector<Snapshot> years;
  for (int year = 2024; year <= 2026; ++year) {
    const uint64_t own = seed + static_cast<uint64_t>(year);
    years.push_back(seed % 2 == 0 ? year_by_region(own, year)
                                  : test::spread_snapshot(own, year, kSpreadBuckets, {.currencies = true}));
  }
  Snapshot revision = years.back();
  revision.header.revision = 2;
  revision.header.revision_reason = "late answers";
  revision.header.as_of += std::chrono::hours{24};
  int64_t late = 40 * least;
  for (size_t i = 0; i < revision.size() && late > 0; ++i) {
    if (revision.state[i] != kUnmeasured) continue;
    revision.state[i] = static_cast<uint8_t>(i % 3);
    revision.disposition[i] = static_cast<uint8_t>(Disposition::complete);
    --late;
  }
  years.push_back(std::move(revision));
  return years;
}

/// The same people in the same order, all of them in the first bucket.
Snapshot in_one_bucket(Snapshot snapshot) {
  for (SubjectNumber& subject : snapshot.subjects)
    subject = subject_number(0, bucket_of(subject) * 1000 + ordinal_of(subject));
  return snapshot;
}

std::string told_text(const std::vector<Snapshot>& years, int64_t least, bool spread) {
  const test::TempFolder folder;
  Store store = Store::open(folder.path() / "told.store", StoreMode::read_write, spread ? kManyBuckets : kOneBucket);
  REQUIRE((store.subjects().buckets() > 3) == spread);
  for (const Snapshot& year : years) {
    const Snapshot kept = spread ? year : in_one_bucket(year);
    store.put_snapshot(kept, test::closed_entry(kept.header), {});
  }
  AnnualCalendar calendar;
  calendar.disclosure = DisclosureSpec{least, 1000};
  ReportInputs inputs;
  inputs.name = {"board", "", "2026"};
  for (const char* name : {"renewal@2024", "renewal@2025", "renewal@2026"}) {
    const StoredSnapshot stored = told_revision(calendar, store, require_snapshot(store, name));
    MeasuredCycle cycle;
    cycle.header = stored.header;
    const auto members = store.read_members(stored.id);
    cycle.totals = count_states(*members);
    cycle.answers = represent(*members);
    inputs.cycles.push_back(std::move(cycle));
  }
  for (const char* earlier : {"renewal@2025", "renewal@2024"})
    inputs.comparisons.push_back(compare_told(calendar, store, earlier, "renewal@2026"));
  withhold(calendar, store, inputs);
  return write_json(build_report(inputs));
}

}  // namespace

TEST_CASE("disclosure: reports are the same text with one slice and with several", "[property]") {
  size_t with_exchange = 0;
  size_t with_later_revision = 0;
  size_t with_regions = 0;
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    // Many rules, so that much is told in one report and little in another.
    for (const int64_t least : {3, 12, 60}) {
      INFO("seed " << seed << ", least " << least);
      const std::vector<Snapshot> years = years_to_tell(seed, least);
      const std::string told = told_text(years, least, true);
      CHECK(told == told_text(years, least, false));
      with_exchange += told.find("/exchange/") != std::string::npos ? 1U : 0U;
      with_regions += told.find("/segment/region = ") == std::string::npos ? 0U : 1U;
      with_later_revision += told.find("as of revision 1") == std::string::npos ? 1U : 0U;
    }
  }
  CHECK(with_exchange > 0);
  CHECK(with_later_revision > 0);
  CHECK(with_regions > 0);
}
