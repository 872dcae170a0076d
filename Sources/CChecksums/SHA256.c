// SHA-256: the standard's loop, and the processor's own instructions where it has them.
#include <stdatomic.h>
#include <string.h>

#include "CChecksums.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

static const uint32_t constants[64] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t turned(uint32_t x, int bits) { return x >> bits | x << (32 - bits); }

static void plain_blocks(uint32_t state[8], const uint8_t *bytes, size_t blocks) {
  for (; blocks > 0; --blocks, bytes += 64) {
    uint32_t w[64];
    for (int i = 0; i < 16; ++i) {
      w[i] = (uint32_t)bytes[4 * i] << 24 | (uint32_t)bytes[4 * i + 1] << 16 |
             (uint32_t)bytes[4 * i + 2] << 8 | (uint32_t)bytes[4 * i + 3];
    }
    for (int i = 16; i < 64; ++i) {
      const uint32_t a = w[i - 15], b = w[i - 2];
      w[i] = w[i - 16] + (turned(a, 7) ^ turned(a, 18) ^ a >> 3) + w[i - 7] +
             (turned(b, 17) ^ turned(b, 19) ^ b >> 10);
    }
    uint32_t s[8];
    memcpy(s, state, sizeof s);
    for (int i = 0; i < 64; ++i) {
      const uint32_t first = s[7] + (turned(s[4], 6) ^ turned(s[4], 11) ^ turned(s[4], 25)) +
                             ((s[4] & s[5]) ^ (~s[4] & s[6])) + constants[i] + w[i];
      const uint32_t second = (turned(s[0], 2) ^ turned(s[0], 13) ^ turned(s[0], 22)) +
                              ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
      memmove(s + 1, s, 7 * sizeof *s);
      s[4] += first;
      s[0] = first + second;
    }
    for (int i = 0; i < 8; ++i) state[i] += s[i];
  }
}

#if defined(__x86_64__)
// The state lies as ABEF and CDGH, as the instructions want it.
__attribute__((target("sha,sse4.1,ssse3"))) static void fast_blocks(
    uint32_t state[8], const uint8_t *bytes, size_t blocks) {
  const __m128i order = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
  __m128i low = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xB1);
  __m128i high = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1B);
  __m128i abef = _mm_alignr_epi8(low, high, 8);
  __m128i cdgh = _mm_blend_epi16(high, low, 0xF0);
  for (; blocks > 0; --blocks, bytes += 64) {
    const __m128i before_abef = abef, before_cdgh = cdgh;
    __m128i w[4];
    for (int i = 0; i < 4; ++i) {
      w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(bytes + 16 * i)), order);
    }
    for (int round = 0; round < 16; ++round) {
      const __m128i last = w[(round + 3) & 3];
      if (round > 3) {
        const __m128i sum = _mm_add_epi32(
            _mm_sha256msg1_epu32(w[round & 3], w[(round + 1) & 3]),
            _mm_alignr_epi8(last, w[(round + 2) & 3], 4));
        w[round & 3] = _mm_sha256msg2_epu32(sum, last);
      }
      __m128i k =
          _mm_add_epi32(w[round & 3], _mm_load_si128((const __m128i *)(constants + 4 * round)));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, k);
      k = _mm_shuffle_epi32(k, 0x0E);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, k);
    }
    abef = _mm_add_epi32(abef, before_abef);
    cdgh = _mm_add_epi32(cdgh, before_cdgh);
  }
  low = _mm_shuffle_epi32(abef, 0x1B);
  high = _mm_shuffle_epi32(cdgh, 0xB1);
  _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(low, high, 0xF0));
  _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(high, low, 8));
}
#endif

bool cc_sha256_has_instructions(void) {
#if defined(__x86_64__)
  static _Atomic(int) known = -1;
  int has = atomic_load(&known);
  if (has < 0) {
    unsigned int a, b, c, d;
    __builtin_cpu_init();
    has = __builtin_cpu_supports("sse4.1") && __builtin_cpu_supports("ssse3") &&
          __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1);
    atomic_store(&known, has);
  }
  return has > 0;
#else
  return false;
#endif
}

static _Atomic(bool) uses_instructions = true;

void cc_sha256_use_instructions(bool uses) { atomic_store(&uses_instructions, uses); }

static void blocks(uint32_t state[8], const uint8_t *bytes, size_t count) {
#if defined(__x86_64__)
  if (atomic_load(&uses_instructions) && cc_sha256_has_instructions()) {
    fast_blocks(state, bytes, count);
    return;
  }
#endif
  plain_blocks(state, bytes, count);
}

void cc_sha256_start(cc_sha256 *sum) {
  static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  memset(sum, 0, sizeof *sum);
  memcpy(sum->state, start, sizeof start);
}

void cc_sha256_add(cc_sha256 *sum, const void *data, size_t count) {
  const uint8_t *bytes = data;
  const size_t held = sum->length & 63;
  sum->length += count;
  if (held > 0) {
    const size_t part = count < 64 - held ? count : 64 - held;
    memcpy(sum->block + held, bytes, part);
    if (held + part < 64) return;
    blocks(sum->state, sum->block, 1);
    bytes += part;
    count -= part;
  }
  if (count >= 64) blocks(sum->state, bytes, count / 64);
  if (count & 63) memcpy(sum->block, bytes + (count & ~(size_t)63), count & 63);
}

void cc_sha256_digest(const cc_sha256 *sum, uint8_t *digest) {
  cc_sha256 last = *sum;
  uint8_t end[72] = {0x80};
  const size_t held = sum->length & 63;
  const size_t zeros = (held < 56 ? 56 : 120) - held;
  const uint64_t bits = sum->length * 8;
  for (int i = 0; i < 8; ++i) end[zeros + i] = (uint8_t)(bits >> (56 - 8 * i));
  cc_sha256_add(&last, end, zeros + 8);
  for (int i = 0; i < 32; ++i) digest[i] = (uint8_t)(last.state[i / 4] >> (24 - 8 * (i % 4)));
}
