#include "graphql/value.hpp"

#include <array>
#include <charconv>

#include "graphql/quote.hpp"

namespace lectern::graphql {
namespace {

void write(const Value& value, std::string& out);

void write_number(double number, std::string& out) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

void write_list(const List& list, std::string& out) {
    out += '[';
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (i > 0) out += ", ";
        write(list[i], out);
    }
    out += ']';
}

void write_object(const Object& object, std::string& out) {
    out += '{';
    for (std::size_t i = 0; i < object.size(); ++i) {
        if (i > 0) out += ", ";
        const Member& member = object.members()[i];
        out += member.name;
        out += ": ";
        write(member.value, out);
    }
    out += '}';
}

void write(const Value& value, std::string& out) {
    if (value.is_null()) out += "null";
    if (const auto* flag = value.as_bool()) out += *flag ? "true" : "false";
    if (const auto* whole = value.as_int()) out += std::to_string(*whole);
    if (const auto* real = value.as_double()) write_number(*real, out);
    if (const auto* text = value.as_string()) append_quoted(*text, out);
    if (const auto* list = value.as_list()) write_list(*list, out);
    if (const auto* object = value.as_object()) write_object(*object, out);
}

}  // namespace

const Value* Object::find(std::string_view name) const {
    for (const Member& member : members_)
        if (member.name == name) return &member.value;
    return nullptr;
}

Value* Object::find(std::string_view name) {
    for (Member& member : members_)
        if (member.name == name) return &member.value;
    return nullptr;
}

Value& Object::set(std::string name, Value value) {
    if (Value* present = find(name)) return *present = std::move(value);
    return append(std::move(name), std::move(value));
}

Value& Object::append(std::string name, Value value) {
    return members_.emplace_back(std::move(name), std::move(value)).value;
}

void Object::reserve(std::size_t members) { members_.reserve(members); }

std::size_t Object::size() const { return members_.size(); }

bool Object::empty() const { return members_.empty(); }

bool Object::operator==(const Object& other) const { return members_ == other.members_; }

std::string to_string(const Value& value) {
    std::string out;
    write(value, out);
    return out;
}

}  // namespace lectern::graphql
