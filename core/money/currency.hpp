#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vk {

/// An ISO 4217 currency: its three-letter code and how many decimals its minor unit has (EUR 2, JPY 0, KWD 3).
class Currency {
 public:
  Currency() = default;

  /// The currency with this ISO 4217 code (upper case), or nothing.
  static std::optional<Currency> from_code(std::string_view code);

  std::string_view code() const { return {code_.data(), code_.size()}; }
  int minor_digits() const { return minor_digits_; }
  /// 10^minor_digits: minor units in one major unit.
  int64_t minor_per_major() const;

  auto operator<=>(const Currency&) const = default;

 private:
  std::array<char, 3> code_{'X', 'X', 'X'};
  int8_t minor_digits_ = 0;
};

}  // namespace vk
