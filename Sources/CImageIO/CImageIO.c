#include "CImageIO.h"
#include "support.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

imageio_status imageio_done(void) {
  imageio_status status;
  memset(&status, 0, sizeof status);
  return status;
}

imageio_status imageio_failed(imageio_code code, const char *format, ...) {
  imageio_status status;
  memset(&status, 0, sizeof status);
  status.code = code;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(status.message, sizeof status.message, format, arguments);
  va_end(arguments);
  return status;
}

imageio_status imageio_check_size(uint64_t width, uint64_t height, imageio_limits limits) {
  if (width == 0 || height == 0) {
    return imageio_failed(IMAGEIO_MALFORMED, "the picture has no pixels");
  }
  if (width > limits.max_side || height > limits.max_side || width * height > limits.max_pixels) {
    return imageio_failed(IMAGEIO_TOO_LARGE,
                          "it announces %llu×%llu pixels; at most %u a side and %llu in all "
                          "are read",
                          (unsigned long long)width, (unsigned long long)height, limits.max_side,
                          (unsigned long long)limits.max_pixels);
  }
  return imageio_done();
}

int imageio_allocate_samples(imageio_picture *picture) {
  size_t per_pixel = (size_t)picture->channels * (size_t)picture->bytes_per_sample;
  size_t pixels = 0, bytes = 0;
  if (__builtin_mul_overflow((size_t)picture->width, (size_t)picture->height, &pixels) ||
      __builtin_mul_overflow(pixels, per_pixel, &bytes)) {
    return 0;
  }
  // Zeroed, so that a decoder that stops early never shows old memory.
  picture->samples = calloc(bytes, 1);
  return picture->samples != NULL;
}

void imageio_picture_free(imageio_picture *picture) {
  free(picture->samples);
  free(picture->text);
  memset(picture, 0, sizeof *picture);
}

void imageio_buffer_free(imageio_buffer *buffer) {
  free(buffer->bytes);
  memset(buffer, 0, sizeof *buffer);
}

/// The value of one sample, unscaled.
static inline uint16_t sample(const imageio_picture *picture, size_t index) {
  if (picture->bytes_per_sample == 1) return picture->samples[index];
  uint16_t value;
  memcpy(&value, picture->samples + 2 * index, sizeof value);
  return value;
}

void imageio_to_values(const imageio_picture *picture, uint16_t *out) {
  size_t pixels = (size_t)picture->width * picture->height;
  size_t stride = (size_t)picture->channels;
  for (size_t i = 0; i < pixels; i++) out[i] = sample(picture, i * stride);
}

void imageio_to_rgb8(const imageio_picture *picture, uint8_t *out) {
  size_t pixels = (size_t)picture->width * picture->height;
  size_t stride = (size_t)picture->channels;
  if (picture->kind == IMAGEIO_RGB && picture->bytes_per_sample == 1) {
    memcpy(out, picture->samples, 3 * pixels);
    return;
  }
  if (picture->kind == IMAGEIO_PALETTE) {
    // The palette is 768 bytes, zero beyond its entries: any 8-bit index is safe and black.
    for (size_t i = 0; i < pixels; i++) {
      memcpy(out + 3 * i, picture->palette + 3 * (size_t)picture->samples[i], 3);
    }
    return;
  }
  int shift = picture->bit_depth == 16 ? 8 : 0;
  unsigned scale = picture->bit_depth >= 8 ? 1 : 255 / ((1u << picture->bit_depth) - 1);
  int color = picture->kind == IMAGEIO_RGB || picture->kind == IMAGEIO_RGBA;
  for (size_t i = 0; i < pixels; i++) {
    for (size_t channel = 0; channel < 3; channel++) {
      unsigned value = sample(picture, i * stride + (color ? channel : 0));
      out[3 * i + channel] = (uint8_t)((value >> shift) * scale);
    }
  }
}
