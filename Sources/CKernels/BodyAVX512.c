// The AVX-512 body.
#define BODIES ck_avx512_bodies
#define LANES 16
#define TILE_ROWS 12
#if defined(__x86_64__)
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,fma"))), apply_to = function)
#include "Body.inc"
#pragma clang attribute pop
#else
#include "Body.inc"
#endif
