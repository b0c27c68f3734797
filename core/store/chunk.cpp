#include "core/store/chunk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include "core/base/check.hpp"
#include "core/base/decimal_double.hpp"
#include "core/base/error.hpp"
#include "core/base/packed_doubles.hpp"
#include "core/store/checksum.hpp"

namespace vk {
namespace {

static_assert(std::endian::native == std::endian::little, "chunks are little-endian and read in place");

constexpr uint32_t kMagic = 0x314B4356;  // "VCK1"; do not change
constexpr size_t kBitmapBytes = kBlockSlots / 8;
constexpr uint32_t kDensePercent = 60;
constexpr std::array<uint8_t, 5> kWidths{0, 1, 2, 4, 8};

/// The first 64 bytes of a chunk, as they lie on disk; do not change.
struct ChunkHeader {
  uint32_t magic = kMagic;
  uint8_t codec = 0;
  std::array<uint8_t, 3> reserved{};
  uint32_t slots = 0;
  uint32_t present = 0;
  int64_t base = 0;
  int64_t min = 0;
  int64_t max = 0;
  uint64_t sum_low = 0;
  int64_t sum_high = 0;
  uint64_t checksum = 0;  // of the bytes before it and of those after the header
};
static_assert(sizeof(ChunkHeader) == 64 && std::is_trivially_copyable_v<ChunkHeader>);

uint64_t chunk_checksum(std::span<const std::byte> chunk) {
  const uint64_t head = checksum(chunk.first(offsetof(ChunkHeader, checksum)));
  return std::rotl(head, 1) ^ checksum(chunk.subspan(sizeof(ChunkHeader)));
}

size_t round_up(size_t bytes) {
  return (bytes + 7) / 8 * 8;
}

uint32_t block_count(uint32_t slots) {
  return slots / kBlockSlots + (slots % kBlockSlots != 0 ? 1 : 0);
}

uint32_t width_code(uint64_t largest_offset) {
  if (largest_offset == 0) return 0;
  if (largest_offset <= 0xFF) return 1;
  if (largest_offset <= 0xFFFF) return 2;
  return largest_offset <= 0xFFFFFFFF ? 3 : 4;
}

uint64_t offset_of(int64_t value, int64_t base) {
  return static_cast<uint64_t>(value) - static_cast<uint64_t>(base);
}

/// Runs `work` with the unsigned type of `width` bytes (1, 2, 4 or 8).
template <typename Work>
void with_width(uint8_t width, Work work) {
  if (width == 1) return work(uint8_t{});
  if (width == 2) return work(uint16_t{});
  if (width == 4) return work(uint32_t{});
  if (width == 8) return work(uint64_t{});
}

/// Appends the blocks of one chunk to its bytes.
template <typename T>
class ChunkWriter {
 public:
  ChunkWriter(const SlotValues<T>& input, std::vector<std::byte>& chunk) : input_(input), chunk_(chunk) {}

  void write(ChunkCodec codec) {
    ChunkHeader header = totals();
    header.codec = static_cast<uint8_t>(codec);
    const uint32_t blocks = block_count(input_.slot_count);
    payload_ = round_up(sizeof(ChunkHeader) + blocks * sizeof(uint32_t));
    chunk_.assign(payload_, std::byte{0});
    for (uint32_t block = 0; block < blocks; ++block) write_block(block);
    std::memcpy(chunk_.data(), &header, sizeof header);
    header.checksum = chunk_checksum(chunk_);
    std::memcpy(chunk_.data(), &header, sizeof header);
  }

 private:
  uint32_t slot(size_t i) const { return input_.slots.empty() ? static_cast<uint32_t>(i) : input_.slots[i]; }

  ChunkHeader totals() {
    ChunkHeader header;
    header.slots = input_.slot_count;
    header.present = static_cast<uint32_t>(input_.values.size());
    if (input_.values.empty()) return header;
    T least = input_.values[0];
    T most = input_.values[0];
    __extension__ __int128 sum = 0;
    for (const T value : input_.values) {
      least = std::min(least, value);
      most = std::max(most, value);
      sum += value;
    }
    header.min = static_cast<int64_t>(least);
    header.max = static_cast<int64_t>(most);
    header.base = std::min<int64_t>(0, header.min);
    header.sum_low = static_cast<uint64_t>(sum);
    header.sum_high = static_cast<int64_t>(sum >> 64);
    base_ = header.base;
    return header;
  }

