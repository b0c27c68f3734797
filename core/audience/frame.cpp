#include "core/audience/frame.hpp"

#include "core/base/text.hpp"

namespace vk {

std::string SegmentScheme::label(uint16_t code) const {
  if (dimensions.empty() || code >= tuples.size()) return "all";
  return join(tuples[code], " / ");
}

int64_t SampleDesign::wanted() const {
  int64_t all = 0;
  for (const SampleStratum& stratum : strata) all += stratum.wanted;
  return all;
}

int64_t SampleDesign::drawn() const {
  int64_t all = 0;
  for (const SampleStratum& stratum : strata) all += stratum.drawn;
  return all;
}

}  // namespace vk
