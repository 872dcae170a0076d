// PNG through libpng's row reader and writer. The simplified png_image_* interface is avoided for
// its record of memory errors, and no pointer from a png_get_ call is fed back to a png_set_ call.
#include "CImageIO.h"
#include "support.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

/// Both directions' state. It belongs to the caller of the function that calls setjmp, so that its
/// values are defined after a longjmp.
typedef struct png_work {
  const uint8_t *bytes;
  size_t size;
  size_t position;
  imageio_buffer *sink;
  png_bytep *rows;
  imageio_status status;
} png_work;

static const png_uint_32 no_limit = 0x7fffffff;

static void fail(png_structp png, png_const_charp message) {
  png_work *work = png_get_error_ptr(png);
  if (work->status.code == IMAGEIO_OK) {
    work->status = imageio_failed(IMAGEIO_MALFORMED, "%s", message);
  }
  png_longjmp(png, 1);
}

static void ignore_warning(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void read_bytes(png_structp png, png_bytep out, size_t count) {
  png_work *work = png_get_io_ptr(png);
  if (count > work->size - work->position) png_error(png, "the file ends too early");
  memcpy(out, work->bytes + work->position, count);
  work->position += count;
}

static void write_bytes(png_structp png, png_bytep bytes, size_t count) {
  png_work *work = png_get_io_ptr(png);
  imageio_buffer *sink = work->sink;
  if (sink->capacity - sink->size < count) {
    size_t capacity = sink->capacity < 4096 ? 4096 : sink->capacity * 2;
    if (capacity < sink->size + count) capacity = sink->size + count;
    uint8_t *grown = realloc(sink->bytes, capacity);
    if (grown == NULL) {
      work->status = imageio_failed(IMAGEIO_OUT_OF_MEMORY, "no memory for %zu bytes", capacity);
      png_error(png, "no memory");
    }
    sink->bytes = grown;
    sink->capacity = capacity;
  }
  memcpy(sink->bytes + sink->size, bytes, count);
  sink->size += count;
}

static void flush_nothing(png_structp png) { (void)png; }

static int is_little_endian(void) {
  const uint16_t one = 1;
  uint8_t first;
  memcpy(&first, &one, 1);
  return first == 1;
}

/// Copies text entries as key, 0, value, 0; a failure to allocate leaves none.
static void keep_text(png_structp png, png_infop info, imageio_picture *out) {
  png_textp entries = NULL;
  int count = 0;
  if (png_get_text(png, info, &entries, &count) == 0) return;
  size_t size = 0;
  for (int i = 0; i < count; i++) {
    if (entries[i].text == NULL) continue;
    size += strlen(entries[i].key) + strlen(entries[i].text) + 2;
  }
  out->text = malloc(size + 1);
  if (out->text == NULL) return;
  char *end = out->text;
  for (int i = 0; i < count; i++) {
    if (entries[i].text == NULL) continue;
    size_t key = strlen(entries[i].key) + 1, value = strlen(entries[i].text) + 1;
    memcpy(end, entries[i].key, key);
    memcpy(end + key, entries[i].text, value);
    end += key + value;
  }
  out->text_size = size;
}

static imageio_kind kind_of(int color_type) {
  switch (color_type) {
    case PNG_COLOR_TYPE_GRAY: return IMAGEIO_GRAY;
    case PNG_COLOR_TYPE_GRAY_ALPHA: return IMAGEIO_GRAY_ALPHA;
    case PNG_COLOR_TYPE_PALETTE: return IMAGEIO_PALETTE;
    case PNG_COLOR_TYPE_RGB: return IMAGEIO_RGB;
    default: return IMAGEIO_RGBA;
  }
}

/// Reads everything; every error leaves through libpng's longjmp to the caller.
static void read_all(png_structp png, png_infop info, png_work *work, imageio_limits limits,
                     imageio_picture *out) {
  png_read_info(png, info);
  png_uint_32 width = 0, height = 0;
  int color_type = 0, interlace = 0;
  png_get_IHDR(png, info, &width, &height, &out->bit_depth, &color_type, &interlace, NULL, NULL);
  work->status = imageio_check_size(width, height, limits);
  if (work->status.code != IMAGEIO_OK) png_error(png, "size");
  // Deflate expands at most 1032-fold: a short file cannot hold a large picture.
  uint64_t stored = (uint64_t)png_get_rowbytes(png, info) * height;
  if (stored / 1032 > work->size) {
    png_error(png, "the file is too short for the picture it announces");
  }

  out->width = width;
  out->height = height;
  out->kind = kind_of(color_type);
  out->channels = png_get_channels(png, info);
  out->bytes_per_sample = out->bit_depth == 16 ? 2 : 1;
  if (out->kind == IMAGEIO_PALETTE) {
    png_colorp colors = NULL;
    int count = 0;
    if (png_get_PLTE(png, info, &colors, &count) == 0) png_error(png, "the palette is missing");
    out->palette_count = count < 256 ? count : 256;
    for (int i = 0; i < out->palette_count; i++) {
      out->palette[3 * i] = colors[i].red;
      out->palette[3 * i + 1] = colors[i].green;
      out->palette[3 * i + 2] = colors[i].blue;
    }
  }

  // One byte per sample below 8 bits, unscaled; 16 bits in the machine's order.
  if (out->bit_depth < 8) png_set_packing(png);
  if (out->bit_depth == 16 && is_little_endian()) png_set_swap(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);

  size_t row_bytes = (size_t)width * (size_t)out->channels * (size_t)out->bytes_per_sample;
  if (png_get_rowbytes(png, info) != row_bytes) png_error(png, "its rows have an odd length");
  work->rows = malloc(sizeof(png_bytep) * height);
  if (work->rows == NULL || !imageio_allocate_samples(out)) {
    work->status =
        imageio_failed(IMAGEIO_OUT_OF_MEMORY, "no memory for %u×%u pixels", width, height);
    png_error(png, "no memory");
  }
  for (png_uint_32 row = 0; row < height; row++) work->rows[row] = out->samples + row * row_bytes;
  png_read_image(png, work->rows);
  png_read_end(png, info);
  keep_text(png, info, out);
}

/// Reads under setjmp; the outcome is in `work->status`.
static void guarded_read(png_structp png, png_infop info, png_work *work, imageio_limits limits,
                         imageio_picture *out) {
  // Chunks that say nothing about labels or pixels are passed over unparsed.
  static const png_byte passed_over[] = "iCCP\0sPLT\0hIST\0pCAL\0sCAL\0eXIf\0cHRM\0gAMA\0sRGB";
  if (setjmp(png_jmpbuf(png)) != 0) {
    if (work->status.code == IMAGEIO_OK) {
      work->status = imageio_failed(IMAGEIO_MALFORMED, "libpng gave up");
    }
    return;
  }
  // libpng's own limit stays open, so that ours can name the size it refuses.
  png_set_user_limits(png, no_limit, no_limit);
  png_set_chunk_malloc_max(png, 8000000);
  png_set_chunk_cache_max(png, 256);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, passed_over,
                              (int)(sizeof passed_over / 5));
  png_set_read_fn(png, work, read_bytes);
  read_all(png, info, work, limits, out);
}

