#include "core/base/hash.hpp"

#include <openssl/evp.h>

#include "core/base/check.hpp"

namespace vk {

/// Owns OpenSSL's context of a digest.
struct DigestContext {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  DigestContext() = default;
  DigestContext(const DigestContext&) = delete;
  DigestContext& operator=(const DigestContext&) = delete;
  ~DigestContext() { EVP_MD_CTX_free(context); }
};

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

}  // namespace

struct Sha256::State : DigestContext {};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  VK_CHECK(EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) == 1, "SHA-256 is missing from libcrypto");
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
  VK_CHECK(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1, "digest update failed");
}

std::string Sha256::hex() {
  std::array<uint8_t, 32> digest{};
  VK_CHECK(EVP_DigestFinal_ex(state_->context, digest.data(), nullptr) == 1, "digest end failed");
  return hex_of(digest);
}

struct PrefixedSha256::State {
  DigestContext digest;
  std::string message;  ///< the prefix, and after it the last rest
  size_t prefix = 0;
};

PrefixedSha256::PrefixedSha256(std::string_view prefix) : state_(std::make_unique<State>()) {
  state_->message = prefix;
  state_->prefix = prefix.size();
  VK_CHECK(EVP_DigestInit_ex(state_->digest.context, EVP_sha256(), nullptr) == 1, "SHA-256 is missing from libcrypto");
}
PrefixedSha256::~PrefixedSha256() = default;
PrefixedSha256::PrefixedSha256(PrefixedSha256&&) noexcept = default;
PrefixedSha256& PrefixedSha256::operator=(PrefixedSha256&&) noexcept = default;

std::array<uint8_t, 32> PrefixedSha256::operator()(std::string_view rest) {
  std::string& message = state_->message;
  message.resize(state_->prefix);
  message.append(rest);
  EVP_MD_CTX* context = state_->digest.context;
  std::array<uint8_t, 32> digest{};
  // A null type keeps the algorithm that the context has.
  VK_CHECK(EVP_DigestInit_ex(context, nullptr, nullptr) == 1 &&
               EVP_DigestUpdate(context, message.data(), message.size()) == 1 &&
               EVP_DigestFinal_ex(context, digest.data(), nullptr) == 1,
           "digest failed");
  return digest;
}

std::array<uint8_t, 32> sha256(std::string_view bytes) {
  std::array<uint8_t, 32> digest{};
  VK_CHECK(EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) == 1, "digest failed");
  return digest;
}

std::string sha256_hex(std::string_view bytes) {
  return hex_of(sha256(bytes));
}

}  // namespace vk
