#pragma once

#include <memory>
#include <typeinfo>
#include <utility>

#include "core/assert.hpp"

namespace lectern::graphql {

/// The object behind a value of an object type, which only resolvers look into: a typed, shared,
/// immutable value. `part` shares the ownership of the whole, so that a list of parts of one answer
/// costs no copies and no allocations. Cheap to copy; any thread may read.
class Source final {
  public:
    /// No object: the parent of root fields.
    Source() = default;

    template <class T>
    static Source of(T value) {
        return share(std::make_shared<const T>(std::move(value)));
    }

    template <class T>
    static Source share(std::shared_ptr<const T> object) {
        return Source(std::move(object), typeid(T));
    }

    /// Does not own: `object` must outlive the execution.
    template <class T>
    static Source view(const T& object) {
        return Source(
            std::shared_ptr<const void>(std::shared_ptr<const void>(), &object), typeid(T)
        );
    }

    /// Something within this object, or reached from it, that lives as long as it.
    template <class T>
    Source part(const T& inside) const {
        return Source(std::shared_ptr<const void>(object_, &inside), typeid(T));
    }

    template <class T>
    bool is() const {
        return type_ != nullptr && *type_ == typeid(T);
    }

    /// The object; that it is a `T` is the caller's promise.
    template <class T>
    const T& get() const {
        LECTERN_ASSERT(is<T>());
        return *static_cast<const T*>(object_.get());
    }

    explicit operator bool() const { return object_ != nullptr; }

  private:
    Source(std::shared_ptr<const void> object, const std::type_info& type)
        : object_(std::move(object)), type_(&type) {}

    std::shared_ptr<const void> object_;  // shared with the other parts of the same answer
    const std::type_info* type_ = nullptr;
};

}  // namespace lectern::graphql
