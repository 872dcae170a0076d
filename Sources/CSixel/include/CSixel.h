/* Pictures as DEC sixels, through libsixel: its reference counts and callbacks stay inside. */
#ifndef CSIXEL_H
#define CSIXEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes made by the encoder. */
typedef struct csixel_buffer {
  uint8_t *bytes;
  size_t size;
  size_t capacity;
} csixel_buffer;

void csixel_buffer_free(csixel_buffer *buffer);

/* Encodes `width * height` pixels of red, green, blue with at most `colors` (2 to 256) colours of
 * their own, dithered. Returns false when memory is short or a size is not positive. */
bool csixel_encode(const uint8_t *rgb, int width, int height, int colors, csixel_buffer *out);

#endif
