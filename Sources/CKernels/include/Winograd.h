// Convolutions of 3×3 with fewer multiplications (Winograd 1980; Lavin and Gray 2016). A part of
// CKernels.h.
#ifndef GANVAS_WINOGRAD_H
#define GANVAS_WINOGRAD_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  // Tiles that are computed together at most: a multiple of CK_ROW_MULTIPLE.
  CK_TILE_GROUP = 96
};

// A convolution of 3×3 of stride 1 over channels-last memory, in float32, in tiles of 2×2 or 4×4
// pixels: with n = tile + 2, n² products per tile, input and output channel in place of 9 · tile².
//
//   output tile = Aᵀ [Σ over inputs (G w Gᵀ) ⊙ (Bᵀ d B)] A,   d: n×n pixels of the input
//
// The polynomials' points are 0, ±1 and ∞ for tiles of 2×2; 0, ±3/4, ±3/2 and ∞ for 4×4, whose
// rounding error is a quarter of that of 0, ±1, ±2.
typedef struct ck_winograd {
  int32_t tile;           // 2 or 4
  int32_t in_channels;
  int32_t out_channels;
  int32_t height, width;  // of the rectangle that is computed
  // Rows and columns of the first tile that lie before the rectangle, below `tile`: so tiles lie on
  // one grid whichever rectangle is computed. Input that a tile would read outside is taken as 0;
  // it counts for no pixel of the rectangle.
  int32_t rows_before, columns_before;
  const float *input;     // [input_height][input_width][in_channels]
  int32_t input_height, input_width;
  int32_t padding;        // zeros around the input: 0 or 1
  int32_t halving;        // 1: the input is read at half of each place, as if it were doubled first
  const float *weights;   // G w Gᵀ: [⌈out_channels / CK_BLOCK⌉][n²][in_channels][CK_BLOCK]
  const float *bias;      // [⌈out_channels / CK_BLOCK⌉ · CK_BLOCK]
  float *output;          // [height][output_pitch][out_channels], first pixel of the rectangle
  int64_t output_pitch;   // pixels from row to row
  bool adds;              // to what the output holds
  float slope;            // of a leaky ReLU of the result, 0…1; 1 for none
  int32_t group;          // tiles computed together, at most CK_TILE_GROUP, a multiple of
                          // CK_ROW_MULTIPLE
  int32_t parts;          // of the output's blocks of CK_BLOCK channels, computed independently
} ck_winograd;
// Tiles that cover the rectangle.
int64_t ck_winograd_tiles(const ck_winograd *job);
// ⌈out_channels / CK_BLOCK⌉.
int64_t ck_winograd_blocks(const ck_winograd *job);
// Numbers of working memory that a call needs.
int64_t ck_winograd_memory(const ck_winograd *job);
// Items begin..<end of ⌈tiles / group⌉ · parts. A pixel of a tile that lies whole in the rectangle is the
// same to the last bit in every rectangle; others differ by rounding.
void ck_convolve_tiles(const ck_winograd *job, int64_t begin, int64_t end, float *memory);
// Blocks begin..<end of the weights that `ck_winograd` reads, from [out_channels][in_channels][3][3];
// missing outputs are zero.
void ck_winograd_weights(int32_t tile, int32_t out_channels, int32_t in_channels,
                         const float *kernel, float *weights, int32_t begin, int32_t end);

#ifdef __cplusplus
}
#endif
#endif
