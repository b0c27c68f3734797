#pragma once
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/compare/comparison.hpp"
#include "core/estimate/interval.hpp"
#include "tests/property/told_estimates.hpp"

/// An auditor of changes between two cycles that are estimates: of money by part, and of what a part kept and lost.
namespace vk::test {

class ChangeAuditor {
 public:
  /// `exact` is the comparison before [disclosure].
  ChangeAuditor(const AskedWorld& world, const Snapshot& before, const Comparison& exact)
      : world_(world),
        before_(before),
        exact_(exact),
        money_(before.money),
        classes_(before_.header, money_),
        sums_(world.rule) {
    for (size_t i = 0; i < before.size(); ++i) classes_.add(member(i));
    std::vector<size_t> numbers(classes_.strata().size());
    for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = i;
    weights_ = answer_weights({classes_.strata().begin(), classes_.strata().end()}, numbers);
    for (size_t i = 0; i < before.size(); ++i) add_member(i);
  }

  /// Both reports: the later one compares.
  void audit(const std::string& earlier, const std::string& later) {
    for (const std::string& json : {earlier, later}) {
      for (const auto& [id, figure] : figures_of(json)) figures_.emplace(id, figure);
    }
    know_movements();
    for (const auto& [id, figure] : figures_) {
      INFO(id);
      if (id.starts_with(begin() + "change/")) CHECK(understand_change(id.substr(begin().size() + 7), *figure));
      if (id.starts_with(begin() + "retention/")) CHECK(understand_kept(id.substr(begin().size() + 10), *figure));
    }
    sums_.solve();
    ask();
  }

  bool tells(const std::string& what) const {
    const auto found = figures_.lower_bound(begin() + what);
    return found != figures_.end() && found->first.starts_with(begin() + what);
  }
  size_t unsafe() const { return sums_.unsafe(); }

 private:
  using Kind = ToldSums::Kind;  ///< {stratum, state, movement}
  using Which = ToldSums::Which;

  static constexpr std::array<const char*, 3> kParts{"secured", "at_risk", "leaving"};

  static std::string begin() { return fmt::format("{}/from/{}/", cycle_id(1), AuditedWorld::year(0)); }
  static std::string cycle_id(size_t cycle) { return "renewal/customers@" + AuditedWorld::year(cycle); }

  ResponseClasses::Member member(size_t i) const {
    ResponseClasses::Member result{before_.state[i], before_.disposition[i], before_.segment[i], before_.money[i]};
    if (!before_.money_class.empty()) result.drawn_class = before_.money_class[i];
    return result;
  }

  /// In the first cycle everybody is a member, so that members and rows have the same numbers.
  void add_member(size_t i) {
    const ResponseClasses::Member was = member(i);
    const std::optional<size_t> stratum = classes_.stratum_of(was);
    if (!stratum || was.state == kUnmeasured) return;
    const AskedStand& stand = world_.members[1][i];
    const int64_t is = stand.is_member ? stand.money : 0;
    exposure_[world_.part_of(was.state)] +=
        weights_.are_made() ? weights_.weight.at(*stratum) * static_cast<double>(was.money) : 0;
    if (is == was.money) return;
    const std::string move = is <= 0 ? "left" : is > was.money ? "grew" : "shrank";
    sums_.add_any({std::to_string(*stratum), std::to_string(was.state), move}, i,
                  move == "left" ? was.money : std::abs(is - was.money));
  }

  size_t state_in(const Kind& kind) const { return std::stoul(kind[1]); }
  std::string part_in(const Kind& kind) const { return world_.part_of(state_in(kind)); }

  /// Transitions may tell what members of a part gained and lost: the sums that are of enough are taken as known.
  void know_movements() {
    for (const char* part : kParts) {
      for (const char* move : {"grew", "shrank", "left"})
        sums_.tell_if_safe([=, this](const Kind& kind) { return part_in(kind) == part && kind[2] == move; });
    }
    sums_.is_known();
  }

  double told(const std::string& id, const std::string& end) const {
    return static_cast<double>(figures_.at(id)->getObject("range")->getValue<int64_t>(end));
  }

  /// The estimate of a part of a cycle, with its interval; of a cycle that was measured whole the money.
  BoundedEstimate cycle_estimate(size_t cycle, const std::string& part) const {
    const std::string id = fmt::format("{}/estimate/{}", cycle_id(cycle), part);
    if (figures_.contains(id)) return {number_of(*figures_.at(id), "minor"), {told(id, "low"), told(id, "high")}};
    const double exact = number_of(*figures_.at(fmt::format("{}/exposure/{}", cycle_id(cycle), part)), "minor");
    return {exact, {exact, exact}};
  }

