#pragma once
#include <catch2/catch.hpp>
#include <limits>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "tests/property/audited_world.hpp"
#include "tests/support/linear_bounds.hpp"

namespace vk::test {

/// How much money and how many members may have gone some paths, by sums that are told. An amount is made of steps of
/// unknown height, one a rank, so that what grew or shrank is a sum of them, too. Unknowns that no sum tells apart are
/// one unknown.
class PathBounds {
 public:
  explicit PathBounds(const std::vector<Path>& paths) : paths_(paths) {
    for (size_t i = 0; i < paths.size(); ++i) {
      int highest = 0;
      for (const Stand& stand : paths[i].at) highest = std::max(highest, stand.rank);
      for (int rank = 1; rank <= highest; ++rank) steps_.push_back({i, rank});
    }
  }

  struct Piece {
    Which which;
    Amount amount;
    double factor = 1;
  };

  void add_money(const std::vector<Piece>& pieces, double value) {
    std::vector<double> row(steps_.size(), 0);
    for (const Piece& piece : pieces) {
      for (size_t i = 0; i < steps_.size(); ++i) {
        const auto& [path, rank] = steps_[i];
        if (piece.amount.has_step(paths_[path], rank) && piece.which(paths_[path])) row[i] += piece.factor;
      }
    }
    money_.rows.push_back(std::move(row));
    money_.values.push_back(value);
  }

  void add_count(const Which& which, double value) {
    std::vector<double> row;
    for (const Path& path : paths_) row.push_back(which(path) ? 1.0 : 0.0);
    counts_.rows.push_back(std::move(row));
    counts_.values.push_back(value);
  }

  /// False when no members and amounts make all sums.
  bool solve() { return solve(money_, steps_.size()) && solve(counts_, paths_.size()); }

  /// The greatest possible amount; any that reaches `enough` will do.
  double most_money(const Which& which, const Amount& amount, double enough) {
    return greatest(money_, steps_of(which, amount), enough);
  }
  /// The least possible amount; any down to `enough` will do.
  double least_money(const Which& which, const Amount& amount, double enough) {
    return least(money_, steps_of(which, amount), enough);
  }
  double most_members(const Which& which, double enough) {
    std::vector<bool> wanted;
    for (const Path& path : paths_) wanted.push_back(which(path));
    return greatest(counts_, wanted, enough);
  }

 private:
  static constexpr size_t kZero = std::numeric_limits<size_t>::max();

  /// Unknowns of at least 0 and their sums; those that no row tells apart are one class.
  struct System {
    std::vector<std::vector<double>> rows;
    std::vector<double> values;
    std::vector<size_t> class_of;  ///< kZero: part of a sum that is 0
    size_t classes = 0;
    std::optional<LinearBounds> bounds;
  };

  static bool solve(System& system, size_t unknowns) {
    drop_repeated(system);
    std::vector<bool> zero(unknowns, false);
    for (size_t row = 0; row < system.rows.size(); ++row) {
      const std::vector<double>& terms = system.rows[row];
      if (system.values[row] != 0 || std::any_of(terms.begin(), terms.end(), [](double term) { return term < 0; }))
        continue;
      for (size_t i = 0; i < unknowns; ++i) zero[i] = zero[i] || terms[i] > 0;
    }
    std::map<std::vector<double>, size_t> classes;
    for (size_t i = 0; i < unknowns; ++i) {
      std::vector<double> column;
      for (const std::vector<double>& row : system.rows) column.push_back(row[i]);
      system.class_of.push_back(zero[i] ? kZero : classes.emplace(std::move(column), classes.size()).first->second);
    }
    system.classes = classes.size();
    system.bounds.emplace(classes.size());
    for (size_t row = 0; row < system.rows.size(); ++row) {
      std::vector<std::pair<size_t, double>> terms;
      for (const auto& [column, place] : classes) {
        if (column[row] != 0) terms.emplace_back(place, column[row]);
      }
      system.bounds->add_equation(terms, system.values[row]);
    }
    return system.bounds->solve();
  }

  /// The same sum is told by many figures; it says nothing anew.
  static void drop_repeated(System& system) {
    std::map<std::vector<double>, double> known;
    for (size_t row = 0; row < system.rows.size(); ++row) {
      const auto [same, is_new] = known.emplace(system.rows[row], system.values[row]);
      CHECK((is_new || same->second == system.values[row]));
    }
    system.rows.clear();
    system.values.clear();
    for (auto& [row, value] : known) {
      system.rows.push_back(row);
      system.values.push_back(value);
    }
  }

  std::vector<bool> steps_of(const Which& which, const Amount& amount) const {
    std::vector<bool> wanted;
    for (const auto& [path, rank] : steps_)
      wanted.push_back(amount.has_step(paths_[path], rank) && which(paths_[path]));
    return wanted;
  }

  static double greatest(System& system, const std::vector<bool>& wanted, double enough) {
    std::vector<double> weights(system.classes, 0);
    for (size_t i = 0; i < wanted.size(); ++i) {
      if (wanted[i] && system.class_of[i] != kZero) weights[system.class_of[i]] = 1;
    }
    return system.bounds->greatest(weights, enough);
  }

  /// All of a class may be in those of it that are not wanted.
  static double least(System& system, const std::vector<bool>& wanted, double enough) {
    std::vector<double> weights(system.classes, -1);
    for (size_t i = 0; i < wanted.size(); ++i) {
      if (!wanted[i] && system.class_of[i] != kZero) weights[system.class_of[i]] = 0;
    }
    return -system.bounds->greatest(weights, -enough);
  }

  const std::vector<Path>& paths_;
  std::vector<std::pair<size_t, int>> steps_;  ///< path and rank
  System money_;
  System counts_;
};

}  // namespace vk::test
