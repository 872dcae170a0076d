// The AVX2 body.
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#define BODIES ck_avx2_bodies
#include "Body.inc"
#pragma clang attribute pop
#else
#define BODIES ck_avx2_bodies
#include "Body.inc"
#endif
