// Convolutions on plain memory whose weights oneDNN packs once. A part of `CTorchBridge` with a
// target of its own, because LibTorch's headers bring another version of oneDNN's headers along
// (and a copy of the library that exports nothing): here only the system's are in sight.
#ifndef GANVAS_CONEDNN_H
#define GANVAS_CONEDNN_H

#ifdef __cplusplus
#include <cstdint>
#include <memory>
#include <stdexcept>

namespace onednn {

// The library in use, 20603 for 2.6.3; 0 when this was compiled without one.
int version();

// Thrown where oneDNN has no kernel: the caller takes LibTorch's own convolution.
struct Unsupported : std::runtime_error {
  using std::runtime_error::runtime_error;
};

enum class Element { float32, bfloat16 };
enum class Activation { identity, relu, leaky_relu, tanh };

struct Options {
  int64_t weight_sizes[4];  // out, in, height, width
  int64_t stride[2];
  int64_t padding[4];  // top, left, bottom, right
  Element element;         // of the input; weights and bias come as float32
  Element output_element;  // the same, or float32
  Activation activation;
  float slope;          // of the leaky ReLU
  bool adds_to_output;  // before the activation
};

// One convolution, for one thread at a time. Weights are packed at the first use of each layout a
// kernel wants; kernels are kept per input size, the 64 used last.
class Convolution {
 public:
  // `weight` (OIHW) stays the caller's and is read until `holds_weights()`; `bias` (or nullptr)
  // lives as long as this.
  Convolution(const Options &options, const float *weight, const float *bias);
  ~Convolution();
  Convolution(const Convolution &) = delete;
  Convolution &operator=(const Convolution &) = delete;

  // Runs over channels-last memory: [batch, height, width, in] to [batch, height′, width′, out].
  // Throws `Unsupported`, or std::runtime_error when oneDNN fails.
  void run(const void *input, int64_t batch, int64_t height, int64_t width, void *output);

  // Whether a packed form exists, so that the original weights can go.
  bool holds_weights() const;

  // Writes the weights in their original order (OIHW); they are packed already.
  void unpack(float *weight) const;

  // Memory of the packed weights.
  int64_t packed_bytes() const;

 private:
  struct State;
  std::unique_ptr<State> state;
};

}  // namespace onednn
#endif
#endif
