#pragma once
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/property/audited_world.hpp"
#include "tests/property/path_bounds.hpp"

/// An auditor of reports: it reads every number of the JSON of all cycles and their comparisons as an equation over
/// what members may have done, and asks how closely what is too small can be known. It shares nothing with the code
/// that hides.
namespace vk::test {

class Auditor {
 public:
  explicit Auditor(const AuditedWorld& world)
      : world_(world),
        paths_(world.cycles, static_cast<int>(world.segments.size()), world.unmeasured() + 1),
        bounds_(paths_.paths()) {}

  /// Reads one report; one figure is the same in all.
  void read(const std::string& json) {
    using Poco::JSON::Object;
    const auto report = Poco::JSON::Parser().parse(json).extract<Object::Ptr>();
    const auto figures = report->getArray("figures");
    for (unsigned i = 0; i < figures->size(); ++i) {
      const auto figure = figures->getObject(i);
      const auto id = figure->getValue<std::string>("id");
      INFO(id);
      const auto [known, is_new] = figures_.emplace(id, figure->getObject("value"));
      CHECK((is_new || texts_.at(id) == figure->getValue<std::string>("text")));
      texts_[id] = figure->getValue<std::string>("text");
    }
    const auto tables = report->getArray("tables");
    for (unsigned i = 0; i < tables->size(); ++i) read_table(*tables->getObject(i));
  }

  bool tells(const std::string& id) const { return figures_.contains(id); }

  /// Turns all figures into equations; one that is none fails the test.
  void solve() {
    for (const auto& [id, value] : figures_) {
      INFO(id);
      const bool known = understand(id, *value);
      CHECK(known);
    }
    for (size_t cycle = 0; cycle < world_.cycles; ++cycle) know_empty_segments(cycle);
    for (const CyclePair& pair : world_.pairs()) know_empty_squares(pair);
    REQUIRE(bounds_.solve());
  }

  /// What is asked of a figure that is of too few.
  struct Question {
    std::string name;
    Which which;
    Amount amount;
    bool counted = true;  ///< members are asked for, too
  };

  /// Checks that a figure that is of too few cannot be known too well.
  void check(const Question& question) {
    DisclosureCell cell;
    for (const AuditedMember& member : world_.members) {
      if (!question.which(member.path)) continue;
      const int64_t money = member.amount(question.amount);
      cell = united(cell, {1, money, money, 0});
    }
    if (!is_unsafe(cell, world_.rule)) return;
    ++unsafe_;
    INFO(question.name << ": " << cell.contributors << " members, " << cell.total << ", biggest " << cell.biggest
                       << " and " << cell.second);
    const auto total = static_cast<double>(cell.total);
    const double needed = std::max(0.0, world_.rule.p_percent / 100 * static_cast<double>(cell.biggest) -
                                            static_cast<double>(cell.total - cell.biggest - cell.second));
    if (cell.total > 0) {
      const double enough = std::max(total + needed, total + 0.5);
      const double high = bounds_.most_money(question.which, question.amount, enough);
      const double wanted = std::max(0.0, total - std::max(needed, 0.5));
      const double low = bounds_.least_money(question.which, question.amount, wanted);
      INFO("known to be from " << low << " to " << high);
      CHECK(high >= total + needed - 0.01);
      CHECK(low <= wanted + 0.01);
    }
    if (!question.counted || cell.contributors >= world_.rule.least) return;
    const auto least = static_cast<double>(world_.rule.least);
    const double most = bounds_.most_members(question.which, least);
    INFO("known to be up to " << most << " members");
    CHECK(most >= least - 0.01);
  }

  size_t unsafe() const { return unsafe_; }
  /// Estimates whose cells were guessed.
  size_t guesses() const { return guesses_; }

 private:
  using Object = Poco::JSON::Object;

  std::string cycle_id(size_t cycle) const { return "renewal/customers@" + world_.year(cycle); }
  std::string pair_id(const CyclePair& pair) const { return cycle_id(pair.b) + "/from/" + world_.year(pair.a); }

  static double number(const Object& value, const std::string& key) {
    return static_cast<double>(value.getValue<int64_t>(key));
  }

  /// Remembers the transitions that a table names and does not tell.
  void read_table(const Object& table) {
    const auto id = table.getValue<std::string>("id");
    if (!id.ends_with("/transitions")) return;
    const auto rows = table.getArray("rows");
    auto& hidden = hidden_squares_[id];
    for (unsigned i = 0; i < rows->size(); ++i) {
      const auto row = rows->getArray(i);
      const auto text = [&](unsigned cell) { return row->getObject(cell)->getValue<std::string>("text"); };
      if (text(2) == "not told") hidden.emplace_back(states_shown(text(0)), states_shown(text(1)));
    }
  }

