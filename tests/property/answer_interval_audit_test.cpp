#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/estimate/distributions.hpp"
#include "core/estimate/interval.hpp"
#include "core/estimate/represent.hpp"
#include "core/report/build_report.hpp"
#include "core/report/report_json.hpp"
#include "tests/property/answering_snapshot.hpp"
#include "tests/property/audit_seeds.hpp"
#include "tests/property/random_world.hpp"
#include "tests/property/told_figures.hpp"
#include "tests/property/told_sums.hpp"
#include "tests/property/widest_interval.hpp"
#include "tests/support/temp_folder.hpp"

// Intervals of answers tell of no group of few what they said: those of means and net promoter scores tell squares,
// those of quantiles end at answers that somebody gave.

using namespace vk;

namespace {

using test::ToldSums;

constexpr double kSilent = std::numeric_limits<double>::quiet_NaN();

struct SomeAnswers {
  DisclosureRule rule;
  size_t segments = 1;
  std::vector<uint16_t> segment;  ///< of each member
  std::vector<double> answer;     ///< not a number of who is silent
  std::vector<FigureSpec> figures;

  template <typename Which>
  double count(size_t of_segment, Which which) const {
    double n = 0;
    for (size_t i = 0; i < segment.size(); ++i) n += segment[i] == of_segment && which(answer[i]) ? 1 : 0;
    return n;
  }
  double members(size_t of) const {
    return count(of, [](double) { return true; });
  }
  double answers(size_t of) const {
    return count(of, [](double said) { return !std::isnan(said); });
  }
};

FigureSpec spread_figure(const std::string& name, FigureKind kind, int64_t quantile = 5000) {
  FigureSpec spec;
  spec.name = name;
  spec.kind = kind;
  spec.of.text = "stay";
  spec.quantile = quantile;
  return spec;
}

/// In many worlds nearly all say the same, so that few differ and squares are small.
SomeAnswers random_spread(test::Dice& dice) {
  SomeAnswers world;
  world.rule = {3 + dice.roll(3), 10};
  world.segments = 1 + dice.roll(2);
  std::vector<double> usual;
  const auto middle = static_cast<double>(2 + dice.roll(7));
  for (size_t i = 0; i < 1 + dice.roll(3); ++i) usual.push_back(middle + static_cast<double>(dice.roll(3)) - 1);
  const uint64_t rare = 4 + dice.roll(50);
  const uint64_t answering = 4 + dice.roll(6);
  const size_t members = 130 + 20 * dice.roll(8);
  for (size_t i = 0; i < members; ++i) {
    world.segment.push_back(static_cast<uint16_t>(dice.roll(world.segments)));
    const double said = dice.roll(rare) != 0 ? usual[dice.roll(usual.size())]
                        : dice.roll(3) == 0  ? static_cast<double>(dice.roll(11))
                        : dice.roll(2) == 0  ? middle + 1
                                             : middle - 1;
    world.answer.push_back(dice.roll(10) < answering ? said : kSilent);
  }
  const std::vector<FigureSpec> all{spread_figure("mean", FigureKind::mean), spread_figure("nps", FigureKind::nps),
                                    spread_figure("median", FigureKind::median),
                                    spread_figure("low", FigureKind::quantile, 1000),
                                    spread_figure("high", FigureKind::quantile, 9000)};
  for (const FigureSpec& spec : all) {
    if (dice.roll(2) == 0) world.figures.push_back(spec);
  }
  if (world.figures.empty()) world.figures.push_back(all[dice.roll(all.size())]);
  return world;
}

Snapshot snapshot_of_spread(const SomeAnswers& world) {
  SnapshotHeader header = test::sample_header(2025);
  header.segments = {{"size"}, {}};
  for (size_t segment = 0; segment < world.segments; ++segment)
    header.segments.tuples.push_back({fmt::format("s{}", segment)});
  return test::answering_snapshot(std::move(header), world.segment, world.answer);
}

/// Kinds are {segment, answer}; everybody's answer counts one. Segments are the response classes.
class SpreadAuditor {
 public:
  explicit SpreadAuditor(const SomeAnswers& world) : world_(world), counts_(DisclosureRule{world.rule.least, 0}) {
    for (size_t segment = 0; segment < world.segments; ++segment) {
      for (int answer = 0; answer <= 10; ++answer) counts_.allow({std::to_string(segment), std::to_string(answer)});
    }
    for (size_t i = 0; i < world.segment.size(); ++i) {
      if (std::isnan(world.answer[i])) continue;
      counts_.add({std::to_string(world.segment[i]), std::to_string(static_cast<int>(world.answer[i]))}, i, 1);
    }
  }

