#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "core/request_context.hpp"
#include "graphql/collect_fields.hpp"
#include "graphql/executor.hpp"
#include "graphql/resolvers.hpp"
#include "graphql/response_tree.hpp"

namespace lectern::graphql {

/// One execution of an operation. Objects of one type that came from the same field are a group:
/// their fields are collected once and each is resolved in one call. Groups wait in a queue, so
/// that nothing here recurses with the depth of the query.
class ExecutionRun final {
  public:
    ExecutionRun(
        const Bindings& bindings, const RequestContext& context, const Execution& execution
    );

    Response run(const NamedType& root_type);

    /// Starts the stream of the root field of a subscription.
    Checked<Source> open_stream(const NamedType& root_type);

  private:
    struct Group {
        const NamedType* type = nullptr;
        std::vector<const ast::SelectionSet*> sets;
        std::vector<Source> sources;
        std::vector<const Position*> positions;
    };

    /// One field of a group on its way, with the groups of the objects that it leads to.
    struct Step {
        const CollectedField& field;
        std::size_t index;  ///< Among the fields of the group.
        std::vector<Group> children{};
    };

    /// Where a value goes.
    struct Place {
        const Position& parent;
        const std::string* key;  ///< Null for an item of a list.
        std::size_t index;
        Value& target;
    };

    void run_group(Group& group, bool serial);
    void run_queue();
    void prepare_objects(const Group& group, const std::vector<CollectedField>& fields) const;
    void drop_dead(Group& group) const;
    void run_field(const Group& group, Step& step);
    void name_types(const Group& group, std::size_t index) const;
    std::optional<Object> arguments(const Group& group, const Step& step);
    std::vector<Resolved> resolve(const Group& group, const Step& step, const Object& arguments);
    bool has_to_stop();
    Result<Source> open_stream_of(const CollectedField& field) const;

    void complete(Step& step, const Place& place, const Type& type, Resolved& resolved);
    void complete_list(Step& step, const Place& place, const Type& type, Resolved& resolved);
    void complete_leaf(const Step& step, const Place& place, const Type& type, const Value& value);
    void complete_object(Step& step, const Place& place, const Type& type, const Source& source);
    const NamedType* concrete_type(
        const Step& step, const Place& place, const Type& type, const Source& source
    );
    Group& child_group(Step& step, const NamedType& type) const;

    void fail(const Step& step, const Place& place, const Type& type, Error error);
    void fail_all(
        const Group& group,
        const Step& step,
        const Error& error,
        const std::vector<Location>& locations
    );

    const Bindings& bindings_;
    const RequestContext& context_;
    const Execution& execution_;
    const Fragments fragments_;
    FieldCollector collector_;
    ResponseTree tree_;
    std::deque<Group> queue_;
    std::optional<Error> stopped_;
};

}  // namespace lectern::graphql
