#include "core/table/subject_resolver.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/table/subject_index_impl.hpp"

namespace vk {
namespace {

// All buffers together: enough keys a visit for a bucket to be worth fetching, little beside the columns.
constexpr size_t kAllBuffers = size_t{32} * 1024 * 1024;
constexpr size_t kSmallestBuffer = size_t{16} * 1024;
constexpr size_t kLargestBuffer = size_t{512} * 1024;
constexpr size_t kAhead = 16;  ///< keys whose slots are fetched together

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
      buffer_bytes_(std::clamp(kAllBuffers / index.buckets(), kSmallestBuffer, kLargestBuffer)),
      buffers_(index.buckets()) {}

void SubjectResolver::push(std::string_view key) {
  const uint64_t row = rows_++;
  if (key.empty()) return;
  const uint64_t hash = key_hash(key, seed_);
  const uint32_t bucket = bucket_of_hash(hash, bucket_bits_);
  const PendingKey pending{row, static_cast<uint32_t>(hash), static_cast<uint32_t>(key.size())};
  Buffer& buffer = buffers_[bucket];
  const size_t size = sizeof pending + key.size();
  if (buffer.used + size > buffer_bytes_ || buffer.bytes == nullptr) {
    if (buffer.bytes == nullptr) buffer.bytes.reset(new char[buffer_bytes_]);
    resolve_buffer(bucket);
    if (size > buffer_bytes_) return resolve_one(bucket, pending, key);
  }
  char* const to = buffer.bytes.get() + buffer.used;
  std::memcpy(to, &pending, sizeof pending);
  copy_key(to + sizeof pending, key.data(), key.size());
  buffer.used += size;
}

void SubjectResolver::resolve_one(uint32_t bucket, const PendingKey& pending, std::string_view key) {
  SubjectBucket& kept = index_.impl_->buckets[bucket];
  const uint32_t ordinal = add_unknown_ ? kept.add(key, pending.tag) : kept.find(key, pending.tag);
  if (numbers_.size() < rows_) numbers_.resize(rows_, kNoSubject);
  if (ordinal != SubjectBucket::kNone) numbers_[pending.row] = subject_number(bucket, ordinal);
}

void SubjectResolver::resolve_buffer(uint32_t bucket) {
  Buffer& buffer = buffers_[bucket];
  const SubjectBucket& kept = index_.impl_->buckets[bucket];
  const char* at = buffer.bytes.get();
  const char* const end = at + buffer.used;
  std::array<PendingKey, kAhead> pending;
  std::array<const char*, kAhead> keys;
  while (at < end) {
    size_t count = 0;
    for (; count < kAhead && at < end; ++count) {
      std::memcpy(&pending[count], at, sizeof(PendingKey));
      keys[count] = at + sizeof(PendingKey);
      at = keys[count] + pending[count].length;
      kept.fetch(pending[count].tag);
    }
    for (size_t i = 0; i < count; ++i) resolve_one(bucket, pending[i], {keys[i], pending[i].length});
  }
  buffer.used = 0;
}

std::vector<SubjectNumber> SubjectResolver::finish() {
  numbers_.resize(rows_, kNoSubject);
  for (uint32_t bucket = 0; bucket < buffers_.size(); ++bucket) {
    if (buffers_[bucket].used > 0) resolve_buffer(bucket);
  }
  return std::move(numbers_);
}

}  // namespace vk
