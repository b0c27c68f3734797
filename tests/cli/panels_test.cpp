#include <catch2/catch.hpp>

#include <array>
#include <cmath>

#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/engine/compare_occurrences.hpp"
#include "core/estimate/interval.hpp"
#include "core/estimate/survey_estimate.hpp"
#include "core/table/byte_source.hpp"
#include "tests/cli/support/workshop.hpp"
#include "tests/support/shared_data.hpp"

using vk::test::shared_data;
using vk::test::Workshop;

namespace {

std::string calendar_text(std::string_view name) {
  return vk::read_file(std::filesystem::path{VK_SOURCE_DIR} / "tests/cli/real_data" / name);
}

std::string unpacked(const std::filesystem::path& file) {
  vk::ByteSource source(file);
  std::string text;
  std::string room(size_t{1} << 20U, '\0');
  for (size_t got = source.read(room); got > 0; got = source.read(room)) text.append(room, 0, got);
  return text;
}

/// The rows of one wave of the long file, each with a one at its end.
std::string wave_rows(const std::string& text, std::string_view wave) {
  std::string rows;
  for (const std::string_view line : vk::split(vk::trim(text), '\n')) {
    const std::string_view rest = line.substr(line.find(',') + 1);
    if (rows.empty()) rows = std::string{line} + ",\"one\"\n";
    if (rest.substr(0, 3) == wave) rows += std::string{line} + ",\"1\"\n";
  }
  return rows;
}

void measure_year(const Workshop& workshop, const std::string& year) {
  const auto run =
      workshop.run({"backfill", "--from", year + "-01-01", "--to", year + "-12-31", "--as-of", "2026-01-01"});
  INFO(run.out << run.err);
  REQUIRE(run.exit_code == 0);
}

/// The panel's three waves, measured.
void measure_waves(const Workshop& workshop, const std::filesystem::path& data) {
  const std::string text = unpacked(data / "gss_panel/gss_panel06_long_extract.csv.gz");
  const std::array<std::pair<const char*, const char*>, 3> waves{
      {{"2006", "\"1\""}, {"2008", "\"2\""}, {"2010", "\"3\""}}};
  for (const auto& [year, wave] : waves) {
    workshop.write(std::string{"wave-"} + year + ".csv", wave_rows(text, wave));
    measure_year(workshop, year);
  }
}

uint64_t dispositions(vk::Store& store, const char* year, vk::Disposition disposition) {
  const auto stored = store.find_snapshot({"happy", "people", year});
  REQUIRE(stored);
  return vk::count_states(store.load_snapshot(stored->id)).dispositions[static_cast<size_t>(disposition)];
}

using Counts = std::map<std::pair<uint8_t, uint8_t>, uint64_t>;

Counts transitions(const vk::Comparison& comparison) {
  Counts counts;
  for (const vk::Transition& transition : comparison.transitions) {
    counts[{transition.from, transition.to}] = transition.subjects;
  }
  return counts;
}

/// Gifts of those with or without a matching offer, as one answer each.
std::vector<vk::SurveyRow> gifts_of(const vk::Snapshot& snapshot, uint16_t segment) {
  std::vector<vk::SurveyRow> rows;
  for (size_t i = 0; i < snapshot.size(); ++i) {
    if (snapshot.segment[i] != segment) continue;
    vk::SurveyRow row;
    row.cluster = i;
    row.y = static_cast<double>(snapshot.money[i]) / 100;
    rows.push_back(row);
  }
  return rows;
}

}  // namespace

TEST_CASE("gss_panel: transitions are the counted ones and silence is apart from no") {
  const auto data = shared_data();
  if (!data) return;
  const Workshop workshop(calendar_text("gss_panel.toml"));
  measure_waves(workshop, *data);
  vk::Store store = vk::Store::open(workshop.path() / "vuosikello.db", vk::StoreMode::read_only);

  CHECK(dispositions(store, "2006", vk::Disposition::complete) == 1996);
  CHECK(dispositions(store, "2006", vk::Disposition::partial) == 4);
  CHECK(dispositions(store, "2008", vk::Disposition::complete) +
            dispositions(store, "2008", vk::Disposition::partial) ==
        1536);
  CHECK(dispositions(store, "2008", vk::Disposition::refusal) == 404);
  CHECK(dispositions(store, "2008", vk::Disposition::other) == 40 + 19 + 1);
  CHECK(dispositions(store, "2010", vk::Disposition::complete) +
            dispositions(store, "2010", vk::Disposition::partial) ==
        1276);

  constexpr uint8_t kSilent = vk::kUnmeasured;
  const Counts first = transitions(vk::compare_occurrences(store, "happy@2006", "happy@2008"));
  const Counts expected{{{0, 0}, 257}, {{0, 1}, 199},      {{0, 2}, 26},        {{0, kSilent}, 142}, {{1, 0}, 164},
                        {{1, 1}, 597}, {{1, 2}, 86},       {{1, kSilent}, 276}, {{2, 0}, 22},        {{2, 1}, 84},
                        {{2, 2}, 86},  {{2, kSilent}, 57}, {{kSilent, 0}, 1},   {{kSilent, 1}, 1},   {{kSilent, 2}, 2}};
  CHECK(first == expected);
  const Counts second = transitions(vk::compare_occurrences(store, "happy@2008", "happy@2010"));
  CHECK(second.at({1, 1}) == 534);
  CHECK(second.at({2, kSilent}) == 44);
  CHECK(second.at({kSilent, kSilent}) == 468);
}

