#include "core/estimate/widest_spread.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "core/base/error.hpp"

using namespace vk;

namespace {

/// The variance of the mean of stratified samples whose answers are all 0 or 1, with these means.
double variance_of(const std::vector<AskedClass>& classes, const std::vector<double>& means) {
  double all = 0;
  for (const AskedClass& one : classes) all += static_cast<double>(one.members);
  double variance = 0;
  for (size_t h = 0; h < classes.size(); ++h) {
    const auto members = static_cast<double>(classes[h].members);
    const auto n = static_cast<double>(classes[h].answers);
    if (n < members) variance += std::pow(members / all, 2) * (1 - n / members) * means[h] * (1 - means[h]) / (n - 1);
  }
  return variance;
}

}  // namespace

TEST_CASE("widest spread: one class has the variance of a share") {
  const std::vector<AskedClass> classes{{200, 51}};
  const SurveyEstimate made = widest_spread(0.2, classes);
  CHECK(made.value == 0.2);
  CHECK(made.variance == Approx(0.2 * 0.8 / 50 * (1 - 51.0 / 200)));
  CHECK(made.df == 50);
}

TEST_CASE("widest spread: classes of one size and answers have the mean of all") {
  const std::vector<AskedClass> classes{{100, 20}, {100, 20}, {0, 0}};
  CHECK(widest_spread(0.3, classes).variance == Approx(variance_of(classes, {0.3, 0.3, 0})));
  CHECK(widest_spread(0.3, classes).df == 38);
}

TEST_CASE("widest spread: no means of classes with this mean have a greater variance") {
  const std::vector<AskedClass> classes{{300, 12}, {80, 40}, {60, 60}, {20, 5}};
  const double all = 460;
  for (const double mean : {0.004, 0.05, 0.3, 0.5, 0.77, 0.995}) {
    const double most = widest_spread(mean, classes).variance;
    double greatest = 0;
    constexpr int kTries = 40;
    for (int i = 0; i <= kTries; ++i) {
      for (int j = 0; j <= kTries; ++j) {
        for (int k = 0; k <= kTries; ++k) {
          std::vector<double> means{0, i / 40.0, j / 40.0, k / 40.0};
          means[0] = (mean * all - 80 * means[1] - 60 * means[2] - 20 * means[3]) / 300;
          if (means[0] >= 0 && means[0] <= 1) greatest = std::max(greatest, variance_of(classes, means));
        }
      }
    }
    CAPTURE(mean);
    CHECK(greatest <= most * (1 + 1e-9));
    CHECK(greatest > most * 0.98);
  }
}

TEST_CASE("widest spread: whole classes have none") {
  const std::vector<AskedClass> classes{{10, 10}, {1, 1}};
  CHECK(widest_spread(0.5, classes).variance == 0);
  CHECK(std::isinf(widest_spread(0.5, classes).df));
}

TEST_CASE("widest spread: refuses what cannot be") {
  const std::vector<AskedClass> one_answer{{10, 1}};
  const std::vector<AskedClass> too_many{{10, 11}};
  const std::vector<AskedClass> fine{{10, 5}};
  CHECK_THROWS_AS(widest_spread(0.5, one_answer), Error);
  CHECK_THROWS_AS(widest_spread(0.5, too_many), Error);
  CHECK_THROWS_AS(widest_spread(-0.1, fine), Error);
  CHECK_THROWS_AS(widest_spread(std::nan(""), fine), Error);
}
