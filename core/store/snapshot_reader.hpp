#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/measure/snapshot.hpp"
#include "core/store/slot_code.hpp"

namespace vk {

/// The comparison columns of one bucket, dense by ordinal: position = ordinal; kAbsent where the subject is not in the
/// frame. Spans borrow from the reader until its next call.
struct BucketColumns {
  std::span<const uint8_t> state;
  std::span<const uint16_t> segment;
  std::span<const int64_t> money;
  std::span<const uint8_t> activity;
};

/// Slots of one block as they are stored: what the comparison kernel walks. Codes index SnapshotReader::codes(), 0 = no
/// member. Money is in exactly one of `narrow` and `wide`, 0 where there is no member.
struct SlotBlock {
  bool absent = true;  ///< no member at all; the spans are empty
  std::span<const uint16_t> codes;
  std::span<const uint32_t> narrow;  ///< amounts of 0 to 2^32 - 1
  std::span<const int64_t> wide;
};

/// Reads a stored snapshot bucket by bucket. Not thread-safe; several readers of one store are independent.
class SnapshotReader {
 public:
  struct Impl;
  explicit SnapshotReader(std::unique_ptr<Impl> impl);
  SnapshotReader(SnapshotReader&&) noexcept;
  SnapshotReader& operator=(SnapshotReader&&) noexcept;
  ~SnapshotReader();

  const SnapshotHeader& header() const;
  uint32_t buckets() const;
  /// Throws Error(corrupt) when a checksum does not fit.
  BucketColumns bucket(uint32_t bucket);
  /// Dispositions of the bucket that bucket() gave last, dense by ordinal, 0 where there is no member. Borrowed until
  /// the next call. Throws Error(corrupt).
  std::span<const uint8_t> disposition();
  /// Classes of money at the draw of the bucket that bucket() gave last, dense by ordinal, 0 where there is no member;
  /// empty when no sample was drawn. Borrowed until the next call. Throws Error(corrupt).
  std::span<const uint8_t> money_class();

  /// What each code stands for; [0] is "no member".
  std::span<const SlotCode> codes() const;
  /// True when codes need more than 16 bits: then only bucket() serves.
  bool has_wide_codes() const;
  /// Goes to a bucket for block(); gives its number of slots. Throws Error(corrupt).
  uint32_t open_bucket(uint32_t bucket);
  /// Slots [1024 * index, 1024 * index + 1024) of the open bucket, fewer in the last block, none beyond. Borrowed until
  /// the next call.
  SlotBlock block(uint32_t index);

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace vk
