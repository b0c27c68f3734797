#include "core/audience/frame.hpp"

#include "core/base/text.hpp"

namespace vk {

std::string SegmentScheme::label(uint16_t code) const {
  if (dimensions.empty() || code >= tuples.size()) return "all";
  return join(tuples[code], " / ");
}

}  // namespace vk
