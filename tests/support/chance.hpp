#pragma once
#include <cstddef>
#include <cstdint>
#include <random>

namespace vk::test {

/// Choices of a property test: the same for the same seed, on every machine.
class Chance {
 public:
  explicit Chance(uint32_t seed) : random_(seed) {}
  /// A number from 0 to `end` - 1.
  int64_t below(int64_t end) { return static_cast<int64_t>(random_() % static_cast<uint64_t>(end)); }
  bool one_in(int64_t n) { return below(n) == 0; }
  template <typename Value, size_t N>
  Value of(const Value (&values)[N]) {
    return values[static_cast<size_t>(below(static_cast<int64_t>(N)))];
  }

 private:
  std::mt19937 random_;
};

}  // namespace vk::test
