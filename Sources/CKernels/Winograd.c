// What every body of the convolutions in tiles shares.
#include <string.h>

#include "Bodies.h"

int64_t ck_winograd_tiles(const ck_winograd *job) {
  const int64_t rows = (job->rows_before + job->height + job->tile - 1) / job->tile;
  const int64_t columns = (job->columns_before + job->width + job->tile - 1) / job->tile;
  return rows * columns;
}

int64_t ck_winograd_blocks(const ck_winograd *job) {
  return ((int64_t)job->out_channels + CK_BLOCK - 1) / CK_BLOCK;
}

int64_t ck_winograd_memory(const ck_winograd *job) {
  const int64_t products = (int64_t)(job->tile + 2) * (job->tile + 2);
  const int64_t pitch = ((int64_t)job->in_channels + 15) / 16 * 16 + 16;
  const int64_t blocks = (ck_winograd_blocks(job) + job->parts - 1) / job->parts;
  // And a gap behind every plane.
  return products * (job->group * (pitch + blocks * CK_BLOCK) + 32);
}

// G: [n][3].
static void kernel_transform(int32_t tile, float matrix[6][3]) {
  const double near[3] = {0, 1, -1};
  const double far[5] = {0, CK_NEAR_POINT, -CK_NEAR_POINT, CK_FAR_POINT, -CK_FAR_POINT};
  const int32_t count = tile + 1;
  const double *points = tile == 2 ? near : far;
  for (int32_t i = 0; i < count; i++) {
    double product = 1;
    for (int32_t j = 0; j < count; j++) {
      if (j != i) product *= points[i] - points[j];
    }
    matrix[i][0] = (float)(1 / product);
    matrix[i][1] = (float)(points[i] / product);
    matrix[i][2] = (float)(points[i] * points[i] / product);
  }
  matrix[count][0] = matrix[count][1] = 0;
  matrix[count][2] = 1;
}

void ck_winograd_weights(int32_t tile, int32_t out_channels, int32_t in_channels,
                         const float *kernel, float *weights, int32_t begin, int32_t end) {
  const int32_t n = tile + 2;
  float g[6][3];
  kernel_transform(tile, g);
  for (int32_t block = begin; block < end; block++) {
    const int32_t start = block * CK_BLOCK;
    const int32_t left = out_channels - start, count = left < CK_BLOCK ? left : CK_BLOCK;
    for (int32_t c = 0; c < in_channels; c++) {
      float w[9][CK_BLOCK], half[6][3][CK_BLOCK];
      memset(w, 0, sizeof w);
      for (int32_t o = 0; o < count; o++) {
        const float *from = kernel + ((int64_t)(start + o) * in_channels + c) * 9;
        for (int k = 0; k < 9; k++) w[k][o] = from[k];
      }
      for (int32_t i = 0; i < n; i++) {
        for (int k = 0; k < 3; k++) {
          for (int o = 0; o < CK_BLOCK; o++) {
            half[i][k][o] = g[i][0] * w[k][o] + g[i][1] * w[3 + k][o] + g[i][2] * w[6 + k][o];
          }
        }
      }
      for (int32_t i = 0; i < n; i++) {
        for (int32_t j = 0; j < n; j++) {
          float *to = weights + (((int64_t)block * n * n + i * n + j) * in_channels + c) * CK_BLOCK;
          for (int o = 0; o < CK_BLOCK; o++) {
            to[o] = g[j][0] * half[i][0][o] + g[j][1] * half[i][1][o] + g[j][2] * half[i][2][o];
          }
        }
      }
    }
  }
}