TEST_CASE("gss_panel: the change between waves has an interval that those asked twice narrow") {
  const auto data = shared_data();
  if (!data) return;
  const Workshop workshop(calendar_text("gss_panel.toml"));
  measure_waves(workshop, *data);
  vk::Store store = vk::Store::open(workshop.path() / "vuosikello.db", vk::StoreMode::read_only);
  const vk::Comparison comparison = vk::compare_occurrences(store, "happy@2008", "happy@2010");
  REQUIRE(comparison.estimated.has_value());
  REQUIRE(comparison.estimated->parts.has_value());
  CHECK(comparison.estimated->common == 2000);
  CHECK(comparison.estimated->measured_twice == 1267);
  const vk::PartChange& unhappy = (*comparison.estimated->parts)[1];
  CHECK(unhappy.correlation > 0.2);
  CHECK(unhappy.interval.low < unhappy.after - unhappy.before);
  CHECK(unhappy.interval.high > unhappy.after - unhappy.before);
  const auto shown = workshop.run({"compare", "happy@2008", "happy@2010"});
  CHECK(shown.exit_code == 0);
  CHECK(shown.out.find("with intervals") != std::string::npos);
}

TEST_CASE("karlan_list: response and gifts are the published ones, with the published errors") {
  const auto data = shared_data();
  if (!data) return;
  const Workshop workshop(calendar_text("karlan_list.toml"));
  const std::string text = unpacked(*data / "karlan_list/karlan_list_2007_mht_data.csv.gz");
  std::string letters;
  size_t number = 0;
  for (const std::string_view line : vk::split(vk::trim(text), '\n')) {
    letters += (number == 0 ? std::string{"id"} : std::to_string(number)) + "," + std::string{line} + "\n";
    ++number;
  }
  workshop.write("letters.csv", letters);
  measure_year(workshop, "2005");
  vk::Store store = vk::Store::open(workshop.path() / "vuosikello.db", vk::StoreMode::read_only);
  const auto stored = store.find_snapshot({"gifts", "donors", "2005"});
  REQUIRE(stored);
  CHECK(stored->header.members == 50083);
  const vk::Snapshot snapshot = store.load_snapshot(stored->id);
  const vk::StateTotals totals = vk::count_states(snapshot);
  REQUIRE(stored->header.segments.tuples == std::vector<std::vector<std::string>>{{"0"}, {"1"}});

  struct Published {
    uint64_t letters;
    double response;
    double gift;
    double gift_error;
  };
  const std::array<Published, 2> arms{{{16687, 0.017858, 0.813268, 0.063}, {33396, 0.022039, 0.966873, 0.049}}};
  for (uint16_t arm = 0; arm < arms.size(); ++arm) {
    INFO("treatment " << arm);
    const Published& published = arms[arm];
    const uint64_t gave = totals.by_segment[arm][0].members;
    CHECK(gave + totals.by_segment[arm][1].members == published.letters);
    CHECK(static_cast<double>(gave) / static_cast<double>(published.letters) ==
          Approx(published.response).margin(1e-6));
    const vk::Interval response = vk::wilson(gave, published.letters, 0.95);
    CHECK(response.low < published.response);
    CHECK(response.high > published.response);
    CHECK(response.high - response.low < 0.005);
    const std::array<int64_t, 1> endless{0};
    const vk::SurveyEstimate gift = vk::survey_estimate(gifts_of(snapshot, arm), endless, vk::SurveyFigure::mean);
    CHECK(gift.value == Approx(published.gift).margin(1e-6));
    CHECK(std::sqrt(gift.variance) == Approx(published.gift_error).margin(0.0006));
  }
}
