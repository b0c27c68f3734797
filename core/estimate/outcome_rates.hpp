#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/measure/snapshot.hpp"

namespace vk {

/// An exact share: numerator / denominator, both counts, denominator > 0, in lowest terms.
struct CountRatio {
  uint64_t numerator = 0;
  uint64_t denominator = 1;

  double value() const { return static_cast<double>(numerator) / static_cast<double>(denominator); }
  bool operator==(const CountRatio&) const = default;
};

/// Final dispositions of a sample by the AAPOR Standard Definitions. People that were not sampled or that our own rules
/// suppressed are no part of it.
struct DispositionCounts {
  uint64_t complete = 0;      ///< I
  uint64_t partial = 0;       ///< P
  uint64_t refusal = 0;       ///< R
  uint64_t non_contact = 0;   ///< NC
  uint64_t other = 0;         ///< O
  uint64_t unknown = 0;       ///< UH + UO
  uint64_t not_eligible = 0;  ///< NE

  uint64_t eligible() const { return complete + partial + refusal + non_contact + other; }
};

/// Counts of a snapshot, indexed by Disposition, without not_sampled and suppressed.
DispositionCounts disposition_counts(const std::array<uint64_t, kDispositions>& by_disposition);

/// One rate with its name, without which it must not be printed.
struct OutcomeRate {
  std::string name;                 ///< "RR1"
  std::string formula;              ///< "I/((I+P)+(R+NC+O)+(UH+UO))"
  std::optional<CountRatio> value;  ///< nothing when the denominator is 0
};

/// The AAPOR outcome rates of one sample.
struct OutcomeRates {
  std::optional<CountRatio>
      e;  ///< share of unknown cases taken as eligible: eligible/(eligible + not eligible) (CASRO)
  std::vector<OutcomeRate> rates;  ///< RR1-RR6, COOP1-COOP4, REF1-REF3, CON1-CON3, in this order

  /// The rate called `name`, or nullptr.
  const OutcomeRate* find(std::string_view name) const;
};

/// All outcome rates (AAPOR Standard Definitions, 10th edition; e by proportional allocation), exact. Rates that use e
/// have no value when e has none. Throws Error(invalid_input) beyond 4,294,967,295 people, where products would leave
/// 64 bits.
OutcomeRates outcome_rates(const DispositionCounts& counts);

}  // namespace vk
