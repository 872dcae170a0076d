// Shared by the files of the bridge: opaque types, error capture. No exception leaves an entry.
#ifndef GANVAS_BRIDGE_H
#define GANVAS_BRIDGE_H

#ifdef __cplusplus
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <string>

#include "CTorch.h"

struct ct_tensor {
  at::Tensor value;
};

struct ct_generator {
  at::Generator value;
};

namespace bridge {

// The message of the last failure on this thread.
std::string &last_error();

// LibTorch records gradients on every new thread; here nothing is recorded until it is asked for.
inline void enter_thread() {
  thread_local const bool entered = (c10::GradMode::set_enabled(false), true);
  (void)entered;
}

// Keeps what failed for this thread; never throws itself.
void report(const char *what, const char *why) noexcept;

// Runs `body`; turns any exception into a status and a message.
template <typename Body>
int guarded(const char *what, Body &&body) noexcept {
  try {
    body();
    return 0;
  } catch (const c10::Error &error) {
    report(what, error.what_without_backtrace());
  } catch (const std::exception &error) {
    report(what, error.what());
  } catch (...) {
    report(what, "unknown failure");
  }
  return 1;
}

inline ct_tensor *wrap(at::Tensor value) { return new ct_tensor{std::move(value)}; }

int call(const char *name, const char *overload, const ct_value *arguments, int64_t count,
         const ct_value **results, int64_t *result_count);
bool has_operator(const char *name, const char *overload);
int64_t calls();
int gradients(ct_tensor *const *outputs, ct_tensor *const *output_gradients, int64_t outputs_count,
              ct_tensor *const *inputs, int64_t inputs_count, bool keeps_graph, bool differentiable,
              bool allows_unused, ct_tensor **out);
int derive(ct_tensor *output, ct_tensor *const *inputs, int64_t inputs_count,
           ct_derivative derivative, void *context, void (*release)(void *context), ct_tensor **out);
int convolution(ct_tensor *weight, ct_tensor *bias, const ct_convolution_options *options,
                ct_convolution **out);
int convolve(ct_convolution *convolution, ct_tensor *input, ct_tensor *output, ct_tensor **out);
int64_t convolution_bytes(ct_convolution *convolution);
void release_convolution(ct_convolution *convolution);
int32_t packing_version();

}  // namespace bridge
#endif
#endif
