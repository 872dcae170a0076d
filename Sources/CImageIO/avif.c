// AVIF through libavif: still pictures, read. The library brings several large codecs along, so it
// is loaded when the first such file is opened; without it these files are named and left.
#include "CImageIO.h"
#include "support.h"

#include <string.h>

#if __has_include(<avif/avif.h>)
#include <avif/avif.h>
#include <dlfcn.h>
#include <pthread.h>

#if AVIF_VERSION >= 1000000
static const char *const library_name = "libavif.so.16";
#else
static const char *const library_name = "libavif.so.15";
#endif

static struct {
  __typeof__(avifDecoderCreate) *create;
  __typeof__(avifDecoderDestroy) *destroy;
  __typeof__(avifDecoderSetIOMemory) *set_memory;
  __typeof__(avifDecoderParse) *parse;
  __typeof__(avifDecoderNextImage) *next;
  __typeof__(avifRGBImageSetDefaults) *set_defaults;
  __typeof__(avifImageYUVToRGB) *to_rgb;
  __typeof__(avifResultToString) *reason;
  int is_there;
} avif;

static void load_library(void) {
  void *library = dlopen(library_name, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return;
  avif.create = (__typeof__(avif.create))dlsym(library, "avifDecoderCreate");
  avif.destroy = (__typeof__(avif.destroy))dlsym(library, "avifDecoderDestroy");
  avif.set_memory = (__typeof__(avif.set_memory))dlsym(library, "avifDecoderSetIOMemory");
  avif.parse = (__typeof__(avif.parse))dlsym(library, "avifDecoderParse");
  avif.next = (__typeof__(avif.next))dlsym(library, "avifDecoderNextImage");
  avif.set_defaults = (__typeof__(avif.set_defaults))dlsym(library, "avifRGBImageSetDefaults");
  avif.to_rgb = (__typeof__(avif.to_rgb))dlsym(library, "avifImageYUVToRGB");
  avif.reason = (__typeof__(avif.reason))dlsym(library, "avifResultToString");
  avif.is_there = avif.create && avif.destroy && avif.set_memory && avif.parse && avif.next &&
                  avif.set_defaults && avif.to_rgb && avif.reason;
}

/// The EXIF orientation that turns a picture as its own boxes ask: first turned, then mirrored.
static int orientation(const avifImage *image) {
#if AVIF_VERSION >= 1000000
  int mirrored = image->imir.axis;
#else
  int mirrored = image->imir.mode;
#endif
  int turns = image->transformFlags & AVIF_TRANSFORM_IROT ? image->irot.angle & 3 : 0;
  static const int plain[] = {1, 8, 3, 6};
  static const int upside_down[] = {4, 5, 2, 7};
  static const int left_right[] = {2, 7, 4, 5};
  if (!(image->transformFlags & AVIF_TRANSFORM_IMIR)) return plain[turns];
  return mirrored ? left_right[turns] : upside_down[turns];
}

static imageio_status decode(avifDecoder *decoder, const uint8_t *bytes, size_t size,
                             imageio_limits limits, imageio_picture *out) {
  decoder->ignoreExif = AVIF_TRUE;
  decoder->ignoreXMP = AVIF_TRUE;
  decoder->imageSizeLimit = (uint32_t)(limits.max_pixels < AVIF_DEFAULT_IMAGE_SIZE_LIMIT
                                           ? limits.max_pixels
                                           : AVIF_DEFAULT_IMAGE_SIZE_LIMIT);
  decoder->imageDimensionLimit = limits.max_side;
  avifResult result = avif.set_memory(decoder, bytes, size);
  if (result == AVIF_RESULT_OK) result = avif.parse(decoder);
  if (result != AVIF_RESULT_OK) {
    return imageio_failed(IMAGEIO_MALFORMED, "%s", avif.reason(result));
  }
  if (decoder->imageCount > 1) {
    return imageio_failed(IMAGEIO_UNSUPPORTED, "it is an animation, not a picture");
  }
  imageio_status status =
      imageio_check_size(decoder->image->width, decoder->image->height, limits);
  if (status.code != IMAGEIO_OK) return status;
  result = avif.next(decoder);
  if (result != AVIF_RESULT_OK) {
    return imageio_failed(IMAGEIO_MALFORMED, "%s", avif.reason(result));
  }
  const avifImage *image = decoder->image;
  status = imageio_check_size(image->width, image->height, limits);
  if (status.code != IMAGEIO_OK) return status;
  out->width = image->width;
  out->height = image->height;
  out->kind = IMAGEIO_RGB;
  out->bit_depth = 8;
  out->channels = 3;
  out->bytes_per_sample = 1;
  out->orientation = orientation(image);
  if (!imageio_allocate_samples(out)) {
    return imageio_failed(IMAGEIO_OUT_OF_MEMORY, "no memory for %u×%u pixels", out->width,
                          out->height);
  }
  avifRGBImage rgb;
  memset(&rgb, 0, sizeof rgb);
  avif.set_defaults(&rgb, image);
  rgb.format = AVIF_RGB_FORMAT_RGB;
  rgb.depth = 8;
  rgb.pixels = out->samples;
  rgb.rowBytes = out->width * 3;
  result = avif.to_rgb(image, &rgb);
  if (result != AVIF_RESULT_OK) {
    return imageio_failed(IMAGEIO_MALFORMED, "%s", avif.reason(result));
  }
  return status;
}

imageio_status imageio_avif_read(const uint8_t *bytes, size_t size, imageio_limits limits,
                                 imageio_picture *out) {
  memset(out, 0, sizeof *out);
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load_library);
  if (!avif.is_there) {
    return imageio_failed(IMAGEIO_UNSUPPORTED, "the library that reads it (%s) is not installed",
                          library_name);
  }
  avifDecoder *decoder = avif.create();
  if (decoder == NULL) return imageio_failed(IMAGEIO_OUT_OF_MEMORY, "no memory to read an AVIF");
  imageio_status status = decode(decoder, bytes, size, limits, out);
  avif.destroy(decoder);
  if (status.code != IMAGEIO_OK) imageio_picture_free(out);
  return status;
}

#else

imageio_status imageio_avif_read(const uint8_t *bytes, size_t size, imageio_limits limits,
                                 imageio_picture *out) {
  (void)bytes, (void)size, (void)limits;
  memset(out, 0, sizeof *out);
  return imageio_failed(IMAGEIO_UNSUPPORTED,
                        "this program was built without libavif, which reads it");
}

#endif
