// The table of entries: tensor life cycle, threads, gradients, randomness.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <dlfcn.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/version.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <memory>
#include <vector>

#include "Bridge.h"

namespace bridge {

std::string &last_error() {
  thread_local std::string message;
  return message;
}

void report(const char *what, const char *why) noexcept {
  try {
    last_error() = std::string(what) + ": " + why;
  } catch (...) {  // No memory for the message: the status alone has to do.
  }
}

int gradients(ct_tensor *const *outputs, ct_tensor *const *output_gradients, int64_t outputs_count,
              ct_tensor *const *inputs, int64_t inputs_count, bool keeps_graph, bool differentiable,
              bool allows_unused, ct_tensor **out) {
  return guarded("gradients", [&] {
    torch::autograd::variable_list of, with, to;
    for (int64_t i = 0; i < outputs_count; i++) {
      of.push_back(outputs[i]->value);
      if (output_gradients) with.push_back(output_gradients[i]->value);
    }
    for (int64_t i = 0; i < inputs_count; i++) to.push_back(inputs[i]->value);
    const auto found =
        torch::autograd::grad(of, to, with, keeps_graph, differentiable, allows_unused);
    std::vector<std::unique_ptr<ct_tensor>> wrapped;
    for (const auto &gradient : found) {
      wrapped.emplace_back(gradient.defined() ? wrap(gradient) : nullptr);
    }
    for (size_t i = 0; i < wrapped.size(); i++) out[i] = wrapped[i].release();
  });
}

namespace {

at::ScalarType scalar(ct_type type) { return static_cast<at::ScalarType>(type); }

const char *engine_description() {
  static const std::string text = []() noexcept -> std::string {
    std::string config;
    if (guarded("show_config", [&] { config = at::show_config(); }) != 0) return TORCH_VERSION;
    const std::string key = "CPU capability usage: ";
    const auto start = config.find(key);
    std::string capability = "unknown instructions";
    if (start != std::string::npos) {
      const auto from = start + key.size();
      capability = config.substr(from, config.find('\n', from) - from);
    }
    return std::string("LibTorch ") + TORCH_VERSION + ", " + capability;
  }();
  return text.c_str();
}

// LibTorch asks once whether CUDA is there, at the first operator, and remembers the answer: so
// its CUDA half is loaded before. Without a driver it would only cost seconds.
int load_cuda() {
  return guarded("load_cuda", [&] {
    Dl_info place{};
    if (dladdr(reinterpret_cast<void *>(&at::get_num_threads), &place) == 0) return;
    std::string path(place.dli_fname);
    path = path.substr(0, path.rfind('/') + 1) + "libtorch_cuda.so";
    if (access(path.c_str(), R_OK) != 0) return;
    if (dlopen("libcuda.so.1", RTLD_LAZY) == nullptr) return;
    if (dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL) == nullptr) throw std::runtime_error(dlerror());
  });
}

bool has_cuda() {
  bool answer = false;
  guarded("has_cuda", [&] { answer = at::hasCUDA(); });
  return answer;
}

// LibTorch's CUDA half is not linked, so the driver is asked.
int64_t cuda_memory(char *name, int32_t size) {
  size_t bytes = 0;
  guarded("cuda_memory", [&] {
    void *driver = dlopen("libcuda.so.1", RTLD_LAZY);
    if (driver == nullptr) return;
    const auto init = reinterpret_cast<int (*)(unsigned)>(dlsym(driver, "cuInit"));
    const auto get = reinterpret_cast<int (*)(int *, int)>(dlsym(driver, "cuDeviceGet"));
    const auto named =
        reinterpret_cast<int (*)(char *, int, int)>(dlsym(driver, "cuDeviceGetName"));
    const auto total =
        reinterpret_cast<int (*)(size_t *, int)>(dlsym(driver, "cuDeviceTotalMem_v2"));
    int device = 0;
    if (!init || !get || !named || !total || init(0) != 0 || get(&device, 0) != 0) return;
    if (named(name, size, device) != 0 || total(&bytes, device) != 0) bytes = 0;
  });
  return int64_t(bytes);
}

int set_fast_math(bool allowed) {
  return guarded("set_fast_math", [&] {
    auto &context = at::globalContext();
    context.setAllowTF32CuDNN(allowed);
    context.setAllowTF32CuBLAS(allowed);
    context.setBenchmarkCuDNN(allowed);
  });
}

int set_threads(int32_t count) {
  return guarded("set_threads", [&] { at::set_num_threads(count); });
}

int32_t threads() {
  int32_t count = 1;
  guarded("threads", [&] { count = at::get_num_threads(); });
  return count;
}

// LibTorch's pool is libgomp's. This file may be compiled without OpenMP, so the runtime's own
// entry is looked up: every member of the team runs `member` and takes its share of the indices.
struct ParallelLoop {
  int32_t count;
  void (*body)(void *, int32_t);
  void *context;
  std::atomic<int32_t> next{0};
};

void member(void *data) {
  auto *loop = static_cast<ParallelLoop *>(data);
  for (int32_t i = loop->next++; i < loop->count; i = loop->next++) loop->body(loop->context, i);
}

int parallel(int32_t count, void (*body)(void *, int32_t), void *context) {
  using Parallel = void (*)(void (*)(void *), void *, unsigned, unsigned);
  static const auto gomp = reinterpret_cast<Parallel>(dlsym(RTLD_DEFAULT, "GOMP_parallel"));
  ParallelLoop loop{count, body, context};
  const auto team = std::min(count, threads());
  if (gomp && team > 1) {
    gomp(member, &loop, unsigned(team), 0);
  } else {
    member(&loop);
  }
  return 0;
}

int from_data(const void *data, ct_type type, const int64_t *sizes, int64_t rank, ct_tensor **out) {
  return guarded("from_data", [&] {
    auto tensor = at::empty(at::IntArrayRef(sizes, size_t(rank)), at::TensorOptions(scalar(type)));
    if (data && tensor.nbytes() > 0) std::memcpy(tensor.data_ptr(), data, tensor.nbytes());
    *out = wrap(tensor);
  });
}

int retain(ct_tensor *tensor, ct_tensor **out) {
  return guarded("retain", [&] { *out = wrap(tensor->value); });
}

void release(ct_tensor *tensor) { delete tensor; }

int info(ct_tensor *tensor, ct_info *out) {
  return guarded("info", [&] {
    const auto &value = tensor->value;
    if (value.dim() > 8) throw std::runtime_error("a tensor of more than 8 axes");
    out->rank = value.dim();
    for (int64_t i = 0; i < value.dim(); i++) {
      out->sizes[i] = value.size(i);
      out->strides[i] = value.stride(i);
    }
    out->type = int32_t(value.scalar_type());
    const auto place = value.device().type();
    out->device = place == at::kCPU ? 0 : place == at::kCUDA ? 1 : 2;
    out->requires_grad = value.requires_grad();
    out->channels_last =
        value.dim() == 4 && value.is_contiguous(at::MemoryFormat::ChannelsLast);
    out->data = value.numel() == 0 || place != at::kCPU ? nullptr : value.data_ptr();
  });
}

int copy_out(ct_tensor *tensor, ct_type type, void *destination, int64_t bytes) {
  return guarded("copy_out", [&] {
    const auto plain =
        tensor->value.detach().to(at::kCPU, scalar(type)).contiguous();
    if (int64_t(plain.nbytes()) != bytes) throw std::runtime_error("destination of wrong size");
    if (bytes > 0) std::memcpy(destination, plain.data_ptr(), size_t(bytes));
  });
}

bool set_gradients(bool enabled) {
  enter_thread();
  const bool before = c10::GradMode::is_enabled();
  c10::GradMode::set_enabled(enabled);
  return before;
}

int set_requires_grad(ct_tensor *tensor, bool enabled) {
  return guarded("set_requires_grad", [&] { tensor->value.set_requires_grad(enabled); });
}

int generator(uint64_t seed, ct_generator **out) {
  return guarded("generator",
                 [&] { *out = new ct_generator{at::detail::createCPUGenerator(seed)}; });
}

void release_generator(ct_generator *generator) { delete generator; }

const ct_api api = {
    CT_INTERFACE_VERSION,
    [] { return last_error().c_str(); },
    engine_description,
    packing_version,
    load_cuda,
    has_cuda,
    cuda_memory,
    set_fast_math,
    has_operator,
    calls,
    set_threads,
    threads,
    parallel,
    from_data,
    retain,
    release,
    info,
    copy_out,
    call,
    set_gradients,
    set_requires_grad,
    gradients,
    derive,
    generator,
    release_generator,
    convolution,
    convolve,
    convolution_bytes,
    release_convolution,
};

}  // namespace
}  // namespace bridge

extern "C" __attribute__((visibility("default"))) const ct_api *ct_bridge_api(void) {
  return &bridge::api;
}
