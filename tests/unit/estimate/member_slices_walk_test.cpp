#include <catch2/catch.hpp>

#include "core/base/error.hpp"
#include "core/estimate/answer_figures.hpp"
#include "core/estimate/figure_change.hpp"
#include "core/estimate/represent.hpp"
#include "tests/support/stored_cycles.hpp"

// Whatever is made of slices is what is made of the whole, to the last bit.

using namespace vk;

namespace {

FigureSpec spec_of(FigureKind kind, const std::string& of) {
  FigureSpec spec;
  spec.name = of;
  spec.kind = kind;
  spec.of.text = of;
  if (kind == FigureKind::share) spec.from = 1;
  return spec;
}

void add_numbers(std::vector<double>& numbers, const FigureBase& base) {
  numbers.push_back(static_cast<double>(base.members));
  numbers.push_back(static_cast<double>(base.answers));
  if (!base.estimate) return;
  const FigureEstimate& made = *base.estimate;
  for (const double number : {made.value, made.interval.low, made.interval.high, made.n_eff}) numbers.push_back(number);
  numbers.push_back(made.exact ? 1 : 0);
  numbers.push_back(static_cast<double>(made.quality));
}

/// Everything that a figure tells.
std::vector<double> numbers_of(const std::optional<AnswerFigure>& figure) {
  REQUIRE(figure.has_value());
  std::vector<double> numbers{static_cast<double>(figure->silent_alone), static_cast<double>(figure->off_scale)};
  add_numbers(numbers, figure->all);
  for (const FigureBase& base : figure->by_segment) add_numbers(numbers, base);
  return numbers;
}

std::vector<double> numbers_of(const std::optional<FigureChange>& change) {
  if (!change) return {};
  return {change->before,        static_cast<double>(change->answers_before),
          change->difference,    change->interval.low,
          change->interval.high, change->told_apart ? 1.0 : 0.0};
}

void check_same(const StateTotals& one, const StateTotals& other) {
  REQUIRE(one.by_segment.size() == other.by_segment.size());
  for (size_t segment = 0; segment < one.by_segment.size(); ++segment) {
    for (size_t state = 0; state < one.by_segment[segment].size(); ++state) {
      CHECK(one.by_segment[segment][state].members == other.by_segment[segment][state].members);
      CHECK(one.by_segment[segment][state].money == other.by_segment[segment][state].money);
      CHECK(one.by_segment[segment][state].active == other.by_segment[segment][state].active);
    }
  }
  CHECK(one.dispositions == other.dispositions);
}

}  // namespace

TEST_CASE("slices: totals, estimates and figures are those of the whole snapshot") {
  for (const bool sampled : {false, true}) {
    for (uint64_t seed = 1; seed <= 5; ++seed) {
      INFO("seed " << seed << (sampled ? ", drawn" : ", all asked"));
      test::StoredCycles cycles(seed, {.sampled = sampled});
      REQUIRE(cycles.buckets > 3);
      const auto members = cycles.store.read_members(cycles.later_id, {.answers = {"stay", "would_call"}});
      REQUIRE(members->slices() == cycles.buckets);
      CHECK(members->answers() == std::vector<std::string>{"stay", "would_call"});
      check_same(count_states(*members), count_states(cycles.later));
      const auto whole = represent(cycles.later);
      REQUIRE(whole.has_value());
      CHECK(represent(*members) == whole);
      const auto before = cycles.store.read_members(cycles.earlier_id, {.answers = {"stay", "would_call"}});
      for (const FigureSpec& spec : {spec_of(FigureKind::nps, "stay"), spec_of(FigureKind::mean, "stay"),
                                     spec_of(FigureKind::median, "stay"), spec_of(FigureKind::share, "would_call")}) {
        CHECK(numbers_of(answer_figure(*members, spec)) == numbers_of(answer_figure(cycles.later, spec)));
        CHECK(numbers_of(figure_change(*before, *members, spec)) ==
              numbers_of(figure_change(cycles.earlier, cycles.later, spec)));
      }
    }
  }
}

TEST_CASE("slices: what was not asked for is not read, and no figure is made of it") {
  test::StoredCycles cycles(9);
  const auto members = cycles.store.read_members(cycles.later_id);
  CHECK(members->slice(0).scores.empty());
  CHECK(members->slice(0).flags.empty());
  CHECK_FALSE(answer_figure(*members, spec_of(FigureKind::mean, "stays")).has_value());
}

TEST_CASE("slices: a walk in pieces ends where the snapshot does, again and again") {
  test::StoredCycles cycles(11);
  const auto members = cycles.store.read_members(cycles.later_id);
  for (int walk = 0; walk < 2; ++walk) {
    size_t found = 0;
    SubjectNumber last = 0;
    bool rises = true;
    for_each_slice(*members, [&](const Snapshot& slice) {
      found += slice.size();
      for (const SubjectNumber subject : slice.subjects) {
        rises = rises && (subject > last || last == 0);
        last = subject;
      }
    });
    CHECK(found == cycles.later.size());
    CHECK(rises);
  }
}
