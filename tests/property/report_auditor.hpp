#pragma once
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/calendar/annual_calendar.hpp"
#include "core/report/disclosure.hpp"
#include "tests/support/linear_bounds.hpp"

/// An auditor of reports: it reads every number of two cycles and their comparison from the JSON as an equation over
/// what members may have done, and asks how closely what is too small can be known. It shares nothing with the code
/// that hides.
namespace vk::test {

inline constexpr int kNobody = -1;

enum class Deed { none, arrived, returned, left, grew, shrank, stayed };
inline constexpr std::array kDeeds{Deed::none, Deed::arrived, Deed::returned, Deed::left,
                                   Deed::grew, Deed::shrank,  Deed::stayed};

/// What somebody may have done: where they were, where they are, and what became of their money. Segments and states
/// count from 0, the state after the last is unmeasured.
struct Deal {
  int segment_before = kNobody;
  int segment_after = kNobody;
  int from = kNobody;
  int to = kNobody;
  Deed deed = Deed::none;

  int segment() const { return segment_after != kNobody ? segment_after : segment_before; }
  auto operator<=>(const Deal&) const = default;
};

/// Amounts of a deal.
enum class Amount { before, after, gain, loss };

struct AuditedMember {
  Deal deal;
  int64_t before = 0;
  int64_t after = 0;

  int64_t amount(Amount which) const {
    switch (which) {
      case Amount::before:
        return before;
      case Amount::after:
        return after;
      case Amount::gain:
        return std::max<int64_t>(0, after - before);
      case Amount::loss:
        return std::max<int64_t>(0, before - after);
    }
    return 0;
  }
};

using Which = std::function<bool(const Deal&)>;

struct AuditedWorld {
  std::vector<std::string> segments;
  std::vector<StateSpec> states;
  std::vector<AuditedMember> members;
  DisclosureRule rule;

  int unmeasured() const { return static_cast<int>(states.size()); }
  std::string part_of(int state) const {
    if (state == unmeasured()) return "unmeasured";
    constexpr std::array<const char*, 3> kNames{"secured", "at_risk", "leaving"};
    return kNames.at(static_cast<size_t>(states[static_cast<size_t>(state)].money));
  }
};

/// Every deal that anybody could have done, with unknown amounts and counts.
class Auditor {
 public:
  explicit Auditor(const AuditedWorld& world) : world_(world) {
    const int segments = static_cast<int>(world.segments.size());
    for (int before = kNobody; before < segments; ++before) {
      for (int after = kNobody; after < segments; ++after) {
        for (int from = kNobody; from <= world.unmeasured(); ++from) {
          for (int to = kNobody; to <= world.unmeasured(); ++to) {
            if ((before == kNobody) != (from == kNobody) || (after == kNobody) != (to == kNobody)) continue;
            if (from == kNobody && to == kNobody) continue;
            for (const Deed deed : kDeeds) add_deal({before, after, from, to, deed});
          }
        }
      }
    }
  }

  void read(const std::string& json) {
    const auto report = Poco::JSON::Parser().parse(json).extract<Poco::JSON::Object::Ptr>();
    const auto figures = report->getArray("figures");
    for (unsigned i = 0; i < figures->size(); ++i) {
      const auto figure = figures->getObject(i);
      figures_[figure->getValue<std::string>("id")] = figure->getObject("value");
    }
  }

  size_t told() const { return figures_.size(); }
  bool tells(const std::string& id) const { return figures_.contains(id); }

  /// Turns all figures into equations; those that are none are named by how they begin.
  void solve() {
    for (const auto& [id, value] : figures_) {
      INFO(id);
      const bool known = understand(id, *value);
      CHECK(known);
    }
    money_.emplace(unknowns_);
    counts_.emplace(deals_.size());
    for (const auto& [terms, value] : money_equations_) money_->add_equation(terms, value);
    for (const auto& [terms, value] : count_equations_) counts_->add_equation(terms, value);
    REQUIRE(money_->solve());
    REQUIRE(counts_->solve());
  }

