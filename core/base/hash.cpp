#include "core/base/hash.hpp"

// The plain functions, which later OpenSSL calls deprecated: the others search all of its algorithms first, which takes
// a millisecond a process.
#define OPENSSL_API_COMPAT 0x10101000L
#include <openssl/sha.h>

#include <algorithm>

#include "core/base/check.hpp"
#include "core/base/sha256_blocks.hpp"

namespace vk {

namespace {

std::string hex_of(const std::array<uint8_t, 32>& digest) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(64);
  for (const uint8_t byte : digest) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

/// The digest of what `begun` has seen and the rest.
std::array<uint8_t, 32> end_of(SHA256_CTX begun, std::string_view rest) {
  std::array<uint8_t, 32> digest{};
  VK_CHECK(SHA256_Update(&begun, rest.data(), rest.size()) == 1 && SHA256_Final(digest.data(), &begun) == 1,
           "digest failed");
  return digest;
}

}  // namespace

struct Sha256::State {
  SHA256_CTX digest{};

  /// Takes of `bytes` what the block begun still needs.
  void end_block(std::string_view& bytes) {
    const size_t head = std::min<size_t>((SHA256_CBLOCK - digest.num) % SHA256_CBLOCK, bytes.size());
    VK_CHECK(SHA256_Update(&digest, bytes.data(), head) == 1, "digest update failed");
    bytes.remove_prefix(head);
  }
  /// Counts whole blocks that the state has taken.
  void count(size_t bytes) {
    const uint64_t bits = ((uint64_t{digest.Nh} << 32U) | digest.Nl) + uint64_t{bytes} * 8;
    digest.Nl = static_cast<SHA_LONG>(bits);
    digest.Nh = static_cast<SHA_LONG>(bits >> 32U);
  }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  VK_CHECK(SHA256_Init(&state_->digest) == 1, "digest begin failed");
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
  VK_CHECK(SHA256_Update(&state_->digest, bytes.data(), bytes.size()) == 1, "digest update failed");
}

void Sha256::update_both(Sha256& a, std::string_view a_bytes, Sha256& b, std::string_view b_bytes) {
  if (has_sha256_instructions()) {
    a.state_->end_block(a_bytes);
    b.state_->end_block(b_bytes);
    const size_t shorter = std::min(a_bytes.size(), b_bytes.size());
    const size_t both = shorter - shorter % SHA256_CBLOCK;
    std::array<uint32_t, 8> a_state = std::to_array(a.state_->digest.h);
    std::array<uint32_t, 8> b_state = std::to_array(b.state_->digest.h);
    take_two({&a_state, a_bytes.substr(0, both)}, {&b_state, b_bytes.substr(0, both)});
    std::copy(a_state.begin(), a_state.end(), a.state_->digest.h);
    std::copy(b_state.begin(), b_state.end(), b.state_->digest.h);
    a.state_->count(both);
    b.state_->count(both);
    a_bytes.remove_prefix(both);
    b_bytes.remove_prefix(both);
  }
  a.update(a_bytes);
  b.update(b_bytes);
}

std::string Sha256::hex() {
  std::array<uint8_t, 32> digest{};
  VK_CHECK(SHA256_Final(digest.data(), &state_->digest) == 1, "digest end failed");
  return hex_of(digest);
}

struct PrefixedSha256::State {
  SHA256_CTX begun{};  ///< after the prefix
};

PrefixedSha256::PrefixedSha256(std::string_view prefix) : state_(std::make_unique<State>()) {
  VK_CHECK(SHA256_Init(&state_->begun) == 1 && SHA256_Update(&state_->begun, prefix.data(), prefix.size()) == 1,
           "digest begin failed");
}
PrefixedSha256::~PrefixedSha256() = default;
PrefixedSha256::PrefixedSha256(PrefixedSha256&&) noexcept = default;
PrefixedSha256& PrefixedSha256::operator=(PrefixedSha256&&) noexcept = default;

std::array<uint8_t, 32> PrefixedSha256::operator()(std::string_view rest) const {
  return end_of(state_->begun, rest);
}

std::array<uint8_t, 32> sha256(std::string_view bytes) {
  SHA256_CTX digest{};
  VK_CHECK(SHA256_Init(&digest) == 1, "digest begin failed");
  return end_of(digest, bytes);
}

std::string sha256_hex(std::string_view bytes) {
  return hex_of(sha256(bytes));
}

}  // namespace vk
