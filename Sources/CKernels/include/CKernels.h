// Loops LibTorch lacks, in plain C: numbering of windows, sums of rows, fused modulation.
// Each has a scalar, an AVX2 and two AVX-512 bodies made from one source; the best one the processor
// has is chosen at run time, and tests can force each. The LayoutTables article has the
// mathematics.
#ifndef GANVAS_CKERNELS_H
#define GANVAS_CKERNELS_H

#include <stdbool.h>
#include <stdint.h>

#include "Latents.h"
#include "Winograd.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- Which body runs ----

typedef enum ck_body { CK_SCALAR = 0, CK_AVX2 = 1, CK_AVX512 = 2, CK_AVX512_BF16 = 3 } ck_body;

// The best body this processor can run.
ck_body ck_best_body(void);
// Forces a body (at most the best one); returns the one that runs from now on.
ck_body ck_use_body(ck_body body);
// The body that runs now.
ck_body ck_current_body(void);
// Whether matrix products in bfloat16 have instructions of their own (AVX512-BF16).
bool ck_has_bfloat16(void);

// ---- Memory ----

// Asks the system for pages of 2 MiB where whole ones lie in this memory. Changes no content.
void ck_prefer_large_pages(void *start, int64_t bytes);

// ---- Numbering of triples ----

// Gives every distinct triple of numbers below 2^21 a number of its own, in order of appearance.
// Keys are stored and compared whole. The triple (0, 0, 0) is number 0.
typedef struct ck_dictionary ck_dictionary;

ck_dictionary *ck_dictionary_create(void);
void ck_dictionary_destroy(ck_dictionary *dictionary);
// Numbers given so far, number 0 included.
int32_t ck_dictionary_count(const ck_dictionary *dictionary);
// Memory in bytes.
int64_t ck_dictionary_bytes(const ck_dictionary *dictionary);
// The triple with that number.
void ck_dictionary_triple(const ck_dictionary *dictionary, int32_t number, int32_t triple[3]);
// numbers[i] = number of (a[i], b[i], c[i]) for 0 ≤ i < count. Returns 0, or -1 when memory or
// numbers run out; the dictionary then stays valid.
int ck_dictionary_number(ck_dictionary *dictionary, const int32_t *a, const int32_t *b,
                         const int32_t *c, int64_t count, int32_t *numbers);

// ---- Products ----

enum {
  // Columns of weights that lie side by side.
  CK_BLOCK = 32,
  // Rows of hidden vectors come in multiples of this.
  CK_ROW_MULTIPLE = 12,
  // Input channels whose weights for CK_BLOCK outputs stay in cache together.
  CK_DEPTH = 256,
  // Pixels of a rectangle that are computed together: a multiple of CK_ROW_MULTIPLE.
  CK_STRIP = 1032
};

// A convolution without padding, of stride 1, over channels-last memory, with bias.
typedef struct ck_convolution {
  int32_t side;           // of the kernel, 1…5
  int32_t in_channels;
  int32_t out_channels;
  int32_t height, width;  // of the rectangle that is computed
  const void *input;      // [height + side − 1][width + side − 1][in_channels]
  // For each CK_BLOCK outputs and therein each CK_DEPTH inputs: [side²][inputs][CK_BLOCK]; in
  // bfloat16 with inputs in pairs, [side²][⌈inputs / 2⌉][CK_BLOCK][2]. Missing ones are zero.
  const void *weights;
  const float *bias;      // [⌈out_channels / CK_BLOCK⌉ · CK_BLOCK]
  void *output;           // [height][output_pitch][out_channels], first pixel of the rectangle
  int64_t output_pitch;   // pixels from row to row
  bool adds;              // to what the output holds
  bool is_bfloat16;       // input, weights, output; sums are float32
} ck_convolution;
// Items begin..<end of ⌈height · width / CK_STRIP⌉ · ⌈out_channels / CK_BLOCK⌉. `sums` is working
// memory of this call alone, CK_STRIP · CK_BLOCK numbers. A pixel's result depends on nothing but
// the numbers under its kernel, to the last bit.
void ck_convolve(const ck_convolution *job, int64_t begin, int64_t end, float *sums);

// ---- Tables ----

// Rows of hidden vectors: for each of `count` windows of `taps` symbols,
// out[i] = max(0, bias + Σ_k columns[k][symbols[i·taps + k]]), `width` numbers per row.
// Symbol 0 lies outside the map and adds nothing. `columns` is [taps][symbol_count][width].
typedef struct ck_hidden {
  int64_t count;
  int32_t taps;
  int32_t symbol_count;
  int32_t width;
  const int32_t *symbols;
  const float *columns;
  const float *bias;
  void *out;
  bool is_bfloat16;  // of `out`
} ck_hidden;
void ck_hidden_rows(const ck_hidden *job, int64_t begin, int64_t end);

