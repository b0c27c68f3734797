#include "core/report/disclosure.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>

#include "core/base/error.hpp"
#include "core/money/money.hpp"

namespace vk {
namespace {

__extension__ using WideUnsigned = unsigned __int128;

// Elimination modulo a prime is exact for what is asked of it: coefficients are 1 and -1, and a minor that vanishes
// modulo 2^61 - 1 but not over the integers would need a determinant beyond that.
constexpr uint64_t kPrime = (uint64_t{1} << 61U) - 1;

uint64_t times(uint64_t a, uint64_t b) {
  return static_cast<uint64_t>(static_cast<WideUnsigned>(a) * b % kPrime);
}

uint64_t inverse(uint64_t a) {
  uint64_t result = 1;
  for (uint64_t power = kPrime - 2; power > 0; power >>= 1U) {
    if ((power & 1U) != 0) result = times(result, a);
    a = times(a, a);
  }
  return result;
}

/// Coefficients by hidden cell, without zeros.
using Equation = std::map<size_t, uint64_t>;

/// Takes away `factor` times `other`.
void subtract(Equation& equation, uint64_t factor, const Equation& other) {
  for (const auto& [cell, coefficient] : other) {
    const uint64_t taken = times(factor, coefficient);
    uint64_t& kept = equation[cell];
    kept = kept >= taken ? kept - taken : kept + kPrime - taken;
    if (kept == 0) equation.erase(cell);
  }
}

/// The sums as equations of what is hidden, in reduced row echelon form: pivot -> equation.
std::map<size_t, Equation> reduced(std::span<const PrintedSum> sums, const std::vector<bool>& hidden) {
  std::map<size_t, Equation> rows;
  for (const PrintedSum& sum : sums) {
    Equation equation;
    for (const size_t part : sum.parts) {
      if (hidden[part]) equation[part] = 1;
    }
    if (sum.total < hidden.size() && hidden[sum.total]) equation[sum.total] = kPrime - 1;
    for (const auto& [pivot, row] : rows) {
      const auto found = equation.find(pivot);
      if (found != equation.end()) subtract(equation, uint64_t{found->second}, row);
    }
    if (equation.empty()) continue;
    const size_t pivot = equation.begin()->first;
    const uint64_t scale = inverse(equation.begin()->second);
    for (auto& [cell, coefficient] : equation) coefficient = times(coefficient, scale);
    for (auto& [other, row] : rows) {
      const auto found = row.find(pivot);
      if (found != row.end()) subtract(row, uint64_t{found->second}, equation);
    }
    rows[pivot] = equation;
  }
  return rows;
}

int64_t add(int64_t a, int64_t b) {
  const std::optional<int64_t> sum = checked_add(a, b);
  if (!sum) throw Error(ErrorCode::invalid_input, "cells add up beyond 64 bits");
  return *sum;
}

/// Hides more and more until nothing can be computed back.
class Suppressor {
 public:
  Suppressor(std::span<const DisclosureCell> cells, std::span<const PrintedSum> sums, const DisclosureRule& rule)
      : cells_(cells), sums_(sums), rule_(rule), hidden_(cells.size(), false) {}

  Suppression suppress() {
    Suppression result;
    for (size_t i = 0; i < cells_.size(); ++i) {
      if (!is_unsafe(cells_[i], rule_)) continue;
      hidden_[i] = true;
      result.primary.push_back(i);
    }
    const std::vector<bool> primary = hidden_;
    while (hide_more()) {
    }
    for (size_t i = 0; i < cells_.size(); ++i) {
      if (hidden_[i] && !primary[i]) result.secondary.push_back(i);
    }
    return result;
  }

 private:
  /// False when every sum and the whole system keep what is hidden.
  bool hide_more() {
    for (const PrintedSum& sum : sums_) {
      if (betrays(sum) && hide_in(sum)) return true;
    }
    const std::vector<size_t> pinned = pinned_cells(cells_.size(), sums_, hidden_);
    return std::any_of(pinned.begin(), pinned.end(), [&](size_t cell) { return hide_near(cell); });
  }

  /// Hides one more cell in a sum of `cell`, or in one that such sums lead to: sums together say more than each.
  bool hide_near(size_t cell) {
    std::vector<bool> reached(cells_.size(), false);
    reached[cell] = true;
    for (bool grows = true; grows;) {
      grows = false;
      std::vector<bool> next = reached;
      for (const PrintedSum& sum : sums_) {
        if (!touches(sum, reached)) continue;
        if (hide_in(sum)) return true;
        for (const size_t part : sum.parts) next[part] = true;
        if (sum.total < next.size()) next[sum.total] = true;
      }
      grows = next != reached;
      reached = std::move(next);
    }
    return false;
  }

