#pragma once
#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "core/store/chunk.hpp"
#include "core/store/slot_code.hpp"
#include "core/store/snapshot_reader.hpp"
#include "core/store/sqlite.hpp"

namespace vk {

/// What a reader holds: two chunks of one bucket at a time and room for what has to be unpacked.
struct SnapshotReader::Impl {
  /// Shared with the store, because a reader may outlive it.
  Impl(std::shared_ptr<Database> database, int64_t column_set, SnapshotHeader snapshot_header, uint32_t bucket_count);

  /// Reads a chunk into `bytes` and checks it.
  ChunkView load(uint32_t column, uint32_t bucket, std::vector<std::byte>& bytes);
  void open(uint32_t bucket);
  /// Spreads a column of one byte a member over the slots of the open bucket.
  void spread(uint32_t column, std::vector<uint8_t>& by_slot);

  std::shared_ptr<Database> connection;
  int64_t id = 0;
  SnapshotHeader header;
  uint32_t buckets = 0;
  std::vector<SlotCode> codes;
  BlobReader code_blobs;
  BlobReader money_blobs;
  BlobReader member_blobs;
  uint32_t opened = 0;  ///< the bucket that is open

  std::vector<std::byte> code_bytes;
  std::vector<std::byte> money_bytes;
  ChunkView code_chunk;
  ChunkView money_chunk;

  alignas(64) std::array<uint16_t, kBlockSlots> code_room;
  alignas(64) std::array<uint32_t, kBlockSlots> narrow_room;
  alignas(64) std::array<int64_t, kBlockSlots> wide_room;

  std::vector<uint8_t> state;
  std::vector<uint16_t> segment;
  std::vector<int64_t> money;
  std::vector<uint8_t> activity;
  std::vector<uint8_t> disposition;
  std::optional<uint32_t> money_class_column;  ///< nothing: no sample was drawn
  std::vector<uint8_t> money_class;
  std::vector<std::byte> member_bytes;
};

}  // namespace vk
