#include "core/base/sha256_blocks.hpp"

#include "core/base/check.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace vk {

#if defined(__x86_64__)
namespace {

constexpr size_t kBlock = 64;
constexpr size_t kFours = 16;  ///< of the 64 rounds

alignas(16) constexpr std::array<uint32_t, 64> kRoundConstants{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

__m128i load(const void* from) {
  return _mm_loadu_si128(static_cast<const __m128i*>(from));
}

/// A message on its way: the working variables a to h in the order that the instructions want, and the next 16 words of
/// its schedule.
struct Working {
  __m128i abef;
  __m128i cdgh;
  __m128i words[4];  // NOLINT(modernize-avoid-c-arrays): an array's type would lose the vector's alignment
  const char* at;
};

__attribute__((target("sha,sse4.1,ssse3"), always_inline)) inline Working begun(const Sha256Blocks& message) {
  const __m128i abcd = _mm_shuffle_epi32(load(message.state->data()), 0xB1);
  const __m128i efgh = _mm_shuffle_epi32(load(message.state->data() + 4), 0x1B);
  return {_mm_alignr_epi8(abcd, efgh, 8), _mm_blend_epi16(efgh, abcd, 0xF0), {}, message.bytes.data()};
}

__attribute__((target("sha,sse4.1,ssse3"), always_inline)) inline void end(const Working& working,
                                                                           std::array<uint32_t, 8>& state) {
  const __m128i feba = _mm_shuffle_epi32(working.abef, 0x1B);
  const __m128i dchg = _mm_shuffle_epi32(working.cdgh, 0xB1);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(state.data()), _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(state.data() + 4), _mm_alignr_epi8(dchg, feba, 8));
}

/// The next block's 16 words, which are big-endian.
__attribute__((target("sha,sse4.1,ssse3"), always_inline)) inline void read_block(Working& working) {
  const __m128i turned = _mm_set_epi64x(0x0C0D0E0F08090A0B, 0x0405060700010203);
  for (size_t i = 0; i < 4; ++i) {
    working.words[i] = _mm_shuffle_epi8(load(working.at + i * sizeof(__m128i)), turned);
  }
  working.at += kBlock;
}

/// Four rounds, and four more words of the schedule while any are needed.
__attribute__((target("sha,sse4.1,ssse3"), always_inline)) inline void four_rounds(Working& working, size_t four) {
  __m128i& words = working.words[four % 4];
  const __m128i& after = working.words[(four + 3) % 4];
  const __m128i added = _mm_add_epi32(words, load(kRoundConstants.data() + 4 * four));
  working.cdgh = _mm_sha256rnds2_epu32(working.cdgh, working.abef, added);
  working.abef = _mm_sha256rnds2_epu32(working.abef, working.cdgh, _mm_shuffle_epi32(added, 0x0E));
  if (four + 4 >= kFours) return;
  const __m128i seven_before = _mm_alignr_epi8(after, working.words[(four + 2) % 4], 4);
  words = _mm_sha256msg1_epu32(words, working.words[(four + 1) % 4]);
  words = _mm_sha256msg2_epu32(_mm_add_epi32(words, seven_before), after);
}

/// What each instruction waits for in one message leaves time for the other one's.
__attribute__((target("sha,sse4.1,ssse3"))) void take_two_here(const Sha256Blocks& a, const Sha256Blocks& b) {
  Working first = begun(a);
  Working second = begun(b);
  for (size_t block = 0; block < a.bytes.size() / kBlock; ++block) {
    const Working first_before = first;
    const Working second_before = second;
    read_block(first);
    read_block(second);
#pragma GCC unroll 16
    for (size_t four = 0; four < kFours; ++four) {
      four_rounds(first, four);
      four_rounds(second, four);
    }
    first.abef = _mm_add_epi32(first.abef, first_before.abef);
    first.cdgh = _mm_add_epi32(first.cdgh, first_before.cdgh);
    second.abef = _mm_add_epi32(second.abef, second_before.abef);
    second.cdgh = _mm_add_epi32(second.cdgh, second_before.cdgh);
  }
  end(first, *a.state);
  end(second, *b.state);
}

}  // namespace

bool has_sha256_instructions() {
  static const bool kHas = [] {
    constexpr unsigned kSha = 1U << 29U;  // leaf 7, EBX
    unsigned eax = 0;
    unsigned ebx = 0;
    unsigned ecx = 0;
    unsigned edx = 0;
    const bool told = __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0;
    return told && (ebx & kSha) != 0 && __builtin_cpu_supports("sse4.1") != 0 && __builtin_cpu_supports("ssse3") != 0;
  }();
  return kHas;
}

void take_two(const Sha256Blocks& a, const Sha256Blocks& b) {
  VK_CHECK(has_sha256_instructions() && a.bytes.size() == b.bytes.size() && a.bytes.size() % kBlock == 0,
           "two messages of equally many blocks");
  take_two_here(a, b);
}

#else

bool has_sha256_instructions() {
  return false;
}

void take_two(const Sha256Blocks&, const Sha256Blocks&) {
  VK_CHECK(false, "no instructions for SHA-256");
}

#endif

}  // namespace vk
