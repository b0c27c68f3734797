#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace vk {

/// SHA-256 (FIPS 180-4) fed piece by piece, by OpenSSL.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(std::string_view bytes);
  /// Feeds two digests, side by side where the processor can.
  static void update_both(Sha256& a, std::string_view a_bytes, Sha256& b, std::string_view b_bytes);
  /// 64 lower-case hexadecimal digits; the object is used up after it.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// SHA-256 of many short messages that all begin with the same bytes; the prefix is digested once.
class PrefixedSha256 {
 public:
  explicit PrefixedSha256(std::string_view prefix);
  ~PrefixedSha256();
  PrefixedSha256(PrefixedSha256&&) noexcept;
  PrefixedSha256& operator=(PrefixedSha256&&) noexcept;

  /// The digest of the prefix followed by `rest`.
  std::array<uint8_t, 32> operator()(std::string_view rest) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// SHA-256 of `bytes` as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);
/// SHA-256 of `bytes`, 32 bytes.
std::array<uint8_t, 32> sha256(std::string_view bytes);

}  // namespace vk
