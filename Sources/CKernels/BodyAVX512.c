// The AVX512 body.
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq"))), apply_to = function)
#define BODIES ck_avx512_bodies
#include "Body.inc"
#pragma clang attribute pop
#else
#define BODIES ck_avx512_bodies
#include "Body.inc"
#endif
