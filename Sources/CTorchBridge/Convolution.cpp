// Convolution with weights made ready once: oneDNN's packed kernels on the CPU (`COneDNN`), and
// LibTorch's own convolution on a CUDA device and wherever oneDNN or a kernel of it is missing.
#include <memory>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "Bridge.h"
#include "COneDNN.h"

struct ct_convolution {
  ct_convolution_options options;
  int64_t sizes[4];  // of the weights: out, in, height, width
  c10::Device device = at::kCPU;
  // oneDNN: float32 as it came, let go once it is packed; else of the type that computes.
  at::Tensor weight;
  at::Tensor bias;
  std::unique_ptr<onednn::Convolution> packed;  // none: LibTorch convolves
  std::mutex lock;

  at::ScalarType scalar() const { return static_cast<at::ScalarType>(options.type); }
  at::ScalarType output_scalar() const { return static_cast<at::ScalarType>(options.output_type); }
  std::vector<int64_t> output_sizes(const at::Tensor &input) const;
  void become_plain();
  at::Tensor plain(const at::Tensor &input) const;
};

std::vector<int64_t> ct_convolution::output_sizes(const at::Tensor &input) const {
  const auto length = [&](int axis) {
    const auto room = input.size(2 + axis) + options.padding[axis] + options.padding[2 + axis] -
                      sizes[2 + axis];
    if (room < 0) throw std::runtime_error("the input is smaller than the kernel");
    return room / options.stride[axis] + 1;
  };
  return {input.size(0), sizes[0], length(0), length(1)};
}

// Gives the weights back to LibTorch.
void ct_convolution::become_plain() {
  if (!weight.defined()) {
    weight = at::empty(at::IntArrayRef(sizes, 4), at::kFloat);
    packed->unpack(weight.data_ptr<float>());
  }
  packed.reset();
  weight = weight.to(device, scalar()).contiguous(at::MemoryFormat::ChannelsLast);
  if (bias.defined()) bias = bias.to(device, scalar());
}

// The convolution alone, by LibTorch.
at::Tensor ct_convolution::plain(const at::Tensor &input) const {
  const auto &pad = options.padding;
  const auto added = bias.defined() ? c10::optional<at::Tensor>(bias) : c10::nullopt;
  const at::IntArrayRef stride(options.stride, 2);
  if (pad[0] == pad[2] && pad[1] == pad[3]) {
    return at::conv2d(input, weight, added, stride, at::IntArrayRef(pad, 2));
  }
  const auto padded = at::constant_pad_nd(input, {pad[1], pad[3], pad[0], pad[2]});
  return at::conv2d(padded, weight, added, stride);
}

