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

/// Two copies of fixed size that overlap, which need no call.
template <size_t Half>
void copy_halves(char* to, const char* from, size_t length) {
  char head[Half];
  char tail[Half];
  std::memcpy(head, from, Half);
  std::memcpy(tail, from + length - Half, Half);
  std::memcpy(to, head, Half);
  std::memcpy(to + length - Half, tail, Half);
}

/// memcpy without its call for the usual lengths.
inline void copy_key(char* to, const char* from, size_t length) {
  if (length > 64 || length < 8) {
    std::memcpy(to, from, length);
  } else if (length <= 16) {
    copy_halves<8>(to, from, length);
  } else if (length <= 32) {
    copy_halves<16>(to, from, length);
  } else {
    copy_halves<32>(to, from, length);
  }
}

// In front of a key: its tag, then its length in one byte, or a mark and four.
constexpr uint8_t kLong = 255;
constexpr size_t kMostBefore = 2 * sizeof(uint32_t) + 1;

/// Writes a key; gives the place behind it.
inline char* put_key(char* to, std::string_view key, uint32_t tag) {
  const auto length = static_cast<uint32_t>(key.size());
  std::memcpy(to, &tag, sizeof tag);
  to += sizeof tag;
  const auto first = static_cast<uint8_t>(std::min<uint32_t>(length, kLong));
  std::memcpy(to++, &first, 1);
  if (first == kLong) {
    std::memcpy(to, &length, sizeof length);
    to += sizeof length;
  }
  if (length > 0) copy_key(to, key.data(), length);
  return to + length;
}

/// Reads a key that put_key() wrote; gives the place behind it.
inline const char* take_key(const char* at, uint32_t& tag, std::string_view& key) {
  std::memcpy(&tag, at, sizeof tag);
  at += sizeof tag;
  uint32_t length = static_cast<uint8_t>(*at++);
  if (length == kLong) {
    std::memcpy(&length, at, sizeof length);
    at += sizeof length;
  }
  key = {at, length};
  return at + length;
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
  Buffer& buffer = buffers_[bucket];
  const size_t size = kMostBefore + key.size();
  if (buffer.used + size > buffer_bytes_ || buffer.bytes == nullptr) put_outside(buffer);
  ++buffer.keys;
  if (size > buffer_bytes_) {
    std::string alone(size, '\0');
    alone.resize(static_cast<size_t>(put_key(alone.data(), key, static_cast<uint32_t>(hash)) - alone.data()));
    buffer.pieces.push_back(spill_.append(alone));
    return bucket;
  }
  char* const to = buffer.bytes.get() + buffer.used;
  buffer.used += static_cast<size_t>(put_key(to, key, static_cast<uint32_t>(hash)) - to);
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
    at = take_key(at, pending.tag, pending.key);
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
      const auto& [tag, key] = now.pending[i];
      uint32_t ordinal = kNobody;
      if (!key.empty()) ordinal = add_unknown_ ? kept.add(key, tag) : kept.find(key, tag);
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
