// A convolution whose weights oneDNN packs once. LibTorch's own conv2d reorders its weights on
// every call, 60…130 ms in one GauGAN frame; here a warm call holds no reorder at all
// (DNNL_VERBOSE=1 shows it). Written against oneDNN 2.6, the library Debian's LibTorch links.
#include <dnnl.h>

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "Bridge.h"

namespace {

void check(dnnl_status_t status, const char *what) {
  if (status != dnnl_success) {
    throw std::runtime_error(std::string(what) + " (oneDNN status " + std::to_string(status) + ")");
  }
}

dnnl_engine_t engine() {
  static const dnnl_engine_t shared = [] {
    dnnl_engine_t created = nullptr;
    check(dnnl_engine_create(&created, dnnl_cpu, 0), "engine");
    return created;
  }();
  return shared;
}

dnnl_stream_t stream() {
  thread_local const dnnl_stream_t own = [] {
    dnnl_stream_t created = nullptr;
    check(dnnl_stream_create(&created, engine(), dnnl_stream_in_order), "stream");
    return created;
  }();
  return own;
}

// Memory that oneDNN describes; owned by oneDNN or by a tensor.
struct Memory {
  dnnl_memory_t handle = nullptr;
  Memory(const dnnl_memory_desc_t &description, void *data) {
    check(dnnl_memory_create(&handle, &description, engine(), data), "memory");
  }
  Memory(const Memory &) = delete;
  Memory &operator=(const Memory &) = delete;
  ~Memory() { dnnl_memory_destroy(handle); }
};

// One primitive for one input shape.
struct Plan {
  dnnl_primitive_t primitive = nullptr;
  std::unique_ptr<Memory> input, output, scratchpad;
  at::Tensor scratch;
  const Memory *weight = nullptr;
  int64_t output_height = 0, output_width = 0;
  ~Plan() {
    if (primitive) dnnl_primitive_destroy(primitive);
  }
};

struct PackedWeight {
  dnnl_memory_desc_t description;
  std::unique_ptr<Memory> memory;
};

}  // namespace

struct ct_convolution {
  ct_convolution_options options;
  int64_t out = 0, in = 0, kernel_height = 0, kernel_width = 0;
  at::Tensor weight;  // original layout, float32; let go once a packed form exists
  at::Tensor bias;
  std::unique_ptr<Memory> bias_memory;
  std::list<PackedWeight> packed;
  std::map<std::vector<int64_t>, std::unique_ptr<Plan>> plans;

  dnnl_data_type_t type() const { return options.type == CT_BFLOAT16 ? dnnl_bf16 : dnnl_f32; }
  dnnl_data_type_t output_type() const {
    return options.output_type == CT_BFLOAT16 ? dnnl_bf16 : dnnl_f32;
  }
  at::ScalarType scalar() const {
    return options.type == CT_BFLOAT16 ? at::kBFloat16 : at::kFloat;
  }
  at::ScalarType output_scalar() const {
    return options.output_type == CT_BFLOAT16 ? at::kBFloat16 : at::kFloat;
  }
  const Memory *packed_for(const dnnl_memory_desc_t &wanted);
  Plan &plan_for(int64_t batch, int64_t height, int64_t width);
};

const Memory *ct_convolution::packed_for(const dnnl_memory_desc_t &wanted) {
  for (const auto &entry : packed) {
    if (dnnl_memory_desc_equal(&entry.description, &wanted)) return entry.memory.get();
  }
  // A shape that wants another layout is packed from the first packed form.
  dnnl_memory_desc_t plain;
  std::unique_ptr<Memory> original;
  dnnl_memory_t source;
  if (packed.empty()) {
    const dnnl_dims_t sizes = {out, in, kernel_height, kernel_width};
    check(dnnl_memory_desc_init_by_tag(&plain, 4, sizes, dnnl_f32, dnnl_oihw), "weights");
    original = std::make_unique<Memory>(plain, weight.data_ptr());
    source = original->handle;
  } else {
    plain = packed.front().description;
    source = packed.front().memory->handle;
  }
  auto target = std::make_unique<Memory>(wanted, DNNL_MEMORY_ALLOCATE);
  dnnl_primitive_desc_t description = nullptr;
  dnnl_primitive_t reorder = nullptr;
  check(dnnl_reorder_primitive_desc_create(&description, &plain, engine(), &wanted, engine(), nullptr),
        "packing");
  const auto created = dnnl_primitive_create(&reorder, description);
  dnnl_primitive_desc_destroy(description);
  check(created, "packing");
  const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_FROM, source}, {DNNL_ARG_TO, target->handle}};
  const auto ran = dnnl_primitive_execute(reorder, stream(), 2, arguments);
  dnnl_stream_wait(stream());
  dnnl_primitive_destroy(reorder);
  check(ran, "packing");
  packed.push_back(PackedWeight{wanted, std::move(target)});
  weight = at::Tensor();
  return packed.back().memory.get();
}

