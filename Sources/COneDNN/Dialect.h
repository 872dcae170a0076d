// What differs between oneDNN 2 (Debian 12) and oneDNN 3 (later systems): memory descriptions are
// values in the one and handles in the other, and a convolution is described in one step or two.
#ifndef GANVAS_ONEDNN_DIALECT_H
#define GANVAS_ONEDNN_DIALECT_H

#include <dnnl.h>

#include <stdexcept>
#include <string>

#include "COneDNN.h"

namespace onednn {

inline void check(dnnl_status_t status, const char *what) {
  if (status == dnnl_success) return;
  const auto text = std::string(what) + " (oneDNN status " + std::to_string(int(status)) + ")";
  if (status == dnnl_unimplemented) throw Unsupported(text);
  throw std::runtime_error(text);
}

#if DNNL_VERSION_MAJOR >= 3
using DescriptionView = const_dnnl_memory_desc_t;
#else
using DescriptionView = const dnnl_memory_desc_t *;
#endif

// Shape, number format and layout of some memory.
class Description {
 public:
  Description(int axes, const dnnl_dims_t sizes, dnnl_data_type_t type, dnnl_format_tag_t tag) {
#if DNNL_VERSION_MAJOR >= 3
    check(dnnl_memory_desc_create_with_tag(&value, axes, sizes, type, tag), "memory description");
#else
    check(dnnl_memory_desc_init_by_tag(&value, axes, sizes, type, tag), "memory description");
#endif
  }

  explicit Description(DescriptionView other) {
#if DNNL_VERSION_MAJOR >= 3
    check(dnnl_memory_desc_clone(&value, other), "memory description");
#else
    value = *other;
#endif
  }

  Description(const Description &) = delete;
  Description &operator=(const Description &) = delete;

#if DNNL_VERSION_MAJOR >= 3
  ~Description() { dnnl_memory_desc_destroy(value); }
  DescriptionView view() const { return value; }
#else
  DescriptionView view() const { return &value; }
#endif

 private:
  dnnl_memory_desc_t value{};
};

// What a convolution reads, writes and skips.
struct Geometry {
  DescriptionView input, weights, bias, output;
  dnnl_dims_t strides, before, after;
};

inline dnnl_status_t describe(dnnl_primitive_desc_t *result, dnnl_engine_t engine,
                              const Geometry &geometry, const_dnnl_primitive_attr_t attributes) {
#if DNNL_VERSION_MAJOR >= 3
  const dnnl_dims_t dilation = {0, 0};
  return dnnl_convolution_forward_primitive_desc_create(
      result, engine, dnnl_forward_inference, dnnl_convolution_direct, geometry.input,
      geometry.weights, geometry.bias, geometry.output, geometry.strides, dilation, geometry.before,
      geometry.after, attributes);
#else
  dnnl_convolution_desc_t description;
  const auto status = dnnl_convolution_forward_desc_init(
      &description, dnnl_forward_inference, dnnl_convolution_direct, geometry.input,
      geometry.weights, geometry.bias, geometry.output, geometry.strides, geometry.before,
      geometry.after);
  if (status != dnnl_success) return status;
  return dnnl_primitive_desc_create(result, &description, attributes, engine, nullptr);
#endif
}

inline dnnl_status_t append_sum(dnnl_post_ops_t operations) {
#if DNNL_VERSION_MAJOR >= 3
  return dnnl_post_ops_append_sum(operations, 1, 0, dnnl_data_type_undef);
#else
  return dnnl_post_ops_append_sum(operations, 1);
#endif
}

inline dnnl_status_t append_activation(dnnl_post_ops_t operations, dnnl_alg_kind_t kind,
                                       float alpha) {
#if DNNL_VERSION_MAJOR >= 3
  return dnnl_post_ops_append_eltwise(operations, kind, alpha, 0);
#else
  return dnnl_post_ops_append_eltwise(operations, 1, kind, alpha, 0);
#endif
}

}  // namespace onednn
#endif
