// Loads the bridge to LibTorch at run time (Architecture article): the program starts without
// LibTorch and spends the third of a second its 286 libraries cost on the inference thread.
#include "CTorch.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

// Matrix products are OpenBLAS's where LibTorch is Debian's. Its 0.3.21 takes processors younger than
// itself for a Pentium 4 (32 instead of 132 GFLOP/s per core, measured on a Xeon with AMX), so it is
// told which of its kernels to take, unless somebody else did. Other libraries do not read this.
static void choose_matrix_kernels(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
    setenv("OPENBLAS_CORETYPE", "SkylakeX", 0);
  } else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    setenv("OPENBLAS_CORETYPE", "Haswell", 0);
  }
#endif
}

const ct_api *ct_load(const char *path, char *message, size_t message_size) {
  // Read by the OpenMP runtime when it is loaded: afterwards it would be too late.
  setenv("OMP_WAIT_POLICY", "PASSIVE", 0);
  choose_matrix_kernels();
  void *library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
  if (library == NULL) {
    snprintf(message, message_size, "%s", dlerror());
    return NULL;
  }
  const ct_api *(*entry)(void) = (const ct_api *(*)(void))dlsym(library, "ct_bridge_api");
  if (entry == NULL) {
    snprintf(message, message_size, "%s has no ct_bridge_api", path);
    return NULL;
  }
  const ct_api *api = entry();
  if (api->version != CT_INTERFACE_VERSION) {
    snprintf(message, message_size, "%s speaks interface %d, this program %d", path, api->version,
             CT_INTERFACE_VERSION);
    return NULL;
  }
  return api;
}
