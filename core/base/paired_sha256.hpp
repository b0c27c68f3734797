#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/hash.hpp"

namespace vk {

/// Bytes of digests that are fed in turn, such as those of a file and of its columns. They wait until another digest
/// has some as well, as two digests at once take hardly longer than one. Not for several threads.
class Sha256Pairs {
 public:
  /// Takes the next bytes of `digest`, which stays where it is until settle() or forget().
  void update(Sha256& digest, std::string_view bytes);
  /// Hashes what waits for `digest`.
  void settle(const Sha256& digest);
  /// Drops what waits for `digest`.
  void forget(const Sha256& digest);

 private:
  static constexpr size_t kWorthWaiting = 1024;
  static constexpr size_t kMostWaiting = size_t{256} * 1024;

  std::string_view waiting() const { return std::string_view(bytes_).substr(done_); }
  void wait(Sha256& digest, std::string_view bytes);
  void clear();

  Sha256* digest_ = nullptr;  ///< whose bytes wait; nothing when none do
  std::string bytes_;
  size_t done_ = 0;  ///< of bytes_
};

/// SHA-256 fed piece by piece, as Sha256, whose bytes wait for those of others with the same `pairs`.
class PairedSha256 {
 public:
  explicit PairedSha256(std::shared_ptr<Sha256Pairs> pairs)
      : pairs_(std::move(pairs)), digest_(std::make_unique<Sha256>()) {}
  ~PairedSha256() { pairs_->forget(*digest_); }
  PairedSha256(const PairedSha256&) = delete;
  PairedSha256& operator=(const PairedSha256&) = delete;

  void update(std::string_view bytes) { pairs_->update(*digest_, bytes); }
  /// 64 lower-case hexadecimal digits; the object is used up after it.
  std::string hex() {
    pairs_->settle(*digest_);
    return digest_->hex();
  }

 private:
  std::shared_ptr<Sha256Pairs> pairs_;
  std::unique_ptr<Sha256> digest_;
};

}  // namespace vk
