#include "tests/support/linear_bounds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace vk::test {
namespace {

// Coefficients are small ratios of small integers; anything below is the noise of earlier steps.
constexpr double kTiny = 1e-7;
constexpr int kMostSteps = 20000;
constexpr int kStepsBeforeBland = 2000;

}  // namespace

void LinearBounds::add_equation(const std::vector<std::pair<size_t, double>>& terms, double value) {
  std::vector<double> row(unknowns_ + 1, 0);
  for (const auto& [unknown, coefficient] : terms) row[unknown] += coefficient;
  row[unknowns_] = value;
  if (value < 0) {
    for (double& cell : row) cell = -cell;
  }
  rows_.push_back(std::move(row));
  basis_.push_back(unknowns_);
}

void LinearBounds::pivot(size_t row, size_t column) {
  const double by = rows_[row][column];
  for (double& cell : rows_[row]) cell /= by;
  for (size_t i = 0; i < rows_.size(); ++i) {
    const double factor = rows_[i][column];
    if (i == row || std::abs(factor) < kTiny) continue;
    for (size_t j = 0; j <= unknowns_; ++j) {
      rows_[i][j] -= factor * rows_[row][j];
      if (std::abs(rows_[i][j]) < kTiny) rows_[i][j] = 0;
    }
  }
  basis_[row] = column;
}

size_t LinearBounds::leaving_row(size_t column) const {
  size_t best = rows_.size();
  double least = std::numeric_limits<double>::infinity();
  for (size_t i = 0; i < rows_.size(); ++i) {
    if (rows_[i][column] <= kTiny) continue;
    const double ratio = rows_[i][unknowns_] / rows_[i][column];
    // Of equal ratios the greater coefficient loses less precision.
    const bool ties = best < rows_.size() && ratio < least + kTiny && rows_[i][column] > rows_[best][column];
    if (ratio < least - kTiny || ties) {
      least = std::min(least, ratio);
      best = i;
    }
  }
  return best;
}

bool LinearBounds::solve() {
  for (int step = 0; step < kMostSteps; ++step) {
    std::vector<double> gain(unknowns_, 0);
    for (size_t i = 0; i < rows_.size(); ++i) {
      if (basis_[i] != unknowns_) continue;
      for (size_t j = 0; j < unknowns_; ++j) gain[j] += rows_[i][j];
    }
    size_t entering = unknowns_;
    for (size_t j = 0; j < unknowns_; ++j) {
      if (gain[j] <= kTiny) continue;
      if (entering == unknowns_ || (step < kStepsBeforeBland && gain[j] > gain[entering])) entering = j;
    }
    if (entering == unknowns_) break;
    const size_t row = leaving_row(entering);
    if (row == rows_.size()) return false;
    pivot(row, entering);
  }
  double left = 0;
  for (size_t i = rows_.size(); i-- > 0;) {
    if (basis_[i] != unknowns_) continue;
    left += std::abs(rows_[i][unknowns_]);
    size_t column = 0;
    while (column < unknowns_ && std::abs(rows_[i][column]) < kTiny) ++column;
    if (column < unknowns_) {
      pivot(i, column);
      continue;
    }
    rows_.erase(rows_.begin() + static_cast<std::ptrdiff_t>(i));
    basis_.erase(basis_.begin() + static_cast<std::ptrdiff_t>(i));
  }
  constexpr double kTolerance = 1e-3;
  return left < kTolerance;
}

double LinearBounds::greatest(const std::vector<double>& weights, double enough) {
  // Every question starts from the same solution, so that no noise adds up over questions.
  if (solution_.empty()) {
    solution_ = rows_;
    solution_basis_ = basis_;
  }
  rows_ = solution_;
  basis_ = solution_basis_;
  std::vector<double> gain = weights;
  double value = 0;
  for (size_t i = 0; i < rows_.size(); ++i) {
    const double weight = weights[basis_[i]];
    if (weight == 0) continue;
    for (size_t j = 0; j < unknowns_; ++j) gain[j] -= weight * rows_[i][j];
    value += weight * rows_[i][unknowns_];
  }
  for (int step = 0; step < kMostSteps && value < enough; ++step) {
    size_t entering = unknowns_;
    for (size_t j = 0; j < unknowns_; ++j) {
      if (gain[j] <= kTiny) continue;
      if (entering == unknowns_ || (step < kStepsBeforeBland && gain[j] > gain[entering])) entering = j;
    }
    if (entering == unknowns_) break;
    const size_t row = leaving_row(entering);
    if (row == rows_.size()) return std::numeric_limits<double>::infinity();
    pivot(row, entering);
    const double factor = gain[entering];
    for (size_t j = 0; j < unknowns_; ++j) gain[j] -= factor * rows_[row][j];
    gain[entering] = 0;
    value += factor * rows_[row][unknowns_];
  }
  return value;
}

}  // namespace vk::test