  /// Checks that a figure that is of too few cannot be known too well.
  void check(const std::string& name, const Which& which, Amount amount, bool counted) {
    DisclosureCell cell;
    for (const AuditedMember& member : world_.members) {
      if (!which(member.deal)) continue;
      const int64_t money = member.amount(amount);
      cell = united(cell, {1, money, money, 0});
    }
    if (!is_unsafe(cell, world_.rule)) return;
    ++unsafe_;
    INFO(name << ": " << cell.contributors << " members, " << cell.total << ", biggest " << cell.biggest << " and "
              << cell.second);
    const double needed = world_.rule.p_percent / 100 * static_cast<double>(cell.biggest) -
                          static_cast<double>(cell.total - cell.biggest - cell.second);
    if (cell.total > 0) {
      const auto [low, high] = money_->range(money_unknowns(which, amount));
      INFO("known to be from " << low << " to " << high);
      CHECK(low <= static_cast<double>(cell.total) + 0.01);
      CHECK(high >= static_cast<double>(cell.total) + std::max(0.0, needed) - 0.01);
      CHECK(high - low >= 0.5);
    }
    if (!counted || cell.contributors >= world_.rule.least) return;
    const auto [fewest, most] = counts_->range(count_unknowns(which));
    INFO("known to be from " << fewest << " to " << most << " members");
    CHECK(most >= static_cast<double>(world_.rule.least) - 0.01);
    CHECK(most - fewest >= 0.5);
  }

  size_t unsafe() const { return unsafe_; }

 private:
  using Terms = std::vector<std::pair<size_t, double>>;

  struct Unknowns {
    std::vector<size_t> before;
    std::vector<size_t> after;
    std::vector<size_t> gain;
    std::vector<size_t> loss;
  };

  void add_deal(const Deal& deal) {
    const bool enters = deal.from == kNobody;
    const bool leaves = deal.to == kNobody;
    const bool needs_before =
        deal.deed == Deed::left || deal.deed == Deed::grew || deal.deed == Deed::shrank || deal.deed == Deed::stayed;
    const bool needs_after = deal.deed != Deed::none && deal.deed != Deed::left;
    if ((enters && needs_before) || (leaves && needs_after)) return;
    Unknowns unknowns;
    switch (deal.deed) {
      case Deed::none:
        break;
      case Deed::arrived:
      case Deed::returned:
        unknowns.after = {unknowns_};
        unknowns.gain = {unknowns_++};
        break;
      case Deed::left:
        unknowns.before = {unknowns_};
        unknowns.loss = {unknowns_++};
        break;
      case Deed::grew:
        unknowns.before = {unknowns_};
        unknowns.after = {unknowns_, unknowns_ + 1};
        unknowns.gain = {unknowns_ + 1};
        unknowns_ += 2;
        break;
      case Deed::shrank:
        unknowns.after = {unknowns_};
        unknowns.before = {unknowns_, unknowns_ + 1};
        unknowns.loss = {unknowns_ + 1};
        unknowns_ += 2;
        break;
      case Deed::stayed:
        unknowns.before = {unknowns_};
        unknowns.after = {unknowns_++};
        break;
    }
    deals_.emplace_back(deal, unknowns);
  }

  std::vector<size_t> money_unknowns(const Which& which, Amount amount) const {
    std::vector<size_t> result;
    for (const auto& [deal, unknowns] : deals_) {
      if (!which(deal)) continue;
      const std::vector<size_t>& some = amount == Amount::before  ? unknowns.before
                                        : amount == Amount::after ? unknowns.after
                                        : amount == Amount::gain  ? unknowns.gain
                                                                  : unknowns.loss;
      result.insert(result.end(), some.begin(), some.end());
    }
    return result;
  }

