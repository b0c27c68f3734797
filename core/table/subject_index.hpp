#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vk {

/// A subject inside one SubjectIndex: its slot in the store. Bucket in the high, ordinal within the bucket in the low
/// 32 bits, so that order by number is the order of the store's columns.
using SubjectNumber = uint64_t;
inline constexpr SubjectNumber kNoSubject = ~uint64_t{0};

constexpr SubjectNumber subject_number(uint32_t bucket, uint32_t ordinal) {
  return (uint64_t{bucket} << 32U) | ordinal;
}
constexpr uint32_t bucket_of(SubjectNumber subject) {
  return static_cast<uint32_t>(subject >> 32U);
}
constexpr uint32_t ordinal_of(SubjectNumber subject) {
  return static_cast<uint32_t>(subject);
}

/// The keys that a store has kept, for an index that goes on from them.
class KeptKeys {
 public:
  KeptKeys() = default;
  KeptKeys(const KeptKeys&) = delete;
  KeptKeys& operator=(const KeptKeys&) = delete;
  virtual ~KeptKeys() = default;

  /// Appends the first `keys` keys of a bucket in ordinal order. Throws Error(corrupt).
  virtual void read(uint32_t bucket, uint32_t keys, std::string& bytes, std::vector<uint32_t>& lengths) = 0;
};

/// The dictionary of subject keys: seeded 64-bit hash -> bucket, ordinal = order of first appearance in the bucket, for
/// ever. Append-only; the same key has the same number in every cycle, so two snapshots are compared by walking arrays
/// in step. The store persists it bucket by bucket (keys in ordinal order) and gives it back the same. Not thread-safe.
///
/// A bucket is read when it is asked for. While sources are read, buckets that are too many for memory rest outside of
/// it (decision 0019).
///
/// The empty key is nobody's: find and add answer kNoSubject. Buckets of 24-48 thousand subjects fit a processor's
/// cache; one that has outgrown it stays right and gets slower, until the store moves everybody with rebucketed().
class SubjectIndex {
 public:
  /// An empty index; `bucket_bits` buckets are a power of two (0 = 1 bucket, 8 = 256). `seed` is the store's, kept for
  /// its life.
  SubjectIndex(uint32_t bucket_bits, uint64_t seed);
  /// An index that goes on from `kept`, of which sizes[b] keys are in bucket b.
  SubjectIndex(uint32_t bucket_bits, uint64_t seed, std::unique_ptr<KeptKeys> kept, std::span<const uint32_t> sizes);
  ~SubjectIndex();
  SubjectIndex(SubjectIndex&&) noexcept;
  SubjectIndex& operator=(SubjectIndex&&) noexcept;

  uint32_t bucket_bits() const;
  uint64_t seed() const;
  uint32_t buckets() const { return uint32_t{1} << bucket_bits(); }
  /// Subjects in `bucket`; ordinals run from 0 to it.
  uint32_t size(uint32_t bucket) const;
  uint64_t size() const;

  /// The subject with this key, or kNoSubject.
  SubjectNumber find(std::string_view key) const;
  /// The subject with this key, appended when it is new.
  SubjectNumber add(std::string_view key);
  /// The key of a subject; empty when it was erased. Valid until the next change or rest().
  std::string_view key(SubjectNumber subject) const;

  /// The keys of `bucket` in ordinal order, from ordinal `from` on (what a store appends after a run).
  void keys_from(uint32_t bucket, uint32_t from, std::string& bytes, std::vector<uint32_t>& lengths) const;

  /// Nobody needs the bucket soon: where all keys in memory are beyond keep_in_memory(), those of this bucket leave it
  /// until they are asked for.
  void rest(uint32_t bucket);
  /// Keys beyond so many bytes may leave memory.
  void keep_in_memory(size_t bytes);

  /// Forgets the key of a subject: it is not found any more, its number stays taken and its key is empty. The same key
  /// added later is a new subject. Linear in its bucket.
  void erase(SubjectNumber subject);

  /// The same subjects in 2^bucket_bits buckets, for a store that has outgrown its own. moved[b][o] is the new number
  /// of bucket b's ordinal o. Within a new bucket the order is by old number, so that with more bits the order of first
  /// appearance is kept. Erased subjects keep a place, in the first bucket that theirs is split into.
  SubjectIndex rebucketed(uint32_t bucket_bits, std::vector<std::vector<SubjectNumber>>& moved) const;

 private:
  friend class SubjectResolver;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The bucket bits for an expected number of subjects: a bucket holds 24-48 thousand (8,000 -> 0, 10 million -> 8).
uint32_t bucket_bits_for(uint64_t expected_subjects);

}  // namespace vk
