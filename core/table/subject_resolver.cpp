#include "core/table/subject_resolver.hpp"

#include <algorithm>
#include <cstring>

#include "core/table/subject_index_impl.hpp"

namespace vk {
namespace {

// Enough keys for each bucket to be worth a visit, little enough that buffers and numbers stay small beside the
// columns.
constexpr size_t kMostBuffered = size_t{48} * 1024 * 1024;

struct PendingKey {
  uint32_t row = 0;  ///< from pending_from_
  uint32_t tag = 0;
  uint32_t length = 0;
};

/// memcpy without its call for the usual lengths.
inline void copy_key(char* to, const char* from, size_t length) {
  if (length >= 8 && length <= 16) {
    char head[8];
    char tail[8];
    std::memcpy(head, from, 8);
    std::memcpy(tail, from + length - 8, 8);
    std::memcpy(to, head, 8);
    std::memcpy(to + length - 8, tail, 8);
    return;
  }
  std::memcpy(to, from, length);
}

}  // namespace

SubjectResolver::SubjectResolver(SubjectIndex& index, bool add_unknown)
    : index_(index),
      add_unknown_(add_unknown),
      seed_(index.seed()),
      bucket_bits_(index.bucket_bits()),
      buffers_(index.buckets()) {}

void SubjectResolver::push(std::string_view key) {
  const size_t row = rows_++;
  if (key.empty()) return;
  const uint64_t hash = key_hash(key, seed_);
  Buffer& buffer = buffers_[bucket_of_hash(hash, bucket_bits_)];
  const size_t size = sizeof(PendingKey) + key.size();
  if (buffer.bytes.size() < buffer.used + size) buffer.bytes.resize(std::max(buffer.used + size, buffer.used * 2));
  const PendingKey pending{static_cast<uint32_t>(row - pending_from_), static_cast<uint32_t>(hash),
                           static_cast<uint32_t>(key.size())};
  char* const to = buffer.bytes.data() + buffer.used;
  std::memcpy(to, &pending, sizeof pending);
  copy_key(to + sizeof pending, key.data(), key.size());
  buffer.used += size;
  buffered_bytes_ += size;
  if (buffered_bytes_ >= kMostBuffered) flush();
}

void SubjectResolver::flush() {
  numbers_.resize(rows_, kNoSubject);
  for (uint32_t bucket = 0; bucket < buffers_.size(); ++bucket) resolve_bucket(bucket);
  pending_from_ = rows_;
  buffered_bytes_ = 0;
}

void SubjectResolver::resolve_bucket(uint32_t bucket) {
  Buffer& buffer = buffers_[bucket];
  SubjectBucket& kept = index_.impl_->buckets[bucket];
  SubjectNumber* const numbers = numbers_.data() + pending_from_;
  const char* at = buffer.bytes.data();
  const char* const end = at + buffer.used;
  while (at < end) {
    PendingKey pending;
    std::memcpy(&pending, at, sizeof pending);
    const std::string_view key{at + sizeof pending, pending.length};
    at += sizeof pending + pending.length;
    const uint32_t ordinal = add_unknown_ ? kept.add(key, pending.tag) : kept.find(key, pending.tag);
    if (ordinal != SubjectBucket::kNone) numbers[pending.row] = subject_number(bucket, ordinal);
  }
  buffer.used = 0;
}

std::vector<SubjectNumber> SubjectResolver::finish() {
  flush();
  return std::move(numbers_);
}

}  // namespace vk