  std::vector<size_t> count_unknowns(const Which& which) const {
    std::vector<size_t> result;
    for (size_t i = 0; i < deals_.size(); ++i) {
      if (which(deals_[i].first)) result.push_back(i);
    }
    return result;
  }

  static double number(const Poco::JSON::Object& value, const std::string& key) {
    return static_cast<double>(value.getValue<int64_t>(key));
  }

  bool add_money(const Which& which, Amount amount, double value) {
    add_terms({{which, amount, 1.0}}, value);
    return true;
  }

  struct Piece {
    Which which;
    Amount amount;
    double sign;
  };

  bool add_terms(const std::vector<Piece>& pieces, double value) {
    Terms terms;
    for (const Piece& piece : pieces) {
      for (const size_t unknown : money_unknowns(piece.which, piece.amount)) terms.emplace_back(unknown, piece.sign);
    }
    money_equations_.emplace_back(std::move(terms), value);
    return true;
  }

  bool add_count(const Which& which, double value) {
    Terms terms;
    for (const size_t unknown : count_unknowns(which)) terms.emplace_back(unknown, 1.0);
    count_equations_.emplace_back(std::move(terms), value);
    return true;
  }

  static bool is_active(const Deal& deal, bool later) {
    if (deal.deed == Deed::none) return false;
    return later ? deal.deed != Deed::left : deal.deed != Deed::arrived && deal.deed != Deed::returned;
  }

  /// States named "leaving+unmeasured".
  std::set<int> states_named(const std::string& text) const {
    std::set<int> codes;
    for (size_t at = 0; at <= text.size();) {
      const size_t end = std::min(text.find('+', at), text.size());
      const std::string name = text.substr(at, end - at);
      at = end + 1;
      if (name == "absent") codes.insert(kNobody);
      if (name == "unmeasured") codes.insert(world_.unmeasured());
      for (size_t i = 0; i < world_.states.size(); ++i) {
        if (world_.states[i].name == name) codes.insert(static_cast<int>(i));
      }
    }
    REQUIRE_FALSE(codes.empty());
    return codes;
  }

  /// A part of the base, or what is told as one: every part that has no figure of its own.
  std::set<int> states_of_part(const std::string& cycle, const std::string& part) const {
    std::set<int> codes;
    for (int state = 0; state <= world_.unmeasured(); ++state) {
      const std::string own = world_.part_of(state);
      const bool hidden = !figures_.contains(cycle + "/exposure/" + own);
      if (part == "together" ? hidden : own == part) codes.insert(state);
    }
    return codes;
  }

  /// The segments of a row: its own, all, or those that have no row ("other").
  std::set<int> segments_of_row(const std::string& prefix, const std::string& label, const std::string& suffix) const {
    std::set<int> codes;
    for (size_t i = 0; i < world_.segments.size(); ++i) {
      const bool own = world_.segments[i] == label;
      const bool has_row = figures_.contains(prefix + world_.segments[i] + suffix);
      if (label == "*" || label == "all" || own || (label == "other" && !has_row)) codes.insert(static_cast<int>(i));
    }
    return codes;
  }

  bool understand(const std::string& id, const Poco::JSON::Object& value) {
    const std::string pair = kLater + "/from/2025/";
    if (id.starts_with(pair)) return understand_pair(id.substr(pair.size()), value);
    for (const bool later : {false, true}) {
      const std::string cycle = later ? kLater : kEarlier;
      if (id.starts_with(cycle + "/")) return understand_cycle(cycle, id.substr(cycle.size() + 1), value);
    }
    return false;
  }