  /// A change must be that of what the cycles tell, with a correlation in tenths that the exact one is not below.
  bool understand_change(const std::string& part, const JsonObject& figure) {
    const size_t number = part == "secured" ? 0 : part == "at_risk" ? 1 : 2;
    if (part != kParts[number] || !exact_.estimated || !exact_.estimated->parts) return false;
    const BoundedEstimate before = cycle_estimate(0, part);
    const BoundedEstimate after = cycle_estimate(1, part);
    CHECK(number_of(figure, "minor") == after.value - before.value);
    const auto low = static_cast<double>(figure.getObject("range")->getValue<int64_t>("low"));
    const auto high = static_cast<double>(figure.getObject("range")->getValue<int64_t>("high"));
    bool found = false;
    for (int tenths = -10; tenths <= 10 && !found; ++tenths) {
      const vk::Interval made = mover_difference(before, after, tenths / 10.0);
      const double exact = (*exact_.estimated->parts)[number].correlation;
      found = std::abs(std::floor(made.low) - low) < 1.5 && std::abs(std::ceil(made.high) - high) < 1.5 &&
              tenths / 10.0 <= exact + 1e-9;
    }
    CHECK(found);
    return true;
  }

  bool understand_kept(const std::string& what, const JsonObject& figure) {
    const std::string part = what.substr(0, what.find('/'));
    const std::string name = what.substr(what.find('/') + 1);
    if (name == "rounding") return true;
    const auto own = [=, this](const Kind& kind) { return part_in(kind) == part; };
    const std::string rounded = fmt::format("{}retention/{}/rounding", begin(), part);
    const double step = figures_.contains(rounded) ? number_of(*figures_.at(rounded), "numerator") : 0;
    const double exposure = exposure_.at(part);
    const double value = number_of(figure, "numerator") / 1000;
    const double rounding = (step / 2 + 0.5) / 1000 * exposure + 1;
    check_interval(part, name, value, figure);
    sums_.tell(
        [=, this](const Kind& kind) {
          if (!own(kind)) return 0.0;
          const double weight = weights_.weight.at(std::stoul(kind[0]));
          if (name == "left") return kind[2] == "left" ? weight : 0.0;
          if (kind[2] == "grew") return name == "nrr" ? weight : 0.0;
          return -weight;
        },
        (name == "left" ? value : value - 1) * exposure, rounding);
    return name == "left" || name == "nrr" || name == "grr";
  }

  /// The half-width must be of a scale, and the interval hold the exact one.
  void check_interval(const std::string& part, const std::string& name, double value, const JsonObject& figure) {
    const size_t number = part == "secured" ? 0 : part == "at_risk" ? 1 : 2;
    REQUIRE(exact_.estimated->retention[number].has_value());
    const PartRetention& exact = *exact_.estimated->retention[number];
    const KeptShare& meant = name == "nrr" ? exact.net : name == "grr" ? exact.gross : exact.left;
    const double low = static_cast<double>(figure.getObject("range")->getValue<int64_t>("low")) / 1000;
    const double high = static_cast<double>(figure.getObject("range")->getValue<int64_t>("high")) / 1000;
    CHECK(low <= std::max(0.0, meant.interval.low) + 0.0006);
    CHECK(high >= meant.interval.high - 0.0006);
    const double most = name == "nrr" ? 1e6 : 1;
    const bool bounded = high >= most && low <= 0;
    if (bounded || high == low) return;
    const double half = high < most ? high - value : value - low;
    const double step = 2 * std::log(1 + world_.rule.p_percent / 100);
    const double nearest = std::exp(std::round(std::log(half) / step) * step);
    INFO(value << " from " << low << " to " << high);
    CHECK(std::abs(nearest - half) < 0.0011);
  }

  void ask() {
    for (size_t stratum = 0; stratum < classes_.strata().size(); ++stratum) {
      if (classes_.strata()[stratum].stratum.population == 0) continue;
      ask_of(fmt::format("stratum {}", stratum), [=](const Kind& kind) { return std::stoul(kind[0]) == stratum; });
    }
    if (!weights_.are_made()) return;
    ask_of("exact", [this](const Kind& kind) { return weights_.weight.at(std::stoul(kind[0])) == 1; });
    ask_of("sampled", [this](const Kind& kind) { return weights_.weight.at(std::stoul(kind[0])) != 1; });
  }

  void ask_of(const std::string& name, const Which& here) {
    for (const std::string move : {"grew", "shrank", "left"}) {
      for (const std::string part : kParts) {
        sums_.check_width(fmt::format("{} of {} of {}", move, part, name), [=, this](const Kind& kind) {
          return here(kind) && kind[2] == move && part_in(kind) == part;
        });
      }
    }
  }

  const AskedWorld& world_;
  const Snapshot& before_;
  const Comparison& exact_;
  MoneyClasses money_;
  ResponseClasses classes_;
  AnswerWeights weights_;
  ToldSums sums_;
  ToldFigures figures_;
  std::map<std::string, double> exposure_;  ///< estimated money of each part before
};

}  // namespace vk::test
