// Large pages: the first touch of a fresh small page costs more than filling it does.
#include "CKernels.h"

#if defined(__linux__)
#include <sys/mman.h>

void ck_prefer_large_pages(void *start, int64_t bytes) {
  const uintptr_t page = (uintptr_t)2 << 20;
  const uintptr_t from = ((uintptr_t)start + page - 1) / page * page;
  const uintptr_t to = ((uintptr_t)start + (uintptr_t)bytes) / page * page;
  if (to > from) (void)madvise((void *)from, to - from, MADV_HUGEPAGE);
}
#else
void ck_prefer_large_pages(void *start, int64_t bytes) {
  (void)start;
  (void)bytes;
}
#endif
