// The C interface of the tensor engine. `CTorchBridge`, a dynamic library loaded at run time,
// fills the table `ct_api`; nothing else in the program touches LibTorch (Architecture article).
// Every entry returns 0 on success. On failure it returns a non-zero status and leaves a message
// in `last_error()` of the calling thread; no C++ exception crosses this line.
#ifndef GANVAS_CTORCH_H
#define GANVAS_CTORCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Grows with every change of this file; the loader refuses a bridge built from another one.
#define CT_INTERFACE_VERSION 7

typedef struct ct_tensor ct_tensor;
typedef struct ct_generator ct_generator;
typedef struct ct_convolution ct_convolution;

// A derivative given by the caller: from the gradient of an output the gradients of its inputs,
// one each, or NULL where there is none; the tensors in `out` become LibTorch's. Returns 0, or
// another number to stop the gradients.
typedef int (*ct_derivative)(void *context, ct_tensor *gradient, ct_tensor **out);

// What a `ct_value` holds.
typedef enum ct_kind {
  CT_NONE = 0,
  CT_TENSOR,
  CT_TENSORS,
  CT_INT,
  CT_DOUBLE,
  CT_BOOL,
  CT_INTS,
  CT_DOUBLES,
  CT_BOOLS,
  CT_STRING,
  CT_GENERATOR
} ct_kind;

// One argument or result of an operator. Lists point to memory of the caller for arguments; in
// results only CT_TENSOR, CT_INT, CT_DOUBLE, CT_BOOL, CT_NONE occur (lists of tensors come flat).
typedef struct ct_value {
  ct_kind kind;
  int64_t count;
  int64_t integer;
  double real;
  const void *pointer;
} ct_value;

// Element types with the numbers LibTorch gives them.
typedef enum ct_type {
  CT_UINT8 = 0,
  CT_INT8 = 1,
  CT_INT16 = 2,
  CT_INT32 = 3,
  CT_INT64 = 4,
  CT_FLOAT16 = 5,
  CT_FLOAT32 = 6,
  CT_FLOAT64 = 7,
  CT_BOOLEAN = 11,
  CT_BFLOAT16 = 15
} ct_type;

// Shape and place of a tensor. `sizes` and `strides` hold `rank` numbers (at most 8).
typedef struct ct_info {
  int64_t rank;
  int64_t sizes[8];
  int64_t strides[8];
  int32_t type;
  int32_t device;  // 0 CPU, 1 CUDA, 2 a device of others (LibTorch's PrivateUse1)
  bool requires_grad;
  bool channels_last;
  void *data;  // NULL unless it lies in main memory
} ct_info;

// Activation fused into a packed convolution.
typedef enum ct_activation { CT_IDENTITY = 0, CT_RELU = 1, CT_LEAKY_RELU = 2, CT_TANH = 3 } ct_activation;

// A convolution whose weights are packed once (oneDNN): [out, in, height, width], stride, zero
// padding on the four sides, an optional activation and an optional sum into the output.
typedef struct ct_convolution_options {
  int64_t stride[2];
  int64_t padding[4];  // top, left, bottom, right
  ct_type type;        // CT_FLOAT32 or CT_BFLOAT16: input and weights
  ct_type output_type;  // the same, or CT_FLOAT32
  ct_activation activation;
  float slope;  // of the leaky ReLU
  bool adds_to_output;
} ct_convolution_options;

typedef struct ct_api {
  int32_t version;
  const char *(*last_error)(void);
  const char *(*engine_description)(void);

  // Version of the oneDNN that packs convolutions, 20603 for 2.6.3; 0 where there is none.
  int32_t (*packing_version)(void);

  // Loads LibTorch's CUDA half if it lies beside and a driver is there. Before any operator:
  // LibTorch remembers its first look. Then whether a device can be used.
  int (*load_cuda)(void);
  bool (*has_cuda)(void);

  // Name of the first CUDA device and its memory in bytes, as the driver says; 0 without one.
  int64_t (*cuda_memory)(char *name, int32_t size);

  // On CUDA: whether float32 products may round their factors to TensorFloat-32 (10 bits), and
  // whether cuDNN measures which of its convolutions is fastest for every new size.
  int (*set_fast_math)(bool allowed);

  // Whether this LibTorch has an operator.
  bool (*has_operator)(const char *name, const char *overload);

  // Calls of `call` since the program started, on all threads.
  int64_t (*calls)(void);

  // Threads of the calling OS thread (each OS thread keeps its own number), and a loop over
  // LibTorch's own pool: body(context, index) for 0 ≤ index < count.
  int (*set_threads)(int32_t count);
  int32_t (*threads)(void);
  int (*parallel)(int32_t count, void (*body)(void *context, int32_t index), void *context);

  // Tensor life cycle.
  int (*from_data)(const void *data, ct_type type, const int64_t *sizes, int64_t rank, ct_tensor **out);
  int (*retain)(ct_tensor *tensor, ct_tensor **out);
  void (*release)(ct_tensor *tensor);
  int (*info)(ct_tensor *tensor, ct_info *out);
  int (*copy_out)(ct_tensor *tensor, ct_type type, void *destination, int64_t bytes);

  // Any operator by its LibTorch name ("aten::conv2d") and overload (""). Arguments missing at
  // the end take the schema's defaults. The list of results stays valid until this thread's next
  // call; the tensors in it are the caller's to release.
  int (*call)(const char *name, const char *overload, const ct_value *arguments, int64_t count,
              const ct_value **results, int64_t *result_count);

  // Gradients. Nothing is recorded on a thread until it is switched on there.
  bool (*set_gradients)(bool enabled);  // returns the previous state of this thread
  int (*set_requires_grad)(ct_tensor *tensor, bool enabled);
  int (*gradients)(ct_tensor *const *outputs, ct_tensor *const *output_gradients, int64_t outputs_count,
                   ct_tensor *const *inputs, int64_t inputs_count, bool keeps_graph,
                   bool differentiable, bool allows_unused, ct_tensor **out);

  // Joins a finished output to the recorded graph of its inputs with a derivative of the caller's,
  // called by `gradients` on its thread. `release(context)` comes exactly once, when the graph
  // lets go of it, or at once when nothing is recorded.
  int (*derive)(ct_tensor *output, ct_tensor *const *inputs, int64_t inputs_count,
                ct_derivative derivative, void *context, void (*release)(void *context),
                ct_tensor **out);

  // Seeded randomness.
  int (*generator)(uint64_t seed, ct_generator **out);
  void (*release_generator)(ct_generator *generator);

  // Convolution with weights made ready once. Input and output are channels-last and lie where
  // the weights lie. On the CPU oneDNN packs them, where it is there and has a kernel for them;
  // else LibTorch convolves. Calls of one convolution from several threads wait for each other.
  int (*convolution)(ct_tensor *weight, ct_tensor *bias, const ct_convolution_options *options,
                     ct_convolution **out);
  int (*convolve)(ct_convolution *convolution, ct_tensor *input, ct_tensor *output, ct_tensor **out);
  int64_t (*convolution_bytes)(ct_convolution *convolution);
  void (*release_convolution)(ct_convolution *convolution);
} ct_api;

// Loads the bridge at `path` and checks its interface version. Sets OMP_WAIT_POLICY=PASSIVE and
// OPENBLAS_CORETYPE first unless the environment already decides. Returns NULL and fills `message` on failure.
const ct_api *ct_load(const char *path, char *message, size_t message_size);

// The entry point every bridge exports.
const ct_api *ct_bridge_api(void);

#ifdef __cplusplus
}
#endif
#endif
