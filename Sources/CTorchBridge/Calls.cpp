// One generic operator call: values in, boxed call through LibTorch's dispatcher, values out.
// A boxed call reaches every operator by name and records gradients like any other call.
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>

#include <sstream>
#include <vector>

#include "Bridge.h"

namespace bridge {
namespace {

const ct_tensor *const *tensors(const ct_value &value) {
  return static_cast<const ct_tensor *const *>(value.pointer);
}

template <typename Element>
c10::List<Element> list(const ct_value &value) {
  const auto *numbers = static_cast<const Element *>(value.pointer);
  c10::List<Element> result;
  result.reserve(value.count);
  for (int64_t i = 0; i < value.count; i++) result.push_back(numbers[i]);
  return result;
}

// The kind under any number of Optional[…].
c10::TypePtr unwrapped(c10::TypePtr type) {
  while (type->kind() == c10::TypeKind::OptionalType) type = type->containedType(0);
  return type;
}

c10::IValue tensor_list(const ct_value &value, const c10::TypePtr &type) {
  const bool optional_elements = type->kind() == c10::TypeKind::ListType &&
                                 type->containedType(0)->kind() == c10::TypeKind::OptionalType;
  if (optional_elements) {
    using Element = decltype(std::declval<c10::IValue>().toOptional<at::Tensor>());
    c10::List<Element> result;
    for (int64_t i = 0; i < value.count; i++) {
      const auto *item = tensors(value)[i];
      result.push_back(item ? Element(item->value) : Element());
    }
    return result;
  }
  c10::List<at::Tensor> result;
  for (int64_t i = 0; i < value.count; i++) result.push_back(tensors(value)[i]->value);
  return result;
}

c10::IValue converted(const ct_value &value, const c10::TypePtr &declared) {
  const auto type = unwrapped(declared);
  switch (value.kind) {
    case CT_NONE:
      return c10::IValue();
    case CT_TENSOR:
      return static_cast<const ct_tensor *>(value.pointer)->value;
    case CT_TENSORS:
      return tensor_list(value, type);
    case CT_INT:
      if (type->kind() == c10::TypeKind::FloatType) return double(value.integer);
      return value.integer;
    case CT_DOUBLE:
      return value.real;
    case CT_BOOL:
      return value.integer != 0;
    case CT_INTS:
      return list<int64_t>(value);
    case CT_DOUBLES:
      return list<double>(value);
    case CT_BOOLS:
      return list<bool>(value);
    case CT_STRING: {
      std::string text(static_cast<const char *>(value.pointer));
      if (type->kind() == c10::TypeKind::DeviceObjType) return c10::Device(text);
      return text;
    }
    case CT_GENERATOR:
      return static_cast<const ct_generator *>(value.pointer)->value;
  }
  throw std::runtime_error("a value of unknown kind");
}

void append(const c10::IValue &value, std::vector<ct_value> &results) {
  ct_value result{};
  if (value.isNone()) {
    result.kind = CT_NONE;
  } else if (value.isTensor()) {
    const auto &tensor = value.toTensor();
    result.kind = tensor.defined() ? CT_TENSOR : CT_NONE;
    if (tensor.defined()) result.pointer = wrap(tensor);
  } else if (value.isBool()) {
    result.kind = CT_BOOL;
    result.integer = value.toBool();
  } else if (value.isInt()) {
    result.kind = CT_INT;
    result.integer = value.toInt();
  } else if (value.isDouble()) {
    result.kind = CT_DOUBLE;
    result.real = value.toDouble();
  } else if (value.isTensorList()) {
    for (const auto &tensor : value.toTensorVector()) append(tensor, results);
    return;
  } else {
    throw std::runtime_error("a result of kind " + value.tagKind() + " is not supported");
  }
  results.push_back(result);
}

// Shapes of the tensor arguments, for messages.
std::string shapes(const ct_value *arguments, int64_t count) {
  std::ostringstream text;
  for (int64_t i = 0; i < count; i++) {
    if (arguments[i].kind != CT_TENSOR) continue;
    const auto &tensor = static_cast<const ct_tensor *>(arguments[i].pointer)->value;
    text << " " << tensor.scalar_type() << tensor.sizes();
  }
  return text.str();
}

}  // namespace

int call(const char *name, const char *overload, const ct_value *arguments, int64_t count,
         ct_value *results, int64_t capacity, int64_t *result_count) {
  const int status = guarded(name, [&] {
    const auto handle = c10::Dispatcher::singleton().findSchemaOrThrow(name, overload);
    const auto &schema = handle.schema();
    const auto &declared = schema.arguments();
    if (count > int64_t(declared.size())) throw std::runtime_error("too many arguments");
    torch::jit::Stack stack;
    stack.reserve(declared.size());
    for (size_t i = 0; i < declared.size(); i++) {
      if (int64_t(i) < count) {
        stack.push_back(converted(arguments[i], declared[i].type()));
      } else if (declared[i].default_value()) {
        stack.push_back(*declared[i].default_value());
      } else {
        throw std::runtime_error("argument '" + declared[i].name() + "' is missing");
      }
    }
    handle.callBoxed(&stack);
    std::vector<ct_value> values;
    for (const auto &value : stack) append(value, values);
    if (int64_t(values.size()) > capacity) throw std::runtime_error("too many results");
    for (size_t i = 0; i < values.size(); i++) results[i] = values[i];
    *result_count = int64_t(values.size());
  });
  if (status != 0) last_error() += " [arguments:" + shapes(arguments, count) + "]";
  return status;
}

}  // namespace bridge
