#include "graphql/execution_run.hpp"

#include <algorithm>
#include <utility>

#include "graphql/quote.hpp"
#include "graphql/variables.hpp"

namespace lectern::graphql {
namespace {

std::vector<Location> locations_of(const CollectedField& field) {
    std::vector<Location> locations;
    locations.reserve(field.nodes.size());
    for (const ast::Field* node : field.nodes) locations.push_back(node->location());
    return locations;
}

// What is wrong with what the service returned, not with the request.
Error broken(const CollectedField& field, const std::string& what) {
    return {ErrorCode::internal, "field " + quoted(field.definition->coordinate()) + " " + what};
}

Value& value_at(const Position& object, std::size_t index) {
    return object.target->as_object()->members()[index].value;
}

}  // namespace

ExecutionRun::ExecutionRun(
    const Bindings& bindings, const RequestContext& context, const Execution& execution
)
    : bindings_(bindings),
      context_(context),
      execution_(execution),
      fragments_(fragments_of(execution.document)),
      collector_(bindings.schema(), fragments_, execution.variables) {}

Response ExecutionRun::run(const NamedType& root_type) {
    Group root{
        .type = &root_type,
        .sets = {&execution_.operation.selection_set},
        .sources = {execution_.root},
        .positions = {&tree_.root()},
    };
    run_group(root, execution_.operation.kind == ast::OperationKind::mutation);
    run_queue();
    if (!stopped_) return tree_.finish();
    GraphQlError error{.message = stopped_->message, .cause = stopped_};
    return {.data = Value(), .errors = {std::move(error)}};
}

void ExecutionRun::run_queue() {
    while (!queue_.empty()) {
        Group group = std::move(queue_.front());
        queue_.pop_front();
        run_group(group, false);
    }
}

void ExecutionRun::run_group(Group& group, bool serial) {
    drop_dead(group);
    std::size_t nulls = tree_.null_count();
    if (group.sources.empty() || stopped_) return;
    const std::vector<CollectedField> fields = collector_.collect(*group.type, group.sets);
    prepare_objects(group, fields);
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (tree_.null_count() != std::exchange(nulls, tree_.null_count())) drop_dead(group);
        if (group.sources.empty() || has_to_stop()) return;
        Step step{.field = fields[i], .index = i};
        run_field(group, step);
        for (Group& child : step.children) queue_.push_back(std::move(child));
        if (serial) run_queue();
    }
}

void ExecutionRun::prepare_objects(const Group& group, const std::vector<CollectedField>& fields)
    const {
    for (const Position* position : group.positions) {
        Object object;
        object.reserve(fields.size());
        for (const CollectedField& field : fields) object.append(*field.key, Value());
        *position->target = std::move(object);
    }
}

void ExecutionRun::drop_dead(Group& group) const {
    if (tree_.null_count() == 0) return;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < group.positions.size(); ++i) {
        if (tree_.is_dead(*group.positions[i])) continue;
        group.positions[kept] = group.positions[i];
        if (kept != i) group.sources[kept] = std::move(group.sources[i]);
        ++kept;
    }
    group.positions.resize(kept);
    group.sources.resize(kept);
}

bool ExecutionRun::has_to_stop() {
    if (stopped_) return true;
    if (auto going = context_.check(); !going) stopped_ = std::move(going).error();
    return stopped_.has_value();
}

void ExecutionRun::run_field(const Group& group, Step& step) {
    const FieldDefinition& definition = *step.field.definition;
    if (&definition == &bindings_.schema().typename_field()) {
        name_types(group, step.index);
        return;
    }
    const auto coerced = arguments(group, step);
    if (!coerced) return;
    std::vector<Resolved> results = resolve(group, step, *coerced);
    if (results.size() != group.sources.size()) {
        fail_all(
            group,
            step,
            broken(step.field, "has a resolver that returned too few or too many results"),
            locations_of(step.field)
        );
        return;
    }
    for (std::size_t i = 0; i < results.size(); ++i) {
        const Position& parent = *group.positions[i];
        const Place place{parent, step.field.key, step.index, value_at(parent, step.index)};
        complete(step, place, definition.type, results[i]);
    }
}

void ExecutionRun::name_types(const Group& group, std::size_t index) const {
    for (const Position* position : group.positions) value_at(*position, index) = group.type->name;
}

std::optional<Object> ExecutionRun::arguments(const Group& group, const Step& step) {
    const ast::Field& node = *step.field.nodes.front();
    auto coerced = coerce_arguments(
        step.field.definition->arguments, node.arguments, node.location(), execution_.variables
    );
    if (coerced) return *std::move(coerced);
    fail_all(
        group,
        step,
        {ErrorCode::invalid_argument, coerced.error().message},
        coerced.error().locations
    );
    return std::nullopt;
}

std::vector<Resolved> ExecutionRun::resolve(
    const Group& group, const Step& step, const Object& arguments
) {
    const BatchResolver* resolver = bindings_.resolver(*step.field.definition);
    if (resolver == nullptr) return {};
    const FieldCall call{
        .context = context_,
        .user = execution_.user,
        .field = *step.field.definition,
        .arguments = arguments,
        .nodes = step.field.nodes,
        .fragments = fragments_,
    };
    return (*resolver)(call, group.sources);
}