  bool understand_cycle(const std::string& cycle, const std::string& what, const Poco::JSON::Object& value) {
    // Who answered is told of the whole audience only; where it tells states they are the same sums again.
    for (const char* other :
         {"disposition/", "rate/", "source/", "rows_", "money_of_nobody", "silence/", "estimate/", "answers/"}) {
      if (what.starts_with(other)) return true;
    }
    const bool later = cycle == kLater;
    const Amount money = later ? Amount::after : Amount::before;
    const auto state_of = [later](const Deal& deal) { return later ? deal.to : deal.from; };
    const auto segment_of = [later](const Deal& deal) { return later ? deal.segment_after : deal.segment_before; };
    const auto in = [&](std::set<int> states) {
      return [=](const Deal& deal) { return states.contains(state_of(deal)); };
    };
    const Which everybody = [=](const Deal& deal) { return state_of(deal) != kNobody; };
    if (what == "base") return add_money(everybody, money, number(value, "minor"));
    if (what == "members") return add_count(everybody, number(value, "count"));
    if (what == "coverage") {
      const Which measured = [=, unmeasured = world_.unmeasured()](const Deal& deal) {
        return state_of(deal) != kNobody && state_of(deal) != unmeasured;
      };
      return add_money(measured, money, number(value, "numerator"));
    }
    const size_t slash = what.rfind('/');
    const std::string last = what.substr(slash + 1);
    if (what.starts_with("exposure/")) {
      const bool plain = what.find('/') == slash;
      const std::string part = plain ? last : what.substr(9, slash - 9);
      const Which which = in(states_of_part(cycle, part));
      if (plain) return add_money(which, money, number(value, "minor"));
      if (last == "share") return add_money(which, money, number(value, "numerator"));
      return last == "members" && add_count(which, number(value, "count"));
    }
    if (what.starts_with("state/")) {
      const std::set<int> states = states_named(what.substr(6, slash - 6));
      if (last == "money") return add_money(in(states), money, number(value, "minor"));
      if (last == "share") return add_money(in(states), money, number(value, "numerator"));
      if (last == "members") return add_count(in(states), number(value, "count"));
      const Which active = [=](const Deal& deal) { return states.contains(state_of(deal)) && is_active(deal, later); };
      return last == "active" && add_count(active, number(value, "count"));
    }
    if (!what.starts_with("segment/")) return false;
    const std::set<int> segments = segments_of_row(cycle + "/segment/", what.substr(8, slash - 8), "/base");
    const Which here = [=](const Deal& deal) {
      return state_of(deal) != kNobody && segments.contains(segment_of(deal));
    };
    if (last == "base") return add_money(here, money, number(value, "minor"));
    if (last == "members") return add_count(here, number(value, "count"));
    const std::set<int> states = states_of_part(cycle, last);
    const Which cell = [=](const Deal& deal) { return here(deal) && states.contains(state_of(deal)); };
    return add_money(cell, money, number(value, "minor"));
  }

  static Which doing(std::set<Deed> deeds, const Which& where) {
    return [=](const Deal& deal) { return deeds.contains(deal.deed) && where(deal); };
  }

  bool understand_line(const std::string& line, const Which& where, double value) {
    const Which arrived = doing({Deed::arrived}, where);
    const Which returned = doing({Deed::returned}, where);
    const Which both = doing({Deed::arrived, Deed::returned}, where);
    const Which gone = doing({Deed::left}, where);
    if (line == "opening") return add_money(where, Amount::before, value);
    if (line == "closing") return add_money(where, Amount::after, value);
    if (line == "added_new") return add_money(arrived, Amount::after, value);
    if (line == "reactivation") return add_money(returned, Amount::after, value);
    if (line == "arrivals") return add_money(both, Amount::after, value);
    if (line == "gains") return add_money(where, Amount::gain, value);
    if (line == "expansion") return add_money(doing({Deed::grew}, where), Amount::gain, value);
    if (line == "contraction") return add_money(doing({Deed::shrank}, where), Amount::loss, -value);
    if (line == "churn") return add_money(gone, Amount::loss, -value);
    if (line == "losses") return add_money(where, Amount::loss, -value);
    if (line == "movements") return add_terms({{where, Amount::after, 1}, {where, Amount::before, -1}}, value);
    return false;
  }

