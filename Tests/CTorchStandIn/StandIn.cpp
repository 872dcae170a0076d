#include "CTorchStandIn.h"

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/library.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <map>
#include <mutex>
#include <set>
#include <sstream>
#include <vector>

namespace {

constexpr auto device_type = c10::DeviceType::PrivateUse1;
const c10::Device device(device_type, 0);

std::atomic<int64_t> kernels{0}, uploads{0}, bytes_up{0}, waits{0};

std::map<std::string, int64_t> &profile() {
  static auto &counts = *new std::map<std::string, int64_t>;
  return counts;
}

std::mutex &profile_lock() {
  static auto &lock = *new std::mutex;
  return lock;
}

void count_kernel(const std::string &name) {
  kernels++;
  const std::lock_guard<std::mutex> guard(profile_lock());
  profile()[name]++;
}

bool is_here(const at::Tensor &tensor) {
  return tensor.defined() && tensor.device().type() == device_type;
}

// The same memory as the processor sees it; keeps the storage alive.
at::Tensor seen_by_processor(const at::Tensor &tensor) {
  const auto storage = tensor.storage();
  auto *data = static_cast<char *>(const_cast<void *>(storage.data()));
  if (data) data += tensor.storage_offset() * int64_t(tensor.dtype().itemsize());
  return at::from_blob(data, tensor.sizes(), tensor.strides(), [storage](void *) {},
                       at::TensorOptions().dtype(tensor.dtype()).device(at::kCPU));
}

at::Tensor made(c10::Storage storage, const at::Tensor &like, int64_t offset) {
  auto result = at::detail::make_tensor<c10::TensorImpl>(
      std::move(storage), c10::DispatchKeySet(c10::DispatchKey::PrivateUse1), like.dtype());
  auto *impl = result.unsafeGetTensorImpl();
  impl->set_sizes_and_strides(like.sizes(), like.strides());
  impl->set_storage_offset(offset);
  return result;
}

void forget(void *kept) { delete static_cast<at::Tensor *>(kept); }

// A tensor of the device that takes over what the processor made.
at::Tensor taken_over(const at::Tensor &tensor) {
  const auto storage = tensor.storage();
  c10::DataPtr pointer(const_cast<void *>(storage.data()), new at::Tensor(tensor), &forget, device);
  c10::Storage own(c10::Storage::use_byte_size_t(), storage.nbytes(), std::move(pointer), nullptr,
                   false);
  return made(std::move(own), tensor, tensor.storage_offset());
}

// Gives an empty tensor of the device what the processor computed in its place.
void grow(const at::Tensor &tensor, const at::Tensor &computed) {
  const auto filled = taken_over(computed);
  auto *impl = tensor.unsafeGetTensorImpl();
  impl->set_storage_keep_dtype(filled.storage());
  impl->set_sizes_and_strides(filled.sizes(), filled.strides());
  impl->set_storage_offset(filled.storage_offset());
}

// Operators that wait for the device's numbers.
bool waits_for_numbers(const std::string &name) {
  static const std::set<std::string> names = {
      "aten::_local_scalar_dense", "aten::nonzero", "aten::_unique2", "aten::equal",
      "aten::masked_select",       "aten::unique_dim"};
  return names.count(name) > 0;
}

// Index lists may lie in main memory, as for CUDA.
bool takes_indices_from_anywhere(const std::string &name) {
  return name == "aten::index.Tensor" || name == "aten::_index_put_impl_" || name == "aten::index";
}

// One operator's call on its way to the processor and back.
class Call {
 public:
  Call(const c10::OperatorHandle &operation, torch::jit::Stack *stack)
      : operation(operation), stack(stack), name(operation.schema().name()) {}

  void run() {
    const auto &arguments = operation.schema().arguments();
    const auto count = arguments.size();
    const auto first = stack->size() - count;
    given.assign(stack->begin() + int64_t(first), stack->end());
    for (size_t i = 0; i < count; i++) (*stack)[first + i] = translated(given[i]);
    require_one_device();
    operation.redispatchBoxed(c10::DispatchKeySet(c10::DispatchKey::CPU), stack);
    take_results();
  }

