#include "core/estimate/money_classes.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <limits>

namespace vk {
namespace {

__extension__ typedef __int128 Wide;

constexpr Wide kOwnShare = 100;  // a member with 1/100 of the money
constexpr size_t kEqualClasses = 4;

// Powers of two in eight steps each; amounts below 8 are steps of their own.
size_t step_of(int64_t amount) {
  const auto value = static_cast<uint64_t>(amount);
  if (value < 8) return static_cast<size_t>(value);
  const auto power = static_cast<size_t>(std::bit_width(value)) - 1;
  return (power - 2) * 8 + static_cast<size_t>((value >> (power - 3)) & 7U);
}

}  // namespace

void MoneyClasses::Builder::add(int64_t amount) {
  if (amount <= 0) return;
  all_ += amount;
  sums_[step_of(amount)] += amount;
  // No more than a hundred members can hold a hundredth each.
  if (biggest_.size() == static_cast<size_t>(kOwnShare) && amount <= biggest_.front()) return;
  biggest_.push_back(amount);
  std::push_heap(biggest_.begin(), biggest_.end(), std::greater<>{});
  if (biggest_.size() <= static_cast<size_t>(kOwnShare)) return;
  std::pop_heap(biggest_.begin(), biggest_.end(), std::greater<>{});
  biggest_.pop_back();
}

MoneyClasses MoneyClasses::Builder::finish() const {
  MoneyClasses classes;
  const Wide least = (all_ + kOwnShare - 1) / kOwnShare;
  classes.own_from_ = static_cast<int64_t>(std::clamp<Wide>(least, 1, std::numeric_limits<int64_t>::max()));
  std::array<Wide, kSteps> sums = sums_;
  Wide shared = all_;
  for (const int64_t amount : biggest_) {
    if (amount < classes.own_from_) continue;
    sums[step_of(amount)] -= amount;
    shared -= amount;
  }
  Wide before = 0;
  for (size_t step = kSteps; step-- > 0;) {
    const Wide place = shared > 0 ? kEqualClasses * (2 * before + sums[step]) / (2 * shared) : 0;
    classes.class_of_step_[step] = static_cast<uint8_t>(1 + std::min<Wide>(place, kEqualClasses - 1));
    before += sums[step];
  }
  return classes;
}

MoneyClasses::MoneyClasses(std::span<const int64_t> money) {
  Builder builder;
  for (const int64_t amount : money) builder.add(amount);
  *this = builder.finish();
}

MoneyClasses money_classes_of(MemberSource& members) {
  MoneyClasses::Builder builder;
  for_each_slice(members, [&](const Snapshot& slice) {
    for (const int64_t amount : slice.money) builder.add(amount);
  });
  return builder.finish();
}

size_t MoneyClasses::of(int64_t amount) const {
  if (amount == 0) return kNoMoneyClass;
  return amount >= own_from_ ? kOwnMoneyClass : class_of_step_[step_of(amount)];
}

}  // namespace vk