  static bool touches(const PrintedSum& sum, const std::vector<bool>& reached) {
    return (sum.total < reached.size() && reached[sum.total]) ||
           std::any_of(sum.parts.begin(), sum.parts.end(), [&](size_t part) { return reached[part]; });
  }
  bool is_hidden(size_t cell) const { return cell < hidden_.size() && hidden_[cell]; }

  /// What is hidden of a printed total is one cell, or unsafe together. Nothing is told of a hidden total.
  bool betrays(const PrintedSum& sum) const {
    if (is_hidden(sum.total)) return false;
    DisclosureCell together;
    size_t count = 0;
    for (const size_t part : sum.parts) {
      if (!hidden_[part]) continue;
      together = united(together, cells_[part]);
      ++count;
    }
    return count == 1 || (count > 1 && is_unsafe(together, rule_));
  }

  /// Hides the smallest cell of the sum that has contributors, the total last; false when nothing is left.
  bool hide_in(const PrintedSum& sum) {
    const size_t none = cells_.size();
    size_t smallest = none;
    for (const size_t part : sum.parts) {
      if (hidden_[part] || cells_[part].contributors == 0) continue;
      if (smallest == none || cells_[part].total < cells_[smallest].total) smallest = part;
    }
    if (smallest == none && sum.total < none && !hidden_[sum.total]) smallest = sum.total;
    if (smallest == none) return false;
    hidden_[smallest] = true;
    return true;
  }

  std::span<const DisclosureCell> cells_;
  std::span<const PrintedSum> sums_;
  const DisclosureRule& rule_;
  std::vector<bool> hidden_;
};

}  // namespace

void add_contributor(DisclosureCell& cell, int64_t money) {
  const int64_t amount = money < 0 ? -money : money;
  ++cell.contributors;
  cell.total = add(cell.total, amount);
  if (amount > cell.biggest) {
    cell.second = cell.biggest;
    cell.biggest = amount;
  } else if (amount > cell.second) {
    cell.second = amount;
  }
}

DisclosureCell united(const DisclosureCell& a, const DisclosureCell& b) {
  std::array<int64_t, 4> biggest{a.biggest, a.second, b.biggest, b.second};
  std::sort(biggest.begin(), biggest.end(), std::greater<>());
  return {a.contributors + b.contributors, add(a.total, b.total), biggest[0], biggest[1]};
}

bool has_too_few(const DisclosureCell& cell, const DisclosureRule& rule) {
  return cell.contributors > 0 && cell.contributors < rule.least;
}

bool is_dominated(const DisclosureCell& cell, const DisclosureRule& rule) {
  const double rest = static_cast<double>(cell.total - cell.biggest - cell.second);
  constexpr double kPercent = 100;
  return cell.total > 0 && rest < rule.p_percent / kPercent * static_cast<double>(cell.biggest);
}

bool is_unsafe(const DisclosureCell& cell, const DisclosureRule& rule) {
  return has_too_few(cell, rule) || is_dominated(cell, rule);
}

double dominance(std::span<const int64_t> biggest, size_t n, int64_t total) {
  if (total <= 0) return 0;
  double sum = 0;
  for (size_t i = 0; i < std::min(n, biggest.size()); ++i) sum += static_cast<double>(biggest[i]);
  constexpr double kPercent = 100;
  return kPercent * sum / static_cast<double>(total);
}

bool Suppression::hides(size_t cell) const {
  return std::binary_search(primary.begin(), primary.end(), cell) ||
         std::binary_search(secondary.begin(), secondary.end(), cell);
}

Suppression suppress(std::span<const DisclosureCell> cells, std::span<const PrintedSum> sums,
                     const DisclosureRule& rule) {
  return Suppressor(cells, sums, rule).suppress();
}

std::vector<size_t> pinned_cells(size_t cells, std::span<const PrintedSum> sums, const std::vector<bool>& hidden) {
  std::vector<size_t> result;
  if (hidden.size() != cells) throw Error(ErrorCode::invalid_input, "one mark a cell says whether it is hidden");
  for (const auto& [pivot, equation] : reduced(sums, hidden)) {
    if (equation.size() == 1) result.push_back(pivot);
  }
  return result;
}

}  // namespace vk
