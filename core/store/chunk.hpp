#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace vk {

/// Slots of one block of a chunk. Stored; do not change.
inline constexpr uint32_t kBlockSlots = 1024;

/// How the integers of a chunk are to be read. Stored; do not renumber. 1 + k stands for decimals with k digits after
/// the point.
enum class ChunkCodec : uint8_t { integers = 0, decimals = 1, raw_doubles = 15 };

/// How a block keeps its slots. Stored; do not renumber.
enum class BlockKind : uint8_t {
  absent = 0,  ///< no slot has a value
  dense = 1,   ///< every slot is written; those without a value as 0
  bitmap = 2,  ///< 1024 bits, then the values of the slots that have one
};

/// What a chunk's header says of its values.
struct ChunkTotals {
  uint32_t slots = 0;
  uint32_t present = 0;
  int64_t base = 0;  ///< frame of reference: value = base + stored offset; never above 0
  int64_t min = 0;   ///< of the values present; 0 when there is none
  int64_t max = 0;
  __extension__ __int128 sum = 0;
};

/// Whether a reader must be able to tell a slot without a value from one with the value 0.
enum class Presence {
  told_elsewhere,  ///< another column tells; a block of at least 60 % is dense
  exact,           ///< only a full block is dense
};

/// The values of one bucket and column before encoding: value i belongs to slot `slots[i]`; slots ascend.
template <typename T>
struct SlotValues {
  std::span<const uint32_t> slots;  ///< empty = value i is slot i
  std::span<const T> values;
  uint32_t slot_count = 0;  ///< beyond the last slot with a value
  Presence presence = Presence::told_elsewhere;
};

/// Encodes a chunk into `chunk` (its bytes are replaced). Instantiated for uint8_t, uint16_t, uint32_t and int64_t.
template <typename T>
void encode_chunk(const SlotValues<T>& input, ChunkCodec codec, std::vector<std::byte>& chunk);

/// Encodes doubles, NaN = no value: as scaled decimals when that gives every bit back, else raw.
void encode_doubles(std::span<const double> values, std::vector<std::byte>& chunk);
/// Encodes decimals as PackedDoubles::copy_whole() gives them.
void encode_decimals(std::span<const int64_t> whole, int digits, std::vector<std::byte>& chunk);

/// One block of a chunk as it is stored.
struct StoredBlock {
  BlockKind kind = BlockKind::absent;
  uint8_t width = 0;  ///< bytes a value: 0 (every value is the base), 1, 2, 4 or 8
  uint32_t slots = 0;
  const std::byte* bitmap = nullptr;  ///< 128 bytes, for bitmap blocks
  const std::byte* values = nullptr;  ///< 8-byte aligned when the chunk is
};

/// A chunk's bytes, checked. Borrows the bytes.
class ChunkView {
 public:
  ChunkView() = default;
  /// Checks the header, the checksum and that every block lies inside; throws Error(corrupt).
  explicit ChunkView(std::span<const std::byte> bytes);

  const ChunkTotals& totals() const { return totals_; }
  ChunkCodec codec() const { return codec_; }
  uint32_t blocks() const { return static_cast<uint32_t>(directory_.size() / sizeof(uint32_t)); }
  StoredBlock block(uint32_t index) const;

 private:
  ChunkTotals totals_;
  ChunkCodec codec_ = ChunkCodec::integers;
  std::span<const std::byte> directory_;
  const std::byte* payload_ = nullptr;
};

/// True when the block holds a value for `slot` (0 to 1023); a dense block claims all its slots.
bool has_value(const StoredBlock& block, uint32_t slot);

/// Writes the values of a block by slot, 0 where there is none. `out` holds block.slots values; a value that does not
/// fit T is cut. Instantiated as encode_chunk.
template <typename T>
void decode_block(const StoredBlock& block, int64_t base, std::span<T> out);

/// All values of a chunk by slot, 0 where there is none; `out` holds totals().slots values.
template <typename T>
void decode_chunk(const ChunkView& chunk, std::span<T> out);

/// What encode_doubles was given; NaN where there is no value.
std::vector<double> decode_doubles(const ChunkView& chunk);

}  // namespace vk
