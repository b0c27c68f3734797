#include "core/report/report_shares.hpp"

#include <algorithm>
#include <limits>

#include "core/base/check.hpp"
#include "core/money/allocation.hpp"

namespace vk {
namespace {

__extension__ typedef __int128 Wide;
constexpr int64_t kWhole = 1000;  // tenths of a percent in 100 %
constexpr Wide kMost = std::numeric_limits<int64_t>::max();

Wide sum_of(std::span<const int64_t> parts) {
  Wide sum = 0;
  for (const int64_t part : parts) sum += part;
  return sum;
}

}  // namespace

std::vector<int64_t> share_tenths(std::span<const int64_t> parts) {
  const Wide sum = sum_of(parts);
  if (sum <= 0) return {};
  if (std::all_of(parts.begin(), parts.end(), [](int64_t part) { return part >= 0; })) return allocate(kWhole, parts);
  std::vector<int64_t> shares;
  for (const int64_t part : parts) shares.push_back(ratio_tenths(part, static_cast<int64_t>(sum)));
  return shares;
}

int64_t ratio_tenths(int64_t numerator, int64_t denominator) {
  VK_CHECK(denominator != 0, "a ratio over zero has no text");
  const Wide over = denominator < 0 ? -static_cast<Wide>(denominator) : static_cast<Wide>(denominator);
  const Wide scaled = (denominator < 0 ? -static_cast<Wide>(numerator) : static_cast<Wide>(numerator)) * kWhole;
  Wide quotient = scaled / over;
  Wide rest = scaled % over;
  if (rest < 0) {
    rest += over;
    --quotient;
  }
  if (2 * rest > over || (2 * rest == over && quotient % 2 != 0)) ++quotient;
  return static_cast<int64_t>(std::clamp<Wide>(quotient, -kMost, kMost));
}

}  // namespace vk
