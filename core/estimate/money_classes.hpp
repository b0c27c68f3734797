#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/measure/member_source.hpp"

namespace vk {

/// Members of like money, in this order: those who stand for nobody but themselves, four classes of about equal money
/// from the biggest amounts down, and those without money.
inline constexpr size_t kMoneyClassCount = 6;
inline constexpr size_t kOwnMoneyClass = 0;
inline constexpr size_t kNoMoneyClass = 5;

/// Cuts members into classes of like money from one pass over the amounts, in fixed memory (equal aggregate rule,
/// METHODS.md f.5, on amounts told apart to an eighth of their size). Whoever holds at least a hundredth of all money
/// stands for nobody but themselves, and nobody for them.
class MoneyClasses {
 public:
  class Builder;
  /// Amounts below zero are left out.
  explicit MoneyClasses(std::span<const int64_t> money);

  /// Class of an amount of 0 or more.
  size_t of(int64_t amount) const;

 private:
  static constexpr size_t kSteps = 512;

  MoneyClasses() = default;

  std::array<uint8_t, kSteps> class_of_step_{};
  int64_t own_from_ = 0;  ///< amounts from here on are a class of their own
};

/// The classes of all members of a snapshot, in the memory of one slice.
MoneyClasses money_classes_of(MemberSource& members);

/// Takes the amounts one by one, in any order.
class MoneyClasses::Builder {
 public:
  void add(int64_t amount);
  MoneyClasses finish() const;

 private:
  __extension__ typedef __int128 Wide;

  Wide all_ = 0;
  std::array<Wide, kSteps> sums_{};
  std::vector<int64_t> biggest_;  ///< a heap of the amounts that may turn out to be a hundredth of all, smallest first
};

}  // namespace vk