  /// States by what people read: "leaving and Unmeasured together".
  std::set<int> states_shown(const std::string& text) const {
    std::set<int> codes;
    if (text.find("Not in the audience") != std::string::npos) codes.insert(kNobody);
    if (text.find("Unmeasured") != std::string::npos) codes.insert(world_.unmeasured());
    for (size_t i = 0; i < world_.states.size(); ++i) {
      if (text.find(world_.states[i].name) != std::string::npos) codes.insert(static_cast<int>(i));
    }
    REQUIRE_FALSE(codes.empty());
    return codes;
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
  std::set<int> states_of_part(size_t cycle, const std::string& part) const {
    std::set<int> codes;
    for (int state = 0; state <= world_.unmeasured(); ++state) {
      const std::string own = world_.part_of(state);
      const bool hidden = !figures_.contains(cycle_id(cycle) + "/exposure/" + own);
      if (part == "together" ? hidden : own == part) codes.insert(state);
    }
    return codes;
  }

  static std::vector<std::string> split(const std::string& label) {
    std::vector<std::string> parts;
    for (size_t at = 0; at <= label.size();) {
      const size_t end = std::min(label.find(" / ", at), label.size());
      parts.push_back(label.substr(at, end - at));
      at = end + 3;
    }
    return parts;
  }

  /// What stands between a beginning and an end in the names of figures.
  std::vector<std::string> named_between(const std::string& prefix, const std::string& suffix) const {
    std::vector<std::string> names;
    for (auto i = figures_.lower_bound(prefix); i != figures_.end() && i->first.starts_with(prefix); ++i) {
      if (i->first.ends_with(suffix))
        names.push_back(i->first.substr(prefix.size(), i->first.size() - prefix.size() - suffix.size()));
    }
    return names;
  }

  /// The rows of a cycle's segments.
  std::vector<std::vector<std::string>> rows_of(size_t cycle) const {
    std::vector<std::vector<std::string>> rows;
    for (const std::string& label : named_between(cycle_id(cycle) + "/segment/", "/base")) {
      if (label != "*") rows.push_back(split(label));
    }
    return rows;
  }

  /// The segments that are told in a row of a cycle: "other" is every value that no row names.
  std::set<int> segments_of_row(const std::vector<std::vector<std::string>>& rows,
                                const std::vector<std::string>& row) const {
    std::set<int> codes;
    for (size_t code = 0; code < world_.segments.size(); ++code) {
      bool fits = true;
      for (size_t d = 0; d < row.size(); ++d) {
        const std::string& own = world_.segments[code][d];
        const bool named = std::any_of(rows.begin(), rows.end(), [&](const auto& one) { return one[d] == own; });
        fits = fits && (row[d] == own || (row[d] == "other" && !named));
      }
      if (fits) codes.insert(static_cast<int>(code));
    }
    return codes;
  }

  bool understand(const std::string& id, const Object& value) {
    for (const CyclePair& pair : world_.pairs()) {
      const std::string begin = pair_id(pair) + "/";
      if (id.starts_with(begin)) return understand_pair(pair, id.substr(begin.size()), value);
    }
    for (size_t cycle = 0; cycle < world_.cycles; ++cycle) {
      const std::string begin = cycle_id(cycle) + "/";
      if (id.starts_with(begin)) return understand_cycle(cycle, id.substr(begin.size()), value);
    }
    return false;
  }

  bool add_money(const Which& which, const Amount& amount, double value) {
    bounds_.add_money({{which, amount, 1}}, value);
    return true;
  }
  bool add_count(const Which& which, double value) {
    bounds_.add_count(which, value);
    return true;
  }

  static Which in_states(size_t cycle, std::set<int> states) {
    return [cycle, states = std::move(states)](const Path& path) { return states.contains(path.at[cycle].state); };
  }
  static Which is_member(size_t cycle) {
    return [cycle](const Path& path) { return path.at[cycle].is_member(); };
  }

  bool understand_cycle(size_t cycle, const std::string& what, const Object& value) {
    // What is told of the files is no sum of members, and rates are ratios of dispositions.
    for (const char* other : {"rate/", "source/", "rows_", "money_of_nobody"}) {
      if (what.starts_with(other)) return true;
    }
    if (what.starts_with("disposition/")) return understand_disposition(cycle, what.substr(12), value);
    const Amount money = Amount::at(cycle);
    if (what == "base") return add_money(is_member(cycle), money, number(value, "minor"));
    if (what == "members") return add_count(is_member(cycle), number(value, "count"));
    if (what == "coverage") {
      const Which measured = [cycle, unmeasured = world_.unmeasured()](const Path& path) {
        return path.at[cycle].is_member() && path.at[cycle].state != unmeasured;
      };
      return add_money(measured, money, number(value, "numerator"));
    }
    if (what.starts_with("silence/")) return understand_silence(cycle, what.substr(8), value);
    if (what.starts_with("estimate/") || what.starts_with("answers/")) return understand_estimate(cycle, what, value);
    const size_t slash = what.rfind('/');
    const std::string last = what.substr(slash + 1);
    if (what.starts_with("exposure/")) {
      const bool plain = what.find('/') == slash;
      const Which which = in_states(cycle, states_of_part(cycle, plain ? last : what.substr(9, slash - 9)));
      if (plain) return add_money(which, money, number(value, "minor"));
      if (last == "share") return add_money(which, money, number(value, "numerator"));
      return last == "members" && add_count(which, number(value, "count"));
    }
    if (what.starts_with("state/")) {
      const std::set<int> states = states_named(what.substr(6, slash - 6));
      if (last == "money") return add_money(in_states(cycle, states), money, number(value, "minor"));
      if (last == "share") return add_money(in_states(cycle, states), money, number(value, "numerator"));
      if (last == "members") return add_count(in_states(cycle, states), number(value, "count"));
      const Which active = [=](const Path& path) {
        return states.contains(path.at[cycle].state) && path.at[cycle].is_active();
      };
      return last == "active" && add_count(active, number(value, "count"));
    }
    return what.starts_with("segment/") && understand_segment(cycle, what.substr(8), value);
  }

  bool understand_disposition(size_t cycle, const std::string& what, const Object& value) {
    const std::string name = what.substr(0, what.find('/'));
    const double count = number(value, what.ends_with("/share") ? "numerator" : "count");
    const int unmeasured = world_.unmeasured();
    if (name == "non_contact") return add_count(in_states(cycle, {unmeasured}), count);
    if (name != "complete") return count == 0;
    const Which measured = [=](const Path& path) {
      return path.at[cycle].is_member() && path.at[cycle].state != unmeasured;
    };
    return add_count(measured, count);
  }

  bool understand_segment(size_t cycle, const std::string& what, const Object& value) {
    const Amount money = Amount::at(cycle);
    const size_t slash = what.rfind('/');
    const std::string last = what.substr(slash + 1);
    const std::string label = what.substr(0, slash);
    const std::set<int> segments =
        segments_of_row(rows_of(cycle), label == "*" ? std::vector<std::string>{} : split(label));
    const Which here = [=](const Path& path) {
      return path.at[cycle].is_member() && segments.contains(path.at[cycle].segment);
    };
    if (last == "base") return add_money(here, money, number(value, "minor"));
    if (last == "members") return add_count(here, number(value, "count"));
    const std::set<int> states = states_of_part(cycle, last);
    const Which cell = [=](const Path& path) { return here(path) && states.contains(path.at[cycle].state); };
    return add_money(cell, money, number(value, "minor"));
  }

  /// In these worlds all who have no state were not reached.
  bool understand_silence(size_t cycle, const std::string& what, const Object& value) {
    const Which silent = in_states(cycle, {world_.unmeasured()});
    if (what == "non_contact") return add_money(silent, Amount::at(cycle), number(value, "minor"));
    return what == "non_contact/members" && add_count(silent, number(value, "count"));
  }

  /// Measured money is a sum of members. What is extrapolated is one only for who knows for whom those who answered
  /// stand: the auditor guesses that it is for their segment, and believes it where that is so.
  bool understand_estimate(size_t cycle, const std::string& what, const Object& value) {
    // Segments by part follow from the same cells; for whom nobody speaks is a class of members that no sum names.
    if (what.starts_with("answers/segment/") || what == "answers/unknown" || what == "answers/rounding") return true;
    const size_t slash = what.rfind('/');
    const std::string last = what.substr(slash + 1);
    const bool plain = what.starts_with("estimate/");
    const std::string of = plain ? last : what.substr(8, slash - 8);
    const std::set<int> states = of.starts_with("state/") ? states_named(of.substr(6)) : states_of_part(cycle, of);
    const Which seen = in_states(cycle, states);
    if (last == "measured") return add_money(seen, Amount::at(cycle), number(value, "minor"));
    if (plain || last == "together") return guess_estimate(cycle, seen, 1, number(value, "minor"));
    return last == "extrapolated" && guess_estimate(cycle, seen, 0, number(value, "minor"));
  }

  /// `itself` is 1 where what was measured is in the sum, too.
  bool guess_estimate(size_t cycle, const Which& seen, double itself, double value) {
    std::vector<PathBounds::Piece> pieces;
    double truth = 0;
    for (size_t segment = 0; segment < world_.segments.size(); ++segment) {
      const std::string label = fmt::format("{}", fmt::join(world_.segments[segment], " / "));
      if (!tells(fmt::format("{}/segment/{}/unmeasured", cycle_id(cycle), label))) return true;
      const auto code = static_cast<int>(segment);
      std::array<double, 3> sums{};  // seen, measured, not measured
      for (const AuditedMember& member : world_.members) {
        const Stand& stand = member.path.at[cycle];
        if (!stand.is_member() || stand.segment != code) continue;
        const auto money = static_cast<double>(member.money[cycle]);
        sums[stand.state == world_.unmeasured() ? 2 : 1] += money;
        if (seen(member.path)) sums[0] += money;
      }
      if (sums[1] == 0) return true;
      const double factor = itself + sums[2] / sums[1];
      truth += factor * sums[0];
      const Which here = [=](const Path& path) { return seen(path) && path.at[cycle].segment == code; };
      pieces.push_back({here, Amount::at(cycle), factor});
    }
    constexpr double kRounding = 1.5;
    if (std::abs(truth - value) > kRounding) return true;
    ++guesses_;
    bounds_.add_money(pieces, truth);
    return true;
  }

  static Which doing(const CyclePair& pair, std::set<Deed> deeds, const Which& where) {
    return [=](const Path& path) { return deeds.contains(deed_of(path, pair)) && where(path); };
  }

  bool understand_line(const CyclePair& pair, const std::string& line, const Which& where, double value) {
    const Amount before = Amount::at(pair.a);
    const Amount after = Amount::at(pair.b);
    const auto of = [&](std::set<Deed> deeds) { return doing(pair, std::move(deeds), where); };
    if (line == "opening") return add_money(where, before, value);
    if (line == "closing") return add_money(where, after, value);
    if (line == "added_new") return add_money(of({Deed::arrived}), after, value);
    if (line == "reactivation") return add_money(of({Deed::returned}), after, value);
    if (line == "arrivals") return add_money(of({Deed::arrived, Deed::returned}), after, value);
    if (line == "gains") return add_money(where, Amount::gain(pair), value);
    if (line == "expansion") return add_money(of({Deed::grew}), Amount::gain(pair), value);
    if (line == "contraction") return add_money(of({Deed::shrank}), Amount::loss(pair), -value);
    if (line == "churn") return add_money(of({Deed::left}), before, -value);
    if (line == "losses") return add_money(where, Amount::loss(pair), -value);
    if (line != "movements") return false;
    bounds_.add_money({{where, after, 1}, {where, before, -1}}, value);
    return true;
  }

  bool understand_retention(const CyclePair& pair, const std::string& name, const Which& where, const Object& value) {
    std::vector<PathBounds::Piece> kept{{where, Amount::at(pair.a), 1}, {where, Amount::loss(pair), -1}};
    if (name == "nrr") kept.push_back({doing(pair, {Deed::grew}, where), Amount::gain(pair), 1});
    bounds_.add_money(kept, number(value, "numerator"));
    return add_money(where, Amount::at(pair.a), number(value, "denominator"));
  }

  bool understand_subjects(const CyclePair& pair, const std::string& line, double value) {
    const Which all = [](const Path&) { return true; };
    if (line == "opening" || line == "closing") {
      const size_t cycle = line == "opening" ? pair.a : pair.b;
      return add_count([cycle](const Path& path) { return path.at[cycle].is_active(); }, value);
    }
    const std::map<std::string, std::set<Deed>> deeds{{"added_new", {Deed::arrived}},
                                                      {"reactivation", {Deed::returned}},
                                                      {"arrivals", {Deed::arrived, Deed::returned}},
                                                      {"expansion", {Deed::grew}},
                                                      {"contraction", {Deed::shrank}},
                                                      {"churn", {Deed::left}}};
    return deeds.contains(line) && add_count(doing(pair, deeds.at(line), all), value);
  }

  bool understand_pair(const CyclePair& pair, const std::string& what, const Object& value) {
    // Estimated changes are no sums of members.
    for (const char* other : {"change/", "retention/"}) {
      if (what.starts_with(other)) return true;
    }
    const Which all = [](const Path&) { return true; };
    if (what == "logo_retention") {
      const Which stays = [=](const Path& path) { return path.at[pair.a].is_active() && path.at[pair.b].is_active(); };
      return add_count(stays, number(value, "numerator"));
    }
    if (what == "grr" || what == "nrr") return understand_retention(pair, what, all, value);
    const size_t slash = what.rfind('/');
    const std::string last = what.substr(slash + 1);
    if (what.starts_with("bridge/")) {
      if (last == "subjects") return understand_subjects(pair, what.substr(7, slash - 7), number(value, "count"));
      return understand_line(pair, last, all, number(value, "minor"));
    }
    if (what.starts_with("transition/")) {
      const std::string ways = what.substr(11, slash - 11);
      const std::set<int> from = states_named(ways.substr(0, ways.find('/')));
      const std::set<int> to = states_named(ways.substr(ways.find('/') + 1));
      told_squares_[pair_id(pair)].emplace_back(from, to);
      const Which square = [=](const Path& path) {
        return from.contains(path.at[pair.a].state) && to.contains(path.at[pair.b].state);
      };
      if (last == "subjects") return add_count(square, number(value, "count"));
      return add_money(square, Amount::at(last == "money_before" ? pair.a : pair.b), number(value, "minor"));
    }
    if (!what.starts_with("segment/")) return false;
    const Which here = segment_row(pair, what.substr(8, slash - 8));
    if (last == "grr" || last == "nrr") return understand_retention(pair, last, here, value);
    return understand_line(pair, last, here, number(value, "minor"));
  }

  /// Those in a row of a comparison: "all", or "size = huge", where "other" is every value without a row.
  Which segment_row(const CyclePair& pair, const std::string& label) const {
    if (label == "all") return [](const Path&) { return true; };
    const size_t equals = label.find(" = ");
    REQUIRE(equals != std::string::npos);
    const auto dimension = std::find(world_.dimensions.begin(), world_.dimensions.end(), label.substr(0, equals));
    REQUIRE(dimension != world_.dimensions.end());
    const auto d = static_cast<size_t>(dimension - world_.dimensions.begin());
    const std::string value = label.substr(equals + 3);
    const std::string begin = fmt::format("{}/segment/{} = ", pair_id(pair), *dimension);
    std::set<int> codes;
    for (size_t code = 0; code < world_.segments.size(); ++code) {
      const std::string& own = world_.segments[code][d];
      const bool named = figures_.contains(begin + own + "/opening");
      if (own == value || (value == "other" && !named)) codes.insert(static_cast<int>(code));
    }
    return [=](const Path& path) { return codes.contains(pair_segment(path, pair)); };
  }

  /// A combination of told values that has no row has no members.
  void know_empty_segments(size_t cycle) {
    const auto rows = rows_of(cycle);
    if (rows.empty()) return;
    std::set<int> told;
    for (const auto& row : rows) {
      for (const int code : segments_of_row(rows, row)) told.insert(code);
    }
    const Which nobody = [=](const Path& path) {
      return path.at[cycle].is_member() && !told.contains(path.at[cycle].segment);
    };
    add_count(nobody, 0);
    add_money(nobody, Amount::at(cycle), 0);
  }

  /// A transition that is neither told nor named as hidden has no members.
  void know_empty_squares(const CyclePair& pair) {
    const std::string id = pair_id(pair);
    if (!hidden_squares_.contains(id + "/transitions")) return;
    std::vector<std::pair<std::set<int>, std::set<int>>> some = told_squares_[id];
    for (const auto& square : hidden_squares_[id + "/transitions"]) some.push_back(square);
    std::set<std::pair<int, int>> used;
    for (const auto& [from, to] : some) {
      for (const int one : from) {
        for (const int other : to) used.emplace(one, other);
      }
    }
    const Which nobody = [=](const Path& path) {
      const std::pair<int, int> way{path.at[pair.a].state, path.at[pair.b].state};
      return (way.first != kNobody || way.second != kNobody) && !used.contains(way);
    };
    add_count(nobody, 0);
    add_money(nobody, Amount::at(pair.a), 0);
    add_money(nobody, Amount::at(pair.b), 0);
  }

  const AuditedWorld& world_;
  EveryPath paths_;
  PathBounds bounds_;
  std::map<std::string, Object::Ptr> figures_;
  std::map<std::string, std::string> texts_;
  std::map<std::string, std::vector<std::pair<std::set<int>, std::set<int>>>> hidden_squares_;
  std::map<std::string, std::vector<std::pair<std::set<int>, std::set<int>>>> told_squares_;
  size_t unsafe_ = 0;
  size_t guesses_ = 0;
};

}  // namespace vk::test
