#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/estimate/distributions.hpp"
#include "core/estimate/figure_change.hpp"
#include "core/estimate/interval.hpp"
#include "core/estimate/represent.hpp"
#include "core/report/build_report.hpp"
#include "core/report/report_json.hpp"
#include "tests/property/answering_snapshot.hpp"
#include "tests/property/audit_seeds.hpp"
#include "tests/property/random_world.hpp"
#include "tests/property/told_figures.hpp"
#include "tests/property/told_sums.hpp"
#include "tests/support/temp_folder.hpp"

// The interval of a change of a mean tells the correlation of two cycles, and with it squares of what those who
// answered twice changed: of no few of them it tells that they did.

using namespace vk;

namespace {

using test::ToldSums;

constexpr double kNoAnswer = std::numeric_limits<double>::quiet_NaN();

struct AnsweredTwiceWorld {
  DisclosureRule rule;
  bool is_share = false;                       ///< of those who answer 1, of 0 and 1; else a mean
  std::vector<std::array<double, 2>> answers;  ///< of each member, by cycle

  double told_step() const { return is_share ? 0.001 : 0.01; }
  /// Of half an interval that is made of rounded ones.
  double rounding() const { return 1.1 * told_step(); }

  template <typename Which>
  double count(Which which) const {
    return static_cast<double>(std::count_if(answers.begin(), answers.end(), which));
  }
  double members() const { return static_cast<double>(answers.size()); }
  double answered(size_t cycle) const {
    return count([=](const auto& said) { return !std::isnan(said.at(cycle)); });
  }
  double answered_twice() const {
    return count([](const auto& said) { return !std::isnan(said[0]) && !std::isnan(said[1]); });
  }
  double mean(size_t cycle) const {
    double sum = 0;
    for (const auto& said : answers) sum += std::isnan(said.at(cycle)) ? 0 : said.at(cycle);
    return sum / answered(cycle);
  }
};

/// A panel in which few change their mind, or some, between an answer that most give and another.
AnsweredTwiceWorld random_panel(test::Dice& dice) {
  AnsweredTwiceWorld world;
  world.rule = {3 + dice.roll(3), 10};
  world.is_share = dice.roll(2) == 0;
  const auto first = world.is_share ? 0.0 : static_cast<double>(dice.roll(10));
  const double apart = world.is_share ? 1 : 1 + static_cast<double>(dice.roll(static_cast<uint64_t>(10 - first)));
  const uint64_t rare = 2 + dice.roll(16);
  const uint64_t changing = 2 + dice.roll(60);
  const uint64_t answering = 4 + dice.roll(6);
  const uint64_t lost = std::array<uint64_t, 3>{0, 1, 10}.at(dice.roll(3));  ///< of ten who do not answer again
  const size_t members = 110 + 20 * dice.roll(8);
  for (size_t i = 0; i < members; ++i) {
    std::array<double, 2> said{};
    const bool takes_part = dice.roll(10) < answering;
    const auto answer = [&] { return dice.roll(rare) == 0 ? first + apart : first; };
    said[0] = takes_part ? answer() : kNoAnswer;
    const bool again = lost == 10 ? dice.roll(10) < answering : takes_part && dice.roll(10) >= lost;
    said[1] = !again ? kNoAnswer : std::isnan(said[0]) || dice.roll(changing) == 0 ? answer() : said[0];
    world.answers.push_back(said);
  }
  return world;
}

FigureSpec figure_of_stay(const AnsweredTwiceWorld& world) {
  FigureSpec spec;
  spec.name = "stay";
  spec.kind = world.is_share ? FigureKind::share : FigureKind::mean;
  spec.of.text = "stay";
  if (world.is_share) spec.from = 1;
  return spec;
}

Snapshot snapshot_of_panel(const AnsweredTwiceWorld& world, size_t cycle) {
  std::vector<double> answers;
  for (const auto& said : world.answers) answers.push_back(said.at(cycle));
  return test::answering_snapshot(test::sample_header(std::stoi(test::AuditedWorld::year(cycle))),
                                  std::vector<uint16_t>(answers.size(), 0), answers);
}

/// A decimal with its interval as a figure tells it.
struct ToldDecimal {
  double value = 0;
  Interval range;

