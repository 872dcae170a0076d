// JPEG through libjpeg-turbo's TurboJPEG interface, which reports errors as values.
#include "CImageIO.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

static unsigned number(const uint8_t *at, int count, int big_endian) {
  unsigned value = 0;
  for (int i = 0; i < count; i++) value |= (unsigned)at[big_endian ? count - 1 - i : i] << (8 * i);
  return value;
}

/// The payload of the first segment with this marker and beginning, and its length; null if none.
static const uint8_t *segment(const uint8_t *bytes, size_t size, uint8_t wanted,
                              const char *beginning, size_t beginning_size, size_t *found) {
  size_t position = 2;
  while (position + 4 <= size && bytes[position] == 0xff) {
    uint8_t marker = bytes[position + 1];
    if (marker == 0xff) {
      position += 1;
      continue;
    }
    if (marker == 0xda || marker == 0xd9) break;  // pixels begin, or the end
    size_t length = number(bytes + position + 2, 2, 1);
    if (length < 2 || position + 2 + length > size) break;
    const uint8_t *payload = bytes + position + 4;
    if (marker == wanted && length - 2 >= beginning_size &&
        memcmp(payload, beginning, beginning_size) == 0) {
      *found = length - 2;
      return payload;
    }
    position += 2 + length;
  }
  return NULL;
}

/// Whether Adobe's segment is there: such files store inks inverted, 255 for none.
static int has_adobe_marker(const uint8_t *bytes, size_t size) {
  size_t length = 0;
  return segment(bytes, size, 0xee, "Adobe", 5, &length) != NULL;
}

/// Four inks as the screen's colours, without a profile: each ink takes its light away.
static void print_to_rgb(const uint8_t *inks, size_t pixels, int is_inverted, uint8_t *out) {
  for (size_t i = 0; i < pixels; i++) {
    const uint8_t *ink = inks + 4 * i;
    unsigned light = is_inverted ? ink[3] : 255u - ink[3];
    for (int c = 0; c < 3; c++) {
      unsigned left = is_inverted ? ink[c] : 255u - ink[c];
      out[3 * i + (size_t)c] = (uint8_t)((left * light + 127) / 255);
    }
  }
}

imageio_status imageio_jpeg_read(const uint8_t *bytes, size_t size, imageio_limits limits,
                                 imageio_picture *out) {
  memset(out, 0, sizeof *out);
  tjhandle decoder = tjInitDecompress();
  if (decoder == NULL) return imageio_failed(IMAGEIO_OUT_OF_MEMORY, "no memory to read a JPEG");
  int width = 0, height = 0, subsampling = 0, colorspace = 0;
  imageio_status status = imageio_done();
  if (tjDecompressHeader3(decoder, bytes, (unsigned long)size, &width, &height, &subsampling,
                          &colorspace) != 0 ||
      width <= 0 || height <= 0) {
    status = imageio_failed(IMAGEIO_MALFORMED, "%s", tjGetErrorStr2(decoder));
  } else {
    status = imageio_check_size((uint64_t)width, (uint64_t)height, limits);
  }
  if (status.code == IMAGEIO_OK) {
    out->width = (uint32_t)width;
    out->height = (uint32_t)height;
    out->kind = IMAGEIO_RGB;
    out->bit_depth = 8;
    out->channels = 3;
    out->bytes_per_sample = 1;
    int is_print = colorspace == TJCS_CMYK || colorspace == TJCS_YCCK;
    size_t pixels = (size_t)width * (size_t)height;
    uint8_t *inks = is_print ? malloc(4 * pixels) : NULL;
    if (!imageio_allocate_samples(out) || (is_print && inks == NULL)) {
      status = imageio_failed(IMAGEIO_OUT_OF_MEMORY, "no memory for %d×%d pixels", width, height);
    } else if (tjDecompress2(decoder, bytes, (unsigned long)size, is_print ? inks : out->samples,
                             width, 0, height, is_print ? TJPF_CMYK : TJPF_RGB,
                             TJFLAG_LIMITSCANS | TJFLAG_ACCURATEDCT) != 0) {
      // Odd but complete files only warn; a cut or corrupt one is refused.
      const char *reason = tjGetErrorStr2(decoder);
      if (tjGetErrorCode(decoder) != TJERR_WARNING || strstr(reason, "remature end") != NULL ||
          strstr(reason, "orrupt") != NULL) {
        status = imageio_failed(IMAGEIO_MALFORMED, "%s", reason);
      }
    }
    if (is_print && status.code == IMAGEIO_OK) {
      print_to_rgb(inks, pixels, has_adobe_marker(bytes, size), out->samples);
    }
    free(inks);
  }
  tjDestroy(decoder);
  if (status.code != IMAGEIO_OK) imageio_picture_free(out);
  return status;
}

/// Orientation in a TIFF block (the EXIF payload), or 1.
static int tiff_orientation(const uint8_t *tiff, size_t size) {
  if (size < 8) return 1;
  int big_endian = tiff[0] == 'M';
  if (memcmp(tiff, big_endian ? "MM\0*" : "II*\0", 4) != 0) return 1;
  size_t directory = number(tiff + 4, 4, big_endian);
  if (directory > size - 2) return 1;
  unsigned entries = number(tiff + directory, 2, big_endian);
  for (unsigned i = 0; i < entries; i++) {
    size_t entry = directory + 2 + 12 * (size_t)i;
    if (entry + 12 > size) return 1;
    if (number(tiff + entry, 2, big_endian) == 0x0112) {
      unsigned value = number(tiff + entry + 8, 2, big_endian);
      return value >= 1 && value <= 8 ? (int)value : 1;
    }
  }
  return 1;
}

int imageio_jpeg_orientation(const uint8_t *bytes, size_t size) {
  size_t length = 0;
  const uint8_t *exif = segment(bytes, size, 0xe1, "Exif\0\0", 6, &length);
  return exif != NULL ? tiff_orientation(exif + 6, length - 6) : 1;
}

imageio_status imageio_jpeg_write(uint32_t width, uint32_t height, const uint8_t *rgb, int quality,
                                  imageio_buffer *out) {
  memset(out, 0, sizeof *out);
  if (width == 0 || height == 0 || width > 65500 || height > 65500) {
    return imageio_failed(IMAGEIO_INVALID, "a JPEG cannot hold %u×%u pixels", width, height);
  }
  tjhandle encoder = tjInitCompress();
  if (encoder == NULL) return imageio_failed(IMAGEIO_OUT_OF_MEMORY, "no memory to write a JPEG");
  unsigned char *bytes = NULL;
  unsigned long size = 0;
  imageio_status status = imageio_done();
  if (tjCompress2(encoder, rgb, (int)width, 0, (int)height, TJPF_RGB, &bytes, &size,
                  quality >= 90 ? TJSAMP_444 : TJSAMP_420, quality, TJFLAG_ACCURATEDCT) != 0) {
    status = imageio_failed(IMAGEIO_INVALID, "%s", tjGetErrorStr2(encoder));
  } else {
    out->bytes = malloc(size);
    if (out->bytes == NULL) {
      status = imageio_failed(IMAGEIO_OUT_OF_MEMORY, "no memory for %lu bytes", size);
    } else {
      memcpy(out->bytes, bytes, size);
      out->size = out->capacity = size;
    }
  }
  tjFree(bytes);
  tjDestroy(encoder);
  return status;
}
