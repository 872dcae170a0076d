// Chooses a body at run time.
#include <stdatomic.h>

#include "Bodies.h"

ck_body ck_best_body(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")) {
    return __builtin_cpu_supports("avx512bf16") ? CK_AVX512_BF16 : CK_AVX512;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return CK_AVX2;
#endif
  return CK_SCALAR;
}

bool ck_has_bfloat16(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512bf16");
#else
  return false;
#endif
}

static _Atomic(int) chosen = -1;

ck_body ck_use_body(ck_body body) {
  const ck_body best = ck_best_body();
  const ck_body used = body < best ? body : best;
  atomic_store(&chosen, (int)used);
  return used;
}

ck_body ck_current_body(void) {
  const int body = atomic_load(&chosen);
  return body >= 0 ? (ck_body)body : ck_use_body(CK_AVX512_BF16);
}

static const ck_bodies *current(void) {
  switch (ck_current_body()) {
    case CK_AVX512_BF16:
      return &ck_avx512bf16_bodies;
    case CK_AVX512:
      return &ck_avx512_bodies;
    case CK_AVX2:
      return &ck_avx2_bodies;
    case CK_SCALAR:
      break;
  }
  return &ck_scalar_bodies;
}

void ck_hidden_rows(const ck_hidden *job, int64_t begin, int64_t end) {
  current()->hidden_rows(job, begin, end);
}

void ck_table_rows(const ck_rows *job, int32_t begin, int32_t end, float *products) {
  current()->table_rows(job, begin, end, products);
}

void ck_convolve(const ck_convolution *job, int64_t begin, int64_t end, float *sums) {
  current()->convolve(job, begin, end, sums);
}

void ck_convolve_tiles(const ck_winograd *job, int64_t begin, int64_t end, float *memory) {
  current()->convolve_tiles(job, begin, end, memory);
}

void ck_modulate(const ck_modulation *job, int32_t begin, int32_t end) {
  current()->modulate(job, begin, end);
}

void ck_double(const ck_doubling *job, int32_t begin, int32_t end) {
  current()->doubled(job, begin, end);
}

void ck_activate(const ck_modulation *job, int32_t begin, int32_t end) {
  current()->activate(job, begin, end);
}

void ck_measure_moments(const ck_moments *job, int32_t begin, int32_t end) {
  current()->moments(job, begin, end);
}

void ck_normalize(const ck_normalization *job, int32_t begin, int32_t end) {
  current()->normalize(job, begin, end);
}

void ck_row_sums(const ck_sums *job, int64_t begin, int64_t end) {
  current()->row_sums(job, begin, end);
}

void ck_segment_sums(const ck_segments *job, int64_t begin, int64_t end) {
  current()->segment_sums(job, begin, end);
}

void ck_measure_chunks(const ck_chunks *job, int64_t begin, int64_t end) {
  current()->chunks(job, begin, end);
}

void ck_training_output(const ck_training *job, int64_t begin, int64_t end) {
  current()->training_output(job, begin, end);
}

void ck_training_table(const ck_training *job, int64_t begin, int64_t end) {
  current()->training_table(job, begin, end);
}

void ck_training_input(const ck_training *job, int64_t begin, int64_t end) {
  current()->training_input(job, begin, end);
}

void ck_synthesize(const ck_synthesis *job, int32_t begin, int32_t end, float *line) {
  current()->synthesize(job, begin, end, line);
}

int64_t ck_attention_memory(const ck_attention *job) {
  const int64_t blocks = (job->width + CK_BLOCK - 1) / CK_BLOCK;
  return blocks * CK_ATTENTION_ROWS * CK_BLOCK + CK_ATTENTION_KEYS * CK_ROW_MULTIPLE +
         CK_ATTENTION_ROWS * CK_ATTENTION_KEYS + 2 * CK_ATTENTION_ROWS;
}

void ck_attend(const ck_attention *job, int64_t begin, int64_t end, float *memory) {
  current()->attend(job, begin, end, memory);
}
