// One generic operator call: values in, boxed call through LibTorch's dispatcher, values out.
// A boxed call reaches every operator by name and records gradients like any other call.
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>

#include <array>
#include <atomic>
#include <map>
#include <mutex>
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

// An operator with what a call needs of its schema.
struct Parameter {
  c10::TypePtr type;  // without Optional[…]
  c10::optional<c10::IValue> fallback;
  std::string name;
};

using OperatorName = std::pair<std::string, std::string>;  // name, overload

struct Operator {
  c10::OperatorHandle handle;
  OperatorName name;
  std::vector<Parameter> parameters;
};

// Looks an operator up, once for the program. Found operators stay, so references to them hold.
const Operator &looked_up(const char *name, const char *overload) {
  // Never destroyed: threads that compute may outlive the end of main.
  static auto &known = *new std::map<OperatorName, Operator>;
  static auto &lock = *new std::mutex;
  const std::lock_guard<std::mutex> guard(lock);
  OperatorName key(name, overload);
  const auto entry = known.find(key);
  if (entry != known.end()) return entry->second;
  Operator made{c10::Dispatcher::singleton().findSchemaOrThrow(name, overload), key, {}};
  for (const auto &argument : made.handle.schema().arguments()) {
    made.parameters.push_back(
        {unwrapped(argument.type()), argument.default_value(), argument.name()});
  }
  return known.emplace(std::move(key), std::move(made)).first->second;
}

size_t mixed(const char *text, size_t hash) {
  for (; *text; text++) hash = (hash ^ size_t(*text)) * 0x100000001b3;
  return hash;
}

// The same from a small table of this thread's own, without a lock.
const Operator &found(const char *name, const char *overload) {
  thread_local std::array<const Operator *, 512> recent{};
  auto &entry = recent[mixed(overload, mixed(name, 0xcbf29ce484222325)) % recent.size()];
  if (entry == nullptr || entry->name.first != name || entry->name.second != overload) {
    entry = &looked_up(name, overload);
  }
  return *entry;
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
  for (int64_t i = 0; i < value.count; i++) {
    const auto *item = tensors(value)[i];
    if (item == nullptr) throw std::runtime_error("a list of tensors misses one");
    result.push_back(item->value);
  }
  return result;
}

c10::IValue converted(const ct_value &value, const c10::TypePtr &type) {
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

// Results on their way out, in a list of this thread's that every call uses again; the tensors are
// freed unless they are handed over.
class Results {
 public:
  Results() : values(list()) { values.clear(); }

  ~Results() {
    if (is_given) return;
    for (const auto &value : values) {
      if (value.kind == CT_TENSOR) delete static_cast<const ct_tensor *>(value.pointer);
    }
  }

  void append(const c10::IValue &value) {
    ct_value result{};
    if (value.isTensorList()) {
      for (const auto &tensor : value.toTensorVector()) append(tensor);
      return;
    }
    if (value.isTensor()) {
      const auto &tensor = value.toTensor();
      result.kind = tensor.defined() ? CT_TENSOR : CT_NONE;
    } else if (value.isBool()) {
      result.kind = CT_BOOL;
      result.integer = value.toBool();
    } else if (value.isInt()) {
      result.kind = CT_INT;
      result.integer = value.toInt();
    } else if (value.isDouble()) {
      result.kind = CT_DOUBLE;
      result.real = value.toDouble();
    } else if (!value.isNone()) {
      throw std::runtime_error("a result of kind " + value.tagKind() + " is not supported");
    }
    values.push_back(result);
    if (result.kind == CT_TENSOR) values.back().pointer = wrap(value.toTensor());
  }

  // Hands the tensors to the caller, who reads the list before this thread's next call.
  void hand_over(const ct_value **start, int64_t *count) {
    is_given = true;
    *start = values.data();
    *count = int64_t(values.size());
  }

 private:
  static std::vector<ct_value> &list() {
    thread_local std::vector<ct_value> own;
    return own;
  }

  std::vector<ct_value> &values;
  bool is_given = false;
};

// Appends the shapes of the tensor arguments to the message of a failure.
void describe(const ct_value *arguments, int64_t count) noexcept try {
  std::ostringstream text;
  for (int64_t i = 0; i < count; i++) {
    if (arguments[i].kind != CT_TENSOR) continue;
    const auto &tensor = static_cast<const ct_tensor *>(arguments[i].pointer)->value;
    text << " " << tensor.scalar_type() << tensor.sizes();
  }
  last_error() += " [arguments:" + text.str() + "]";
} catch (...) {  // The message stays as it is.
}

}  // namespace

namespace {
std::atomic<int64_t> call_count{0};
}

int64_t calls() { return call_count.load(std::memory_order_relaxed); }

bool has_operator(const char *name, const char *overload) {
  bool answer = false;
  guarded(name, [&] {
    answer = c10::Dispatcher::singleton().findSchema({name, overload}).has_value();
  });
  return answer;
}

int call(const char *name, const char *overload, const ct_value *arguments, int64_t count,
         const ct_value **results, int64_t *result_count) {
  call_count.fetch_add(1, std::memory_order_relaxed);
  const int status = guarded(name, [&] {
    enter_thread();
    const auto &wanted = found(name, overload);
    const auto &parameters = wanted.parameters;
    if (count > int64_t(parameters.size())) throw std::runtime_error("too many arguments");
    torch::jit::Stack stack;
    stack.reserve(parameters.size());
    for (size_t i = 0; i < parameters.size(); i++) {
      if (int64_t(i) < count) {
        stack.push_back(converted(arguments[i], parameters[i].type));
      } else if (parameters[i].fallback) {
        stack.push_back(*parameters[i].fallback);
      } else {
        throw std::runtime_error("argument '" + parameters[i].name + "' is missing");
      }
    }
    wanted.handle.callBoxed(&stack);
    Results values;
    for (const auto &value : stack) values.append(value);
    values.hand_over(results, result_count);
  });
  if (status != 0) describe(arguments, count);
  return status;
}

}  // namespace bridge