  void write_block(uint32_t block) {
    const uint32_t first_slot = block * kBlockSlots;
    const uint32_t slots = std::min(kBlockSlots, input_.slot_count - first_slot);
    const size_t first = next_;
    uint64_t largest = 0;
    while (next_ < input_.values.size() && slot(next_) < first_slot + slots) {
      largest = std::max(largest, offset_of(static_cast<int64_t>(input_.values[next_]), base_));
      ++next_;
    }
    const auto count = static_cast<uint32_t>(next_ - first);
    BlockKind kind = BlockKind::dense;
    if (count == 0) {
      kind = BlockKind::absent;
    } else if (input_.presence == Presence::exact ? count < slots : count * 100 < slots * kDensePercent) {
      kind = BlockKind::bitmap;
    } else if (count < slots) {
      largest = std::max(largest, offset_of(0, base_));
    }
    const uint32_t code = width_code(largest);
    const size_t offset = chunk_.size() - payload_;
    VK_CHECK(offset / 8 < (uint64_t{1} << 27U), "a chunk is below a gigabyte");
    const uint32_t entry = static_cast<uint32_t>(kind) | (code << 2U) | (static_cast<uint32_t>(offset / 8) << 5U);
    std::memcpy(chunk_.data() + sizeof(ChunkHeader) + block * sizeof entry, &entry, sizeof entry);
    const uint8_t width = kWidths[code];
    if (kind == BlockKind::dense) write_dense(first, first_slot, slots, width);
    if (kind == BlockKind::bitmap) write_bitmap(first, first_slot, count, width);
  }

  void write_dense(size_t first, uint32_t first_slot, uint32_t slots, uint8_t width) {
    const size_t start = chunk_.size();
    chunk_.resize(start + round_up(size_t{slots} * width));
    with_width(width, [&](auto zero) {
      using Stored = decltype(zero);
      auto* out = reinterpret_cast<Stored*>(chunk_.data() + start);
      if (base_ != 0) std::fill_n(out, slots, static_cast<Stored>(offset_of(0, base_)));
      for (size_t i = first; i < next_; ++i) {
        out[slot(i) - first_slot] = static_cast<Stored>(offset_of(static_cast<int64_t>(input_.values[i]), base_));
      }
    });
  }

  void write_bitmap(size_t first, uint32_t first_slot, uint32_t count, uint8_t width) {
    const size_t start = chunk_.size();
    chunk_.resize(start + kBitmapBytes + round_up(size_t{count} * width));
    auto* bits = reinterpret_cast<uint8_t*>(chunk_.data() + start);
    for (size_t i = first; i < next_; ++i) {
      const uint32_t at = slot(i) - first_slot;
      bits[at / 8] = static_cast<uint8_t>(bits[at / 8] | (1U << (at % 8)));
    }
    with_width(width, [&](auto zero) {
      using Stored = decltype(zero);
      auto* out = reinterpret_cast<Stored*>(chunk_.data() + start + kBitmapBytes);
      for (size_t i = first; i < next_; ++i) {
        out[i - first] = static_cast<Stored>(offset_of(static_cast<int64_t>(input_.values[i]), base_));
      }
    });
  }

