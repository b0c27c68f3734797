#pragma once
#include <cstddef>
#include <utility>
#include <vector>

namespace vk::test {

/// What linear equations over unknowns of at least 0 leave possible; a plain simplex in floating point, for systems of
/// a few hundred equations. Written for auditors: it shares nothing with the code that is audited.
class LinearBounds {
 public:
  explicit LinearBounds(size_t unknowns) : unknowns_(unknowns) {}

  /// The sum of coefficient times unknown is `value`.
  void add_equation(const std::vector<std::pair<size_t, double>>& terms, double value);
  /// False when no values of at least 0 fulfil all equations. Call it once, after the last equation.
  bool solve();
  /// The greatest possible value of the weighted sum of all unknowns, infinite where nothing bounds it; the search ends
  /// at any possible value of `enough` or more.
  double greatest(const std::vector<double>& weights, double enough);

 private:
  void pivot(size_t row, size_t column);
  /// The row whose basis leaves for `column`; rows() when nothing bounds it.
  size_t leaving_row(size_t column) const;

  size_t unknowns_;
  std::vector<std::vector<double>> rows_;      ///< coefficients and the value last
  std::vector<size_t> basis_;                  ///< unknown of each row; unknowns_ = none yet
  std::vector<std::vector<double>> solution_;  ///< both as solve() left them
  std::vector<size_t> solution_basis_;
};

}  // namespace vk::test