imageio_status imageio_png_read(const uint8_t *bytes, size_t size, imageio_limits limits,
                                imageio_picture *out) {
  memset(out, 0, sizeof *out);
  png_work work = {.bytes = bytes, .size = size};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &work, fail, ignore_warning);
  png_infop info = png == NULL ? NULL : png_create_info_struct(png);
  if (info == NULL) {
    png_destroy_read_struct(&png, NULL, NULL);
    return imageio_failed(IMAGEIO_OUT_OF_MEMORY, "no memory to read a PNG");
  }
  guarded_read(png, info, &work, limits, out);
  png_destroy_read_struct(&png, &info, NULL);
  free(work.rows);
  if (work.status.code != IMAGEIO_OK) imageio_picture_free(out);
  return work.status;
}

static int color_type_of(imageio_kind kind) {
  switch (kind) {
    case IMAGEIO_GRAY: return PNG_COLOR_TYPE_GRAY;
    case IMAGEIO_PALETTE: return PNG_COLOR_TYPE_PALETTE;
    default: return PNG_COLOR_TYPE_RGB;
  }
}

/// Plain ASCII goes into tEXt, anything else into iTXt, which is UTF-8.
static int compression_of(const char *value) {
  for (; *value != 0; value++) {
    if ((unsigned char)*value >= 0x80) return PNG_ITXT_COMPRESSION_NONE;
  }
  return PNG_TEXT_COMPRESSION_NONE;
}

