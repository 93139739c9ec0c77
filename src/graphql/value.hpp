#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace lectern::graphql {

class Value;
struct Member;

using List = std::vector<Value>;

/// Members in the order in which they were added, as responses need it (specification, 7.2.2).
/// Looking up is linear: objects are small.
class Object final {
  public:
    // Defined below, where a member is known.
    Object();
    Object(std::initializer_list<Member> members);
    Object(const Object& other);
    Object(Object&& other) noexcept;
    Object& operator=(const Object& other);
    Object& operator=(Object&& other) noexcept;
    ~Object();

    /// The value of that name, or null.
    const Value* find(std::string_view name) const;
    Value* find(std::string_view name);
    bool contains(std::string_view name) const { return find(name) != nullptr; }

    /// Replaces the value of that name, or adds a member at the end.
    Value& set(std::string name, Value value);
    /// Adds a member whose name is not there yet, which is not checked.
    Value& append(std::string name, Value value);

    void reserve(std::size_t members);
    std::size_t size() const;
    bool empty() const;
    std::vector<Member>& members() { return members_; }
    const std::vector<Member>& members() const { return members_; }

    /// Equal in names, values and order.
    bool operator==(const Object& other) const;

  private:
    std::vector<Member> members_;
};

/// What goes into variables and arguments and comes out in responses. Enum values are strings.
/// A plain value: cheap to move, deep to copy.
class Value final {
  public:
    using Data =
        std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Object>;

    Value() = default;
    Value(std::nullptr_t) {}  // NOLINT: literals read better
    template <std::same_as<bool> T>
    Value(T value) : data_(value) {}                              // NOLINT: not from pointers
    Value(int value) : data_(std::int64_t{value}) {}              // NOLINT
    Value(std::int64_t value) : data_(value) {}                   // NOLINT
    Value(double value) : data_(value) {}                         // NOLINT
    Value(std::string value) : data_(std::move(value)) {}         // NOLINT
    Value(std::string_view value) : data_(std::string(value)) {}  // NOLINT
    Value(const char* value) : data_(std::string(value)) {}       // NOLINT
    Value(List value) : data_(std::move(value)) {}                // NOLINT
    Value(Object value) : data_(std::move(value)) {}              // NOLINT

    bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
    /// The value if it is of that kind, otherwise null.
    const bool* as_bool() const { return std::get_if<bool>(&data_); }
    const std::int64_t* as_int() const { return std::get_if<std::int64_t>(&data_); }
    const double* as_double() const { return std::get_if<double>(&data_); }
    const std::string* as_string() const { return std::get_if<std::string>(&data_); }
    const List* as_list() const { return std::get_if<List>(&data_); }
    List* as_list() { return std::get_if<List>(&data_); }
    const Object* as_object() const { return std::get_if<Object>(&data_); }
    Object* as_object() { return std::get_if<Object>(&data_); }

    const Data& data() const { return data_; }
    Data& data() { return data_; }

    bool operator==(const Value&) const = default;

  private:
    Data data_;
};

struct Member {
    std::string name;
    Value value;

    bool operator==(const Member&) const = default;
};

inline Object::Object() = default;
inline Object::Object(std::initializer_list<Member> members) : members_(members) {}
inline Object::Object(const Object& other) = default;
inline Object::Object(Object&& other) noexcept = default;
inline Object& Object::operator=(const Object& other) = default;
inline Object& Object::operator=(Object&& other) noexcept = default;
inline Object::~Object() = default;

/// The value on one line in GraphQL's notation, for messages: `{a: [1, "x"]}`.
std::string to_string(const Value& value);

}  // namespace lectern::graphql