void ExecutionRun::complete(Step& step, const Place& place, const Type& type, Resolved& resolved) {
    if (auto* error = std::get_if<Error>(&resolved.data())) {
        fail(step, place, type, std::move(*error));
    } else if (std::holds_alternative<std::monostate>(resolved.data())) {
        if (type.is_non_null())
            fail(step, place, type, broken(step.field, "is null but may not be"));
    } else if (type.is_list()) {
        complete_list(step, place, type, resolved);
    } else if (const auto* value = std::get_if<Value>(&resolved.data());
               value != nullptr && type.named().is_leaf()) {
        complete_leaf(step, place, type, *value);
    } else if (const auto* source = std::get_if<Source>(&resolved.data());
               source != nullptr && type.named().is_composite()) {
        complete_object(step, place, type, *source);
    } else {
        fail(step, place, type, broken(step.field, "has a value that is not of its type"));
    }
}

void ExecutionRun::complete_list(
    Step& step, const Place& place, const Type& type, Resolved& resolved
) {
    auto* items = std::get_if<Resolved::Items>(&resolved.data());
    Resolved::Items leaves;
    if (auto* value = std::get_if<Value>(&resolved.data()); value && value->as_list()) {
        for (Value& leaf : *value->as_list()) leaves.emplace_back(std::move(leaf));
        items = &leaves;
    }
    if (items == nullptr) {
        fail(step, place, type, broken(step.field, "has a value that is no list"));
        return;
    }
    const Position& list =
        tree_.add(place.parent, place.key, place.index, !type.is_non_null(), place.target);
    place.target = List(items->size());
    List& targets = *place.target.as_list();
    for (std::size_t i = 0; i < items->size(); ++i)
        complete(step, Place{list, nullptr, i, targets[i]}, type.item(), (*items)[i]);
}

void ExecutionRun::complete_leaf(
    const Step& step, const Place& place, const Type& type, const Value& value
) {
    auto serialized = serialize_leaf(value, type.named());
    if (!serialized) {
        fail(
            step,
            place,
            type,
            broken(step.field, "has a wrong value: " + serialized.error().message)
        );
    } else if (serialized->is_null() && type.is_non_null()) {
        fail(step, place, type, broken(step.field, "is null but may not be"));
    } else {
        place.target = *std::move(serialized);
    }
}

void ExecutionRun::complete_object(
    Step& step, const Place& place, const Type& type, const Source& source
) {
    if (place.parent.depth >= GraphQlExecutor::max_depth) {
        fail(
            step, place, type, {ErrorCode::resource_exhausted, "the response is nested too deeply"}
        );
        return;
    }
    const NamedType* concrete = concrete_type(step, place, type, source);
    if (concrete == nullptr) return;
    Group& group = child_group(step, *concrete);
    group.sources.push_back(source);
    group.positions.push_back(
        &tree_.add(place.parent, place.key, place.index, !type.is_non_null(), place.target)
    );
}

const NamedType* ExecutionRun::concrete_type(
    const Step& step, const Place& place, const Type& type, const Source& source
) {
    const NamedType& named = type.named();
    if (!named.is_abstract()) return &named;
    const TypeResolver* resolver = bindings_.type_resolver(named);
    const NamedType* concrete =
        resolver == nullptr ? nullptr : bindings_.schema().type((*resolver)(source));
    if (concrete != nullptr && bindings_.schema().is_possible(named, *concrete)) return concrete;
    fail(
        step, place, type, broken(step.field, "has an object that is of none of its possible types")
    );
    return nullptr;
}

ExecutionRun::Group& ExecutionRun::child_group(Step& step, const NamedType& type) const {
    const auto present = std::ranges::find(step.children, &type, &Group::type);
    if (present != step.children.end()) return *present;
    Group& group = step.children.emplace_back();
    group.type = &type;
    for (const ast::Field* node : step.field.nodes) group.sets.push_back(&node->selection_set);
    return group;
}

void ExecutionRun::fail(const Step& step, const Place& place, const Type& type, Error error) {
    tree_.fail(
        place.parent,
        place.key,
        place.index,
        !type.is_non_null(),
        {.message = error.message, .locations = locations_of(step.field), .cause = std::move(error)}
    );
}

void ExecutionRun::fail_all(
    const Group& group, const Step& step, const Error& error, const std::vector<Location>& locations
) {
    const bool may_be_null = !step.field.definition->type.is_non_null();
    for (const Position* position : group.positions) {
        tree_.fail(
            *position,
            step.field.key,
            step.index,
            may_be_null,
            {.message = error.message, .locations = locations, .cause = error}
        );
    }
}

Checked<Source> ExecutionRun::open_stream(const NamedType& root_type) {
    const ast::SelectionSet* set = &execution_.operation.selection_set;
    const auto fields = collector_.collect(root_type, {&set, 1});
    std::vector<Location> locations = {execution_.operation.location};
    if (!fields.empty()) locations = locations_of(fields.front());

    auto stream = fields.empty() ? Result<Source>(lectern::fail(
                                       ErrorCode::invalid_argument, "the subscription has no field"
                                   ))
                                 : open_stream_of(fields.front());
    if (stream) return *std::move(stream);
    GraphQlError error{.message = stream.error().message, .locations = std::move(locations)};
    error.cause = std::move(stream).error();
    return std::unexpected(std::vector{std::move(error)});
}

Result<Source> ExecutionRun::open_stream_of(const CollectedField& field) const {
    const ast::Field& node = *field.nodes.front();
    const StreamOpener* opener = bindings_.stream(*field.definition);
    if (opener == nullptr) return lectern::fail(broken(field, "has no stream"));
    const auto coerced = coerce_arguments(
        field.definition->arguments, node.arguments, node.location(), execution_.variables
    );
    if (!coerced) return lectern::fail(ErrorCode::invalid_argument, coerced.error().message);
    return (*opener)({
        .context = context_,
        .user = execution_.user,
        .field = *field.definition,
        .arguments = *coerced,
        .nodes = field.nodes,
        .fragments = fragments_,
    });
}

}  // namespace lectern::graphql
