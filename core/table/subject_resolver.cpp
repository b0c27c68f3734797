#include "core/table/subject_resolver.hpp"

#include <algorithm>
#include <cstring>

#include "core/table/counted_text.hpp"
#include "core/table/subject_index_impl.hpp"

namespace vk {
namespace {

// All buffers together: large enough that a piece of the file is worth its system call, little beside the columns.
constexpr size_t kAllBuffers = size_t{8} * 1024 * 1024;
constexpr size_t kSmallestBuffer = size_t{16} * 1024;
constexpr size_t kLargestBuffer = size_t{2} * 1024 * 1024;

// In front of a key in a buffer: its tag, then its length.
constexpr size_t kMostBefore = sizeof(uint32_t) + kMostCountBytes;

/// Writes a key behind its tag; gives the place behind it.
inline char* put_key(char* to, std::string_view key, uint32_t tag) {
  std::memcpy(to, &tag, sizeof tag);
  return put_counted(to + sizeof tag, key);
}

/// Reads a key that put_key() wrote; gives the place behind it.
inline const char* take_key(const char* at, uint32_t& tag, std::string_view& key) {
  std::memcpy(&tag, at, sizeof tag);
  return take_counted(at + sizeof tag, key);
}

}  // namespace

SubjectResolver::SubjectResolver(SubjectIndex& index, bool add_unknown)
    : index_(index),
      add_unknown_(add_unknown),
      seed_(index.seed()),
      bucket_bits_(index.bucket_bits()),
      buffer_bytes_(std::clamp(kAllBuffers / index.buckets(), kSmallestBuffer, kLargestBuffer)),
      buffers_(index.buckets()) {}

void SubjectResolver::push(std::span<const std::string_view> keys, BlockDeal& deal) {
  tags_.resize(keys.size());
  bucket_of_key_.resize(keys.size());
  for (size_t row = 0; row < keys.size(); ++row) {
    const uint64_t hash = keys[row].empty() ? 0 : key_hash(keys[row], seed_);
    tags_[row] = static_cast<uint32_t>(hash);
    bucket_of_key_[row] = bucket_of_hash(hash, bucket_bits_);
  }
  deal.deal(bucket_of_key_);
  for (const BlockDeal::Run& run : deal.runs()) {
    __builtin_prefetch(buffers_[run.part].bytes.get() + buffers_[run.part].used, 1);
  }
  for (const BlockDeal::Run& run : deal.runs()) {
    Buffer& buffer = buffers_[run.part];
    for (const uint32_t row : run.rows) put(buffer, keys[row], tags_[row]);
    buffer.keys += static_cast<uint32_t>(run.rows.size());
  }
}

void SubjectResolver::put(Buffer& buffer, std::string_view key, uint32_t tag) {
  const size_t size = kMostBefore + key.size();
  if (buffer.used + size > buffer_bytes_ || buffer.bytes == nullptr) put_outside(buffer);
  if (size > buffer_bytes_) {
    std::string alone(size, '\0');
    alone.resize(static_cast<size_t>(put_key(alone.data(), key, tag) - alone.data()));
    buffer.pieces.push_back(spill_.append(alone));
    return;
  }
  char* const to = buffer.bytes.get() + buffer.used;
  buffer.used += static_cast<size_t>(put_key(to, key, tag) - to);
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
