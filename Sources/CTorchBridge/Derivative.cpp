// Operations whose derivative the caller gives: a node of LibTorch's graph that calls back.
#include <c10/util/intrusive_ptr.h>
#include <torch/csrc/autograd/edge.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>

#include <memory>
#include <stdexcept>

#include "Bridge.h"

namespace bridge {
namespace {

// What the caller handed over, let go exactly once.
class Context {
 public:
  Context(void *pointer, void (*release)(void *)) : pointer(pointer), release(release) {}
  Context(const Context &) = delete;
  Context &operator=(const Context &) = delete;
  ~Context() { let_go(); }

  void *get() const { return pointer; }

  void let_go() {
    if (pointer) release(pointer);
    pointer = nullptr;
  }

 private:
  void *pointer;
  void (*release)(void *);
};

struct DerivativeNode : torch::autograd::Node {
  DerivativeNode(ct_derivative derivative, std::unique_ptr<Context> context)
      : derivative(derivative), context(std::move(context)) {}

  torch::autograd::variable_list apply(torch::autograd::variable_list &&gradients) override {
    if (!context->get()) throw std::runtime_error("the graph has been freed already");
    const auto count = num_outputs();
    torch::autograd::variable_list results(count);
    if (!gradients[0].defined()) return results;
    const std::unique_ptr<ct_tensor> gradient(wrap(gradients[0]));
    std::vector<ct_tensor *> found(count, nullptr);
    const int status = derivative(context->get(), gradient.get(), found.data());
    for (size_t i = 0; i < count; i++) {
      const std::unique_ptr<ct_tensor> owned(found[i]);
      if (owned && should_compute_output(i)) results[i] = owned->value;
    }
    if (status != 0) throw std::runtime_error(last_error());
    return results;
  }

  // The graph is used up: what the derivative kept can go before the graph itself does.
  void release_variables() override { context->let_go(); }

  std::string name() const override { return "Derivative"; }

  ct_derivative derivative;
  std::unique_ptr<Context> context;
};

// How LibTorch at hand owns the nodes of its graph: shared pointers in 1.13, intrusive ones in 2.13.
using NodePointer = std::decay_t<decltype(std::declval<torch::autograd::Edge &>().function)>;

template <typename Pointer>
struct Owning;

template <typename Node>
struct Owning<std::shared_ptr<Node>> {
  template <typename New>
  static std::shared_ptr<Node> node(New *made) {
    return std::shared_ptr<Node>(made, [](auto *old) { deleteNode(old); });
  }
};

template <typename Node>
struct Owning<c10::intrusive_ptr<Node>> {
  template <typename New>
  static c10::intrusive_ptr<Node> node(New *made) {
    return c10::intrusive_ptr<Node>::unsafe_steal_from_new(made);
  }
};

}  // namespace

int derive(ct_tensor *output, ct_tensor *const *inputs, int64_t inputs_count,
           ct_derivative derivative, void *context, void (*release)(void *context),
           ct_tensor **out) {
  return guarded("derive", [&] {
    auto held = std::make_unique<Context>(context, release);
    torch::autograd::variable_list from;
    for (int64_t i = 0; i < inputs_count; i++) from.push_back(inputs[i]->value);
    auto result = output->value.detach();
    if (c10::GradMode::is_enabled() && torch::autograd::any_variable_requires_grad(from)) {
      const auto node =
          Owning<NodePointer>::node(new DerivativeNode(derivative, std::move(held)));
      node->set_next_edges(torch::autograd::collect_next_edges(from));
      torch::autograd::set_history(result, node);
    }
    *out = wrap(result);
  });
}

}  // namespace bridge
