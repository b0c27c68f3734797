#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/engine/withhold_figures.hpp"
#include "core/estimate/figure_change.hpp"
#include "core/report/build_report.hpp"
#include "core/report/report_json.hpp"
#include "tests/property/answering_snapshot.hpp"
#include "tests/property/audit_seeds.hpp"
#include "tests/property/random_world.hpp"
#include "tests/property/told_figures.hpp"
#include "tests/property/told_numbers.hpp"
#include "tests/property/told_sums.hpp"
#include "tests/support/temp_folder.hpp"

// Figures of answers tell of no group of few what they said: whoever reads them counts answers.

using namespace vk;

namespace {

using test::ToldSums;

constexpr size_t kMostSegments = 4;

struct AnsweringMember {
  size_t segment = 0;
  std::vector<int> scores;  ///< by cycle
};

struct AnswersWorld {
  DisclosureRule rule;
  size_t segments = 3;
  std::vector<AnsweringMember> members;
  std::vector<FigureSpec> figures;
};

FigureSpec figure_spec(const std::string& name, FigureKind kind, std::optional<int64_t> from = {},
                       std::optional<int64_t> to = {}) {
  FigureSpec spec;
  spec.name = name;
  spec.kind = kind;
  spec.of.text = "stay";
  spec.from = from;
  spec.to = to;
  return spec;
}

/// Most answers are among a few; others are rare.
AnswersWorld random_answers(test::Dice& dice) {
  AnswersWorld world;
  world.rule = {3 + dice.roll(3), static_cast<double>(5 * (1 + dice.roll(3)))};
  world.segments = 2 + dice.roll(3);
  std::vector<int> usual;
  for (size_t i = 0; i < 1 + dice.roll(4); ++i) usual.push_back(static_cast<int>(dice.roll(11)));
  const uint64_t rare = 3 + dice.roll(40);
  const size_t members = 20 + 20 * dice.roll(8);
  for (size_t i = 0; i < members; ++i) {
    AnsweringMember member{dice.roll(6) == 0 ? 0 : dice.roll(world.segments), {}};
    for (int cycle = 0; cycle < 2; ++cycle) {
      if (cycle > 0 && dice.roll(3) != 0)
        member.scores.push_back(member.scores.back());
      else
        member.scores.push_back(dice.roll(rare) == 0 ? static_cast<int>(dice.roll(11))
                                                     : usual[dice.roll(usual.size())]);
    }
    world.members.push_back(member);
  }
  std::vector<FigureSpec> all{figure_spec("nps", FigureKind::nps), figure_spec("mean", FigureKind::mean),
                              figure_spec("happy", FigureKind::csat, 7), figure_spec("sure", FigureKind::share, 9),
                              figure_spec("torn", FigureKind::share, 3, 6)};
  for (const FigureSpec& spec : all) {
    if (dice.roll(2) == 0) world.figures.push_back(spec);
  }
  if (world.figures.empty()) world.figures.push_back(all[dice.roll(all.size())]);
  return world;
}

Snapshot snapshot_of_answers(const AnswersWorld& world, size_t cycle) {
  SnapshotHeader header = test::sample_header(std::stoi(test::AuditedWorld::year(cycle)));
  header.segments = {{"size"}, {}};
  for (size_t segment = 0; segment < world.segments; ++segment)
    header.segments.tuples.push_back({fmt::format("s{}", segment)});
  std::vector<uint16_t> segments;
  std::vector<double> answers;
  for (const AnsweringMember& member : world.members) {
    segments.push_back(static_cast<uint16_t>(member.segment));
    answers.push_back(member.scores[cycle]);
  }
  return test::answering_snapshot(std::move(header), segments, answers);
}

/// Kinds are {cycle, segment, answer}; everybody's answer counts one.
class AnswerAuditor {
 public:
  explicit AnswerAuditor(const AnswersWorld& world) : world_(world), counts_(DisclosureRule{world.rule.least, 0}) {
    for (size_t cycle = 0; cycle < 2; ++cycle) {
      for (size_t segment = 0; segment < world.segments; ++segment) {
        for (int answer = 0; answer <= 10; ++answer)
          counts_.allow({std::to_string(cycle), std::to_string(segment), std::to_string(answer)});
      }
    }
    for (size_t i = 0; i < world.members.size(); ++i) {
      for (size_t cycle = 0; cycle < 2; ++cycle)
        counts_.add({std::to_string(cycle), std::to_string(world.members[i].segment),
                     std::to_string(world.members[i].scores[cycle])},
                    i, 1);
    }
  }

  void read(const std::string& json) {
    for (const auto& [id, figure] : test::figures_of(json)) figures_.emplace(id, figure);
  }

