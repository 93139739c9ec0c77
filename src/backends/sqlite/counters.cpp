#include "backends/sqlite/counters.hpp"

namespace lectern::backends::sqlite {
namespace {

template <class Number>
Result<Number> to_unsigned(Result<std::int64_t> number) {
    if (!number) return fail(number);
    return static_cast<Number>(*number);
}

}  // namespace

Result<ports::Sequence> next_sequence(Connection& connection) {
    return to_unsigned<ports::Sequence>(
        connection.number("UPDATE counters SET sequence = sequence + 1 RETURNING sequence")
    );
}

Result<domain::Version> take_versions(Connection& connection, std::int64_t count) {
    return to_unsigned<domain::Version>(connection.number(
        "UPDATE counters SET version = version + ?1 RETURNING version - ?1 + 1", count
    ));
}

Result<domain::Version> newest_version(Connection& connection) {
    return to_unsigned<domain::Version>(connection.number("SELECT version FROM counters"));
}

Result<void> raise_version(Connection& connection, domain::Version version) {
    return connection.run("UPDATE counters SET version = ?1 WHERE version < ?1", version);
}

Result<std::uint64_t> take_event_ids(Connection& connection, std::size_t count) {
    return to_unsigned<std::uint64_t>(
        connection.number("UPDATE counters SET event = event + ?1 RETURNING event - ?1 + 1", count)
    );
}

Result<void> add_waiting(Connection& connection, std::int64_t change) {
    if (change == 0) return {};
    return connection.run("UPDATE counters SET waiting = waiting + ?1", change);
}

}  // namespace lectern::backends::sqlite