  /// `unit` is what the figure is told in.
  ToldDecimal(const test::JsonObject& figure, double unit) {
    const double parts = test::number_of(figure, "denominator") * unit;
    value = test::number_of(figure, "numerator") / parts;
    range = {value, value};
    if (!figure.has("range")) return;
    const auto end = [&](const char* which) {
      return static_cast<double>(figure.getObject("range")->getValue<int64_t>(which)) / parts;
    };
    range = {end("low"), end("high")};
  }
  BoundedEstimate bounded() const { return {value, range}; }
};

/// Kinds are {answer before, answer after}, "-" for none; everybody counts one.
class PanelAuditor {
 public:
  explicit PanelAuditor(const AnsweredTwiceWorld& world) : world_(world), counts_(DisclosureRule{world.rule.least, 0}) {
    const int highest = world.is_share ? 1 : 10;
    for (int before = -1; before <= highest; ++before) {
      for (int after = -1; after <= highest; ++after) counts_.allow({name_of(before), name_of(after)});
    }
    for (size_t i = 0; i < world.answers.size(); ++i)
      counts_.add({name_of(world.answers[i][0]), name_of(world.answers[i][1])}, i, 1);
  }

  void read(const std::string& json) {
    for (const auto& [id, figure] : test::figures_of(json)) {
      if (id.ends_with("@2025/figure/stay")) means_[0].emplace(*figure, 1);
      if (id.ends_with("@2026/figure/stay")) means_[1].emplace(*figure, 1);
      // A change of a share is in percentage points.
      if (id.ends_with("@2026/figure/stay/change")) change_.emplace(*figure, world_.is_share ? 100 : 1);
    }
  }

  void audit() {
    tell_numbers();
    for (size_t cycle = 0; cycle < 2; ++cycle) {
      if (means_.at(cycle)) tell_mean(cycle, *means_.at(cycle));
    }
    if (change_) tell_change();
    counts_.solve();
    for (int answer = 0; answer <= 10; ++answer) {
      for (size_t cycle = 0; cycle < 2; ++cycle)
        counts_.check_some(fmt::format("{} in cycle {}", answer, cycle),
                           [=](const Kind& kind) { return answer_in(kind, cycle) == answer; });
    }
    ask("moved", [](double from, double to) { return from != to; });
    ask("moved up", [](double from, double to) { return from < to; });
    ask("moved down", [](double from, double to) { return from > to; });
    ask("stayed", [](double from, double to) { return from == to; });
    for (double one = 0; one <= 10; ++one) {
      ask("moved from", [=](double from, double to) { return from == one && to != one; });
      ask("moved to", [=](double from, double to) { return from != one && to == one; });
      for (double other = 0; other <= 10; ++other)
        ask("said", [=](double from, double to) { return from == one && to == other; });
    }
  }

  size_t correlations() const { return correlations_; }
  size_t changes() const { return change_ ? 1 : 0; }
  size_t unsafe() const { return counts_.unsafe(); }

 private:
  using Kind = ToldSums::Kind;

  static std::string name_of(double answer) { return answer >= 0 ? std::to_string(static_cast<int>(answer)) : "-"; }
  static bool has_answer(const Kind& kind, size_t cycle) { return kind[cycle] != "-"; }
  static bool has_both(const Kind& kind) { return has_answer(kind, 0) && has_answer(kind, 1); }
  static double answer_in(const Kind& kind, size_t cycle) {
    return has_answer(kind, cycle) ? std::stoi(kind[cycle]) : -1;
  }