 private:
  c10::IValue translated(const c10::IValue &value) {
    if (value.isTensor()) return translated(value.toTensor());
    if (value.isTensorList()) {
      c10::List<at::Tensor> list;
      for (const auto &tensor : value.toTensorVector()) list.push_back(translated(tensor));
      return list;
    }
    if (value.isOptionalTensorList()) {
      c10::List<c10::optional<at::Tensor>> list;
      const auto items = value.toOptionalTensorList();
      for (const c10::optional<at::Tensor> item : items) {
        list.push_back(item ? c10::optional<at::Tensor>(translated(*item)) : c10::nullopt);
      }
      return list;
    }
    if (value.isDevice() && value.toDevice().type() == device_type) {
      asked_for = true;
      return c10::Device(at::kCPU);
    }
    return value;
  }

  at::Tensor translated(const at::Tensor &tensor) {
    if (!tensor.defined()) return tensor;
    if (!is_here(tensor)) {
      if (tensor.dim() > 0) foreign = true;
      return tensor;
    }
    // What holds nothing yet may grow: operators with an output resize it.
    auto alias = tensor.numel() == 0 ? at::empty(tensor.sizes(), tensor.options().device(at::kCPU))
                                     : seen_by_processor(tensor);
    here.push_back({tensor, alias});
    return alias;
  }

  void require_one_device() const {
    if (here.empty() || !foreign || takes_indices_from_anywhere(name)) return;
    throw std::runtime_error(
        name + ": Expected all tensors to be on the same device, but found at least two devices");
  }

  void take_results() {
    const auto count = operation.schema().returns().size();
    const auto first = stack->size() - count;
    bool computes = false;
    for (size_t i = 0; i < count; i++) {
      auto &value = (*stack)[first + i];
      if (value.isTensor()) {
        value = taken(value.toTensor(), &computes);
      } else if (value.isTensorList()) {
        c10::List<at::Tensor> list;
        for (const auto &tensor : value.toTensorVector()) list.push_back(taken(tensor, &computes));
        value = list;
      } else {
        computes = true;
      }
    }
    if (count == 0) computes = true;
    if (waits_for_numbers(name)) waits++;
    if (computes && name.rfind("aten::empty", 0) != 0) count_kernel(name);
  }

  at::Tensor taken(const at::Tensor &tensor, bool *computes) {
    if (!tensor.defined()) return tensor;
    for (const auto &pair : here) {
      if (tensor.is_same(pair.second)) {  // in place
        *computes = true;
        if (pair.first.numel() == 0 && tensor.numel() > 0) grow(pair.first, tensor);
        return pair.first;
      }
    }
    for (const auto &pair : here) {
      if (tensor.numel() > 0 && tensor.storage().data() == pair.second.storage().data() &&
          tensor.storage().data() != nullptr) {  // a view
        return made(pair.first.storage(), tensor,
                    pair.first.storage_offset() + tensor.storage_offset());
      }
    }
    *computes = true;
    return here.empty() && !asked_for ? tensor : taken_over(tensor);
  }

