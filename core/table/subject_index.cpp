#include "core/table/subject_index.hpp"

#include <bit>

#include "core/base/check.hpp"
#include "core/table/subject_index_impl.hpp"

namespace vk {
namespace {

constexpr uint64_t kMostInBucket = 48000;
constexpr uint32_t kMostBits = 16;

}  // namespace

SubjectIndex::SubjectIndex(uint32_t bucket_bits, uint64_t seed) : impl_(std::make_unique<Impl>()) {
  VK_CHECK(bucket_bits <= kMostBits, "an index has at most 65536 buckets");
  impl_->bucket_bits = bucket_bits;
  impl_->seed = seed;
  impl_->buckets.assign(size_t{1} << bucket_bits, SubjectBucket(seed));
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
  for (const SubjectBucket& bucket : impl_->buckets) total += bucket.size();
  return total;
}

SubjectNumber SubjectIndex::find(std::string_view key) const {
  if (key.empty()) return kNoSubject;
  const uint64_t hash = key_hash(key, impl_->seed);
  const uint32_t bucket = bucket_of_hash(hash, impl_->bucket_bits);
  const uint32_t ordinal = impl_->buckets[bucket].find(key, static_cast<uint32_t>(hash));
  return ordinal == SubjectBucket::kNone ? kNoSubject : subject_number(bucket, ordinal);
}

SubjectNumber SubjectIndex::add(std::string_view key) {
  if (key.empty()) return kNoSubject;
  const uint64_t hash = key_hash(key, impl_->seed);
  const uint32_t bucket = bucket_of_hash(hash, impl_->bucket_bits);
  return subject_number(bucket, impl_->buckets[bucket].add(key, static_cast<uint32_t>(hash)));
}

std::string_view SubjectIndex::key(SubjectNumber subject) const {
  VK_CHECK(bucket_of(subject) < buckets() && ordinal_of(subject) < size(bucket_of(subject)), "a subject of this index");
  return impl_->buckets[bucket_of(subject)].key(ordinal_of(subject));
}

void SubjectIndex::restore(uint32_t bucket, std::string_view bytes, std::span<const uint32_t> lengths) {
  SubjectBucket& kept = impl_->buckets[bucket];
  VK_CHECK(kept.size() == 0, "only an empty bucket is restored");
  kept.reserve(lengths.size());
  for (const uint32_t length : lengths) {
    const std::string_view key = bytes.substr(0, length);
    bytes.remove_prefix(length);
    kept.append(key, static_cast<uint32_t>(key_hash(key, impl_->seed)));
  }
}

void SubjectIndex::keys_from(uint32_t bucket, uint32_t from, std::string& bytes, std::vector<uint32_t>& lengths) const {
  const SubjectBucket& kept = impl_->buckets[bucket];
  for (uint32_t ordinal = from; ordinal < kept.size(); ++ordinal) {
    const std::string_view key = kept.key(ordinal);
    bytes += key;
    lengths.push_back(static_cast<uint32_t>(key.size()));
  }
}

void SubjectIndex::erase(SubjectNumber subject) {
  VK_CHECK(bucket_of(subject) < buckets() && ordinal_of(subject) < size(bucket_of(subject)), "a subject of this index");
  impl_->buckets[bucket_of(subject)].erase(ordinal_of(subject));
}

SubjectIndex SubjectIndex::rebucketed(uint32_t bucket_bits, std::vector<std::vector<SubjectNumber>>& moved) const {
  SubjectIndex result(bucket_bits, impl_->seed);
  moved.assign(buckets(), {});
  for (uint32_t bucket = 0; bucket < buckets(); ++bucket) {
    const SubjectBucket& old = impl_->buckets[bucket];
    moved[bucket].reserve(old.size());
    for (uint32_t ordinal = 0; ordinal < old.size(); ++ordinal) {
      const std::string_view key = old.key(ordinal);
      // An erased subject has no hash any more; the first hash of its old bucket stands for it.
      const uint64_t first_hash = impl_->bucket_bits == 0 ? 0 : uint64_t{bucket} << (64U - impl_->bucket_bits);
      const uint64_t hash = key.empty() ? first_hash : key_hash(key, impl_->seed);
      SubjectBucket& target = result.impl_->buckets[bucket_of_hash(hash, bucket_bits)];
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