  void audit(const std::string& json) {
    for (size_t segment = 0; segment < world_.segments; ++segment)
      counts_.tell([=](const Kind& kind) { return segment_in(kind) == segment ? 1.0 : 0.0; }, world_.answers(segment));
    for (const auto& [id, figure] : test::figures_of(json)) {
      INFO(id);
      const size_t place = id.find("/figure/");
      if (place != std::string::npos) CHECK(understand(id.substr(place + 8), *figure));
    }
    counts_.solve();
    ask("all", [](const Kind&) { return true; });
    for (size_t segment = 0; segment < world_.segments && world_.segments > 1; ++segment)
      ask(fmt::format("s{}", segment), [=](const Kind& kind) { return segment_in(kind) == segment; });
  }

  size_t widest() const { return widest_; }
  size_t squares() const { return squares_; }
  size_t ends() const { return ends_; }
  size_t unsafe() const { return counts_.unsafe(); }

 private:
  using Kind = ToldSums::Kind;
  using Which = ToldSums::Which;

  static size_t segment_in(const Kind& kind) { return std::stoul(kind[0]); }
  static double answer_in(const Kind& kind) { return std::stoi(kind[1]); }

  /// Members of a scope, one segment or all, with the weight of each answer.
  struct Scope {
    std::vector<size_t> segments;
    double members = 0;
  };

  Scope scope_of(const std::string& what) const {
    Scope scope;
    const size_t place = what.find("/segment/s");
    for (size_t segment = 0; segment < world_.segments; ++segment) {
      if (place != std::string::npos && std::stoul(what.substr(place + 10)) != segment) continue;
      scope.segments.push_back(segment);
      scope.members += world_.members(segment);
    }
    return scope;
  }

  double weight(size_t segment) const { return world_.members(segment) / world_.answers(segment); }

  /// Tells the sum of weight times worth over a scope.
  template <typename Worth>
  void tell(const Scope& scope, Worth worth, double value, double rounding) {
    counts_.tell(
        [=, this](const Kind& kind) {
          const bool here =
              std::find(scope.segments.begin(), scope.segments.end(), segment_in(kind)) != scope.segments.end();
          return here ? weight(segment_in(kind)) * worth(answer_in(kind)) : 0.0;
        },
        value, rounding);
  }

  /// In truth.
  template <typename Worth>
  double sum(const Scope& scope, Worth worth) const {
    double sum = 0;
    for (size_t i = 0; i < world_.segment.size(); ++i) {
      const bool here =
          std::find(scope.segments.begin(), scope.segments.end(), world_.segment[i]) != scope.segments.end();
      if (here && !std::isnan(world_.answer[i])) sum += weight(world_.segment[i]) * worth(world_.answer[i]);
    }
    return sum;
  }

  bool understand(const std::string& what, const test::JsonObject& figure) {
    const std::string name = what.substr(0, what.find('/'));
    const Scope scope = scope_of(what);
    const double parts = test::number_of(figure, "denominator");
    const double value = test::number_of(figure, "numerator") / parts;
    std::optional<Interval> range;
    if (figure.has("range")) {
      const auto end = [&](const char* which) {
        return static_cast<double>(figure.getObject("range")->getValue<int64_t>(which)) / parts;
      };
      range = Interval{end("low"), end("high")};
    }
    const double rounding = 0.51 / parts;
    if (name == "mean") {
      tell(
          scope, [](double answer) { return answer; }, value * scope.members, rounding * scope.members);
      if (range && !is_widest(scope, value, *range)) tell_squares(scope, (range->high - range->low) / 2, rounding);
      return true;
    }
    if (name == "nps") {
      // Its interval tells those who are neither, beside the difference.
      const auto promoter = [](double answer) { return answer >= 9 ? 1.0 : 0.0; };
      const auto detractor = [](double answer) { return answer <= 6 ? 1.0 : 0.0; };
      for (const double side : {1.0, -1.0}) {
        const auto worth = [=](double answer) { return side > 0 ? promoter(answer) : detractor(answer); };
        tell(scope, worth, sum(scope, worth), 0.001);
      }
      return std::abs(sum(scope, promoter) - sum(scope, detractor) - value / 100 * scope.members) < scope.members;
    }
    const bool quantile = name == "median" || name == "low" || name == "high";
    if (quantile) tell_quantile(scope, value, name == "low" ? 0.1 : name == "high" ? 0.9 : 0.5);
    if (quantile && range) {
      for (const double end : {range->low, range->high}) tell_end(scope, end);
    }
    return quantile;
  }

  /// Whether an interval is made of the mean and the numbers of answers, as if they were spread as widely as they can
  /// be.
  bool is_widest(const Scope& scope, double mean, const Interval& range) {
    std::vector<test::ClassSize> classes;
    for (const size_t segment : scope.segments) classes.push_back({world_.members(segment), world_.answers(segment)});
    const Interval made = test::widest_interval(classes, mean, {0, 10, 0.01, false});
    const bool widest = std::abs(made.low - range.low) < 0.011 && std::abs(made.high - range.high) < 0.011;
    widest_ += widest ? 1U : 0U;
    return widest;
  }

