#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "core/compare/wave_change.hpp"
#include "core/report/build_report.hpp"
#include "core/report/report_json.hpp"
#include "tests/property/asked_world.hpp"
#include "tests/property/audit_seeds.hpp"
#include "tests/property/random_world.hpp"
#include "tests/property/told_figures.hpp"
#include "tests/support/temp_folder.hpp"

// Links over bridge waves say nothing beyond what their four measurements tell, but widths on a coarse scale.

using namespace vk;

namespace {

/// The earlier cycle, both halves of the wave and the later cycle.
constexpr size_t kMeasurements = 4;

/// Reads the link of the first and the last cycle and the estimates of all four.
class LinkAuditor {
 public:
  LinkAuditor(const DisclosureRule& rule, const WaveChange& exact) : rule_(rule), exact_(exact) {}

  void read(const std::string& json) {
    for (const auto& [id, figure] : test::figures_of(json)) figures_.emplace(id, figure);
  }

  void audit() {
    for (const auto& [id, figure] : figures_) {
      if (!id.starts_with(begin())) continue;
      INFO(id);
      ++told_;
      CHECK(understand(id.substr(begin().size()), *figure));
    }
  }

  size_t told() const { return told_; }

 private:
  static std::string cycle_id(size_t cycle) { return "renewal/customers@" + test::AuditedWorld::year(cycle); }
  static std::string begin() {
    return fmt::format("{}/from/{}/bridged/", cycle_id(kMeasurements - 1), test::AuditedWorld::year(0));
  }

  static Interval range_of(const test::JsonObject& figure) {
    const auto end = [&](const char* which) {
      return static_cast<double>(figure.getObject("range")->getValue<int64_t>(which));
    };
    if (!figure.has("range")) return {test::number_of(figure, "minor"), test::number_of(figure, "minor")};
    return {end("low"), end("high")};
  }

  /// What a measurement tells of a line by itself; nothing where it tells nothing.
  std::optional<BoundedEstimate> told_of(size_t cycle, const std::string& line) const {
    for (const std::string& id : {fmt::format("{}/estimate/{}", cycle_id(cycle), line),
                                  fmt::format("{}/answers/{}/together", cycle_id(cycle), line)}) {
      const auto found = figures_.find(id);
      if (found != figures_.end())
        return BoundedEstimate{test::number_of(*found->second, "minor"), range_of(*found->second)};
    }
    return std::nullopt;
  }

  const WaveLine* exact_line(const std::string& line) const {
    constexpr std::array<const char*, kEstimatedParts> kParts{"secured", "at_risk", "leaving"};
    for (const WaveLine& one : exact_.lines) {
      if (one.part ? kParts.at(*one.part) == line : "state/" + one.state == line) return &one;
    }
    return nullptr;
  }

  bool understand(const std::string& what, const test::JsonObject& figure) {
    if (what == "sum" || what == "gap") return true;  // of what follows
    const size_t slash = what.rfind('/');
    const std::string line = what.substr(0, slash);
    const std::string name = what.substr(slash + 1);
    const WaveLine* exact = exact_line(line);
    std::array<std::optional<BoundedEstimate>, kMeasurements> told;
    for (size_t cycle = 0; cycle < kMeasurements; ++cycle) told.at(cycle) = told_of(cycle, line);
    if (exact == nullptr) return false;
    if (name == "before" || name == "after") return is_told_alike(*told.at(name == "before" ? 0 : 3), figure);
    if (!told[0] || !told[1] || !told[2] || !told[3]) return false;
    const double factor = told[2]->value / told[1]->value;
    const double backcast = factor * told[0]->value;
    if (name == "factor") return is_quotient(factor, figure, exact->factor_interval);
    if (name == "ratio") return is_quotient(told[3]->value / backcast, figure, exact->ratio_interval);
    const double minor = test::number_of(figure, "minor");
    const Interval range = range_of(figure);
    if (name == "backcast") {
      CHECK(std::abs(minor - backcast) <= 0.51);
      check_quotient(
          backcast, range,
          {static_cast<double>(exact->backcast.interval.low), static_cast<double>(exact->backcast.interval.high)},
          1.01);
      return true;
    }
    CHECK(std::abs(minor - (told[3]->value - backcast)) <= 0.51);
    CHECK(range.low <= static_cast<double>(exact->change.interval.low) + 1);
    CHECK(range.high >= static_cast<double>(exact->change.interval.high) - 1);
    CHECK(is_of_scale(range.high - minor, 1.01));
    CHECK(std::abs((range.high - minor) - (minor - range.low)) <= 2.01);
    return name == "change";
  }