  const c10::OperatorHandle &operation;
  torch::jit::Stack *stack;
  const std::string name;
  std::vector<c10::IValue> given;
  std::vector<std::pair<at::Tensor, at::Tensor>> here;  // as it is, as the processor sees it
  bool foreign = false;
  bool asked_for = false;
};

void fallback(const c10::OperatorHandle &operation, torch::jit::Stack *stack) {
  Call(operation, stack).run();
}

// Copies across, and inside.
at::Tensor copy_from(const at::Tensor &from, const at::Tensor &to, bool) {
  if (is_here(from) && is_here(to)) {
    count_kernel("copy");
    seen_by_processor(to).copy_(seen_by_processor(from));
  } else if (is_here(from)) {
    waits++;
    const_cast<at::Tensor &>(to).copy_(seen_by_processor(from));
  } else {
    uploads++;
    bytes_up += int64_t(from.nbytes());
    seen_by_processor(to).copy_(from);
  }
  return to;
}

at::Tensor copy_from_and_resize(const at::Tensor &from, const at::Tensor &to) {
  return copy_from(from, to, false);
}

// Offsets count from the start of the storage here, from the alias in the fallback.
at::Tensor as_strided(const at::Tensor &tensor, at::IntArrayRef sizes, at::IntArrayRef strides,
                      c10::optional<int64_t> offset) {
  const auto shape = at::empty_strided(sizes, strides, at::TensorOptions(at::kMeta).dtype(tensor.dtype()));
  return made(tensor.storage(), shape, offset.value_or(tensor.storage_offset()));
}

at::Tensor here_or_undefined(const at::Tensor &tensor) {
  return tensor.defined() ? taken_over(tensor) : tensor;
}

at::Tensor convolution(const at::Tensor &input, const at::Tensor &weight,
                       const c10::optional<at::Tensor> &bias, at::IntArrayRef stride,
                       at::IntArrayRef padding, at::IntArrayRef dilation, bool transposed,
                       at::IntArrayRef output_padding, int64_t groups) {
  const bool has_bias = bias && bias->defined();
  if (!is_here(input) || !is_here(weight) || (has_bias && !is_here(*bias))) {
    throw std::runtime_error(
        "convolution: Expected all tensors to be on the same device, but found at least two devices");
  }
  count_kernel("convolution");
  const c10::optional<at::Tensor> shift =
      has_bias ? c10::optional<at::Tensor>(seen_by_processor(*bias)) : c10::nullopt;
  return taken_over(at::convolution(seen_by_processor(input), seen_by_processor(weight), shift,
                                    stride, padding, dilation, transposed, output_padding, groups));
}

std::tuple<at::Tensor, at::Tensor, at::Tensor> convolution_backward(
    const at::Tensor &gradient, const at::Tensor &input, const at::Tensor &weight,
    at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation, bool transposed,
    at::IntArrayRef output_padding, int64_t groups, std::array<bool, 3> wanted) {
  if (!is_here(gradient) || !is_here(input) || !is_here(weight)) {
    throw std::runtime_error("convolution_backward: Expected all tensors to be on the same device");
  }
  const std::vector<int64_t> bias_sizes = {transposed ? weight.size(1) * groups : weight.size(0)};
  for (const bool part : wanted) {
    if (part) count_kernel("convolution_backward");
  }
  const auto found = at::convolution_backward(
      seen_by_processor(gradient), seen_by_processor(input), seen_by_processor(weight),
      at::OptionalIntArrayRef(bias_sizes), stride, padding, dilation, transposed, output_padding,
      groups, wanted);
  return {here_or_undefined(std::get<0>(found)), here_or_undefined(std::get<1>(found)),
          here_or_undefined(std::get<2>(found))};
}

// One device with one stream.
struct Guard final : c10::impl::DeviceGuardImplInterface {
  c10::DeviceType type() const override { return device_type; }
  c10::Device exchangeDevice(c10::Device) const override { return device; }
  c10::Device getDevice() const override { return device; }
  void setDevice(c10::Device) const override {}
  void uncheckedSetDevice(c10::Device) const noexcept override {}
  c10::Stream getStream(c10::Device) const noexcept override { return stream(); }
  c10::Stream getDefaultStream(c10::Device) const override { return stream(); }
  c10::Stream exchangeStream(c10::Stream) const noexcept override { return stream(); }
  c10::DeviceIndex deviceCount() const noexcept override { return 1; }
  void record(void **, const c10::Stream &, const c10::DeviceIndex,
              const c10::EventFlag) const override {}
  void block(void *, const c10::Stream &) const override {}
  bool queryEvent(void *) const override { return true; }
  void destroyEvent(void *, const c10::DeviceIndex) const noexcept override {}

 private:
  static c10::Stream stream() { return c10::Stream(c10::Stream::DEFAULT, device); }
};

TORCH_LIBRARY_IMPL(_, PrivateUse1, library) {
  library.fallback(torch::CppFunction::makeFromBoxedFunction<&fallback>());
}

TORCH_LIBRARY_IMPL(aten, PrivateUse1, library) {
  library.impl("_copy_from", &copy_from);
  library.impl("_copy_from_and_resize", &copy_from_and_resize);
  library.impl("as_strided", &as_strided);
  library.impl("convolution_overrideable", &convolution);
  library.impl("convolution_backward_overrideable", &convolution_backward);
}

}  // namespace

C10_REGISTER_GUARD_IMPL(PrivateUse1, Guard);

extern "C" void standin_read(standin_counts *out) {
  *out = {kernels.load(), uploads.load(), bytes_up.load(), waits.load()};
}

extern "C" void standin_profile(char *text, int64_t size) {
  std::vector<std::pair<int64_t, std::string>> sorted;
  {
    const std::lock_guard<std::mutex> guard(profile_lock());
    for (const auto &entry : profile()) sorted.push_back({entry.second, entry.first});
    profile().clear();
  }
  std::sort(sorted.rbegin(), sorted.rend());
  std::ostringstream lines;
  for (const auto &entry : sorted) lines << entry.second << " " << entry.first << "\n";
  const auto all = lines.str();
  const auto length = std::min(int64_t(all.size()), size - 1);
  std::memcpy(text, all.data(), size_t(length));
  text[length] = 0;
}
