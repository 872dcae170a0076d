// Loops of generators that live on a latent: what follows a convolution of StyleGAN2, and attention
// over positions. A part of CKernels.h.
#ifndef GANVAS_LATENTS_H
#define GANVAS_LATENTS_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- After a convolution of StyleGAN2 ----

// Filters where the resolution doubles, demodulates, adds noise and bias, activates, cuts off,
// scales for the next convolution, and makes colours, in one pass. For each pixel (y, x):
//   v = lrelu(in · scale + shift + noise),  cut to ±limit
//   out = v · style
//   picture = (Σ v · colours + colour_shift, cut to ±colour_limit) + the picture before, doubled
// All activations lie with channels innermost; computed in float32.
typedef struct ck_synthesis {
  int32_t channels;
  int32_t height, width;  // of the output
  // Same size: [height][width][channels].
  const void *input;
  // Doubled (`input` is NULL): a transposed convolution of height + 1 by width + 1 pixels, of which
  // picture 2·(y & 1) + (x & 1) holds pixel (y, x) at (y >> 1, x >> 1); they have
  // height / 2 + 1 or height / 2 rows, and columns likewise.
  const void *phases[4];
  // The filter along one axis, symmetric, sum 2: doubling spreads every sample over two.
  float taps[4];
  const float *scale, *shift;  // [channels]
  const float *noise;          // [height][width], or NULL
  float slope;                 // of the leaky ReLU, 0…1
  float limit;                 // infinity for none
  const float *style;          // [channels]
  void *output;                // [height][width][channels]; NULL where only colours are wanted
  const float *colours;        // [3][channels], or NULL: no picture
  const float *colour_shift;   // [3]
  float colour_limit;          // infinity for none
  const float *before;         // [height / 2][width / 2][3], or NULL
  float *picture;              // [height][width][3]
  bool is_bfloat16;            // of input and output
} ck_synthesis;
// Rows begin..<end. `line` is working memory of this call alone, (width + 1) · channels numbers;
// not used where nothing doubles.
void ck_synthesize(const ck_synthesis *job, int32_t begin, int32_t end, float *line);

// ---- Attention ----

enum {
  // Queries that are answered together: a multiple of CK_ROW_MULTIPLE.
  CK_ATTENTION_ROWS = 96,
  // Keys whose values stay in cache together: a multiple of CK_BLOCK.
  CK_ATTENTION_KEYS = 512
};

// out[q] = Σ_k softmax_k(query[q] · key[k]) value[k]. Weights are never stored for all keys at once:
// sums so far are scaled down when a larger score appears.
typedef struct ck_attention {
  int64_t queries;
  int32_t keys;
  int32_t depth;      // of queries and keys
  int32_t width;      // of values
  const void *query;  // [queries][depth]
  // Both in the order of ck_convolution's weights: keys as outputs, values as outputs of keys.
  const void *key;    // [⌈keys / CK_BLOCK⌉][depth][CK_BLOCK]
  const void *value;  // [⌈width / CK_BLOCK⌉][keys][CK_BLOCK]
  void *output;       // [queries][width]
  bool is_bfloat16;   // of all of them; sums are float32
} ck_attention;
// Numbers of working memory that a call needs.
int64_t ck_attention_memory(const ck_attention *job);
// Items begin..<end of ⌈queries / CK_ATTENTION_ROWS⌉.
void ck_attend(const ck_attention *job, int64_t begin, int64_t end, float *memory);

#ifdef __cplusplus
}
#endif
#endif
