// The AVX2 body.
#define BODIES ck_avx2_bodies
#define LANES 8
#define TILE_ROWS 6
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "Body.inc"
#pragma clang attribute pop
#else
#include "Body.inc"
#endif
