// Loads the bridge to LibTorch at run time (Architecture article): the program starts without
// LibTorch and spends the third of a second its 286 libraries cost on the inference thread.
#include "CTorch.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

const ct_api *ct_load(const char *path, char *message, size_t message_size) {
  // Read by the OpenMP runtime when it is loaded: afterwards it would be too late.
  setenv("OMP_WAIT_POLICY", "PASSIVE", 0);
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