  void audit() {
    for (size_t cycle = 0; cycle < 2; ++cycle) {
      // How many are in a segment is told, and all of them answered.
      for (size_t segment = 0; segment < world_.segments; ++segment)
        tell_members(cycle, [=](size_t own) { return own == segment; });
    }
    for (const auto& [id, figure] : figures_) {
      INFO(id);
      if (id.find("/figure/") != std::string::npos) CHECK(understand(id, *figure));
    }
    counts_.solve();
    for (size_t cycle = 0; cycle < 2; ++cycle) {
      ask(fmt::format("cycle {}", cycle), [=](const Kind& kind) { return cycle_in(kind) == cycle; });
      for (size_t segment = 0; segment < world_.segments; ++segment) {
        if (members_in([=](size_t own) { return own == segment; }) < kLeastAnswers) continue;  // known to be few
        ask(fmt::format("cycle {}, s{}", cycle, segment),
            [=](const Kind& kind) { return cycle_in(kind) == cycle && segment_in(kind) == segment; });
      }
    }
  }

  bool tells(const std::string& text) const {
    return std::any_of(figures_.begin(), figures_.end(),
                       [&](const auto& figure) { return figure.first.find(text) != std::string::npos; });
  }

 private:
  using Kind = ToldSums::Kind;
  using Which = ToldSums::Which;

  static size_t cycle_in(const Kind& kind) { return std::stoul(kind[0]); }
  static size_t segment_in(const Kind& kind) { return std::stoul(kind[1]); }
  static int answer_in(const Kind& kind) { return std::stoi(kind[2]); }

  template <typename Segment>
  size_t members_in(Segment segment) const {
    return static_cast<size_t>(std::count_if(world_.members.begin(), world_.members.end(),
                                             [&](const AnsweringMember& member) { return segment(member.segment); }));
  }
  template <typename Segment>
  void tell_members(size_t cycle, Segment segment) {
    counts_.tell([=](const Kind& kind) { return cycle_in(kind) == cycle && segment(segment_in(kind)) ? 1.0 : 0.0; },
                 static_cast<double>(members_in(segment)));
  }

  /// What an answer adds to a figure, in its unit.
  static double worth(const FigureSpec& spec, int answer) {
    const auto is_in = [&](int64_t from, int64_t to) { return answer >= from && answer <= to ? 1.0 : 0.0; };
    switch (spec.kind) {
      case FigureKind::nps:
        return 100 * (is_in(9, 10) - is_in(0, 6));
      case FigureKind::csat:
      case FigureKind::share:
        return is_in(spec.from.value_or(0), spec.to.value_or(10));
      case FigureKind::mean:
      case FigureKind::median:
      case FigureKind::quantile:
        return answer;
    }
    return 0;
  }

  bool understand(const std::string& id, const test::JsonObject& figure) {
    const size_t cycle = id.find("@2026") != std::string::npos ? 1 : 0;
    const std::string what = id.substr(id.find("/figure/") + 8);
    const std::string name = what.substr(0, what.find('/'));
    const auto spec = std::find_if(world_.figures.begin(), world_.figures.end(),
                                   [&](const FigureSpec& one) { return one.name == name; });
    if (spec == world_.figures.end()) return false;
    const bool is_change = what.ends_with("/change");
    const bool is_share = spec->kind == FigureKind::csat || spec->kind == FigureKind::share;
    const double denominator = test::number_of(figure, "denominator");
    const double scale = is_change && is_share ? 100 : 1;
    const double value = test::number_of(figure, "numerator") / denominator / scale;
    const double rounding = 0.51 / denominator / scale;
    if (what == name || is_change) {
      const auto all = static_cast<double>(world_.members.size());
      counts_.tell(
          [=](const Kind& kind) {
            const double times = cycle_in(kind) == cycle ? 1 : is_change ? -1 : 0;
            return times * worth(*spec, answer_in(kind));
          },
          value * all, rounding * all);
      return true;
    }
    if (!what.starts_with(name + "/segment/s")) return false;
    const size_t segment = std::stoul(what.substr(name.size() + 10));
    const auto all = static_cast<double>(members_in([&](size_t own) { return own == segment; }));
    counts_.tell(
        [=](const Kind& kind) {
          return cycle_in(kind) == cycle && segment_in(kind) == segment ? worth(*spec, answer_in(kind)) : 0.0;
        },
        value * all, rounding * all);
    return true;
  }

  void ask(const std::string& name, const Which& where) {
    for (int answer = 0; answer <= 10; ++answer) {
      counts_.check_some(fmt::format("{} said {}", name, answer),
                         [=](const Kind& kind) { return where(kind) && answer_in(kind) == answer; });
      counts_.check_some(fmt::format("{} said less than {}", name, answer),
                         [=](const Kind& kind) { return where(kind) && answer_in(kind) < answer; });
      counts_.check_some(fmt::format("{} said more than {}", name, answer),
                         [=](const Kind& kind) { return where(kind) && answer_in(kind) > answer; });
      counts_.check_some(fmt::format("{} said else than {}", name, answer),
                         [=](const Kind& kind) { return where(kind) && answer_in(kind) != answer; });
    }
  }

