// A convolution whose weights oneDNN packs once. LibTorch's own conv2d reorders its weights on
// every call, 60…130 ms in one GauGAN frame; here a warm call holds no reorder at all
// (DNNL_VERBOSE=1 shows it, and a test reads it).
#if __has_include(<dnnl.h>)
#include <list>
#include <string>
#include <utility>
#include <vector>

#include "Dialect.h"

namespace onednn {
namespace {

constexpr size_t plan_limit = 64;

// Lives until the program ends: LibTorch's threads may outlive any owner.
dnnl_engine_t engine() {
  static const dnnl_engine_t shared = [] {
    dnnl_engine_t created = nullptr;
    check(dnnl_engine_create(&created, dnnl_cpu, 0), "engine");
    return created;
  }();
  return shared;
}

struct Stream {
  dnnl_stream_t handle = nullptr;
  Stream() { check(dnnl_stream_create(&handle, engine(), dnnl_stream_in_order), "stream"); }
  ~Stream() { dnnl_stream_destroy(handle); }
};

dnnl_stream_t stream() {
  thread_local const Stream own;
  return own.handle;
}

// Working memory of kernels: one piece per thread, as large as the hungriest kernel so far.
void *scratch(size_t bytes) {
  thread_local std::vector<char> own;
  if (own.size() < bytes + 64) {
    own.clear();
    own.shrink_to_fit();
    own.resize(bytes + 64);
  }
  const auto address = reinterpret_cast<uintptr_t>(own.data());
  return reinterpret_cast<void *>((address + 63) / 64 * 64);
}

// Memory that oneDNN describes; oneDNN's own or the caller's.
struct Memory {
  dnnl_memory_t handle = nullptr;
  Memory(DescriptionView description, void *data) {
    check(dnnl_memory_create(&handle, description, engine(), data), "memory");
  }
  Memory(const Memory &) = delete;
  Memory &operator=(const Memory &) = delete;
  ~Memory() { dnnl_memory_destroy(handle); }
  void set(void *data) const { check(dnnl_memory_set_data_handle(handle, data), "memory"); }
};

dnnl_data_type_t type(Element element) {
  return element == Element::bfloat16 ? dnnl_bf16 : dnnl_f32;
}

// Handles that are freed on every way out.
template <typename Handle, dnnl_status_t (*destroy)(Handle)>
struct Owned {
  Handle handle = nullptr;
  Owned() = default;
  Owned(const Owned &) = delete;
  Owned &operator=(const Owned &) = delete;
  ~Owned() {
    if (handle) destroy(handle);
  }
};

using PrimitiveDescription = Owned<dnnl_primitive_desc_t, dnnl_primitive_desc_destroy>;
using Primitive = Owned<dnnl_primitive_t, dnnl_primitive_destroy>;
using Attributes = Owned<dnnl_primitive_attr_t, dnnl_primitive_attr_destroy>;
using FusedOperations = Owned<dnnl_post_ops_t, dnnl_post_ops_destroy>;

struct PackedWeight {
  Description description;
  Memory memory;
  explicit PackedWeight(DescriptionView wanted)
      : description(wanted), memory(description.view(), DNNL_MEMORY_ALLOCATE) {}
};

// One kernel for one input size.
struct Plan {
  int64_t batch, height, width;
  Primitive primitive;
  std::unique_ptr<Memory> input, output, scratchpad;
  size_t scratch_bytes = 0;
  const PackedWeight *weight = nullptr;
};

}  // namespace

struct Convolution::State {
  Options options;
  const float *weight;
  std::unique_ptr<Memory> bias;
  std::list<PackedWeight> packed;
  std::list<Plan> plans;  // the one used last comes first

  Description plain() const;
  const PackedWeight *packed_for(DescriptionView wanted);
  void fuse(const Attributes &attributes) const;
  Plan &plan_for(int64_t batch, int64_t height, int64_t width);
  const PackedWeight *packed_before(const Geometry &geometry, const Attributes &attributes,
                                    const PrimitiveDescription &free,
                                    PrimitiveDescription &result) const;
  void build(Plan &plan);
};

// Copies weights from one layout and number format to another.
void reorder(DescriptionView from, const Memory &source, DescriptionView to, const Memory &target) {
  PrimitiveDescription description;
  check(dnnl_reorder_primitive_desc_create(&description.handle, from, engine(), to, engine(),
                                           nullptr),
        "packing");
  Primitive primitive;
  check(dnnl_primitive_create(&primitive.handle, description.handle), "packing");
  const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_FROM, source.handle},
                                       {DNNL_ARG_TO, target.handle}};
  check(dnnl_primitive_execute(primitive.handle, stream(), 2, arguments), "packing");
  check(dnnl_stream_wait(stream()), "packing");
}

