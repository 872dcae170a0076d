// PNG, JPEG, WebP, GIF and AVIF in memory, for Swift.
//
// Every function takes and returns plain bytes. libpng's longjmp and the other libraries' states
// stay inside. Readers check the announced size against `imageio_limits` before they allocate a
// picture. Everything returned through pointers is freed by the matching function.
#ifndef CIMAGEIO_H
#define CIMAGEIO_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How a call ended.
typedef enum imageio_code {
  IMAGEIO_OK = 0,
  /// The bytes break the format's rules, or end too early.
  IMAGEIO_MALFORMED = 1,
  /// The announced picture is larger than the limits allow.
  IMAGEIO_TOO_LARGE = 2,
  /// Well formed, but of a kind that is not read here.
  IMAGEIO_UNSUPPORTED = 3,
  IMAGEIO_OUT_OF_MEMORY = 4,
  /// A writer was given something its format cannot hold.
  IMAGEIO_INVALID = 5,
} imageio_code;

/// Result of a call: a code and, unless it is `IMAGEIO_OK`, a sentence without a full stop.
typedef struct imageio_status {
  imageio_code code;
  char message[160];
} imageio_status;

/// Bounds that a reader checks before it allocates.
typedef struct imageio_limits {
  uint32_t max_side;
  uint64_t max_pixels;
} imageio_limits;

/// What the samples of a picture mean.
typedef enum imageio_kind {
  IMAGEIO_GRAY = 1,
  IMAGEIO_GRAY_ALPHA = 2,
  IMAGEIO_PALETTE = 3,
  IMAGEIO_RGB = 4,
  IMAGEIO_RGBA = 5,
} imageio_kind;

/// A decoded picture: raw, unscaled sample values, rows from the top, channels interleaved.
typedef struct imageio_picture {
  uint32_t width;
  uint32_t height;
  imageio_kind kind;
  /// Bits per sample in the file: 1, 2, 4, 8 or 16.
  int bit_depth;
  int channels;
  /// 1, or 2 in the machine's byte order for 16 bits.
  int bytes_per_sample;
  /// `width * height * channels * bytes_per_sample` bytes.
  uint8_t *samples;
  /// Red, green, blue for each of `palette_count` entries.
  uint8_t palette[768];
  int palette_count;
  /// EXIF orientation, 1…8, in which the file wants to be seen; 0 where its samples say nothing.
  int orientation;
  /// Text entries: key, 0, value, 0, key, 0, …; `text_size` bytes in all. May be null.
  char *text;
  size_t text_size;
} imageio_picture;

/// Bytes made by a writer.
typedef struct imageio_buffer {
  uint8_t *bytes;
  size_t size;
  size_t capacity;
} imageio_buffer;

/// One text entry of a PNG: key of 1…79 Latin-1 bytes, value UTF-8.
typedef struct imageio_text {
  const char *key;
  const char *value;
} imageio_text;

void imageio_picture_free(imageio_picture *picture);
void imageio_buffer_free(imageio_buffer *buffer);

// Conversions of a decoded picture; `out` holds `width * height` pixels.

/// 8-bit red, green, blue per pixel; gray is spread, palettes are applied, alpha is dropped,
/// 16 bits are reduced to the upper 8.
void imageio_to_rgb8(const imageio_picture *picture, uint8_t *out);

/// The first channel's raw values, one per pixel: gray values or palette indices.
void imageio_to_values(const imageio_picture *picture, uint16_t *out);

// PNG.

imageio_status imageio_png_read(const uint8_t *bytes, size_t size, imageio_limits limits,
                                imageio_picture *out);

/// Writes `kind` GRAY (8 or 16 bits), PALETTE (8 bits) or RGB (8 bits); 16-bit samples are in the
/// machine's byte order. `level` is zlib's, 1 (fast) to 9 (small).
imageio_status imageio_png_write(uint32_t width, uint32_t height, imageio_kind kind, int bit_depth,
                                 const void *samples, const uint8_t *palette, int palette_count,
                                 const imageio_text *text, int text_count, int level,
                                 imageio_buffer *out);

// GIF and AVIF.

/// Reads a still GIF as PALETTE, the whole screen; animations are refused.
imageio_status imageio_gif_read(const uint8_t *bytes, size_t size, imageio_limits limits,
                                imageio_picture *out);

/// Reads a still AVIF to RGB; its `orientation` is not applied. UNSUPPORTED without libavif.
imageio_status imageio_avif_read(const uint8_t *bytes, size_t size, imageio_limits limits,
                                 imageio_picture *out);

// JPEG.

/// Reads to RGB. The EXIF orientation is not applied: see `imageio_jpeg_orientation`.
imageio_status imageio_jpeg_read(const uint8_t *bytes, size_t size, imageio_limits limits,
                                 imageio_picture *out);

/// EXIF orientation, 1…8; 1 when there is none.
int imageio_jpeg_orientation(const uint8_t *bytes, size_t size);

/// `quality` 1…100; colour is stored at full resolution from 90 on.
imageio_status imageio_jpeg_write(uint32_t width, uint32_t height, const uint8_t *rgb, int quality,
                                  imageio_buffer *out);

// WebP.

imageio_status imageio_webp_read(const uint8_t *bytes, size_t size, imageio_limits limits,
                                 imageio_picture *out);

/// `quality` 0…100; above 100 stores the picture without loss.
imageio_status imageio_webp_write(uint32_t width, uint32_t height, const uint8_t *rgb,
                                  float quality, imageio_buffer *out);

/// An animation in the making.
typedef struct imageio_animation imageio_animation;

/// `loops` 0 repeats for ever. Returns null when memory is short or the size is refused.
imageio_animation *imageio_animation_create(uint32_t width, uint32_t height, int loops,
                                            float quality, imageio_status *status);
/// Adds a picture that shows from `start_ms` on; starts must ascend.
imageio_status imageio_animation_add(imageio_animation *animation, const uint8_t *rgb,
                                     int start_ms);
/// Ends the last picture at `end_ms` and gives the whole file.
imageio_status imageio_animation_finish(imageio_animation *animation, int end_ms,
                                        imageio_buffer *out);
void imageio_animation_free(imageio_animation *animation);

#ifdef __cplusplus
}
#endif

#endif
