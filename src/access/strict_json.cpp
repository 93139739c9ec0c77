#include "access/strict_json.hpp"

#include <cstdint>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>

namespace lectern::access {
namespace {

namespace json = boost::json;

constexpr std::size_t max_depth = 16;

json::parse_options options() {
    json::parse_options strict;
    strict.max_depth = max_depth;
    return strict;
}

// Counts the members of all objects as they are written; a `json::object` keeps one of each name.
struct MemberCounter {
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
    using Code = json::error_code;

    std::size_t members = 0;

    bool on_object_end(std::size_t count, Code&) {
        members += count;
        return true;
    }
    static bool on_document_begin(Code&) { return true; }
    static bool on_document_end(Code&) { return true; }
    static bool on_object_begin(Code&) { return true; }
    static bool on_array_begin(Code&) { return true; }
    static bool on_array_end(std::size_t, Code&) { return true; }
    static bool on_key_part(json::string_view, std::size_t, Code&) { return true; }
    static bool on_key(json::string_view, std::size_t, Code&) { return true; }
    static bool on_string_part(json::string_view, std::size_t, Code&) { return true; }
    static bool on_string(json::string_view, std::size_t, Code&) { return true; }
    static bool on_number_part(json::string_view, Code&) { return true; }
    static bool on_int64(std::int64_t, json::string_view, Code&) { return true; }
    static bool on_uint64(std::uint64_t, json::string_view, Code&) { return true; }
    static bool on_double(double, json::string_view, Code&) { return true; }
    static bool on_bool(bool, Code&) { return true; }
    static bool on_null(Code&) { return true; }
    static bool on_comment_part(json::string_view, Code&) { return true; }
    static bool on_comment(json::string_view, Code&) { return true; }
};

std::size_t count_members(const json::value& value) {
    std::size_t count = 0;
    if (const auto* object = value.if_object()) {
        count = object->size();
        for (const auto& member : *object) count += count_members(member.value());
    } else if (const auto* array = value.if_array()) {
        for (const auto& element : *array) count += count_members(element);
    }
    return count;
}

}  // namespace

std::optional<json::object> read_object(std::string_view text) {
    json::error_code error;
    json::value value = json::parse(text, error, {}, options());
    if (error || !value.is_object()) return std::nullopt;
    json::basic_parser<MemberCounter> parser(options());
    parser.write_some(false, text.data(), text.size(), error);
    if (error || parser.handler().members != count_members(value)) return std::nullopt;
    return std::move(value.get_object());
}

const json::string* find_string(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value == nullptr ? nullptr : value->if_string();
}

}  // namespace lectern::access