namespace bridge {
namespace {

onednn::Element element(ct_type type) {
  return type == CT_BFLOAT16 ? onednn::Element::bfloat16 : onednn::Element::float32;
}

onednn::Options translated(const ct_convolution_options &options, const int64_t sizes[4]) {
  onednn::Options result{};
  for (int i = 0; i < 4; i++) {
    result.weight_sizes[i] = sizes[i];
    result.padding[i] = options.padding[i];
  }
  result.stride[0] = options.stride[0];
  result.stride[1] = options.stride[1];
  result.element = element(options.type);
  result.output_element = element(options.output_type);
  switch (options.activation) {
    case CT_IDENTITY: result.activation = onednn::Activation::identity; break;
    case CT_RELU: result.activation = onednn::Activation::relu; break;
    case CT_LEAKY_RELU: result.activation = onednn::Activation::leaky_relu; break;
    case CT_TANH: result.activation = onednn::Activation::tanh; break;
  }
  result.slope = options.slope;
  result.adds_to_output = options.adds_to_output;
  return result;
}

void activate(at::Tensor &values, const ct_convolution_options &options) {
  switch (options.activation) {
    case CT_IDENTITY: break;
    case CT_RELU: values.relu_(); break;
    case CT_LEAKY_RELU: at::leaky_relu_(values, options.slope); break;
    case CT_TANH: values.tanh_(); break;
  }
}

// Runs by LibTorch into `target`.
void run_plain(const ct_convolution &convolution, const at::Tensor &input, at::Tensor &target) {
  const auto result = convolution.plain(input);
  if (convolution.options.adds_to_output) {
    target.add_(result);
  } else {
    target.copy_(result);
  }
  activate(target, convolution.options);
}

// Runs by oneDNN into `target`, or by LibTorch from the first size on that oneDNN refuses:
// bfloat16 on a processor without it, for instance.
void run(ct_convolution &convolution, const at::Tensor &input, at::Tensor &target) {
  if (convolution.packed) {
    try {
      const auto dense = input.contiguous(at::MemoryFormat::ChannelsLast);
      convolution.packed->run(dense.data_ptr(), dense.size(0), dense.size(2), dense.size(3),
                              target.data_ptr());
      if (convolution.packed->holds_weights()) convolution.weight = at::Tensor();
      return;
    } catch (const onednn::Unsupported &) {
      convolution.become_plain();
    }
  }
  run_plain(convolution, input, target);
}

void validate(const ct_convolution_options &options, const at::Tensor &weight,
              const at::Tensor &bias) {
  if (weight.dim() != 4 || weight.numel() == 0) throw std::runtime_error("weights need four axes");
  if (bias.defined() && bias.numel() != weight.size(0)) {
    throw std::runtime_error("as many biases as output channels are needed");
  }
  if (options.type != CT_FLOAT32 && options.type != CT_BFLOAT16) {
    throw std::runtime_error("only float32 and bfloat16 can be packed");
  }
  if (options.output_type != options.type && options.output_type != CT_FLOAT32) {
    throw std::runtime_error("the output is float32 or of the input's type");
  }
  for (const auto step : options.stride) {
    if (step < 1) throw std::runtime_error("a stride below 1");
  }
  for (const auto count : options.padding) {
    if (count < 0) throw std::runtime_error("negative padding");
  }
}

}  // namespace

int convolution(ct_tensor *weight, ct_tensor *bias, const ct_convolution_options *options,
                ct_convolution **out) {
  return guarded("packed convolution", [&] {
    const c10::AutoGradMode nothing_is_recorded(false);
    auto created = std::make_unique<ct_convolution>();
    created->options = *options;
    created->weight = weight->value.detach();
    if (bias) created->bias = bias->value.detach();
    validate(*options, created->weight, created->bias);
    created->device = created->weight.device();
    for (int i = 0; i < 4; i++) created->sizes[i] = created->weight.size(i);
    if (created->device.is_cpu() && onednn::version() > 0) {
      created->weight = created->weight.to(at::kFloat).contiguous();
      if (bias) created->bias = created->bias.to(at::kCPU, at::kFloat).contiguous();
      created->packed = std::make_unique<onednn::Convolution>(
          translated(*options, created->sizes), created->weight.data_ptr<float>(),
          bias ? created->bias.data_ptr<float>() : nullptr);
    } else {
      created->become_plain();
    }
    *out = created.release();
  });
}

int convolve(ct_convolution *convolution, ct_tensor *input, ct_tensor *output, ct_tensor **out) {
  return guarded("packed convolution", [&] {
    const c10::AutoGradMode nothing_is_recorded(false);
    const std::lock_guard<std::mutex> guard(convolution->lock);
    const auto &source = input->value;
    if (source.dim() != 4 || source.size(1) != convolution->sizes[1]) {
      throw std::runtime_error("input does not fit the weights");
    }
    if (source.scalar_type() != convolution->scalar()) {
      throw std::runtime_error("input of wrong type");
    }
    if (source.device() != convolution->device) {
      throw std::runtime_error("input on another device than the weights");
    }
    const auto sizes = convolution->output_sizes(source);
    at::Tensor target;
    if (output) {
      target = output->value;
      if (!target.is_contiguous(at::MemoryFormat::ChannelsLast)) {
        throw std::runtime_error("output is not channels-last");
      }
      if (target.sizes() != at::IntArrayRef(sizes) ||
          target.scalar_type() != convolution->output_scalar() ||
          target.device() != source.device()) {
        throw std::runtime_error("output of wrong shape, type or device");
      }
    } else {
      if (convolution->options.adds_to_output) throw std::runtime_error("a sum needs an output");
      target = at::empty(sizes, source.options()
                                    .dtype(convolution->output_scalar())
                                    .memory_format(at::MemoryFormat::ChannelsLast));
    }
    run(*convolution, source, target);
    *out = wrap(target);
  });
}

int64_t convolution_bytes(ct_convolution *convolution) {
  const std::lock_guard<std::mutex> guard(convolution->lock);
  const auto &weight = convolution->weight;
  const int64_t packed = convolution->packed ? convolution->packed->packed_bytes() : 0;
  return packed + (weight.defined() ? int64_t(weight.nbytes()) : 0);
}

void release_convolution(ct_convolution *convolution) { delete convolution; }

int32_t packing_version() { return onednn::version(); }

}  // namespace bridge