/// What a PNG is written from.
typedef struct png_source {
  uint32_t width, height;
  imageio_kind kind;
  int bit_depth;
  const uint8_t *palette;
  int palette_count;
  const imageio_text *text;
  int text_count;
  int level;
} png_source;

/// Writes under setjmp; the outcome is in `work->status`.
static void guarded_write(png_structp png, png_infop info, png_work *work,
                          const png_source *source) {
  if (setjmp(png_jmpbuf(png)) != 0) {
    if (work->status.code == IMAGEIO_MALFORMED) work->status.code = IMAGEIO_INVALID;
    return;
  }
  png_set_write_fn(png, work, write_bytes, flush_nothing);
  png_set_user_limits(png, no_limit, no_limit);
  png_set_IHDR(png, info, source->width, source->height, source->bit_depth,
               color_type_of(source->kind), PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  png_set_compression_level(png, source->level);
  if (source->kind == IMAGEIO_PALETTE) {
    png_color colors[256];
    for (int i = 0; i < source->palette_count; i++) {
      colors[i].red = source->palette[3 * i];
      colors[i].green = source->palette[3 * i + 1];
      colors[i].blue = source->palette[3 * i + 2];
    }
    png_set_PLTE(png, info, colors, source->palette_count);
  }
  for (int i = 0; i < source->text_count; i++) {
    png_text entry;
    memset(&entry, 0, sizeof entry);
    entry.compression = compression_of(source->text[i].value);
    entry.key = (png_charp)source->text[i].key;
    entry.text = (png_charp)source->text[i].value;
    png_set_text(png, info, &entry, 1);
  }
  png_write_info(png, info);
  if (source->bit_depth == 16 && is_little_endian()) png_set_swap(png);
  png_write_image(png, work->rows);
  png_write_end(png, info);
}

imageio_status imageio_png_write(uint32_t width, uint32_t height, imageio_kind kind, int bit_depth,
                                 const void *samples, const uint8_t *palette, int palette_count,
                                 const imageio_text *text, int text_count, int level,
                                 imageio_buffer *out) {
  memset(out, 0, sizeof *out);
  if (width == 0 || height == 0 || width > no_limit || height > no_limit) {
    return imageio_failed(IMAGEIO_INVALID, "a PNG cannot hold %u×%u pixels", width, height);
  }
  if (kind == IMAGEIO_PALETTE && (palette_count < 1 || palette_count > 256)) {
    return imageio_failed(IMAGEIO_INVALID, "a palette of %d colours cannot be", palette_count);
  }
  png_work work = {.sink = out};
  size_t row_bytes = (size_t)width * (kind == IMAGEIO_RGB ? 3 : 1) * (bit_depth == 16 ? 2 : 1);
  work.rows = malloc(sizeof(png_bytep) * height);
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &work, fail, ignore_warning);
  png_infop info = png == NULL ? NULL : png_create_info_struct(png);
  if (work.rows == NULL || info == NULL) {
    png_destroy_write_struct(&png, NULL);
    free(work.rows);
    return imageio_failed(IMAGEIO_OUT_OF_MEMORY, "no memory to write a PNG");
  }
  for (uint32_t row = 0; row < height; row++) {
    work.rows[row] = (png_bytep)samples + row * row_bytes;
  }
  png_source source = {.width = width,
                       .height = height,
                       .kind = kind,
                       .bit_depth = bit_depth,
                       .palette = palette,
                       .palette_count = palette_count,
                       .text = text,
                       .text_count = text_count,
                       .level = level};
  guarded_write(png, info, &work, &source);
  png_destroy_write_struct(&png, &info);
  free(work.rows);
  if (work.status.code != IMAGEIO_OK) imageio_buffer_free(out);
  return work.status;
}
