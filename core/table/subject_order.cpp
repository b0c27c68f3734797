#include "core/table/subject_order.hpp"

#include <algorithm>
#include <numeric>

#include "core/table/subject_resolver.hpp"

namespace vk {
namespace {

/// How much larger than the rows a table over all ordinals may be.
constexpr size_t kMostOrdinalsPerRow = 16;

std::vector<uint32_t> sorted_by_counting(std::span<const uint32_t> ordinals, uint32_t highest) {
  // Nobody's rows are counted beyond the highest ordinal.
  const auto place = [&](uint32_t ordinal) { return std::min(ordinal, highest + 1); };
  std::vector<uint32_t> next(size_t{highest} + 3, 0);
  for (const uint32_t ordinal : ordinals) ++next[place(ordinal) + 1];
  std::partial_sum(next.begin(), next.end(), next.begin());
  std::vector<uint32_t> order(ordinals.size());
  for (uint32_t row = 0; row < ordinals.size(); ++row) order[next[place(ordinals[row])]++] = row;
  return order;
}

}  // namespace

std::vector<uint32_t> subject_order(std::span<const uint32_t> ordinals) {
  if (std::is_sorted(ordinals.begin(), ordinals.end())) return {};
  uint32_t highest = 0;
  for (const uint32_t ordinal : ordinals) {
    if (ordinal != SubjectResolver::kNobody) highest = std::max(highest, ordinal);
  }
  if (highest <= kMostOrdinalsPerRow * ordinals.size() + 1024) return sorted_by_counting(ordinals, highest);
  std::vector<uint32_t> order(ordinals.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return ordinals[a] < ordinals[b]; });
  return order;
}

}  // namespace vk
