#include "CSixel.h"

#include <sixel/sixel.h>
#include <stdlib.h>
#include <string.h>

void csixel_buffer_free(csixel_buffer *buffer) {
  free(buffer->bytes);
  memset(buffer, 0, sizeof *buffer);
}

/* libsixel hands over finished parts. */
static int append(char *data, int size, void *target) {
  csixel_buffer *buffer = target;
  if (size <= 0) return size;
  if (buffer->size + (size_t)size > buffer->capacity) {
    size_t capacity = (buffer->size + (size_t)size) * 2;
    uint8_t *bytes = realloc(buffer->bytes, capacity);
    if (!bytes) return -1;
    buffer->bytes = bytes;
    buffer->capacity = capacity;
  }
  memcpy(buffer->bytes + buffer->size, data, (size_t)size);
  buffer->size += (size_t)size;
  return size;
}

bool csixel_encode(const uint8_t *rgb, int width, int height, int colors, csixel_buffer *out) {
  if (width <= 0 || height <= 0 || !rgb) return false;
  sixel_output_t *output = NULL;
  sixel_dither_t *dither = NULL;
  bool done = false;
  /* Both calls below take the pixels as not constant; neither changes them in this format, but
   * dithering does: it works on a copy. */
  size_t size = (size_t)width * (size_t)height * 3;
  unsigned char *pixels = malloc(size);
  if (!pixels) return false;
  memcpy(pixels, rgb, size);
  if (SIXEL_SUCCEEDED(sixel_output_new(&output, append, out, NULL)) &&
      SIXEL_SUCCEEDED(sixel_dither_new(&dither, colors, NULL)) &&
      SIXEL_SUCCEEDED(sixel_dither_initialize(dither, pixels, width, height,
                                              SIXEL_PIXELFORMAT_RGB888, SIXEL_LARGE_NORM,
                                              SIXEL_REP_CENTER_BOX, SIXEL_QUALITY_LOW))) {
    sixel_dither_set_diffusion_type(dither, SIXEL_DIFFUSE_FS);
    done = SIXEL_SUCCEEDED(sixel_encode(pixels, width, height, 3, dither, output));
  }
  if (dither) sixel_dither_unref(dither);
  if (output) sixel_output_unref(output);
  free(pixels);
  return done && out->size > 0;
}