  /// Who answered when is told as counts.
  void tell_numbers() {
    counts_.tell([](const Kind& kind) { return has_answer(kind, 0) ? 1.0 : 0.0; }, world_.answered(0));
    counts_.tell([](const Kind& kind) { return has_answer(kind, 1) ? 1.0 : 0.0; }, world_.answered(1));
    counts_.tell([](const Kind& kind) { return has_both(kind) ? 1.0 : 0.0; }, world_.answered_twice());
    counts_.tell([](const Kind&) { return 1.0; }, world_.members());
  }

  double t(size_t cycle) const { return t_quantile(0.975, world_.answered(cycle) - 1); }
  /// The variance of a mean is this times the sum of squares about it.
  double factor(size_t cycle) const {
    const double n = world_.answered(cycle);
    return (1 - n / world_.members()) / n / (n - 1);
  }

  void tell_mean(size_t cycle, const ToldDecimal& told) {
    const double n = world_.answered(cycle);
    counts_.tell([=](const Kind& kind) { return has_answer(kind, cycle) ? answer_in(kind, cycle) : 0.0; },
                 told.value * n, 0.51 * world_.told_step() * n);
    if (world_.is_share) return;  // the interval follows from the share
    const double half = (told.range.high - told.range.low) / 2;
    const double spread = told.value * (10 - told.value) * factor(cycle) * n;
    if (std::abs(t(cycle) * std::sqrt(spread) - half) < 0.011 || told.range.low == told.range.high) return;
    const double least = std::pow(std::max(0.0, half - world_.told_step()) / t(cycle), 2) / factor(cycle);
    const double most = std::pow((half + world_.told_step()) / t(cycle), 2) / factor(cycle);
    const double mean = world_.mean(cycle);
    tell_between(
        [=](const Kind& kind) { return has_answer(kind, cycle) ? std::pow(answer_in(kind, cycle) - mean, 2) : 0; },
        least, most);
  }

  template <typename Factor>
  void tell_between(Factor factor, double least, double most) {
    counts_.tell(factor, (least + most) / 2, (most - least) / 2 + 0.01);
  }

  /// The correlations in tenths of which the interval of the change can be.
  std::vector<double> correlations_told() const {
    std::vector<double> fitting;
    for (int tenths = -10; tenths <= 10; ++tenths) {
      const double rho = static_cast<double>(tenths) / 10;
      const Interval made = mover_difference(means_[0]->bounded(), means_[1]->bounded(), rho);
      if (std::abs(made.low - change_->range.low) <= 2.6 * world_.told_step() &&
          std::abs(made.high - change_->range.high) <= 2.6 * world_.told_step())
        fitting.push_back(rho);
    }
    return fitting;
  }

  /// It is the greatest correlation at which the interval holds the exact one, unless it is 0 or -1, which say nothing.
  void tell_change() {
    REQUIRE(means_[0]);
    REQUIRE(means_[1]);
    if (change_->range.low == change_->range.high) return;
    const std::vector<double> told = correlations_told();
    REQUIRE_FALSE(told.empty());
    if (std::any_of(told.begin(), told.end(), [](double rho) { return rho == 0 || rho == -1; })) return;
    ++correlations_;
    if (world_.is_share)
      tell_correlation(told.front(), told.back() + 0.1);
    else
      tell_variance(told.front(), told.back() + 0.1);
  }

  /// What each who answered twice adds to the covariance.
  double product(const Kind& kind) const {
    const double n1 = world_.answered(0);
    const double n2 = world_.answered(1);
    const double both = world_.answered_twice();
    const double members = world_.members();
    const double shrink = 1 - 1 / n1 - 1 / n2 + both / (n1 * n2);
    const double joint = (both * members * members / (n1 * n2) - members) / both / shrink / (members * members);
    if (!has_both(kind)) return 0;
    return joint * (answer_in(kind, 0) - world_.mean(0)) * (answer_in(kind, 1) - world_.mean(1));
  }

  /// The variance of a share follows from the share, so the correlation tells the covariance.
  void tell_correlation(double least, double most) {
    const auto variance = [&](size_t cycle) {
      return factor(cycle) * world_.answered(cycle) * world_.mean(cycle) * (1 - world_.mean(cycle));
    };
    const double scale = std::sqrt(variance(0) * variance(1));
    tell_between([this](const Kind& kind) { return product(kind) * kLarge; }, least * scale * kLarge,
                 most * scale * kLarge);
  }

