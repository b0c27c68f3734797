#include "core/table/subject_resolver.hpp"

#include <algorithm>
#include <cstring>

#include "core/table/subject_index_impl.hpp"

namespace vk {
namespace {

// All buffers together: large enough that a piece of the file is worth its system call, little beside the columns.
constexpr size_t kAllBuffers = size_t{8} * 1024 * 1024;
constexpr size_t kSmallestBuffer = size_t{16} * 1024;
constexpr size_t kLargestBuffer = size_t{2} * 1024 * 1024;

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

uint32_t SubjectResolver::push(std::string_view key) {
  const uint64_t hash = key.empty() ? 0 : key_hash(key, seed_);
  const uint32_t bucket = bucket_of_hash(hash, bucket_bits_);
  const PendingKey pending{static_cast<uint32_t>(hash), static_cast<uint32_t>(key.size())};
  Buffer& buffer = buffers_[bucket];
  const size_t size = sizeof pending + key.size();
  if (buffer.used + size > buffer_bytes_ || buffer.bytes == nullptr) put_outside(buffer);
  ++buffer.keys;
  if (size > buffer_bytes_) {
    std::string alone(reinterpret_cast<const char*>(&pending), sizeof pending);
    buffer.pieces.push_back(spill_.append(alone.append(key)));
    return bucket;
  }
  char* const to = buffer.bytes.get() + buffer.used;
  std::memcpy(to, &pending, sizeof pending);
  if (!key.empty()) copy_key(to + sizeof pending, key.data(), key.size());
  buffer.used += size;
  constexpr size_t kLine = 64;
  __builtin_prefetch(buffer.bytes.get() + buffer.used + kLine, 1);  // written when the bucket's turn comes again
  return bucket;
}

/// Makes an empty buffer.
void SubjectResolver::put_outside(Buffer& buffer) {
  if (buffer.bytes == nullptr) buffer.bytes = std::make_unique_for_overwrite<char[]>(buffer_bytes_);
  if (buffer.used > 0) buffer.pieces.push_back(spill_.append({buffer.bytes.get(), buffer.used}));
  buffer.used = 0;
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
void SubjectResolver::resolve_keys(SubjectBucket& kept, std::string_view keys, std::vector<uint32_t>& ordinals) const {
  static_assert(kNobody == SubjectBucket::kNone);
  const char* at = keys.data();
  const char* const end = at + keys.size();
  Group now = next_group(kept, at, end);
  Group next = next_group(kept, at, end);
  fetch_keys(kept, now);
  while (now.count > 0) {
    const Group after = next_group(kept, at, end);
    fetch_keys(kept, next);
    for (size_t i = 0; i < now.count; ++i) {
      const PendingKey& pending = now.pending[i];
      const std::string_view key{now.keys[i], pending.length};
      uint32_t ordinal = kNobody;
      if (!key.empty()) ordinal = add_unknown_ ? kept.add(key, pending.tag) : kept.find(key, pending.tag);
      ordinals.push_back(ordinal);
    }
    now = next;
    next = after;
  }
}

std::vector<uint32_t> SubjectResolver::resolve(uint32_t bucket) {
  const Buffer buffer = std::move(buffers_[bucket]);
  buffers_[bucket] = {};
  std::vector<uint32_t> ordinals;
  if (buffer.keys == 0) return ordinals;
  ordinals.reserve(buffer.keys);
  SubjectBucket& kept = index_.impl_->awake(bucket);
  if (add_unknown_ && kept.size() == 0) kept.reserve(buffer.keys);  // most will be new
  for (const SpillFile::Piece& piece : buffer.pieces) {
    spill_.read(piece, from_outside_);
    resolve_keys(kept, from_outside_, ordinals);
  }
  resolve_keys(kept, {buffer.bytes.get(), buffer.used}, ordinals);
  index_.rest(bucket);
  return ordinals;
}

}  // namespace vk
