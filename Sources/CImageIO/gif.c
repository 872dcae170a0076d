// GIF through giflib: still pictures, read with their palette indices.
#include "CImageIO.h"
#include "support.h"

#include <gif_lib.h>
#include <stdlib.h>
#include <string.h>

typedef struct source {
  const uint8_t *bytes;
  size_t size;
  size_t position;
} source;

static int read_bytes(GifFileType *file, GifByteType *into, int count) {
  source *from = file->UserData;
  size_t left = from->size - from->position;
  size_t taken = (size_t)count < left ? (size_t)count : left;
  memcpy(into, from->bytes + from->position, taken);
  from->position += taken;
  return (int)taken;
}

static imageio_status malformed(const GifFileType *file) {
  const char *reason = GifErrorString(file->Error);
  return imageio_failed(IMAGEIO_MALFORMED, "%s", reason ? reason : "its pixels are broken or cut");
}

static int skip_extension(GifFileType *file) {
  int code = 0;
  GifByteType *block = NULL;
  if (DGifGetExtension(file, &code, &block) == GIF_ERROR) return 0;
  while (block != NULL) {
    if (DGifGetExtensionNext(file, &block) == GIF_ERROR) return 0;
  }
  return 1;
}

/// The rows of the frame whose description was read, into the screen.
static imageio_status read_frame(GifFileType *file, imageio_limits limits, imageio_picture *out) {
  const GifImageDesc *frame = &file->Image;
  const ColorMapObject *colors = frame->ColorMap ? frame->ColorMap : file->SColorMap;
  if (colors == NULL || colors->ColorCount < 1 || colors->ColorCount > 256) {
    return imageio_failed(IMAGEIO_MALFORMED, "it has no palette");
  }
  uint64_t width = file->SWidth > 0 ? (uint64_t)file->SWidth : 0;
  uint64_t height = file->SHeight > 0 ? (uint64_t)file->SHeight : 0;
  imageio_status status = imageio_check_size(width, height, limits);
  if (status.code != IMAGEIO_OK) return status;
  if (frame->Left < 0 || frame->Top < 0 || frame->Width <= 0 || frame->Height <= 0 ||
      frame->Left + frame->Width > file->SWidth || frame->Top + frame->Height > file->SHeight) {
    return imageio_failed(IMAGEIO_MALFORMED, "its picture lies outside its screen");
  }
  out->width = (uint32_t)width;
  out->height = (uint32_t)height;
  out->kind = IMAGEIO_PALETTE;
  out->bit_depth = 8;
  out->channels = 1;
  out->bytes_per_sample = 1;
  if (!imageio_allocate_samples(out)) {
    return imageio_failed(IMAGEIO_OUT_OF_MEMORY, "no memory for %u×%u pixels", out->width,
                          out->height);
  }
  if (file->SBackGroundColor > 0 && file->SBackGroundColor < colors->ColorCount) {
    memset(out->samples, file->SBackGroundColor, (size_t)width * height);
  }
  for (int i = 0; i < colors->ColorCount; i++) {
    out->palette[3 * i] = colors->Colors[i].Red;
    out->palette[3 * i + 1] = colors->Colors[i].Green;
    out->palette[3 * i + 2] = colors->Colors[i].Blue;
  }
  out->palette_count = colors->ColorCount;
  // Interlaced rows come in four passes.
  static const int starts[] = {0, 4, 2, 1}, steps[] = {8, 8, 4, 2};
  int passes = frame->Interlace ? 4 : 1;
  for (int pass = 0; pass < passes; pass++) {
    int step = frame->Interlace ? steps[pass] : 1;
    for (int row = frame->Interlace ? starts[pass] : 0; row < frame->Height; row += step) {
      uint8_t *line = out->samples + ((size_t)frame->Top + (size_t)row) * width + frame->Left;
      if (DGifGetLine(file, line, frame->Width) == GIF_ERROR) return malformed(file);
    }
  }
  return imageio_done();
}

imageio_status imageio_gif_read(const uint8_t *bytes, size_t size, imageio_limits limits,
                                imageio_picture *out) {
  memset(out, 0, sizeof *out);
  source from = {bytes, size, 0};
  int error = 0;
  GifFileType *file = DGifOpen(&from, read_bytes, &error);
  if (file == NULL) return imageio_failed(IMAGEIO_MALFORMED, "its header is broken or cut");
  imageio_status status = imageio_done();
  int frames = 0;
  int at_end = 0;
  while (status.code == IMAGEIO_OK && !at_end) {
    GifRecordType record = UNDEFINED_RECORD_TYPE;
    if (DGifGetRecordType(file, &record) == GIF_ERROR) {
      // Some programs leave the last byte out.
      if (frames == 0) status = malformed(file);
      at_end = 1;
    } else if (record == TERMINATE_RECORD_TYPE) {
      at_end = 1;
    } else if (record == EXTENSION_RECORD_TYPE) {
      if (!skip_extension(file)) status = malformed(file);
    } else if (record == IMAGE_DESC_RECORD_TYPE) {
      if (frames++ > 0) {
        status = imageio_failed(IMAGEIO_UNSUPPORTED, "it is an animation, not a picture");
      } else if (DGifGetImageDesc(file) == GIF_ERROR) {
        status = malformed(file);
      } else {
        status = read_frame(file, limits, out);
      }
    }
  }
  if (status.code == IMAGEIO_OK && frames == 0) {
    status = imageio_failed(IMAGEIO_MALFORMED, "it holds no picture");
  }
  DGifCloseFile(file, &error);
  if (status.code != IMAGEIO_OK) imageio_picture_free(out);
  return status;
}
