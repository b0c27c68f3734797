#include "core/estimate/cell_retention.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

#include "core/estimate/state_ratio.hpp"
#include "tests/support/sample_snapshot.hpp"

using namespace vk;

namespace {

constexpr size_t kStrata = 3;
constexpr size_t kStates = 3;

/// Answers of a sample with what they are worth now, as rows and as cells.
struct Panel {
  std::vector<Stratum> strata{kStrata};
  std::vector<Respondent> rows;
  std::vector<int64_t> later;
  std::vector<StratumAnswers> cells;
  std::vector<KeptAnswers> net{kStrata, KeptAnswers(kStates)};
  std::vector<KeptAnswers> gross{kStrata, KeptAnswers(kStates)};

  explicit Panel(uint64_t seed) {
    INFO("seed " << seed);
    test::Dice dice(seed);
    for (size_t h = 0; h < kStrata; ++h) {
      strata[h].name = std::to_string(h);
      strata[h].group = "all";
      strata[h].take_all = h == 0;
    }
    for (const Stratum& stratum : strata) cells.push_back({stratum, std::vector<AnswerCell>(kStates)});
    for (size_t i = 0; i < 300; ++i) add(i, dice);
    for (size_t h = 0; h < kStrata; ++h) cells[h].stratum = strata[h];
  }

  void add(size_t i, test::Dice& dice) {
    const size_t h = i % kStrata;
    const auto before = static_cast<int64_t>(dice.roll(50000) + 1);
    const auto after = static_cast<int64_t>(dice.roll(4) == 0 ? 0 : dice.roll(60000));
    ++strata[h].population;
    strata[h].money += before;
    if (dice.roll(3) == 0) return;
    const size_t state = dice.roll(kStates);
    rows.push_back({std::to_string(i), h, before, state});
    later.push_back(after);
    cells[h].states[state].add(before);
    net[h][state].add(before, static_cast<double>(after));
    gross[h][state].add(before, static_cast<double>(std::min(before, after)));
  }
};

void check_same(const std::optional<KeptShare>& cells, const RetentionEstimate& rows) {
  REQUIRE(cells.has_value());
  CHECK(cells->value == Approx(rows.value).epsilon(1e-9));
  CHECK(cells->variance == Approx(rows.variance).epsilon(1e-9));
  CHECK(cells->df == Approx(rows.df));
}

}  // namespace

TEST_CASE("kept share: cells give the retention that rows give") {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    INFO("seed " << seed);
    const Panel panel(seed);
    const std::vector<bool> wanted{false, true, true};
    const StateRetention rows = state_retention(panel.strata, panel.rows, panel.later, wanted, 0.95);
    check_same(kept_share(panel.cells, panel.net, wanted, 0.95), rows.net);
    check_same(kept_share(panel.cells, panel.gross, wanted, 0.95), rows.gross);
  }
}

TEST_CASE("kept share: nothing is kept of no money") {
  const Panel panel(7);
  CHECK_FALSE(kept_share(panel.cells, panel.net, {false, false, false}, 0.95).has_value());
}