Plan &ct_convolution::plan_for(int64_t batch, int64_t height, int64_t width) {
  const std::vector<int64_t> key = {batch, height, width};
  const auto found = plans.find(key);
  if (found != plans.end()) return *found->second;

  auto plan = std::make_unique<Plan>();
  plan->output_height =
      (height + options.padding[0] + options.padding[2] - kernel_height) / options.stride[0] + 1;
  plan->output_width =
      (width + options.padding[1] + options.padding[3] - kernel_width) / options.stride[1] + 1;
  if (plan->output_height <= 0 || plan->output_width <= 0) {
    throw std::runtime_error("the input is smaller than the kernel");
  }

  const dnnl_dims_t input_sizes = {batch, in, height, width};
  const dnnl_dims_t weight_sizes = {out, in, kernel_height, kernel_width};
  const dnnl_dims_t bias_sizes = {out};
  const dnnl_dims_t output_sizes = {batch, out, plan->output_height, plan->output_width};
  dnnl_memory_desc_t input, weights, biases, output;
  check(dnnl_memory_desc_init_by_tag(&input, 4, input_sizes, type(), dnnl_nhwc), "input");
  check(dnnl_memory_desc_init_by_tag(&weights, 4, weight_sizes, type(), dnnl_format_tag_any), "weights");
  check(dnnl_memory_desc_init_by_tag(&biases, 1, bias_sizes, dnnl_f32, dnnl_a), "bias");
  check(dnnl_memory_desc_init_by_tag(&output, 4, output_sizes, output_type(), dnnl_nhwc), "output");

  const dnnl_dims_t strides = {options.stride[0], options.stride[1]};
  const dnnl_dims_t before = {options.padding[0], options.padding[1]};
  const dnnl_dims_t after = {options.padding[2], options.padding[3]};
  dnnl_convolution_desc_t description;
  check(dnnl_convolution_forward_desc_init(&description, dnnl_forward_inference,
                                           dnnl_convolution_direct, &input, &weights,
                                           bias.defined() ? &biases : nullptr, &output, strides,
                                           before, after),
        "convolution");

  dnnl_primitive_attr_t attributes = nullptr;
  dnnl_post_ops_t operations = nullptr;
  check(dnnl_primitive_attr_create(&attributes), "attributes");
  check(dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user), "scratchpad");
  check(dnnl_post_ops_create(&operations), "fused operations");
  if (options.adds_to_output) check(dnnl_post_ops_append_sum(operations, 1), "fused sum");
  if (options.activation == CT_RELU || options.activation == CT_LEAKY_RELU) {
    const float slope = options.activation == CT_RELU ? 0 : options.slope;
    check(dnnl_post_ops_append_eltwise(operations, 1, dnnl_eltwise_relu, slope, 0), "fused ReLU");
  } else if (options.activation == CT_TANH) {
    check(dnnl_post_ops_append_eltwise(operations, 1, dnnl_eltwise_tanh, 0, 0), "fused tanh");
  }
  check(dnnl_primitive_attr_set_post_ops(attributes, operations), "fused operations");
  dnnl_primitive_desc_t chosen = nullptr;
  const auto described =
      dnnl_primitive_desc_create(&chosen, &description, attributes, engine(), nullptr);
  dnnl_post_ops_destroy(operations);
  dnnl_primitive_attr_destroy(attributes);
  check(described, "no kernel for this convolution");

  const auto created = dnnl_primitive_create(&plan->primitive, chosen);
  if (created == dnnl_success) {
    plan->weight = packed_for(*dnnl_primitive_desc_query_md(chosen, dnnl_query_weights_md, 0));
    const auto *pad = dnnl_primitive_desc_query_md(chosen, dnnl_query_scratchpad_md, 0);
    const auto bytes = int64_t(dnnl_memory_desc_get_size(pad));
    plan->scratch = at::empty({std::max<int64_t>(bytes, 1)}, at::kByte);
    plan->scratchpad = std::make_unique<Memory>(*pad, plan->scratch.data_ptr());
    plan->input = std::make_unique<Memory>(input, nullptr);
    plan->output = std::make_unique<Memory>(output, nullptr);
  }
  dnnl_primitive_desc_destroy(chosen);
  check(created, "primitive");
  return *(plans[key] = std::move(plan));
}