  const SlotValues<T>& input_;
  std::vector<std::byte>& chunk_;
  size_t payload_ = 0;
  int64_t base_ = 0;
  size_t next_ = 0;
};

Error corrupt(std::string_view what) {
  return {ErrorCode::corrupt, fmt::format("a chunk of the store {}", what)};
}

uint32_t directory_entry(std::span<const std::byte> directory, uint32_t index) {
  uint32_t entry = 0;
  std::memcpy(&entry, directory.data() + index * sizeof entry, sizeof entry);
  return entry;
}

uint32_t bits_set(const std::byte* bitmap) {
  uint32_t count = 0;
  for (size_t i = 0; i < kBitmapBytes; i += sizeof(uint64_t)) {
    uint64_t word = 0;
    std::memcpy(&word, bitmap + i, sizeof word);
    count += static_cast<uint32_t>(std::popcount(word));
  }
  return count;
}

/// Bytes a block takes, given that its start lies inside `room` bytes; more than `room` when it does not fit.
size_t block_bytes(const StoredBlock& block, size_t room) {
  if (block.kind == BlockKind::absent) return 0;
  if (block.kind == BlockKind::dense) return round_up(size_t{block.slots} * block.width);
  if (room < kBitmapBytes) return kBitmapBytes;
  return kBitmapBytes + round_up(size_t{bits_set(block.bitmap)} * block.width);
}

template <typename T, typename Stored>
void unpack(const std::byte* values, int64_t base, std::span<T> out) {
  // Modular arithmetic in T itself: the compiler then works on as many values at once as T allows.
  using Modular = std::make_unsigned_t<T>;
  const auto* in = reinterpret_cast<const Stored*>(values);
  const auto shift = static_cast<Modular>(base);
  for (size_t i = 0; i < out.size(); ++i) {
    out[i] = static_cast<T>(static_cast<Modular>(static_cast<Modular>(in[i]) + shift));
  }
}

template <typename T>
void unpack_values(const std::byte* values, uint8_t width, int64_t base, std::span<T> out) {
  if (width == 0) {
    std::fill(out.begin(), out.end(), static_cast<T>(base));
    return;
  }
  with_width(width, [&](auto zero) { unpack<T, decltype(zero)>(values, base, out); });
}

template <typename T>
void decode_bitmap(const StoredBlock& block, int64_t base, std::span<T> out) {
  std::array<T, kBlockSlots> packed;
  unpack_values<T>(block.values, block.width, base, std::span<T>(packed).first(bits_set(block.bitmap)));
  size_t next = 0;
  std::fill(out.begin(), out.end(), T{0});
  for (uint32_t slot = 0; slot < out.size(); ++slot) {
    if (has_value(block, slot)) out[slot] = packed[next++];
  }
}

}  // namespace

template <typename T>
void encode_chunk(const SlotValues<T>& input, ChunkCodec codec, std::vector<std::byte>& chunk) {
  ChunkWriter<T>(input, chunk).write(codec);
}

void encode_doubles(std::span<const double> values, std::vector<std::byte>& chunk) {
  std::vector<uint32_t> slots;
  std::vector<double> present;
  for (size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) continue;
    slots.push_back(static_cast<uint32_t>(i));
    present.push_back(values[i]);
  }
  const int digits = digits_of(present);
  const bool raw = digits > kMostPackedDigits;
  std::vector<int64_t> integers(present.size());
  for (size_t i = 0; i < present.size(); ++i) {
    integers[i] = raw ? std::bit_cast<int64_t>(present[i]) : static_cast<int64_t>(scaled_whole(present[i], digits));
  }
  const auto codec =
      raw ? ChunkCodec::raw_doubles : static_cast<ChunkCodec>(static_cast<int>(ChunkCodec::decimals) + digits);
  const SlotValues<int64_t> input{slots, integers, static_cast<uint32_t>(values.size()), Presence::exact};
  encode_chunk(input, codec, chunk);
}

void encode_decimals(std::span<const int64_t> whole, int digits, std::vector<std::byte>& chunk) {
  const auto codec = static_cast<ChunkCodec>(static_cast<int>(ChunkCodec::decimals) + digits);
  const auto slot_count = static_cast<uint32_t>(whole.size());
  if (std::find(whole.begin(), whole.end(), PackedDoubles::kNoWhole) == whole.end())
    return encode_chunk<int64_t>({{}, whole, slot_count, Presence::exact}, codec, chunk);
  std::vector<uint32_t> slots;
  std::vector<int64_t> present;
  for (uint32_t i = 0; i < slot_count; ++i) {
    if (whole[i] == PackedDoubles::kNoWhole) continue;
    slots.push_back(i);
    present.push_back(whole[i]);
  }
  encode_chunk<int64_t>({slots, present, slot_count, Presence::exact}, codec, chunk);
}

