#pragma once
#include <bit>
#include <cstdint>
#include <cstring>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace vk {

/// Which of 64 bytes are what: bit i speaks of byte i.
struct ChunkMasks {
  uint64_t delimiter = 0;
  uint64_t line_feed = 0;
  uint64_t carriage_return = 0;
  uint64_t quote = 0;
  bool beyond_ascii = false;  ///< some byte is above 0x7F
  bool zero = false;          ///< some byte is NUL

  bool operator==(const ChunkMasks&) const = default;
};

/// The bytes a scan looks for beside line ends. A sign that is not in use is set to a line feed.
struct ScanSigns {
  char delimiter = ',';
  char quote = '"';
};

/// Eight bytes as a number whose lowest byte is the first one, on every machine.
inline uint64_t load_little_endian(const char* bytes) {
  uint64_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  if constexpr (std::endian::native == std::endian::big) value = __builtin_bswap64(value);
  return value;
}

/// The high bit of the lowest byte that is 0, and perhaps of bytes above it; 0 when no byte is.
inline uint64_t zero_byte_bits(uint64_t word) {
  constexpr uint64_t kOnes = 0x0101010101010101U;
  return (word - kOnes) & ~word & (0x80 * kOnes);
}

/// Classifies 64 bytes eight at a time; the twin of `ChunkScan` that every machine can run.
class PortableChunkScan {
 public:
  explicit PortableChunkScan(const ScanSigns& signs) : signs_(signs) {}

  ChunkMasks operator()(const char* bytes) const {
    ChunkMasks masks;
    uint64_t any_high = 0;
    for (unsigned i = 0; i < 8; ++i) {
      const uint64_t word = load_little_endian(bytes + size_t{8} * i);
      const unsigned shift = 8 * i;
      masks.delimiter |= equal_bits(word, signs_.delimiter) << shift;
      masks.line_feed |= equal_bits(word, '\n') << shift;
      masks.carriage_return |= equal_bits(word, '\r') << shift;
      masks.quote |= equal_bits(word, signs_.quote) << shift;
      masks.zero = masks.zero || equal_bits(word, '\0') != 0;
      any_high |= word & kHighBits;
    }
    masks.beyond_ascii = any_high != 0;
    return masks;
  }

 private:
  static constexpr uint64_t kLowBits = 0x0101010101010101U;
  static constexpr uint64_t kHighBits = 0x8080808080808080U;

  /// One bit a byte that equals `sign`, the first byte lowest.
  static uint64_t equal_bits(uint64_t word, char sign) {
    const uint64_t difference = word ^ (kLowBits * static_cast<unsigned char>(sign));
    const uint64_t nonzero = ((difference & ~kHighBits) + ~kHighBits) | difference;
    return (((~nonzero & kHighBits) >> 7U) * 0x0102040810204080U) >> 56U;
  }

  ScanSigns signs_;
};

#if defined(__SSE2__)
/// Classifies 64 bytes with 16-byte vectors.
class VectorChunkScan {
 public:
  explicit VectorChunkScan(const ScanSigns& signs)
      : delimiter_(_mm_set1_epi8(signs.delimiter)),
        quote_(_mm_set1_epi8(signs.quote)),
        line_feed_(_mm_set1_epi8('\n')),
        carriage_return_(_mm_set1_epi8('\r')) {}

  ChunkMasks operator()(const char* bytes) const {
    __m128i block[4];
    for (unsigned i = 0; i < 4; ++i) {
      block[i] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + size_t{16} * i));
    }
    ChunkMasks masks;
    masks.delimiter = equal_bits(block, delimiter_);
    masks.line_feed = equal_bits(block, line_feed_);
    masks.carriage_return = equal_bits(block, carriage_return_);
    masks.quote = equal_bits(block, quote_);
    const __m128i any = _mm_or_si128(_mm_or_si128(block[0], block[1]), _mm_or_si128(block[2], block[3]));
    const __m128i least = _mm_min_epu8(_mm_min_epu8(block[0], block[1]), _mm_min_epu8(block[2], block[3]));
    masks.beyond_ascii = _mm_movemask_epi8(any) != 0;
    masks.zero = _mm_movemask_epi8(_mm_cmpeq_epi8(least, _mm_setzero_si128())) != 0;
    return masks;
  }

 private:
  static uint64_t equal_bits(const __m128i (&block)[4], __m128i sign) {
    uint64_t bits = 0;
    for (unsigned i = 0; i < 4; ++i) {
      const auto part = static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(block[i], sign)));
      bits |= uint64_t{part} << (16 * i);
    }
    return bits;
  }

  __m128i delimiter_;
  __m128i quote_;
  __m128i line_feed_;
  __m128i carriage_return_;
};
using ChunkScan = VectorChunkScan;
#else
using ChunkScan = PortableChunkScan;
#endif

}  // namespace vk
