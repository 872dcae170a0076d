// A device that stands in for a graphics card in the tests. It lives in the slot that LibTorch keeps
// for devices of others (PrivateUse1): its memory is main memory and the processor computes, but it
// behaves as CUDA's does where that goes wrong: operators refuse tensors of different devices,
// numbers leave it only by copies, gradients run on the device's own thread. Loaded by tests beside
// the bridge; nothing of it is in the program.
#ifndef GANVAS_CTORCHSTANDIN_H
#define GANVAS_CTORCHSTANDIN_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// What the device has done so far.
typedef struct standin_counts {
  int64_t kernels;    // operators that compute; views and factories of empty memory are none
  int64_t uploads;    // copies to the device
  int64_t bytes_up;   // their bytes
  int64_t waits;      // copies from the device and whatever else needs its numbers
} standin_counts;

// The counts since the program started.
__attribute__((visibility("default"))) void standin_read(standin_counts *out);

// Writes the most frequent kernels of this time, "name count" per line, and starts their count anew.
__attribute__((visibility("default"))) void standin_profile(char *text, int64_t size);

#ifdef __cplusplus
}
#endif
#endif