ChunkView::ChunkView(std::span<const std::byte> bytes) {
  ChunkHeader header;
  if (bytes.size() < sizeof header) throw corrupt("is cut short");
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.magic != kMagic) throw corrupt("does not begin with VCK1");
  const size_t blocks = block_count(header.slots);
  const size_t payload = round_up(sizeof header + blocks * sizeof(uint32_t));
  if (bytes.size() < payload) throw corrupt("is cut short");
  if (chunk_checksum(bytes) != header.checksum) throw corrupt("does not fit its checksum");
  totals_.slots = header.slots;
  totals_.present = header.present;
  totals_.base = header.base;
  totals_.min = header.min;
  totals_.max = header.max;
  __extension__ typedef __int128 Wide;
  totals_.sum = static_cast<Wide>(header.sum_high) * (static_cast<Wide>(1) << 64) + static_cast<Wide>(header.sum_low);
  codec_ = static_cast<ChunkCodec>(header.codec);
  directory_ = bytes.subspan(sizeof header, blocks * sizeof(uint32_t));
  payload_ = bytes.data() + payload;
  const size_t size = bytes.size() - payload;
  for (uint32_t i = 0; i < blocks; ++i) {
    const uint32_t entry = directory_entry(directory_, i);
    const size_t offset = size_t{entry >> 5U} * 8;
    if ((entry & 3U) > 2 || ((entry >> 2U) & 7U) >= kWidths.size() || offset > size) throw corrupt("has a bad block");
    if (block_bytes(block(i), size - offset) > size - offset) throw corrupt("has a bad block");
  }
}

StoredBlock ChunkView::block(uint32_t index) const {
  const uint32_t entry = directory_entry(directory_, index);
  StoredBlock block;
  block.kind = static_cast<BlockKind>(entry & 3U);
  block.width = kWidths[(entry >> 2U) & 7U];
  block.slots = std::min(kBlockSlots, totals_.slots - index * kBlockSlots);
  block.values = payload_ + size_t{entry >> 5U} * 8;
  if (block.kind == BlockKind::bitmap) {
    block.bitmap = block.values;
    block.values += kBitmapBytes;
  }
  return block;
}

bool has_value(const StoredBlock& block, uint32_t slot) {
  if (block.kind != BlockKind::bitmap) return block.kind == BlockKind::dense;
  return (std::to_integer<uint32_t>(block.bitmap[slot / 8]) >> (slot % 8) & 1U) != 0;
}

template <typename T>
void decode_block(const StoredBlock& block, int64_t base, std::span<T> out) {
  if (block.kind == BlockKind::absent) {
    std::fill(out.begin(), out.end(), T{0});
  } else if (block.kind == BlockKind::dense) {
    unpack_values<T>(block.values, block.width, base, out);
  } else {
    decode_bitmap<T>(block, base, out);
  }
}

template <typename T>
void decode_chunk(const ChunkView& chunk, std::span<T> out) {
  for (uint32_t i = 0; i < chunk.blocks(); ++i) {
    const StoredBlock block = chunk.block(i);
    decode_block<T>(block, chunk.totals().base, out.subspan(size_t{i} * kBlockSlots, block.slots));
  }
}

std::vector<double> decode_doubles(const ChunkView& chunk) {
  std::vector<int64_t> integers(chunk.totals().slots);
  decode_chunk<int64_t>(chunk, integers);
  std::vector<double> result(integers.size(), std::numeric_limits<double>::quiet_NaN());
  const bool raw = chunk.codec() == ChunkCodec::raw_doubles;
  const int digits = static_cast<int>(chunk.codec()) - static_cast<int>(ChunkCodec::decimals);
  if (!raw && (digits < 0 || digits > kMostPackedDigits)) throw corrupt("holds no decimals");
  for (uint32_t i = 0; i < integers.size(); ++i) {
    if (!has_value(chunk.block(i / kBlockSlots), i % kBlockSlots)) continue;
    result[i] = raw ? std::bit_cast<double>(integers[i]) : static_cast<double>(integers[i]) / power_of_ten(digits);
  }
  return result;
}

template void encode_chunk(const SlotValues<uint8_t>&, ChunkCodec, std::vector<std::byte>&);
template void encode_chunk(const SlotValues<uint16_t>&, ChunkCodec, std::vector<std::byte>&);
template void encode_chunk(const SlotValues<uint32_t>&, ChunkCodec, std::vector<std::byte>&);
template void encode_chunk(const SlotValues<int64_t>&, ChunkCodec, std::vector<std::byte>&);
template void decode_block(const StoredBlock&, int64_t, std::span<uint8_t>);
template void decode_block(const StoredBlock&, int64_t, std::span<uint16_t>);
template void decode_block(const StoredBlock&, int64_t, std::span<uint32_t>);
template void decode_block(const StoredBlock&, int64_t, std::span<int64_t>);
template void decode_chunk(const ChunkView&, std::span<uint8_t>);
template void decode_chunk(const ChunkView&, std::span<uint16_t>);
template void decode_chunk(const ChunkView&, std::span<uint32_t>);
template void decode_chunk(const ChunkView&, std::span<int64_t>);

}  // namespace vk
