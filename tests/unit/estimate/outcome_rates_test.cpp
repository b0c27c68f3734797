#include "core/estimate/outcome_rates.hpp"

#include <catch2/catch.hpp>

#include "core/base/error.hpp"

using namespace vk;

namespace {

DispositionCounts sample() {
  DispositionCounts counts;
  counts.complete = 412;
  counts.partial = 38;
  counts.refusal = 120;
  counts.non_contact = 260;
  counts.other = 14;
  counts.unknown = 90 + 25;
  counts.not_eligible = 31;
  return counts;
}

}  // namespace

TEST_CASE("outcome rates: the reference sample gives the reference rates") {
  const OutcomeRates rates = outcome_rates(sample());
  REQUIRE(rates.e.has_value());
  CHECK(rates.e->value() == Approx(0.9645714285714285).epsilon(1e-12));
  const std::vector<std::pair<const char*, double>> expected{
      {"RR1", 0.42961418143899893},  {"RR2", 0.4692387904066736},  {"RR3", 0.43144717315333425},
      {"RR4", 0.47124084446359327},  {"RR5", 0.4881516587677725},  {"RR6", 0.533175355450237},
      {"COOP1", 0.7054794520547946}, {"REF1", 0.1251303441084463}, {"CON1", 0.6089676746611054}};
  for (const auto& [name, value] : expected) {
    INFO(name);
    const OutcomeRate* rate = rates.find(name);
    REQUIRE(rate != nullptr);
    REQUIRE(rate->value.has_value());
    CHECK(rate->value->value() == Approx(value).epsilon(1e-12));
  }
  CHECK(rates.rates.size() == 16);
  CHECK(rates.find("RR7") == nullptr);
}

TEST_CASE("outcome rates: values are exact shares in lowest terms") {
  const OutcomeRates rates = outcome_rates(sample());
  CHECK(rates.find("RR5")->value == CountRatio{103, 211});
  CHECK(rates.find("COOP2")->value == CountRatio{225, 292});
  CHECK(rates.find("COOP4")->value == CountRatio{15, 19});
  CHECK(rates.find("REF3")->value == CountRatio{30, 211});
  CHECK(rates.find("CON3")->value == CountRatio{146, 211});
}

TEST_CASE("outcome rates: without unknown cases the variants agree") {
  DispositionCounts counts = sample();
  counts.unknown = 0;
  const OutcomeRates rates = outcome_rates(counts);
  CHECK(rates.find("RR1")->value == rates.find("RR3")->value);
  CHECK(rates.find("RR3")->value == rates.find("RR5")->value);
  CHECK(rates.find("CON1")->value == rates.find("CON2")->value);
}

TEST_CASE("outcome rates: a zero denominator has no value") {
  const OutcomeRates nobody = outcome_rates({});
  CHECK_FALSE(nobody.e.has_value());
  for (const OutcomeRate& rate : nobody.rates) {
    INFO(rate.name);
    CHECK_FALSE(rate.value.has_value());
  }
  DispositionCounts unknown_only;
  unknown_only.unknown = 10;
  const OutcomeRates rates = outcome_rates(unknown_only);
  CHECK(rates.find("RR1")->value == CountRatio{0, 1});
  CHECK_FALSE(rates.find("RR3")->value.has_value());
  CHECK_FALSE(rates.find("RR5")->value.has_value());
}

TEST_CASE("outcome rates: four thousand million people are counted exactly, more are refused") {
  DispositionCounts counts;
  counts.complete = 2'147'483'648;
  counts.unknown = 2'147'483'647;
  CHECK(outcome_rates(counts).find("RR3")->value == CountRatio{2'147'483'648, 4'294'967'295});
  counts.refusal = 1;
  CHECK_THROWS_AS(outcome_rates(counts), Error);
}

TEST_CASE("disposition counts: people not sampled or suppressed are left out") {
  std::array<uint64_t, kDispositions> by_disposition{1, 2, 3, 4, 5, 6, 7, 800, 900};
  const DispositionCounts counts = disposition_counts(by_disposition);
  CHECK(counts.eligible() == 15);
  CHECK(counts.unknown == 6);
  CHECK(counts.not_eligible == 7);
}
