#include "core/table/subject_index.hpp"

#include <bit>
#include <cstring>
#include <numeric>
#include <utility>

#include "core/base/check.hpp"
#include "core/table/subject_index_impl.hpp"

namespace vk {
namespace {

constexpr uint64_t kMostInBucket = 48000;
constexpr uint32_t kMostBits = 16;

/// Appends the `count` keys of an extent.
void unpack_extent(std::string_view packed, uint32_t count, std::string& bytes, std::vector<uint32_t>& lengths) {
  const size_t before = lengths.size();
  lengths.resize(before + count);
  std::memcpy(lengths.data() + before, packed.data(), count * sizeof(uint32_t));
  bytes += packed.substr(count * sizeof(uint32_t));
}

/// Takes out `count` keys that begin with the one at place `first` of `lengths` and at byte `start`.
void leave_out(size_t first, size_t start, size_t count, std::string& bytes, std::vector<uint32_t>& lengths) {
  if (count == 0) return;
  const auto from = lengths.begin() + static_cast<std::ptrdiff_t>(first);
  const auto to = from + static_cast<std::ptrdiff_t>(count);
  bytes.erase(start, std::accumulate(from, to, size_t{0}));
  lengths.erase(from, to);
}

}  // namespace

void SubjectIndex::Impl::read_outside(uint32_t number, uint32_t from, std::string& bytes,
                                      std::vector<uint32_t>& lengths) const {
  const Bucket& bucket = buckets[number];
  const size_t first_place = lengths.size();
  const size_t first_byte = bytes.size();
  uint32_t first = 0;  // ordinal of the first key that is read
  if (from < bucket.kept) {
    kept->read(number, bucket.kept, bytes, lengths);
  } else {
    first = bucket.kept;
  }
  std::string packed;
  for (const Extent& extent : bucket.extents) {
    if (from >= extent.first + extent.keys) {
      first = extent.first + extent.keys;
      continue;
    }
    spill.read(extent.piece, packed);
    unpack_extent(packed, extent.keys, bytes, lengths);
  }
  leave_out(first_place, first_byte, from - first, bytes, lengths);
}

void SubjectIndex::Impl::load(uint32_t number) {
  std::string bytes;
  std::vector<uint32_t> lengths;
  read_outside(number, 0, bytes, lengths);
  SubjectBucket keys(seed);
  keys.reserve(lengths.size());
  std::string_view left = bytes;
  for (const uint32_t length : lengths) {
    const std::string_view key = left.substr(0, length);
    left.remove_prefix(length);
    keys.append(key, static_cast<uint32_t>(key_hash(key, seed)));
  }
  buckets[number].keys = std::move(keys);
  buckets[number].rests = false;
}

void SubjectIndex::Impl::put_outside(Bucket& bucket) {
  const uint32_t size = bucket.keys.size();
  if (bucket.outside < size) {
    std::vector<uint32_t> lengths;
    std::string bytes((size - bucket.outside) * sizeof(uint32_t), '\0');
    bytes.reserve(bucket.keys.bytes_in_memory());
    for (uint32_t ordinal = bucket.outside; ordinal < size; ++ordinal) {
      const std::string_view key = bucket.keys.key(ordinal);
      lengths.push_back(static_cast<uint32_t>(key.size()));
      bytes += key;
    }
    std::memcpy(bytes.data(), lengths.data(), lengths.size() * sizeof(uint32_t));
    bucket.extents.push_back({spill.append(bytes), bucket.outside, size - bucket.outside});
    bucket.outside = size;
  }
  bucket.keys = SubjectBucket(seed);
  bucket.rests = true;
}

SubjectIndex::SubjectIndex(uint32_t bucket_bits, uint64_t seed) : impl_(std::make_unique<Impl>()) {
  VK_CHECK(bucket_bits <= kMostBits, "an index has at most 65536 buckets");
  impl_->bucket_bits = bucket_bits;
  impl_->seed = seed;
  impl_->buckets.assign(size_t{1} << bucket_bits, Impl::Bucket(seed));
}

SubjectIndex::SubjectIndex(uint32_t bucket_bits, uint64_t seed, std::unique_ptr<KeptKeys> kept,
                           std::span<const uint32_t> sizes)
    : SubjectIndex(bucket_bits, seed) {
  VK_CHECK(sizes.size() == buckets(), "a size for every bucket");
  impl_->kept = std::move(kept);
  for (uint32_t number = 0; number < buckets(); ++number) {
    Impl::Bucket& bucket = impl_->buckets[number];
    bucket.kept = sizes[number];
    bucket.outside = sizes[number];
    bucket.rests = sizes[number] > 0;
  }
}

SubjectIndex::~SubjectIndex() = default;
SubjectIndex::SubjectIndex(SubjectIndex&&) noexcept = default;
SubjectIndex& SubjectIndex::operator=(SubjectIndex&&) noexcept = default;

uint32_t SubjectIndex::bucket_bits() const {
  return impl_->bucket_bits;
}
uint64_t SubjectIndex::seed() const {
  return impl_->seed;
}
uint32_t SubjectIndex::size(uint32_t bucket) const {
  return impl_->buckets[bucket].size();
}

uint64_t SubjectIndex::size() const {
  uint64_t total = 0;
  for (const Impl::Bucket& bucket : impl_->buckets) total += bucket.size();
  return total;
}

SubjectNumber SubjectIndex::find(std::string_view key) const {
  if (key.empty()) return kNoSubject;
  const uint64_t hash = key_hash(key, impl_->seed);
  const uint32_t bucket = bucket_of_hash(hash, impl_->bucket_bits);
  const uint32_t ordinal = impl_->awake(bucket).find(key, static_cast<uint32_t>(hash));
  return ordinal == SubjectBucket::kNone ? kNoSubject : subject_number(bucket, ordinal);
}

SubjectNumber SubjectIndex::add(std::string_view key) {
  if (key.empty()) return kNoSubject;
  const uint64_t hash = key_hash(key, impl_->seed);
  const uint32_t bucket = bucket_of_hash(hash, impl_->bucket_bits);
  return subject_number(bucket, impl_->awake(bucket).add(key, static_cast<uint32_t>(hash)));
}

std::string_view SubjectIndex::key(SubjectNumber subject) const {
  VK_CHECK(bucket_of(subject) < buckets() && ordinal_of(subject) < size(bucket_of(subject)), "a subject of this index");
  return impl_->awake(bucket_of(subject)).key(ordinal_of(subject));
}

void SubjectIndex::keys_from(uint32_t bucket, uint32_t from, std::string& bytes, std::vector<uint32_t>& lengths) const {
  if (from >= size(bucket)) return;
  if (impl_->buckets[bucket].rests) return impl_->read_outside(bucket, from, bytes, lengths);
  const SubjectBucket& keys = impl_->buckets[bucket].keys;
  for (uint32_t ordinal = from; ordinal < keys.size(); ++ordinal) {
    const std::string_view key = keys.key(ordinal);
    bytes += key;
    lengths.push_back(static_cast<uint32_t>(key.size()));
  }
}

void SubjectIndex::rest(uint32_t bucket) {
  Impl::Bucket& resting = impl_->buckets[bucket];
  const size_t bytes = resting.keys.bytes_in_memory();
  impl_->bytes_in_memory += bytes - resting.bytes_in_memory;
  resting.bytes_in_memory = bytes;
  if (impl_->bytes_in_memory <= impl_->most_in_memory || resting.rests || resting.is_erased) return;
  impl_->put_outside(resting);
  impl_->bytes_in_memory -= bytes;
  resting.bytes_in_memory = 0;
}

void SubjectIndex::keep_in_memory(size_t bytes) {
  impl_->most_in_memory = bytes;
}

void SubjectIndex::erase(SubjectNumber subject) {
  VK_CHECK(bucket_of(subject) < buckets() && ordinal_of(subject) < size(bucket_of(subject)), "a subject of this index");
  impl_->awake(bucket_of(subject)).erase(ordinal_of(subject));
  impl_->buckets[bucket_of(subject)].is_erased = true;
}

SubjectIndex SubjectIndex::rebucketed(uint32_t bucket_bits, std::vector<std::vector<SubjectNumber>>& moved) const {
  SubjectIndex result(bucket_bits, impl_->seed);
  moved.assign(buckets(), {});
  for (uint32_t bucket = 0; bucket < buckets(); ++bucket) {
    const SubjectBucket& old = impl_->awake(bucket);
    moved[bucket].reserve(old.size());
    for (uint32_t ordinal = 0; ordinal < old.size(); ++ordinal) {
      const std::string_view key = old.key(ordinal);
      // An erased subject has no hash any more; the first hash of its old bucket stands for it.
      const uint64_t first_hash = impl_->bucket_bits == 0 ? 0 : uint64_t{bucket} << (64U - impl_->bucket_bits);
      const uint64_t hash = key.empty() ? first_hash : key_hash(key, impl_->seed);
      SubjectBucket& target = result.impl_->buckets[bucket_of_hash(hash, bucket_bits)].keys;
      target.append(key, static_cast<uint32_t>(hash));
      moved[bucket].push_back(subject_number(bucket_of_hash(hash, bucket_bits), target.size() - 1));
    }
  }
  return result;
}

uint32_t bucket_bits_for(uint64_t expected_subjects) {
  uint32_t bits = 0;
  while (bits < kMostBits && (expected_subjects >> bits) > kMostInBucket) ++bits;
  return bits;
}

}  // namespace vk
