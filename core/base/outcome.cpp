#include "core/base/outcome.hpp"

#include <array>

namespace vk {

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::complete:
      return "complete";
    case Outcome::partial:
      return "partial";
    case Outcome::failed:
      return "failed";
    case Outcome::missed:
      return "missed";
    case Outcome::skipped:
      return "skipped";
  }
  return "failed";
}

std::optional<Outcome> outcome_from(std::string_view text) {
  constexpr std::array kAll{Outcome::complete, Outcome::partial, Outcome::failed, Outcome::missed, Outcome::skipped};
  for (const Outcome outcome : kAll) {
    if (to_string(outcome) == text) return outcome;
  }
  return std::nullopt;
}

}  // namespace vk
