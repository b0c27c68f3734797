#include "core/base/paired_sha256.hpp"

#include <algorithm>

#include "core/base/sha256_blocks.hpp"

namespace vk {

void Sha256Pairs::update(Sha256& digest, std::string_view bytes) {
  if (digest_ == &digest) {
    if (waiting().size() + bytes.size() > kMostWaiting) settle(digest);
    return wait(digest, bytes);
  }
  if (bytes.size() < kWorthWaiting || !has_sha256_instructions()) return digest.update(bytes);
  if (digest_ == nullptr) return wait(digest, bytes);
  const size_t both = std::min(waiting().size(), bytes.size());
  Sha256::update_both(*digest_, waiting().substr(0, both), digest, bytes.substr(0, both));
  done_ += both;
  if (!waiting().empty()) return;
  clear();
  if (bytes.size() > both) wait(digest, bytes.substr(both));
}

void Sha256Pairs::wait(Sha256& digest, std::string_view bytes) {
  digest_ = &digest;
  bytes_.erase(0, done_);
  done_ = 0;
  bytes_ += bytes;
}

void Sha256Pairs::settle(const Sha256& digest) {
  if (digest_ != &digest) return;
  digest_->update(waiting());
  clear();
}

void Sha256Pairs::forget(const Sha256& digest) {
  if (digest_ == &digest) clear();
}

void Sha256Pairs::clear() {
  digest_ = nullptr;
  bytes_.clear();
  done_ = 0;
}

}  // namespace vk