  static bool is_told_alike(const BoundedEstimate& told, const test::JsonObject& figure) {
    const Interval range = range_of(figure);
    CHECK(test::number_of(figure, "minor") == told.value);
    CHECK(range.low == told.interval.low);
    CHECK(range.high == told.interval.high);
    return true;
  }

  bool is_quotient(double value, const test::JsonObject& figure, const Interval& exact) const {
    CHECK(std::abs(test::number_of(figure, "numerator") / 1e6 - value) <= 0.6e-6);
    const Interval range = range_of(figure);
    check_quotient(value, {range.low / 1000, range.high / 1000}, exact, 0.00051);
    return true;
  }

  /// As wide to either side on the log scale, by a step of the scale, and holds the exact one.
  void check_quotient(double value, const Interval& range, const Interval& exact, double rounding) const {
    CHECK(range.low <= exact.low + rounding);
    CHECK(range.high >= exact.high - rounding);
    CHECK(is_of_scale(std::log(range.high / value), rounding / value));
    if (range.low > rounding)
      CHECK(std::abs(std::log(value / range.low) - std::log(range.high / value)) <=
            rounding / range.low + rounding / value);
  }

  bool is_of_scale(double half, double rounding) const {
    INFO(half << " give or take " << rounding);
    if (half <= rounding) return true;
    const double step = 2 * std::log(1 + rule_.p_percent / 100);
    const double nearest = std::exp(std::round(std::log(half) / step) * step);
    return std::abs(nearest - half) <= rounding;
  }

  const DisclosureRule& rule_;
  const WaveChange& exact_;
  test::ToldFigures figures_;
  size_t told_ = 0;
};

struct LinkSums {
  size_t told = 0;
  size_t without = 0;
};

void audit_link(test::Dice& dice, LinkSums& sums) {
  const test::MoneySpread spread = dice.roll(4) == 0 ? test::MoneySpread::heavy_tails : test::MoneySpread::even;
  const test::AskedWorld world = test::AskedWorldMaker(dice, spread).draw(kMeasurements);
  const test::TempFolder folder;
  Store store = Store::open(folder.path() / "link.store", StoreMode::read_write);
  std::vector<SnapshotReader> readers;
  std::vector<StoredSnapshot> stored;
  for (size_t cycle = 0; cycle < kMeasurements; ++cycle) {
    const Snapshot snapshot = test::snapshot_of_asked(world, cycle);
    store.put_snapshot(snapshot, test::closed_entry(snapshot.header), {});
    stored.push_back(require_snapshot(store, "renewal@" + test::AuditedWorld::year(cycle)));
  }
  for (const StoredSnapshot& one : stored) readers.push_back(store.read_columns(one.id));
  const WaveStep step{"new form", stored[1].header.name, stored[2].header.name};
  const std::vector<WaveReaders> waves{{step, &readers[1], &readers[2]}};
  const WaveChange exact = wave_change(readers[0], readers[3], waves);
  LinkAuditor auditor(world.rule, exact);
  for (size_t cycle = 0; cycle < kMeasurements; ++cycle) {
    ReportInputs inputs = test::all_inputs(store, cycle, {});
    if (cycle + 1 == kMeasurements) {
      inputs.comparisons.push_back(compare_occurrences(store, "renewal@2025", "renewal@2028"));
      Comparison& comparison = inputs.comparisons.back();
      comparison.verdict.states = Verdict::bridged;
      comparison.verdict.waves = {step};
      comparison.linked = exact;
    }
    withhold(test::calendar_with(world.rule), store, inputs);
    auditor.read(write_json(build_report(inputs)));
  }
  auditor.audit();
  sums.told += auditor.told() > 0 ? 1U : 0U;
  sums.without += auditor.told() > 0 ? 0U : 1U;
}

}  // namespace

TEST_CASE("disclosure audit: links over bridge waves say no more than what they link", "[property]") {
  constexpr uint64_t kSeed = 2024;
  const uint64_t seed = test::given_number("VK_SEED", kSeed);
  const auto rounds = static_cast<int>(test::given_number("VK_ROUNDS", 60));
  test::Dice dice(seed);
  LinkSums sums;
  for (int round = 0; round < rounds; ++round) {
    INFO("seed " << seed << ", world " << round);
    audit_link(dice, sums);
  }
  if (rounds < 60 || seed != kSeed) return;
  CAPTURE(sums.told, sums.without);
  CHECK(sums.told > 10);
  CHECK(sums.without > 5);
}