namespace bridge {

int convolution(ct_tensor *weight, ct_tensor *bias, const ct_convolution_options *options,
                ct_convolution **out) {
  return guarded("packed convolution", [&] {
    auto created = std::make_unique<ct_convolution>();
    created->options = *options;
    created->weight = weight->value.detach().to(at::kCPU, at::kFloat).contiguous();
    if (created->weight.dim() != 4) throw std::runtime_error("weights need four axes");
    created->out = created->weight.size(0);
    created->in = created->weight.size(1);
    created->kernel_height = created->weight.size(2);
    created->kernel_width = created->weight.size(3);
    if (bias) {
      created->bias = bias->value.detach().to(at::kCPU, at::kFloat).contiguous();
      dnnl_memory_desc_t description;
      const dnnl_dims_t sizes = {created->bias.numel()};
      check(dnnl_memory_desc_init_by_tag(&description, 1, sizes, dnnl_f32, dnnl_a), "bias");
      created->bias_memory = std::make_unique<Memory>(description, created->bias.data_ptr());
    }
    *out = created.release();
  });
}

int convolve(ct_convolution *convolution, ct_tensor *input, ct_tensor *output, ct_tensor **out) {
  return guarded("packed convolution", [&] {
    const auto &source = input->value;
    if (source.dim() != 4 || source.size(1) != convolution->in) {
      throw std::runtime_error("input does not fit the weights");
    }
    if (source.scalar_type() != convolution->scalar()) throw std::runtime_error("input of wrong type");
    const auto contiguous = source.contiguous(at::MemoryFormat::ChannelsLast);
    auto &plan = convolution->plan_for(source.size(0), source.size(2), source.size(3));
    at::Tensor target;
    if (output) {
      target = output->value;
      if (!target.is_contiguous(at::MemoryFormat::ChannelsLast)) {
        throw std::runtime_error("output is not channels-last");
      }
    } else {
      if (convolution->options.adds_to_output) throw std::runtime_error("a sum needs an output");
      target = at::empty(
          {source.size(0), convolution->out, plan.output_height, plan.output_width},
          source.options().dtype(convolution->output_scalar()).memory_format(
              at::MemoryFormat::ChannelsLast));
    }
    const std::vector<int64_t> expected = {source.size(0), convolution->out,
                                           plan.output_height, plan.output_width};
    if (target.sizes() != at::IntArrayRef(expected) ||
        target.scalar_type() != convolution->output_scalar()) {
      throw std::runtime_error("output of wrong shape or type");
    }
    check(dnnl_memory_set_data_handle(plan.input->handle, contiguous.data_ptr()), "input");
    check(dnnl_memory_set_data_handle(plan.output->handle, target.data_ptr()), "output");
    dnnl_exec_arg_t arguments[5] = {{DNNL_ARG_SRC, plan.input->handle},
                                    {DNNL_ARG_WEIGHTS, plan.weight->handle},
                                    {DNNL_ARG_DST, plan.output->handle},
                                    {DNNL_ARG_SCRATCHPAD, plan.scratchpad->handle}};
    int count = 4;
    if (convolution->bias_memory) {
      arguments[count++] = {DNNL_ARG_BIAS, convolution->bias_memory->handle};
    }
    check(dnnl_primitive_execute(plan.primitive, stream(), count, arguments), "convolution");
    check(dnnl_stream_wait(stream()), "convolution");
    *out = wrap(target);
  });
}

int64_t convolution_bytes(ct_convolution *convolution) {
  int64_t total = convolution->weight.defined() ? int64_t(convolution->weight.nbytes()) : 0;
  for (const auto &entry : convolution->packed) {
    total += int64_t(dnnl_memory_desc_get_size(&entry.description));
  }
  return total;
}

void release_convolution(ct_convolution *convolution) { delete convolution; }

}  // namespace bridge