  /// The interval holds the exact one, and that of the next tenth does not: that tells the variance of the change.
  void tell_variance(double least_told, double most_told) {
    const auto half = [&](double rho) {
      const Interval made = mover_difference(means_[0]->bounded(), means_[1]->bounded(), std::min(1.0, rho));
      return (made.high - made.low) / 2;
    };
    const double most = half(least_told) + world_.rounding();
    const double least = std::max(0.0, half(most_told) - world_.rounding());
    const double t_most = std::max(t(0), t(1));
    tell_between(
        [this](const Kind& kind) {
          double variance = -2 * product(kind);
          for (size_t cycle = 0; cycle < 2; ++cycle) {
            if (has_answer(kind, cycle))
              variance += factor(cycle) * std::pow(answer_in(kind, cycle) - world_.mean(cycle), 2);
          }
          return variance * kLarge;
        },
        std::pow(least / t_most, 2) * kLarge, std::pow(most / t_most, 2) * kLarge);
  }

  template <typename Pair>
  void ask(const std::string& name, Pair pair) {
    counts_.check_some(
        name, [=](const Kind& kind) { return has_both(kind) && pair(answer_in(kind, 0), answer_in(kind, 1)); });
  }

  static constexpr double kLarge = 1e4;  ///< so that what is solved is about as big as counts

  const AnsweredTwiceWorld& world_;
  ToldSums counts_;
  std::array<std::optional<ToldDecimal>, 2> means_;
  std::optional<ToldDecimal> change_;
  size_t correlations_ = 0;
};

struct PanelSums {
  size_t changes = 0;
  size_t correlations = 0;
  size_t unsafe = 0;
};

void audit_panel(test::Dice& dice, PanelSums& sums) {
  const AnsweredTwiceWorld world = random_panel(dice);
  if (world.answered(0) < 12 || world.answered(1) < 12) return;
  const test::TempFolder folder;
  Store store = Store::open(folder.path() / "panel.store", StoreMode::read_write);
  std::vector<Snapshot> snapshots;
  for (size_t cycle = 0; cycle < 2; ++cycle) {
    snapshots.push_back(snapshot_of_panel(world, cycle));
    store.put_snapshot(snapshots.back(), test::closed_entry(snapshots.back().header), {});
  }
  PanelAuditor auditor(world);
  for (size_t cycle = 0; cycle < 2; ++cycle) {
    ReportInputs inputs = test::all_inputs(store, cycle, {});
    AnswerFigure& figure =
        inputs.cycles.front().figures.emplace_back(*answer_figure(snapshots[cycle], figure_of_stay(world)));
    if (cycle > 0) figure.change = figure_change(snapshots[0], snapshots[1], figure_of_stay(world));
    withhold(test::calendar_with(world.rule), store, inputs);
    auditor.read(write_json(build_report(inputs)));
  }
  auditor.audit();
  sums.changes += auditor.changes();
  sums.correlations += auditor.correlations();
  sums.unsafe += auditor.unsafe();
}

}  // namespace

TEST_CASE("disclosure audit: the interval of a change tells of no few that they changed their mind", "[property]") {
  constexpr uint64_t kSeed = 2028;
  const uint64_t seed = test::given_number("VK_SEED", kSeed);
  const auto rounds = static_cast<int>(test::given_number("VK_ROUNDS", 150));
  test::Dice dice(seed);
  PanelSums sums;
  for (int round = 0; round < rounds; ++round) {
    INFO("seed " << seed << ", world " << round);
    audit_panel(dice, sums);
  }
  if (rounds < 150 || seed != kSeed) return;
  CAPTURE(sums.changes, sums.correlations, sums.unsafe);
  CHECK(sums.changes > 40);
  CHECK(sums.correlations > 15);
  CHECK(sums.unsafe > 100);
}
