#include "core/table/subject_resolver.hpp"

#include <algorithm>
#include <cstring>

#include "core/table/subject_index_impl.hpp"

namespace vk {
namespace {

// All buffers together: enough keys a visit to find several in one line of memory, little beside the columns.
constexpr size_t kAllBuffers = size_t{32} * 1024 * 1024;
constexpr size_t kSmallestBuffer = size_t{16} * 1024;
constexpr size_t kLargestBuffer = size_t{512} * 1024;

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
      buffers_(index.buckets()),
      ordinals_(index.buckets()) {
  for (uint32_t bucket = 0; bucket < index.buckets(); ++bucket) buffers_[bucket].subjects_before = index.size(bucket);
}

uint32_t SubjectResolver::push(std::string_view key) {
  const uint64_t hash = key.empty() ? 0 : key_hash(key, seed_);
  const uint32_t bucket = bucket_of_hash(hash, bucket_bits_);
  const PendingKey pending{static_cast<uint32_t>(hash), static_cast<uint32_t>(key.size())};
  Buffer& buffer = buffers_[bucket];
  const size_t size = sizeof pending + key.size();
  if (buffer.used + size > buffer_bytes_ || buffer.bytes == nullptr) {
    if (buffer.bytes == nullptr) buffer.bytes = std::make_unique_for_overwrite<char[]>(buffer_bytes_);
    resolve_buffer(bucket);
    if (size > buffer_bytes_) {
      resolve_one(bucket, pending, key);
      return bucket;
    }
  }
  char* const to = buffer.bytes.get() + buffer.used;
  std::memcpy(to, &pending, sizeof pending);
  if (!key.empty()) copy_key(to + sizeof pending, key.data(), key.size());
  buffer.used += size;
  constexpr size_t kLine = 64;
  __builtin_prefetch(buffer.bytes.get() + buffer.used + kLine, 1);  // written when the bucket's turn comes again
  return bucket;
}

void SubjectResolver::resolve_one(uint32_t bucket, const PendingKey& pending, std::string_view key) {
  static_assert(kNobody == SubjectBucket::kNone);
  SubjectBucket& kept = index_.impl_->buckets[bucket];
  uint32_t ordinal = kNobody;
  if (!key.empty()) ordinal = add_unknown_ ? kept.add(key, pending.tag) : kept.find(key, pending.tag);
  ordinals_.push(bucket, ordinal);
}

/// A bucket in which nearly every key was new so far gets room for all that are expected, instead of growing step by
/// step.
void SubjectResolver::make_room(uint32_t bucket) {
  constexpr uint64_t kEnoughToTell = 256;
  SubjectBucket& kept = index_.impl_->buckets[bucket];
  const uint64_t resolved = ordinals_.part(bucket).size();
  const uint64_t added = kept.size() - buffers_[bucket].subjects_before;
  if (resolved < kEnoughToTell) return;
  buffers_[bucket].has_room = true;
  if (added < resolved / 8 * 7 || resolved >= expected_) return;
  kept.reserve(kept.size() + expected_ + expected_ / 32 - resolved);
}

SubjectResolver::Group SubjectResolver::next_group(const SubjectBucket& kept, const char*& at, const char* end) {
  Group group;
  for (; group.count < Group::kMost && at < end; ++group.count) {
    PendingKey& pending = group.pending[group.count];
    std::memcpy(&pending, at, sizeof(PendingKey));
    group.keys[group.count] = at + sizeof(PendingKey);
    at += sizeof(PendingKey) + pending.length;
    kept.fetch_slot(pending.tag);
  }
  return group;
}

void SubjectResolver::fetch_keys(const SubjectBucket& kept, const Group& group) {
  std::array<uint32_t, Group::kMost> likely;
  for (size_t i = 0; i < group.count; ++i) likely[i] = kept.fetch_place(group.pending[i].tag);
  for (size_t i = 0; i < group.count; ++i) kept.fetch_key(likely[i]);
}

/// Three groups are on their way at once: what one is about to read was asked for while the one before was read.
void SubjectResolver::resolve_buffer(uint32_t bucket) {
  Buffer& buffer = buffers_[bucket];
  const SubjectBucket& kept = index_.impl_->buckets[bucket];
  const char* at = buffer.bytes.get();
  const char* const end = at + buffer.used;
  Group now = next_group(kept, at, end);
  Group next = next_group(kept, at, end);
  fetch_keys(kept, now);
  while (now.count > 0) {
    if (!buffer.has_room) make_room(bucket);
    const Group after = next_group(kept, at, end);
    fetch_keys(kept, next);
    for (size_t i = 0; i < now.count; ++i) resolve_one(bucket, now.pending[i], {now.keys[i], now.pending[i].length});
    now = next;
    next = after;
  }
  buffer.used = 0;
}

void SubjectResolver::finish() {
  for (uint32_t bucket = 0; bucket < buffers_.size(); ++bucket) {
    if (buffers_[bucket].used > 0) resolve_buffer(bucket);
  }
  buffers_.clear();
}

}  // namespace vk
