// The three bodies of each loop and their choice. `Body.inc` is compiled once per instruction set.
#ifndef GANVAS_BODIES_H
#define GANVAS_BODIES_H

#include "CKernels.h"

// Points of the polynomials behind tiles of 4×4: 0, ± both, and ∞.
#define CK_NEAR_POINT 0.75f
#define CK_FAR_POINT 1.5f

typedef struct ck_bodies {
  void (*hidden_rows)(const ck_hidden *, int64_t, int64_t);
  void (*table_rows)(const ck_rows *, int32_t, int32_t, float *);
  void (*convolve)(const ck_convolution *, int64_t, int64_t, float *);
  void (*modulate)(const ck_modulation *, int32_t, int32_t);
  void (*activate)(const ck_modulation *, int32_t, int32_t);
  void (*moments)(const ck_moments *, int32_t, int32_t);
  void (*normalize)(const ck_normalization *, int32_t, int32_t);
  void (*row_sums)(const ck_sums *, int64_t, int64_t);
  void (*segment_sums)(const ck_segments *, int64_t, int64_t);
  void (*chunks)(const ck_chunks *, int64_t, int64_t);
  void (*training_output)(const ck_training *, int64_t, int64_t);
  void (*training_table)(const ck_training *, int64_t, int64_t);
  void (*training_input)(const ck_training *, int64_t, int64_t);
  void (*synthesize)(const ck_synthesis *, int32_t, int32_t, float *);
  void (*attend)(const ck_attention *, int64_t, int64_t, float *);
  void (*doubled)(const ck_doubling *, int32_t, int32_t);
  void (*convolve_tiles)(const ck_winograd *, int64_t, int64_t, float *);
} ck_bodies;

extern const ck_bodies ck_scalar_bodies;
extern const ck_bodies ck_avx2_bodies;
extern const ck_bodies ck_avx512_bodies;
extern const ck_bodies ck_avx512bf16_bodies;

#endif
