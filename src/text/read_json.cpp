#include <string>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "text/readers.hpp"
#include "text/text_builder.hpp"

namespace lectern::text {
namespace {

namespace json = boost::json;

constexpr std::size_t max_depth = 64;

bool is_scalar(const json::value& value) { return !value.is_object() && !value.is_array(); }

std::string write_scalar(const json::value& value) {
    if (value.is_null()) return {};
    if (!value.is_string()) return json::serialize(value);
    return {value.get_string().data(), value.get_string().size()};
}

class Flattener final {
  public:
    void add(const std::string& path, const json::value& value) {
        if (const json::object* object = value.if_object()) return add_object(path, *object);
        if (const json::array* array = value.if_array()) return add_array(path, *array);
        add_line(path, write_scalar(value));
    }

    domain::ExtractedText finish(std::string title) {
        return builder_.finish(MediaType::json, std::move(title));
    }

  private:
    void add_object(const std::string& path, const json::object& object) {
        for (const auto& member : object) {
            const std::string key(member.key().data(), member.key().size());
            add(path.empty() ? key : path + "." + key, member.value());
        }
    }

    // Scalars make one line together. Elements are told apart by their lines, not numbers, which
    // nobody searches.
    void add_array(const std::string& path, const json::array& array) {
        std::string list;
        for (const json::value& element : array) {
            if (!is_scalar(element)) {
                add(path, element);
                continue;
            }
            const std::string scalar = write_scalar(element);
            if (!list.empty() && !scalar.empty()) list += ", ";
            list += scalar;
        }
        add_line(path, list);
    }

    void add_line(const std::string& path, const std::string& value) {
        if (collapse_space(value).empty()) return;
        const std::string line = path.empty() ? value : path + ": " + value;
        // Long values are prose, whose paragraphs the chunker should see.
        constexpr std::size_t prose_bytes = 200;
        if (value.size() < prose_bytes) return builder_.add(domain::BlockKind::table_row, line);
        std::string_view rest = line;
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find("\n\n"), rest.size());
            builder_.add(domain::BlockKind::paragraph, rest.substr(0, end));
            rest.remove_prefix(std::min(end + 2, rest.size()));
        }
    }

    TextBuilder builder_;
};

std::string find_title(const json::value& value) {
    const json::object* object = value.if_object();
    if (object == nullptr) return {};
    for (const char* key : {"title", "name"}) {
        const json::value* title = object->if_contains(key);
        if (title != nullptr && title->is_string()) return write_scalar(*title);
    }
    return {};
}

}  // namespace

Result<domain::ExtractedText> read_json(std::string_view utf8) {
    json::error_code error;
    const json::value value = json::parse(utf8, error, {}, {.max_depth = max_depth});
    if (error)
        return fail(ErrorCode::invalid_argument, "the JSON document is broken: " + error.message());
    Flattener flattener;
    flattener.add("", value);
    return flattener.finish(find_title(value));
}

}  // namespace lectern::text