// Rows of γ and β: out[i][c] = bias[c] + Σ_k Σ_j hidden[rows[i·taps + k]][j] · weights[k][j][c],
// computed as products of every hidden vector with all taps and then sums of `taps` products, for
// CK_BLOCK channels at a time, so that the products stay in cache.
typedef struct ck_rows {
  int32_t taps;
  int32_t hidden_width;
  int32_t width;         // of `out`
  int64_t hidden_rows;   // a multiple of CK_ROW_MULTIPLE; the last ones may stand for nothing
  int64_t window_count;
  const void *hidden;   // [hidden_rows][hidden_width]
  const void *weights;  // [⌈width / block⌉][taps][hidden_width][block];
                        // bfloat16: [⌈width / block⌉][taps][⌈hidden_width / 2⌉][block][2]
  const int32_t *rows;  // [window_count][taps]
  const float *bias;    // [⌈width / block⌉ · block]
  void *out;            // [window_count][width]
  bool is_bfloat16;     // of `hidden`, `weights` and `out`; sums are float32
} ck_rows;
// Blocks begin..<end. `products` is working memory of this call alone,
// taps · hidden_rows · CK_BLOCK numbers.
void ck_table_rows(const ck_rows *job, int32_t begin, int32_t end, float *products);

// ---- Modulation ----

// Normalizes, gathers, modulates and activates: for each pixel (y, x) of a rectangle of a level,
//   n = (in − mean) · scale + shift + noise_rows[symbols[y][x]] · noise[y][x]
//   out = lrelu(n + n·γ + β)
// with γ, β = row `windows[y][x]` of the table, 2·channels numbers. All activations lie with
// channels innermost. The input is read at (y >> halving, x >> halving). Pixels of the rectangle
// outside the level become 0, or the nearest pixel of the level, which is the padding of the
// convolution that follows.
typedef struct ck_modulation {
  int32_t channels;
  int32_t height, width;              // of the level
  int32_t top, left, bottom, right;   // rectangle, half open; may reach 1 beyond the level
  int32_t halving;                    // 0: input of the level's size; 1: half of it
  int32_t input_width;                // pixels per input row
  const void *input;
  const int32_t *windows;             // [height][width]
  const void *table;                  // [windows][2·channels]
  const float *mean, *scale;          // [channels]
  const float *shift;                 // [channels]; NULL for 0
  const float *noise;                 // [height][width]; NULL for none
  const int32_t *symbols;             // [height][width], with noise
  const float *noise_rows;            // [symbols][channels], with noise
  float slope;                        // of the leaky ReLU; 1 for none
  bool repeats_edges;                 // what stands outside the level
  void *output;                       // [bottom − top][right − left][channels]
  bool is_bfloat16;                   // of input, table and output
} ck_modulation;
// Rows begin..<end of the rectangle, counted from its top.
void ck_modulate(const ck_modulation *job, int32_t begin, int32_t end);

// ---- Bilinear doubling ----

// Doubles a picture with weights 1 3 3 1 in both directions, pixels at the edge repeated:
// `aten::upsample_bilinear2d` for a factor of two.
typedef struct ck_doubling {
  int32_t channels;
  int32_t height, width;             // of the input
  int32_t top, left, bottom, right;  // rectangle of the output that is computed, half open
  const void *input;                 // [height][width][channels]
  void *output;                      // [2·height][2·width][channels]
  bool is_bfloat16;                  // of both; computed in float32
} ck_doubling;
// Rows begin..<end of the rectangle, counted from its top.
void ck_double(const ck_doubling *job, int32_t begin, int32_t end);

// ---- Activation before the last convolution ----

// out = lrelu(in) over a rectangle like above, without table (before conv_img).
void ck_activate(const ck_modulation *job, int32_t begin, int32_t end);

// ---- Normalization by statistics of the picture ----

// Sums over rows of pixels, channels innermost: for row r and channel c
//   sums[r][c] = Σ (x − origin[c]),  sums[r][channels + c] = Σ (x − origin[c])²
// An origin near the mean keeps the squares small.
typedef struct ck_moments {
  int32_t channels;
  int32_t width;        // pixels per row
  const void *input;    // [rows][width][channels]
  const float *origin;  // [channels]
  float *sums;          // [rows][2·channels]
  bool is_bfloat16;     // of the input
} ck_moments;
// Rows begin..<end.
void ck_measure_moments(const ck_moments *job, int32_t begin, int32_t end);

