// WebP through libwebp: still pictures both ways, animations written.
#include "CImageIO.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>
#include <webp/decode.h>
#include <webp/encode.h>
#include <webp/mux.h>

imageio_status imageio_webp_read(const uint8_t *bytes, size_t size, imageio_limits limits,
                                 imageio_picture *out) {
  memset(out, 0, sizeof *out);
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(bytes, size, &features) != VP8_STATUS_OK) {
    return imageio_failed(IMAGEIO_MALFORMED, "its header is broken or cut");
  }
  if (features.has_animation) {
    return imageio_failed(IMAGEIO_UNSUPPORTED, "it is an animation, not a picture");
  }
  if (features.width <= 0 || features.height <= 0) {
    return imageio_failed(IMAGEIO_MALFORMED, "the picture has no pixels");
  }
  imageio_status status =
      imageio_check_size((uint64_t)features.width, (uint64_t)features.height, limits);
  if (status.code != IMAGEIO_OK) return status;
  out->width = (uint32_t)features.width;
  out->height = (uint32_t)features.height;
  out->kind = IMAGEIO_RGB;
  out->bit_depth = 8;
  out->channels = 3;
  out->bytes_per_sample = 1;
  if (!imageio_allocate_samples(out)) {
    return imageio_failed(IMAGEIO_OUT_OF_MEMORY, "no memory for %u×%u pixels", out->width,
                          out->height);
  }
  size_t row = (size_t)out->width * 3;
  if (WebPDecodeRGBInto(bytes, size, out->samples, row * out->height, (int)row) == NULL) {
    imageio_picture_free(out);
    return imageio_failed(IMAGEIO_MALFORMED, "its pixels are broken or cut");
  }
  return status;
}

/// A picture for the encoder; the caller frees it with WebPPictureFree.
static int import_picture(WebPPicture *picture, uint32_t width, uint32_t height,
                          const uint8_t *rgb) {
  if (!WebPPictureInit(picture)) return 0;
  picture->use_argb = 1;
  picture->width = (int)width;
  picture->height = (int)height;
  return WebPPictureImportRGB(picture, rgb, (int)width * 3);
}

static int configure(WebPConfig *config, float quality) {
  if (quality > 100) {
    return WebPConfigInit(config) && WebPConfigLosslessPreset(config, 6) && (config->exact = 1);
  }
  return WebPConfigPreset(config, WEBP_PRESET_PHOTO, quality) && WebPValidateConfig(config);
}

static imageio_status check_writable(uint32_t width, uint32_t height) {
  if (width == 0 || height == 0 || width > WEBP_MAX_DIMENSION || height > WEBP_MAX_DIMENSION) {
    return imageio_failed(IMAGEIO_INVALID, "a WebP cannot hold %u×%u pixels, only %d a side", width,
                          height, WEBP_MAX_DIMENSION);
  }
  return imageio_done();
}

imageio_status imageio_webp_write(uint32_t width, uint32_t height, const uint8_t *rgb,
                                  float quality, imageio_buffer *out) {
  memset(out, 0, sizeof *out);
  imageio_status status = check_writable(width, height);
  if (status.code != IMAGEIO_OK) return status;
  WebPConfig config;
  WebPPicture picture;
  if (!configure(&config, quality)) {
    return imageio_failed(IMAGEIO_INVALID, "WebP quality %g lies outside 0…100", (double)quality);
  }
  WebPMemoryWriter writer;
  WebPMemoryWriterInit(&writer);
  if (!import_picture(&picture, width, height, rgb)) {
    WebPPictureFree(&picture);
    return imageio_failed(IMAGEIO_OUT_OF_MEMORY, "no memory for %u×%u pixels", width, height);
  }
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = &writer;
  if (WebPEncode(&config, &picture)) {
    out->bytes = malloc(writer.size);
    if (out->bytes == NULL) {
      status = imageio_failed(IMAGEIO_OUT_OF_MEMORY, "no memory for %zu bytes", writer.size);
    } else {
      memcpy(out->bytes, writer.mem, writer.size);
      out->size = out->capacity = writer.size;
    }
  } else {
    status = imageio_failed(IMAGEIO_INVALID, "libwebp's encoder failed (%d)", picture.error_code);
  }
  WebPPictureFree(&picture);
  WebPMemoryWriterClear(&writer);
  return status;
}

struct imageio_animation {
  WebPAnimEncoder *encoder;
  WebPConfig config;
  uint32_t width;
  uint32_t height;
};

imageio_animation *imageio_animation_create(uint32_t width, uint32_t height, int loops,
                                            float quality, imageio_status *status) {
  *status = check_writable(width, height);
  if (status->code != IMAGEIO_OK) return NULL;
  WebPAnimEncoderOptions options;
  imageio_animation *animation = calloc(1, sizeof *animation);
  if (animation == NULL || !WebPAnimEncoderOptionsInit(&options)) {
    free(animation);
    *status = imageio_failed(IMAGEIO_OUT_OF_MEMORY, "no memory for an animation");
    return NULL;
  }
  options.anim_params.loop_count = loops;
  // With loss, the encoder leaves blocks as they were while they differ little, and what differs
  // little from frame to frame adds up. Every frame whole is what a single picture would be.
  if (quality <= 100) {
    options.kmin = 0;
    options.kmax = 1;
  }
  animation->width = width;
  animation->height = height;
  animation->encoder = WebPAnimEncoderNew((int)width, (int)height, &options);
  if (animation->encoder == NULL || !configure(&animation->config, quality)) {
    imageio_animation_free(animation);
    *status =
        imageio_failed(IMAGEIO_INVALID, "WebP quality %g lies outside 0…100", (double)quality);
    return NULL;
  }
  return animation;
}

imageio_status imageio_animation_add(imageio_animation *animation, const uint8_t *rgb,
                                     int start_ms) {
  WebPPicture picture;
  imageio_status status = imageio_done();
  if (!import_picture(&picture, animation->width, animation->height, rgb)) {
    status = imageio_failed(IMAGEIO_OUT_OF_MEMORY, "no memory for a picture of the animation");
  } else if (!WebPAnimEncoderAdd(animation->encoder, &picture, start_ms, &animation->config)) {
    status = imageio_failed(IMAGEIO_INVALID, "%s", WebPAnimEncoderGetError(animation->encoder));
  }
  WebPPictureFree(&picture);
  return status;
}

imageio_status imageio_animation_finish(imageio_animation *animation, int end_ms,
                                        imageio_buffer *out) {
  memset(out, 0, sizeof *out);
  WebPData data;
  WebPDataInit(&data);
  if (!WebPAnimEncoderAdd(animation->encoder, NULL, end_ms, NULL) ||
      !WebPAnimEncoderAssemble(animation->encoder, &data)) {
    return imageio_failed(IMAGEIO_INVALID, "%s", WebPAnimEncoderGetError(animation->encoder));
  }
  imageio_status status = imageio_done();
  out->bytes = malloc(data.size);
  if (out->bytes == NULL) {
    status = imageio_failed(IMAGEIO_OUT_OF_MEMORY, "no memory for %zu bytes", data.size);
  } else {
    memcpy(out->bytes, data.bytes, data.size);
    out->size = out->capacity = data.size;
  }
  WebPDataClear(&data);
  return status;
}

void imageio_animation_free(imageio_animation *animation) {
  if (animation == NULL) return;
  if (animation->encoder != NULL) WebPAnimEncoderDelete(animation->encoder);
  free(animation);
}
