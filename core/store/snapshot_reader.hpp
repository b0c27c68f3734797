#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/measure/snapshot.hpp"

namespace vk {

/// The comparison columns of one bucket, dense by ordinal: position = ordinal; kAbsent where the subject is not in the frame.
/// Spans borrow from the reader until its next call.
struct BucketColumns {
  std::span<const uint8_t> state;
  std::span<const uint16_t> segment;
  std::span<const int64_t> money;
  std::span<const uint8_t> activity;
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

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace vk