// out = max((in − mean) · scale + shift, 0 or −∞) + addend, with a mirrored border around it for a
// convolution that follows (the border pixel itself is not repeated).
typedef struct ck_normalization {
  int32_t channels;
  int32_t height, width;  // of the picture without border
  int32_t border;         // mirrored pixels written on every side, below height and width
  bool is_interleaved;    // the input is four pictures of half the size, one after the other:
                          // pixel (y, x) is in picture 2·(y & 1) + (x & 1) at (y >> 1, x >> 1)
  bool rectifies;
  const void *input;                 // [height][width][channels], or as above
  const float *mean, *scale, *shift; // [channels]
  const void *addend;                // like the output with a border of its own, or NULL
  int32_t addend_border;
  void *output;      // [height + 2·border][width + 2·border][channels], not the addend
  bool is_bfloat16;  // of input, addend and output; computed in float32
} ck_normalization;
// Rows begin..<end of the output, borders counted.
void ck_normalize(const ck_normalization *job, int32_t begin, int32_t end);

// ---- Gradients through tables ----

// These loops give the same bits in every body, so that a training run does not depend on which.

// Sums of products by taps: out[i][0..<width] = bias + Σ_k products[rows[i·taps + k]][k·width…],
// `width` numbers; row 0 adds nothing. `out` has a stride of `out_stride` numbers.
typedef struct ck_sums {
  int32_t taps;
  int32_t width;
  const int32_t *rows;
  const float *products;  // [rows][taps][width]
  const float *bias;
  float *out;
  int64_t out_stride;
} ck_sums;
void ck_row_sums(const ck_sums *job, int64_t begin, int64_t end);

// Sums of rows by segments: out[s] = Σ in[order[i]] over starts[s] ≤ i < starts[s + 1], `width`
// numbers each, added in that order; `in` and `out` have a stride between rows.
typedef struct ck_segments {
  int32_t width;
  const int32_t *starts;
  const int32_t *order;
  const float *in;
  int64_t in_stride;
  float *out;
  int64_t out_stride;
} ck_segments;
void ck_segment_sums(const ck_segments *job, int64_t begin, int64_t end);

// Means and sums of squared deviations per channel of `chunk` pixels at a time:
// out[i][0..<channels] and out[i][channels..<2·channels] of pixels i·chunk …
typedef struct ck_chunks {
  int64_t pixels;
  int64_t chunk;
  int32_t channels;
  const void *input;  // [pixels][channels]
  bool is_bfloat16;   // of `input`
  float *out;
} ck_chunks;
void ck_measure_chunks(const ck_chunks *job, int64_t begin, int64_t end);

// The modulation of a batch and its derivatives. For each pixel p with row γ, β of its window
//   x̂ = (in − mean) · scale
//   n = x̂ · gain + shift + noise_rows[symbols[p]] · noise[p];   out = lrelu(n + n·γ + β)
// Table and sums are float32 whatever the activations are. Output and its gradient may have a border
// of one pixel that repeats the pixels at the edge; gradients of copies are added up.
typedef struct ck_training {
  int32_t channels;
  int32_t height, width;       // of one picture; pixels are [pictures][height][width]
  int32_t border;              // of output and output_gradient: 0 or 1
  bool is_bfloat16;            // of input, output and their gradients
  float slope;                 // of the leaky ReLU; 1 for none
  const void *input;           // [pixels][channels]
  const int32_t *windows;      // [pixels]
  const float *table;          // [windows][2·channels]
  const float *mean, *scale;   // [channels]
  const float *gain, *shift;   // [pictures][channels], or NULL for 1 and 0
  const float *noise;          // [pixels], or NULL for none
  const int32_t *symbols;      // [pixels], with noise
  const float *noise_rows;     // [symbols][channels], with noise
  void *output;                // [pictures][height + 2·border][width + 2·border][channels]
  const void *output_gradient;  // like the output
  // The table's gradient: piece s covers pixels order[starts[s]…starts[s + 1]), all of one window,
  // and writes row targets[s] (several pieces of one window are added up afterwards):
  // Σ g·n and Σ g. With a gain all pixels of a piece belong to one picture, and rows hold three
  // sums, Σ g·x̂, Σ g and Σ g·noise, of which gradients of table, gain, shift and noise are made.
  const int32_t *order, *starts, *targets;
  float *table_gradient;       // [targets][2·channels], with a gain [targets][3·channels]
  // The input's gradient: scale · (dx̂ − mean_gradient − x̂ · mean_product), where
  // dx̂ = dout·(1+γ)·gain and the two are means of dx̂ and x̂·dx̂ over what was normalized together; 0
  // with fixed means.
  const float *mean_gradient, *mean_product;  // [channels]
  void *input_gradient;        // [pixels][channels]
} ck_training;
// Output of pixels begin..<end.
void ck_training_output(const ck_training *job, int64_t begin, int64_t end);
// Table gradient of pieces begin..<end.
void ck_training_table(const ck_training *job, int64_t begin, int64_t end);
// Input gradient of pixels begin..<end.
void ck_training_input(const ck_training *job, int64_t begin, int64_t end);

#ifdef __cplusplus
}
#endif
#endif