Description Convolution::State::plain() const {
  const auto *sizes = options.weight_sizes;
  const dnnl_dims_t axes = {sizes[0], sizes[1], sizes[2], sizes[3]};
  return Description(4, axes, dnnl_f32, dnnl_oihw);
}

// A size that wants another layout is packed from the first packed form.
const PackedWeight *Convolution::State::packed_for(DescriptionView wanted) {
  for (const auto &entry : packed) {
    if (dnnl_memory_desc_equal(entry.description.view(), wanted)) return &entry;
  }
  std::list<PackedWeight> made;
  made.emplace_back(wanted);
  if (packed.empty()) {
    const auto original = plain();
    const Memory source(original.view(), const_cast<float *>(weight));
    reorder(original.view(), source, wanted, made.front().memory);
  } else {
    const auto &first = packed.front();
    reorder(first.description.view(), first.memory, wanted, made.front().memory);
  }
  packed.splice(packed.end(), made);
  return &packed.back();
}

void Convolution::State::fuse(const Attributes &attributes) const {
  check(dnnl_primitive_attr_set_scratchpad_mode(attributes.handle, dnnl_scratchpad_mode_user),
        "scratchpad");
  FusedOperations operations;
  check(dnnl_post_ops_create(&operations.handle), "fused operations");
  if (options.adds_to_output) check(append_sum(operations.handle), "fused sum");
  switch (options.activation) {
    case Activation::identity:
      break;
    case Activation::relu:
      check(append_activation(operations.handle, dnnl_eltwise_relu, 0), "fused ReLU");
      break;
    case Activation::leaky_relu:
      check(append_activation(operations.handle, dnnl_eltwise_relu, options.slope), "fused ReLU");
      break;
    case Activation::tanh:
      check(append_activation(operations.handle, dnnl_eltwise_tanh, 0), "fused tanh");
      break;
  }
  check(dnnl_primitive_attr_set_post_ops(attributes.handle, operations.handle), "fused operations");
}

// The kernel's name, such as `jit:avx512_core`.
std::string kernel_name(const PrimitiveDescription &description) {
  const char *name = nullptr;
  const auto status =
      dnnl_primitive_desc_query(description.handle, dnnl_query_impl_info_str, 0, &name);
  return status == dnnl_success && name ? name : "";
}

// A kernel that reads weights packed before, if that costs nothing: the same kernel as `free`,
// which chose its layout itself. Without this, each crop size could pack its own copy.
const PackedWeight *Convolution::State::packed_before(const Geometry &geometry,
                                                      const Attributes &attributes,
                                                      const PrimitiveDescription &free,
                                                      PrimitiveDescription &result) const {
  const auto wanted = dnnl_primitive_desc_query_md(free.handle, dnnl_query_weights_md, 0);
  for (const auto &entry : packed) {
    if (dnnl_memory_desc_equal(entry.description.view(), wanted)) return nullptr;
  }
  for (const auto &entry : packed) {
    Geometry fixed = geometry;
    fixed.weights = entry.description.view();
    PrimitiveDescription candidate;
    if (describe(&candidate.handle, engine(), fixed, attributes.handle) != dnnl_success) continue;
    if (kernel_name(candidate) != kernel_name(free)) continue;
    std::swap(result.handle, candidate.handle);
    return &entry;
  }
  return nullptr;
}