  bool understand_retention(const std::string& name, const Which& where, const Poco::JSON::Object& value) {
    const double kept = number(value, "numerator");
    if (name == "grr") return add_terms({{where, Amount::before, 1}, {where, Amount::loss, -1}}, kept);
    const Which grown = doing({Deed::grew}, where);
    return name == "nrr" &&
           add_terms({{where, Amount::before, 1}, {grown, Amount::gain, 1}, {where, Amount::loss, -1}}, kept);
  }

  bool understand_subjects(const std::string& line, double value) {
    const Which all = [](const Deal&) { return true; };
    if (line == "opening") return add_count([](const Deal& deal) { return is_active(deal, false); }, value);
    if (line == "closing") return add_count([](const Deal& deal) { return is_active(deal, true); }, value);
    const std::map<std::string, std::set<Deed>> deeds{{"added_new", {Deed::arrived}},
                                                      {"reactivation", {Deed::returned}},
                                                      {"arrivals", {Deed::arrived, Deed::returned}},
                                                      {"expansion", {Deed::grew}},
                                                      {"contraction", {Deed::shrank}},
                                                      {"churn", {Deed::left}}};
    return deeds.contains(line) && add_count(doing(deeds.at(line), all), value);
  }

  bool understand_pair(const std::string& what, const Poco::JSON::Object& value) {
    // Estimated changes are no sums of members.
    for (const char* other : {"change/", "retention/"}) {
      if (what.starts_with(other)) return true;
    }
    const Which all = [](const Deal&) { return true; };
    if (what == "logo_retention") {
      const Which stays = [](const Deal& deal) { return is_active(deal, false) && deal.deed != Deed::left; };
      return add_count(stays, number(value, "numerator"));
    }
    if (what == "grr" || what == "nrr") return understand_retention(what, all, value);
    const size_t slash = what.rfind('/');
    const std::string last = what.substr(slash + 1);
    if (what.starts_with("bridge/")) {
      if (last == "subjects") return understand_subjects(what.substr(7, slash - 7), number(value, "count"));
      return understand_line(last, all, number(value, "minor"));
    }
    if (what.starts_with("transition/")) {
      const std::string ways = what.substr(11, slash - 11);
      const std::set<int> from = states_named(ways.substr(0, ways.find('/')));
      const std::set<int> to = states_named(ways.substr(ways.find('/') + 1));
      const Which square = [=](const Deal& deal) { return from.contains(deal.from) && to.contains(deal.to); };
      if (last == "subjects") return add_count(square, number(value, "count"));
      return add_money(square, last == "money_before" ? Amount::before : Amount::after, number(value, "minor"));
    }
    if (!what.starts_with("segment/")) return false;
    std::string label = what.substr(8, slash - 8);
    const std::string dimension = "size = ";
    if (label.starts_with(dimension)) label = label.substr(dimension.size());
    const std::set<int> segments = segments_of_row(kLater + "/from/2025/segment/" + dimension, label, "/opening");
    const Which here = [=](const Deal& deal) { return segments.contains(deal.segment()); };
    if (last == "grr" || last == "nrr") return understand_retention(last, here, value);
    return understand_line(last, here, number(value, "minor"));
  }

  const std::string kEarlier = "renewal/customers@2025";
  const std::string kLater = "renewal/customers@2026";
  const AuditedWorld& world_;
  std::vector<std::pair<Deal, Unknowns>> deals_;
  size_t unknowns_ = 0;
  std::map<std::string, Poco::JSON::Object::Ptr> figures_;
  std::vector<std::pair<Terms, double>> money_equations_;
  std::vector<std::pair<Terms, double>> count_equations_;
  std::optional<LinearBounds> money_;
  std::optional<LinearBounds> counts_;
  size_t unsafe_ = 0;
};

}  // namespace vk::test
