// What is left where oneDNN is not installed: nothing is supported, so LibTorch's own convolution
// is taken.
#if !__has_include(<dnnl.h>)
#include "COneDNN.h"

namespace onednn {

struct Convolution::State {};

int version() { return 0; }

Convolution::Convolution(const Options &, const float *, const float *) {
  throw Unsupported("built without oneDNN");
}

Convolution::~Convolution() = default;

void Convolution::run(const void *, int64_t, int64_t, int64_t, void *) {
  throw Unsupported("built without oneDNN");
}

bool Convolution::holds_weights() const { return false; }

void Convolution::unpack(float *) const {}

int64_t Convolution::packed_bytes() const { return 0; }

}  // namespace onednn
#endif
