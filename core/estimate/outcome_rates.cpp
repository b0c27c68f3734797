#include "core/estimate/outcome_rates.hpp"

#include <fmt/format.h>

#include <limits>
#include <numeric>

#include "core/base/error.hpp"

namespace vk {
namespace {

std::optional<CountRatio> ratio(uint64_t numerator, uint64_t denominator) {
  if (denominator == 0) return std::nullopt;
  const uint64_t common = std::gcd(numerator, denominator);
  return CountRatio{numerator / common, denominator / common};
}

/// part / (known + e * unknown) with e = eligible / (eligible + not eligible), kept whole by multiplying through.
std::optional<CountRatio> ratio_with_e(uint64_t part, uint64_t known, const DispositionCounts& counts) {
  const uint64_t decided = counts.eligible() + counts.not_eligible;
  if (decided == 0) return std::nullopt;
  return ratio(part * decided, known * decided + counts.eligible() * counts.unknown);
}

}  // namespace

DispositionCounts disposition_counts(const std::array<uint64_t, kDispositions>& by_disposition) {
  const auto count = [&](Disposition disposition) { return by_disposition[static_cast<size_t>(disposition)]; };
  DispositionCounts counts;
  counts.complete = count(Disposition::complete);
  counts.partial = count(Disposition::partial);
  counts.refusal = count(Disposition::refusal);
  counts.non_contact = count(Disposition::non_contact);
  counts.other = count(Disposition::other);
  counts.unknown = count(Disposition::unknown);
  counts.not_eligible = count(Disposition::not_eligible);
  return counts;
}

const OutcomeRate* OutcomeRates::find(std::string_view name) const {
  for (const OutcomeRate& rate : rates) {
    if (rate.name == name) return &rate;
  }
  return nullptr;
}

OutcomeRates outcome_rates(const DispositionCounts& c) {
  constexpr uint64_t kMost = std::numeric_limits<uint32_t>::max();
  uint64_t total = 0;
  for (const uint64_t count : {c.complete, c.partial, c.refusal, c.non_contact, c.other, c.unknown, c.not_eligible}) {
    if (count > kMost - total)
      throw Error(ErrorCode::invalid_input, fmt::format("outcome rates of more than {} people", kMost));
    total += count;
  }
  const uint64_t answered = c.complete + c.partial;
  const uint64_t contacted = answered + c.refusal + c.other;
  const uint64_t eligible = c.eligible();
  const uint64_t all = eligible + c.unknown;
  OutcomeRates result;
  result.e = ratio(eligible, eligible + c.not_eligible);
  result.rates = {
      {"RR1", "I/((I+P)+(R+NC+O)+(UH+UO))", ratio(c.complete, all)},
      {"RR2", "(I+P)/((I+P)+(R+NC+O)+(UH+UO))", ratio(answered, all)},
      {"RR3", "I/((I+P)+(R+NC+O)+e(UH+UO))", ratio_with_e(c.complete, eligible, c)},
      {"RR4", "(I+P)/((I+P)+(R+NC+O)+e(UH+UO))", ratio_with_e(answered, eligible, c)},
      {"RR5", "I/((I+P)+(R+NC+O))", ratio(c.complete, eligible)},
      {"RR6", "(I+P)/((I+P)+(R+NC+O))", ratio(answered, eligible)},
      {"COOP1", "I/((I+P)+R+O)", ratio(c.complete, contacted)},
      {"COOP2", "(I+P)/((I+P)+R+O)", ratio(answered, contacted)},
      {"COOP3", "I/((I+P)+R)", ratio(c.complete, answered + c.refusal)},
      {"COOP4", "(I+P)/((I+P)+R)", ratio(answered, answered + c.refusal)},
      {"REF1", "R/((I+P)+(R+NC+O)+(UH+UO))", ratio(c.refusal, all)},
      {"REF2", "R/((I+P)+(R+NC+O)+e(UH+UO))", ratio_with_e(c.refusal, eligible, c)},
      {"REF3", "R/((I+P)+(R+NC+O))", ratio(c.refusal, eligible)},
      {"CON1", "((I+P)+R+O)/((I+P)+(R+NC+O)+(UH+UO))", ratio(contacted, all)},
      {"CON2", "((I+P)+R+O)/((I+P)+(R+NC+O)+e(UH+UO))", ratio_with_e(contacted, eligible, c)},
      {"CON3", "((I+P)+R+O)/((I+P)+(R+NC+O))", ratio(contacted, eligible)},
  };
  return result;
}

}  // namespace vk
