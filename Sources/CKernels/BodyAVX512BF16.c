// The AVX-512 body for processors that multiply pairs of bfloat16 numbers.
#define BODIES ck_avx512bf16_bodies
#define LANES 16
#define TILE_ROWS 12
#if defined(__x86_64__)
#include <immintrin.h>
#define HAS_PAIR_PRODUCTS 1
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,fma"))), \
    apply_to = function)
#include "Body.inc"
#pragma clang attribute pop
#else
#include "Body.inc"
#endif
