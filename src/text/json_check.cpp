#include "text/json_check.hpp"

#include <cstddef>
#include <cstdint>

#include <boost/json/basic_parser_impl.hpp>

namespace lectern::text {
namespace {

namespace json = boost::json;

// Accepts every part of a value and keeps none.
struct Discard {
    using Error = json::error_code;
    static constexpr std::size_t max_object_size = SIZE_MAX;
    static constexpr std::size_t max_array_size = SIZE_MAX;
    static constexpr std::size_t max_key_size = SIZE_MAX;
    static constexpr std::size_t max_string_size = SIZE_MAX;

    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_object_begin(Error&) { return true; }
    bool on_object_end(std::size_t, Error&) { return true; }
    bool on_array_begin(Error&) { return true; }
    bool on_array_end(std::size_t, Error&) { return true; }
    bool on_key_part(json::string_view, std::size_t, Error&) { return true; }
    bool on_key(json::string_view, std::size_t, Error&) { return true; }
    bool on_string_part(json::string_view, std::size_t, Error&) { return true; }
    bool on_string(json::string_view, std::size_t, Error&) { return true; }
    bool on_number_part(json::string_view, Error&) { return true; }
    bool on_int64(std::int64_t, json::string_view, Error&) { return true; }
    bool on_uint64(std::uint64_t, json::string_view, Error&) { return true; }
    bool on_double(double, json::string_view, Error&) { return true; }
    bool on_bool(bool, Error&) { return true; }
    bool on_null(Error&) { return true; }
    bool on_comment_part(json::string_view, Error&) { return true; }
    bool on_comment(json::string_view, Error&) { return true; }
};

}  // namespace

bool is_json(std::string_view text) {
    constexpr std::size_t max_depth = 64;
    json::basic_parser<Discard> parser(json::parse_options{.max_depth = max_depth});
    json::error_code error;
    const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
    return !error && read == text.size();
}

}  // namespace lectern::text