void Convolution::State::build(Plan &plan) {
  const auto *sizes = options.weight_sizes;
  const auto *padding = options.padding;
  const int64_t height =
      (plan.height + padding[0] + padding[2] - sizes[2]) / options.stride[0] + 1;
  const int64_t width = (plan.width + padding[1] + padding[3] - sizes[3]) / options.stride[1] + 1;

  const dnnl_dims_t input_sizes = {plan.batch, sizes[1], plan.height, plan.width};
  const dnnl_dims_t weight_sizes = {sizes[0], sizes[1], sizes[2], sizes[3]};
  const dnnl_dims_t bias_sizes = {sizes[0]};
  const dnnl_dims_t output_sizes = {plan.batch, sizes[0], height, width};
  const Description input(4, input_sizes, type(options.element), dnnl_nhwc);
  const Description weights(4, weight_sizes, type(options.element), dnnl_format_tag_any);
  const Description biases(1, bias_sizes, dnnl_f32, dnnl_a);
  const Description output(4, output_sizes, type(options.output_element), dnnl_nhwc);
  const Geometry geometry = {input.view(),
                             weights.view(),
                             bias ? biases.view() : nullptr,
                             output.view(),
                             {options.stride[0], options.stride[1]},
                             {padding[0], padding[1]},
                             {padding[2], padding[3]}};

  Attributes attributes;
  check(dnnl_primitive_attr_create(&attributes.handle), "attributes");
  fuse(attributes);
  PrimitiveDescription chosen;
  check(describe(&chosen.handle, engine(), geometry, attributes.handle), "convolution");
  PrimitiveDescription shared;
  plan.weight = packed_before(geometry, attributes, chosen, shared);
  if (plan.weight) {
    std::swap(chosen.handle, shared.handle);
  } else {
    plan.weight = packed_for(dnnl_primitive_desc_query_md(chosen.handle, dnnl_query_weights_md, 0));
  }
  check(dnnl_primitive_create(&plan.primitive.handle, chosen.handle), "convolution");
  const auto pad = dnnl_primitive_desc_query_md(chosen.handle, dnnl_query_scratchpad_md, 0);
  plan.scratch_bytes = dnnl_memory_desc_get_size(pad);
  plan.scratchpad = std::make_unique<Memory>(pad, nullptr);
  plan.input = std::make_unique<Memory>(input.view(), nullptr);
  plan.output = std::make_unique<Memory>(output.view(), nullptr);
}

Plan &Convolution::State::plan_for(int64_t batch, int64_t height, int64_t width) {
  for (auto entry = plans.begin(); entry != plans.end(); ++entry) {
    if (entry->batch != batch || entry->height != height || entry->width != width) continue;
    plans.splice(plans.begin(), plans, entry);
    return plans.front();
  }
  std::list<Plan> made(1);
  made.front().batch = batch;
  made.front().height = height;
  made.front().width = width;
  build(made.front());
  plans.splice(plans.begin(), made);
  if (plans.size() > plan_limit) plans.pop_back();
  return plans.front();
}

int version() {
  const auto *found = dnnl_version();
  return found->major * 10000 + found->minor * 100 + found->patch;
}

Convolution::Convolution(const Options &options, const float *weight, const float *bias)
    : state(std::make_unique<State>()) {
  state->options = options;
  state->weight = weight;
  if (bias) {
    const dnnl_dims_t sizes = {options.weight_sizes[0]};
    const Description description(1, sizes, dnnl_f32, dnnl_a);
    state->bias = std::make_unique<Memory>(description.view(), const_cast<float *>(bias));
  }
}

Convolution::~Convolution() = default;

void Convolution::run(const void *input, int64_t batch, int64_t height, int64_t width,
                      void *output) {
  const auto &plan = state->plan_for(batch, height, width);
  plan.input->set(const_cast<void *>(input));
  plan.output->set(output);
  plan.scratchpad->set(scratch(plan.scratch_bytes));
  dnnl_exec_arg_t arguments[5] = {{DNNL_ARG_SRC, plan.input->handle},
                                  {DNNL_ARG_WEIGHTS, plan.weight->memory.handle},
                                  {DNNL_ARG_DST, plan.output->handle},
                                  {DNNL_ARG_SCRATCHPAD, plan.scratchpad->handle}};
  int count = 4;
  if (state->bias) arguments[count++] = {DNNL_ARG_BIAS, state->bias->handle};
  check(dnnl_primitive_execute(plan.primitive.handle, stream(), count, arguments), "convolution");
  check(dnnl_stream_wait(stream()), "convolution");
}

bool Convolution::holds_weights() const { return !state->packed.empty(); }

void Convolution::unpack(float *weight) const {
  const auto &first = state->packed.front();
  const auto original = state->plain();
  reorder(first.description.view(), first.memory, original.view(),
          Memory(original.view(), weight));
}

int64_t Convolution::packed_bytes() const {
  int64_t total = 0;
  for (const auto &entry : state->packed) {
    total += int64_t(dnnl_memory_desc_get_size(entry.description.view()));
  }
  return total;
}

}  // namespace onednn
#endif