  const AnswersWorld& world_;
  ToldSums counts_;
  test::ToldFigures figures_;
};

struct AnswerSums {
  size_t with_figures = 0;
  size_t with_segments = 0;
  size_t with_changes = 0;
  size_t without = 0;
};

void audit_answers(test::Dice& dice, AnswerSums& sums) {
  const AnswersWorld world = random_answers(dice);
  const test::TempFolder folder;
  Store store = Store::open(folder.path() / "answers.store", StoreMode::read_write);
  std::vector<Snapshot> snapshots;
  for (size_t cycle = 0; cycle < 2; ++cycle) {
    snapshots.push_back(snapshot_of_answers(world, cycle));
    store.put_snapshot(snapshots.back(), test::closed_entry(snapshots.back().header), {});
  }
  AnswerAuditor auditor(world);
  for (size_t cycle = 0; cycle < 2; ++cycle) {
    ReportInputs inputs = test::all_inputs(store, cycle, {});
    for (const FigureSpec& spec : world.figures) {
      inputs.cycles.front().figures.push_back(*answer_figure(snapshots[cycle], spec));
      if (cycle > 0) inputs.cycles.front().figures.back().change = figure_change(snapshots[0], snapshots[1], spec);
    }
    withhold(test::calendar_with(world.rule), store, inputs);
    auditor.read(write_json(build_report(inputs)));
  }
  auditor.audit();
  sums.with_figures += auditor.tells("/figure/") ? 1U : 0U;
  sums.with_segments += auditor.tells("/segment/s0") && auditor.tells("/figure/nps/segment") ? 1U : 0U;
  sums.with_changes += auditor.tells("/change") ? 1U : 0U;
  sums.without += auditor.tells("/figure/") ? 0U : 1U;
}

AnswerFigure figure_with(FigureKind kind, const FigureEstimate& made) {
  AnswerFigure figure;
  figure.spec = figure_spec("one", kind);
  figure.all = {100, 100, made};
  return figure;
}

bool tells_few(const AnswerFigure& figure, const AnswerCounts& counts) {
  return figures_tell_few({&figure}, {&figure.all}, counts, {3, 10});
}

}  // namespace

TEST_CASE("disclosure audit: figures of answers tell of no group of few what they said", "[property]") {
  constexpr uint64_t kSeed = 2013;
  const uint64_t seed = test::given_number("VK_SEED", kSeed);
  const auto rounds = static_cast<int>(test::given_number("VK_ROUNDS", 150));
  test::Dice dice(seed);
  AnswerSums sums;
  for (int round = 0; round < rounds; ++round) {
    INFO("seed " << seed << ", world " << round);
    audit_answers(dice, sums);
  }
  if (rounds < 150 || seed != kSeed) return;
  CAPTURE(sums.with_figures, sums.with_segments, sums.with_changes, sums.without);
  CHECK(sums.with_figures > 30);
  CHECK(sums.with_segments > 3);
  CHECK(sums.with_changes > 10);
  CHECK(sums.without > 10);
}

TEST_CASE("withhold: a quantile is told only where enough answered beyond it, and beyond the ends of its interval") {
  AnswerCounts counts;
  for (int answer = 1; answer <= 40; ++answer) counts[answer] = 1;
  CHECK_FALSE(tells_few(figure_with(FigureKind::quantile, {20, {15, 25}, false, 40}), counts));
  CHECK(tells_few(figure_with(FigureKind::quantile, {39, {30, 40}, false, 40}), counts));
  CHECK(tells_few(figure_with(FigureKind::quantile, {35, {30, 39}, false, 40}), counts));
  CHECK_FALSE(tells_few(figure_with(FigureKind::quantile, {35, {30, 38}, false, 40}), counts));
}

TEST_CASE("withhold: a mean is not told when one answer makes it, or nearly all said the same") {
  CHECK_FALSE(tells_few(figure_with(FigureKind::mean, {5, {5, 5}, true, 40}), {{1, 10}, {5, 20}, {9, 10}}));
  CHECK(tells_few(figure_with(FigureKind::mean, {5, {5, 5}, true, 40}), {{0, 38}, {1, 1}, {5000, 1}}));
  CHECK(tells_few(figure_with(FigureKind::mean, {9, {9, 9}, true, 40}), {{8, 2}, {9, 38}}));
  CHECK(tells_few(figure_with(FigureKind::mean, {9, {9, 9}, true, 40}), {{9, 40}}));
}