  /// The variance of a mean is a sum of squares by class less that of their means, which are taken as known.
  void tell_squares(const Scope& scope, double half, double rounding) {
    double df = 0;
    double means = 0;
    std::map<size_t, double> factors;
    for (const size_t segment : scope.segments) {
      const double n = world_.answers(segment);
      const double all = world_.members(segment);
      const double mean = sum({{segment}, all}, [](double answer) { return answer; }) / all;
      df += n < all ? n - 1 : 0;
      factors[segment] = all * all * (1 - n / all) / n / (n - 1);
      means += factors[segment] * n * mean * mean;
    }
    if (df == 0) return;
    const double t = t_quantile(0.975, df);
    const double scale = scope.members * scope.members;
    const double least = std::pow(std::max(0.0, half - rounding) / t, 2) * scale;
    const double most = std::pow((half + rounding) / t, 2) * scale;
    counts_.tell(
        [=](const Kind& kind) {
          const auto found = factors.find(segment_in(kind));
          return found == factors.end() ? 0.0 : found->second * answer_in(kind) * answer_in(kind);
        },
        (least + most) / 2 + means, (most - least) / 2 + 0.01);
    ++squares_;
  }

  /// Less than a share of all answers are below a quantile, and no less are at it or below.
  void tell_quantile(const Scope& scope, double value, double share) {
    const double wanted = share * scope.members;
    tell(
        scope, [=](double answer) { return answer < value - 0.001 ? 1.0 : 0.0; }, wanted / 2, wanted / 2 + 0.01);
    const double rest = (scope.members - wanted) / 2;
    tell(
        scope, [=](double answer) { return answer < value + 0.001 ? 1.0 : 0.0; }, wanted + rest, rest + 0.01);
    tell_end(scope, value);
  }

  /// Somebody gave the answer.
  void tell_end(const Scope& scope, double value) {
    double answers = 0;
    for (const size_t segment : scope.segments) answers += world_.answers(segment);
    counts_.tell(
        [=](const Kind& kind) {
          const bool here =
              std::find(scope.segments.begin(), scope.segments.end(), segment_in(kind)) != scope.segments.end();
          return here && std::abs(answer_in(kind) - value) < 0.001 ? 1.0 : 0.0;
        },
        (1 + answers) / 2, (answers - 1) / 2);
    ++ends_;
  }

  void ask(const std::string& name, const Which& where) {
    for (int answer = 0; answer <= 10; ++answer) {
      const auto ask_those = [&](const char* how, auto which) {
        counts_.check_some(fmt::format("{} said {} {}", name, how, answer),
                           [=](const Kind& kind) { return where(kind) && which(answer_in(kind) - answer); });
      };
      ask_those("just", [](double above) { return above == 0; });
      ask_those("less than", [](double above) { return above < 0; });
      ask_those("more than", [](double above) { return above > 0; });
      ask_those("else than", [](double above) { return above != 0; });
    }
  }

  const SomeAnswers& world_;
  ToldSums counts_;
  size_t squares_ = 0;
  size_t widest_ = 0;
  size_t ends_ = 0;
};

struct SpreadSums {
  size_t widest = 0;
  size_t squares = 0;
  size_t ends = 0;
  size_t unsafe = 0;
};

void audit_spread(test::Dice& dice, SpreadSums& sums) {
  const SomeAnswers world = random_spread(dice);
  const test::TempFolder folder;
  Store store = Store::open(folder.path() / "spread.store", StoreMode::read_write);
  const Snapshot snapshot = snapshot_of_spread(world);
  store.put_snapshot(snapshot, test::closed_entry(snapshot.header), {});
  ReportInputs inputs = test::all_inputs(store, 0, {});
  for (const FigureSpec& spec : world.figures) inputs.cycles.front().figures.push_back(*answer_figure(snapshot, spec));
  withhold(test::calendar_with(world.rule), store, inputs);
  SpreadAuditor auditor(world);
  auditor.audit(write_json(build_report(inputs)));
  sums.squares += auditor.squares();
  sums.widest += auditor.widest();
  sums.ends += auditor.ends();
  sums.unsafe += auditor.unsafe();
}

}  // namespace

TEST_CASE("disclosure audit: intervals of answers tell of no group of few what they said", "[property]") {
  constexpr uint64_t kSeed = 2023;
  const uint64_t seed = test::given_number("VK_SEED", kSeed);
  const auto rounds = static_cast<int>(test::given_number("VK_ROUNDS", 200));
  test::Dice dice(seed);
  SpreadSums sums;
  for (int round = 0; round < rounds; ++round) {
    INFO("seed " << seed << ", world " << round);
    audit_spread(dice, sums);
  }
  if (rounds < 200 || seed != kSeed) return;
  CAPTURE(sums.squares, sums.widest, sums.ends, sums.unsafe);
  CHECK(sums.squares > 5);
  CHECK(sums.widest > 20);
  CHECK(sums.ends > 30);
  CHECK(sums.unsafe > 300);
}
