// Shared by the sources of this target; not part of its interface.
#ifndef CIMAGEIO_SUPPORT_H
#define CIMAGEIO_SUPPORT_H

#include "CImageIO.h"

imageio_status imageio_done(void);
imageio_status imageio_failed(imageio_code code, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/// Refuses empty pictures and those beyond the limits.
imageio_status imageio_check_size(uint64_t width, uint64_t height, imageio_limits limits);

/// Allocates the samples of a picture whose size and kind are set and checked; 0 without memory.
int imageio_allocate_samples(imageio_picture *picture);

#endif
