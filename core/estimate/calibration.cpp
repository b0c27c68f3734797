#include "core/estimate/calibration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"

namespace vk {
namespace {

using Vector = std::vector<double>;
using Matrix = std::vector<Vector>;

constexpr size_t kMostAuxiliaries = 20;

double dot(const Vector& a, const Vector& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// The lower Cholesky factor of a symmetric matrix. Throws when the auxiliaries depend on each other.
Matrix cholesky(Matrix m) {
  constexpr double kSmallest = 1e-12;
  const size_t p = m.size();
  Matrix lower(p, Vector(p, 0));
  for (size_t i = 0; i < p; ++i) {
    for (size_t j = 0; j <= i; ++j) {
      double rest = m[i][j];
      for (size_t k = 0; k < j; ++k) rest -= lower[i][k] * lower[j][k];
      if (i != j) {
        lower[i][j] = rest / lower[j][j];
      } else if (rest > kSmallest * m[i][i]) {
        lower[i][i] = std::sqrt(rest);
      } else {
        throw Error(ErrorCode::invalid_input, fmt::format("auxiliary {} follows from the others", i));
      }
    }
  }
  return lower;
}

/// The solution of m x = b.
Vector solve(const Matrix& m, Vector b) {
  const Matrix lower = cholesky(m);
  const size_t p = b.size();
  for (size_t i = 0; i < p; ++i) {
    for (size_t k = 0; k < i; ++k) b[i] -= lower[i][k] * b[k];
    b[i] /= lower[i][i];
  }
  for (size_t i = p; i-- > 0;) {
    for (size_t k = i + 1; k < p; ++k) b[i] -= lower[k][i] * b[k];
    b[i] /= lower[i][i];
  }
  return b;
}

/// Sum of weight z z'.
Matrix cross_products(const Matrix& values, const Vector& weights, size_t p) {
  Matrix result(p, Vector(p, 0));
  for (size_t k = 0; k < values.size(); ++k) {
    for (size_t i = 0; i < p; ++i) {
      for (size_t j = 0; j < p; ++j) result[i][j] += weights[k] * values[k][i] * values[k][j];
    }
  }
  return result;
}

/// Sum of weight z.
Vector weighted_sum(const Matrix& values, const Vector& weights, size_t p) {
  Vector result(p, 0);
  for (size_t k = 0; k < values.size(); ++k) {
    for (size_t i = 0; i < p; ++i) result[i] += weights[k] * values[k][i];
  }
  return result;
}

/// The g of every row. Throws when the totals are not met after many steps.
Vector solve_g(const CalibrationTargets& targets, const Vector& design, CalibrationKind kind) {
  constexpr int kMostSteps = 200;
  constexpr double kMet = 1e-12;
  const size_t p = targets.totals.size();
  Vector lambda(p, 0);
  Vector g(design.size(), 1);
  Vector weights = design;
  for (int step = 0; step < kMostSteps; ++step) {
    Vector missing = targets.totals;
    const Vector reached = weighted_sum(targets.values, weights, p);
    double worst = 0;
    for (size_t i = 0; i < p; ++i) {
      missing[i] -= reached[i];
      worst = std::max(worst, std::abs(missing[i]) / (1 + std::abs(targets.totals[i])));
    }
    if (worst < kMet) return g;
    const Vector& slopes = kind == CalibrationKind::linear ? design : weights;
    const Vector change = solve(cross_products(targets.values, slopes, p), missing);
    for (size_t i = 0; i < p; ++i) lambda[i] += change[i];
    for (size_t k = 0; k < g.size(); ++k) {
      const double moved = dot(targets.values[k], lambda);
      g[k] = kind == CalibrationKind::linear ? 1 + moved : std::exp(moved);
      weights[k] = design[k] * g[k];
      if (!std::isfinite(weights[k])) throw Error(ErrorCode::invalid_input, "the known totals cannot be met");
    }
  }
  throw Error(ErrorCode::invalid_input, "the known totals cannot be met");
}

void require_targets(const CalibrationTargets& targets, size_t rows) {
  const size_t p = targets.totals.size();
  const bool fits = std::all_of(targets.values.begin(), targets.values.end(),
                                [&](const Vector& values) { return values.size() == p; });
  if (p == 0 || p > kMostAuxiliaries || targets.values.size() != rows || !fits) {
    throw Error(ErrorCode::invalid_input,
                fmt::format("{} known totals and {} rows of auxiliaries for {} answers (1 to {} totals, one row an "
                            "answer, all of the same length)",
                            p, targets.values.size(), rows, kMostAuxiliaries));
  }
}

}  // namespace

CalibratedTotal calibrated_total(std::span<const SurveyRow> rows, std::span<const int64_t> population,
                                 const CalibrationTargets& targets, CalibrationKind kind) {
  require_targets(targets, rows.size());
  Vector design;
  Vector scores;
  for (const SurveyRow& row : rows) {
    design.push_back(row.weight);
    scores.push_back(row.in_domain ? row.weight * row.y : 0);
  }
  const size_t p = targets.totals.size();
  const Vector g = solve_g(targets, design, kind);
  const Vector slopes = solve(cross_products(targets.values, design, p), weighted_sum(targets.values, scores, p));
  CalibratedTotal result;
  result.least_g = *std::min_element(g.begin(), g.end());
  result.most_g = *std::max_element(g.begin(), g.end());
  if (!(result.least_g > 0)) {
    throw Error(
        ErrorCode::invalid_input,
        fmt::format("a calibrated weight is {} times the design's: use raking or fewer totals", result.least_g));
  }
  std::vector<SurveyRow> residuals(rows.begin(), rows.end());
  double total = 0;
  for (size_t k = 0; k < residuals.size(); ++k) {
    SurveyRow& row = residuals[k];
    row.weight = design[k] * g[k];
    result.weights.push_back(row.weight);
    const double y = row.in_domain ? row.y : 0;
    total += row.weight * y;
    row.in_domain = true;
    row.y = y - dot(targets.values[k], slopes);
  }
  result.estimate = survey_estimate(residuals, population, SurveyFigure::total);
  result.estimate.value = total;
  return result;
}

}  // namespace vk
